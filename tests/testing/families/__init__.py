"""Right gradients where f or the formula rounds, cancels or is a staircase."""

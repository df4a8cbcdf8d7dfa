"""One file a family: the update rule, then the optimizer that carries it."""

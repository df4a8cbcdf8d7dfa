"""The diagnosis: is the formula, the engine or the difference wrong, and why."""

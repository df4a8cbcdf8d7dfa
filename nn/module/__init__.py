"""`Module`: parameters by name, state, summary."""

"""Which of formula, engine and differences is wrong, and why."""

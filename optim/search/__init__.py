"""Grid and random search over hyperparameters."""

"""Mistakes in gradients by hand: one at least for each text that a hint may have."""

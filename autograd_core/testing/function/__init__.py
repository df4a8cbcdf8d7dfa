"""The function to check: its inputs, outputs and gradients."""

"""What is checked: the function, its inputs, outputs and gradients."""

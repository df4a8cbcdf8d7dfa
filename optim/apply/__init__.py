"""From a rule to an optimizer: parameter groups, flat buffers, one-pass loops."""

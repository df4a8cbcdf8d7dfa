"""How an update reaches the parameters: groups, flat buffers, one-pass loops."""

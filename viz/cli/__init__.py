"""The command `backprop`."""

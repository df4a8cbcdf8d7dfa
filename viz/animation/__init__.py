"""Frames of a forward and backward pass."""

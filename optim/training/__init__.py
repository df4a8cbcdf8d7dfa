"""The training loop, and everything that watches or stops it."""

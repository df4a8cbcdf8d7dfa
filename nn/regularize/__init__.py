"""Penalties on parameters, and pruning."""

"""Batches, data sets and synthetic data."""

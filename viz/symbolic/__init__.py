"""Derivatives and formulas as terms."""

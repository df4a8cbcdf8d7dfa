"""Numerical derivatives with error bars."""

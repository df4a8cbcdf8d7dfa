"""The scan of all ops at kinks and extremes; run `python -m tests.special_points`."""

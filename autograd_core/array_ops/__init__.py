"""Ops of whole arrays: rules that check nothing, and above them NumPy's functions.

Every file holds the rules of one kind and, in lower case, the unchecked functions that
other rules use. `functions/` has the same files with the public functions.
"""

"""Functions of whole arrays under NumPy's names: arguments checked, lists accepted.

One file for each file of rules. The public ones are exported by `autograd_core`.
"""

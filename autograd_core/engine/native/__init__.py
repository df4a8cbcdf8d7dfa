"""Nodes in slabs, rows of doubles, for the compiled build; the lock of both builds."""

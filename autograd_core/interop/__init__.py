"""NumPy's dispatch protocols, and names of other libraries with what to write here."""

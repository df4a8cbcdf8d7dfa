"""NumPy's dispatch protocols, tables and names of other libraries."""

# Types for the compiled build of operators.py.
cpdef object checked_modulo(object base, object exponent, object modulo)

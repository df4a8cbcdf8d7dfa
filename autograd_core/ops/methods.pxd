# Types for the compiled build of node_methods.py.
cdef class NodeMethods:
    pass
cpdef object checked_modulo(object base, object exponent, object modulo)

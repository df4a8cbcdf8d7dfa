# Types for the compiled build of node_methods.py.
cdef class NodeMethods:
    pass

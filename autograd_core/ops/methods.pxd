# Types for the compiled build of methods.py.
from autograd_core.ops.protocols cimport Protocols


cdef class NodeMethods(Protocols):
    pass

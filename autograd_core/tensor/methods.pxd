# Types for the compiled build of methods.py.
from autograd_core.engine.node cimport Node

cdef set running


cdef class ArrayMethods(Node):
    cdef object _array

# Types for the compiled build of gradient_buffer.py.
from autograd_core.tensor.methods cimport ArrayMethods

cdef type ndarray


cdef class GradientArray(ArrayMethods):
    cdef object _gradient
    cdef bint _owned
    cdef bint _buffered

    cpdef object _add(self, object contribution, object upstream)

    cdef object _receive(self, object contribution, object upstream, list ready)

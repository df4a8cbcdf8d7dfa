# Types for the compiled build of tensor.py.
cimport cython
cimport autograd_core.engine.walk as walk
from autograd_core.engine.node cimport Node, payload_of
from autograd_core.tensor.gradient_buffer cimport GradientArray
from autograd_core.engine.value cimport Value

cdef object ADD, DIVIDE, MULTIPLY, NEGATIVE, POWER, SUBTRACT
cdef int modes_in_force
cdef bint walking_quietly
cdef type ndarray


cdef class Tensor(GradientArray):
    cdef object _send(self, list ready)

    @cython.locals(i=Py_ssize_t, operands=tuple, numbers=tuple)
    cdef object _send_contributions(self, list ready)


cpdef Tensor record(object rule, object out, object x, object y, bint nary)
cdef object binary(object rule, object x, object y)

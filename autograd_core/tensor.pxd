# Types for the compiled build of tensor.py.
cimport cython
from autograd_core.node cimport Node
from autograd_core.array_gradient cimport GradientArray
from autograd_core.value cimport Value

cdef object ADD, DIVIDE, MULTIPLY, NEGATIVE, POWER, SUBTRACT
cdef int modes_in_force
cdef type ndarray


cdef class Tensor(GradientArray):
    @cython.locals(i=Py_ssize_t, operands=tuple, numbers=tuple)
    cpdef object _send(self, list ready)


cpdef Tensor record(object rule, object out, object x, object y, bint nary)
cdef object binary(object rule, object x, object y)
cdef object payload(object operand)

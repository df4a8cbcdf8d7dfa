# Types for the compiled build of tensor.py.
cimport cython
from autograd_core.node cimport Node
from autograd_core.array_methods cimport ArrayMethods
from autograd_core.value cimport Value

cdef object ADD, DIVIDE, MULTIPLY, NEGATIVE, POWER, SUBTRACT
cdef int modes_in_force
cdef type ndarray


cdef class Tensor(ArrayMethods):
    cdef object _array
    cdef object _gradient
    cdef bint _owned
    cdef bint _buffered

    cpdef object _add(self, object contribution, object upstream)

    cpdef object _receive(self, object contribution, object upstream, list ready)

    @cython.locals(i=Py_ssize_t, operands=tuple, numbers=tuple)
    cpdef object _send(self, list ready)


cpdef Tensor record(object rule, object out, object x, object y, bint nary)
cdef object binary(object rule, object x, object y)
cdef object payload(object operand)

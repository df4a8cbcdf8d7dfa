# Types for the compiled build of value.py, and C's math.
cimport cython
cimport libc.math as math
cimport autograd_core.memory as memory
cimport autograd_core.slabs as slabs
from autograd_core.node cimport Node

cdef object ADD, DIVIDE, EXP, LOG, MULTIPLY, NEGATIVE, POWER, RELU, SUBTRACT, TANH
cdef int modes_in_force


cdef class Value(Node):
    @cython.locals(gradient=double, slopes="double*", i=Py_ssize_t)
    cdef object _send(self, list ready)


cdef object receive(Value node, double contribution, list ready)


cpdef Value record(object rule, double out, object x, object y, double dx, double dy)
cpdef Value record_many(object rule, double out, tuple operands, object slopes)
cpdef object apply(object rule, tuple operands)
cdef object whole(object number, object rule, object x, object y)

@cython.locals(numbers="double*", i=Py_ssize_t)
cpdef object row_of(object slopes)

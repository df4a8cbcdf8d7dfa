# Types for the compiled build of value.py, and C's math.
cimport cython
cimport libc.math as math
cimport autograd_core.engine.backward as backward_pass
cimport autograd_core.engine.native.float_rows as float_rows
cimport autograd_core.engine.native.slabs as slabs
cimport autograd_core.engine.native.type_names as type_names
cimport autograd_core.engine.gradients as gradients
cimport autograd_core.engine.record as recorder
cimport autograd_core.engine.walk as walk
from autograd_core.engine.node cimport Node
from autograd_core.engine.record cimport apply, combine, record_by_hand, whole

cdef set running
cdef object UNSET
cdef object ADD, DIVIDE, EXP, LOG, MULTIPLY, NEGATIVE, POWER, RELU, SUBTRACT, TANH


cdef class Value(Node):
    cpdef object _payload(self)
    @cython.locals(gradient=double, slopes="double*", i=Py_ssize_t)
    cdef object _send(self, list ready)
    cdef object _new(self, object rule, double out, object x, object y, double dx, double dy)
    cdef object _new_of_many(self, object rule, double out, tuple operands, object slopes)
    cpdef list _edges(self)
    cpdef object _contribute(self, object upstream, dict totals, bint on_nodes)


cdef object receive(Value node, double contribution, list ready)


cpdef Value record(object rule, double out, object x, object y, double dx, double dy)
cpdef Value record_many(object rule, double out, tuple operands, object slopes)

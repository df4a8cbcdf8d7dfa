# Types for the compiled build of record.py.
cimport cython
cimport autograd_core.engine.native.float_rows as float_rows
from autograd_core.engine.node cimport Node

cdef set modes_in_force
cdef unsigned long long assignments

cpdef object note_assignment()
cpdef bint is_value(object thing)
cpdef object examine(Node node)
cpdef object note_scope_or_cut(Node node)
cpdef object apply(object rule, tuple operands)
cpdef object whole(object number, object rule, object x, object y)
cpdef object record_by_hand(Node node, object children, object local_grads)
cpdef object combine(object rule, object x, object y)

@cython.locals(numbers="double*", i=Py_ssize_t)
cpdef object row_of(object slopes)

# Types for the compiled build of graph.py.
cimport cython
from autograd_core.engine.node cimport Node

cdef unsigned long long _walk
cdef Py_ssize_t PADDING
cdef unsigned int NEVER

cpdef object run(list ready)

@cython.locals(walk="unsigned long long")
cpdef list count_consumers(list roots, bint reset, object stop)

cdef object count(object operand, list stack, unsigned long long walk, bint reset)

cdef object fence(Node node, unsigned long long walk)

cdef object release(object operand, list ready)

# Types for the compiled build of graph.py.
cimport cython
cimport autograd_core.memory as memory
from autograd_core.node cimport Node
from autograd_core.value cimport Value

cdef unsigned long long _walk
cdef Py_ssize_t PADDING
cdef unsigned int NEVER


@cython.locals(walk="unsigned long long")
cdef list count_consumers(list roots, bint reset, object stop)

cdef object count(object operand, list stack, unsigned long long walk, bint reset)

cdef object fence(Node node, unsigned long long walk)

cdef object release(object operand, list ready)

@cython.locals(gradient=double, slopes="double*", i=Py_ssize_t)
cdef object send(Value node, list ready)

cpdef object receive(Value node, double contribution, list ready)

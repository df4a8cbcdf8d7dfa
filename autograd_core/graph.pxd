# Types for the compiled build of graph.py.
cimport cython
cimport autograd_core.memory as memory
from autograd_core.value cimport Value

cdef unsigned long long _walk


@cython.locals(opened="unsigned long long", closed="unsigned long long")
cpdef list recorded_order(list roots, bint reset=*)

cdef object push(list stack, object operand, unsigned long long opened)

@cython.locals(gradient=double, slopes="double*", i=Py_ssize_t, parent=Value)
cdef object send(Value node)

# Types for the compiled build of parameters.py.
cimport cython
cimport autograd_core.engine.native.arrays as arrays
cimport autograd_core.engine.native.value_lists as value_lists
from autograd_core.engine.node cimport Node

@cython.locals(i=Py_ssize_t, numbers="double*")
cpdef object data_of(list values)

@cython.locals(i=Py_ssize_t, numbers="double*", slopes="double*", all_reached=bint)
cpdef bint gather(list values, object data, object gradients)

@cython.locals(i=Py_ssize_t)
cpdef bint all_have_gradients(list nodes)

@cython.locals(i=Py_ssize_t)
cpdef set made_since(list leaves, unsigned long long moment)

@cython.locals(i=Py_ssize_t, entries="double*")
cpdef object assign(list values, object numbers)

@cython.locals(i=Py_ssize_t, had_gradient=bint)
cpdef bint clear_gradients(list values)

# Types for the compiled build of walk.py.
cimport cython
cimport autograd_core.engine.native.stacks as stacks
from autograd_core.engine.node cimport Node

cdef unsigned long long last_walk
cdef unsigned long long oldest_leaf
cdef unsigned int OUT_OF_REACH

cpdef object run(list ready)

@cython.locals(walk="unsigned long long", stack=list)
cpdef list count_consumers(list roots, bint reset, object stop)

cdef object count(object operand, list stack, unsigned long long walk, bint reset)

cdef object fence(Node node, unsigned long long walk)

cdef object release(object operand, list ready)

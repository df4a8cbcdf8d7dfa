# Types for the compiled build of backward.py.
cimport autograd_core.engine.native.one_step as one_step
cimport autograd_core.engine.native.timed_walk as timed_walk
cimport autograd_core.engine.walk as walk
from autograd_core.engine.node cimport Node

cdef set modes_in_force, running


cpdef object backward(Node root, object seed)

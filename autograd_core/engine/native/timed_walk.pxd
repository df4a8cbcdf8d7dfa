# Types for the compiled build of timed_walk.py.
cimport autograd_core.engine.native.stacks as stacks
cimport autograd_core.engine.walk as walk
from autograd_core.engine.node cimport Node

cdef int open_walks

cpdef object run(list ready)

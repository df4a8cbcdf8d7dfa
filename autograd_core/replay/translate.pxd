# Types for the compiled build of translate.py.
from autograd_core.engine.node cimport Node
from autograd_core.replay.tape cimport Tape


cdef class Translation:
    cdef public object program
    cdef Tape tape
    cdef dict _entries, _operands, _detached, _leaf_positions, _written, _inputs
    cdef set _moving, _differentiable
    cdef object _root, _comparisons, _outputs

    cpdef object _entry(self, object operand)
    cpdef object _result(self, Node node, tuple operands)

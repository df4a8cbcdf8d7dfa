# Types for the compiled build of translate.py.
cimport cython
from autograd_core.engine.node cimport Node
from autograd_core.replay.tape cimport Tape


cdef class Translation:
    cdef public object program
    cdef Tape tape
    cdef dict _entries, _operands, _detached, _leaf_positions, _written, _inputs
    cdef set _moving, _differentiable
    cdef object _root, _comparisons, _outputs

    @cython.locals(entries=dict, moving=set, of_nodes=dict, node=Node, parts=tuple,
                   operands=tuple)
    cpdef object _forward_all(self, list order)
    cpdef object _entry(self, object operand)
    cpdef object _result(self, Node node, tuple operands)
    @cython.locals(tape=Tape, moving=set, terms=dict, node=Node, parts=tuple,
                   operands=tuple, keys=list, moves=list, i=Py_ssize_t, of_operand=list)
    cpdef object _backward(self, list order)
    @cython.locals(tape=Tape, of_op=list, i=Py_ssize_t)
    cpdef object _slopes(self, Node node, tuple operands, list moves)

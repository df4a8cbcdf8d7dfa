# Types for the compiled build of translate.py.
cimport cython
from autograd_core.engine.node cimport Node
from autograd_core.replay.tape cimport Tape


cdef class Translation:
    cdef public object program
    cdef Tape tape
    cdef dict _numbers, _written, _detached, _targets
    cdef list _entries, _moving, _operands
    cdef object _root, _comparisons, _outputs

    cdef object _add(self, object key, object entry, object moving, object operands)
    @cython.locals(tape=Tape, entries=list, moving=list, node=Node, operands=list,
                   numbers=list, of_node=tuple)
    cpdef object _forward_all(self, list order)
    cpdef object _entry(self, object operand)
    @cython.locals(leaves=list, leaf=Node)
    cpdef object _number(self, object operand)
    cpdef object _result(self, Node node, tuple operands)
    @cython.locals(tape=Tape, moving=list, terms=list, node=Node, number=Py_ssize_t,
                   operands=tuple, numbers=tuple, i=Py_ssize_t, x=Py_ssize_t,
                   of_operand=list)
    cpdef object _backward(self, list order)
    cdef bint _moves(self, Py_ssize_t number)
    @cython.locals(tape=Tape, of_op=list, forms=list, i=Py_ssize_t)
    cpdef object _slopes(self, Node node, object number, tuple operands, tuple numbers)

# Types for the compiled build of translate.py.
cimport cython
cimport autograd_core.engine.native.addresses as addresses
from autograd_core.engine.node cimport Node
from autograd_core.replay.numbering cimport Numbering
from autograd_core.replay.tape cimport Tape

cdef long CONSTANT, INPUT, LEAF, OPERAND


cdef class Translation:
    cdef public object program
    cdef Tape tape
    cdef Numbering _numbers
    cdef dict _written, _detached, _targets
    cdef list _entries, _moving, _operands
    cdef object _root, _comparisons, _outputs

    @cython.locals(number=int)
    cdef int _add(self, object node, object entry, object moving, object operands) except -1
    @cython.locals(tape=Tape, entries=list, moving=list, node=Node, operands=list,
                   numbers=list, number=int, of_node=tuple)
    cpdef object _forward_all(self, list order)
    cpdef object _entry(self, object operand)
    @cython.locals(leaves=list, leaf=Node, number=int)
    cpdef int _number(self, object operand) except -1
    cpdef object _result(self, Node node, tuple operands)
    @cython.locals(tape=Tape, moving=list, terms=list, node=Node, number=Py_ssize_t,
                   operands=tuple, numbers=tuple, i=Py_ssize_t, x=Py_ssize_t,
                   of_operand=list)
    cpdef object _backward(self, list order)
    cdef bint _moves(self, Py_ssize_t number)
    @cython.locals(tape=Tape, of_op=list, forms=list, i=Py_ssize_t, kind=long)
    cpdef object _slopes(self, Node node, object number, tuple operands, tuple numbers)

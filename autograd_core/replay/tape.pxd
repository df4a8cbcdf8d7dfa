# Types for the compiled build of tape.py.
cimport cython
from autograd_core.replay.numbering cimport Numbering

cdef long long _BASE
cdef long ADD, CALL, CONSTANT, INPUT, LEAF, LINEAR, MULTIPLY, NEGATIVE, SLOPE, SUBTRACT


cdef class Tape:
    cdef public list kinds, operands, by_row
    cdef public dict numbers, plain, rules, positions
    cdef Numbering _pairs
    cdef dict _entries, _constants
    cdef public object one, minus_one, zero

    @cython.locals(new=object)
    cpdef object add(self, object key, object kind, tuple operands, object by_row)
    @cython.locals(key="long long", new=int, entry=int)
    cdef object _add_pair(self, long long kind, long long x, long long y, tuple operands,
                          object by_row)
    cdef object _append(self, object kind, tuple operands, object by_row)
    cpdef object constant(self, double number)
    cpdef object source(self, object kind, object position, object by_row=*)
    cpdef object operand(self, object entry)
    cpdef object entry_of(self, object operand)
    @cython.locals(numbers=dict)
    cpdef object apply(self, str name, tuple operands)
    cpdef object op(self, object code, tuple operands)
    @cython.locals(numbers=dict)
    cpdef object product(self, object x, object y)
    @cython.locals(numbers=dict, plain=list, pairs=list)
    cpdef object total(self, object terms, object from_zero=*)
    cpdef object linear(self, list plain, list pairs)
    cpdef object call(self, object rule, tuple operands)
    cpdef object slope(self, object call, object position)
    @cython.locals(kinds=list, operands=list, counts="int[::1]", stack="int[::1]",
                   top=Py_ssize_t, root=Py_ssize_t, entry=Py_ssize_t, kind=long,
                   of_entry=tuple, x=int)
    cpdef object uses(self, object roots)
    @cython.locals(x=Py_ssize_t, by_row=list)
    cdef object _any_by_row(self, tuple operands)
    cdef object _and(self, object x, object y)


cdef tuple _ordered(tuple operands)

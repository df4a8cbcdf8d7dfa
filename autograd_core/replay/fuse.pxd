# Types for the compiled build of fuse.py.
cimport cython
from autograd_core.replay.tape cimport Tape

cdef long ADD, LINEAR, MULTIPLY, NEGATIVE, SUBTRACT

@cython.locals(sums=dict, kinds=list, entry=Py_ssize_t, kind=long)
cpdef fuse(Tape tape, int[::1] uses)

cdef bint _has_product(Tape tape, list terms)

@cython.locals(operands=tuple, plain=Py_ssize_t, once=Py_ssize_t, k=Py_ssize_t,
               x=Py_ssize_t, terms=list)
cdef list _terms_of_linear(Tape tape, Py_ssize_t entry, int[::1] uses, dict sums)

@cython.locals(operands=tuple, x=Py_ssize_t, y=Py_ssize_t, terms=list)
cdef list _terms(Tape tape, Py_ssize_t entry, int[::1] uses, dict sums)

@cython.locals(operands=tuple, plain=Py_ssize_t, terms=list)
cdef list _taken(Tape tape, Py_ssize_t entry, int[::1] uses, dict sums)

@cython.locals(kind=long)
cdef tuple _term(Tape tape, Py_ssize_t entry, int[::1] uses)

@cython.locals(plain=list, pairs=list)
cpdef set_linear(Tape tape, Py_ssize_t entry, list terms)

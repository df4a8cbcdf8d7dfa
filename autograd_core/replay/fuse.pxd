# Types for the compiled build of fuse.py.
cimport cython
from autograd_core.replay.tape cimport Tape

@cython.locals(operands=tuple, pairs=tuple, kind=long, plain=Py_ssize_t, inner=list,
               start=Py_ssize_t, x=Py_ssize_t, y=Py_ssize_t, terms=list)
cdef object _terms(Tape tape, Py_ssize_t entry, list uses, dict sums)

cdef list _taken(object entry, list uses, dict sums)

@cython.locals(operands=tuple)
cdef tuple _term(Tape tape, Py_ssize_t entry, list uses)

@cython.locals(plain=list, pairs=list)
cpdef set_linear(Tape tape, Py_ssize_t entry, list terms)

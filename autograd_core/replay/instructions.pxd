# Types for the compiled build of instructions.py.
cimport cython
from autograd_core.replay.tape cimport Tape

cdef long long _HALF, _NO_SLOT
cdef long CALL, LINEAR, MULTIPLY, SUMS


cdef class Instructions:
    cdef Tape tape
    cdef int[::1] slots
    cdef dict slopes
    cdef public list code, calls
    cdef long _kind
    cdef Py_ssize_t _count_at

    @cython.locals(entry=Py_ssize_t, kind=long, keyed=list)
    cpdef long place(self, list run, long top)
    @cython.locals(of_entry=tuple, slot=long, x=Py_ssize_t, y=Py_ssize_t,
                   low="long long", high="long long", width=Py_ssize_t)
    cdef object _key(self, Py_ssize_t entry, long kind)
    @cython.locals(kind=long, start=Py_ssize_t, end=Py_ssize_t, width=Py_ssize_t)
    cpdef add(self, list run)
    @cython.locals(row=Py_ssize_t, table="int[::1]")
    cdef _add_alike(self, list run, long kind, Py_ssize_t width)
    @cython.locals(kind=long, operands=tuple, x=Py_ssize_t)
    cpdef add_one(self, Py_ssize_t entry)
    cdef object _begin(self, long kind)
    cdef Py_ssize_t _width(self, Py_ssize_t entry, long kind)
    @cython.locals(of_entry=tuple, plain=Py_ssize_t, k=Py_ssize_t, x=Py_ssize_t,
                   one=Py_ssize_t, start=Py_ssize_t)
    cdef _fill(self, int[::1] table, Py_ssize_t at, Py_ssize_t entry, long kind)

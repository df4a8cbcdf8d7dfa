# Types for the compiled build of layout_one.py.
cimport cython
from autograd_core.replay.tape cimport Tape

@cython.locals(kinds=list, uses=list, i=Py_ssize_t)
cpdef tuple cleaned(Tape tape, list roots)

@cython.locals(kinds=list, operands=list, levels=list, places=list, of_entry=tuple,
               slope=long, entry=Py_ssize_t, kind=long, level=long, x=Py_ssize_t,
               runs=list, last=long)
cpdef list by_level(Tape tape, list entries)


cdef class Instructions:
    cdef Tape tape
    cdef object slots
    cdef dict slopes, _placed
    cdef public list code, calls
    cdef long _kind
    cdef Py_ssize_t _count_at

    @cython.locals(entry=Py_ssize_t, keys=dict, placed=dict, at=tuple, kind=long)
    cpdef place(self, list run, long top)
    @cython.locals(kind=long, placed=dict, sums=list)
    cpdef add(self, list run)
    cpdef add_one(self, Py_ssize_t entry)
    cdef object _begin(self, long kind)
    @cython.locals(of_entry=tuple, plain=Py_ssize_t, k=Py_ssize_t, at=list, x=long,
                   y=long, one=long)
    cdef tuple _operands(self, Py_ssize_t entry, long kind)

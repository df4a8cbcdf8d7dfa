# Types for the compiled build of layout_one.py.
cimport cython
from autograd_core.replay.tape cimport Tape

cdef long long _HALF, _NO_SLOT

@cython.locals(tape=Tape)
cpdef list roots_of(object program)

cpdef tuple cleaned(Tape tape, list roots)

@cython.locals(counts="int[::1]", i=Py_ssize_t)
cdef list _used_ops(list kinds, object uses)

@cython.locals(tape=Tape, slots="int[::1]", kinds=list, root=Py_ssize_t, top=long)
cpdef object lay_out(object program, Py_ssize_t inputs)

@cython.locals(of_leaves="int[::1]", k=Py_ssize_t, position=Py_ssize_t)
cdef list _in_order(object program, list leaf_order, list roots)

@cython.locals(leaves=long, kinds=list, operands=list, rank="int[::1]", slot=long,
               slots="int[::1]", constants=list, entry=Py_ssize_t, kind=long,
               position=long, of_entry=tuple)
cdef tuple _slots_of_sources(Tape tape, list leaf_order, long inputs)

@cython.locals(kinds=list, operands=list, levels="int[::1]", of_entry=tuple,
               entry=Py_ssize_t, kind=long, level=int, x=Py_ssize_t, runs=dict, run=list)
cpdef list by_level(Tape tape, list entries)


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
    @cython.locals(row=Py_ssize_t)
    cdef _add_alike(self, list run, long kind, Py_ssize_t width)
    @cython.locals(kind=long, operands=tuple, x=Py_ssize_t)
    cpdef add_one(self, Py_ssize_t entry)
    cdef object _begin(self, long kind)
    cdef Py_ssize_t _width(self, Py_ssize_t entry, long kind)
    @cython.locals(of_entry=tuple, plain=Py_ssize_t, k=Py_ssize_t, x=Py_ssize_t,
                   one=Py_ssize_t, start=Py_ssize_t)
    cdef _fill(self, int[::1] table, Py_ssize_t at, Py_ssize_t entry, long kind)

# Types for the compiled build of numbering.py.
cimport cython

cdef unsigned long long _MIX, _ALL


cdef class Numbering:
    cdef long long[::1] _keys
    cdef int[::1] _numbers
    cdef unsigned long long _mask
    cdef Py_ssize_t _count

    cpdef int get(self, long long key)
    @cython.locals(place=Py_ssize_t)
    cpdef int setdefault(self, long long key, int number)
    @cython.locals(place="unsigned long long")
    cdef Py_ssize_t _place(self, unsigned long long key)
    @cython.locals(keys="long long[::1]", numbers="int[::1]", i=Py_ssize_t,
                   size=Py_ssize_t, place=Py_ssize_t)
    cdef object _grow(self)

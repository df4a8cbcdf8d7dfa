# Types for the compiled build of gradient_buffer.py.
cimport cython
cimport autograd_core.engine.native.timed_walk as timed_walk
cimport autograd_core.engine.walk as walk
from autograd_core.engine.node cimport Node, payload_of, seen_by_rule
from autograd_core.tensor.methods cimport ArrayMethods

cdef bint quiet
cdef unsigned long long assignments
cdef set running
cdef dict watched
cdef type ndarray



cdef class GradientArray(ArrayMethods):
    cdef object _gradient
    cdef bint _owned
    cdef bint _buffered
    cdef unsigned long long _made
    cdef unsigned long long _assigned

    cpdef object _payload(self)
    cpdef object _add(self, object contribution, object upstream)

    cdef object _receive(self, object contribution, object upstream, list ready)
    cdef object _send(self, list ready)
    cpdef object _check_current(self)
    cpdef object _contribute(self, object upstream, dict totals, bint on_nodes)
    cpdef object _accumulate(self, object total, object share)
    cpdef object _total(self, object total)

    @cython.locals(i=Py_ssize_t, operands=tuple, numbers=tuple)
    cdef object _send_contributions(self, list ready)


cdef object note_assignment(GradientArray tensor)

# Types for the compiled build of node.py.
from autograd_core.ops.methods cimport NodeMethods

cimport autograd_core.engine.native.free_list as free_list


cdef class Node(NodeMethods):
    # What receiving a gradient takes stands together: it is mostly in one cache line, and
    # what a leaf takes, the first of it, always.
    cdef double _data
    cdef double _grad
    cdef unsigned int _pending
    cdef unsigned char _reached
    cdef unsigned char _is_value
    cdef unsigned char _nary
    cdef unsigned char _unrecorded
    cdef object _rule
    cdef object _x
    cdef object _y
    cdef double _dx
    cdef double _dy
    cdef unsigned long long _mark
    cdef object _label
    cdef object __weakref__

    cpdef object _payload(self)
    cdef object _seed(self, object gradient)
    cdef object _send(self, list ready)
    cdef object _receive(self, object contribution, object upstream, list ready)
    cdef object _new(self, object rule, double out, object x, object y, double dx, double dy)
    cdef object _new_of_many(self, object rule, double out, tuple operands, object slopes)
    cdef object _receive_entry(self, object index, object contribution, list ready)
    cpdef object _check_current(self)
    cpdef list _edges(self)
    cpdef object _contribute(self, object upstream, dict totals, bint on_nodes)
    cpdef object _accumulate(self, object total, object contribution)
    cpdef object _total(self, object total)


cpdef object payload_of(object operand)
cpdef object rule_of(Node result)
cpdef bint is_unrecorded(Node node)
cpdef tuple seen_by_rule(Node node, bint on_nodes)

# The compiled form of one_step.py.
from cpython.object cimport Py_TYPE
from cpython.tuple cimport PyTuple_GET_ITEM

cimport autograd_core.engine.native.float_rows as float_rows
cimport autograd_core.engine.native.timed_walk as timed_walk
from autograd_core.engine.node cimport Node


cdef inline bint is_node(object operand, Node root) noexcept:
    # Most operands are of the root's own type: then no list of base classes is searched.
    return Py_TYPE(operand) == Py_TYPE(root) or isinstance(operand, Node)


cdef inline bint is_result(object operand, Node root) noexcept:
    # A Tensor receives its gradient in another way, whatever it is.
    return is_node(operand, root) and (
        (<Node>operand)._rule is not None or not (<Node>operand)._is_value)


cdef inline void give(object operand, double contribution, Node root) noexcept:
    if is_node(operand, root):
        (<Node>operand)._grad += contribution
        (<Node>operand)._reached = True


cdef enum:
    LEAVES_ALONE = 2  # of `_nary`: many operands, all of them Values that are leaves


cdef inline Node has_leaves_alone(Node node):
    """Note that all operands of a node are Values and leaves, which they stay."""
    node._nary = LEAVES_ALONE
    return node


cdef inline void give_to_leaves(
        tuple operands, double gradient, const double* slopes) noexcept:
    # From the last: what the call has read last is still in the cache.
    cdef Py_ssize_t i = len(operands)
    while i > 0:
        i -= 1
        (<Node>PyTuple_GET_ITEM(operands, i))._grad += gradient * slopes[i]
        (<Node>PyTuple_GET_ITEM(operands, i))._reached = True


cdef inline bint sent(Node root, object seed) except -1:
    cdef double gradient
    cdef tuple operands
    cdef double* slopes
    cdef Py_ssize_t i
    # A walk that waits for an op of Python in another thread may be using the root.
    if timed_walk.open_walks or not root._is_value or root._pending:
        return False
    gradient = 0.0 + <double>seed  # as a walk adds it: -0.0 becomes 0.0
    if root._nary == LEAVES_ALONE:
        give_to_leaves(root._x, gradient, float_rows.numbers(root._y))
    elif root._nary:
        operands = root._x
        for i in range(len(operands)):
            if is_result(<object>PyTuple_GET_ITEM(operands, i), root):
                return False
        slopes = float_rows.numbers(root._y)
        for i in range(len(operands)):
            give(<object>PyTuple_GET_ITEM(operands, i), gradient * slopes[i], root)
    elif root._rule is None or is_result(root._x, root) or is_result(root._y, root):
        return False
    else:
        give(root._x, gradient * root._dx, root)
        give(root._y, gradient * root._dy, root)
    root._grad = gradient
    root._reached = True
    return True

# The compiled form of value_lists.py: fields of borrowed Values. Whoever asks for the
# gradient has asked for the number before, which makes sure that it is a Value.
from cpython.list cimport PyList_GET_ITEM
from cpython.object cimport Py_TYPE, PyTypeObject

from autograd_core.engine.value cimport Value


cdef inline bint _is_value(object thing) noexcept:
    # Nearly all are of the type itself: then no list of base classes is searched.
    return Py_TYPE(thing) == <PyTypeObject*>Value or isinstance(thing, Value)


cdef inline bint is_value(list things, Py_ssize_t i) noexcept:
    return _is_value(<object>PyList_GET_ITEM(things, i))


cdef inline int refuse(object thing) except -1:
    raise TypeError(f"expected Values, got {type(thing).__name__}")


cdef inline double number(list values, Py_ssize_t i) except? -1.0:
    if not is_value(values, i):
        refuse(values[i])
    return (<Value>PyList_GET_ITEM(values, i))._data


cdef inline double gradient(list values, Py_ssize_t i) noexcept:
    return (<Value>PyList_GET_ITEM(values, i))._grad


cdef inline bint is_reached(list values, Py_ssize_t i) noexcept:
    return (<Value>PyList_GET_ITEM(values, i))._reached


cdef inline int put(list values, Py_ssize_t i, double number) except -1:
    if not is_value(values, i):
        refuse(values[i])
    (<Value>PyList_GET_ITEM(values, i))._data = number
    return 0


cdef inline void clear(list values, Py_ssize_t i) noexcept:
    (<Value>PyList_GET_ITEM(values, i))._grad = 0.0
    (<Value>PyList_GET_ITEM(values, i))._reached = False

# Arguments of a call: their numbers into slots, their Values into a list.

cdef const double* entries(object array, Py_ssize_t* count) except? NULL:
    """The numbers of a flat array of float64, which may be read-only.

    A typed view of Cython costs several times as much.
    """
    cdef Py_buffer view
    PyObject_GetBuffer(array, &view, PyBUF_SIMPLE)
    PyBuffer_Release(&view)
    count[0] = view.len // <Py_ssize_t>sizeof(double)
    return <const double*>view.buf


cdef Py_ssize_t fill(object argument, tuple spec, double* out, Py_ssize_t at) except -2:
    """Read an argument into the slots; -1 if it is not as the spec says."""
    cdef int code = spec[0]
    cdef const double[::1] numbers
    cdef Py_ssize_t i
    cdef tuple parts
    if code == 0:
        if type(argument) is float:
            out[at] = PyFloat_AS_DOUBLE(argument)
        elif type(argument) is int or isinstance(argument, (np.floating, np.integer)):
            out[at] = argument
        else:
            return -1
        return at + 1
    if code == 1:
        if not isinstance(argument, Value):
            return -1
        out[at] = (<Value>argument)._data
        return at + 1
    if code == 2:
        parts = spec[2]
        if type(argument) is not spec[1] or len(argument) != len(parts):
            return -1
        for i in range(len(parts)):
            at = fill(argument[i], parts[i], out, at)
            if at < 0:
                return -1
        return at
    if code == _VALUES:
        return fill_values(argument, spec, out + at, at)
    if code == 3:
        parts = spec[2]
        if type(argument) is not dict or tuple(argument) != spec[1]:
            return -1
        for i, branch in enumerate(argument.values()):
            at = fill(branch, parts[i], out, at)
            if at < 0:
                return -1
        return at
    if code == 4:
        if type(argument) is not np.ndarray or argument.shape != spec[1]:
            return -1
        if argument.dtype.kind not in "fiu" or argument.size == 0:
            return -1
        numbers = np.ascontiguousarray(argument, np.float64).ravel()
        for i in range(numbers.shape[0]):
            out[at + i] = numbers[i]
        return at + numbers.shape[0]
    if type(argument) is not type(spec[1]):
        return -1
    return at if argument is spec[1] or argument == spec[1] else -1


cdef void gather(tuple leaves, double* out) noexcept:
    """Read the numbers of leaves."""
    cdef Py_ssize_t i
    for i in range(len(leaves)):
        out[i] = (<Value>PyTuple_GET_ITEM(leaves, i))._data


cdef Py_ssize_t fill_values(
        object argument, tuple spec, double* out, Py_ssize_t at) noexcept:
    """Read a list or tuple of Values alone: the short way for many of them."""
    cdef Py_ssize_t i, n = spec[2]
    cdef object item
    if type(argument) is not spec[1] or len(argument) != n:
        return -1
    for i in range(n):
        item = entry(argument, i)
        if not isinstance(item, Value):
            return -1
        out[i] = (<Value>item)._data
    return at + n


cdef inline object entry(object sequence, Py_ssize_t i):
    """An entry of a list or a tuple."""
    if type(sequence) is list:
        return <object>PyList_GET_ITEM(sequence, i)
    return <object>PyTuple_GET_ITEM(sequence, i)


cdef tuple plan_of(tuple spec):
    """A specification with sequences of Values alone marked as such."""
    cdef tuple parts
    if spec[0] == 3:
        return (3, spec[1], tuple([plan_of(part) for part in spec[2]]))
    if spec[0] != 2:
        return spec
    parts = spec[2]
    if parts and parts == parts[:1] * len(parts) and parts[0][0] == 1:
        return (_VALUES, spec[1], len(parts))
    return (2, spec[1], tuple([plan_of(part) for part in parts]))


cdef tuple values_of(tuple arguments, tuple spec):
    """The Values among arguments, in order."""
    cdef list nodes
    cdef tuple part
    if spec[0] == _VALUES:
        return arguments
    if len(arguments) == 1:
        part = spec[2][0]
        if part[0] == _VALUES:
            return tuple(arguments[0])
    nodes = []
    collect(arguments, spec, nodes)
    return tuple(nodes)


cdef object collect(object argument, tuple spec, list nodes):
    """The Values of an argument, in order."""
    cdef int code = spec[0]
    cdef tuple parts
    cdef Py_ssize_t i
    if code == 1:
        nodes.append(argument)
    elif code == _VALUES:
        nodes += argument
    elif code == 2:
        parts = spec[2]
        for i in range(len(parts)):
            collect(entry(argument, i), parts[i], nodes)
    elif code == 3:
        for part, part_spec in zip(argument.values(), spec[2]):
            collect(part, part_spec, nodes)


cdef bint is_twice(tuple nodes) noexcept:
    """Whether a Value is there twice. It takes a bit of theirs that no count reaches."""
    cdef Py_ssize_t i, flagged, n = len(nodes)
    cdef unsigned int flag = 1 << 30
    cdef Value node
    if n < 2:
        return False
    for flagged in range(n):
        node = <Value>PyTuple_GET_ITEM(nodes, flagged)
        if node._pending & flag:
            break
        node._pending |= flag
    else:
        flagged = n
    for i in range(flagged):
        (<Value>PyTuple_GET_ITEM(nodes, i))._pending &= ~flag
    return flagged < n

# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""What replays a program in the compiled build: the loops of `loops.h` on their slots.

The slots of a machine belong to one replay at a time. All of it holds the interpreter's
lock except where an op of Python runs, so only then another thread, or the op itself,
can come in between; it gets slots of its own.
"""

from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from cpython.float cimport PyFloat_AS_DOUBLE
from cpython.list cimport PyList_GET_ITEM
from cpython.ref cimport Py_INCREF
from cpython.tuple cimport PyTuple_GET_ITEM, PyTuple_New, PyTuple_SET_ITEM
from libc.stdint cimport int32_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcpy

import numpy as np

from autograd_core.engine.value cimport Value, record_many
from autograd_core.modes.active_inputs import running as _running
from autograd_core.modes.modes import in_force as _in_force
from autograd_core.modes.recordings import changes as _changes

cdef extern from "loops.h":
    enum: BLOCK
    const int32_t* run_one(const int32_t* at, const int32_t* end, double* s) nogil
    const int32_t* run_rows_baseline(
        const int32_t* p, const int32_t* end, double* s, const double* u, double* g,
        double* spare, int n) nogil
    const int32_t* run_rows_avx2(
        const int32_t* p, const int32_t* end, double* s, const double* u, double* g,
        double* spare, int n) nogil
    int use_avx2()

cdef set running = _running
cdef list model_changes = _changes
cdef set in_force = _in_force
cdef enum:
    _VALUES = 6  # of a plan: a list or tuple of Values alone
    _FEW = 32  # operands that are copied at each call rather than shared
cdef enum:
    _DONE, _OTHER_STRUCTURE, _OTHER_WAY, _NOT_FINITE, _ALIASED
DONE, OTHER_STRUCTURE, OTHER_WAY, NOT_FINITE, ALIASED = range(5)
"""Why a call has no node."""

avx2 = bool(use_avx2())
"""Whether the loops over rows use AVX2."""

block = BLOCK
"""How many rows are computed at once."""


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


cdef bint is_twice(list nodes) noexcept:
    """Whether a Value is there twice. It takes a bit of theirs that no count reaches."""
    cdef Py_ssize_t i, flagged, n = len(nodes)
    cdef unsigned int flag = 1 << 30
    cdef Value node
    if n < 2:
        return False
    for flagged in range(n):
        node = <Value>PyList_GET_ITEM(nodes, flagged)
        if node._pending & flag:
            break
        node._pending |= flag
    else:
        flagged = n
    for i in range(flagged):
        (<Value>PyList_GET_ITEM(nodes, i))._pending &= ~flag
    return flagged < n


cdef class OneInput:
    """Replays a program for one input, and makes the node of the call."""

    cdef int32_t[::1] code, gradients
    cdef double[::1] numbers
    cdef double* slots
    cdef Py_ssize_t count, inputs, n_leaves
    cdef int result, holds
    cdef bint busy, all_wanted, shares_operands
    cdef tuple leaves, operands, spec
    cdef list calls, values, is_wanted
    cdef object rule
    cdef set leaf_ids
    cdef readonly int status

    def __init__(self, layout, leaves, operands, values, spec, rule):
        """Make the slots.

        Args:
            layout: a `Layout`.
            leaves: the leaves that the program reads.
            operands: the leaves among the operands of the node; they come after the
                arguments, as do their slots in `layout.gradients`.
            values: the positions of Values among the arguments, and whether the result
                depends on them.
            spec: the structure of the arguments.
            rule: the rule of the node.
        """
        self.code = layout.code
        self.numbers = layout.numbers
        self.count = len(layout.numbers)
        self.inputs = layout.inputs
        self.leaves = tuple(leaves)
        self.n_leaves = len(leaves)
        self.leaf_ids = {id(leaf) for leaf in leaves}
        self.operands = tuple(operands)
        self.result = layout.result
        self.holds = layout.holds
        self.calls = layout.calls
        self.gradients = np.array(layout.gradients, np.int32)
        self.values = [position for position, _ in values]
        self.is_wanted = [wanted for _, wanted in values]
        self.all_wanted = all(self.is_wanted)
        self.shares_operands = (
            len(self.operands) > _FEW and self.inputs > 0 and not self.values)
        self.spec = plan_of(spec)
        self.rule = rule
        self.busy = False
        self.slots = self.new_slots()

    def __dealloc__(self):
        free(self.slots)

    cdef double* new_slots(self) except NULL:
        cdef double* slots = <double*>malloc((self.count + 1) * sizeof(double))
        if slots == NULL:
            raise MemoryError()
        if self.count:
            memcpy(slots, &self.numbers[0], self.count * sizeof(double))
        return slots

    cpdef object call(self, tuple arguments):
        """The node of a call; None if this program cannot give it.

        That is so for arguments of another structure, where a comparison comes out
        otherwise, and where a number is inf or nan.
        """
        cdef double* slots = self.slots
        cdef bint own = self.busy
        cdef object node = None
        if own:
            slots = self.new_slots()
        self.busy = True
        try:
            node = self.replay(arguments, slots)
        finally:
            if own:
                free(slots)
            else:
                self.busy = False
        return node

    cdef object replay(self, tuple arguments, double* slots):
        cdef Py_ssize_t i, first = self.inputs if self.shares_operands else 0
        cdef Py_ssize_t n = self.gradients.shape[0] - first
        cdef int32_t* gradients
        cdef double number
        cdef bint finite
        cdef double* row
        cdef tuple operands
        cdef Py_ssize_t at = fill(arguments, self.spec, slots + self.n_leaves, 0)
        self.status = _OTHER_STRUCTURE
        if at < 0:
            return None
        gather(self.leaves, slots)
        self.run(slots)
        self.status = _OTHER_WAY
        if self.holds >= 0 and slots[self.holds] != 1.0:
            return None
        slopes = PyBytes_FromStringAndSize(NULL, n * sizeof(double))
        row = <double*>PyBytes_AS_STRING(slopes)
        number = slots[self.result]
        finite = number - number == 0.0
        gradients = &self.gradients[first] if n else NULL
        for i in range(n):
            number = slots[gradients[i]] if gradients[i] >= 0 else 0.0
            row[i] = number
            if number - number != 0.0:  # a sum of these would wait for itself
                finite = False
        self.status = _NOT_FINITE
        if not finite:
            return None
        self.status = _DONE
        operands = self.operands
        if self.shares_operands:
            # All calls have one tuple of operands: the leaves alone.
            inputs = PyBytes_FromStringAndSize(
                <char*>(slots + self.n_leaves), self.inputs * sizeof(double))
            rule = self.rule.at_numbers(inputs)
            return record_many(rule, slots[self.result], operands, slopes)
        if self.inputs:
            flat = self.flat(arguments, slots)
            if flat is None:
                self.status = _ALIASED
                return None
            operands = <tuple>flat + operands
        return record_many(self.rule, slots[self.result], operands, slopes)

    cdef object flat(self, tuple arguments, double* slots):
        """The arguments as operands: Values that the result depends on, else numbers.

        None where a Value is there twice: then no local derivative is that of one place.
        """
        cdef Py_ssize_t i
        cdef list nodes = []
        cdef list flat
        if self.values:
            collect(arguments, self.spec, nodes)
            if self.n_leaves:
                for i in range(len(nodes)):
                    if id(nodes[i]) in self.leaf_ids:
                        return None
            if is_twice(nodes):
                return None
            if len(nodes) == self.inputs and self.all_wanted:
                return tuple(nodes)
        flat = [slots[self.n_leaves + i] for i in range(self.inputs)]
        for i in range(len(nodes)):
            if self.is_wanted[i]:
                flat[self.values[i]] = nodes[i]
        return tuple(flat)

    cdef object run(self, double* slots):
        cdef const int32_t* at
        cdef const int32_t* end
        cdef Py_ssize_t length = self.code.shape[0]
        if length == 0:
            return
        at = &self.code[0]
        end = at + length
        while True:
            at = run_one(at, end, slots)
            if at == end:
                return
            evaluate(self.calls[at[2]], slots)
            at += 3


cdef object evaluate(object call, double* slots):
    """Do an instruction of Python on slots of single numbers."""
    rule, operands, out, slopes = call
    numbers = [slots[<int>i] for i in operands]
    if slopes:
        wanted = [False] * len(numbers)
        for i, _ in slopes:
            wanted[i] = True
        value, local = rule.evaluate(numbers, wanted)
        for i, slot in slopes:
            slots[<int>slot] = local[i]
    else:
        value = rule.value(*numbers)
    slots[<int>out] = value


cdef class Rows:
    """Replays a program for many rows, a block of them at a time."""

    cdef int32_t[::1] uniform_code, code, inputs, outputs
    cdef double[::1] numbers
    cdef Py_ssize_t n_leaves, n_shared, n_slots, n_sums
    cdef int seed, result, holds
    cdef list uniform_calls, calls
    cdef tuple leaves
    cdef public object layout
    cdef char* memory
    cdef bint busy

    def __init__(self, layout, leaves):
        self.layout = layout
        self.uniform_code = layout.uniform_code
        self.code = layout.code
        self.inputs = layout.inputs
        self.outputs = layout.outputs
        self.numbers = layout.numbers
        self.n_leaves = len(leaves)
        self.leaves = tuple(leaves)
        self.n_shared = layout.shared
        self.n_slots = layout.slots
        self.n_sums = layout.sums
        self.seed = layout.seed
        self.result = layout.result
        self.holds = layout.holds
        self.uniform_calls = layout.uniform_calls
        self.calls = layout.calls
        self.busy = False
        self.memory = self.new_memory()

    def __dealloc__(self):
        free(self.memory)

    cdef char* new_memory(self) except NULL:
        """Room for uniform numbers, the slots of a block, and three spare rows."""
        cdef Py_ssize_t count = self.numbers.shape[0] + (self.n_slots + 3) * BLOCK
        cdef char* memory = <char*>malloc(count * sizeof(double) + 64)
        if memory == NULL:
            raise MemoryError()
        return memory

    cpdef object run(self, shared, list columns, weights, results=None, holds=None,
                     data=None, outputs=None):
        """The sums over all rows, as bytes of doubles.

        Args:
            shared: the arguments that all rows have in common.
            columns: the other arguments: for each an array of float64 with its numbers
                row by row, flat.
            weights: the upstream gradient of each row.
            results: an array for the result of each row, or None.
            holds: an array for whether the comparisons come out, or None.
            data: the numbers of the leaves; None for those that they have now.
            outputs: an array with a row for each output of the program, or None.
        """
        cdef Py_ssize_t n = self.numbers.shape[0], i, k, first, rows, length
        cdef const double* weight = entries(weights, &rows)
        cdef const double* column
        cdef bint own = self.busy
        cdef char* memory = self.new_memory() if own else self.memory
        cdef double* u
        cdef double* s
        cdef double* spare
        cdef double* g
        cdef double* o
        cdef int count, padded
        cdef double[::1] result_row, holds_row
        # Arrays of the caller may be read-only.
        cdef const double[::1] data_row
        cdef double[:, ::1] output_rows
        cdef Py_ssize_t j, width
        cdef const int32_t* at
        cdef const int32_t* end
        self.busy = True
        sums = PyBytes_FromStringAndSize(NULL, self.n_sums * sizeof(double))
        g = <double*>PyBytes_AS_STRING(sums)
        for i in range(self.n_sums):
            g[i] = 0.0
        try:
            s = <double*>(memory + (64 - <size_t>memory % 64))
            spare = s + self.n_slots * BLOCK
            u = spare + 3 * BLOCK
            if n:
                memcpy(u, &self.numbers[0], n * sizeof(double))
            if data is None:
                gather(self.leaves, u)
            else:
                data_row = data
                for i in range(self.n_leaves):
                    u[i] = data_row[i]
            if self.n_shared:
                column = entries(shared, &length)
                for i in range(self.n_shared):
                    u[self.n_leaves + i] = column[i]
            self.run_uniform(u)
            if results is not None:
                result_row = results
            if outputs is not None:
                output_rows = outputs
            if holds is not None:
                holds_row = holds
            first = 0
            while first < rows:
                count = <int>min(BLOCK, rows - first)
                padded = (count + 7) // 8 * 8
                i = 0
                for flat in columns:
                    column = entries(flat, &length)
                    width = length // rows
                    for j in range(width):
                        if self.inputs[i] >= 0:
                            o = s + self.inputs[i] * BLOCK
                            for k in range(count):
                                o[k] = column[(first + k) * width + j]
                            for k in range(count, padded):
                                o[k] = o[count - 1]
                        i += 1
                if self.seed >= 0:
                    o = s + self.seed * BLOCK
                    memcpy(o, weight + first, count * sizeof(double))
                    for k in range(count, padded):
                        o[k] = 0.0
                if self.code.shape[0]:
                    at = &self.code[0]
                    end = at + self.code.shape[0]
                    while True:
                        if avx2_in_use:
                            at = run_rows_avx2(at, end, s, u, g, spare, padded)
                        else:
                            at = run_rows_baseline(at, end, s, u, g, spare, padded)
                        if at == end:
                            break
                        evaluate_rows(self.calls[at[1]], s, u, count, padded)
                        at += 2
                if outputs is not None:
                    for j in range(self.outputs.shape[0]):
                        i = self.outputs[j]
                        for k in range(count):
                            output_rows[j, first + k] = (
                                s[i * BLOCK + k] if i >= 0 else u[-1 - i])
                if results is not None:
                    for k in range(count):
                        result_row[first + k] = (
                            s[self.result * BLOCK + k] if self.result >= 0
                            else u[-1 - self.result])
                if holds is not None:
                    for k in range(count):
                        holds_row[first + k] = (
                            s[self.holds * BLOCK + k] if self.holds >= 0
                            else u[-1 - self.holds])
                first += count
        finally:
            if own:
                free(memory)
            else:
                self.busy = False
        return sums

    def leaf_data(self):
        """The numbers of the leaves as they are now."""
        return np.array([(<Value>leaf)._data for leaf in self.leaves])

    def node(self, list columns, Py_ssize_t rows, bint mean, tuple operands, rule,
             outputs=None):
        """The node of the sum or mean of all rows; None if it is not finite."""
        global weights_of_last
        cdef double weight = 1.0 / rows if mean else 1.0
        cdef Py_ssize_t count
        cdef const double* last = entries(weights_of_last, &count)
        if count != rows or last[0] != weight:
            weights_of_last = np.full(rows, weight)
        sums = self.run(no_numbers, columns, weights_of_last, None, None, None, outputs)
        if not finite_sums(sums):
            return None
        cdef double* g = <double*>PyBytes_AS_STRING(sums)
        slopes = PyBytes_FromStringAndSize(
            <char*>(g + 1), (self.n_sums - 1) * sizeof(double))
        return record_many(rule, g[0], operands, slopes)

    cdef object run_uniform(self, double* u):
        cdef const int32_t* at
        cdef const int32_t* end
        if self.uniform_code.shape[0] == 0:
            return
        at = &self.uniform_code[0]
        end = at + self.uniform_code.shape[0]
        while True:
            at = run_one(at, end, u)
            if at == end:
                return
            evaluate(self.uniform_calls[at[2]], u)
            at += 3


cdef bint avx2_in_use = avx2
no_numbers = np.zeros(0)
weights_of_last = np.ones(1)


def choose_loops(bint with_avx2):
    """Take the loops with AVX2 or those for every processor; for tests."""
    global avx2_in_use
    avx2_in_use = with_avx2 and avx2


cdef object evaluate_rows(object call, double* s, double* u, int count, int padded):
    """Do an instruction of Python on every row of a block."""
    cdef int k
    rule, operands, out, slopes = call
    wanted = [False] * len(operands)
    for i, _ in slopes:
        wanted[i] = True
    for k in range(count):
        numbers = [
            s[<int>i * BLOCK + k] if i >= 0 else u[-1 - <int>i] for i in operands
        ]
        if slopes:
            value, local = rule.evaluate(numbers, wanted)
            for i, slot in slopes:
                s[<int>slot * BLOCK + k] = local[i]
        else:
            value = rule.value(*numbers)
        s[<int>out * BLOCK + k] = value
    for slot in [out, *[slot for _, slot in slopes]]:
        for k in range(count, padded):
            s[<int>slot * BLOCK + k] = s[<int>slot * BLOCK + count - 1]


def finite_sums(bytes sums):
    """Whether all sums are finite."""
    cdef double* g = <double*>PyBytes_AS_STRING(sums)
    cdef Py_ssize_t i
    for i in range(len(sums) // <Py_ssize_t>sizeof(double)):
        if g[i] - g[i] != 0.0:
            return False
    return True


cdef class Caller:
    """What a call of a compiled function does first: the program of the last call.

    Attributes:
        last: what replays it.
        calls: how many calls there were.
        next_audit: the call to be compared with the engine.
        changes: what `recordings.changes` was when the programs were made.
    """

    cdef public OneInput last
    cdef public long long calls, next_audit
    cdef public object changes

    def __init__(self):
        self.calls = 0
        self.changes = model_changes[0]
        self.next_audit = 1

    def __call__(self, *args, **kwargs):
        """The result of the function, a Value."""
        if (self.last is not None and self.calls + 1 < self.next_audit and not kwargs
                and not running and not in_force
                and model_changes[0] is self.changes):
            node = self.last.call(args)
            if node is not None:
                self.calls += 1
                return node
        return self.call_otherwise(args, kwargs)

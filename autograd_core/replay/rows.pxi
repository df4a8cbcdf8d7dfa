# A program at many rows: blocks of them, one instruction for all rows of a block.

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
        result = record_many(rule, g[0], operands, slopes)
        return result if self.n_shared else has_leaves_alone(result)

    cdef object run_uniform(self, double* u):
        cdef const int32_t* at
        cdef const int32_t* end
        if self.uniform_code.shape[0] == 0:
            return
        at = &self.uniform_code[0]
        end = at + self.uniform_code.shape[0]
        while True:
            at = run_one(at, end, u, avx2_in_use)
            if at == end:
                return
            evaluate(self.uniform_calls[at[2]], u)
            at += 3


no_numbers = np.zeros(0)
weights_of_last = np.ones(1)


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
    return bool(
        are_finite(g, len(sums) // <Py_ssize_t>sizeof(double), avx2_in_use))

# A program at one input, and what a call of a compiled function does first.

cdef class OneInput:
    """Replays a program for one input, and makes the node of the call."""

    cdef int32_t[::1] code, gradients
    cdef double[::1] numbers
    cdef double* slots
    cdef Py_ssize_t count, inputs, n_leaves, n_gradients
    cdef int result, holds
    cdef bint busy, all_wanted, shares_operands
    cdef tuple leaves, operands, spec
    cdef list calls, values, is_wanted
    cdef object rule, last_row, row_before
    cdef set leaf_ids
    cdef readonly int status
    # The count of assignments to Values when the leaves were read: until there is
    # another, their numbers are in the slots.
    cdef unsigned long long read_at

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
        self.values = [position for position, _ in values]
        self.is_wanted = [wanted for _, wanted in values]
        self.all_wanted = all(self.is_wanted)
        self.shares_operands = (
            len(self.operands) > _FEW and self.inputs > 0 and not self.values)
        wanted = layout.gradients[self.inputs if self.shares_operands else 0:]
        self.n_gradients = len(wanted)
        self.gradients = np.array(stretches(wanted), np.int32)
        self.spec = plan_of(spec)
        self.rule = rule
        self.busy = False
        self.slots = self.new_slots()
        self.read_at = recorder.assignments - 1

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
        cdef Py_ssize_t pairs
        cdef double number
        cdef double* row
        cdef tuple operands, flat
        cdef Py_ssize_t at = fill(arguments, self.spec, slots + self.n_leaves, 0)
        self.status = _OTHER_STRUCTURE
        if at < 0:
            return None
        if slots != self.slots or self.read_at != recorder.assignments:
            gather(self.leaves, slots)
            if slots == self.slots:
                self.read_at = recorder.assignments
        self.run(slots)
        self.status = _OTHER_WAY
        if self.holds >= 0 and slots[self.holds] != 1.0:
            return None
        slopes = self.new_row()
        row = <double*>PyBytes_AS_STRING(slopes)
        number = slots[self.result]
        pairs = self.gradients.shape[0]
        if pairs:
            take_stretches(
                row, slots, &self.gradients[0], &self.gradients[0] + pairs)
        self.status = _NOT_FINITE
        if number - number != 0.0 or not are_finite(
                row, self.n_gradients, avx2_in_use):
            return None
        self.status = _DONE
        operands = self.operands
        if self.shares_operands:
            # All calls have one tuple of operands: the leaves alone.
            inputs = PyBytes_FromStringAndSize(
                <char*>(slots + self.n_leaves), self.inputs * sizeof(double))
            rule = self.rule.at_numbers(inputs)
            return has_leaves_alone(
                record_many(rule, slots[self.result], operands, slopes))
        if self.inputs:
            flat = self.flat(arguments, slots)
            if flat is None:
                self.status = _ALIASED
                return None
            operands = flat + operands if operands else flat
            return record_many(self.rule, slots[self.result], operands, slopes)
        return has_leaves_alone(
            record_many(self.rule, slots[self.result], operands, slopes))

    cdef object new_row(self):
        """Room for the local derivatives of a node.

        Many take whole pages, which the system clears before it gives them. So the rows
        of the last two calls are kept: that of a node that is gone serves again.
        """
        cdef Py_ssize_t size = self.n_gradients * sizeof(double)
        if self.n_gradients < _MANY:
            return PyBytes_FromStringAndSize(NULL, size)
        self.last_row, self.row_before = self.row_before, self.last_row
        if self.last_row is None or (<PyObject*>self.last_row).ob_refcnt > 1:
            self.last_row = PyBytes_FromStringAndSize(NULL, size)
        return self.last_row

    cdef tuple flat(self, tuple arguments, double* slots):
        """The arguments as operands: Values that the result depends on, else numbers.

        None where a Value is there twice: then no local derivative is that of one place.
        """
        cdef Py_ssize_t i
        cdef tuple nodes = ()
        cdef list flat
        if self.values:
            nodes = values_of(arguments, self.spec)
            if self.n_leaves:
                for i in range(len(nodes)):
                    if id(nodes[i]) in self.leaf_ids:
                        return None
            if is_twice(nodes):
                return None
            if len(nodes) == self.inputs and self.all_wanted:
                return nodes
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
            at = run_one(at, end, slots, avx2_in_use)
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

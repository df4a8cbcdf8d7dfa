"""`Tensor`: an array that remembers how it was computed.

It uses the same node, walk and op table as `Value`. A Tensor keeps its operands and
computes local derivatives during `backward()`: an array of them for every node would
cost more than the op.

`tensor.pxd` holds the types of the compiled build.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import autograd_core.engine.native.type_names as type_names
import autograd_core.engine.record as recorder
import autograd_core.engine.walk as walk
import autograd_core.tensor.gradient_buffer as buffers
from autograd_core.array_ops.coercion import (
    FLOATS,
    as_array,
    as_constant,
    is_large,
    kept,
    shape_error,
)
from autograd_core.array_ops.entries import StackValues
from autograd_core.array_ops.matmul import MATMUL
from autograd_core.engine import backward as backward_pass
from autograd_core.engine.node import Node, payload_of
from autograd_core.engine.value import Value
from autograd_core.interop import copying, numpy_protocol
from autograd_core.interop.absent import TENSORS, explanations
from autograd_core.messages.labels import checked_label
from autograd_core.messages.operands import is_mapped
from autograd_core.messages.signatures import signature_of
from autograd_core.messages.types import (
    Array,
    ArrayLike,
    DTypeLike,
    Operand,
    Operands,
    Payload,
    Shape,
)
from autograd_core.ops import add as ADD
from autograd_core.ops import divide as DIVIDE
from autograd_core.ops import multiply as MULTIPLY
from autograd_core.ops import negative as NEGATIVE
from autograd_core.ops import power as POWER
from autograd_core.ops import subtract as SUBTRACT
from autograd_core.ops.operators import check_modulo
from autograd_core.ops.rule import Rule
from autograd_core.tensor import payloads
from autograd_core.tensor.array_changes import watch
from autograd_core.tensor.gradient_buffer import GradientArray
from autograd_core.tensor.record import examine, quiet

ndarray = np.ndarray

OPERATORS: dict[Any, Rule] = {
    np.add: ADD,
    np.subtract: SUBTRACT,
    np.multiply: MULTIPLY,
    np.divide: DIVIDE,
    np.power: POWER,
    np.matmul: MATMUL,
}
"""The rules of the operators that NumPy takes for itself, `array + tensor`."""


class Tensor(GradientArray):
    """An array of the graph: `data`, and after `backward()` its gradient `grad`.

    Ops follow NumPy: broadcasting, `axis`, `keepdims`, views of an index. Arrays and
    numbers combined with a Tensor are constants. A number never changes the dtype, nor
    does a Value; a float64 array makes the result of a float32 Tensor float64, and so
    does a list or an array of integers.

    Args:
        data: numbers of any shape; the Tensor keeps a copy.
        dtype: float32 or float64. By default float32 stays, all else is float64.
        label: a name for messages, diagrams and explanations.

    Every Tensor gets a gradient; there is no flag for it. Keep constants, such as the
    inputs of a model, as plain arrays.

    Where `data` is assigned between an op and `backward()`, the walk raises. Do not
    change the entries of `data` in place meanwhile: the gradient would be that of other
    numbers. Inside `detect_anomaly()` such a change raises as well. An array that was
    combined with a Tensor may change, since the graph has a copy; one above 256 KiB
    may not, and the walk raises if it sees other entries.

    Raises:
        TypeError: `data` holds anything but real numbers, or dtype is another one.
        ValueError: `data` is a ragged list.

    >>> W = Tensor([[1.0, 2.0], [3.0, 4.0]], label="W")
    >>> loss = (W @ np.array([1.0, -1.0])).square().sum()
    >>> loss.backward()
    >>> loss.item()
    2.0
    >>> W.grad
    array([[-2.,  2.],
           [-2.,  2.]])
    """

    __signature__ = signature_of("data", dtype=None, label="")
    __slots__ = ()

    def __init__(
        self, data: ArrayLike, dtype: DTypeLike | None = None, label: Any = ""
    ) -> None:
        self._array = payloads.leaf_array(data, dtype)
        self._gradient = None
        self._owned = False
        self._buffered = False
        self._rule = None
        self._label = label if type(label) is str else checked_label(label)
        self._x = None
        self._y = None
        self._mark = walk.last_walk
        self._nary = False
        self._reached = False
        self._unrecorded = False
        self._is_value = False
        self._made = self._assigned = 0

    # -- the graph -------------------------------------------------------------------

    def backward(self, gradient: ArrayLike | Node | None = None) -> None:
        """Compute d self / d node for every node below, and store it in `grad`.

        Args:
            gradient: the upstream gradient of this node, of its shape; 1 by default,
                for a Tensor of one entry.

        Raises:
            GraphError: inside `no_grad()`, on a result computed there, on one that
                depends on an input of a transform whose function is running, or on a
                Tensor of several entries without `gradient`.
            ValueError: `gradient` is of another shape.

        >>> x = Tensor([1.0, 2.0, 3.0])
        >>> (x * x).backward(np.array([1.0, 1.0, 0.0]))
        >>> x.grad
        array([2., 4., 0.])
        """
        backward_pass.backward(self, payloads.seed(self, gradient, "backward()"))

    def detach(self) -> Tensor:
        """A new leaf with the same entries and label: a constant for the gradient."""
        return Tensor(self._array, label=self._label)

    def _cotangent(self, upstream: Any) -> Operand:
        if isinstance(upstream, Value):
            upstream = as_tensor(upstream, (self,))
        if isinstance(upstream, Tensor) and upstream.shape == self.shape:
            return upstream
        return payloads.seed(self, upstream, "gradients")

    def _answer(self, total: Any, create_graph: bool) -> Node | Array:
        if create_graph:
            if isinstance(total, Node):
                return total
            return Tensor(np.zeros(self.shape, self.dtype) if total is None else total)
        if total is None:
            return np.zeros(self.shape, self.dtype)
        # The walk may give several nodes one array.
        return np.array(total)

    def _state(self) -> tuple[Any, ...]:
        gradient = None if self._gradient is None else self._gradient.copy()
        links = (self._rule, self._label, self._x, self._y, self._nary)
        times = (self._made, self._assigned)
        array = self._array.copy()
        return (*links, self._reached, self._unrecorded, array, gradient, *times)

    def _restore(self, state: tuple[Any, ...]) -> None:
        self._rule, self._label, self._x, self._y, self._nary = state[:5]
        self._reached, self._unrecorded, self._array, self._gradient = state[5:9]
        self._made, assigned = state[9:]
        # Unpickled, it may come from a process with a later time.
        self._assigned = min(assigned, buffers.assignments)
        self._owned = self._gradient is not None
        self._buffered = False
        self._mark = 0
        self._is_value = False

    # -- Python's protocols ----------------------------------------------------------

    def __deepcopy__(self, memo: dict[int, Any]) -> Tensor:
        return copying.copy_graph(walk.topological_order(self), memo)

    # -- operators -------------------------------------------------------------------

    def __add__(self, other: Any) -> Tensor:
        return binary(ADD, self, other)

    def __radd__(self, other: Any) -> Tensor:
        return binary(ADD, other, self)

    def __sub__(self, other: Any) -> Tensor:
        return binary(SUBTRACT, self, other)

    def __rsub__(self, other: Any) -> Tensor:
        return binary(SUBTRACT, other, self)

    def __mul__(self, other: Any) -> Tensor:
        return binary(MULTIPLY, self, other)

    def __rmul__(self, other: Any) -> Tensor:
        return binary(MULTIPLY, other, self)

    def __truediv__(self, other: Any) -> Tensor:
        return binary(DIVIDE, self, other)

    def __rtruediv__(self, other: Any) -> Tensor:
        return binary(DIVIDE, other, self)

    def __pow__(self, other: Any, modulo: Any = None) -> Tensor:
        check_modulo(self, other, modulo)
        return binary(POWER, self, other)

    def __rpow__(self, other: Any, modulo: Any = None) -> Tensor:
        check_modulo(other, self, modulo)
        return binary(POWER, other, self)

    def __matmul__(self, other: Any) -> Tensor:
        return binary(MATMUL, self, other)

    def __rmatmul__(self, other: Any) -> Tensor:
        return binary(MATMUL, other, self)

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: object
    ) -> Any:
        # `array @ tensor` comes here: NumPy does not leave the operator to the Tensor.
        if len(inputs) == 2 and not kwargs and method == "__call__":
            array = inputs[0]
            rule = OPERATORS.get(ufunc)
            if rule is not None and type(array) is ndarray and array.ndim:
                return binary(rule, array, inputs[1])
        return numpy_protocol.call_ufunc(ufunc, method, inputs, kwargs)

    def __neg__(self) -> Tensor:
        return apply(NEGATIVE, (self,))

    @staticmethod
    def _stacked(entries: tuple[Any, ...], shape: Shape) -> Tensor:
        """A Tensor of Values and floats, recorded as one op."""
        rule = StackValues(shape)
        numbers = [payload_of(entry) for entry in entries]
        return record(rule, rule.array(*numbers), entries, None, True)

    @staticmethod
    def _apply(rule: Rule, operands: Operands) -> Any:
        return apply(rule, operands)


def record(rule: Rule, out: Payload, x: Any, y: Any, nary: Any) -> Tensor:
    """The node `out = rule(x, y)`, or `out = rule(*x)` if it is n-ary."""
    node: Tensor = Tensor.__new__(Tensor)
    node._array = out if type(out) is ndarray else np.asarray(out)
    node._gradient = None
    node._owned = False
    node._buffered = False
    node._rule = rule
    node._label = ""
    node._x = x
    node._y = y
    node._mark = 0
    node._nary = nary
    node._reached = False
    node._unrecorded = False
    node._is_value = False
    node._made = buffers.assignments
    node._assigned = 0
    if recorder.modes_in_force:
        examine(node)
    return node


def binary(rule: Rule, x: Any, y: Any) -> Any:
    """`x op y` where one side is a Tensor and the other may be any object."""
    if isinstance(x, Tensor):
        left: Tensor = x
        a = left._array
    else:
        if isinstance(x, Value):
            return apply(rule, (x, y))
        if type(x) is not float:
            x = as_constant(rule, x, (x, y))
        a = x
    if isinstance(y, Tensor):
        right: Tensor = y
        b = right._array
    else:
        if isinstance(y, Value):
            return apply(rule, (x, y))
        if type(y) is not float:
            y = as_constant(rule, y, (x, y))
            if y is NotImplemented:
                return y
        b = y
    if a is NotImplemented:
        return a
    try:
        out = quiet(rule, (a, b)) if recorder.modes_in_force else rule.array(a, b)
    except ValueError as error:
        raise shape_error(rule, (x, y), error) from None
    node = record(rule, out, x, y, False)
    # The type first: nearly all operands are Tensors or numbers.
    if (type(x) is ndarray and is_large(x)) or (type(y) is ndarray and is_large(y)):
        watch(node)
    return node


def apply(rule: Rule, operands: Operands) -> Any:
    """The node `rule(*operands)`; Values among them become Tensors of no axes.

    Inside a function of `vmap` it may be a `Batched`, which is no Tensor.

    Raises:
        TypeError: an operand is neither a number, an array nor a node.
        ValueError: the shapes do not go together.
    """
    numbers: list[Any] = []
    parents: list[Any] = []
    for operand in operands:
        if isinstance(operand, Tensor):
            tensor: Tensor = operand
            numbers.append(tensor._array)
            parents.append(operand)
        elif type(operand) is ndarray and operand.ndim and operand.dtype in FLOATS:
            constant = kept(operand)  # such as inputs and targets
            numbers.append(constant)
            parents.append(constant)
    if len(numbers) != len(operands):
        for operand in operands:
            # It stands for many examples, and records for them.
            if isinstance(operand, Node) and is_mapped(operand):
                batched: Any = operand
                return batched._apply(rule, operands)
        parents = [_operand(rule, operand, operands) for operand in operands]
        numbers = [payload_of(parent) for parent in parents]
    try:
        out = quiet(rule, numbers) if recorder.modes_in_force else rule.array(*numbers)
    except (ValueError, IndexError) as error:
        raise shape_error(rule, parents, error) from None
    if len(parents) == 1:
        return record(rule, out, parents[0], None, False)
    node = record(rule, out, tuple(parents), None, True)
    for parent in parents:
        if type(parent) is ndarray and is_large(parent):
            watch(node)
            break
    return node


def _operand(rule: Rule, operand: Any, operands: Operands) -> Node | Payload:
    """What the graph keeps for an operand."""
    if isinstance(operand, Value):
        return as_tensor(operand, operands)
    return operand if isinstance(operand, Node) else as_array(rule, operand, operands)


def as_tensor(value: Value, operands: Sequence[Any]) -> Tensor:
    """A Value as a Tensor without axes, of the dtype of the operands with axes.

    It is a number, and a number never changes a dtype.
    """
    dtypes = [
        operand.dtype
        for operand in operands
        if isinstance(operand, Tensor)
        or (isinstance(operand, ndarray) and operand.ndim)
    ]
    dtype = np.result_type(*dtypes) if dtypes else FLOATS[1]
    tensor = Tensor._stacked((value,), ())
    return tensor if dtype == FLOATS[1] else tensor.astype(dtype)


# The methods whose arguments have other names in other libraries.
METHODS = (
    *("backward", "sum", "mean", "var", "std", "prod", "max", "min", "argmax"),
    *("argmin", "logsumexp", "softmax", "log_softmax", "cumsum", "norm", "transpose"),
    *("flatten", "squeeze", "expand_dims", "astype", "repeat"),
)
type_names.add(Tensor, explanations(Tensor, TENSORS, METHODS))

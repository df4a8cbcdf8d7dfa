"""`Value`: a number that keeps how it was computed.

A node points at its operands and keeps the local derivative of each, so `backward()`
only multiplies and adds. Hot ops are written out below; all others go through `apply`,
which reads the op's block. A test checks that both give the same.

Compiled, this same file is typed by `value.pxd`: `math` is then C's, and the fields of
a node are C doubles.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import autograd_core.engine.backward as backward_pass
import autograd_core.engine.native.float_rows as float_rows
import autograd_core.engine.native.slabs as slabs
import autograd_core.engine.native.type_names as type_names
import autograd_core.engine.record as recorder
from autograd_core import ops
from autograd_core.engine import gradients, walk
from autograd_core.engine.node import Node
from autograd_core.engine.record import apply, combine, record_by_hand, whole
from autograd_core.interop import copying
from autograd_core.interop.absent import VALUES, explanations
from autograd_core.messages.labels import Label, checked_label
from autograd_core.messages.numbers import as_float
from autograd_core.messages.signatures import signature_of
from autograd_core.messages.types import Operand, Operands, Scalar, Totals
from autograd_core.modes.recordings import note_detached, running
from autograd_core.ops.operators import check_modulo
from autograd_core.ops.rule import Rule

ADD, SUBTRACT, MULTIPLY, DIVIDE = ops.add, ops.subtract, ops.multiply, ops.divide
POWER, NEGATIVE, EXP, LOG = ops.power, ops.negative, ops.exp, ops.log
RELU, TANH = ops.relu, ops.tanh
UNSET: tuple[()] = ()


class Value(Node):
    """A scalar of the graph: `data`, and after `backward()` its gradient `grad`.

    Args:
        data: the number, kept as a float64.
        children: the parents of this node, when you record an op yourself (micrograd
            calls them children).
        local_grads: d self / d parent, one number for each of them.
        label: a name for messages, diagrams and explanations.
        _children, _op: micrograd's names for the second and third argument.

    A result holds its operands, never the other way round, so a graph is freed with
    its last result. Do not store a result on one of its own operands (possible in a
    subclass): the compiled build cannot free such a cycle.

    Combined with a NumPy array, it is applied to every element: the result is a NumPy
    array of Values. Whole arrays as one node each are Tensors.

    Raises:
        TypeError: `data` is not a real number, a child not a Value, or `label` not a
            string.
        ValueError: there is not one local derivative per child.

    >>> import numpy as np
    >>> a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    >>> L = a * b + 10
    >>> L.backward()
    >>> L.data, a.grad, b.grad
    (4.0, -3.0, 2.0)
    >>> [v.data for v in a * np.array([1.0, 10.0])]
    [2.0, 20.0]

    Source: micrograd (Karpathy, 2020) for the interface.
    """

    __slots__ = ()
    __signature__ = signature_of("data", children=(), local_grads=(), label="")

    def __init__(
        self,
        data: Scalar,
        children: Sequence[Value] = UNSET,
        local_grads: Sequence[Scalar] = UNSET,
        label: Label = "",
        *,
        _children: Any = UNSET,
        _op: Any = UNSET,
    ) -> None:
        if slabs.ZEROED and self._is_value:  # it is made anew
            recorder.note_assignment()
        self._data = data if type(data) is float else as_float(data, "Value")
        self._grad = 0.0
        self._rule = None
        self._label = label if type(label) is str else checked_label(label)
        self._x = self._y = None
        self._dx = self._dy = 0.0
        self._mark = walk.last_walk
        self._nary = False
        self._reached = False
        self._unrecorded = False
        self._is_value = True
        if children is not UNSET or local_grads is not UNSET:
            record_by_hand(self, children, local_grads)
        elif _children is not UNSET or _op is not UNSET:
            record_by_hand(self, _children, _op)

    # -- what it holds -----------------------------------------------------------

    @property
    def data(self) -> float:
        """The number. Assign to a leaf to change it; results keep their old value.

        Raises:
            GraphError: inside a function that a transform differentiates, where the
                number depends on its inputs: it would count as a constant.
        """
        if running:
            walk.check_stays(self, "data")
        return self._data

    @data.setter
    def data(self, data: Scalar) -> None:
        self._data = data if type(data) is float else as_float(data, "Value.data")
        recorder.note_assignment()

    @property
    def grad(self) -> float:
        """d root / d self after `root.backward()`, else 0.0.

        Leaves accumulate over several `backward()` calls. Assigning None or 0 resets.
        """
        return self._grad

    @grad.setter
    def grad(self, grad: Scalar | None) -> None:
        self._grad = 0.0 if grad is None else as_float(grad, "Value.grad")
        self._reached = self._grad != 0.0

    @property
    def local_grads(self) -> tuple[float, ...]:
        """d self / d parent, one number per parent, taken when the op ran."""
        return tuple([slope for _, _, slope in self._edges()])

    def _payload(self) -> Any:
        return self._data

    # -- the graph -------------------------------------------------------------------

    def backward(self, gradient: Scalar | None = None) -> None:
        """Compute d self / d node for every node below, and store it in `grad`.

        Each node sends `upstream gradient x local derivative` to its parents, every
        node once and all its consumers before it (reverse topological order). Leaves
        add what they get to what they have, interior nodes start anew, so a second
        call is right too.

        Args:
            gradient: the upstream gradient of this node; 1.0 by default.

        Raises:
            GraphError: inside `no_grad()`, on a result computed there, or on one that
                depends on an input of a transform whose function is running.
            TypeError: `gradient` is not a number.

        >>> x = Value(3.0)
        >>> y = x * x * x
        >>> y.backward()
        >>> x.grad
        27.0
        """
        seed: float = 1.0 if gradient is None else as_float(gradient, "backward")
        backward_pass.backward(self, seed)

    def zero_grad(self) -> None:
        """Forget the gradient: `grad` is 0.0 again and `has_grad` False."""
        self._grad = 0.0
        self._reached = False

    def item(self) -> float:
        """The plain float; it leaves the graph."""
        if running:
            walk.check_stays(self, "item()")
        return self._data

    def detach(self) -> Value:
        """A new leaf with the same number and label: a constant for the gradient."""
        return note_detached(Value(self._data, label=self._label), self)

    def _new(
        self, rule: Rule, out: float, x: Any, y: Any, dx: float, dy: float
    ) -> Value:
        return record(rule, out, x, y, dx, dy)

    def _new_of_many(
        self, rule: Rule, out: float, operands: tuple[Any, ...], slopes: Any
    ) -> Value:
        return record_many(rule, out, operands, slopes)

    def _seed(self, gradient: Any) -> None:
        self._grad += gradient
        self._reached = True

    def _send(self, ready: list[Any]) -> None:
        """Give each parent `upstream gradient x local derivative`."""
        gradient = self._grad
        if self._nary:
            operands: tuple[Any, ...] = self._x
            slopes = float_rows.numbers(self._y)
            for i in range(len(operands)):
                if isinstance(operands[i], Value):
                    receive(operands[i], gradient * slopes[i], ready)
        else:
            if isinstance(self._x, Value):
                receive(self._x, gradient * self._dx, ready)
            elif isinstance(self._x, Node):
                # array_ops.entries.TakeEntry, the only op from a Tensor to a Value.
                tensor: Node = self._x
                tensor._receive_entry(self._rule.index, gradient, ready)
            if isinstance(self._y, Value):
                receive(self._y, gradient * self._dy, ready)

    def _receive(self, contribution: Any, upstream: Any, ready: list[Any]) -> None:
        receive(self, float(contribution), ready)

    def _edges(self) -> list[tuple[int, Node, Any]]:
        if self._nary:
            dx = float_rows.numbers(self._y)
            return [(i, x, dx[i]) for i, x in enumerate(self._x) if isinstance(x, Node)]
        edges = [(0, self._x, self._dx)] if isinstance(self._x, Node) else []
        if isinstance(self._y, Node):
            edges.append((1, self._y, self._dy))
        return edges

    def _cotangent(self, upstream: Value | Scalar | None) -> Any:
        if isinstance(upstream, Value):
            return upstream
        return 1.0 if upstream is None else as_float(upstream, "gradients")

    def _contribute(self, upstream: Any, totals: Totals, on_nodes: bool) -> None:
        gradients.contribute(self, upstream, totals, on_nodes)

    def _tangent(self, tangents: list[Any], on_nodes: bool) -> Operand:
        return gradients.tangent(self, tangents, on_nodes)

    def _answer(self, total: Any, create_graph: bool) -> Any:
        number = 0.0 if total is None else total
        if create_graph:
            return number if isinstance(number, Node) else Value(float(number))
        return float(number)

    def __deepcopy__(self, memo: dict[int, Any]) -> Value:
        return copying.copy_graph(walk.topological_order(self), memo)

    def _unbroadcast(self, cotangent: Any) -> Any:
        """A cotangent as this node's: a float, or a Value that has a graph."""
        return cotangent if isinstance(cotangent, Value) else float(cotangent)

    # -- operators: the hot ops, written out -----------------------------------------

    def __add__(self, other: Value | Scalar) -> Value:
        """self + other; d/d self = 1, d/d other = 1."""
        if isinstance(other, Value):
            y: Value = other
            return record(ADD, self._data + y._data, self, y, 1.0, 1.0)
        if type(other) is int:
            other = whole(other, ADD, self, other)
        if type(other) is float:
            c: float = other
            return record(ADD, self._data + c, self, other, 1.0, 0.0)
        return combine(ADD, self, other)

    def __radd__(self, other: Value | Scalar) -> Value:
        """other + self; see `__add__`."""
        if type(other) is int:
            other = whole(other, ADD, other, self)
        if type(other) is float:
            c: float = other
            return record(ADD, c + self._data, other, self, 0.0, 1.0)
        return combine(ADD, other, self)

    def __sub__(self, other: Value | Scalar) -> Value:
        """self - other; d/d self = 1, d/d other = -1."""
        if isinstance(other, Value):
            y: Value = other
            return record(SUBTRACT, self._data - y._data, self, y, 1.0, -1.0)
        if type(other) is int:
            other = whole(other, SUBTRACT, self, other)
        if type(other) is float:
            c: float = other
            return record(SUBTRACT, self._data - c, self, other, 1.0, 0.0)
        return combine(SUBTRACT, self, other)

    def __rsub__(self, other: Value | Scalar) -> Value:
        """other - self; see `__sub__`."""
        if type(other) is int:
            other = whole(other, SUBTRACT, other, self)
        if type(other) is float:
            c: float = other
            return record(SUBTRACT, c - self._data, other, self, 0.0, -1.0)
        return combine(SUBTRACT, other, self)

    def __mul__(self, other: Value | Scalar) -> Value:
        """self * other; d/d self = other, d/d other = self."""
        if isinstance(other, Value):
            y: Value = other
            return record(MULTIPLY, self._data * y._data, self, y, y._data, self._data)
        if type(other) is int:
            other = whole(other, MULTIPLY, self, other)
        if type(other) is float:
            c: float = other
            return record(MULTIPLY, self._data * c, self, other, c, 0.0)
        return combine(MULTIPLY, self, other)

    def __rmul__(self, other: Value | Scalar) -> Value:
        """other * self; see `__mul__`."""
        if type(other) is int:
            other = whole(other, MULTIPLY, other, self)
        if type(other) is float:
            c: float = other
            return record(MULTIPLY, c * self._data, other, self, 0.0, c)
        return combine(MULTIPLY, other, self)

    def __truediv__(self, other: Value | Scalar) -> Value:
        """self / other; d/d self = 1/other, d/d other = -self/other^2."""
        if isinstance(other, Value):
            y: Value = other
            # Division by 0 is left to the op's block, which gives the IEEE result.
            if y._data != 0.0:
                out: float = self._data / y._data
                return record(DIVIDE, out, self, y, 1.0 / y._data, -out / y._data)
        if type(other) is int:
            other = whole(other, DIVIDE, self, other)
        if type(other) is float and other != 0.0:
            c: float = other
            return record(DIVIDE, self._data / c, self, other, 1.0 / c, 0.0)
        return combine(DIVIDE, self, other)

    def __rtruediv__(self, other: Value | Scalar) -> Value:
        """other / self; see `__truediv__`."""
        if type(other) is int:
            other = whole(other, DIVIDE, other, self)
        if type(other) is float and self._data != 0.0:
            c: float = other
            out: float = c / self._data
            return record(DIVIDE, out, other, self, 0.0, -out / self._data)
        return combine(DIVIDE, other, self)

    def __pow__(self, other: Value | Scalar, modulo: Any = None) -> Value:
        """self ** other; d/d self = other self^(other-1), d/d other = out log(self)."""
        if type(other) is int and modulo is None:
            other = whole(other, POWER, self, other)
        # At the ends of its range, 0 and 1e16, the exponent is left to the op's block.
        c: float = other if type(other) is float else 0.0
        if c != 0.0 and c - 1.0 != c and modulo is None:
            x: float = self._data
            try:
                out: float = x * x if c == 2.0 else math.pow(x, c)
                slope: float = c * math.pow(x, c - 1.0)
            except (ValueError, OverflowError):
                return combine(POWER, self, other)
            return record(POWER, out, self, other, slope, 0.0)
        check_modulo(self, other, modulo)
        return combine(POWER, self, other)

    def __rpow__(self, other: Value | Scalar, modulo: Any = None) -> Value:
        """other ** self; see `__pow__`."""
        check_modulo(other, self, modulo)
        return combine(POWER, other, self)

    def __neg__(self) -> Value:
        """-self; d/d self = -1."""
        return record(NEGATIVE, -self._data, self, None, -1.0, 0.0)

    def exp(self) -> Value:
        """Exponential, e^x; d/dx = e^x."""
        try:
            out: float = math.exp(self._data)
        except OverflowError:
            return apply(EXP, (self,))
        return record(EXP, out, self, None, out, 0.0)

    def log(self) -> Value:
        """Natural logarithm; d/dx = 1/x."""
        if self._data > 0.0:
            return record(LOG, math.log(self._data), self, None, 1.0 / self._data, 0.0)
        return apply(LOG, (self,))

    def relu(self) -> Value:
        """max(x, 0); d/dx = 1 for x > 0, else 0."""
        if self._data > 0.0:
            return record(RELU, self._data, self, None, 1.0, 0.0)
        if self._data <= 0.0:
            return record(RELU, 0.0, self, None, 0.0, 0.0)
        return apply(RELU, (self,))

    def tanh(self) -> Value:
        """Hyperbolic tangent; d/dx = 1 - tanh(x)^2."""
        # 1 - out * out has lost its digits where tanh is near 1. With e = exp(-2|x|)
        # the same number is 4 e / (1 + e)^2.
        small: float = math.exp(-2.0 * math.fabs(self._data))
        slope: float = 4.0 * small / ((1.0 + small) * (1.0 + small))
        return record(TANH, math.tanh(self._data), self, None, slope, 0.0)

    # Record `rule(*operands)`: where a call such as `sin(v)` arrives.
    _apply = staticmethod(apply)


def receive(node: Value, contribution: float, ready: list[Any]) -> None:
    """Add a contribution; the last one makes a result ready to send its own."""
    node._grad += contribution
    node._reached = True
    if node._rule is not None:
        node._pending -= 1
        if node._pending == 0:
            ready.append(node)


def record(rule: Rule, out: float, x: Any, y: Any, dx: float, dy: float) -> Value:
    """The node `out = rule(x, y)` with its local derivatives."""
    node: Value = Value.__new__(Value)
    node._data = out
    node._grad = 0.0
    node._rule = rule
    node._label = ""
    node._x = x
    node._y = y
    node._dx = dx
    node._dy = dy
    node._mark = 0
    node._nary = False
    node._reached = False
    node._unrecorded = False
    node._is_value = True
    # inf - inf and nan - nan are nan, so this is one test for both.
    if out - out != 0.0 or recorder.modes_in_force:
        recorder.examine(node)
    return node


def record_many(rule: Rule, out: float, operands: Operands, slopes: Any) -> Value:
    """The node `out = rule(*operands)`; `slopes` is a row of local derivatives."""
    node: Value = Value.__new__(Value)
    node._data = out
    node._grad = 0.0
    node._rule = rule
    node._label = ""
    node._x = operands
    node._y = slopes
    node._dx = 0.0
    node._dy = 0.0
    node._mark = 0
    node._nary = True
    node._reached = False
    node._unrecorded = False
    node._is_value = True
    if out - out != 0.0 or recorder.modes_in_force:
        recorder.examine(node)
    return node


# Compiled, Values lie side by side in memory; the plain build does nothing here.
slabs.keep(Value)
type_names.add(Value, explanations(Value, VALUES, ("backward",)))

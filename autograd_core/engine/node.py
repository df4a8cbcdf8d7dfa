"""`Node`: the fields of every result and every leaf of a graph.

A node points at the operands that it was computed from, never the other way round. A
walk reads these links; what differs between kinds of nodes is a virtual method. `Value`
keeps its local derivatives as numbers, `Tensor` has its rule compute them.

The elementwise ops are methods of `NodeMethods`, one line each.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

import autograd_core.engine.native.free_list as free_list
from autograd_core.interop import copying, numpy_protocol
from autograd_core.messages.labels import Label, checked_label
from autograd_core.messages.types import Operand, Payload, Shape, Totals
from autograd_core.ops.methods import NodeMethods
from autograd_core.ops.rule import Rule


class Node(NodeMethods):
    """Base class of what ops are recorded on.

    >>> from autograd_core import Value
    >>> isinstance(Value(1.0), Node)
    True
    """

    __slots__ = {  # noqa: RUF023
        "_data": "the number of a Value",
        "_grad": "the gradient of a Value",
        "_rule": "the op that made the node, None for a leaf",
        "_label": "a name for messages and diagrams",
        "_x": "the first operand; of many operands the tuple of them all",
        "_y": "the second operand; of many operands the local derivatives, as a row",
        "_dx": "the local derivative d self / d x",
        "_dy": "the local derivative d self / d y",
        "_nary": "whether `_x` holds all operands and `_y` all local derivatives",
        "_mark": "the last walk that counted it; of a leaf, the last one before it",
        "_pending": "how many consumers have not sent their contribution yet",
        "_reached": "whether a contribution has arrived",
        "_unrecorded": "whether the node was computed inside `no_grad()`",
        "_is_value": "whether it is a Value",
        "__weakref__": "lets others refer to the node without keeping it alive",
    }
    if TYPE_CHECKING:
        _rule: Any
        _x: Any
        _y: Any

    # -- what a node holds -----------------------------------------------------------

    @property
    def data(self) -> Any:
        """The number or array."""
        raise NotImplementedError

    @property
    def grad(self) -> Any:
        """d root / d self; a leaf adds up those of several `backward()` calls."""
        raise NotImplementedError

    @property
    def local_grads(self) -> tuple[Any, ...]:
        """d self / d parent, one for each parent."""
        raise NotImplementedError

    @property
    def label(self) -> str:
        """A name for messages, diagrams and explanations."""
        return self._label

    @label.setter
    def label(self, label: Label) -> None:
        self._label = checked_label(label)

    @property
    def op(self) -> str:
        """The op that made this node, as it is typed: `*`, `tanh`; `""` for a leaf."""
        return "" if self._rule is None else self._rule.symbol

    @property
    def rule(self) -> Rule | None:
        """The `Rule` that made this node, None for a leaf."""
        return self._rule

    @property
    def operands(self) -> tuple[Any, ...]:
        """What the op was applied to, in order: nodes, and numbers for constants."""
        if self._nary:
            return self._x
        if self._y is not None:
            return (self._x, self._y)
        return () if self._x is None else (self._x,)

    @property
    def parents(self) -> tuple[Node, ...]:
        """The nodes among the operands, in order, repeated if used repeatedly."""
        return tuple([x for x in self.operands if isinstance(x, Node)])

    @property
    def has_grad(self) -> bool:
        """Whether it has a gradient, from a `backward()` or assigned."""
        return bool(self._reached)

    @property
    def is_leaf(self) -> bool:
        """Whether no op made this node."""
        return self._rule is None

    def _payload(self) -> Any:
        """`data`, as a method: compiled, that is faster than a property."""
        raise NotImplementedError

    # -- what `backward()` calls -------------------------------------------------------

    def _seed(self, gradient: Any) -> None:
        """Add the upstream gradient that a walk starts with."""
        raise NotImplementedError

    def _send(self, ready: list[Any]) -> None:
        """Send each parent its contribution; one that has them all becomes ready."""
        raise NotImplementedError

    def _receive(self, contribution: Any, upstream: Any, ready: list[Any]) -> None:
        """Add a contribution; after the last one a result is ready to send its own.

        It may be the array `upstream` itself, which other nodes hold as well.
        """
        raise NotImplementedError

    def _receive_entry(self, index: Shape, contribution: Any, ready: list[Any]) -> None:
        """Add a contribution to one entry of an array's gradient."""
        raise NotImplementedError

    def _contribution(self, i: int, parent: Node, upstream: Payload) -> Payload:
        """What operand `i`, a node, is sent, if it or this node is a Tensor."""
        out, operands = seen_by_rule(self, False)
        return parent._unbroadcast(self._rule.vjp(i, upstream, out, operands))

    # -- what `record.apply` calls -----------------------------------------------------

    def _new(
        self, rule: Rule, out: float, x: Any, y: Any, dx: float, dy: float
    ) -> Node:
        """A new scalar node with its local derivatives."""
        raise NotImplementedError

    def _new_of_many(
        self, rule: Rule, out: float, operands: tuple[Any, ...], slopes: Any
    ) -> Node:
        """A new scalar node of many operands."""
        raise NotImplementedError

    # -- what `gradients` calls --------------------------------------------------------

    def _edges(self) -> list[tuple[int, Node, Any]]:
        """`(position, parent, local derivative)`, the last None if it is not stored."""
        pairs = enumerate(self.operands)
        return [(i, x, None) for i, x in pairs if isinstance(x, Node)]

    def _cotangent(self, upstream: Any) -> Any:
        """The upstream gradient that a walk starts with, 1 if None is given."""
        raise NotImplementedError

    def _contribute(self, upstream: Any, totals: Totals, on_nodes: bool) -> None:
        """Add to the total of each parent that is in `totals` its contribution."""
        raise NotImplementedError

    def _accumulate(self, total: Any, contribution: Operand) -> Any:
        """The sum of the contributions so far and one more."""
        return contribution if total is None else total + contribution

    def _total(self, total: Any) -> Operand:
        """The sum when all contributions are in."""
        return total

    def _tangent(self, tangents: list[Any], on_nodes: bool) -> Operand:
        """The tangent of this result from those of its operands."""
        out, operands = seen_by_rule(self, on_nodes)
        return self._broadcast(
            self._rule.at(out, operands).jvp(tangents, out, operands)
        )

    def _answer(self, total: Any, create_graph: bool) -> Node | Payload:
        """A cotangent as the caller gets it; None is 0."""
        raise NotImplementedError

    def _unbroadcast(self, cotangent: Any) -> Any:
        """A cotangent in the shape and dtype of this node, summed over broadcasts."""
        raise NotImplementedError

    def _broadcast(self, tangent: Operand) -> Any:
        """A tangent in the shape and dtype of this node."""
        return self._unbroadcast(tangent)

    def _check_current(self) -> None:
        """Raise if the data of an array operand was assigned since the op ran."""

    def _check_unchanged(self) -> None:
        """Raise if an array operand was changed in place since the op ran."""

    # -- Python's and NumPy's protocols -----------------------------------------------

    def __repr__(self) -> str:
        text = f"{type(self).__name__}(data={self._payload()!r}, grad={self.grad!r}"
        text += f", label={self.label!r}" if self.label else ""
        return text + (f", op={self.op!r})" if self.op else ")")

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: object
    ) -> Any:
        return numpy_protocol.call_ufunc(ufunc, method, inputs, kwargs)

    def __array_function__(
        self, func: Callable[..., Any], types: object, args: Any, kwargs: Any
    ) -> Any:
        return numpy_protocol.call_function(func, args, kwargs)

    def __copy__(self) -> Node:
        return copying.copy_node(self, {})

    def __reduce_ex__(self, protocol: object) -> Any:
        return copying.reduced(self)

    def _state(self) -> tuple[Any, ...]:
        """What a copy of a Value takes over; Tensor has its own. See `copying`."""
        # What `one_step.pxd` notes of operands need not hold for those of a copy.
        links = (self._rule, self._label, self._x, self._y, bool(self._nary))
        numbers = (self._data, self._grad, self._dx, self._dy)
        return (*links, self._reached, self._unrecorded, *numbers)

    def _restore(self, state: tuple[Any, ...]) -> None:
        """Make a new object the node with this state."""
        self._rule, self._label, self._x, self._y, self._nary = state[:5]
        self._reached, self._unrecorded = state[5:7]
        self._data, self._grad, self._dx, self._dy = state[7:]
        self._mark = self._pending = 0
        self._is_value = True

    def __dealloc__(self) -> None:
        """Free a deep graph without a deep C stack; the compiled build only."""
        if free_list.enter():
            self._x = None
            self._y = None
            free_list.leave()
        else:
            free_list.set_aside(self._x)
            free_list.set_aside(self._y)


def payload_of(operand: Any) -> Any:
    """The number or array of an operand: of a node its data, else what it is."""
    if isinstance(operand, Node):
        node: Node = operand
        return node._payload()
    return operand


def rule_of(result: Node) -> Rule:
    """The rule that made a result; a leaf has none."""
    return result._rule


def is_unrecorded(node: Node) -> bool:
    """Whether the node was computed inside `no_grad()`."""
    return bool(node._unrecorded)


def seen_by_rule(node: Node, on_nodes: bool) -> tuple[Any, tuple[Any, ...]]:
    """A result and its operands as its rule works on them: nodes, or their payloads."""
    if on_nodes:
        return node, node.operands
    return node._payload(), tuple([payload_of(operand) for operand in node.operands])

"""What every node of a graph has in common: the elementwise ops, as methods.

One line here serves Value and Tensor alike; what the op does, and what it does at its
kinks, stands in its block in `autograd_core.ops`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from autograd_core.ops.methods import NodeMethods


class Node(NodeMethods):
    """Base class of what ops are recorded on.

    >>> from autograd_core import Value
    >>> isinstance(Value(1.0), Node)
    True
    """

    __slots__ = (
        "__weakref__",
        "_data",
        "_dx",
        "_dy",
        "_grad",
        "_is_number",
        "_label",
        "_mark",
        "_nary",
        "_pending",
        "_reached",
        "_rule",
        "_unrecorded",
        "_x",
        "_y",
    )

    if TYPE_CHECKING:
        _grad: Any
        _mark: int
        _rule: Any
        _label: str
        _x: Any
        _y: Any
        _nary: bool
        _pending: int
        _reached: bool
        _unrecorded: bool
        _is_number: bool

    # -- what a node knows -----------------------------------------------------------

    @property
    def data(self) -> Any:
        """The number or array."""
        raise NotImplementedError

    @property
    def grad(self) -> Any:
        """The gradient of the last `backward()`, of the kind and shape of `data`."""
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
    def label(self, label: Any) -> None:
        self._label = checked_label(label)

    @property
    def op(self) -> str:
        """The op that made this node, as it is typed: `*`, `tanh`; `""` for a leaf."""
        return "" if self._rule is None else self._rule.symbol

    @property
    def rule(self) -> Any:
        """The `Op` that made this node, None for a leaf."""
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
        return tuple([each for each in self.operands if isinstance(each, Node)])

    @property
    def has_grad(self) -> bool:
        """Whether a `backward()` reached this node since its gradient was reset."""
        return bool(self._reached)

    @property
    def is_leaf(self) -> bool:
        """Whether no op made this node."""
        return self._rule is None

    # -- what a walk asks of a node ---------------------------------------------------

    def _seed(self, gradient: Any) -> None:
        """Add the upstream gradient that a walk starts with."""
        raise NotImplementedError

    def _send(self, ready: list[Any]) -> None:
        """Give each parent its contribution; those it was the last for become ready."""
        raise NotImplementedError

    def _receive(self, contribution: Any, upstream: Any, ready: list[Any]) -> None:
        """Add a contribution; the last one makes a result ready to send its own."""
        raise NotImplementedError

    def _receive_entry(self, index: Any, contribution: Any, ready: list[Any]) -> None:
        """Add a contribution to one entry of an array's gradient."""
        raise NotImplementedError

    def _recorded(
        self, rule: Any, out: float, x: Any, y: Any, dx: float, dy: float
    ) -> Any:
        """A new scalar node with its local derivatives."""
        raise NotImplementedError

    def _recorded_many(
        self, rule: Any, out: float, operands: tuple[Any, ...], slopes: Any
    ) -> Any:
        """A new scalar node of many operands."""
        raise NotImplementedError

    def _edges(self) -> list[tuple[int, Any, Any]]:
        """`(position, parent, local derivative)`; None where it is not kept."""
        pairs = enumerate(self.operands)
        return [(i, each, None) for i, each in pairs if isinstance(each, Node)]

    # -- what `gradients` asks of a node ----------------------------------------------

    def _cotangent(self, given: Any) -> Any:
        """The upstream gradient that a walk starts with, 1 if None is given."""
        raise NotImplementedError

    def _shares(self, upstream: Any, useful: set[int], create_graph: bool) -> Any:
        """`(parent, contribution)` for each parent that is useful."""
        raise NotImplementedError

    def _joined(self, total: Any, share: Any) -> Any:
        """The total of the contributions so far and one more."""
        return share if total is None else total + share

    def _gathered(self, total: Any) -> Any:
        """The total when all contributions are in."""
        return total

    def _pushed(self, tangents: list[Any], create_graph: bool) -> Any:
        """The tangent of this result from those of its operands."""
        rule = self._rule
        return self._spread(rule.jvp(tangents, *seen_by_rule(self, create_graph)))

    def _finished(self, total: Any, create_graph: bool) -> Any:
        """A cotangent as the caller gets it; None is 0."""
        raise NotImplementedError

    def _check_fingerprints(self) -> None:
        """Raise if an array of this op was changed in place since it ran."""

    # -- Python's and NumPy's protocols ----------------------------------------------

    def __repr__(self) -> str:
        more = f", label={self.label!r}" if self.label else ""
        more += f", op={self.op!r}" if self.op else ""
        return f"{type(self).__name__}(data={self.data!r}, grad={self.grad!r}{more})"

    def __dealloc__(self) -> None:
        """Compiled build only: free a deep graph without a deep C stack.

        Freeing a node may free its operands, and so on down. From the second level on
        the operands are put aside, and the outermost call frees them when it is done.
        """
        global free_depth
        if free_depth >= 2:
            put_aside_result(self._x)
            put_aside_result(self._y)
            return
        free_depth += 1
        self._x = None
        self._y = None
        free_depth -= 1
        if free_depth == 0 and len(put_aside) > PADDING:
            free_depth = 1
            while len(put_aside) > PADDING:
                put_aside.pop()
            free_depth = 0


# Cython pops fast only from a list that is more than half full.
PADDING = 64
put_aside: list[Any] = [None] * PADDING
free_depth = 0


def put_aside_result(operand: Any) -> None:
    """Keep an operand that has operands of its own for the outermost call to free."""
    if isinstance(operand, Node):
        node: Node = operand
        if node._rule is not None:
            put_aside.append(node)
    elif type(operand) is tuple:
        put_aside.append(operand)


def checked_label(label: Any) -> str:
    """The label of a node.

    Raises:
        TypeError: it is no string.
    """
    if isinstance(label, str):
        return str.__str__(label)
    raise TypeError(f"label: expected a string, got {type(label).__name__} {label!r}")


def payload_of(operand: Any) -> Any:
    """The number or array of an operand: of a node its data, else what it is."""
    return operand.data if isinstance(operand, Node) else operand


def seen_by_rule(node: Any, create_graph: bool) -> tuple[Any, tuple[Any, ...]]:
    """A result and its operands as its rule works on them: nodes, or their payloads."""
    if create_graph:
        return node, node.operands
    return node.data, tuple([payload_of(operand) for operand in node.operands])

"""What every node of a graph has in common: the elementwise ops, as methods.

One line here serves Value and Tensor alike; what the op does, and what it does at its
kinks, stands in its block in `autograd_core.ops`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core import numpy_protocol, ops
from autograd_core.operands import describe, is_number

if TYPE_CHECKING:
    from typing_extensions import Self


class Node:
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
    __array_priority__ = 1000.0

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

    # -- the ops ---------------------------------------------------------------------

    def exp(self) -> Self:
        """Exponential, e^x; d/dx = e^x."""
        return ops.exp(self)

    def expm1(self) -> Self:
        """e^x - 1, accurate near 0; d/dx = e^x."""
        return ops.expm1(self)

    def log(self) -> Self:
        """Natural logarithm; d/dx = 1/x."""
        return ops.log(self)

    def log1p(self) -> Self:
        """log(1 + x), accurate near 0; d/dx = 1/(1 + x)."""
        return ops.log1p(self)

    def sqrt(self) -> Self:
        """Square root; d/dx = 1/(2 sqrt(x))."""
        return ops.sqrt(self)

    def square(self) -> Self:
        """Square, x^2; d/dx = 2x."""
        return ops.square(self)

    def reciprocal(self) -> Self:
        """Reciprocal, 1/x; d/dx = -1/x^2."""
        return ops.reciprocal(self)

    def sin(self) -> Self:
        """Sine; d/dx = cos(x)."""
        return ops.sin(self)

    def cos(self) -> Self:
        """Cosine; d/dx = -sin(x)."""
        return ops.cos(self)

    def tan(self) -> Self:
        """Tangent; d/dx = 1 + tan(x)^2."""
        return ops.tan(self)

    def arcsin(self) -> Self:
        """Inverse sine; d/dx = 1/sqrt(1 - x^2)."""
        return ops.arcsin(self)

    def arccos(self) -> Self:
        """Inverse cosine; d/dx = -1/sqrt(1 - x^2)."""
        return ops.arccos(self)

    def arctan(self) -> Self:
        """Inverse tangent; d/dx = 1/(1 + x^2)."""
        return ops.arctan(self)

    def sinh(self) -> Self:
        """Hyperbolic sine; d/dx = cosh(x)."""
        return ops.sinh(self)

    def cosh(self) -> Self:
        """Hyperbolic cosine; d/dx = sinh(x)."""
        return ops.cosh(self)

    def tanh(self) -> Self:
        """Hyperbolic tangent; d/dx = 1 - tanh(x)^2."""
        return ops.tanh(self)

    def arcsinh(self) -> Self:
        """Inverse hyperbolic sine; d/dx = 1/sqrt(1 + x^2)."""
        return ops.arcsinh(self)

    def arccosh(self) -> Self:
        """Inverse hyperbolic cosine; d/dx = 1/sqrt(x^2 - 1)."""
        return ops.arccosh(self)

    def arctanh(self) -> Self:
        """Inverse hyperbolic tangent; d/dx = 1/(1 - x^2)."""
        return ops.arctanh(self)

    def sigmoid(self) -> Self:
        """Logistic sigmoid, s(x) = 1/(1 + e^-x); d/dx = s(x) (1 - s(x))."""
        return ops.sigmoid(self)

    def softplus(self) -> Self:
        """Softplus, ln(1 + e^x); d/dx = s(x)."""
        return ops.softplus(self)

    def relu(self) -> Self:
        """max(x, 0); d/dx = 1 for x > 0, else 0."""
        return ops.relu(self)

    def gelu(self) -> Self:
        """Gaussian error linear unit, x Phi(x); d/dx = Phi(x) + x phi(x)."""
        return ops.gelu(self)

    def silu(self) -> Self:
        """Sigmoid linear unit, x s(x); d/dx = s(x) (1 + x (1 - s(x)))."""
        return ops.silu(self)

    def hard_tanh(self) -> Self:
        """x cut off at -1 and 1; d/dx = 1 inside (-1, 1), else 0."""
        return ops.hard_tanh(self)

    def sign(self) -> Self:
        """Sign: -1, 0 or 1; d/dx = 0."""
        return ops.sign(self)

    def step(self) -> Self:
        """1 for x > 0, else 0; d/dx = 0."""
        return ops.step(self)

    def erf(self) -> Self:
        """Error function; d/dx = 2/sqrt(pi) e^(-x^2)."""
        return ops.erf(self)

    def erfc(self) -> Self:
        """1 - erf(x); d/dx = -2/sqrt(pi) e^(-x^2)."""
        return ops.erfc(self)

    def abs(self) -> Self:
        """Absolute value; d/dx = sign(x), 0 at 0."""
        return ops.absolute(self)

    def absolute(self) -> Self:
        """Absolute value; d/dx = sign(x), 0 at 0."""
        return ops.absolute(self)

    def leaky_relu(self, slope: Any = 0.01) -> Self:
        """x for x > 0, else slope * x; d/dx = 1 or slope."""
        return ops.leaky_relu(self, slope)

    def elu(self, alpha: Any = 1.0) -> Self:
        """x for x > 0, else alpha (e^x - 1); d/dx = 1 or alpha e^x."""
        return ops.elu(self, alpha)

    def power(self, other: Any) -> Self:
        """Power, x^y; d/dx = y x^(y-1), d/dy = x^y log(x)."""
        return ops.power(self, other)

    def hypot(self, other: Any) -> Self:
        """Length of (x, y), sqrt(x^2 + y^2); d/dx = x/out, d/dy = y/out."""
        return ops.hypot(self, other)

    def maximum(self, other: Any) -> Self:
        """The larger of x and y; a tie splits the gradient."""
        return ops.maximum(self, other)

    def minimum(self, other: Any) -> Self:
        """The smaller of x and y; a tie splits the gradient."""
        return ops.minimum(self, other)

    def clip(self, min: Any = None, max: Any = None) -> Self:
        """x cut off at both bounds, None for no bound; d/dx = 1 inside, else 0."""
        return ops.clip(self, min, max)

    def where(self, x: Any, y: Any) -> Any:
        """x where this node is not 0, else y; this node gets no gradient."""
        return ops.where(self, x, y)

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

    def _edges(self) -> list[tuple[int, Any, Any]]:
        """`(position, parent, local derivative)`; None where it is not kept."""
        pairs = enumerate(self.operands)
        return [(i, each, None) for i, each in pairs if isinstance(each, Node)]

    def _check_fingerprints(self) -> None:
        """Raise if an array of this op was changed in place since it ran."""

    # -- the names of micrograd and microgpt -----------------------------------------

    @property
    def _prev(self) -> Any:
        return self.parents

    @property
    def _children(self) -> Any:
        return self.parents

    @property
    def _local_grads(self) -> Any:
        return self.local_grads

    @property
    def _op(self) -> Any:
        return self.op

    # -- Python's and NumPy's protocols ----------------------------------------------

    def __repr__(self) -> str:
        more = f", label={self.label!r}" if self.label else ""
        more += f", op={self.op!r}" if self.op else ""
        return f"{type(self).__name__}(data={self.data!r}, grad={self.grad!r}{more})"

    def __format__(self, spec: str) -> str:
        return format(self.data, spec) if spec else repr(self)

    def __bool__(self) -> bool:
        """Whether the number is not 0, as for a float."""
        return bool(self.data != 0)

    def conjugate(self) -> Self:
        """This node: it is real. NumPy asks for it in `np.std` and the like."""
        return self

    def __abs__(self) -> Self:
        return ops.absolute(self)

    def __hash__(self) -> int:
        return id(self) >> 4

    def __eq__(self, other: object) -> bool:
        """Identity, so that nodes can be set members; compare `data` for numbers."""
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other

    def __lt__(self, other: Any) -> Any:
        return compare(self, other, operator.lt)

    def __le__(self, other: Any) -> Any:
        return compare(self, other, operator.le)

    def __gt__(self, other: Any) -> Any:
        return compare(self, other, operator.gt)

    def __ge__(self, other: Any) -> Any:
        return compare(self, other, operator.ge)

    def __float__(self) -> float:
        raise TypeError(
            f"float({describe(self)}) would silently leave the graph: use v.item() for "
            "the plain number, and v.exp() or autograd_core.exp(v) for math.exp(v)"
        )

    def __int__(self) -> int:
        raise TypeError(
            f"int({describe(self)}) would silently leave the graph: use int(v.item())"
        )

    def __array_ufunc__(
        self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any
    ) -> Any:
        return numpy_protocol.call_ufunc(ufunc, method, inputs, kwargs)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return numpy_protocol.call_function(func, args, kwargs)

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


def compare(node: Any, other: Any, test: Callable[[Any, Any], Any]) -> Any:
    """Compare payloads: the result is a plain bool, not a node."""
    if isinstance(other, Node):
        right = other.data
    elif is_number(other) or (
        isinstance(node.data, np.ndarray) and isinstance(other, (np.ndarray, list))
    ):
        right = other
    else:
        return NotImplemented
    try:
        result = test(node.data, right)
    except ValueError:
        raise ValueError(
            f"cannot compare {describe(node)} with {describe(other)}: their lengths "
            "must be equal or 1, counted from the last axis"
        ) from None
    return bool(result) if isinstance(result, np.bool_) else result

"""Type aliases and protocols for the annotations of all modules.

A number is a `Scalar`, an array of numbers an `Array`, what a node holds a `Payload`.
A node is a `NodeLike` in modules below the engine and a `Node` above it. `Operand` is
anything that the expression of a derivative can be evaluated on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike as ArrayLike
    from numpy.typing import DTypeLike as DTypeLike
else:  # to load numpy.typing would take a tenth of the import of this package
    ArrayLike = DTypeLike = object

Scalar = float | int | np.floating | np.integer | np.bool_
"""A real number: a constant of the graph, not a node."""

Array = np.ndarray[Any, np.dtype[np.floating]]
"""An array of real numbers, float32 or float64."""

Payload = float | Array
"""What a node holds: the number of a Value, the array of a Tensor."""

Shape = tuple[int, ...]
"""The lengths of the axes of an array."""

Integer = int | np.integer
"""An integer of Python or NumPy."""

Integers = Integer | Sequence[Integer]
"""One integer or several, such as a shape or the positions of new axes."""

Axis = int | tuple[int, ...] | None
"""The axes that a function works along: one, several, or None for all."""

DType = np.dtype[np.floating]
"""The dtype of a Tensor: float32 or float64."""


class Operand(Protocol):
    """What a rule of differentiation works on: payloads, nodes, or terms of a formula.

    The rules are written in operators and ops, so one expression serves numbers,
    arrays, the graph of the gradient, and a formula to be printed.
    """

    def __add__(self, other: Any, /) -> Any: ...
    def __radd__(self, other: Any, /) -> Any: ...
    def __sub__(self, other: Any, /) -> Any: ...
    def __rsub__(self, other: Any, /) -> Any: ...
    def __mul__(self, other: Any, /) -> Any: ...
    def __rmul__(self, other: Any, /) -> Any: ...
    def __truediv__(self, other: Any, /) -> Any: ...
    def __rtruediv__(self, other: Any, /) -> Any: ...
    def __pow__(self, other: Any, /) -> Any: ...
    def __neg__(self) -> Any: ...
    def __abs__(self, /) -> Any: ...
    def __lt__(self, other: Any, /) -> Any: ...
    def __le__(self, other: Any, /) -> Any: ...
    def __gt__(self, other: Any, /) -> Any: ...
    def __ge__(self, other: Any, /) -> Any: ...


Operands = Sequence[Operand]
"""The operands of an op, in order."""

Totals = dict[int, Any]
"""What each node has received so far in a walk of `gradients`, by its id."""

Tangents = Sequence[Operand | None]
"""The tangent of each operand, in order; None stands for 0."""


class NodeLike(Protocol):
    """What modes, messages and rules, which stand below the engine, use of a node."""

    @property
    def data(self) -> Any:
        """The number or array."""
        ...

    def _payload(self) -> Any:
        """`data`, also where a transform differentiates it."""
        ...

    @property
    def label(self) -> str:
        """A name for messages, diagrams and explanations."""
        ...

    @property
    def op(self) -> str:
        """The op that made the node, `""` for a leaf."""
        ...

    @property
    def operands(self) -> tuple[Any, ...]:
        """What the op was applied to, in order: nodes, and numbers for constants."""
        ...

    @property
    def rule(self) -> Any:
        """The rule that made the node, None for a leaf."""
        ...

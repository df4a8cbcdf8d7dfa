"""The record of an op over a sequence, such as `sum`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from autograd_core.messages.operands import describe, is_node
from autograd_core.messages.types import Operand, Operands
from autograd_core.ops.rule import Rule


class NaryOp(Rule):
    """An op over a whole sequence, such as `sum`: one node with many parents.

    Attributes:
        derivative: `(i, out, operands) -> d out / d operand i`, written so that it
            runs on floats and on nodes.

    >>> from autograd_core import Value, mean
    >>> mean([Value(1.0), Value(2.0)]).rule.name
    'mean'
    """

    symbol: str = ""
    recomputes = False

    def __init__(
        self,
        name: str,
        derivative: Callable[[int, Any, Any], Operand],
        symbol: str | None = None,
    ) -> None:
        self.name = name
        self.symbol = name if symbol is None else symbol
        self.derivative = derivative

    def __repr__(self) -> str:
        return f"<op {self.name!r}>"

    def local_grad(self, i: int, out: Operand, operands: Operands) -> Operand:
        """d out / d operand `i` as an expression of nodes, for higher orders."""
        return self.derivative(i, out, operands)


def listed(values: object, op: str) -> Sequence[Any]:
    """The entries of any iterable, NumPy's numbers as Python's.

    Raises:
        TypeError: `values` is not a sequence.
    """
    if isinstance(values, (list, tuple)):
        return values
    if isinstance(values, np.ndarray):
        if values.ndim != 1:
            raise TypeError(
                f"{op}: expected a sequence, got an array of {values.shape}"
            )
        return values.tolist()
    scalar = isinstance(values, (str, bytes)) or is_node(values)
    if scalar or not isinstance(values, Iterable):
        raise TypeError(
            f"{op}: expected a sequence of Values, got {describe(values)}; "
            f"write {op}([a, b, ...])"
        )
    return list(values)

"""The record of an op over a sequence, such as `sum`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

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

    symbol = ""
    recomputes = False

    def __init__(
        self,
        name: str,
        derivative: Callable[[int, Any, Sequence[Any]], Any],
        symbol: str | None = None,
    ) -> None:
        self.name = name
        self.symbol = name if symbol is None else symbol
        self.derivative = derivative

    def __repr__(self) -> str:
        return f"<op {self.name!r}>"

    def local_grad(self, i: int, out: Any, operands: Sequence[Any]) -> Any:
        """d out / d operand `i` as an expression of nodes, for higher orders."""
        return self.derivative(i, out, operands)

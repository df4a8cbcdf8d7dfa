"""`pad`: entries around an array."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.array_ops import array_rule, index
from autograd_core.array_ops.array_rule import Structural
from autograd_core.array_ops.checks import shape_of


class Pad(Structural):
    """A constant around an array."""

    __slots__ = ("constant_values", "width")
    name = "pad"

    def __init__(self, width: list[tuple[int, int]], constant_values: Any) -> None:
        self.width = width
        self.constant_values = constant_values

    def array(self, x: Any) -> Any:
        return np.pad(x, self.width, constant_values=self.constant_values)

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        inside = zip(self.width, shape_of(operands[0]), strict=True)
        return index.getitem(upstream, tuple([slice(a, a + n) for (a, _), n in inside]))

    def jvp(self, tangents: Sequence[Any], out: Any, operands: Sequence[Any]) -> Any:
        return array_rule.apply(Pad(self.width, 0.0), tangents[0])


def pad(x: Any, width: list[tuple[int, int]], constant: float) -> Any:
    """A constant around an array."""
    return array_rule.apply(Pad(width, constant), x)

"""`pad`: entries around an array."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.node import Node
from autograd_core.operands import describe, short_repr
from autograd_core.structural import index, rule, shape
from autograd_core.structural.arguments import shape_of
from autograd_core.structural.rule import Structural


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
        return rule.apply(Pad(self.width, 0.0), tangents[0])


def pad(
    x: Any, pad_width: Any, mode: Any = "constant", constant_values: Any = 0.0
) -> Any:
    """Entries around an array: a constant, or copies by NumPy's other modes.

    d/dx = upstream where x stands, and where copies of its entries stand.

    Args:
        x: an array or Tensor.
        pad_width: as for `np.pad`: a number, `(before, after)`, or a pair per axis.
        mode: "constant", "edge", "reflect", "symmetric" or "wrap".
        constant_values: the constant, as for `np.pad`; it gets no gradient.

    Raises:
        TypeError: `pad_width` is no integers, or `constant_values` a node.
        ValueError: `pad_width` does not go with the axes, or `mode` is another one.

    >>> pad(np.array([1.0, 2.0]), (1, 0), mode="edge").tolist()
    [1.0, 1.0, 2.0]
    """
    modes = ("constant", "edge", "reflect", "symmetric", "wrap")
    if mode not in modes:
        raise ValueError(f"pad: mode must be one of {', '.join(modes)}, got {mode!r}")
    x = rule.operand(x, "pad")
    width = _pad_width(pad_width, x)
    if mode == "constant":
        if not isinstance(constant_values, Node):
            return rule.apply(Pad(width, constant_values), x)
        raise TypeError(
            f"pad({describe(x)}): constant_values must be numbers, they get no "
            f"gradient, got {describe(constant_values)}; use concatenate"
        )
    # Every other mode copies entries: pad their positions, then take those.
    full = shape_of(x)
    positions = np.arange(math.prod(full)).reshape(full)
    copied: Any = np.pad(positions, width, mode=mode)
    return index.getitem(shape.ravel(x), copied)


def _pad_width(pad_width: Any, x: Any) -> list[tuple[int, int]]:
    """How many entries before and after, for each axis.

    Raises:
        TypeError: they are no integers.
        ValueError: they do not go with the axes, or are negative.
    """
    given = np.asarray(pad_width)
    if given.dtype.kind not in "iu":
        raise TypeError(
            f"pad({describe(x)}): pad_width must be integers, got "
            f"{short_repr(pad_width)}"
        )
    axes = len(shape_of(x))
    try:
        pairs = np.broadcast_to(given, (axes, 2))
    except ValueError:
        raise ValueError(
            f"pad({describe(x)}): pad_width must be a number, (before, after) or one "
            f"such pair for each of its {axes} axes, got {short_repr(pad_width)}"
        ) from None
    if (pairs < 0).any():
        raise ValueError(
            f"pad({describe(x)}): pad_width must not be negative, got "
            f"{short_repr(pad_width)}; a part is x[1:-1]"
        )
    return [(int(before), int(after)) for before, after in pairs]

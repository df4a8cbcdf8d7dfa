"""Entries around an array."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd_core.array_ops.array_rule import apply
from autograd_core.array_ops.checks import shape_of
from autograd_core.array_ops.functions.arguments import ArrayT, operand
from autograd_core.array_ops.functions.index import getitem
from autograd_core.array_ops.functions.shape import ravel
from autograd_core.array_ops.padding import Pad
from autograd_core.engine.node import Node
from autograd_core.messages.explained import explained
from autograd_core.messages.operands import describe, short_repr
from autograd_core.messages.types import ArrayLike


@explained
def pad(
    x: ArrayT,
    pad_width: ArrayLike,
    mode: str = "constant",
    constant_values: ArrayLike = 0.0,
) -> ArrayT:
    """Entries around an array: a constant, or copies by NumPy's other modes.

    d/dx = upstream at the entries of x, and at the copies of each.

    Args:
        x: an array or Tensor.
        pad_width: as for `np.pad`: a number, `(before, after)`, or a pair per axis.
        mode: "constant", "edge", "reflect", "symmetric" or "wrap".
        constant_values: the constant, as for `np.pad`; it gets no gradient.

    Raises:
        TypeError: `pad_width` is not integers, or `constant_values` is a node.
        ValueError: `pad_width` does not go with the axes, or `mode` is another one.

    >>> pad(np.array([1.0, 2.0]), (1, 0), mode="edge").tolist()
    [1.0, 1.0, 2.0]
    """
    modes = ("constant", "edge", "reflect", "symmetric", "wrap")
    if mode not in modes:
        raise ValueError(f"pad: mode must be one of {', '.join(modes)}, got {mode!r}")
    x = operand(x, "pad")
    width = _pad_width(pad_width, x)
    if mode == "constant":
        if not isinstance(constant_values, Node):
            return apply(Pad(width, constant_values), x)
        raise TypeError(
            f"pad({describe(x)}): constant_values must be numbers, they get no "
            f"gradient, got {describe(constant_values)}; use concatenate"
        )
    # Every other mode copies entries: pad their positions, then take those.
    full = shape_of(x)
    positions = np.arange(math.prod(full)).reshape(full)
    return getitem(ravel(x), _padded(positions, width, mode))


def _padded(positions: Any, width: list[tuple[int, int]], mode: Any) -> Any:
    return np.pad(positions, width, mode=mode)


def _pad_width(pad_width: ArrayLike, x: object) -> list[tuple[int, int]]:
    """The numbers of entries before and after, for each axis.

    Raises:
        TypeError: they are not integers.
        ValueError: they do not go with the axes, or are negative.
    """
    width = np.asarray(pad_width)
    if width.dtype.kind not in "iu":
        raise TypeError(
            f"pad({describe(x)}): pad_width must be integers, got "
            f"{short_repr(pad_width)}"
        )
    axes = len(shape_of(x))
    try:
        pairs = np.broadcast_to(width, (axes, 2))
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

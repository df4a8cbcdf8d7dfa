"""Reductions of some entries, from a start, in another dtype: NumPy's options."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd_core.array_ops import reductions, shape
from autograd_core.array_ops.array_rule import apply
from autograd_core.array_ops.checks import all_axes, checked_axes, shape_of
from autograd_core.array_ops.coercion import float_dtype
from autograd_core.array_ops.masked import masked
from autograd_core.array_ops.norms import Norm
from autograd_core.array_ops.reductions import Max, Min, Prod, summed
from autograd_core.engine.node import Node
from autograd_core.messages.operands import describe, short_repr
from autograd_core.messages.types import Array, Axis
from autograd_core.ops.piecewise import maximum, minimum, where


class Partial:
    """One call of a reduction with `dtype`, `initial` or `where`.

    Args:
        name: of the function.
        x: a Tensor or array.
        axis: a number, several, or None for all.
        keepdims: whether to keep the axes, with length 1.
        dtype: float32 or float64, of the entries and the result; None for that of x.
        initial: what the reduction starts from; None for nothing.
        mask: bools that broadcast to x, which entries count; None for all.

    Raises:
        TypeError: the dtype is another, the mask does not hold bools, or `initial` is
            not a number.
        ValueError: the mask does not broadcast to x.
    """

    def __init__(
        self,
        name: str,
        x: Any,
        axis: Axis,
        keepdims: bool,
        *,
        dtype: Any = None,
        initial: Any = None,
        mask: Any = None,
    ) -> None:
        self.x: Any = x if dtype is None else shape.astype(x, float_dtype(dtype))
        self.axis = checked_axes(axis, x, name)
        self.keepdims = bool(keepdims)
        self.initial = initial
        self.full = shape_of(x)
        self.mask = checked_mask(name, x, mask)

    def sum(self) -> Any:
        """The sum of the entries that count, from `initial` on."""
        out = self._summed(masked(self.x, self.mask, "sum"))
        return out if self.initial is None else out + self.initial

    def prod(self) -> Any:
        """The product of the entries that count, times `initial`."""
        x = where(1.0 * self.mask, self.x, 1.0)
        out = apply(Prod(self.axis, self.keepdims), x)
        return out if self.initial is None else out * self.initial

    def max(self) -> Any:
        """The largest entry that counts, or `initial`."""
        return self._extreme(Max, maximum, -math.inf)

    def min(self) -> Any:
        """The smallest entry that counts, or `initial`."""
        return self._extreme(Min, minimum, math.inf)

    def _extreme(self, rule: Any, larger: Any, least: float) -> Any:
        if self.initial is None and not self.mask.all():
            raise ValueError(
                f"{rule.name}({describe(self.x)}): with `where` give `initial` too, "
                "the result where no entry counts"
            )
        if not math.prod([self.full[k] for k in all_axes(self.axis, len(self.full))]):
            return self.sum()
        filled = where(1.0 * self.mask, self.x, least)
        out = apply(rule(self.axis, self.keepdims), filled)
        return out if self.initial is None else larger(out, self.initial)

    def mean(self) -> Any:
        """The mean of the entries that count; nan of none."""
        return self._summed(masked(self.x, self.mask, "mean")) / self._counts(0.0)

    def var(self, ddof: float) -> Any:
        """Their variance, with divisor n - ddof; nan where that is not above 0."""
        deviation = self._deviation()
        return self._summed(deviation * deviation) / self._counts(ddof)

    def std(self, ddof: float) -> Any:
        """The root of the variance; its slope is 0 where it is 0."""
        length = apply(Norm(self.axis, self.keepdims), self._deviation())
        return length / np.sqrt(self._counts(ddof))

    def _deviation(self) -> Any:
        """The entries that count minus their mean, 0 for the others."""
        total: Any = summed(masked(self.x, self.mask, "var"), self.axis, True)
        mean = total / self._counts(0.0, keepdims=True)
        return masked(self.x - mean, self.mask, "var")

    def _summed(self, x: Any) -> Any:
        return apply(reductions.Sum(self.axis, self.keepdims), x)

    def _counts(self, ddof: float, keepdims: bool | None = None) -> Array:
        """How many entries count for each result, minus ddof; nan for none."""
        keep = self.keepdims if keepdims is None else keepdims
        counts = np.sum(self.mask, axis=self.axis, keepdims=keep, dtype=float) - ddof
        return np.asarray(np.where(counts > 0.0, counts, np.nan), self.x.dtype)


def checked_mask(name: str, x: Any, mask: Any) -> np.ndarray:
    """The bools of `where=`, one for each entry of x; None for all of them.

    Raises:
        TypeError: the mask does not hold bools.
        ValueError: it does not broadcast to x.
    """
    mask = True if mask is None else mask
    bools = np.asarray(False if isinstance(mask, Node) else mask)
    if isinstance(mask, Node) or bools.dtype.kind != "b":
        raise TypeError(
            f"{name}({describe(x)}): where is an array of bools, such as x > 0, got "
            f"{short_repr(mask)}"
        )
    try:
        return np.broadcast_to(bools, shape_of(x))
    except ValueError:
        raise ValueError(
            f"{name}({describe(x)}): where of shape {bools.shape} does not broadcast "
            f"to {shape_of(x)}"
        ) from None

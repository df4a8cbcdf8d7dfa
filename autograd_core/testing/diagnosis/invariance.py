"""What the right gradient has and the wrong one has not: a sum or a product of 0."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from autograd_core.messages.types import Array
from autograd_core.testing.diagnosis.array_mistakes import ArrayMistake, axis_text
from autograd_core.testing.diagnosis.mismatch import InputGradient

_ZERO = 1e-7
"""The part of the summands that a sum of 0 may be."""


def invariance_mistakes(x: InputGradient) -> Iterator[ArrayMistake]:
    """A function that does not change along some direction, unlike its gradient.

    >>> right, wrong = np.array([1.0, -1.0]), np.array([1.0, -0.5])
    >>> x = InputGradient("z", np.array([0.3, 0.4]), wrong, right, np.zeros(2))
    >>> [mistake.key for mistake in invariance_mistakes(x)]
    ['zero_sum_0']
    """
    if x.result_axes or not x.is_comparable or x.wrong.size < 2:
        return
    for axis in range(x.wrong.ndim):
        if x.wrong.shape[axis] < 2:
            continue
        if _is_zero(x, x.right, axis) and not _is_zero(x, x.wrong, axis):
            hint = (
                f"the right gradient of {x.name} adds up to 0 along "
                f"{axis_text(x, axis)}, as f depends on differences alone (softmax, a "
                "mean that is subtracted, x[i] - x[j]), and yours does not: a term is "
                "missing or has the wrong sign (only the diagonal of a Jacobian?)"
            )
            yield ArrayMistake(3.9, f"zero_sum_{axis}", hint)
    if x.at.shape != x.right.shape or not np.any(x.at):
        return
    if _is_zero(x, x.right * x.at) and not _is_zero(x, x.wrong * x.at):
        hint = (
            f"the right gradient of {x.name} is at right angles to {x.name}, as its "
            "length does not matter to f (a normalisation), and yours is not: the term "
            "through the length or the variance is missing or wrong"
        )
        yield ArrayMistake(3.95, "length", hint)


def _is_zero(x: InputGradient, array: Array, axis: int | None = None) -> bool:
    """Whether the sums are 0, as far as rounding tells."""
    bars = np.where(np.isfinite(x.error), x.error, 0.0)
    sizes = np.sum(np.abs(array), axis=axis)
    total = np.abs(np.sum(array, axis=axis))
    slack = _ZERO * np.max(sizes) + np.sum(bars, axis=axis)
    return bool(np.all(total <= slack)) and bool(np.any(sizes))

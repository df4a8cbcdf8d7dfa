"""Remainders of the first-order Taylor expansion, and the rate at which they fall."""

from __future__ import annotations

import math
from collections.abc import Sequence

from autograd_core.testing.numeric.estimate import CONFIDENCE, Derivative
from autograd_core.testing.numeric.evaluate import Probe
from autograd_core.testing.numeric.extrapolation import one_sided

_STEPS = 8

_FIRST_STEP = 0.01
"""The first step, relative to the inputs; the others halve it."""

_VISIBLE = 20
"""A remainder this many times the rounding of its terms is more than rounding."""

RIGHT = 1.9
"""The rate above which remainders fall like h^2, not like h."""


def rates(
    remainders: Sequence[float], sizes: Sequence[float], eps: float
) -> tuple[tuple[float, ...], bool]:
    """log2 of consecutive remainders, nan below the rounding; whether all are below.

    Args:
        remainders: |f(x + h d) - f(x) - h g d|, h halved from one to the next.
        sizes: how large the numbers are whose rounding is in each of them.
        eps: that rounding, relative.

    >>> rates([4.0, 1.0, 0.25], [1.0, 1.0, 1.0], 1e-16)
    ((2.0, 2.0), False)
    """
    pairs = zip(remainders, sizes, strict=True)
    visible = [remainder > _VISIBLE * eps * size for remainder, size in pairs]
    logarithms = tuple(
        math.log2(remainders[k] / remainders[k + 1])
        if visible[k] and visible[k + 1]
        else math.nan
        for k in range(len(remainders) - 1)
    )
    return logarithms, not any(visible)


def taylor_slope(probe: Probe, expected: Sequence[float]) -> Derivative:
    """df/dx from the slopes on both sides, with the rate of the remainder as a note.

    Args:
        probe: f around a point.
        expected: the gradients to check.

    >>> estimate = taylor_slope(Probe(lambda x: x**3, 2.0), [12.1])
    >>> estimate.note
    'the Taylor remainder of 12.1 falls like h^1.0 (h^2 if the gradient is right)'
    """
    middle = probe(0.0)
    steps = [probe.step(_FIRST_STEP * probe.scale / 2**k) for k in range(_STEPS)]
    notes = []
    for gradient in dict.fromkeys(expected):
        gaps = [abs(probe(h) - middle - h * gradient) for h in steps]
        sizes = [max(probe.size(h), abs(h * gradient)) for h in steps]
        logarithms, linear = rates(gaps, sizes, probe.eps)
        visible = [rate for rate in logarithms if not math.isnan(rate)]
        if visible and not linear and min(visible) <= RIGHT:
            rate = visible[-1]
            notes.append(
                f"the Taylor remainder of {gradient:.6g} falls like h^{rate:.1f} "
                "(h^2 if the gradient is right)"
            )
    right, right_error = one_sided(probe, 1, steps[0])
    below, below_error = one_sided(probe, -1, steps[0])
    error = max(right_error, below_error)
    kink = None
    if abs(right - below) > CONFIDENCE * (right_error + below_error):
        kink = (min(below, right), max(below, right))
        notes.append("the slopes on the two sides differ: a kink")
    middle = (below + right) / 2
    note = "; ".join(notes)
    return Derivative(middle, error, kink, probe.calls, "taylor", note, abs(middle))

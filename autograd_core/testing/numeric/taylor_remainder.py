"""Remainders of the first-order Taylor expansion, and what their fall tells."""

from __future__ import annotations

import math
from collections.abc import Sequence

from autograd_core.testing.numeric.estimate import CONFIDENCE, Derivative
from autograd_core.testing.numeric.evaluate import Probe
from autograd_core.testing.numeric.extrapolation import one_sided

_STEPS = 8
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
    visible = [remainder > 20 * eps * size for remainder, size in pairs]
    found = tuple(
        math.log2(remainders[k] / remainders[k + 1])
        if visible[k] and visible[k + 1]
        else math.nan
        for k in range(len(remainders) - 1)
    )
    return found, not any(visible)


def taylor_slope(probe: Probe, expected: Sequence[float]) -> Derivative:
    """df/dx from the slopes on both sides, with the rate of the remainder as a note.

    Args:
        probe: f around a point.
        expected: the gradients in question.

    >>> found = taylor_slope(Probe(lambda x: x**3, 2.0), [12.1])
    >>> found.note
    'the Taylor remainder of 12.1 falls like h^1.0 (h^2 if the gradient is right)'
    """
    middle = probe(0.0)
    steps = [probe.step(0.01 * probe.scale / 2**k) for k in range(_STEPS)]
    notes = []
    for gradient in dict.fromkeys(expected):
        gaps = [abs(probe(h) - middle - h * gradient) for h in steps]
        sizes = [max(probe.size(h), abs(h * gradient)) for h in steps]
        found, linear = rates(gaps, sizes, probe.eps)
        known = [rate for rate in found if not math.isnan(rate)]
        if known and not linear and min(known) <= RIGHT:
            notes.append(
                f"the Taylor remainder of {gradient:.6g} falls like h^{known[-1]:.1f} "
                "(h^2 if the gradient is right)"
            )
    right, right_error = one_sided(probe, 1, steps[0])
    left, left_error = one_sided(probe, -1, steps[0])
    error = max(right_error, left_error)
    kink = None
    if abs(right - left) > CONFIDENCE * (right_error + left_error):
        kink = (min(left, right), max(left, right))
        notes.append("the slopes on the two sides differ: a kink")
    middle = (left + right) / 2
    note = "; ".join(notes)
    return Derivative(middle, error, kink, probe.calls, "taylor", note, abs(middle))

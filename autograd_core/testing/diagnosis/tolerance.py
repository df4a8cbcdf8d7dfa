"""Gradients that are right to a few digits: f is computed to a tolerance."""

from __future__ import annotations

import math
from collections.abc import Sequence

from autograd_core.testing.diagnosis.verdict import Row
from autograd_core.testing.numeric.estimate import CONFIDENCE

_LARGEST, _LARGEST_OF_INEXACT = 9e-5, 3e-3
"""A relative difference above this is no matter of a tolerance.

Where f is visibly inexact, it may be more."""

_INEXACT = 1e-6
"""The relative error bar of a derivative of an f that is as exact as float64 is."""

_MARGIN = 3.0
"""The difference at other points may be so much larger."""


def tolerance_hint(rows: Sequence[Row]) -> list[str]:
    """The `rtol` with which gradients pass that are nearly right in every row.

    Args:
        rows: those that fail.

    >>> from autograd_core.testing.diagnosis.verdict import Derivative, Verdict
    >>> numeric, verdict = Derivative(2.0, 1e-12), Verdict.FORMULA_WRONG
    >>> row = Row("x", (), 2.00002, None, numeric, verdict, ok=False)
    >>> tolerance_hint([row])[0].partition(":")[0]
    'every gradient agrees to 5 digits'
    """
    off = max((_relative_distance(row) for row in rows), default=math.inf)
    inexact = all(row.numeric.error > _INEXACT * abs(row.numeric.value) for row in rows)
    if not 0.0 < off <= (_LARGEST_OF_INEXACT if inexact else _LARGEST):
        return []
    rtol = 10.0 ** math.ceil(math.log10(_MARGIN * off))
    digits = round(-math.log10(off))
    return [
        f"every gradient agrees to {digits} digits: f is computed to a tolerance, as "
        "by a solver that stops early, or in float32; tighten that tolerance, or pass "
        f"rtol={rtol:.0e}"
    ]


def _relative_distance(row: Row) -> float:
    """How far the gradients of a row are from each other and from the difference."""
    value = row.numeric.value
    if not (value and math.isfinite(value)) or row.numeric.kink is not None:
        return math.inf
    off = max((abs(gradient - value) for gradient in row.gradients), default=math.inf)
    if row.wrong is None:
        # It is open, so the error bar must be within the tolerance.
        off += CONFIDENCE * row.numeric.error
    return off / abs(value)

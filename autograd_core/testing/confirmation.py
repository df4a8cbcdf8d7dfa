"""The verdict on one component by a whole ladder of steps.

Nobody is blamed for a disagreement that steps far apart do not bear out, and a gradient
passes where all sources agree within what each of them can know.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import NamedTuple

from autograd_core.testing.diagnosis.verdict import Row, Verdict, close
from autograd_core.testing.numeric.confirm import (
    REFUTED,
    Ladder,
    Rung,
    is_refuted,
)
from autograd_core.testing.numeric.estimate import (
    CONFIDENCE,
    RESOLVED,
    Derivative,
)
from autograd_core.testing.numeric.evaluate import EPS
from autograd_core.testing.numeric.least_squares import Fit

_SMALL = 1e-2
"""An error bar of this part of the largest component is no cause for concern."""

_COARSE, _ORDINARY = 1e-5, 1e3
"""An f of ordinary size that is as exact as this shows what there is to be seen."""

_UNEVEN = 1e-3
"""The part of the noise of wide steps that is left over small ones."""

UNCONFIRMED = (
    "f is not exact enough here: differences over steps that are far apart do not show "
    "the same disagreement; compute f with more digits, or give rtol="
)
NOT_ENOUGH = "f is too inaccurate here to resolve this gradient"


def ordinary_rounding(f: float) -> float:
    """The rounding of numbers of ordinary size, in a gradient that f does not show.

    >>> ordinary_rounding(0.0), ordinary_rounding(1e20) == 1e3 * ordinary_rounding(1.0)
    (2.220446049250313e-16, True)
    """
    return EPS * min(max(1.0, abs(f)), _ORDINARY)


class Own(NamedTuple):
    """The rounding of the gradients themselves, by hand and by the engine."""

    hand: float = 0.0
    engine: float = 0.0

    @property
    def atol(self) -> float:
        """The distance of two gradients that their rounding explains."""
        return CONFIDENCE * (self.hand + self.engine)


@dataclass(frozen=True)
class Evidence:
    """What differences over many steps know of a derivative.

    Attributes:
        rungs: the differences, with error bars.
        noise: how inexact f is.
        f: the value of f.
        largest: the largest component of the gradient, in units of this one.
        rtol: the relative error that is not a mistake.
        atol: the absolute one.
        own: the rounding of the gradients themselves.
        fit: that of a polynomial through many points, where it was asked for.
        fits: those over two intervals around the best step, where a gradient is
            suspect.
    """

    rungs: list[Rung]
    noise: float
    f: float
    largest: float
    rtol: float
    atol: float
    own: Own
    fit: Derivative | None = None
    fits: Fit | None = None

    @property
    def best(self) -> Rung:
        """The rung with the smallest error bar."""
        return Ladder(self.rungs, self.noise).best

    @property
    def is_enough(self) -> bool:
        """Whether agreement within the error bar says something.

        It does where a mistake would show, or is small next to the other components,
        or changes f by no more than it is rounded.
        """
        best, size = self.best, min(max(1.0, abs(self.f)), _ORDINARY)
        bar = CONFIDENCE * best.error
        relative = max(RESOLVED, self.rtol) * abs(best.value)
        enough = max(relative, max(_SMALL, self.rtol) * self.largest, self.atol)
        return bar <= enough or self.noise <= _COARSE * size

    @property
    def is_uneven(self) -> bool:
        """Whether f is far less exact over wide steps than over small ones."""
        return self.best.error * self.best.h < _UNEVEN * self.noise

    def with_noise(self, noise: float) -> Evidence:
        """The same of an f that is known to be less exact."""
        rungs = [x._replace(error=x.error + noise / x.h) for x in self.rungs]
        return replace(self, rungs=rungs, noise=max(self.noise, noise))

    def refutes(self, gradient: float | None, own: float) -> bool:
        """Whether steps far apart show that a gradient is wrong."""
        if gradient is None or not math.isfinite(gradient):
            return gradient is not None
        atol = max(self.atol, CONFIDENCE * own)
        fit = self.fit
        by_fit = fit is not None and not fit.agrees(gradient, self.rtol, atol)
        return self._refuted_by_fits(gradient, atol) or is_refuted(
            gradient, self.rungs, self.rtol, atol, by_fit
        )

    def doubts(self, row: Row) -> bool:
        """Whether a gradient that passes is further off than a right one mostly is."""
        best = self.best
        return any(
            best.error < abs(gradient - best.value) - self.rtol * abs(best.value)
            for gradient in row.gradients
        )

    def _refuted_by_fits(self, gradient: float, atol: float) -> bool:
        """Whether polynomials over intervals far apart agree that it is wrong.

        So must the best difference, as far as that is accurate.
        """
        if self.fits is None or not math.isfinite(self.fits.narrow_error):
            return False
        slope, error, narrow, narrow_error = self.fits
        off = gradient - slope
        narrow_off = math.copysign(gradient - narrow, (gradient - narrow) * off)
        slack = self.rtol * abs(slope) + atol
        best = self.best
        return (
            abs(off) > slack + CONFIDENCE * error
            and narrow_off > slack + REFUTED * narrow_error
            and abs(narrow - slope) <= REFUTED * (error + narrow_error)
            and abs(gradient - best.value) > best.error
            and abs(slope - best.value) <= REFUTED * best.error
        )

    def agrees(self, gradient: float, own: float) -> bool:
        """Whether a gradient is within the error bars."""
        best = self.best
        bar = CONFIDENCE * (best.error + own)
        off = abs(gradient - best.value)
        return off <= max(self.rtol * abs(best.value) + bar, self.atol)


def confirmed(row: Row, evidence: Evidence, connected: bool = True) -> Row:
    """The row, judged anew.

    Args:
        row: of a component that does not pass by the first differences.
        evidence: by many.
        connected: whether the result depends on this input in the graph.
    """
    hand = row.analytic
    engine = row.autodiff if hand is None else (*row.gradients, None)[1]
    blamed = Verdict.ENGINE_OR_CUSTOM_OP_WRONG if connected else Verdict.DETACHED
    best = evidence.best
    numeric = replace(row.numeric, value=best.value, error=best.error)
    hand_is_wrong = evidence.refutes(hand, evidence.own.hand)
    engine_is_wrong = evidence.refutes(engine, evidence.own.engine)
    both = hand is not None and engine is not None and _together(row, evidence)
    if hand_is_wrong and engine_is_wrong and both:
        verdict, ok = Verdict.FD_UNRELIABLE, False
    elif hand_is_wrong and engine_is_wrong:
        verdict, ok = Verdict.UNRESOLVED, False
    elif hand_is_wrong and not both:
        verdict, ok = Verdict.FORMULA_WRONG, False
    elif engine_is_wrong and not both:
        # With a gradient by hand, ok is about that.
        right = hand is not None and evidence.agrees(hand, evidence.own.hand)
        verdict, ok = blamed, right
    else:
        verdict, ok = _not_refuted(row, evidence, both)
    is_open = verdict in (Verdict.UNRESOLVED, Verdict.FD_UNRELIABLE)
    is_over = not is_open and (ok or row.numeric.note == NOT_ENOUGH)
    note = "" if is_over else row.numeric.note
    if verdict is Verdict.UNRESOLVED:
        agrees = numeric.agrees(row.gradients[0])
        note = (row.numeric.note or NOT_ENOUGH) if agrees else UNCONFIRMED
    numeric = replace(numeric, note=note)
    return replace(row, verdict=verdict, ok=ok, numeric=numeric)


def _together(row: Row, evidence: Evidence) -> bool:
    """Whether formula and autodiff agree, up to their own rounding."""
    hand, engine = row.analytic or 0.0, row.autodiff or 0.0
    unseen = CONFIDENCE * min(ordinary_rounding(evidence.f), evidence.best.error)
    atol = max(evidence.atol, evidence.own.atol, unseen)
    return close(hand, engine, evidence.rtol, atol)


def _not_refuted(row: Row, evidence: Evidence, both: bool) -> tuple[Verdict, bool]:
    """The verdict where nobody is refuted: within the error bars, or open."""
    own = evidence.own if row.analytic is not None else evidence.own[1:]
    agree = all(map(evidence.agrees, row.gradients, own))
    alone = len(row.gradients) == 1
    if agree and (alone or both) and evidence.is_enough:
        return Verdict.PASS, True
    return (Verdict.FD_UNRELIABLE, True) if both else (Verdict.UNRESOLVED, False)

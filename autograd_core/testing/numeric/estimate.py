"""A numerical derivative with its error bar, and the gradients it can refute."""

from __future__ import annotations

import math
from dataclasses import dataclass

CONFIDENCE = 10.0
"""A difference of up to so many error bars is not a disagreement."""

RESOLVED = 1e-3
"""With an error bar below this part of it, a derivative is accurate enough to judge."""

SHARP = 5e-5
"""With an error bar this small, relatively, a gradient that is off by 1e-4 shows."""

FLAT = 1e-8
"""A derivative below this part of the slope nearby is as good as 0."""


@dataclass(frozen=True)
class Derivative:
    """A numerical derivative and how far to trust it.

    Attributes:
        value: the estimate; nan where f has no derivative.
        error: its error bar, from truncation and from the rounding of f.
        kink: the interval of subgradients if f has a kink here, else None.
        evaluations: the number of calls of f.
        method: the stage that answered: `central`, `ridders`, `one-sided`, `kink`, ...
        note: on this point, or `""`.
        slope: how steep f is nearby; a derivative far below it counts as 0.
        reach: how far f is what it is here, up to a kink or an edge nearby.
    """

    value: float
    error: float
    kink: tuple[float, float] | None = None
    evaluations: int = 0
    method: str = ""
    note: str = ""
    slope: float = 0.0
    reach: float = math.inf

    @property
    def interval(self) -> str:
        """The interval of subgradients, without the digits that are noise.

        >>> Derivative(0.0, 1e-5, kink=(-1.0000076, 1.0000076)).interval
        '[-1, 1]'
        """
        low, high = self.kink or (self.value, self.value)
        if 0.0 < self.error < math.inf:
            digits = -math.ceil(math.log10(2 * self.error))
            low, high = round(low, digits), round(high, digits)
        return f"[{low + 0.0:.6g}, {high + 0.0:.6g}]"

    def tolerance(self, rtol: float, atol: float = 0.0) -> float:
        """The distance that a right gradient may have from `value`.

        >>> Derivative(2.0, 1e-9).tolerance(rtol=1e-6) < 2.1e-6
        True
        """
        if not math.isfinite(self.value):
            return 0.0
        return max(rtol * abs(self.value) + CONFIDENCE * self.error, atol)

    def agrees(self, gradient: float, rtol: float = 1e-6, atol: float = 0.0) -> bool:
        """Whether `gradient` equals this estimate, as far as that is accurate.

        >>> Derivative(2.0, 1e-9).agrees(2.000001), Derivative(2.0, 1e-9).agrees(2.01)
        (True, False)
        >>> Derivative(0.0, 1e-9, kink=(-1.0, 1.0)).agrees(0.3)
        True
        """
        if math.isnan(gradient):
            return False
        if self.kink is not None:
            low, high = self.kink
            slack = max(rtol * max(abs(low), abs(high)), CONFIDENCE * self.error, atol)
            return low - slack <= gradient <= high + slack
        if math.isinf(self.value) or math.isinf(gradient):
            return gradient == self.value
        if math.isnan(self.value):
            return False
        return abs(gradient - self.value) <= self.tolerance(rtol, atol)

    def resolves(self, atol: float = 0.0) -> bool:
        """Whether a wrong gradient would be noticed, or f is too inaccurate here.

        >>> Derivative(2.0, 1e-9).resolves(), Derivative(2.0, 0.1).resolves()
        (True, False)
        """
        if self.kink is not None or math.isinf(self.value):
            return True
        if math.isnan(self.value):
            return False
        enough = max(RESOLVED * abs(self.value), FLAT * self.slope, atol)
        return CONFIDENCE * self.error <= enough

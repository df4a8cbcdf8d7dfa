"""The verdict on one component: the formula, the engine or the difference is wrong."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import Any

from autograd_core.testing.numeric.estimate import CONFIDENCE, SHARP, Derivative

MATCH = 1e-4
"""The relative difference up to which a hint may take two numbers for the same."""

_ROUNDING = 1e-6
"""The relative difference between an explanation and what it explains: rounding."""

_REMAINDER = 1e-2
"""The part of a mistake that an explanation may leave unexplained."""

_FAILING = 1e3
"""Above every relative error, so that rows that fail come before those that pass."""

COMBINATION = "sum(u * f)"
"""The results of f by random weights, in a report that also names single ones."""


class Verdict(Enum):
    """The outcome for one component, or for a whole report (its worst component)."""

    PASS = "the gradient is right"
    KINK = "f has a kink here"
    FD_UNRELIABLE = "autodiff and your formula agree; the finite difference does not"
    UNRESOLVED = "the finite difference is too inaccurate to tell"
    FORMULA_WRONG = "your formula disagrees with the finite difference"
    ENGINE_OR_CUSTOM_OP_WRONG = "autodiff disagrees with the finite difference"
    DETACHED = "f left the graph on the way, so autodiff misses what it did there"
    NONDETERMINISTIC = "f gives different values for the same input"

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Row:
    """One component of the gradient, three times.

    Attributes:
        input: the name of the input.
        index: the entry of it; `()` for a number.
        analytic: by the user's formula, None without one.
        autodiff: by the engine, None if f does not take nodes.
        numeric: by finite differences.
        verdict: on the three.
        ok: whether that is good enough.
        order: 1 for the gradient, 2 for the derivative of the gradient.
        point: the number of the point, from 1.
        output: the entry of the results of f, such as `[2]`; `""` for all of them.
    """

    input: str
    index: tuple[int, ...]
    analytic: float | None
    autodiff: float | None
    numeric: Derivative
    verdict: Verdict
    ok: bool
    order: int = 1
    point: int = 1
    output: str = ""

    @property
    def where(self) -> str:
        """The component as a message writes it: `W[0, 1]`."""
        return f"{self.input}{list(self.index) if self.index else ''}"

    @property
    def wrong(self) -> float | None:
        """The gradient that is to blame, None where there is no such gradient."""
        if self.verdict is Verdict.FORMULA_WRONG:
            return self.analytic
        if self.verdict in (Verdict.ENGINE_OR_CUSTOM_OP_WRONG, Verdict.DETACHED):
            return self.autodiff
        return None

    @property
    def is_open(self) -> bool:
        """Whether nobody is to blame although it fails."""
        return not self.ok and self.wrong is None

    @property
    def right(self) -> float:
        """The best knowledge of the gradient: autodiff where it is not to blame."""
        if self.verdict is Verdict.FORMULA_WRONG and len(self.gradients) == 2:
            return self.gradients[1]
        return self.numeric.value

    @property
    def gradients(self) -> list[float]:
        """The gradients to check: by hand and by the engine, those that there are.

        One by the engine that is nan is no witness against one by hand.
        """
        if self.analytic is None:
            return [] if self.autodiff is None else [self.autodiff]
        has_autodiff = self.autodiff is not None and not math.isnan(self.autodiff)
        return [self.analytic, self.autodiff] if has_autodiff else [self.analytic]  # type: ignore[list-item]

    @property
    def three_numbers(self) -> bool:
        """Whether the formula, autodiff and an accurate difference all disagree.

        >>> Row("x", (), 7.0, 40.0, Derivative(60.0, 1e-9), Verdict.UNRESOLVED, False
        ...     ).three_numbers
        True
        """
        if self.verdict is not Verdict.UNRESOLVED or len(self.gradients) < 2:
            return False
        numeric = self.numeric
        return numeric.resolves() and not any(map(numeric.agrees, self.gradients))

    def to_dict(self) -> dict[str, Any]:
        """The row as strings and numbers, which JSON takes."""
        return {
            "input": self.input,
            "index": list(self.index),
            "output": self.output,
            "order": self.order,
            "point": self.point,
            "analytic": _number(self.analytic),
            "autodiff": _number(self.autodiff),
            "numeric": _number(self.numeric.value),
            "error": _number(self.numeric.error),
            "kink": self.numeric.kink and list(map(_number, self.numeric.kink)),
            "ok": self.ok,
            "verdict": str(self.verdict),
        }

    @property
    def blur(self) -> float:
        """The relative distance that an explanation may have from the gradient."""
        size = abs(self.wrong or 0.0)
        bar = CONFIDENCE * self.numeric.error / size if size else 0.0
        return min(MATCH, _ROUNDING + bar)

    def explained_by(self, candidate: float) -> bool:
        """Whether a mistake that gives `candidate` is the mistake that was made.

        >>> numeric, verdict = Derivative(4.0, 0.0), Verdict.FORMULA_WRONG
        >>> row = Row("x", (), 2.0, 4.0, numeric, verdict, ok=False)
        >>> row.explained_by(2.0), row.explained_by(2.001)
        (True, False)
        """
        wrong = self.wrong
        if wrong is None or not math.isfinite(wrong):
            return False
        # A gradient that is almost right is near to nearly anything.
        limit = min(self.blur * abs(wrong), _REMAINDER * abs(wrong - self.right))
        return abs(wrong - candidate) <= limit

    @property
    def ratio(self) -> float:
        """The first gradient of the row over the next; 1 where both agree."""
        numbers = [*self.gradients, self.numeric.value]
        over, under = numbers[:2] if self.gradients else (1.0, 1.0)
        if over == under:
            return 1.0
        return over / under if under else math.inf

    @property
    def rank(self) -> tuple[bool, bool, float]:
        """The order of rows: what fails first, of that what has somebody to blame.

        Rows that are as bad but for rounding keep the order of their entries.
        """
        return (self.ok, self.wrong is None, -float(f"{self.badness:.9g}"))

    @property
    def badness(self) -> float:
        """The relative error of the worse gradient; what fails is above what passes."""
        low, high = self.numeric.kink or (self.numeric.value, self.numeric.value)
        off = [max(low - g, g - high, 0.0) for g in self.gradients]
        size = max(abs(low), abs(high), *[abs(g) for g in self.gradients], 1e-300)
        worst = max(off) / size if off else 0.0
        if math.isnan(worst) or math.isinf(worst):
            worst = 2.0
        # A combination comes after the entries that make it fail.
        failing = _FAILING / 2 if self.output == COMBINATION else _FAILING
        return worst + (0.0 if self.ok else failing)


def _number(x: float | None) -> float | str | None:
    """A number for JSON, which has none that are not finite."""
    return x if x is None or math.isfinite(x) else repr(float(x))


def judge(
    analytic: float | None,
    autodiff: float | None,
    numeric: Derivative,
    *,
    rtol: float = 1e-6,
    atol: float = 0.0,
    kinks: str = "subgradient",
    connected: bool = True,
) -> tuple[Verdict, bool]:
    """The verdict on one component, and whether it passes.

    Args:
        analytic: the user's gradient, or None.
        autodiff: the engine's, or None.
        numeric: the finite difference with its error bar.
        rtol: the relative error that is not a disagreement.
        atol: the absolute one.
        kinks: `subgradient`, `skip` or `error`.
        connected: whether the result depends on this input in the graph.

    Returns:
        `(verdict, ok)`.

    >>> verdict, ok = judge(1.0, 2.0, Derivative(2.0, 1e-11))
    >>> str(verdict), ok
    ('FORMULA_WRONG', False)
    """
    blamed = Verdict.ENGINE_OR_CUSTOM_OP_WRONG if connected else Verdict.DETACHED
    if analytic is not None and autodiff is not None and math.isnan(autodiff):
        autodiff = None  # a note, not a witness
    if numeric.kink is not None and kinks != "subgradient":
        return Verdict.KINK, kinks == "skip"
    gradients = [g for g in (analytic, autodiff) if g is not None]
    good = [numeric.agrees(gradient, rtol, atol) for gradient in gradients]
    if all(good):
        if numeric.kink is not None:
            return Verdict.KINK, True
        if not numeric.resolves(atol):
            return _undecided(gradients, rtol, atol)
        # Both within the error bar, but not the same: one of them is wrong.
        if len(gradients) == 2 and not _agree(gradients, max(rtol, SHARP), atol):
            return Verdict.UNRESOLVED, False
        return Verdict.PASS, True
    if not numeric.resolves(atol) and _blurred(gradients, numeric):
        return _undecided(gradients, rtol, atol)
    if analytic is None:
        return blamed, False
    if autodiff is None:
        return Verdict.FORMULA_WRONG, False
    if good[0]:
        return blamed, True  # about the gradient by hand
    if good[1]:
        return Verdict.FORMULA_WRONG, False
    if close(analytic, autodiff, rtol, atol):
        return Verdict.FD_UNRELIABLE, False
    return (Verdict.UNRESOLVED if connected else blamed), False


def close(x: float, y: float, rtol: float, atol: float = 0.0) -> bool:
    """Whether two gradients agree.

    >>> close(2.0, 2.0000001, 1e-6), close(2.0, -2.0, 1e-6)
    (True, False)
    """
    return math.isclose(x, y, rel_tol=rtol, abs_tol=atol)


def _agree(gradients: list[float], rtol: float, atol: float) -> bool:
    first, second = gradients
    return close(first, second, rtol, atol)


def _undecided(
    gradients: list[float], rtol: float, atol: float
) -> tuple[Verdict, bool]:
    """The verdict where the difference is too inaccurate: two that agree pass."""
    if len(gradients) == 2 and _agree(gradients, rtol, atol):
        return Verdict.FD_UNRELIABLE, True
    return Verdict.UNRESOLVED, False


def _blurred(gradients: list[float], numeric: Derivative) -> bool:
    """Whether even the disagreement is within reach of the error bar."""
    if not math.isfinite(numeric.value):
        return True
    reach = CONFIDENCE**2 * numeric.error
    return all(abs(gradient - numeric.value) <= reach for gradient in gradients)

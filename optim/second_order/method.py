"""The base classes of all methods: one iteration from a point to a better one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from autograd_core.extend import short_repr
from optim.checks.ranges import open_fraction, positive
from optim.checks.settings import Check, check_settings, setting
from optim.second_order.function_problem import Problem
from optim.second_order.line import LONGEST, NOISE, Line, Trial
from optim.second_order.line_search import armijo, exact, strong_wolfe, weak_wolfe

# At a kink, where the gradient does not get small, so many steps that lower the loss by
# less than this are the end.
PATIENCE, LEAST_FALL = 10, 1e-14
LINE_SEARCHES = ("armijo", "strong-wolfe", "exact")


class StepFailed(ArithmeticError):
    """A method cannot continue; the message gives the reason and a remedy."""


class NoBetterPoint(StepFailed):
    """No lower point was found: mostly, the minimum is reached up to rounding."""


@dataclass
class Point:
    """A point of the iteration.

    Attributes:
        x: the flat vector.
        fun: the loss there; nan while it is not evaluated.
        grad: its gradient, or None.
        memory: what the method remembers: numbers and arrays by name.
        slopes: for methods on several outputs, `(outputs, Jacobian)` at x.
    """

    x: Any
    fun: float = math.nan
    grad: Any = None
    memory: dict[str, Any] = field(default_factory=dict)
    slopes: Any = None


def is_finite(point: Point) -> bool:
    """Return whether the loss and its gradient are finite.

    >>> is_finite(Point(np.zeros(1), math.inf, np.zeros(1)))
    False
    """
    return math.isfinite(point.fun) and bool(np.isfinite(point.grad).all())


def norm(point: Point) -> float:
    """The largest absolute value in the gradient.

    >>> norm(Point(np.zeros(2), 1.0, np.array([3.0, -4.0])))
    4.0
    """
    return float(np.abs(point.grad).max())


@dataclass(frozen=True, kw_only=True)
class Method:
    """The base class of the methods here: settings, and one iteration.

    Args:
        lr: what the step is multiplied by; with a line search, the first one tried.

    Raises:
        TypeError: a setting is of the wrong kind.
        ValueError: a setting is out of its range.
    """

    several: ClassVar[bool] = False
    """Whether the function gives several numbers: residuals, losses of samples."""

    shapes: ClassVar[dict[str, tuple[str, ...]]] = {}
    """The names and shapes of the memory: n parameters, k pairs."""

    lr: float = setting(1.0, positive)

    def __post_init__(self) -> None:
        check_settings(self, self.title)

    @property
    def title(self) -> str:
        """The name that messages and optimizers use: `Newton` for `NewtonMethod`."""
        return type(self).__name__.removesuffix("Method")

    def evaluated(self, problem: Problem, point: Point) -> Point:
        """The point with its loss and gradient."""
        if point.grad is None:
            point.fun, point.grad = problem.evaluate(point.x)
        return point

    def step(self, problem: Problem, point: Point) -> Point:
        """The next point, perhaps not evaluated yet; `point` stays as it is.

        Raises:
            StepFailed: the method finds none.
        """
        raise NotImplementedError

    def finished(self, point: Point) -> str:
        """Why the point is a minimum, although the gradient is not small; or ""."""
        return ""

    def stalled(self, values: Sequence[float], point: Point) -> str:
        """Why further steps would gain nothing; "" while they do.

        Args:
            values: the loss at each point so far.
            point: the last one.
        """
        return ""

    def remark(self, problem: Problem, point: Point) -> str:
        """Describe a point of zero gradient that is not a minimum; "" for a minimum."""
        return ""

    def leave(self, problem: Problem, point: Point) -> Point | None:
        """A point lower than a saddle or maximum; None if the method finds none."""
        return None


def search_among(*choices: str) -> Check:
    """The name of a line search, with "-" or "_", or None for none.

    >>> search_among("armijo", "strong-wolfe")("line_search", "strong_wolfe")
    'strong-wolfe'
    """

    def check(name: str, value: Any) -> str | None:
        choice = value.replace("_", "-") if isinstance(value, str) else value
        if choice is not None and choice not in choices:
            raise ValueError(
                f"{name} must be {', '.join(map(repr, choices))} or None, got "
                f"{short_repr(value)}"
            )
        return choice

    return check


@dataclass(frozen=True, kw_only=True)
class LineSearchMethod(Method):
    """The base class of methods that choose a direction, then how far to go.

    Args:
        lr: the length that is tried first, as a share of the direction; the length
            itself if there is no line search.
        line_search: "armijo", "strong-wolfe" (SciPy's), "exact" (the minimum of the
            parabola along the direction, from one Hessian-vector product; strong Wolfe
            where that does not fall), or None.
        c1: how much of the fall promised by the slope is asked for.
        c2: how much of the slope may be left, for strong Wolfe; c1 < c2 < 1.
        shrink: what the length is multiplied by in "armijo".
    """

    shapes: ClassVar[dict[str, tuple[str, ...]]] = {"kinked": ()}

    line_search: str | None = setting("strong-wolfe", search_among(*LINE_SEARCHES))
    c1: float = setting(1e-4, open_fraction)
    c2: float = setting(0.9, open_fraction)
    shrink: float = setting(0.5, open_fraction)

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.c1 < self.c2:
            raise ValueError(
                f"{self.title}: c1 must be less than c2, got {self.c1} and {self.c2}"
            )

    def direction(self, problem: Problem, point: Point, memory: dict[str, Any]) -> Any:
        """The direction from an evaluated point; may write into `memory`, a copy."""
        raise NotImplementedError

    def step(self, problem: Problem, point: Point) -> Point:
        """A direction, and a line search along it."""
        memory = dict(point.memory)
        d = self.direction(problem, point, memory)
        if self.line_search is None:
            return Point(point.x + self.lr * d, memory=memory)
        trial = self.search(problem, point, self.lr * d, memory)
        if "t" in self.shapes:
            memory["t"] = trial.t
        return Point(trial.x, trial.fun, trial.grad, memory)

    def stalled(self, values: Sequence[float], point: Point) -> str:
        """Whether the last steps at a kink lowered the loss no more."""
        if "kinked" not in point.memory or len(values) <= PATIENCE:
            return ""
        fall = values[-1 - PATIENCE] - values[-1]
        if fall > max(NOISE * abs(point.fun), LEAST_FALL):
            return ""
        return (
            f"{self.title}: the last {PATIENCE} steps lowered the loss by {fall:.2g} "
            f"only, but the gradient stays at {norm(point):.3g}: the function has a "
            "kink here"
        )

    def first_length(self, point: Point) -> float:
        """The length that backtracking tries first."""
        return 1.0

    def first_fall(self, point: Point) -> float | None:
        """The value before this point, from which strong Wolfe guesses a length."""
        return point.memory.get("fun")

    def search(
        self, problem: Problem, point: Point, d: Any, memory: dict[str, Any]
    ) -> Trial:
        """The trial that the line search accepts.

        Where it accepts none, the lowest one; if none is lower, that of a search
        against the gradient. Then `memory` is emptied: it led to nothing. At a kink
        there is no strong Wolfe step: from the first one on, weak ones are searched.

        Raises:
            NoBetterPoint: no trial is lower.
        """
        line = Line(problem.evaluate, point.x, point.fun, point.grad, d)
        trial = None
        if line.slope0 < 0:
            trial = self._accepted(problem, point, line, memory)
        if trial is None and not line.falls_without_end():
            for name in memory.keys() - {"kinked"}:
                del memory[name]
            trial = lower(line)
        if trial is None and not line.falls_without_end():
            line = Line(problem.evaluate, point.x, point.fun, point.grad, -point.grad)
            line.smooth = False
            trial = self.backtracked(line)
        return self._checked(line, trial)

    def _accepted(
        self, problem: Problem, point: Point, line: Line, memory: dict[str, Any]
    ) -> Trial | None:
        """The trial that the chosen search accepts, or a weak Wolfe one, or None."""
        if self.line_search == "armijo":
            return armijo(
                line, start=self.first_length(point), shrink=self.shrink, c1=self.c1
            )
        if self.line_search == "exact":
            curved = problem.curvature(point.x)(line.direction)
            trial = exact(line, float(line.direction @ curved))
            if trial is not None:
                return trial
        if "kinked" not in memory:
            before = self.first_fall(point)
            trial = strong_wolfe(line, c1=self.c1, c2=self.c2, before=before)
            if trial is not None or line.falls_without_end():
                return trial
        if line.kink():
            memory["kinked"] = 1.0
        line.smooth = "kinked" not in memory
        return weak_wolfe(line, c1=self.c1, c2=self.c2)

    def backtracked(self, line: Line) -> Trial:
        """The trial that backtracking accepts, or else the lowest one.

        Raises:
            NoBetterPoint: none is lower.
        """
        trial = armijo(line, shrink=self.shrink, c1=self.c1)
        return self._checked(line, lower(line) if trial is None else trial)

    def _checked(self, line: Line, trial: Trial | None) -> Trial:
        if trial is not None:
            return trial
        if line.falls_without_end():
            raise NoBetterPoint(
                f"{self.title}: along this direction the loss falls without end, to "
                f"{line.at(LONGEST).fun:.3g} as far as was searched; it has no minimum "
                "there"
            )
        slopes = line.kink()
        if slopes is not None:
            raise NoBetterPoint(
                f"{self.title}: the line search found no lower point; the function has "
                f"a kink here: along the last direction its slope jumps from "
                f"{slopes[0]:.3g} to {slopes[1]:.3g}"
            )
        raise NoBetterPoint(
            f"{self.title}: the line search found no lower point; either the "
            "minimum is reached as nearly as rounding errors allow, or the "
            "gradient is not that of the function"
        )


def lower(line: Line) -> Trial | None:
    """The lowest trial on a line, if it is lower than the start by more than noise."""
    lowest = line.lowest
    if lowest is None or lowest.fun >= line.fun - NOISE * abs(line.fun):
        return None
    return lowest

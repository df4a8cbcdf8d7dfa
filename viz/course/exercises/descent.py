"""Lesson 8: down to the bottom of a bowl."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from viz.course.exercise import Exercise, Inputs, Mistake, Part, Trial, Watched

MOST_CALLS = 10_000
CLOSE = 1e-6


class Bowl:
    """The slope of a x^2 / 2 + b log cosh x, moved to c: curvature from a to a + b."""

    def __init__(self, a: float, b: float, c: float) -> None:
        self.a, self.b, self.c = a, b, c

    def __call__(self, x: float) -> float:
        away = x - self.c
        return self.a * away + self.b * math.tanh(away)


class OutOfSteps(RuntimeError):
    """The slope was asked for too often."""


def cases(rng: np.random.Generator) -> Sequence[Inputs]:
    """Draw five bowls; the flattest and the steepest are among them."""
    shapes = [(0.5, 0.0), (4.0, 0.0), (0.5, 3.5)]
    for _ in range(2):
        a = float(rng.uniform(0.5, 3.0))
        shapes.append((a, float(rng.uniform(0.0, 4.0 - a))))
    return [
        (Bowl(a, b, float(rng.uniform(-3, 3))), float(rng.choice([-1, 1]) * 5.0))
        for a, b in shapes
    ]


def ask(descend: Callable[[Any, float], Any], slope: Bowl, x: float) -> Watched:
    """Return the place; with it the places tried first and last, and their number."""
    places: list[float] = []
    count = 0

    def watched(place: float) -> float:
        nonlocal count
        count += 1
        if count > MOST_CALLS:
            raise OutOfSteps(f"slope was called more than {MOST_CALLS} times")
        if place != x:
            del places[2:]
            places.append(float(place))
        return slope(float(place))

    answer = descend(watched, x)
    first, last = (places[0], places[-1]) if places else (x, x)
    return Watched(answer, {"first": first, "last": last, "count": count})


def _place(trial: Trial) -> float:
    return trial.answer if isinstance(trial.answer, (int, float)) else math.nan


def agrees(trial: Trial) -> bool:
    """Return whether the place is that of the minimum."""
    return abs(_place(trial) - trial.inputs[0].c) <= CLOSE


def _note(trial: Trial, name: str, default: float) -> float:
    number = trial.notes.get(name) if isinstance(trial.notes, dict) else None
    return float(number) if isinstance(number, (int, float)) else default


def _uphill(trial: Trial) -> bool:
    slope, x = trial.inputs
    move = (_note(trial, "first", x) - x) or (_place(trial) - x)
    return move * slope(x) > 0


def _overshot(trial: Trial) -> bool:
    """Return whether it ends farther away, or on the other side of each last place."""
    bowl, x = trial.inputs
    away, before = _place(trial) - bowl.c, _note(trial, "last", x) - bowl.c
    if not _note(trial, "count", 0):
        return False
    return not abs(away) < abs(x - bowl.c) or away * before < 0


MISTAKES = (
    Mistake(
        "too many steps",
        "With too small a rate 10,000 steps are not enough: the rate may be up to "
        "2 / curvature.",
        lambda trial: trial.error.startswith("OutOfSteps"),
    ),
    Mistake(
        "uphill",
        "The slope points to where f grows: subtract it.",
        lambda trial: isinstance(trial.answer, (int, float)) and _uphill(trial),
    ),
    Mistake(
        "the rate is too large",
        "Each step overshoots by more than it had to go: with curvature c the rate "
        "must stay below 2 / c, and c is at most 4.",
        lambda trial: (
            (isinstance(trial.answer, (int, float)) and _overshot(trial))
            or trial.error.startswith("OverflowError")
        ),
    ),
    Mistake(
        "stopped too early",
        "It is on the way, but not within 1e-6: take more steps, or stop when the "
        "slope is small.",
        lambda trial: isinstance(trial.answer, (int, float)) and not _overshot(trial),
    ),
)


def say(trial: Trial) -> str:
    """Return where the answer is and where the minimum."""
    if not isinstance(trial.answer, (int, float)):
        return "is not a number"
    return f"returns {trial.answer:.8g}, the minimum is at {trial.inputs[0].c:.8g}"


def note(trials: Sequence[Trial]) -> str:
    """Return how many steps were needed."""
    counts = [f"{_note(trial, 'count', 0):.0f}" for trial in trials]
    return f"Calls of slope, bowl by bowl: {', '.join(counts)}."


EXERCISE = Exercise(
    "Take a step",
    (
        Part(
            name="descend",
            call="descend(slope, x)",
            cases=cases,
            right=lambda bowl, x: bowl.c,
            mistakes=MISTAKES,
            ask=ask,
            agrees=agrees,
            show=lambda bowl, x: f"descend(slope, {x:.6g})",
            say=say,
            note=note,
        ),
    ),
)

"""Lesson 1: the derivative from two values of the function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

import autograd_core as ac
from viz.course.exercise import Exercise, Inputs, Mistake, Part, Trial, Watched
from viz.course.plain import same

Function = Callable[[float], float]

_FORMS: tuple[Callable[[float, float, Any], Any], ...] = (
    lambda a, b, x: a * x**2 + b * x,
    lambda a, b, x: a * ac.sin(b * x),
    lambda a, b, x: a * ac.exp(b * x) + x,
    lambda a, b, x: a * ac.tanh(x) + b * x**3,
)


def cases(rng: np.random.Generator) -> Sequence[Inputs]:
    """Draw twenty functions and places."""
    return [(_function(i, rng), float(rng.uniform(0.5, 2.0))) for i in range(20)]


def _function(i: int, rng: np.random.Generator) -> Function:
    a, b = (float(c) for c in rng.uniform(0.5, 2.0, 2))
    form = _FORMS[i % len(_FORMS)]

    def f(x: Any) -> Any:
        return form(a, b, x)

    return f


def ask(slope: Callable[[Function, float], Any], f: Function, x: float) -> Watched:
    """Return the answer, and how far from x the function was looked at for it."""
    steps: list[float] = []

    def watched(place: float) -> float:
        if len(steps) < 10 and place != x:
            steps.append(float(place) - x)
        return f(place)

    return Watched(slope(watched, x), steps)


def _steps(trial: Trial) -> list[float]:
    notes = trial.notes if isinstance(trial.notes, list) else []
    return [step for step in notes if isinstance(step, float)]


def _step(trial: Trial) -> float:
    return max(map(abs, _steps(trial)), default=0.0)


def _one_side(trial: Trial) -> bool:
    steps = _steps(trial)
    both = bool(steps) and min(steps) < 0 < max(steps)
    return bool(steps) and not both and same(trial.answer, trial.right, 0.2)


def agrees(trial: Trial) -> bool:
    """Return whether the slope is right to five digits, from both sides."""
    return same(trial.answer, trial.right, 1e-5, 1e-6) and not _one_side(trial)


def _quotient(wrong: Callable[[float, float, float], float]) -> Callable[..., bool]:
    """Return a test for a wrong use of the values at x - h and x + h."""

    def fits(trial: Trial) -> bool:
        f, x = trial.inputs
        h = _step(trial)
        return h > 0 and same(trial.answer, wrong(f(x + h), f(x - h), h), 1e-5)

    return fits


_times_h = _quotient(lambda above, below, h: (above - below) / 2 * h)

MISTAKES = (
    Mistake(
        "the value, not the slope",
        "f(x) is a height; the slope is how much it changes for each unit of x.",
        lambda trial: same(trial.answer, trial.inputs[0](trial.inputs[1]), 1e-9),
    ),
    Mistake(
        "f(x) / x",
        "That is the slope of the line from the origin, not of the curve at x.",
        lambda trial: same(
            trial.answer, trial.inputs[0](trial.inputs[1]) / trial.inputs[1]
        ),
    ),
    Mistake(
        "not divided by the step",
        "Divide the change of f by the change of x.",
        _quotient(lambda above, below, h: above - below),
    ),
    Mistake(
        "divided by h, not by 2 h",
        "From x - h to x + h the change of x is 2 h.",
        _quotient(lambda above, below, h: (above - below) / h),
    ),
    Mistake(
        "multiplied in place of divided",
        "(...) / 2 * h multiplies by h: write (...) / (2 * h).",
        lambda trial: _step(trial) < 0.1 and _times_h(trial),
    ),
    Mistake(
        "the numerator without parentheses",
        "f(x + h) - f(x - h) / (2 * h) divides the second value only: put parentheses "
        "round the difference.",
        _quotient(lambda above, below, h: above - below / (2 * h)),
    ),
    Mistake(
        "the values added",
        "The slope is made of a difference: f(x + h) - f(x - h).",
        _quotient(lambda above, below, h: (above + below) / (2 * h)),
    ),
    Mistake(
        "the slope of one function",
        "f is another function each time: take it from values of f.",
        lambda trial: same(trial.answer, 2 * trial.inputs[1], 1e-9),
    ),
    Mistake(
        "rounded",
        "Return all digits; round only where you print.",
        lambda trial: (
            same(trial.answer, round(_number(trial.answer), 4), 0)
            and same(trial.answer, trial.right, 0, 0.06)
        ),
    ),
    Mistake(
        "the sign",
        "Take f(x + h) - f(x - h), the later minus the earlier.",
        lambda trial: same(trial.answer, -_number(trial.right), 0.1),
    ),
    Mistake(
        "one side only",
        "Look at both sides, x - h and x + h: what bends the curve then cancels.",
        _one_side,
    ),
    Mistake(
        "the step is too small",
        "Below h = 1e-8 most digits of f(x + h) - f(x - h) are lost; take 1e-5.",
        lambda trial: 0 < _step(trial) < 1e-8,
    ),
    Mistake(
        "the step is too large",
        "Over a long step the curve bends; take h = 1e-5.",
        lambda trial: _step(trial) > 1e-3 and same(trial.answer, trial.right, 1),
    ),
)


def _number(answer: object) -> float:
    return answer if isinstance(answer, float) else float("nan")


EXERCISE = Exercise(
    "A slope is a sensitivity",
    (
        Part(
            name="slope",
            call="slope(f, x)",
            cases=cases,
            right=lambda f, x: ac.grad(f)(x),
            mistakes=MISTAKES,
            ask=ask,
            agrees=agrees,
        ),
    ),
)

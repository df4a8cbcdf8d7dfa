"""Lesson 7: which of ten derivatives are wrong?"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from viz.course.exercise import Exercise, Inputs, Mistake, Part, Trial, Watched

Function = Callable[[float], float]
Family = Callable[[float, float], tuple[Function, Function, Function]]

# A function, its derivative, and a formula that is wrong; a, b are random.
FAMILIES: tuple[Family, ...] = (
    lambda a, b: (
        lambda x: a * x**2,
        lambda x: 2 * a * x,
        lambda x: 2 * a * x**2,
    ),
    lambda a, b: (
        lambda x: a * x**3 + b * x,
        lambda x: 3 * a * x**2 + b,
        lambda x: 3 * a * x**3 + b,
    ),
    lambda a, b: (
        lambda x: a * math.log(x),
        lambda x: a / x,
        lambda x: a / x**2,
    ),
    lambda a, b: (
        lambda x: math.cos(a * x),
        lambda x: -a * math.sin(a * x),
        lambda x: a * math.sin(a * x),
    ),
    lambda a, b: (
        lambda x: math.exp(a * x),
        lambda x: a * math.exp(a * x),
        lambda x: math.exp(a * x) * (a + 0.01),
    ),
    lambda a, b: (
        lambda x: math.tanh(x),
        lambda x: 1 - math.tanh(x) ** 2,
        lambda x: 1 - math.tanh(x),
    ),
    lambda a, b: (
        lambda x: x * math.sin(b * x),
        lambda x: math.sin(b * x) + b * x * math.cos(b * x),
        lambda x: b * math.cos(b * x),
    ),
    lambda a, b: (
        lambda x: 1 / (1 + a * x),
        lambda x: -a / (1 + a * x) ** 2,
        lambda x: -1 / (1 + a * x) ** 2,
    ),
    lambda a, b: (
        lambda x: math.sqrt(b * x),
        lambda x: b / (2 * math.sqrt(b * x)),
        lambda x: 1 / (2 * math.sqrt(b * x)),
    ),
    lambda a, b: (
        lambda x: (x - a) ** 4 / 4,
        lambda x: (x - a) ** 3,
        lambda x: (x - a) ** 3 * 1.002,
    ),
)
SINGLE_POINT = (0, 1, 2)
"""The families whose wrong formula agrees at x = 1."""
SMALL = (4, 9)
"""Those whose wrong formula is wrong by less than 1 %."""


def cases(rng: np.random.Generator) -> Sequence[Inputs]:
    """Draw three lists of ten pairs; three are wrong, one by little, one not at 1."""
    return [(_pairs(rng),) for _ in range(3)]


class Pair(tuple[Function, Function]):
    """A function and a formula, and whether the formula is its derivative."""

    right: bool


def _pairs(rng: np.random.Generator) -> list[Pair]:
    others = {*range(len(FAMILIES))} - {*SINGLE_POINT, *SMALL}
    wrong = {int(rng.choice(kind)) for kind in (SINGLE_POINT, SMALL, sorted(others))}
    pairs = []
    for i in rng.permutation(len(FAMILIES)).tolist():
        a, b = rng.uniform(1.2, 1.8, 2).tolist()
        f, df, slip = FAMILIES[i](a, b)
        pair = Pair((f, slip if i in wrong else df))
        pair.right = i not in wrong
        pairs.append(pair)
    return pairs


def ask(wrong_ones: Callable[[Any], Any], pairs: Sequence[Pair]) -> Watched:
    """Return the answer, and at how many places functions and formulas were tried."""
    places: list[set[float]] = [set() for _ in pairs]
    nearest = [math.inf]

    def watched(i: int) -> tuple[Function, Function]:
        f, df = pairs[i]

        def seen_f(x: float) -> float:
            if len(places[i]) < 50:
                gaps = [abs(x - place) for place in places[i] if place != x]
                nearest[0] = min([nearest[0], *gaps])
                places[i].add(x)
            return f(x)

        return seen_f, df

    answer = wrong_ones([watched(i) for i in range(len(pairs))])
    widths = [max(tried) - min(tried) for tried in places if tried]
    return Watched(answer, [max(widths, default=0.0), nearest[0]])


def right(pairs: Sequence[Pair]) -> list[int]:
    """Return the indices of the wrong formulas."""
    return [i for i, pair in enumerate(pairs) if not pair.right]


def indices(trial: Trial) -> set[int] | None:
    """Return the indices of an answer; None if it is not a list of numbers."""
    answer = trial.answer
    if not isinstance(answer, list):
        return None
    numbers = [i for i in answer if isinstance(i, (int, float)) and i == i]
    if len(numbers) < len(answer) or any(abs(i) > 99 for i in numbers):
        return None
    return {int(i) for i in numbers}


def agrees(trial: Trial) -> bool:
    """Return whether exactly the wrong formulas are named, in any order."""
    return indices(trial) == {*right(*trial.inputs)}


def _fits(test: Callable[[set[int], set[int], float, float], bool]) -> Any:
    """Return a test of an answer, the right one, the width and the step tried."""

    def fits(trial: Trial) -> bool:
        answer, notes = indices(trial), trial.notes
        if answer is None or not isinstance(notes, list) or len(notes) != 2:
            return False
        return test(answer, {*right(*trial.inputs)}, float(notes[0]), float(notes[1]))  # type: ignore[arg-type]

    return fits


MISTAKES = (
    Mistake(
        "the right ones",
        "Return the indices of the formulas that are wrong.",
        _fits(lambda answer, wrong, width, step: answer == {*range(10)} - wrong),
    ),
    Mistake(
        "counted from 1",
        "The first pair has the index 0.",
        _fits(lambda answer, wrong, width, step: answer == {i + 1 for i in wrong}),
    ),
    Mistake(
        "one point only",
        "A wrong formula may agree at one place, as 2 x**2 and 2 x do at 1: try "
        "several.",
        _fits(lambda answer, wrong, width, step: answer < wrong and width < 0.2),
    ),
    Mistake(
        "the tolerance is too wide",
        "Differences of steps of 1e-5 are right to 9 digits: let errors of 0.1 % not "
        "pass.",
        _fits(lambda answer, wrong, width, step: answer < wrong and step < 1e-3),
    ),
    Mistake(
        "the step is too small",
        "The digits of f(x + h) - f(x - h) are lost below h = 1e-8; take 1e-5.",
        _fits(lambda answer, wrong, width, step: not answer <= wrong and step < 1e-8),
    ),
    Mistake(
        "the step is too large",
        "Over a long step the curve bends, and right formulas seem wrong; take 1e-5.",
        _fits(lambda answer, wrong, width, step: not answer <= wrong and step > 2e-4),
    ),
    Mistake(
        "the tolerance is too tight",
        "Differences are right to some 9 digits, not to all 16: allow 1e-6 of it.",
        _fits(lambda answer, wrong, width, step: answer > wrong),
    ),
)


def say(trial: Trial) -> str:
    """Return which indices are missing, or too much."""
    answer, wrong = indices(trial), right(*trial.inputs)
    if answer is None:
        return "is not a list of indices"
    return f"returns {sorted(answer)}, right is {wrong}"


EXERCISE = Exercise(
    "Trust, but check",
    (
        Part(
            name="wrong_ones",
            call="wrong_ones(pairs)",
            cases=cases,
            right=right,
            mistakes=MISTAKES,
            ask=ask,
            agrees=agrees,
            show=lambda pairs: "wrong_ones(pairs)",
            say=say,
        ),
    ),
)

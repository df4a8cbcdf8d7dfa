"""Lesson 3: the local derivatives of eight operations."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

import autograd_core as ac
from viz.course.exercise import Exercise, Inputs, Mistake, Part, Trial, gives
from viz.course.plain import brief, same

OPERATIONS: Mapping[str, Callable[..., ac.Value]] = {
    "a + b": lambda a, b: a + b,
    "a - b": lambda a, b: a - b,
    "a * b": lambda a, b: a * b,
    "a / b": lambda a, b: a / b,
    "max(a, b)": lambda a, b: ac.maximum(a, b),
    "exp(a)": lambda a: ac.exp(a),
    "tanh(a)": lambda a: ac.tanh(a),
    "relu(a)": lambda a: ac.relu(a),
}
KINKS = {"max(a, b)": (1.5, 1.5), "relu(a)": (0.0,)}


def cases(rng: np.random.Generator) -> Sequence[Inputs]:
    """Draw six points for each operation, and take its kink if it has one."""
    questions: list[Inputs] = []
    for op in OPERATIONS:
        operands = 1 if op.endswith("(a)") else 2
        for _ in range(6):
            sizes = rng.uniform(0.3, 2.0, operands) * rng.choice([-1.0, 1.0], operands)
            questions.append((op, *sizes.tolist()))
        if op in KINKS:
            questions.append((op, *KINKS[op]))
    return questions


def ask(slopes: Mapping[str, Callable[..., Any]], op: str, *operands: float) -> Any:
    """Return what the function for an operation says."""
    if op not in slopes:
        raise LookupError(f"there is no entry {op!r} in the dict")
    return slopes[op](*operands)


def right(op: str, *operands: float) -> Any:
    """Return the engine's local derivatives."""
    local = OPERATIONS[op](*map(ac.Value, operands)).local_grads
    return local if len(operands) > 1 else local[0]


def agrees(trial: Trial) -> bool:
    """Return whether the derivatives are right; at a kink any subgradient is."""
    op, *operands = trial.inputs
    answer = trial.answer
    if isinstance(answer, list) and len(answer) == len(operands) == 1:
        answer = answer[0]
    if KINKS.get(op) != tuple(operands):
        return same(answer, trial.right)
    if op == "relu(a)":
        return isinstance(answer, (int, float)) and 0 <= answer <= 1
    return (
        isinstance(answer, list)
        and all(isinstance(share, (int, float)) and 0 <= share <= 1 for share in answer)
        and same(math.fsum(map(float, answer)), 1.0)  # type: ignore[arg-type]
    )


def _slip(
    op: str, name: str, advice: str, *wrong: Callable[..., Any], kink: bool = False
) -> Mistake:
    """Return a mistake with one operation."""
    fits = gives(*(lambda _, *operands, f=f: f(*operands) for f in wrong))

    def fits_here(trial: Trial) -> bool:
        at_kink = KINKS.get(op) == trial.inputs[1:]
        return trial.inputs[0] == op and (at_kink or not kink) and fits(trial)

    return Mistake(name, advice, fits_here)


MISTAKES = (
    _slip(
        *("a + b", "a sum passes on numbers"),
        "A sum grows by as much as either operand does: both derivatives are 1.",
        lambda a, b: (a, b),
        lambda a, b: (b, a),
    ),
    _slip(
        *("a - b", "the minus of b"),
        "Where b grows, a - b falls: its derivative is -1.",
        lambda a, b: (1, 1),
    ),
    _slip(
        *("a * b", "the own factor, not the other"),
        "The slope of a * b along a is b: each gets the other one.",
        lambda a, b: (a, b),
    ),
    _slip(
        *("a / b", "the minus of the quotient"),
        "Where b grows, a / b shrinks (for positive a, b): d(a / b)/db = -a / b**2.",
        lambda a, b: (1 / b, a / b**2),
    ),
    _slip(
        *("a / b", "b is not squared"),
        "a / b = a * b**-1, and the derivative of b**-1 is -b**-2.",
        lambda a, b: (1 / b, -a / b),
        lambda a, b: (1 / b, a / b),
    ),
    _slip(
        *("a / b", "a is forgotten"),
        "a is a factor of a * b**-1; it stays: d(a / b)/db = -a / b**2.",
        lambda a, b: (1 / b, -1 / b**2),
    ),
    _slip(
        *("max(a, b)", "a tie gives to both or to none"),
        "At a tie the shares of a and b add up to 1, as in (1, 0) or (0.5, 0.5).",
        lambda a, b: (1, 1),
        lambda a, b: (0, 0),
        kink=True,
    ),
    _slip(
        *("max(a, b)", "both get the gradient"),
        "Only the larger one moves the result: 1 for it, 0 for the other.",
        lambda a, b: (1, 1),
    ),
    _slip(
        *("max(a, b)", "the smaller gets the gradient"),
        "The smaller one can move without any change of the result.",
        lambda a, b: (float(a < b), float(a > b)),
        lambda a, b: (float(a <= b), float(a > b)),
    ),
    _slip(
        *("exp(a)", "exp taken for a power"),
        "In exp(a) the variable is the exponent; exp is its own derivative.",
        lambda a: a * math.exp(a - 1),
        lambda a: a * math.exp(a),
    ),
    _slip(
        *("tanh(a)", "taken at the input"),
        "The formula 1 - t**2 is in terms of the result: t = tanh(a).",
        lambda a: 1 - a**2,
    ),
    _slip(
        *("tanh(a)", "not squared"),
        "It is 1 - tanh(a)**2, which is 1 / cosh(a)**2.",
        lambda a: 1 - math.tanh(a),
        lambda a: 1 / math.cosh(a),
    ),
    _slip(
        *("tanh(a)", "the derivative of sigmoid"),
        "s (1 - s) belongs to sigmoid; for tanh it is 1 - tanh(a)**2.",
        lambda a: math.tanh(a) * (1 - math.tanh(a)),
    ),
    _slip(
        *("relu(a)", "the value, not the slope"),
        "relu(a) = a for positive a is a line of slope 1.",
        lambda a: max(a, 0.0),
    ),
    _slip(
        *("relu(a)", "a closed gate passes nothing"),
        "For negative a the result stays 0: the slope is 0.",
        lambda a: 1,
        lambda a: math.copysign(1, a),
    ),
)


def show(op: str, *operands: float) -> str:
    """Return which function was called with what."""
    return f"slopes[{op!r}]({', '.join(f'{x:.6g}' for x in operands)})"


def say(trial: Trial) -> str:
    """Return the answer, and what is right."""
    op, *operands = trial.inputs
    correct = brief(trial.right)
    if KINKS.get(op) == tuple(operands):
        correct = "a number from 0 to 1" if op == "relu(a)" else "two shares of 1"
    return f"returns {brief(trial.answer)}, right is {correct}"


EXERCISE = Exercise(
    "Local derivatives",
    (
        Part(
            name="slopes",
            call="slopes",
            cases=cases,
            right=right,
            mistakes=MISTAKES,
            ask=ask,
            agrees=agrees,
            show=show,
            say=say,
            group=lambda op, *operands: op,
            kind=dict,
        ),
    ),
)

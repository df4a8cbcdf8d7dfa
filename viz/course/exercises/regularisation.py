"""Lesson 17: the gradient of a penalty, and dropout."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

import autograd_core as ac
from viz.course.exercise import Exercise, Inputs, Mistake, Part, Trial, Watched, gives

Vector = NDArray[np.float64]
SHAPE = (40, 30)


def penalty_cases(rng: np.random.Generator) -> Sequence[Inputs]:
    """Draw eight vectors of weights, each with a 0 in it."""
    questions: list[Inputs] = []
    for _ in range(8):
        w, g = rng.normal(size=(2, 4)).round(2)
        w[int(rng.integers(4))] = 0.0
        questions.append((w, g, *rng.uniform(0.1, 1.0, 2).round(2).tolist()))
    return questions


def penalty_right(w: Vector, g: Vector, l1: float, l2: float) -> Vector:
    """Return the engine's gradient of g w + l1 sum abs(w) + l2/2 sum w^2."""
    node = ac.Tensor(w)
    total = (g * node).sum() + l1 * abs(node).sum() + l2 / 2 * (node * node).sum()
    total.backward()
    return np.asarray(node.grad, np.float64)


PENALTY_MISTAKES = (
    Mistake(
        "the factor 2 of L2",
        "The penalty is l2/2 w**2: the 2 cancels, l2 w is left.",
        gives(lambda w, g, l1, l2: g + l1 * np.sign(w) + 2 * l2 * w),
    ),
    Mistake(
        "half of L2",
        "The derivative of l2/2 w**2 is l2 w: the half cancels.",
        gives(lambda w, g, l1, l2: g + l1 * np.sign(w) + l2 / 2 * w),
    ),
    Mistake(
        "the penalty, not its gradient",
        "abs(w) has the slope sign(w), w**2 / 2 the slope w.",
        gives(
            lambda w, g, l1, l2: g + l1 * abs(w) + l2 * w,
            lambda w, g, l1, l2: g + l1 * np.sign(w) + l2 / 2 * w**2,
            lambda w, g, l1, l2: g + l1 * abs(w) + l2 / 2 * w**2,
        ),
    ),
    Mistake(
        "the sign of w is forgotten",
        "L1 pushes towards 0 from both sides: l1 sign(w).",
        gives(lambda w, g, l1, l2: g + l1 + l2 * w),
    ),
    Mistake(
        "L1 at 0",
        "At w = 0 take 0 for the slope of abs, as np.sign does.",
        gives(
            lambda w, g, l1, l2: g + l1 * np.where(w >= 0, 1, -1) + l2 * w,
            lambda w, g, l1, l2: g + l1 * np.where(w > 0, 1, -1) + l2 * w,
            lambda w, g, l1, l2: g + l1 * w / abs(w) + l2 * w,
        ),
    ),
    Mistake(
        "the loss is forgotten",
        "g belongs to it: the gradients of loss and penalty add up.",
        gives(lambda w, g, l1, l2: l1 * np.sign(w) + l2 * w),
    ),
    Mistake(
        "subtracted",
        "The penalty is added to the loss, so its gradient is added to g.",
        gives(lambda w, g, l1, l2: g - l1 * np.sign(w) - l2 * w),
    ),
    Mistake(
        "L1 is missing",
        "Add l1 sign(w), the slope of l1 abs(w).",
        gives(lambda w, g, l1, l2: g + l2 * w),
    ),
    Mistake(
        "L2 is missing",
        "Add l2 w, the slope of l2/2 w**2.",
        gives(lambda w, g, l1, l2: g + l1 * np.sign(w)),
    ),
    Mistake(
        "w squared",
        "The derivative lowers the power: l2/2 w**2 has the slope l2 w.",
        gives(lambda w, g, l1, l2: g + l1 * np.sign(w) + l2 * w**2),
    ),
    Mistake(
        "l1 and l2 exchanged",
        "l1 belongs to sign(w), l2 to w.",
        gives(lambda w, g, l1, l2: g + l2 * np.sign(w) + l1 * w),
    ),
)


# -- dropout ---------------------------------------------------------------------------


def dropout_cases(rng: np.random.Generator) -> Sequence[Inputs]:
    """Draw three activations of 40 x 30; with p = 0 in the last one."""
    return [
        (rng.uniform(1.0, 2.0, SHAPE), p, int(rng.integers(10**6)))
        for p in (*rng.uniform(0.15, 0.4, 2).round(2).tolist(), 0.0)
    ]


def ask_dropout(dropout: Callable[..., Any], h: Vector, p: float, seed: int) -> Any:
    """Return what is left of the activations, and whether a second call differs."""
    rng = np.random.default_rng(seed)
    first = dropout(h.copy(), p, rng)
    again = dropout(h.copy(), p, rng)
    return Watched(first, bool(np.array_equal(first, again)))


def mask_of(trial: Trial) -> tuple[NDArray[np.bool_], Vector] | None:
    """Return which entries are left, and by what they are multiplied."""
    h = trial.inputs[0]
    try:
        answer = np.array(trial.answer, float)
    except (TypeError, ValueError):
        return None
    if answer.shape != h.shape:
        return None
    return answer != 0, answer / h


def _scaled(factor: Callable[[float], float]) -> Callable[[Trial], bool]:
    """Return a test for entries that are 0, or multiplied by a factor of p."""

    def fits(trial: Trial) -> bool:
        parts, p = mask_of(trial), trial.inputs[1]
        if parts is None:
            return False
        mask, factors = parts
        return bool(np.allclose(factors[mask], factor(p)))

    return fits


def _share(trial: Trial, p: float) -> bool:
    """Return whether about a share p of the entries is 0, within 5 deviations."""
    parts = mask_of(trial)
    if parts is None:
        return False
    count = parts[0].size
    return abs(float((~parts[0]).mean()) - p) <= 5 * math.sqrt(p * (1 - p) / count)


def _single(trial: Trial) -> bool:
    """Return whether whole rows or columns are 0, or everything."""
    parts = mask_of(trial)
    if parts is None:
        return False
    mask = parts[0]
    return bool((mask == mask[:1]).all() or (mask == mask[:, :1]).all())


_right_factor = _scaled(lambda p: 1 / (1 - p))


def dropout_agrees(trial: Trial) -> bool:
    """Return whether about p of the entries are 0, each by itself, the rest scaled."""
    p = trial.inputs[1]
    alike = p > 0 and (_single(trial) or trial.notes is True)
    return _right_factor(trial) and _share(trial, p) and not alike


DROPOUT_MISTAKES = (
    Mistake(
        "nothing is dropped",
        "In training each entry becomes 0 with probability p.",
        lambda trial: _share(trial, 0.0),
    ),
    Mistake(
        "one mask for all",
        "Each entry is dropped by itself: rng.random(h.shape).",
        lambda trial: _single(trial) and trial.inputs[1] > 0,
    ),
    Mistake(
        "the same mask at each call",
        "Draw from the rng that is passed, anew at each call.",
        lambda trial: trial.inputs[1] > 0 and trial.notes is True,
    ),
    Mistake(
        "not scaled",
        "Divide what is left by 1 - p: the mean then stays what it was.",
        lambda trial: _scaled(lambda p: 1.0)(trial) and _share(trial, trial.inputs[1]),
    ),
    Mistake(
        "p is the share that is kept",
        "p is the probability to drop: keep where rng.random(...) >= p.",
        lambda trial: _share(trial, 1 - trial.inputs[1]),
    ),
    Mistake(
        "multiplied by 1 - p",
        "Divide by 1 - p in training; to multiply by it belongs to testing, instead.",
        _scaled(lambda p: 1 - p),
    ),
    Mistake(
        "divided by p",
        "A share 1 - p is left: divide by that.",
        lambda trial: trial.inputs[1] > 0 and _scaled(lambda p: 1 / p)(trial),
    ),
)


def dropout_say(trial: Trial) -> str:
    """Return how many are left, and how they are scaled."""
    parts, p = mask_of(trial), trial.inputs[1]
    if parts is None:
        return f"is not an array of shape {SHAPE}"
    mask, factors = parts
    scale = float(np.median(factors[mask])) if mask.any() else 0.0
    return (
        f"drops {(~mask).mean():.0%} of the entries and multiplies the rest by "
        f"{scale:.4g}; right is about {p:.0%} and {1 / (1 - p):.4g}"
    )


EXERCISE = Exercise(
    "Regularisation",
    (
        Part(
            name="penalty",
            call="penalty(w, g, l1, l2)",
            cases=penalty_cases,
            right=penalty_right,
            mistakes=PENALTY_MISTAKES,
        ),
        Part(
            name="dropout",
            call="dropout(h, p, rng)",
            cases=dropout_cases,
            right=lambda h, p, seed: None,
            mistakes=DROPOUT_MISTAKES,
            ask=ask_dropout,
            agrees=dropout_agrees,
            show=lambda h, p, seed: f"dropout(h, {p}, rng)",
            say=dropout_say,
        ),
    ),
)

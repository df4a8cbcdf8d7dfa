"""Lesson 13: momentum and Adam as pure functions, a hundred steps against optim."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from optim.rules import AdamRule, SGDRule
from viz.course.exercise import Exercise, Inputs, Mistake, Part, Trial, gives
from viz.course.plain import Plain, same

Step = Callable[..., Any]
STEPS = 100


def _slope(p: float, k: int) -> float:
    """Return a gradient that depends on the place and on the step."""
    return p + 2 * math.sin(1.7 * k) * math.cos(p)


def momentum_cases(rng: np.random.Generator) -> Sequence[Inputs]:
    """Draw four starts and settings."""
    return [
        (float(rng.normal()), *rng.uniform([0.01, 0.5], [0.1, 0.95]).round(3).tolist())
        for _ in range(4)
    ]


def adam_cases(rng: np.random.Generator) -> Sequence[Inputs]:
    """Draw four starts and settings."""
    low, high = [0.01, 0.6, 0.8, 0.001], [0.1, 0.95, 0.999, 0.05]
    return [
        (float(rng.normal()), *rng.uniform(low, high).round(4).tolist())
        for _ in range(4)
    ]


def momentum_path(momentum: Step, p: float, lr: float, beta: float) -> list[float]:
    """Return the places after each of 100 steps."""
    path, v = [], 0.0
    for k in range(STEPS):
        p, v = momentum(p, _slope(p, k), v, lr, beta)
        path.append(p)
    return path


def adam_path(
    adam: Step, p: float, lr: float, b1: float, b2: float, eps: float
) -> list[float]:
    """Return the places after each of 100 steps."""
    path, m, v = [], 0.0, 0.0
    for k in range(STEPS):
        p, m, v = adam(p, _slope(p, k), m, v, k + 1, lr, b1, b2, eps)
        path.append(p)
    return path


def _path(rule: Any, p: float) -> list[float]:
    path, state = [], rule.init(p)
    for k in range(STEPS):
        p, state = rule.update(_slope(p, k), state, p)
        path.append(p)
    return path


def agrees(trial: Trial) -> bool:
    """Return whether all places are right to 12 digits."""
    return same(trial.answer, trial.right, 1e-12, 1e-12)


def _adam(
    *,
    carry: bool = False,
    inside: bool = False,
    shift: int = 0,
    root: bool = True,
    square: bool = True,
    exchange: bool = False,
    mean: bool = True,
    same_beta: bool = False,
    correct_m: bool = True,
    correct_v: bool = True,
    times_g: bool = False,
    old: bool = False,
) -> Step:
    """Return Adam with one thing wrong."""

    def step(
        p: float,
        g: float,
        m: float,
        v: float,
        t: int,
        lr: float,
        b1: float,
        b2: float,
        eps: float,
    ) -> tuple[float, float, float]:
        if exchange:
            b1, b2 = b2, b1
        if same_beta:
            b2 = b1
        before = m, v
        m = b1 * m + (1 - b1 if mean else 1) * g
        v = b2 * v + (1 - b2 if mean else 1) * (g * g if square else g)
        t += shift
        m_used, v_used = before if old else (m, v)
        m_hat = m_used / (1 - b1**t) if correct_m else m_used
        v_hat = v_used / (1 - b2**t) if correct_v else v_used
        if carry:
            m, v = m_hat, v_hat
        if inside:
            scale = math.sqrt(v_hat + eps)
        else:
            scale = (math.sqrt(abs(v_hat)) if root else v_hat) + eps
        return p - lr * m_hat / scale * (g if times_g else 1), m, v

    return step


def _adam_gives(step: Step) -> Callable[[Trial], bool]:
    return gives(functools.partial(adam_path, step))


def _momentum_gives(step: Step) -> Callable[[Trial], bool]:
    return gives(functools.partial(momentum_path, step))


def _raises(kind: str) -> Callable[[Trial], bool]:
    return lambda trial: trial.error.startswith(kind)


MOMENTUM_MISTAKES = (
    Mistake(
        "no memory",
        "v is carried from step to step: v = beta * v + g, and return it.",
        _momentum_gives(lambda p, g, v, lr, beta: (p - lr * g, g)),
    ),
    Mistake(
        "an average in place of a sum",
        "Momentum adds the new gradient as it is: beta * v + g, without (1 - beta).",
        _momentum_gives(
            lambda p, g, v, lr, beta: (
                p - lr * (beta * v + (1 - beta) * g),
                beta * v + (1 - beta) * g,
            )
        ),
    ),
    Mistake(
        "the old velocity moves p",
        "Update v first, then move p by the new one.",
        _momentum_gives(lambda p, g, v, lr, beta: (p - lr * v, beta * v + g)),
    ),
    Mistake(
        "Nesterov's momentum",
        "That looks ahead along v; plain momentum moves by lr * v.",
        _momentum_gives(
            lambda p, g, v, lr, beta: (
                p - lr * (g + beta * (beta * v + g)),
                beta * v + g,
            )
        ),
    ),
    Mistake(
        "uphill",
        "p goes against the gradient: p - lr * v.",
        _momentum_gives(
            lambda p, g, v, lr, beta: (p + lr * (beta * v + g), beta * v + g)
        ),
    ),
    Mistake(
        "the rate twice",
        "lr belongs in one place: in v or in the step, not in both.",
        _momentum_gives(
            lambda p, g, v, lr, beta: (
                p - lr * (beta * v + lr * g),
                beta * v + lr * g,
            )
        ),
    ),
    Mistake(
        "(v, p) in place of (p, v)",
        "Return the parameter first, then the velocity.",
        _momentum_gives(
            lambda p, g, v, lr, beta: (beta * v + g, p - lr * (beta * v + g))
        ),
    ),
)

ADAM_MISTAKES = (
    Mistake(
        "no bias correction",
        "m and v begin at 0: divide them by 1 - b1**t and 1 - b2**t.",
        _adam_gives(_adam(correct_m=False, correct_v=False)),
    ),
    Mistake(
        "only m is corrected",
        "v begins at 0 as well: divide it by 1 - b2**t.",
        _adam_gives(_adam(correct_v=False)),
    ),
    Mistake(
        "only v is corrected",
        "m begins at 0 as well: divide it by 1 - b1**t.",
        _adam_gives(_adam(correct_m=False)),
    ),
    Mistake(
        "one g too many",
        "m is the gradient already, averaged: the step is m / (sqrt(v) + eps), without "
        "a further g.",
        _adam_gives(_adam(times_g=True)),
    ),
    Mistake(
        "the old averages move p",
        "Update m and v first, then move p by the new ones.",
        _adam_gives(_adam(old=True)),
    ),
    Mistake(
        "eps is forgotten",
        "Add eps to the root: v may be 0.",
        _adam_gives(lambda *numbers: _adam()(*numbers[:-1], 0.0)),
    ),
    Mistake(
        "eps inside the root",
        "Kingma and Ba add eps after the root: sqrt(v) + eps.",
        _adam_gives(_adam(inside=True)),
    ),
    Mistake(
        "the corrected averages are carried on",
        "Return m and v as they were before the correction.",
        _adam_gives(_adam(carry=True)),
    ),
    Mistake(
        "t counts from another number",
        "t = 1 in the first step: use it as it comes.",
        _adam_gives(_adam(shift=1)),
    ),
    Mistake(
        "t counts from 0",
        "t = 1 in the first step: with t - 1 the correction divides by 0.",
        _raises("ZeroDivisionError"),
    ),
    Mistake(
        "v is not of the square",
        "v averages g * g.",
        _adam_gives(_adam(square=False)),
    ),
    Mistake(
        "the root is missing",
        "Divide by sqrt(v): otherwise the step has the unit of 1 / gradient.",
        _adam_gives(_adam(root=False)),
    ),
    Mistake(
        "b1 and b2 exchanged",
        "b1 belongs to m, the average of g; b2 to v, that of g * g.",
        _adam_gives(_adam(exchange=True)),
    ),
    Mistake(
        "b1 for both averages",
        "v has its own share, b2.",
        _adam_gives(_adam(same_beta=True)),
    ),
    Mistake(
        "sums in place of averages",
        "Each average takes (1 - b) of what is new.",
        _adam_gives(_adam(mean=False)),
    ),
    Mistake(
        "uphill",
        "p goes against the gradient: subtract the step.",
        _adam_gives(
            lambda p, *rest: (
                2 * p - _adam()(p, *rest)[0],
                *_adam()(p, *rest)[1:],
            )
        ),
    ),
)


def _say(trial: Trial) -> str:
    """Return the first step that is wrong."""
    answer, correct = trial.answer, trial.right
    if not isinstance(answer, list) or not isinstance(correct, list):
        return "returns no numbers"
    pairs: list[tuple[Plain, Plain]] = [*zip(answer, correct, strict=False)]
    for k, pair in enumerate(pairs, start=1):
        if not same(*pair, 1e-12, 1e-12):
            return f"has p = {pair[0]} after step {k}, right is {pair[1]}"
    return "is wrong"


def _show(name: str, *settings: str) -> Callable[..., str]:
    def show(p: float, *numbers: float) -> str:
        pairs = zip(settings, numbers, strict=True)
        return f"{name} from p = {p:.4g} with " + ", ".join(
            f"{setting} = {number:.4g}" for setting, number in pairs
        )

    return show


EXERCISE = Exercise(
    "Momentum, RMSprop, Adam",
    (
        Part(
            name="momentum",
            call="momentum(p, g, v, lr, beta)",
            cases=momentum_cases,
            right=lambda p, lr, beta: _path(SGDRule(lr=lr, momentum=beta), p),
            mistakes=MOMENTUM_MISTAKES,
            ask=momentum_path,
            agrees=agrees,
            show=_show("momentum", "lr", "beta"),
            say=_say,
        ),
        Part(
            name="adam",
            call="adam(p, g, m, v, t, lr, b1, b2, eps)",
            cases=adam_cases,
            right=lambda p, lr, b1, b2, eps: _path(
                AdamRule(lr=lr, betas=(b1, b2), eps=eps), p
            ),
            mistakes=ADAM_MISTAKES,
            ask=adam_path,
            agrees=agrees,
            show=_show("adam", "lr", "b1", "b2", "eps"),
            say=_say,
        ),
    ),
)

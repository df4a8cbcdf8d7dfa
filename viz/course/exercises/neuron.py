"""Lesson 9: the gradients of a line and of a logistic neuron over data."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

import autograd_core as ac
import nn
from viz.course.exercise import Exercise, Inputs, Mistake, Part, gives

Numbers = Sequence[float]
Gradient = tuple[float, float]
Residual = Callable[[float, float], float]


def line_cases(rng: np.random.Generator) -> Sequence[Inputs]:
    """Draw ten lines and data sets of three to six points."""
    return [_data(rng, rng.normal) for _ in range(10)]


def logistic_cases(rng: np.random.Generator) -> Sequence[Inputs]:
    """Draw ten neurons and data sets with both classes."""

    def classes(size: int) -> Any:
        return rng.permutation(np.arange(size) % 2).astype(float)

    return [_data(rng, lambda size: classes(size)) for _ in range(10)]


def _data(rng: np.random.Generator, targets: Callable[..., Any]) -> Inputs:
    count = int(rng.integers(3, 7))
    w, b = rng.normal(size=2).tolist()
    x = rng.uniform(0.3, 2.0, count) * rng.choice([-1, 1], count)
    return w, b, x.round(2).tolist(), np.round(targets(size=count), 2).tolist()


def _engine(loss: Callable[..., Any]) -> Callable[..., Gradient]:
    def right(w: float, b: float, x: Numbers, y: Numbers) -> Gradient:
        """Return dJ/dw and dJ/db."""
        parameters = ac.Value(w), ac.Value(b)
        outputs = [parameters[0] * entry + parameters[1] for entry in x]
        loss(outputs, y).backward()
        return parameters[0].grad, parameters[1].grad

    return right


def _mean_square(outputs: Sequence[Any], y: Numbers) -> Any:
    return ac.mean([(output - t) ** 2 for output, t in zip(outputs, y, strict=True)])


def _mean_cross_entropy(outputs: Sequence[Any], y: Numbers) -> Any:
    losses = [
        nn.binary_cross_entropy_with_logits(output, target)
        for output, target in zip(outputs, y, strict=True)
    ]
    return ac.mean(losses)


line_right = _engine(_mean_square)
logistic_right = _engine(_mean_cross_entropy)


def _sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def _by_hand(
    error: Residual, factor: float, mean: bool = True
) -> Callable[..., Gradient]:
    """Return factor times the mean of error(z, y) x and of error(z, y)."""

    def gradient(w: float, b: float, x: Numbers, y: Numbers) -> Gradient:
        errors = [error(w * xi + b, yi) for xi, yi in zip(x, y, strict=True)]
        scale = factor / len(x) if mean else factor
        dw = scale * math.fsum(e * xi for e, xi in zip(errors, x, strict=True))
        return dw, scale * math.fsum(errors)

    return gradient


def _without_x(right: Callable[..., Gradient]) -> Callable[..., Gradient]:
    return lambda *inputs: (right(*inputs)[1], right(*inputs)[1])


def _times_b(right: Callable[..., Gradient]) -> Callable[..., Gradient]:
    return lambda w, b, x, y: (right(w, b, x, y)[0], b * right(w, b, x, y)[1])


def _negative(right: Callable[..., Gradient]) -> Callable[..., Gradient]:
    return lambda *inputs: (-right(*inputs)[0], -right(*inputs)[1])


def _exchanged(right: Callable[..., Gradient]) -> Callable[..., Gradient]:
    return lambda *inputs: (right(*inputs)[1], right(*inputs)[0])


def _common(right: Callable[..., Gradient], summed: Callable[..., Gradient]) -> Any:
    return (
        Mistake(
            "the sign",
            "Where the output is too large, dJ/db is positive: prediction - target.",
            gives(_negative(right)),
        ),
        Mistake(
            "the sum, not the mean",
            "J is a mean over the examples: divide by their number.",
            gives(summed),
        ),
        Mistake(
            "x is forgotten",
            "dz/dw = x: each error is multiplied by its own x for dJ/dw.",
            gives(_without_x(right)),
        ),
        Mistake(
            "b is no factor",
            "dz/db = 1: dJ/db is the mean of the errors alone.",
            gives(_times_b(right)),
        ),
        Mistake(
            "w and b exchanged",
            "Return (dJ/dw, dJ/db), in this order.",
            gives(_exchanged(right)),
        ),
    )


def _difference(z: float, y: float) -> float:
    return z - y


def _error(z: float, y: float) -> float:
    return _sigmoid(z) - y


LINE_MISTAKES = (
    Mistake(
        "the factor 2",
        "The derivative of r**2 is 2 r.",
        gives(_by_hand(_difference, 1)),
    ),
    *_common(line_right, _by_hand(_difference, 2, mean=False)),
    Mistake(
        "the factor 2, and the sum",
        "The derivative of r**2 is 2 r, and J is a mean: divide by the number.",
        gives(_by_hand(_difference, 1, mean=False)),
    ),
)

LOGISTIC_MISTAKES = (
    Mistake(
        "sigmoid is differentiated twice",
        "p (1 - p) cancels in the cross entropy: what is left is p - y.",
        gives(
            _by_hand(lambda z, y: _error(z, y) * _sigmoid(z) * (1 - _sigmoid(z)), 1),
            _by_hand(lambda z, y: _error(z, y) * _sigmoid(z) * (1 - _sigmoid(z)), 2),
        ),
    ),
    Mistake(
        "z in place of p",
        "The error is p - y with p = sigmoid(z), a number between 0 and 1.",
        gives(_by_hand(_difference, 1), _by_hand(_difference, 2)),
    ),
    Mistake(
        "a factor 2",
        "There is no square in the cross entropy: the error is p - y alone.",
        gives(_by_hand(_error, 2)),
    ),
    *_common(logistic_right, _by_hand(_error, 1, mean=False)),
)


EXERCISE = Exercise(
    "A neuron, a loss, data",
    (
        Part(
            name="line",
            call="line(w, b, x, y)",
            cases=line_cases,
            right=line_right,
            mistakes=LINE_MISTAKES,
        ),
        Part(
            name="logistic",
            call="logistic(w, b, x, y)",
            cases=logistic_cases,
            right=logistic_right,
            mistakes=LOGISTIC_MISTAKES,
        ),
    ),
)

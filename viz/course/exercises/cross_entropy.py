"""Lesson 11: softmax and cross entropy in one formula, for scores of any size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

import autograd_core as ac
import nn
from viz.course.exercise import Exercise, Inputs, Mistake, Part, Trial, gives

Scores = NDArray[np.float64]
HUGE = 100.0


def cases(rng: np.random.Generator) -> Sequence[Inputs]:
    """Draw scores of usual size, then some of 1,000."""
    usual = [rng.normal(size=int(rng.integers(3, 6))) * 2 for _ in range(8)]
    huge = [
        np.array([1000.0, 999.0, 998.5]) + rng.normal(size=3),
        np.array([-1000.0, -1001.0, -999.0]) + rng.normal(size=3),
        np.array([1000.0, 0.0, -1000.0]) + rng.normal(size=3),
    ]
    return [
        *((scores, int(rng.integers(len(scores)))) for scores in usual),
        *((scores, 1) for scores in huge),
    ]


def right(scores: Scores, label: int) -> tuple[float, Scores]:
    """Return the engine's loss and gradient."""
    node = ac.Tensor(scores[None])
    loss = nn.cross_entropy(node, np.array([label]))
    loss.backward()
    return float(loss.data), node.grad[0]


def _softmax(scores: Scores) -> Scores:
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()


def _one_hot(scores: Scores, label: int) -> Scores:
    return (np.arange(len(scores)) == label).astype(float)


def _gradient(change: Callable[[Scores, Scores], Any]) -> Callable[..., Any]:
    """Return the right loss with a gradient from p and y."""

    def wrong(scores: Scores, label: int) -> Any:
        loss, _ = right(scores, label)
        return loss, change(_softmax(scores), _one_hot(scores, label))

    return wrong


def _loss(change: Callable[[float, Scores], float]) -> Callable[..., Any]:
    """Return the right gradient with another loss."""

    def wrong(scores: Scores, label: int) -> Any:
        loss, gradient = right(scores, label)
        return change(loss, scores), gradient

    return wrong


def _is_huge(scores: Scores, label: int) -> str:
    return "huge" if abs(scores).max() > HUGE else ""


def _numbers(answer: object) -> list[float]:
    if isinstance(answer, list):
        return [x for entry in answer for x in _numbers(entry)]
    return [float(answer)] if isinstance(answer, (int, float)) else []


def _overflows(trial: Trial) -> bool:
    numbers = _numbers(trial.answer)
    failed = bool(numbers) and not np.isfinite(numbers).all()
    return bool(_is_huge(*trial.inputs)) and (failed or "Error" in trial.error)


def _clipped(trial: Trial) -> bool:
    answer, correct = _numbers(trial.answer), _numbers(trial.right)
    return (
        bool(_is_huge(*trial.inputs))
        and len(answer) == len(correct)
        and bool(np.allclose(answer[1:], correct[1:]))
    )


MISTAKES = (
    Mistake(
        "overflow",
        "exp(1000) is inf: subtract the largest score from all of them first.",
        _overflows,
    ),
    Mistake(
        "log of a rounded probability",
        "A probability of exp(-1000) rounds to 0: compute the loss from the scores, "
        "log(sum(exp(s))) - s[label].",
        _clipped,
    ),
    Mistake(
        "the sign of the gradient",
        "It is p - y: the score of the right class is to rise, so its gradient is "
        "negative.",
        gives(_gradient(lambda p, y: y - p)),
    ),
    Mistake(
        "y is not subtracted",
        "The gradient is p - y: subtract 1 at the label.",
        gives(_gradient(lambda p, y: p)),
    ),
    Mistake(
        "only the label has a gradient",
        "All scores are in the sum of softmax: those of other classes get p.",
        gives(_gradient(lambda p, y: (p - y) * y)),
    ),
    Mistake(
        "the gradient by p, not by the scores",
        "-1/p is the derivative of -log p; it still has to go through softmax.",
        gives(_gradient(lambda p, y: -y / p)),
    ),
    Mistake(
        "softmax is differentiated once more",
        "In p - y softmax is contained already: p (1 - p) belongs to one score alone.",
        gives(
            _gradient(lambda p, y: (p - y) * p * (1 - p)),
            _gradient(lambda p, y: p * (1 - p)),
        ),
    ),
    Mistake(
        "the minus of the loss",
        "The loss is -log p of the label: log p is negative.",
        gives(_loss(lambda loss, scores: -loss)),
    ),
    Mistake(
        "another base of the logarithm",
        "The loss has the natural logarithm, np.log.",
        gives(
            _loss(lambda loss, scores: loss / np.log(10)),
            _loss(lambda loss, scores: loss / np.log(2)),
        ),
    ),
    Mistake(
        "the probability, not its logarithm",
        "The loss is -log p, not p or 1 - p.",
        gives(
            _loss(lambda loss, scores: np.exp(-loss)),
            _loss(lambda loss, scores: 1 - np.exp(-loss)),
            _loss(lambda loss, scores: -np.exp(-loss)),
        ),
    ),
    Mistake(
        "divided by the number of classes",
        "The loss of one example is -log p of its label: there is nothing to average.",
        gives(
            _loss(lambda loss, scores: loss / len(scores)),
            lambda scores, label: (
                right(scores, label)[0] / len(scores),
                right(scores, label)[1] / len(scores),
            ),
        ),
    ),
    Mistake(
        "the loss alone",
        "Return two things: the loss, and its gradient by the scores.",
        gives(lambda scores, label: right(scores, label)[0]),
    ),
    Mistake(
        "gradient and loss exchanged",
        "Return (loss, gradient), in this order.",
        gives(lambda scores, label: right(scores, label)[::-1]),
    ),
)


EXERCISE = Exercise(
    "Softmax and cross entropy",
    (
        Part(
            name="cross_entropy",
            call="cross_entropy(scores, label)",
            cases=cases,
            right=right,
            mistakes=MISTAKES,
            group=_is_huge,
        ),
    ),
)

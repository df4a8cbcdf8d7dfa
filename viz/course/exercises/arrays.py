"""Lesson 14: backward of a layer on a batch, and a network that reads digits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

import autograd_core as ac
from optim import train_test_split
from optim.datasets import load_digits
from viz.course.exercise import Exercise, Inputs, Mistake, Part, Trial, gives
from viz.course.plain import plain, same

Matrix = NDArray[np.float64]


def backward_cases(rng: np.random.Generator) -> Sequence[Inputs]:
    """Draw ten batches; numbers of rows, inputs and outputs differ."""
    questions: list[Inputs] = []
    for _ in range(10):
        rows, inputs, outputs = (rng.permutation(4) + 2)[:3].tolist()
        shapes = [(rows, inputs), (inputs, outputs), (outputs,), (rows, outputs)]
        questions.append(tuple(rng.normal(size=shape) for shape in shapes))
    return questions


def backward_right(x: Matrix, W: Matrix, b: Matrix, G: Matrix) -> tuple[Any, ...]:
    """Return the engine's gradients."""
    nodes = [ac.Tensor(array) for array in (x, W, b)]
    y = nodes[0] @ nodes[1] + nodes[2]
    y.backward(G)
    return tuple(node.grad for node in nodes)


def _gradient_of(
    position: int, name: str, advice: str, *wrong: Callable[..., Any]
) -> Mistake:
    """Return a mistake in one of dx, dW, db; the others may be right or wrong."""

    def fits(trial: Trial) -> bool:
        answer, correct = trial.answer, trial.right
        if not isinstance(answer, list) or not isinstance(correct, list):
            return False
        if len(answer) != 3 or same(answer[position], correct[position]):
            return False
        return any(same(answer[position], plain(f(*trial.inputs))) for f in wrong)

    return Mistake(name, advice, fits)


BACKWARD_MISTAKES = (
    _gradient_of(
        *(1, "dW is transposed"),
        "dW has the shape of W: dW = x.T @ G.",
        lambda x, W, b, G: G.T @ x,
    ),
    _gradient_of(
        *(0, "dx is transposed"),
        "dx has the shape of x: dx = G @ W.T.",
        lambda x, W, b, G: W @ G.T,
    ),
    _gradient_of(
        *(2, "db for each row"),
        "b is used in every row, and uses add up: sum G over the rows.",
        lambda x, W, b, G: G,
    ),
    _gradient_of(
        *(2, "the mean, not the sum"),
        "G holds the gradients already; uses add up: G.sum(axis=0).",
        lambda x, W, b, G: G.mean(axis=0),
    ),
    _gradient_of(
        *(2, "db summed over the wrong axis"),
        "db has the shape of b: sum over the rows, G.sum(axis=0).",
        lambda x, W, b, G: G.sum(axis=1),
    ),
    _gradient_of(
        *(2, "db as one number"),
        "Each output has its own bias: G.sum(axis=0).",
        lambda x, W, b, G: G.sum(),
    ),
    _gradient_of(
        *(1, "dW averaged over the batch"),
        "If the loss is a mean, G has the 1/N in it already: dW = x.T @ G.",
        lambda x, W, b, G: x.T @ G / len(x),
    ),
    _gradient_of(
        *(1, "upstream forgotten"),
        "Each row of dy/dW is x, times what arrives: dW = x.T @ G.",
        lambda x, W, b, G: x.T @ np.ones_like(G),
    ),
    _gradient_of(
        *(2, "upstream forgotten for b"),
        "db = sum of G over the rows, not the number of rows.",
        lambda x, W, b, G: np.full(b.shape, float(len(x))),
        lambda x, W, b, G: np.ones_like(b),
    ),
    Mistake(
        "another order",
        "Return (dx, dW, db), in this order.",
        gives(
            lambda *inputs: [backward_right(*inputs)[i] for i in (1, 0, 2)],
            lambda *inputs: [backward_right(*inputs)[i] for i in (1, 2, 0)],
        ),
    ),
)


@lru_cache(maxsize=2)
def digits(seed: int) -> tuple[Any, ...]:
    """Return the rows to train on, those held out, and the classes of both."""
    images, classes = load_digits()
    return tuple(train_test_split(images, classes, test_size=360, rng=seed))


def train_cases(rng: np.random.Generator) -> Sequence[Inputs]:
    """Draw which digits are held out."""
    return [(int(rng.integers(10**6)),)]


def ask_train(train: Callable[..., Any], seed: int) -> Any:
    """Return the weights that are learnt from the training rows."""
    X, _, y, _ = digits(seed)
    return train(X.copy(), y.copy())


def weights_of(trial: Trial) -> list[Matrix] | str:
    """Return W1, b1, W2, b2 of an answer, or what is wrong with its form."""
    answer = trial.answer
    if not isinstance(answer, list) or len(answer) != 4:
        return "is not (W1, b1, W2, b2)"
    try:
        arrays = [np.array(entry, float) for entry in answer]
    except (TypeError, ValueError):
        return "has something in it that is not an array"
    hidden = arrays[1].size
    expected = [(64, hidden), (hidden,), (hidden, 10), (10,)]
    for name, array, shape in zip(
        ("W1", "b1", "W2", "b2"), arrays, expected, strict=True
    ):
        array = array.reshape(-1) if len(shape) == 1 else array
        if array.shape != shape:
            return f"has {name} of shape {array.shape}, expected {shape}"
    return [array.reshape(shape) for array, shape in zip(arrays, expected, strict=True)]


def accuracy(trial: Trial, part: int) -> float:
    """Return the share of digits read, of the training rows (0) or held out (1)."""
    weights = weights_of(trial)
    if isinstance(weights, str):
        return 0.0
    W1, b1, W2, b2 = weights
    data = digits(*trial.inputs)
    X, y = data[part], data[2 + part]
    with np.errstate(all="ignore"):
        scores = np.maximum(X @ W1 + b1, 0) @ W2 + b2
    return float((scores.argmax(axis=1) == y).mean())


def _finite(trial: Trial) -> bool:
    weights = weights_of(trial)
    return not isinstance(weights, str) and all(
        bool(np.isfinite(array).all()) for array in weights
    )


TRAIN_MISTAKES = (
    Mistake(
        "diverged",
        "There are weights that are nan or inf: take a smaller rate, and a softmax "
        "that cannot overflow.",
        lambda trial: not isinstance(weights_of(trial), str) and not _finite(trial),
    ),
    Mistake(
        "not trained",
        "One digit of ten is what guessing reads: do the weights move?",
        lambda trial: _finite(trial) and accuracy(trial, 0) < 0.25,
    ),
    Mistake(
        "stopped too early",
        "It is learning: take more epochs, or a larger rate.",
        _finite,
    ),
)


def say(trial: Trial) -> str:
    """Return how many digits are read."""
    weights = weights_of(trial)
    if isinstance(weights, str):
        return weights
    return f"reads {accuracy(trial, 1):.1%} of 360 held-out digits, asked are 95.0%"


EXERCISE = Exercise(
    "From scalars to arrays",
    (
        Part(
            name="linear_backward",
            call="linear_backward(x, W, b, G)",
            cases=backward_cases,
            right=backward_right,
            mistakes=BACKWARD_MISTAKES,
            show=lambda x, W, b, G: (
                "linear_backward(x, W, b, G) with shapes "
                f"{x.shape}, {W.shape}, {b.shape}, {G.shape}"
            ),
        ),
        Part(
            name="train",
            call="train(X, y)",
            cases=train_cases,
            right=lambda seed: None,
            mistakes=TRAIN_MISTAKES,
            ask=ask_train,
            agrees=lambda trial: accuracy(trial, 1) > 0.95,
            show=lambda seed: "train(X, y)",
            say=say,
            note=lambda trials: f"{accuracy(trials[0], 1):.1%} of the held-out digits.",
        ),
    ),
)

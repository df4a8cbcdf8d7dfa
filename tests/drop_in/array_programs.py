"""Programs on plain arrays, as people write them for HIPS autograd; our own code.

Each takes the namespace of NumPy's functions: `autograd.numpy`, or NumPy itself with
the transforms of autograd_core. They are losses of parameters, a dict of arrays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy
from sklearn.datasets import load_digits

Parameters = dict[str, Any]


def draws(seed: int, **shapes: tuple[int, ...]) -> Parameters:
    """Parameters by name, normal and small."""
    rng = numpy.random.default_rng(seed)
    return {name: 0.4 * rng.normal(size=shape) for name, shape in shapes.items()}


# -- sequences -------------------------------------------------------------------------

TEXT = "abracada"
LETTERS = sorted(set(TEXT))
CODES = numpy.eye(len(LETTERS))[[LETTERS.index(c) for c in TEXT]]
WIDTH, LETTER = 6, len(LETTERS)


def cross_entropy(np: Any, scores: Any, targets: Any) -> Any:
    """The mean of -log p of the right letter, p by softmax."""
    shifted = scores - np.max(scores, axis=-1, keepdims=True)
    total = np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))
    return -np.sum((shifted - total) * targets) / len(targets)


def recurrent_loss(np: Any, p: Parameters) -> Any:
    """A network whose state is tanh(x A + h B + c) predicts the next letter."""
    state, scores = p["start"], []
    for code in CODES[:-1]:
        state = np.tanh(np.dot(code, p["inputs"]) + np.dot(state, p["states"]))
        scores.append(np.dot(state, p["read"]))
    return cross_entropy(np, np.stack(scores), CODES[1:])


def lstm_loss(np: Any, p: Parameters) -> Any:
    """Long short-term memory: gates open and close a cell that keeps its contents."""

    def sigmoid(x: Any) -> Any:
        return 0.5 * (np.tanh(0.5 * x) + 1.0)

    state, cell, scores = p["start"], p["cell"], []
    for code in CODES[:-1]:
        gates = np.dot(np.concatenate([code, state]), p["gates"]) + p["bias"]
        keep, write, show, new = (gates[k * WIDTH : (k + 1) * WIDTH] for k in range(4))
        cell = sigmoid(keep) * cell + sigmoid(write) * np.tanh(new)
        state = sigmoid(show) * np.tanh(cell)
        scores.append(np.dot(state, p["read"]))
    return cross_entropy(np, np.stack(scores), CODES[1:])


# -- mixtures --------------------------------------------------------------------------

POINTS = numpy.concatenate(
    [
        numpy.random.default_rng(k).normal(size=(12, 2)) * [0.3, 0.8] + centre
        for k, centre in enumerate(([-1.0, 0.0], [1.0, 1.0], [0.5, -2.0]))
    ]
)


def mixture_loss(np: Any, p: Parameters) -> Any:
    """-log likelihood of Gaussians with full covariances, L L^T by their factors."""
    shares = p["shares"] - np.log(np.sum(np.exp(p["shares"])))
    terms = []
    for k in range(3):
        factor = np.linalg.inv(p["factors"][k] + np.eye(2))
        scaled = np.dot(POINTS - p["centres"][k], factor.T)
        _, size = np.linalg.slogdet(factor)
        terms.append(
            shares[k] + size - 0.5 * np.sum(scaled**2, axis=1) - np.log(2 * np.pi)
        )
    logs = np.stack(terms)
    top = np.max(logs, axis=0)
    return -np.sum(np.log(np.sum(np.exp(logs - top), axis=0)) + top)


NOISE = numpy.random.default_rng(5).normal(size=(20, 2))


def inference_loss(np: Any, p: Parameters) -> Any:
    """Variational inference: a mixture of Gaussians bends to the shape of a density.

    -E [log density - log q] over reparametrised draws from each component; the density
    is Rosenbrock's valley. Every component counts alike.
    """
    spread = np.exp(p["log_spread"])
    total = 0.0
    for k in range(2):
        draws = p["mean"][k] + spread[k] * NOISE
        x, y = draws[:, 0], draws[:, 1]
        density = -0.5 * ((1.0 - x) ** 2 + 4.0 * (y - x**2) ** 2)
        own = [
            -0.5 * np.sum(((draws - p["mean"][j]) / spread[j]) ** 2, axis=1)
            - np.sum(p["log_spread"][j])
            for j in range(2)
        ]
        log_q = np.log(0.5 * np.exp(own[0]) + 0.5 * np.exp(own[1]))
        total = total - np.mean(density - log_q)
    return total / 2


# -- a fluid ---------------------------------------------------------------------------

SIDE = 8
SMOKE = numpy.zeros((SIDE, SIDE))
SMOKE[2:6, 1:3] = 1.0
TARGET = SMOKE.T[::-1]
ROWS, COLUMNS = numpy.mgrid[0:SIDE, 0:SIDE]


def carried(np: Any, field: Any, right: Any, down: Any) -> Any:
    """What each cell had a moment ago upstream, between four cells; edges wrap."""
    column, row = COLUMNS - right, ROWS - down
    # Which four cells these are is a matter of whole numbers, without a slope.
    plain_column, plain_row = plain(column), plain(row)
    left, top = numpy.floor(plain_column), numpy.floor(plain_row)
    to_right, to_bottom = column - left, row - top
    c0, c1 = (left.astype(int) % SIDE, (left.astype(int) + 1) % SIDE)
    r0, r1 = (top.astype(int) % SIDE, (top.astype(int) + 1) % SIDE)
    upper = (1.0 - to_right) * field[r0, c0] + to_right * field[r0, c1]
    lower = (1.0 - to_right) * field[r1, c0] + to_right * field[r1, c1]
    return (1.0 - to_bottom) * upper + to_bottom * lower


def plain(x: Any) -> Any:
    """The numbers of a node of either library."""
    while hasattr(x, "_value"):
        x = x._value
    return x.detach().data if hasattr(x, "detach") else x


def without_sources(np: Any, right: Any, down: Any) -> tuple[Any, Any]:
    """A flow with what streams out of any cell taken away, by Jacobi's iteration."""

    def moved(x: Any, axis: int, by: int) -> Any:
        return np.roll(x, by, axis=axis)

    outflow = (
        moved(right, 1, -1)
        - moved(right, 1, 1)
        + moved(down, 0, -1)
        - moved(down, 0, 1)
    )
    pressure = numpy.zeros((SIDE, SIDE))
    for _ in range(5):
        neighbours = (
            moved(pressure, 1, 1)
            + moved(pressure, 1, -1)
            + moved(pressure, 0, 1)
            + moved(pressure, 0, -1)
        )
        pressure = (neighbours - 0.5 * outflow) / 4.0
    right = right - 0.5 * (moved(pressure, 1, -1) - moved(pressure, 1, 1))
    down = down - 0.5 * (moved(pressure, 0, -1) - moved(pressure, 0, 1))
    return right, down


def fluid_loss(np: Any, p: Parameters) -> Any:
    """How far smoke is from a picture that the first flow is to carry it to."""
    right, down = without_sources(np, p["right"], p["down"])
    smoke = SMOKE
    for _ in range(3):
        right, down = carried(np, right, right, down), carried(np, down, right, down)
        right, down = without_sources(np, right, down)
        smoke = carried(np, smoke, right, down)
    return np.mean((smoke - TARGET) ** 2)


# -- digits ----------------------------------------------------------------------------


def digit_images() -> tuple[Any, Any]:
    """A few images of 8 x 8, and their classes.

    With some noise: on blank paper the largest of four is tied, and its slope jumps.
    """
    digits = load_digits()
    noise = 0.05 * numpy.random.default_rng(6).normal(size=(12, 8, 8))
    return digits.images[:12] / 16.0 + noise, numpy.eye(10)[digits.target[:12]]


def convolution_loss(np: Any, p: Parameters) -> Any:
    """Two filters of 3 x 3, the largest of each 2 x 2, and a linear layer."""
    images, classes = digit_images()
    maps = []
    for k in range(2):
        total = p["shift"][k]
        for i in range(3):
            for j in range(3):
                total = total + p["filters"][k, i, j] * images[:, i : i + 6, j : j + 6]
        pooled = np.reshape(np.tanh(total), (12, 3, 2, 3, 2))
        maps.append(np.max(np.max(pooled, axis=4), axis=2))
    features = np.reshape(np.stack(maps, axis=1), (12, 18))
    return cross_entropy(np, np.dot(features, p["read"]), classes)


PROGRAMS: dict[str, tuple[Callable[..., Any], Parameters]] = {
    "recurrent": (
        recurrent_loss,
        draws(
            0,
            start=(WIDTH,),
            inputs=(LETTER, WIDTH),
            states=(WIDTH, WIDTH),
            read=(WIDTH, LETTER),
        ),
    ),
    "lstm": (
        lstm_loss,
        draws(
            1,
            start=(WIDTH,),
            cell=(WIDTH,),
            gates=(LETTER + WIDTH, 4 * WIDTH),
            bias=(4 * WIDTH,),
            read=(WIDTH, LETTER),
        ),
    ),
    "mixture": (mixture_loss, draws(2, shares=(3,), centres=(3, 2), factors=(3, 2, 2))),
    "inference": (inference_loss, draws(3, mean=(2, 2), log_spread=(2, 2))),
    "fluid": (fluid_loss, draws(4, right=(SIDE, SIDE), down=(SIDE, SIDE))),
    "convolution": (
        convolution_loss,
        draws(5, filters=(2, 3, 3), shift=(2,), read=(18, 10)),
    ),
}

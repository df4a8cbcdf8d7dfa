"""Lesson 10: backward through a 2-3-1 network, line by line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

import autograd_core as ac
from viz.course.exercise import Exercise, Inputs, Mistake, Part, Trial
from viz.course.plain import plain, same

Vector = NDArray[np.float64]
LINES = ("out", "W2", "b2", "h", "z", "W1", "b1")


def cases(rng: np.random.Generator) -> Sequence[Inputs]:
    """Draw ten networks, each with one example."""
    return [
        (
            *(rng.normal(size=(3, 2)), rng.normal(size=3)),
            *(rng.normal(size=3), np.float64(rng.normal())),
            *(rng.normal(size=2), float(rng.normal())),
        )
        for _ in range(10)
    ]


def right(
    W1: Vector, b1: Vector, W2: Vector, b2: float, x: Vector, y: float
) -> dict[str, Any]:
    """Return the engine's gradients of all lines."""
    parameters = [ac.Tensor(array) for array in (W1, b1, W2, b2)]
    z = parameters[0] @ x + parameters[1]
    h = z.tanh()
    out = parameters[2] @ h + parameters[3]
    loss = (out - y) ** 2
    nodes = dict(zip(LINES, (out, *parameters[2:], h, z, *parameters[:2]), strict=True))
    gradients = ac.gradients(loss, [*nodes.values()])
    return dict(zip(nodes, gradients, strict=True))


class Lines:
    """What the forward pass computes, and the right gradients of its lines."""

    def __init__(self, *inputs: Any) -> None:
        self.W1, self.b1, self.W2, self.b2, self.x, self.y = inputs
        self.z = self.W1 @ self.x + self.b1
        self.h = np.tanh(self.z)
        self.out = self.W2 @ self.h + self.b2
        self.d_out = 2 * (self.out - self.y)
        self.d_h = self.d_out * self.W2
        self.d_z = self.d_h * (1 - self.h**2)


def _slip(key: str, name: str, advice: str, *wrong: Callable[[Lines], Any]) -> Mistake:
    """Return a mistake in one line; the lines before it are right."""

    def fits(trial: Trial) -> bool:
        answer, correct = trial.answer, trial.right
        if not isinstance(answer, dict) or not isinstance(correct, dict):
            return False
        if key not in answer or not all(
            same(answer.get(line), correct[line]) for line in LINES[: LINES.index(key)]
        ):
            return False
        lines = Lines(*trial.inputs)
        return any(same(answer[key], plain(slip(lines))) for slip in wrong)

    return Mistake(name, advice, fits)


MISTAKES = (
    _slip(
        *("out", "the factor 2"),
        "The derivative of (out - y)**2 is 2 (out - y).",
        lambda net: net.out - net.y,
    ),
    _slip(
        *("out", "the sign"),
        "Where out is too large, L grows with it: 2 (out - y), not 2 (y - out).",
        lambda net: -net.d_out,
        lambda net: net.y - net.out,
    ),
    _slip(
        *("out", "the loss, not its gradient"),
        "L = (out - y)**2 is where it begins: dL/dout = 2 (out - y).",
        lambda net: (net.out - net.y) ** 2,
    ),
    _slip(
        *("W2", "what goes in is h, not z"),
        "out = W2 @ h + b2: the factor beside W2 is h = tanh(z).",
        lambda net: net.d_out * net.z,
    ),
    _slip(
        *("W2", "upstream forgotten"),
        "dout/dW2 = h, times what arrives, dL/dout.",
        lambda net: net.h,
    ),
    _slip(
        *("W2", "the weight, not what it is multiplied by"),
        "Along W2 the slope of W2 @ h is h.",
        lambda net: net.d_out * net.W2,
    ),
    _slip(
        *("b2", "b2 is no factor"),
        "dout/db2 = 1: what arrives goes on unchanged.",
        lambda net: 1.0,
        lambda net: net.d_out * net.b2,
    ),
    _slip(
        *("h", "the activation, not the weight"),
        "Along h the slope of W2 @ h is W2.",
        lambda net: net.d_out * net.h,
    ),
    _slip(
        *("h", "upstream forgotten on the way to h"),
        "dout/dh = W2, times what arrives, dL/dout.",
        lambda net: net.W2,
    ),
    _slip(
        *("h", "the units of h are added up"),
        "Each hidden unit has its own weight and its own gradient: three numbers.",
        lambda net: net.d_h.sum(),
    ),
    _slip(
        *("z", "tanh is skipped"),
        "dh/dz = 1 - h**2: multiply by it.",
        lambda net: net.d_h,
    ),
    _slip(
        *("z", "tanh taken at the input"),
        "1 - h**2 is in terms of the result h = tanh(z), not of z.",
        lambda net: net.d_h * (1 - net.z**2),
    ),
    _slip(
        *("z", "tanh is applied twice"),
        "h is tanh(z) already: 1 - h**2, without another tanh.",
        lambda net: net.d_h * (1 - np.tanh(net.h) ** 2),
    ),
    _slip(
        *("z", "the derivative of sigmoid"),
        "h (1 - h) belongs to sigmoid; for tanh it is 1 - h**2.",
        lambda net: net.d_h * net.h * (1 - net.h),
    ),
    _slip(
        *("W1", "W1 is transposed"),
        "dL/dW1 has the shape of W1: row j, column i is dL/dz[j] times x[i].",
        lambda net: np.outer(net.x, net.d_z),
    ),
    _slip(
        *("W1", "the delta of h, not of z"),
        "W1 comes before tanh: take dL/dz.",
        lambda net: np.outer(net.d_h, net.x),
    ),
    _slip(
        *("b1", "the delta of h, not of z, for b1"),
        "b1 comes before tanh: dL/db1 = dL/dz.",
        lambda net: net.d_h,
    ),
    _slip(
        *("b1", "b1 is added up"),
        "Each hidden unit has its own bias: dL/db1 = dL/dz, three numbers.",
        lambda net: net.d_z.sum(),
    ),
)


EXERCISE = Exercise(
    "A hidden layer",
    (
        Part(
            name="backward",
            call="backward(W1, b1, W2, b2, x, y)",
            cases=cases,
            right=right,
            mistakes=MISTAKES,
            show=lambda *inputs: "backward(W1, b1, W2, b2, x, y)",
        ),
    ),
)

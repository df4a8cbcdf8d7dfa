"""Lesson 12: sixteen layers whose gradients neither vanish nor explode."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

import nn
from optim import Adam
from viz.course.exercise import Exercise, Inputs, Mistake, Part, Trial

DEPTH, WIDTH, ROWS, STEPS = 16, 24, 32, 50
LOWER = 0.7
"""The part of the first loss that may be left after the steps."""
ACTIVATIONS = ("sigmoid", "tanh", "relu")
Weights = list[NDArray[np.float64]]


def cases(rng: np.random.Generator) -> Sequence[Inputs]:
    """Draw one network: its sizes, and a seed for the weights and the data."""
    sizes = [int(rng.integers(6, 11)), *[WIDTH] * (DEPTH - 1), 1]
    return [(sizes, int(rng.integers(10**6)))]


def ask(healthy: Callable[..., Any], sizes: list[int], seed: int) -> Any:
    """Return the activation and the weights."""
    return healthy([*sizes], np.random.default_rng(seed))


def network_of(trial: Trial) -> tuple[str, Weights] | str:
    """Return activation and weights of an answer, or what is wrong with its form."""
    sizes = trial.inputs[0]
    answer = trial.answer
    if not isinstance(answer, list) or len(answer) != 2:
        return "is not a pair (activation, weights)"
    name, arrays = answer
    if not isinstance(name, str) or name not in ACTIVATIONS:
        return f"has an activation that is none of {', '.join(ACTIVATIONS)}"
    if not isinstance(arrays, list) or len(arrays) != DEPTH:
        return f"does not have {DEPTH} arrays of weights"
    weights = []
    for i, rows in enumerate(arrays):
        try:
            array = np.array(rows, float)
        except (TypeError, ValueError):
            return f"has weights[{i}] that are not an array of numbers"
        if array.shape != (sizes[i], sizes[i + 1]):
            shape = sizes[i], sizes[i + 1]
            return f"has weights[{i}] of shape {array.shape}, expected {shape}"
        weights.append(array)
    return name, weights


def model_of(trial: Trial, name: str, weights: Weights) -> nn.Sequential:
    """Return the network, with biases 0."""
    model = nn.mlp(trial.inputs[0], name, rng=0)
    model.load_state_dict(
        {
            key: weights[i // 2] if i % 2 == 0 else np.zeros_like(array)
            for i, (key, array) in enumerate(model.state_dict().items())
        }
    )
    return model


def data_of(trial: Trial) -> tuple[Any, Any]:
    """Return 32 rows and their targets."""
    sizes, seed = trial.inputs
    rng = np.random.default_rng([seed, 1])
    x = rng.normal(size=(ROWS, sizes[0]))
    return x, np.sin(x[:, :1]) + x[:, 1:2] / 2


def ratio(trial: Trial) -> float:
    """Return the norm of the first layer's deltas over that of the last."""
    network = network_of(trial)
    if isinstance(network, str):
        return math.nan
    with np.errstate(all="ignore"):
        model = model_of(trial, *network)
        norms = [*nn.delta_norms(model, nn.squared_error, *data_of(trial)).values()]
        return norms[0] / norms[-1] if norms[-1] else math.nan


def losses(trial: Trial) -> tuple[float, float]:
    """Return the loss before and after the 50 steps, of Adam with rate 0.003."""
    network = network_of(trial)
    if isinstance(network, str):
        return math.nan, math.nan
    model, (x, y) = model_of(trial, *network), data_of(trial)
    optimizer = Adam(model.parameters(), lr=0.003)
    path = []
    with np.errstate(all="ignore"):
        for _ in range(STEPS + 1):
            loss = nn.squared_error(model(x), y)
            path.append(float(loss.data))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return path[0], path[-1]


def agrees(trial: Trial) -> bool:
    """Return whether deltas are alike within 100, and 50 steps lower the loss."""
    if isinstance(network_of(trial), str) or not 0.01 <= ratio(trial) <= 100:
        return False
    first, last = losses(trial)
    return last < LOWER * first


def _spread(trial: Trial) -> float:
    """Return the standard deviation of the weights between hidden layers."""
    network = network_of(trial)
    if isinstance(network, str):
        return math.nan
    return float(np.std(np.concatenate([array.ravel() for array in network[1][1:-1]])))


def _symmetric(trial: Trial) -> bool:
    network = network_of(trial)
    if isinstance(network, str):
        return False
    return all(bool((array == array[:, :1]).all()) for array in network[1][:-1])


def _activation(trial: Trial) -> str:
    network = network_of(trial)
    return "" if isinstance(network, str) else network[0]


MISTAKES = (
    Mistake(
        "all weights zero",
        "With weights 0 no layer passes anything on, forward or backward.",
        lambda trial: _symmetric(trial) and _spread(trial) == 0 and _mean(trial) == 0,
    ),
    Mistake(
        "equal units",
        "Units with equal weights stay equal for ever: draw the weights at random.",
        _symmetric,
    ),
    Mistake(
        "sigmoid in every layer",
        "Its slope is at most 1/4, and over 16 layers the factors multiply: take tanh "
        "or relu.",
        lambda trial: _activation(trial) == "sigmoid",
    ),
    Mistake(
        "not centred",
        "Weights of one sign let all units of a layer do the same: draw them around 0.",
        lambda trial: abs(_mean(trial)) > 0.5 * _spread(trial),
    ),
    Mistake(
        "the weights are too small",
        "Each layer shrinks what passes: the variance should be 1 / inputs for tanh, "
        "2 / inputs for relu.",
        lambda trial: _spread(trial) < _best(trial) / 1.25,
    ),
    Mistake(
        "the weights are too large",
        "tanh saturates, relu explodes: the variance should be 1 / inputs for tanh and "
        "2 / inputs for relu.",
        lambda trial: _spread(trial) > _best(trial) * 1.25,
    ),
)


def _mean(trial: Trial) -> float:
    network = network_of(trial)
    if isinstance(network, str):
        return math.nan
    return float(np.mean(np.concatenate([array.ravel() for array in network[1][1:-1]])))


def _best(trial: Trial) -> float:
    return math.sqrt((2 if _activation(trial) == "relu" else 1) / WIDTH)


def say(trial: Trial) -> str:
    """Return what was measured."""
    network = network_of(trial)
    if isinstance(network, str):
        return network
    first, last = losses(trial)
    return (
        f"with {network[0]}: deltas of the first over the last layer "
        f"{ratio(trial):.2g}, loss {first:.4g}, after {STEPS} steps {last:.4g}"
    )


def note(trials: Sequence[Trial]) -> str:
    """Return the ratio."""
    return f"Deltas of the first over the last layer: {ratio(trials[0]):.2g}."


EXERCISE = Exercise(
    "Health",
    (
        Part(
            name="healthy",
            call="healthy(sizes, rng)",
            cases=cases,
            right=lambda sizes, seed: None,
            mistakes=MISTAKES,
            ask=ask,
            agrees=agrees,
            show=lambda sizes, seed: f"healthy([{sizes[0]}, {WIDTH}, ..., 1], rng)",
            say=say,
            note=note,
        ),
    ),
)

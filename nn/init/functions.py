"""Initial weights: functions `name(shape, rng=...)` that give an array of that shape.

A weight has shape (n_in, n_out): column j is what unit j multiplies its inputs with.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np

from autograd_core.extend import checked_rng
from nn.checks.arguments import checked_number, checked_shape, checked_share
from nn.init.gains import gain

Rng: TypeAlias = np.random.Generator | int | None
"""A generator, a seed, or None to draw afresh."""


def zeros(shape: Sequence[int], rng: Rng = None) -> Any:
    """All 0: right for biases. Hidden units that start equal would stay equal.

    >>> zeros((2, 1))
    array([[0.],
           [0.]])
    """
    return np.zeros(checked_shape(shape, "zeros"))


def ones(shape: Sequence[int], rng: Rng = None) -> Any:
    """All 1: right for the scale of a normalization.

    >>> ones((3,))
    array([1., 1., 1.])
    """
    return np.ones(checked_shape(shape, "ones"))


def constant(shape: Sequence[int], value: float = 0.0, rng: Rng = None) -> Any:
    """All `value`.

    The units of a hidden layer that starts so get equal gradients and stay equal for
    ever: the layer is worth one unit. That is why weights are drawn at random.

    Raises:
        TypeError: `value` is no number.
        ValueError: it is inf or nan, or the shape is none.

    >>> constant((2,), 0.5)
    array([0.5, 0.5])
    """
    number = checked_number(value, "constant", "value")
    return np.full(checked_shape(shape, "constant"), number)


def uniform(
    shape: Sequence[int], low: float = 0.0, high: float = 1.0, rng: Rng = None
) -> Any:
    """Uniform on [low, high): mean (low + high) / 2, variance (high - low)^2 / 12.

    Raises:
        TypeError: a bound is no number.
        ValueError: low > high, a bound is inf or nan, or the shape is none.

    >>> uniform((2, 3), -0.1, 0.1, rng=0).shape
    (2, 3)
    """
    first = checked_number(low, "uniform", "low")
    last = checked_number(high, "uniform", "high")
    if first > last:
        raise ValueError(f"uniform: low must not be above high, got {low} and {high}")
    return checked_rng(rng).uniform(first, last, checked_shape(shape, "uniform"))


def normal(
    shape: Sequence[int], mean: float = 0.0, std: float = 1.0, rng: Rng = None
) -> Any:
    """Normal with this mean and standard deviation.

    Raises:
        TypeError: mean or std is no number.
        ValueError: std < 0, one is inf or nan, or the shape is none.

    >>> normal((2, 3), std=0.01, rng=0).shape
    (2, 3)
    """
    centre = checked_number(mean, "normal", "mean")
    width = checked_number(std, "normal", "std", low=0.0)
    return checked_rng(rng).normal(centre, width, checked_shape(shape, "normal"))


def xavier_uniform(shape: Sequence[int], gain: float = 1.0, rng: Rng = None) -> Any:
    """Uniform on +-gain sqrt(6 / (n_in + n_out)): variance gain^2 2 / (n_in + n_out).

    It keeps the variance of activations and of gradients alike from layer to layer, a
    compromise where n_in and n_out differ.

    Raises:
        TypeError: `gain` is no number.
        ValueError: it is negative or not finite, or the shape no (n_in, n_out).

    Source: Glorot and Bengio, Understanding the difficulty of training deep
    feedforward neural networks, 2010.

    >>> bool((abs(xavier_uniform((4, 2), rng=0)) <= 1.0).all())
    True
    """
    factor = _checked_gain(gain, "xavier_uniform")
    bound = factor * math.sqrt(6.0 / (fan_in(shape) + fan_out(shape)))
    return uniform(shape, -bound, bound, rng)


def xavier_normal(shape: Sequence[int], gain: float = 1.0, rng: Rng = None) -> Any:
    """Normal with mean 0 and variance gain^2 2 / (n_in + n_out).

    Raises and source: as `xavier_uniform`.

    >>> xavier_normal((4, 2), rng=0).shape
    (4, 2)
    """
    factor = _checked_gain(gain, "xavier_normal")
    std = factor * math.sqrt(2.0 / (fan_in(shape) + fan_out(shape)))
    return normal(shape, 0.0, std, rng)


def he_uniform(
    shape: Sequence[int],
    activation: Any = "relu",
    mode: str = "fan_in",
    rng: Rng = None,
) -> Any:
    """Uniform on +-gain sqrt(3 / n): variance gain^2 / n, 2 / n for relu.

    Args:
        shape: (n_in, n_out).
        activation: what follows the layer; its `gain` is taken.
        mode: `"fan_in"`, n = n_in, keeps the variance of activations; `"fan_out"`,
            n = n_out, that of gradients.
        rng: a generator or a seed.

    Raises:
        ValueError: the mode is unknown, or the shape no (n_in, n_out).

    Source: He, Zhang, Ren and Sun, Delving Deep into Rectifiers, 2015.

    >>> bool((abs(he_uniform((6, 2), rng=0)) <= 1.0).all())
    True
    """
    bound = gain(activation) * math.sqrt(3.0 / _fan(shape, mode))
    return uniform(shape, -bound, bound, rng)


def he_normal(
    shape: Sequence[int],
    activation: Any = "relu",
    mode: str = "fan_in",
    rng: Rng = None,
) -> Any:
    """Normal with mean 0 and variance gain^2 / n; arguments as for `he_uniform`.

    Source: as `he_uniform`.

    >>> he_normal((6, 2), rng=0).shape
    (6, 2)
    """
    return normal(shape, 0.0, gain(activation) / math.sqrt(_fan(shape, mode)), rng)


def lecun_normal(shape: Sequence[int], rng: Rng = None) -> Any:
    """Normal with mean 0 and variance 1 / n_in: a sum of n_in inputs keeps theirs.

    Source: LeCun, Bottou, Orr and Mueller, Efficient BackProp, 1998, section 4.6.

    >>> lecun_normal((6, 2), rng=0).shape
    (6, 2)
    """
    return normal(shape, 0.0, 1.0 / math.sqrt(fan_in(shape)), rng)


def orthogonal(shape: Sequence[int], gain: float = 1.0, rng: Rng = None) -> Any:
    """`gain` times a random matrix with orthonormal columns, or rows if it is wide.

    It is drawn evenly among all such matrices; a square one changes no length.

    Source: Saxe, McClelland and Ganguli, Exact solutions to the nonlinear dynamics of
    learning in deep linear neural networks, 2014; Mezzadri, How to generate random
    matrices from the classical compact groups, 2007, for the signs.

    >>> w = orthogonal((5, 3), rng=0)
    >>> bool(np.allclose(w.T @ w, np.eye(3)))
    True
    """
    factor = _checked_gain(gain, "orthogonal")
    n_in, n_out = fan_in(shape), fan_out(shape)
    drawn = checked_rng(rng).normal(size=(max(n_in, n_out), min(n_in, n_out)))
    q, r = np.linalg.qr(drawn)
    q *= np.where(np.diag(r) < 0, -1.0, 1.0)
    return factor * (q if n_in >= n_out else q.T)


def sparse(
    shape: Sequence[int], sparsity: float = 0.9, std: float = 0.01, rng: Rng = None
) -> Any:
    """Normal weights, of which each unit (column) has ceil(sparsity n_in) set to 0.

    Raises:
        ValueError: sparsity is not in [0, 1], std < 0, or the shape no (n_in, n_out).

    Source: Martens, Deep learning via Hessian-free optimization, 2010, section 5.

    >>> (sparse((10, 3), 0.8, rng=0) == 0).sum(axis=0).tolist()
    [8, 8, 8]
    """
    rng = checked_rng(rng)
    n_in = fan_in(shape)
    weights = normal(shape, 0.0, std, rng)
    # Rounded first: 0.7 * 10 is a little more than 7.
    dropped = math.ceil(round(checked_share(sparsity, "sparse", "sparsity") * n_in, 9))
    for column in weights.T:
        column[rng.permutation(n_in)[:dropped]] = 0.0
    return weights


def fan_in(shape: Sequence[int]) -> int:
    """How many inputs a unit has: n_in of (n_in, n_out).

    Raises:
        TypeError: `shape` is no sequence of integers.
        ValueError: it has not two sizes of at least 1.

    >>> fan_in((3, 4)), fan_out((3, 4))
    (3, 4)
    """
    return _matrix_shape(shape)[0]


def fan_out(shape: Sequence[int]) -> int:
    """How many units read an input: n_out of (n_in, n_out); raises as `fan_in`."""
    return _matrix_shape(shape)[1]


def _checked_gain(factor: Any, owner: str) -> float:
    if isinstance(factor, str):
        raise TypeError(
            f"{owner}: gain must be a number; nn.init.gain({factor!r}) gives it"
        )
    return checked_number(factor, owner, "gain", low=0.0)


def _fan(shape: Sequence[int], mode: str) -> int:
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"mode must be 'fan_in' or 'fan_out', got {mode!r}")
    return fan_in(shape) if mode == "fan_in" else fan_out(shape)


def _matrix_shape(shape: Sequence[int]) -> tuple[int, ...]:
    sizes = checked_shape(shape, "init")
    if len(sizes) != 2:
        raise ValueError(
            f"init: a weight has shape (n_in, n_out), got {sizes}; for a bias use zeros"
        )
    return sizes

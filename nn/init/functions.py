"""Initial weights: functions `name(shape, rng=...)` that give an array of that shape.

A weight has shape (n_in, n_out): column j is what unit j multiplies its inputs with.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np

from autograd_core.extend import Array, checked_rng
from nn.checks.arguments import checked_number, checked_shape, checked_share
from nn.init.gains import gain

Rng: TypeAlias = np.random.Generator | int | None
"""A generator, a seed, or None for an unpredictable generator."""


def zeros(shape: Sequence[int], rng: Rng = None) -> Array:
    """All 0: for biases. Hidden units with equal weights would stay equal.

    >>> zeros((2, 1))
    array([[0.],
           [0.]])
    """
    return np.zeros(checked_shape(shape, "zeros"))


def ones(shape: Sequence[int], rng: Rng = None) -> Array:
    """All 1: for the scale of a normalization.

    >>> ones((3,))
    array([1., 1., 1.])
    """
    return np.ones(checked_shape(shape, "ones"))


def constant(shape: Sequence[int], value: float = 0.0, rng: Rng = None) -> Array:
    """All `value`.

    The units of a hidden layer with equal weights get equal gradients and stay equal
    for ever: the layer computes no more than one unit. Hence weights are random.

    Raises:
        TypeError: `value` is not a number.
        ValueError: it is inf or nan, or the shape is invalid.

    >>> constant((2,), 0.5)
    array([0.5, 0.5])
    """
    number = checked_number(value, "constant", "value")
    return np.full(checked_shape(shape, "constant"), number)


def uniform(
    shape: Sequence[int], low: float = 0.0, high: float = 1.0, rng: Rng = None
) -> Array:
    """Uniform on [low, high): mean (low + high) / 2, variance (high - low)^2 / 12.

    Raises:
        TypeError: a bound is not a number.
        ValueError: low > high, a bound is inf or nan, or the shape is invalid.

    >>> uniform((2, 3), -0.1, 0.1, rng=0).shape
    (2, 3)
    """
    start = checked_number(low, "uniform", "low")
    stop = checked_number(high, "uniform", "high")
    if start > stop:
        raise ValueError(f"uniform: low must not be above high, got {low} and {high}")
    return checked_rng(rng).uniform(start, stop, checked_shape(shape, "uniform"))


def normal(
    shape: Sequence[int], mean: float = 0.0, std: float = 1.0, rng: Rng = None
) -> Array:
    """Normal with this mean and standard deviation.

    Raises:
        TypeError: mean or std is not a number.
        ValueError: std < 0, one is inf or nan, or the shape is invalid.

    >>> normal((2, 3), std=0.01, rng=0).shape
    (2, 3)
    """
    centre = checked_number(mean, "normal", "mean")
    width = checked_number(std, "normal", "std", low=0.0)
    return checked_rng(rng).normal(centre, width, checked_shape(shape, "normal"))


def xavier_uniform(shape: Sequence[int], gain: float = 1.0, rng: Rng = None) -> Array:
    """Uniform on +-gain sqrt(6 / (n_in + n_out)): variance gain^2 2 / (n_in + n_out).

    The variances of activations and of gradients stay about the same from layer to
    layer; a compromise between the two if n_in and n_out differ.

    Raises:
        TypeError: `gain` is not a number.
        ValueError: it is negative or not finite, or the shape is not (n_in, n_out).

    Source: Glorot and Bengio, Understanding the difficulty of training deep
    feedforward neural networks, 2010.

    >>> bool((abs(xavier_uniform((4, 2), rng=0)) <= 1.0).all())
    True
    """
    factor = _checked_gain(gain, "xavier_uniform")
    limit = factor * math.sqrt(6.0 / (fan_in(shape) + fan_out(shape)))
    return uniform(shape, -limit, limit, rng)


def xavier_normal(shape: Sequence[int], gain: float = 1.0, rng: Rng = None) -> Array:
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
) -> Array:
    """Uniform on +-gain sqrt(3 / n): variance gain^2 / n, 2 / n for relu.

    Args:
        shape: (n_in, n_out).
        activation: the activation after the layer, for its `gain`.
        mode: `"fan_in"`, n = n_in, keeps the variance of activations; `"fan_out"`,
            n = n_out, that of gradients.
        rng: a generator or a seed.

    Raises:
        ValueError: the mode is unknown, or the shape is not (n_in, n_out).

    Source: He, Zhang, Ren and Sun, Delving Deep into Rectifiers, 2015.

    >>> bool((abs(he_uniform((6, 2), rng=0)) <= 1.0).all())
    True
    """
    limit = gain(activation) * math.sqrt(3.0 / _fan(shape, mode))
    return uniform(shape, -limit, limit, rng)


def he_normal(
    shape: Sequence[int],
    activation: Any = "relu",
    mode: str = "fan_in",
    rng: Rng = None,
) -> Array:
    """Normal with mean 0 and variance gain^2 / n; arguments as for `he_uniform`.

    Source: as `he_uniform`.

    >>> he_normal((6, 2), rng=0).shape
    (6, 2)
    """
    return normal(shape, 0.0, gain(activation) / math.sqrt(_fan(shape, mode)), rng)


def lecun_normal(shape: Sequence[int], rng: Rng = None) -> Array:
    """Normal with mean 0 and variance 1 / n_in: the weighted sum keeps the variance.

    Source: LeCun, Bottou, Orr and Mueller, Efficient BackProp, 1998, section 4.6.

    >>> lecun_normal((6, 2), rng=0).shape
    (6, 2)
    """
    return normal(shape, 0.0, 1.0 / math.sqrt(fan_in(shape)), rng)


def orthogonal(shape: Sequence[int], gain: float = 1.0, rng: Rng = None) -> Array:
    """`gain` times a random matrix with orthonormal columns, or rows if it is wide.

    Its distribution is uniform on all such matrices; a square one preserves lengths.

    Source: Saxe, McClelland and Ganguli, Exact solutions to the nonlinear dynamics of
    learning in deep linear neural networks, 2014; Mezzadri, How to generate random
    matrices from the classical compact groups, 2007, for the signs.

    >>> w = orthogonal((5, 3), rng=0)
    >>> bool(np.allclose(w.T @ w, np.eye(3)))
    True
    """
    factor = _checked_gain(gain, "orthogonal")
    n_in, n_out = fan_in(shape), fan_out(shape)
    gaussian = checked_rng(rng).normal(size=(max(n_in, n_out), min(n_in, n_out)))
    q, r = np.linalg.qr(gaussian)
    q *= np.where(np.diag(r) < 0, -1.0, 1.0)
    return factor * (q if n_in >= n_out else q.T)


def sparse(
    shape: Sequence[int], sparsity: float = 0.9, std: float = 0.01, rng: Rng = None
) -> Array:
    """Normal weights, of which each unit (column) has ceil(sparsity n_in) set to 0.

    Raises:
        ValueError: sparsity is not in [0, 1], std < 0, or the shape is invalid.

    Source: Martens, Deep learning via Hessian-free optimization, 2010, section 5.

    >>> (sparse((10, 3), 0.8, rng=0) == 0).sum(axis=0).tolist()
    [8, 8, 8]
    """
    rng = checked_rng(rng)
    n_in = fan_in(shape)
    weights = normal(shape, 0.0, std, rng)
    # Rounded first: 0.7 * 10 is slightly more than 7 in floating point.
    dropped = math.ceil(round(checked_share(sparsity, "sparse", "sparsity") * n_in, 9))
    for column in weights.T:
        column[rng.permutation(n_in)[:dropped]] = 0.0
    return weights


def fan_in(shape: Sequence[int]) -> int:
    """The number of inputs of a unit: n_in of (n_in, n_out).

    Raises:
        TypeError: `shape` is not a sequence of integers.
        ValueError: it does not have two sizes of at least 1.

    >>> fan_in((3, 4)), fan_out((3, 4))
    (3, 4)
    """
    return _matrix_shape(shape)[0]


def fan_out(shape: Sequence[int]) -> int:
    """The number of units with this input: n_out of (n_in, n_out)."""
    return _matrix_shape(shape)[1]


def _checked_gain(factor: Any, where: str) -> float:
    if isinstance(factor, str):
        raise TypeError(
            f"{where}: gain must be a number; nn.init.gain({factor!r}) gives it"
        )
    return checked_number(factor, where, "gain", low=0.0)


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

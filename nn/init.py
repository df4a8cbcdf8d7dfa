"""Initial weights: functions `name(shape, rng=...)` that give an array of that shape.

A weight has shape (n_in, n_out): column j is what unit j multiplies its inputs with.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np

from autograd_core import Value
from nn.activation_lookup import find_activation
from nn.checks import checked_rng, checked_shape, checked_share

Rng: TypeAlias = np.random.Generator | int | None
"""A generator, a seed, or None to draw afresh."""

_USUAL_GAINS = {"sigmoid": 1.0, "tanh": 5.0 / 3.0, "relu": math.sqrt(2.0)}


def zeros(shape: Sequence[int], rng: Rng = None) -> Any:
    """All 0: right for biases. Hidden units that start equal would stay equal.

    >>> zeros((2, 1))
    array([[0.],
           [0.]])
    """
    return constant(shape, 0.0)


def ones(shape: Sequence[int], rng: Rng = None) -> Any:
    """All 1: right for the scale of a normalization.

    >>> ones((3,))
    array([1., 1., 1.])
    """
    return constant(shape, 1.0)


def constant(shape: Sequence[int], value: float = 0.0, rng: Rng = None) -> Any:
    """All `value`.

    The units of a hidden layer that starts so get equal gradients and stay equal for
    ever: the layer is worth one unit. That is why weights are drawn at random.

    >>> constant((2,), 0.5)
    array([0.5, 0.5])
    """
    return np.full(checked_shape(shape, "constant"), float(value))


def uniform(
    shape: Sequence[int], low: float = 0.0, high: float = 1.0, rng: Rng = None
) -> Any:
    """Uniform on [low, high): mean (low + high) / 2, variance (high - low)^2 / 12.

    Raises:
        ValueError: low > high, or the shape is none.

    >>> uniform((2, 3), -0.1, 0.1, rng=0).shape
    (2, 3)
    """
    if not low <= high:
        raise ValueError(f"uniform: low must not be above high, got {low} and {high}")
    return checked_rng(rng).uniform(low, high, checked_shape(shape, "uniform"))


def normal(
    shape: Sequence[int], mean: float = 0.0, std: float = 1.0, rng: Rng = None
) -> Any:
    """Normal with this mean and standard deviation.

    Raises:
        ValueError: std < 0, or the shape is none.

    >>> normal((2, 3), std=0.01, rng=0).shape
    (2, 3)
    """
    if not std >= 0:
        raise ValueError(f"normal: std must be >= 0, got {std}")
    return checked_rng(rng).normal(mean, std, checked_shape(shape, "normal"))


def xavier_uniform(shape: Sequence[int], gain: float = 1.0, rng: Rng = None) -> Any:
    """Uniform on +-gain sqrt(6 / (n_in + n_out)): variance gain^2 2 / (n_in + n_out).

    It keeps the variance of activations and of gradients alike from layer to layer, a
    compromise where n_in and n_out differ.

    Source: Glorot and Bengio, Understanding the difficulty of training deep
    feedforward neural networks, 2010.

    >>> bool((abs(xavier_uniform((4, 2), rng=0)) <= 1.0).all())
    True
    """
    bound = gain * math.sqrt(6.0 / (fan_in(shape) + fan_out(shape)))
    return uniform(shape, -bound, bound, rng)


def xavier_normal(shape: Sequence[int], gain: float = 1.0, rng: Rng = None) -> Any:
    """Normal with mean 0 and variance gain^2 2 / (n_in + n_out).

    Source: as `xavier_uniform`.

    >>> xavier_normal((4, 2), rng=0).shape
    (4, 2)
    """
    std = gain * math.sqrt(2.0 / (fan_in(shape) + fan_out(shape)))
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
    n_in, n_out = fan_in(shape), fan_out(shape)
    drawn = checked_rng(rng).normal(size=(max(n_in, n_out), min(n_in, n_out)))
    q, r = np.linalg.qr(drawn)
    q *= np.where(np.diag(r) < 0, -1.0, 1.0)
    return gain * (q if n_in >= n_out else q.T)


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


def gain(activation: Any) -> float:
    """By how much the weights before `activation` are scaled up to keep the variance.

    sqrt(2) for relu, 5/3 for tanh, 1 for sigmoid and for none: the values in common
    use. For any other it is 1 / sqrt(E f(z)^2) for a standard normal z, the rule that
    gives relu its sqrt(2).

    Args:
        activation: a name or a function of autograd_core, or None.

    Raises:
        TypeError: it is none of these.
        ValueError: no op has this name.

    >>> gain("relu") ** 2, round(gain("leaky_relu") ** 2, 6), gain(None)
    (2.0000000000000004, 1.9998, 1.0)
    """
    function = find_activation(activation)
    if function is None:
        return 1.0
    usual = _USUAL_GAINS.get(getattr(function, "__name__", ""))
    return usual if usual is not None else _measured_gain(function)


def _measured_gain(function: Callable[[Any], Any]) -> float:
    z, step = np.linspace(-12.0, 12.0, 4801, retstep=True)
    squares = np.array([function(Value(each)).data for each in z.tolist()]) ** 2
    density = np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
    return 1.0 / math.sqrt(float(np.sum(squares * density) * step))


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


BY_NAME: dict[str, Callable[..., Any]] = {
    each.__name__: each
    for each in (
        *(zeros, ones, constant, uniform, normal, xavier_uniform, xavier_normal),
        *(he_uniform, he_normal, lecun_normal, orthogonal, sparse),
    )
}


def drawn(shape: tuple[int, int], choice: Any, rng: Rng, owner: str) -> Any:
    """The first weights of a layer.

    Args:
        shape: (n_in, n_out).
        choice: a function of this module, its name, or one of the same form; None for
            the uniform draws of `Neuron`, unit after unit.
        rng: a generator or a seed.
        owner: what opens the error message.

    Raises:
        TypeError: `choice` is no name and no function.
        ValueError: no function has this name, or it gave another shape.

    >>> drawn((2, 3), "zeros", 0, "Linear").shape
    (2, 3)
    """
    rng = checked_rng(rng)
    if choice is None:
        bound = shape[0] ** -0.5
        return np.ascontiguousarray(rng.uniform(-bound, bound, shape[::-1]).T)
    if isinstance(choice, str):
        if choice not in BY_NAME:
            close = difflib.get_close_matches(choice, BY_NAME, n=1)
            hint = f"did you mean {close[0]!r}? " if close else ""
            raise ValueError(
                f"{owner}: unknown weight_init {choice!r}; {hint}known are "
                f"{', '.join(BY_NAME)}"
            )
        choice = BY_NAME[choice]
    if not callable(choice):
        raise TypeError(
            f"{owner}: weight_init must be a function such as nn.init.he_normal, or "
            f"its name, got {choice!r}"
        )
    weights = np.asarray(choice(shape, rng=rng))
    if weights.shape != shape:
        raise ValueError(
            f"{owner}: weight_init gave shape {weights.shape} instead of {shape}"
        )
    return weights

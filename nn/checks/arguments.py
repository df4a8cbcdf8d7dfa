"""What networks are made of and fed with, checked once, with messages that help."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from autograd_core import Node, NonFiniteError, Value
from autograd_core.extend import as_float, detecting, is_number, short_repr
from nn.module.module import Module


def checked_module(module: Any, owner: str) -> Module:
    """A module, and nothing else.

    Raises:
        TypeError: it is none.

    >>> checked_module(3, "prune")
    Traceback (most recent call last):
    TypeError: prune: expected a module, got int 3
    """
    if isinstance(module, Module):
        return module
    raise TypeError(
        f"{owner}: expected a module, got {type(module).__name__} {short_repr(module)}"
    )


def checked_width(width: Any, owner: str, name: str, least: int = 1) -> int:
    """A number of inputs or of neurons, as an int.

    Raises:
        TypeError: `width` is no integer.
        ValueError: it is less than `least`.

    >>> checked_width(0, "Layer", "nout")
    Traceback (most recent call last):
    ValueError: Layer: nout must be at least 1, got 0
    """
    try:
        number = operator.index(width)
    except TypeError:
        number = None
    if number is None or isinstance(width, bool):
        raise TypeError(
            f"{owner}: {name} must be an integer, got {type(width).__name__} {width!r}"
        )
    if number < least:
        raise ValueError(f"{owner}: {name} must be at least {least}, got {number}")
    return number


def checked_widths(nin: Any, nouts: Any) -> list[int]:
    """The widths of an MLP from its input to its output.

    Raises:
        TypeError: `nouts` is no list, or a width no integer.
        ValueError: `nouts` is empty, or a width less than 1.

    >>> checked_widths(2, [16, 1])
    [2, 16, 1]
    """
    first = checked_width(nin, "MLP", "nin")
    if isinstance(nouts, (str, bytes)) or not isinstance(nouts, Iterable):
        raise TypeError(
            "MLP: nouts must be a list with the width of each layer, e.g. "
            f"MLP({first}, [4, 1]); got {type(nouts).__name__} {nouts!r}"
        )
    widths = [checked_width(each, "MLP", f"nouts[{i}]") for i, each in enumerate(nouts)]
    if not widths:
        raise ValueError(
            "MLP: nouts is empty; give the width of each layer, e.g. "
            f"MLP({first}, [4, 1])"
        )
    return [first, *widths]


def checked_shape(shape: Any, owner: str) -> tuple[int, ...]:
    """A shape as a tuple of ints.

    Raises:
        TypeError: it is no tuple or list of integers.
        ValueError: it is empty, or has a size less than 1.

    >>> checked_shape([32, 64], "input_shape")
    (32, 64)
    """
    try:
        sizes = tuple(operator.index(each) for each in shape)
    except TypeError:
        raise TypeError(
            f"{owner}: expected a shape such as (64,) or (32, 64), got {shape!r}"
        ) from None
    if not sizes or min(sizes) < 1:
        raise ValueError(f"{owner}: every size must be at least 1, got {shape!r}")
    return sizes


def checked_share(share: Any, owner: str, name: str) -> float:
    """A number from 0 to 1.

    Raises:
        TypeError: `share` is no number.
        ValueError: it is not in [0, 1].

    >>> checked_share(1.5, "Dropout", "p")
    Traceback (most recent call last):
    ValueError: Dropout: p must be in [0, 1], got 1.5
    """
    number = as_float(share, f"{owner}: {name}")
    if not 0.0 <= number <= 1.0:
        raise ValueError(f"{owner}: {name} must be in [0, 1], got {share!r}")
    return number


def checked_number(number: Any, owner: str, name: str, low: float = -np.inf) -> float:
    """A finite number, at least `low`.

    Raises:
        TypeError: it is no number.
        ValueError: it is inf, nan or below `low`.

    >>> checked_number(-1, "normal", "std", low=0.0)
    Traceback (most recent call last):
    ValueError: normal: std must be >= 0, got -1
    """
    checked = as_float(number, f"{owner}: {name}")
    if not np.isfinite(checked):
        raise ValueError(f"{owner}: {name} must be finite, got {number!r}")
    if checked < low:
        raise ValueError(f"{owner}: {name} must be >= {low:g}, got {number!r}")
    return checked


def checked_rng(rng: Any) -> np.random.Generator:
    """A generator from a generator, a seed, or None for a fresh one.

    Raises:
        TypeError: `rng` is none of these.
        ValueError: the seed is negative.

    >>> checked_rng(7).integers(100) == checked_rng(7).integers(100)
    np.True_
    """
    if isinstance(rng, (bool, str, float)):
        raise TypeError(_rng_message(rng))
    try:
        return np.random.default_rng(rng)
    except (TypeError, ValueError) as error:
        raise type(error)(_rng_message(rng)) from None


def _rng_message(rng: Any) -> str:
    return (
        "rng must be a numpy.random.Generator, a seed (an integer >= 0), or None; got "
        f"{type(rng).__name__} {rng!r}"
    )


def checked_inputs(x: Any, nin: int, module: Any) -> tuple[Any, ...]:
    """One sample as a tuple of `nin` floats and Values.

    A layer of width one gives the Value itself, so a network of one input takes a
    bare number or Value too.

    Raises:
        TypeError: `x` is no sequence, or an entry neither number nor Value.
        ValueError: there are not `nin` entries.

    >>> from nn import Layer
    >>> checked_inputs([1, Value(2.0)], 2, Layer(2, 1))
    (1.0, Value(data=2.0, grad=0.0))
    """
    if type(x) is not list and type(x) is not tuple:
        x = _listed(x, nin, module)
    if len(x) != nin:
        raise ValueError(f"{title(module)} takes {nin} inputs, got {len(x)}")
    if detecting():
        for i, each in enumerate(x):
            check_finite(each, f"{title(module)}, input {i}")
    for each in x:
        kind = type(each)
        if kind is not Value and kind is not float:
            return tuple([_entry(each, i, module) for i, each in enumerate(x)])
    return tuple(x)


def title(module: Any) -> str:
    """How messages name a module: by its place in the network, and what it is.

    >>> from nn import MLP, mlp
    >>> title(MLP(2, [3, 1]).layers[1]), title(mlp([2, 3, 1]).layers[2])
    ('layers.1 (Layer of 1 neuron)', 'layers.2 Linear(3 -> 1)')
    """
    place = module._place
    neurons = getattr(module, "neurons", None)
    if neurons is not None:
        count = f"Layer of {len(neurons)} neuron{'' if len(neurons) == 1 else 's'}"
        return f"{place} ({count})" if place else count
    text = repr(module)
    return f"{place} {type(module).__name__ if chr(10) in text else text}".lstrip()


def check_finite(x: Any, owner: str) -> None:
    """Inside `detect_anomaly()`: refuse an input that holds inf or nan.

    Raises:
        NonFiniteError: it does; the message names the layer and the entry.

    >>> from autograd_core import detect_anomaly
    >>> with detect_anomaly():
    ...     check_finite(np.array([0.0, np.nan]), "Linear(2 -> 3)")
    Traceback (most recent call last):
    autograd_core.NonFiniteError: Linear(2 -> 3): the input holds nan at [1]
    """
    if not detecting():
        return
    numbers = np.asarray(x.data if isinstance(x, Node) else x)
    wrong = np.argwhere(~np.isfinite(numbers))
    if len(wrong):
        place = tuple(wrong[0].tolist())
        label = f" {x.label}" if getattr(x, "label", "") else ""
        where = f" at {list(place)}" if place else ""
        raise NonFiniteError(
            f"{owner}: the input{label} holds {numbers[place].item()}{where}"
        )


def _listed(x: Any, nin: int, module: Any) -> Sequence[Any]:
    if isinstance(x, np.ndarray) and x.ndim:
        if x.ndim > 1:
            raise TypeError(
                f"{title(module)} takes one sample at a time, got an array of shape "
                f"{x.shape}; write [model(x) for x in xs]"
            )
        return x.tolist()
    if nin == 1 and (isinstance(x, Value) or is_number(x)):
        return (x,)
    if isinstance(x, Sequence) and not isinstance(x, (str, bytes)):
        return x
    remedy = (
        "; model.to_tensor() makes a network that takes Tensors"
        if isinstance(x, Node) and not isinstance(x, Value)
        else ""
    )
    raise TypeError(
        f"{title(module)} takes a list, tuple or 1-d array of {nin} numbers or "
        f"Values, got {type(x).__name__} {short_repr(x)}{remedy}"
    )


def _entry(each: Any, i: int, module: Any) -> Any:
    if isinstance(each, Value):
        return each
    return as_float(each, f"{title(module)}, input {i}")

"""Checks of the widths and inputs of networks of single Values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from autograd_core import Node, Value
from autograd_core.extend import (
    as_float,
    detecting,
    is_number,
    plain_table,
    short_repr,
)
from nn.checks.arguments import checked_width
from nn.checks.finite import check_finite
from nn.module.module import Module
from nn.module.title import title


def checked_widths(nin: Any, nouts: Any) -> list[int]:
    """The widths of an MLP from its input to its output.

    Raises:
        TypeError: `nouts` is not a list, or a width is not an integer.
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
    widths = [
        checked_width(width, "MLP", f"nouts[{i}]") for i, width in enumerate(nouts)
    ]
    if not widths:
        raise ValueError(
            "MLP: nouts is empty; give the width of each layer, e.g. "
            f"MLP({first}, [4, 1])"
        )
    return [first, *widths]


def checked_inputs(x: Any, nin: int, module: Module) -> tuple[Any, ...]:
    """One sample as a tuple of `nin` floats and Values.

    The output of a layer of width one is the Value itself, so a network of one input
    takes a single number or Value too.

    Raises:
        TypeError: `x` is not a sequence, or an entry is neither a number nor a Value.
        ValueError: there are not `nin` entries.

    >>> from nn import Layer
    >>> checked_inputs([1, Value(2.0)], 2, Layer(2, 1))
    (1.0, Value(data=2.0, grad=0.0))
    """
    if type(x) is not list and type(x) is not tuple:
        x = _sequence(x, nin, module)
    if len(x) != nin:
        _refuse_samples(x, module)
        raise ValueError(f"{title(module)} takes {nin} inputs, got {len(x)}")
    if detecting():
        for i, entry in enumerate(x):
            check_finite(entry, f"{title(module)}, input {i}")
    for entry in x:
        kind = type(entry)
        if kind is not Value and kind is not float:
            _refuse_samples(x, module)
            return tuple([_entry(number, i, module) for i, number in enumerate(x)])
    return tuple(x)


def _sequence(x: Any, nin: int, module: Module) -> Sequence[Any]:
    x = plain_table(x, title(module))
    if isinstance(x, np.ndarray) and x.ndim:
        if x.ndim > 1:
            raise _several_samples(f"an array of shape {x.shape}", module)
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


def _refuse_samples(x: Sequence[Any], module: Module) -> None:
    """Refuse a list of samples in the place of one."""
    if x and isinstance(x[0], (list, tuple, np.ndarray)) and np.ndim(x[0]):
        kind = type(x[0]).__name__
        raise _several_samples(f"{len(x)} of them, each a {kind}", module)


def _several_samples(found: str, module: Module) -> TypeError:
    return TypeError(
        f"{title(module)} takes one sample at a time, got {found}; write "
        "[model(x) for x in xs]"
    )


def _entry(entry: Any, i: int, module: Module) -> Value | float:
    if isinstance(entry, Value):
        return entry
    return as_float(entry, f"{title(module)}, input {i}")

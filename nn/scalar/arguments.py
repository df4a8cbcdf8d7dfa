"""Checks of what networks of single Values are built of and called with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from autograd_core import Node, Value
from autograd_core.extend import as_float, detecting, is_number, short_repr
from nn.checks.arguments import checked_width
from nn.checks.finite import check_finite
from nn.module.title import title


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

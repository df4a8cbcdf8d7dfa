"""NumPy's functions called with nodes: `np.exp(v)`, `np.float64(2) * v`, `np.where`.

Every ufunc of the op table records a node; comparisons give plain bools.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core import ops
from autograd_core.messages.operands import is_node, is_tensor
from autograd_core.ops.object_arrays import boxed, entrywise
from autograd_core.ops.op import OPS

COMPARISONS: dict[Any, Callable[[Any, Any], Any]] = {
    np.less: operator.lt,
    np.less_equal: operator.le,
    np.greater: operator.gt,
    np.greater_equal: operator.ge,
    np.equal: operator.eq,
    np.not_equal: operator.ne,
}

MIRRORED: dict[Any, Any] = {
    np.less: np.greater,
    np.less_equal: np.greater_equal,
    np.greater: np.less,
    np.greater_equal: np.less_equal,
    np.equal: np.equal,
    np.not_equal: np.not_equal,
}
"""The same comparison with its sides exchanged."""

PREDICATES = (np.isnan, np.isinf, np.isfinite, np.signbit)


UFUNCS: dict[Any, Callable[..., Any]] = {}
"""Ufuncs that are not elementwise ops: `np.matmul`."""


def call_ufunc(
    ufunc: np.ufunc, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    """`ufunc(*inputs)` where an input is a node.

    Raises:
        TypeError: the ufunc is not an op, or was called with `out=` and the like.
    """
    if method != "__call__" or any(value is not None for value in kwargs.values()):
        options = ", ".join(kwargs) or method
        raise TypeError(
            f"np.{ufunc.__name__} on nodes takes no options ({options}); call it "
            f"plainly (a = a + t, not a += t), or use the function of autograd_core"
        )
    if ufunc in UFUNCS:
        return UFUNCS[ufunc](*inputs)
    if any(map(is_tensor, inputs)):
        return _call_on_nodes(ufunc, inputs)
    if any(isinstance(x, np.ndarray) and x.ndim for x in inputs):
        # A Value with an array: the op of every entry.
        if ufunc.__name__ in OPS:
            return entrywise(OPS[ufunc.__name__], inputs)
        return ufunc(*map(boxed, inputs))
    result = _call_on_nodes(ufunc, inputs)
    return bool(result) if ufunc in PREDICATES else result


def _call_on_nodes(ufunc: np.ufunc, inputs: tuple[Any, ...]) -> Any:
    operands: list[Any] = [
        x[()] if isinstance(x, np.ndarray) and not x.ndim else x for x in inputs
    ]
    if ufunc in COMPARISONS:
        left, right = operands
        if not is_node(left):
            # NumPy would pass an array on the left to this function again.
            left, right, ufunc = right, left, MIRRORED[ufunc]
        return COMPARISONS[ufunc](left, right)
    if ufunc in PREDICATES:
        return ufunc(operands[0]._payload())
    if ufunc is np.positive:
        return operands[0]
    if ufunc.__name__ not in OPS:
        raise TypeError(
            f"np.{ufunc.__name__} has no derivative here; the ops are "
            f"{', '.join(sorted(OPS))}; for another one see autograd_core.custom_op"
        )
    return OPS[ufunc.__name__](*operands)


def _clip(
    x: Any, a_min: Any = None, a_max: Any = None, *, min: Any = None, max: Any = None
) -> Any:
    lowest = min if a_min is None else a_min
    return ops.clip(x, lowest, max if a_max is None else a_max)


FUNCTIONS: dict[Callable[..., Any], Callable[..., Any] | str] = {
    np.where: ops.where,
    np.clip: _clip,
}
"""The function that computes NumPy's function on nodes, or the module that has it."""


def function_on_nodes(func: Callable[..., Any]) -> Callable[..., Any]:
    """The function that computes NumPy's `func` on nodes; its module is imported now.

    Raises:
        KeyError: there is none.

    >>> import autograd_core
    >>> function_on_nodes(np.tile) is autograd_core.tile
    True
    """
    function = FUNCTIONS[func]
    if isinstance(function, str):
        module = importlib.import_module(function)
        function = FUNCTIONS[func] = getattr(module, func.__name__)
    return function


def call_function(
    func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    """`func(*args)` of NumPy where an argument is a node.

    Raises:
        TypeError: there is no differentiable form of `func`.
    """
    if func not in FUNCTIONS:
        names = sorted(known.__name__ for known in FUNCTIONS)
        raise TypeError(
            f"np.{func.__name__} has no derivative here; functions that work on nodes "
            f"are {', '.join(names)}; for a plain result give it the array, t.data"
        )
    function = function_on_nodes(func)
    signature = _signature(function)
    options = {
        name: value
        for name, value in kwargs.items()
        if value is not None or name in signature.parameters
    }
    try:
        signature.bind(*args, **options)
    except TypeError as error:
        parameters = ", ".join(signature.parameters)
        raise TypeError(
            f"np.{func.__name__} on nodes: {error}; it takes ({parameters})"
        ) from None
    return function(*args, **options)


@functools.cache
def _signature(function: Callable[..., Any]) -> inspect.Signature:
    return inspect.signature(function)

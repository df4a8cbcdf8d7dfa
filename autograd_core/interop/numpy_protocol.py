"""NumPy's functions called with nodes: `np.exp(v)`, `np.float64(2) * v`, `np.where`.

Every ufunc of the op table records a node, and so do some of scipy.special; comparisons
give plain bools.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import operator
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograd_core import ops
from autograd_core.interop.missing_functions import missing_function, missing_method
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

PREDICATES = (
    *(np.isnan, np.isinf, np.isfinite, np.signbit),
    *(np.logical_and, np.logical_or, np.logical_xor, np.logical_not),
)

UFUNCS: dict[Any, Callable[..., Any] | str] = {}
"""Ufuncs that are not elementwise ops, `np.matmul`: a function, or the module of it."""

as_tensor: Callable[[Any, list[Any]], Any] | None = None
"""A Value as a Tensor without axes beside others; `tensor.numpy_names` sets it."""

_IGNORED = {"casting": ("same_kind",), "order": ("C", "K", "A"), "subok": (True,)}
"""Options of NumPy at which nodes have what they ask for."""


def call_ufunc(
    ufunc: np.ufunc, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    """`ufunc(*inputs)` where an input is a node.

    Raises:
        TypeError: the ufunc is not an op, or was called with `out=` and the like.
    """
    if method != "__call__":
        raise missing_method(ufunc, method)
    if any(value is not None for value in kwargs.values()):
        raise TypeError(
            f"np.{ufunc.__name__} on nodes takes no options ({', '.join(kwargs)}); "
            "call it plainly (a = a + t, not a += t), or use the function of "
            "autograd_core"
        )
    if ufunc in UFUNCS:
        return _resolved(UFUNCS, ufunc)(*inputs)
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
        return ufunc(*[x._payload() if is_node(x) else x for x in operands])
    if ufunc is np.positive:
        return operands[0]
    if ufunc.__name__ in OPS:
        return OPS[ufunc.__name__](*operands)
    if getattr(np, ufunc.__name__, None) is not ufunc:
        special = importlib.import_module("autograd_core.ops.scipy_ufuncs").ON_NODES
        if ufunc.__name__ in special:
            return special[ufunc.__name__](*operands)
    raise missing_function(ufunc, {**OPS, **{f.__name__: f for f in UFUNCS}})


def _clip(
    x: Any, a_min: Any = None, a_max: Any = None, *, min: Any = None, max: Any = None
) -> Any:
    lowest = min if a_min is None else a_min
    return ops.clip(x, lowest, max if a_max is None else a_max)


def _where(condition: Any, x: Any = None, y: Any = None) -> Any:
    if x is None and y is None:  # the positions of what is not 0
        return np.nonzero(condition._payload())
    return ops.where(condition, x, y)


FUNCTIONS: dict[Any, Callable[..., Any] | str] = {
    np.where: _where,
    np.clip: _clip,
}
"""The function that computes NumPy's function on nodes, or the module that has it."""


_OF_VALUES = {np.where, np.clip, np.round, np.around, np.sinc, np.nan_to_num}
"""Functions of numbers: a Value stays one."""


def function_on_nodes(func: Callable[..., Any]) -> Callable[..., Any]:
    """The function that computes NumPy's `func` on nodes; its module is imported now.

    Raises:
        KeyError: there is none.

    >>> import autograd_core
    >>> function_on_nodes(np.tile) is autograd_core.tile
    True
    """
    return _resolved(UFUNCS if func in UFUNCS else FUNCTIONS, func)


def _resolved(
    table: dict[Any, Callable[..., Any] | str], func: Callable[..., Any]
) -> Callable[..., Any]:
    """The function that a table has for NumPy's `func`; its module is imported now."""
    function = table[func]
    if isinstance(function, str):
        module, _, name = function.partition(":")
        found: Callable[..., Any] = getattr(
            importlib.import_module(module), name or func.__name__
        )
        function = table[func] = found
    return function


def call_function(
    func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    """`func(*args)` of NumPy where an argument is a node.

    Raises:
        TypeError: there is no differentiable form of `func`.
    """
    if func not in FUNCTIONS:
        raise missing_function(func, {f.__name__: f for f in FUNCTIONS})
    function = function_on_nodes(func)
    nodes = list(_nodes_in((args, kwargs)))
    tensors = [node for node in nodes if is_tensor(node)]
    if len(tensors) < len(nodes) and func not in _OF_VALUES:
        args, kwargs = _with_tensors((args, kwargs), tensors)
    signature = _signature(function)
    options = {
        name: value
        for name, value in kwargs.items()
        if name in signature.parameters
        or not (value is None or value in _IGNORED.get(name, ()))
    }
    try:
        signature.bind(*args, **options)
    except TypeError as error:
        parameters = ", ".join(signature.parameters)
        raise TypeError(
            f"np.{func.__name__} on nodes: {error}; it takes ({parameters})"
        ) from None
    out = function(*args, **options)
    if not tensors and is_tensor(out) and not out.ndim:
        return out.values()  # a number stays one, as NumPy's do
    return out


def _nodes_in(thing: Any) -> Iterator[Any]:
    """The nodes in nested lists and dicts."""
    if isinstance(thing, dict):
        thing = tuple(thing.values())
    if isinstance(thing, (list, tuple)):
        for part in thing:
            yield from _nodes_in(part)
    elif is_node(thing):
        yield thing


def _with_tensors(thing: Any, beside: list[Any]) -> Any:
    """Values in nested lists and dicts as Tensors without axes, all else as it is."""
    if isinstance(thing, (list, tuple)):
        return type(thing)([_with_tensors(part, beside) for part in thing])
    if isinstance(thing, dict):
        return {name: _with_tensors(part, beside) for name, part in thing.items()}
    if as_tensor is None or not is_node(thing) or is_tensor(thing):
        return thing
    return as_tensor(thing, beside)


@functools.cache
def _signature(function: Callable[..., Any]) -> inspect.Signature:
    return inspect.signature(function)

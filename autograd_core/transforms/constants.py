"""Masks, positions and shapes inside a function of `vmap`: they have no derivative.

A mask differs from example to example, so it is a `Batched` with a plain array inside.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core.array_ops import shape
from autograd_core.array_ops.checks import behind_examples, checked_axis
from autograd_core.array_ops.functions.shape import ravel
from autograd_core.engine.node import Node
from autograd_core.interop.numpy_protocol import COMPARISONS
from autograd_core.messages.operands import innermost, is_mapped


def plain(x: Any) -> Any:
    """The numbers of an array, a Tensor or a `Batched`."""
    if is_mapped(x):
        return x.detach()
    return x._payload() if isinstance(x, Node) else x


def of_entries(function: Callable[..., Any], *operands: Any) -> Any:
    """A function of NumPy that treats every entry by itself."""
    if not any(map(is_mapped, operands)):
        return function(*map(plain, operands))
    level = innermost(operands)
    level.check_running()
    mapped = [is_mapped(x) and x.level is level for x in operands]
    parts = [x.inner if m else x for x, m in zip(operands, mapped, strict=True)]
    return level.box(of_entries(function, *shape.aligned(parts, mapped)))


def compared(function: Callable[[Any, Any], Any]) -> Any:
    """The method of `Batched` for an operator that gives a mask."""

    def call(self: Any, other: Any) -> Any:
        if not (isinstance(other, (np.ndarray, Node)) or np.isscalar(other)):
            return NotImplemented
        return of_entries(function, self, other)

    return call


def reduced(
    function: Callable[..., Any], x: Any, axis: Any = None, **options: Any
) -> Any:
    """A reduction of NumPy, of each example.

    NumPy calls it again where an outer `vmap` is inside.
    """
    inner = plain(x.inner)
    if isinstance(axis, int):
        axis = checked_axis(axis, x, function.__name__)
    return x.level.box(function(inner, axis=behind_examples(axis, inner), **options))


def positions(
    function: Callable[..., Any], x: Any, axis: Any = None, **options: Any
) -> Any:
    """The positions that `np.argmax` and its kin give, of each example."""
    if axis is None and options.get("keepdims"):
        x = x.reshape((-1, *(1,) * (x.ndim - 1)))
    elif axis is None:
        x = ravel(x)
    axis = checked_axis(0 if axis is None else axis, x, function.__name__)
    return x.level.box(function(plain(x.inner), axis=axis + 1, **options))


def _filled(x: Any, number: float, dtype: Any) -> Any:
    return np.full(x.shape, number, x.dtype if dtype is None else dtype)


def _calling(
    form: Callable[..., Any], *functions: Any
) -> dict[Callable[..., Any], Callable[..., Any]]:
    def bound(function: Any) -> Callable[..., Any]:
        return lambda *args, **options: form(function, *args, **options)

    return {function: bound(function) for function in functions}


UFUNCS = frozenset(
    (
        *(np.isnan, np.isinf, np.isfinite, np.signbit, *COMPARISONS),
        *(np.logical_and, np.logical_or, np.logical_not, np.logical_xor),
        *(np.bitwise_and, np.bitwise_or, np.invert, np.bitwise_xor),
    )
)
"""Ufuncs that give masks."""

FUNCTIONS: dict[Callable[..., Any], Callable[..., Any]] = {
    np.shape: lambda x: x.shape,
    np.ndim: lambda x: x.ndim,
    np.size: lambda x: x.size,
    np.zeros_like: lambda x, dtype=None: _filled(x, 0.0, dtype),
    np.ones_like: lambda x, dtype=None: _filled(x, 1.0, dtype),
    np.empty_like: lambda x, dtype=None: _filled(x, 0.0, dtype),
    np.full_like: lambda x, value: _filled(x, 0.0, None) + value,
    np.isclose: lambda x, y, **options: of_entries(
        lambda a, b: np.isclose(a, b, **options), x, y
    ),
    **_calling(reduced, np.all, np.any, np.count_nonzero),
    **_calling(positions, np.argmax, np.argmin),
    np.argsort: lambda x, axis=-1, **options: positions(np.argsort, x, axis, **options),
}
"""NumPy's functions of one array that give constants."""

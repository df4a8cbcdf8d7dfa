"""Whole matrices of derivatives: `jacobian`, `jacfwd`, `jacrev`, `hessian`."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_core.array_ops.functions.joining import stack
from autograd_core.array_ops.functions.shape import reshape
from autograd_core.engine.node import Node
from autograd_core.tensor.value_tensor import stack_values
from autograd_core.transforms import pytree
from autograd_core.transforms.arguments import (
    checked_argnums,
    checked_function,
    one_or_all,
)
from autograd_core.transforms.recording import Recording


def jacobian(
    f: Callable[..., Any], argnums: int | Sequence[int] = 0
) -> Callable[..., Any]:
    """The function that computes d f / d x, every entry by every entry.

    Forward mode if there are fewer inputs than outputs, else reverse mode.

    Args:
        f: a function of any results.
        argnums: the argument, or the arguments, to differentiate with respect to.

    Returns:
        A function of the same arguments; it gives an array of shape `out.shape +
        x.shape` (a number for two numbers). Where `out` or `x` is a tuple, list or
        dict, such a structure of them, that of `out` outside.

    >>> jacobian(lambda x: x**2)(np.array([1.0, 2.0]))
    array([[2., 0.],
           [0., 4.]])
    """
    return _jacobian("jacobian", f, argnums, _cheaper)


def jacfwd(
    f: Callable[..., Any], argnums: int | Sequence[int] = 0
) -> Callable[..., Any]:
    """`jacobian` in forward mode: one push per entry of the inputs.

    >>> jacfwd(lambda x: x**2)(3.0)
    6.0
    """
    return _jacobian("jacfwd", f, argnums, _by_columns)


def jacrev(
    f: Callable[..., Any], argnums: int | Sequence[int] = 0
) -> Callable[..., Any]:
    """`jacobian` in reverse mode: one walk back per entry of the result.

    >>> jacrev(lambda x: x**2)(3.0)
    6.0
    """
    return _jacobian("jacrev", f, argnums, _by_rows)


def hessian(
    f: Callable[..., Any], argnums: int | Sequence[int] = 0
) -> Callable[..., Any]:
    """The function that computes all second derivatives of f, forward over reverse.

    H_ij = d^2 f / dx_i dx_j.

    Args:
        f: a function that gives one number.
        argnums: the argument, or the arguments, to differentiate with respect to.

    Returns:
        A function of the same arguments; it gives an array of shape `x.shape +
        x.shape`.

    >>> hessian(lambda x: x[0] ** 2 * x[1])(np.array([1.0, 2.0]))
    array([[4., 2.],
           [2., 0.]])
    """
    slopes = _jacobian("hessian", f, argnums, _by_rows)
    return _jacobian("hessian", slopes, argnums, _by_columns)


def _jacobian(
    name: str,
    f: Callable[..., Any],
    argnums: int | Sequence[int],
    blocks: Callable[[Recording], list[list[Any]]],
) -> Callable[..., Any]:
    checked_function(f, name)

    @functools.wraps(f, updated=())
    def all_derivatives(*args: Any, **kwargs: Any) -> Any:
        chosen = checked_argnums(argnums, args, name)
        run = Recording(name, f, args, kwargs, chosen)
        rows = []
        for row in blocks(run):
            rows.append(one_or_all(run.by_argument(row), argnums))
        return pytree.rebuild(run.out, rows)

    return all_derivatives


def _size(leaf: Any) -> int:
    return math.prod(_shape(leaf))


def _shape(leaf: Any) -> tuple[int, ...]:
    return tuple(getattr(leaf, "shape", ()))


def _cheaper(run: Recording) -> list[list[Any]]:
    inputs = sum(map(_size, run.inputs))
    outputs = sum(map(_size, run.outputs))
    return _by_columns(run) if inputs < outputs else _by_rows(run)


def _basis(leaf: Any) -> list[Any]:
    """For each entry of a leaf the cotangent or tangent that is 1 there."""
    if not hasattr(leaf, "shape"):
        return [1.0]
    n = _size(leaf)
    rows = np.eye(n, dtype=leaf.dtype)
    return [rows[k].reshape(leaf.shape) for k in range(n)]


def _by_rows(run: Recording) -> list[list[Any]]:
    """One block for each pair of an output and an input, row by row."""
    found = []
    for k, out in enumerate(run.outputs):
        rows = []
        for vector in _basis(out) if isinstance(out, Node) else []:
            seeds = [_zeros(each) for each in run.outputs]
            seeds[k] = vector
            rows.append(run.pull(seeds))
        found.append(
            [
                _stacked([row[j] for row in rows], _shape(out), x, leading=True)
                for j, x in enumerate(run.inputs)
            ]
        )
    return found


def _by_columns(run: Recording) -> list[list[Any]]:
    """One block for each pair of an output and an input, column by column."""
    columns: list[list[list[Any]]] = []
    for j, x in enumerate(run.inputs):
        pushed = []
        for vector in _basis(x):
            tangents: list[Any] = [None] * len(run.inputs)
            tangents[j] = vector
            pushed.append(run.push(tangents))
        columns.append(pushed)
    return [
        [
            _stacked(
                [column[k] for column in columns[j]], _shape(x), out, leading=False
            )
            for j, x in enumerate(run.inputs)
        ]
        for k, out in enumerate(run.outputs)
    ]


def _zeros(leaf: Any) -> Any:
    return np.zeros(leaf.shape, leaf.dtype) if hasattr(leaf, "shape") else 0.0


def _stacked(
    parts: list[Any], taken: tuple[int, ...], other: Any, leading: bool
) -> Any:
    """Rows (or columns) of one block as an array.

    Args:
        parts: one for each entry that was set to 1.
        taken: the shape of what the entries are of.
        other: what each part is of the shape of.
        leading: whether the entries are the rows.
    """
    shape = (*taken, *_shape(other)) if leading else (*_shape(other), *taken)
    if not parts:
        return np.zeros(shape)
    if not shape:
        return parts[0]
    if not hasattr(parts[0], "shape"):
        line = stack_values(parts)
    elif any(isinstance(each, Node) for each in parts):
        line = stack(parts, axis=0 if leading else -1)
    else:
        line = np.stack(parts, axis=0 if leading else -1)
    return reshape(line, shape)

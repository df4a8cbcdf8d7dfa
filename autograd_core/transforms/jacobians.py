"""Whole matrices of derivatives: `jacobian`, `jacfwd`, `jacrev`, `hessian`."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any, Literal, overload

import numpy as np

from autograd_core.array_ops.checks import shape_of
from autograd_core.array_ops.functions.joining import stack
from autograd_core.array_ops.functions.shape import reshape
from autograd_core.engine.node import Node
from autograd_core.messages.explained import explained
from autograd_core.messages.types import Payload, Shape
from autograd_core.tensor.methods import ArrayMethods
from autograd_core.tensor.value_tensor import stack_values
from autograd_core.transforms import pytree
from autograd_core.transforms.arguments import (
    check_argnums,
    check_function,
    checked_argnums,
    one_or_all,
)
from autograd_core.transforms.leaf import zeros_like
from autograd_core.transforms.pytree import Leaf, PyTree
from autograd_core.transforms.recording import Recording
from autograd_core.transforms.types import ArrayFunction, Hessian

_Blocks = list[list[Leaf]]  # of each output a row, of each input a column


@overload
def jacobian(
    f: Callable[..., PyTree], argnums: Literal[0] = 0, has_aux: Literal[False] = False
) -> ArrayFunction: ...
@overload
def jacobian(
    f: Callable[..., PyTree], argnums: int | Sequence[int] = 0, has_aux: bool = False
) -> Callable[..., Any]: ...
@explained
def jacobian(
    f: Callable[..., PyTree], argnums: int | Sequence[int] = 0, has_aux: bool = False
) -> Callable[..., Any]:
    """The function that computes d f / d x, every entry by every entry.

    Forward mode if there are fewer inputs than outputs, else reverse mode.

    Args:
        f: a function of any results.
        argnums: the argument, or the arguments, to differentiate with respect to.
        has_aux: whether f gives a pair `(out, aux)`; then the function gives such a
            pair, too.

    Returns:
        A function of the same arguments; it gives an array of shape `out.shape +
        x.shape` (a number for two numbers). Where `out` or `x` is a tuple, list or
        dict, such a structure of them, that of `out` outside.

    >>> jacobian(lambda x: x**2)(np.array([1.0, 2.0]))
    array([[2., 0.],
           [0., 4.]])
    """
    return _jacobian("jacobian", f, argnums, has_aux, _in_the_cheaper_mode)


@overload
def jacfwd(
    f: Callable[..., PyTree], argnums: Literal[0] = 0, has_aux: Literal[False] = False
) -> ArrayFunction: ...
@overload
def jacfwd(
    f: Callable[..., PyTree], argnums: int | Sequence[int] = 0, has_aux: bool = False
) -> Callable[..., Any]: ...
@explained
def jacfwd(
    f: Callable[..., PyTree], argnums: int | Sequence[int] = 0, has_aux: bool = False
) -> Callable[..., Any]:
    """`jacobian` in forward mode: one push per entry of the inputs.

    Args:
        f: a function of any results.
        argnums: the argument, or the arguments, to differentiate with respect to.
        has_aux: whether f gives a pair `(out, aux)`; then the function gives such a
            pair, too.

    Returns:
        A function of the same arguments; it gives what that of `jacobian` does.

    >>> jacfwd(lambda x: x**2)(3.0)
    6.0
    """
    return _jacobian("jacfwd", f, argnums, has_aux, _by_columns)


@overload
def jacrev(
    f: Callable[..., PyTree], argnums: Literal[0] = 0, has_aux: Literal[False] = False
) -> ArrayFunction: ...
@overload
def jacrev(
    f: Callable[..., PyTree], argnums: int | Sequence[int] = 0, has_aux: bool = False
) -> Callable[..., Any]: ...
@explained
def jacrev(
    f: Callable[..., PyTree], argnums: int | Sequence[int] = 0, has_aux: bool = False
) -> Callable[..., Any]:
    """`jacobian` in reverse mode: one walk back per entry of the result.

    Args:
        f: a function of any results.
        argnums: the argument, or the arguments, to differentiate with respect to.
        has_aux: whether f gives a pair `(out, aux)`; then the function gives such a
            pair, too.

    Returns:
        A function of the same arguments; it gives what that of `jacobian` does.

    >>> jacrev(lambda x: x**2)(3.0)
    6.0
    """
    return _jacobian("jacrev", f, argnums, has_aux, _by_rows)


@overload
def hessian(
    f: Callable[..., PyTree], argnums: Literal[0] = 0, has_aux: Literal[False] = False
) -> Hessian: ...
@overload
def hessian(
    f: Callable[..., PyTree], argnums: int | Sequence[int] = 0, has_aux: bool = False
) -> Callable[..., Any]: ...
@explained
def hessian(
    f: Callable[..., PyTree], argnums: int | Sequence[int] = 0, has_aux: bool = False
) -> Callable[..., Any]:
    """The function that computes all second derivatives of f, forward over reverse.

    H_ij = d^2 f / dx_i dx_j.

    Args:
        f: a function that gives one number.
        argnums: the argument, or the arguments, to differentiate with respect to.
        has_aux: whether f gives a pair `(out, aux)`; then the function gives such a
            pair, too.

    Returns:
        A function of the same arguments; it gives an array of shape `x.shape +
        x.shape`.

    >>> hessian(lambda x: x[0] ** 2 * x[1])(np.array([1.0, 2.0]))
    array([[4., 2.],
           [2., 0.]])
    """
    slopes = _jacobian("hessian", f, argnums, has_aux, _by_rows)
    return _jacobian("hessian", slopes, argnums, has_aux, _by_columns)


def _jacobian(
    name: str,
    f: Callable[..., PyTree],
    argnums: int | Sequence[int],
    has_aux: bool,
    blocks: Callable[[Recording], _Blocks],
) -> Callable[..., PyTree]:
    """`jacobian`, under the name that the caller is known by.

    Args:
        name: the transform, for messages.
        f: the function.
        argnums: the argument, or the arguments, to differentiate with respect to.
        has_aux: whether f gives a pair `(out, aux)`.
        blocks: computes the blocks of the matrix of one run, in one of the modes.
    """
    check_function(f, name)
    check_argnums(argnums, name)

    @functools.wraps(f, updated=())
    def derivatives(*args: PyTree, **kwargs: PyTree) -> PyTree:
        positions = checked_argnums(argnums, args, name)
        run = Recording(name, f, args, kwargs, positions, has_aux)
        rows = [one_or_all(run.by_argument(row), argnums) for row in blocks(run)]
        matrix = pytree.rebuild(run.out, rows)
        return (matrix, run.aux) if has_aux else matrix

    return derivatives


def _in_the_cheaper_mode(run: Recording) -> _Blocks:
    inputs = sum(map(_size, run.inputs))
    outputs = sum(map(_size, run.outputs))
    return _by_columns(run) if inputs < outputs else _by_rows(run)


def _by_rows(run: Recording) -> _Blocks:
    """One block for each pair of an output and an input, row by row."""
    blocks = []
    for k, output in enumerate(run.outputs):
        rows = []
        for vector in _basis(output) if isinstance(output, Node) else []:
            seeds: list[Leaf] = [zeros_like(leaf) for leaf in run.outputs]
            seeds[k] = vector
            rows.append(run.pull(seeds))
        blocks.append(
            [
                _stacked([row[j] for row in rows], shape_of(output), x, as_rows=True)
                for j, x in enumerate(run.inputs)
            ]
        )
    return blocks


def _by_columns(run: Recording) -> _Blocks:
    """One block for each pair of an output and an input, column by column."""
    columns: list[list[list[Leaf]]] = []  # by input, entry of it and output
    for j, x in enumerate(run.inputs):
        tangents: list[Leaf | None] = [None] * len(run.inputs)
        columns.append([])
        for vector in _basis(x):
            tangents[j] = vector
            columns[j].append(run.push(tangents))
    return [
        [
            _stacked(
                [column[k] for column in columns[j]], shape_of(x), output, as_rows=False
            )
            for j, x in enumerate(run.inputs)
        ]
        for k, output in enumerate(run.outputs)
    ]


def _size(leaf: Leaf) -> int:
    return math.prod(shape_of(leaf))


def _basis(leaf: Node) -> list[Payload]:
    """For each entry of a leaf the cotangent or tangent that is 1 there, else 0."""
    if not isinstance(leaf, ArrayMethods):
        return [1.0]
    rows = np.eye(_size(leaf), dtype=leaf.dtype)
    return [row.reshape(leaf.shape) for row in rows]


def _stacked(parts: list[Any], shape: Shape, other: Leaf, as_rows: bool) -> Leaf:
    """Rows or columns of one block, as an array.

    Args:
        parts: one for each entry that was set to 1.
        shape: that of the leaf whose entries these are.
        other: a leaf in the shape of each part.
        as_rows: whether the parts are rows.
    """
    parts_shape = shape_of(other)
    block = (*shape, *parts_shape) if as_rows else (*parts_shape, *shape)
    if not parts:
        return np.zeros(block)
    if not block:
        return parts[0]
    if not hasattr(parts[0], "shape"):
        return reshape(stack_values(parts), block)
    axis = 0 if as_rows else -1
    arrays = [part for part in parts if not isinstance(part, Node)]
    if len(arrays) < len(parts):
        return reshape(stack(parts, axis=axis), block)
    return np.stack(arrays, axis=axis).reshape(block)

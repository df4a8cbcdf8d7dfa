"""Gradients in reverse mode: `grad`, `value_and_grad`, `elementwise_grad`.

The transforms have JAX's names and argument orders. Each takes a function of numbers,
arrays, Values or Tensors (or tuples, lists and dicts of them) and returns one. Plain
arguments give plain results; nodes give nodes, with a graph, and so do nodes that the
function closes over, except inside `no_grad()`. Transforms nest freely.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, Literal, overload

from autograd_core.messages.explained import explained
from autograd_core.transforms.arguments import (
    check_argnums,
    check_function,
    checked_argnums,
    one_or_all,
)
from autograd_core.transforms.leaf import is_single_number, ones_like
from autograd_core.transforms.pytree import PyTree
from autograd_core.transforms.recording import Recording
from autograd_core.transforms.types import Gradient, SecondGradient, ValueAndGradient


@overload
def grad(
    f: Callable[..., Any], argnums: Literal[0] = 0, has_aux: Literal[False] = False
) -> Gradient: ...
@overload
def grad(
    f: Callable[..., Any], argnums: Literal[1], has_aux: Literal[False] = False
) -> SecondGradient: ...
@overload
def grad(
    f: Callable[..., Any], argnums: Sequence[int], has_aux: Literal[False] = False
) -> Callable[..., tuple[Any, ...]]: ...
@overload
def grad(
    f: Callable[..., Any], argnums: int | Sequence[int] = 0, has_aux: bool = False
) -> Callable[..., Any]: ...
@explained
def grad(
    f: Callable[..., Any], argnums: int | Sequence[int] = 0, has_aux: bool = False
) -> Callable[..., Any]:
    """The function that computes the gradient of f, in reverse mode.

    Args:
        f: a function that gives one number.
        argnums: the argument, or the arguments, to differentiate with respect to.
        has_aux: whether f gives a pair `(value, aux)`; only the value counts.

    Returns:
        A function of the same arguments; it gives the gradient, in the structure of
        the argument, or a tuple of them for several; with `has_aux`, `(gradient, aux)`.

    Raises:
        TypeError: (when called) f gave several numbers, a bool or an integer, or an
            argument is not a number.
        ValueError: (when called) `argnums` names an argument that is not there, or one
            twice.
        GraphError: (when called) f computed its result inside `no_grad()`, or read the
            number of a node that depends on an input.

    >>> grad(lambda x: x**3)(2.0)
    12.0
    >>> grad(grad(lambda x: x**3))(2.0)
    12.0
    >>> import numpy as np
    >>> grad(lambda w, x: (w * x).sum(), argnums=1)(np.array([2.0, 3.0]), np.ones(2))
    array([2., 3.])

    What f closes over is a part of it; here d/dw of w times d/dx of w x is 2 w:

    >>> from autograd_core import Value
    >>> w = Value(3.0)
    >>> (w * grad(lambda x: w * x)(5.0)).backward()
    >>> w.grad
    6.0
    """
    return gradient_function("grad", f, argnums, has_aux)


@overload
def value_and_grad(
    f: Callable[..., Any], argnums: Literal[0] = 0, has_aux: Literal[False] = False
) -> ValueAndGradient: ...
@overload
def value_and_grad(
    f: Callable[..., Any], argnums: int | Sequence[int] = 0, has_aux: bool = False
) -> Callable[..., tuple[Any, Any]]: ...
@explained
def value_and_grad(
    f: Callable[..., Any], argnums: int | Sequence[int] = 0, has_aux: bool = False
) -> Callable[..., tuple[Any, Any]]:
    """Like `grad`, but the function gives `(value, gradient)` of one evaluation.

    Args:
        f: a function that gives one number.
        argnums: the argument, or the arguments, to differentiate with respect to.
        has_aux: whether f gives a pair `(value, aux)`; only the value counts.

    Returns:
        A function of the same arguments; it gives `(value, gradient)`; with `has_aux`,
        `((value, aux), gradient)`.

    Raises:
        TypeError, ValueError, GraphError: (when called) where `grad` raises them.

    >>> value_and_grad(lambda x: x * x)(3.0)
    (9.0, 6.0)
    """
    return _value_and_gradient("value_and_grad", f, argnums, has_aux)


def gradient_function(
    name: str,
    f: Callable[..., Any],
    argnums: int | Sequence[int],
    has_aux: bool = False,
) -> Callable[..., PyTree]:
    """`grad`, under the name that the caller is known by."""
    value_and_gradient = _value_and_gradient(name, f, argnums, has_aux)

    @functools.wraps(f, updated=())
    def gradient(*args: PyTree, **kwargs: PyTree) -> PyTree:
        value, slope = value_and_gradient(*args, **kwargs)
        return (slope, value[1]) if has_aux else slope

    return gradient


def _value_and_gradient(
    name: str, f: Callable[..., Any], argnums: int | Sequence[int], has_aux: bool
) -> Callable[..., tuple[Any, PyTree]]:
    check_function(f, name)
    check_argnums(argnums, name)

    @functools.wraps(f, updated=())
    def value_and_gradient(*args: PyTree, **kwargs: PyTree) -> tuple[Any, PyTree]:
        positions = checked_argnums(argnums, args, name)
        run = Recording(name, f, args, kwargs, positions, has_aux)
        _check_single_number(run.out, name)
        value = run.result()
        return (value, run.aux) if has_aux else value, _slopes(run, argnums)

    return value_and_gradient


def _check_single_number(out: PyTree, name: str) -> None:
    if not isinstance(out, (tuple, list, dict)) and is_single_number(out):
        return
    shape = getattr(out, "shape", type(out).__name__)
    remedy = "jacobian, or elementwise_grad for one derivative per entry"
    if name == "hvp":
        remedy = "hessian, which takes several"
    advice = f"sum it, or use {remedy}"
    if isinstance(out, tuple) and len(out) == 2 and name.endswith("grad"):
        advice = "for a result beside the number write has_aux=True"
    raise TypeError(
        f"{name}: the function must give one number, it gave {shape}; {advice}"
    )


@overload
def elementwise_grad(f: Callable[..., Any], argnums: Literal[0] = 0) -> Gradient: ...
@overload
def elementwise_grad(
    f: Callable[..., Any], argnums: int | Sequence[int] = 0
) -> Callable[..., Any]: ...
@explained
def elementwise_grad(
    f: Callable[..., Any], argnums: int | Sequence[int] = 0
) -> Callable[..., Any]:
    """The derivative of each entry of f(x) with respect to the same entry of x.

    d f_i / d x_i, if f treats every entry by itself. For any f it is the gradient of
    the sum of its entries.

    Args:
        f: a function of any results.
        argnums: the argument, or the arguments, to differentiate with respect to.

    Returns:
        A function of the same arguments; it gives the derivatives in the structure of
        the argument, or a tuple of them for several.

    >>> import numpy as np
    >>> elementwise_grad(lambda x: x**2)(np.array([1.0, 2.0]))
    array([2., 4.])
    """
    check_function(f, "elementwise_grad")
    check_argnums(argnums, "elementwise_grad")

    @functools.wraps(f, updated=())
    def derivative(*args: PyTree, **kwargs: PyTree) -> PyTree:
        positions = checked_argnums(argnums, args, "elementwise_grad")
        run = Recording("elementwise_grad", f, args, kwargs, positions)
        return _slopes(run, argnums)

    return derivative


def _slopes(run: Recording, argnums: int | Sequence[int]) -> PyTree:
    """The derivative of the sum of all entries of the outputs, for each argument."""
    slopes = run.pull([ones_like(output) for output in run.outputs])
    return one_or_all(run.by_argument(slopes), argnums)

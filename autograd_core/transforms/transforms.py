"""Functions of functions: derivatives under JAX's names and argument orders.

Each takes a function of numbers, arrays, Values or Tensors (or tuples, lists and dicts
of them) and gives one. Of plain arguments the answers are plain; of nodes they are
nodes, with a graph. Transforms nest freely.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, Literal, ParamSpec, overload

from autograd_core.transforms import pytree
from autograd_core.transforms.arguments import (
    check_function,
    check_tuples,
    checked_argnums,
    leaves_for,
    one_or_all,
)
from autograd_core.transforms.leaf import is_single_number, ones_like
from autograd_core.transforms.pytree import PyTree
from autograd_core.transforms.recording import Recording

_P = ParamSpec("_P")
Pullback = Callable[[PyTree], tuple[PyTree, ...]]


def grad(
    f: Callable[_P, Any], argnums: int | Sequence[int] = 0, has_aux: bool = False
) -> Callable[_P, PyTree]:
    """The function that computes the gradient of f, in reverse mode.

    Args:
        f: a function that gives one number.
        argnums: the argument, or the arguments, to differentiate with respect to.
        has_aux: whether f gives a pair `(value, aux)`; only the value counts.

    Returns:
        A function of the same arguments; it gives the gradient, in the structure of
        the argument, or a tuple of them for several; with `has_aux`, `(gradient, aux)`.

    Raises:
        TypeError: (when called) f gave several numbers, or an argument is not a number.
        ValueError: (when called) `argnums` names an argument that is not there, or one
            twice.
        GraphError: (when called) f computed its result inside `no_grad()`.

    >>> grad(lambda x: x**3)(2.0)
    12.0
    >>> grad(grad(lambda x: x**3))(2.0)
    12.0
    >>> import numpy as np
    >>> grad(lambda w, x: (w * x).sum(), argnums=1)(np.array([2.0, 3.0]), np.ones(2))
    array([2., 3.])
    """
    return _gradient("grad", f, argnums, has_aux)


def value_and_grad(
    f: Callable[_P, Any], argnums: int | Sequence[int] = 0, has_aux: bool = False
) -> Callable[_P, tuple[Any, PyTree]]:
    """Like `grad`, but the function gives `(value, gradient)` of one evaluation.

    With `has_aux` it gives `((value, aux), gradient)`.

    >>> value_and_grad(lambda x: x * x)(3.0)
    (9.0, 6.0)
    """
    return _value_and_gradient("value_and_grad", f, argnums, has_aux)


def _gradient(
    name: str,
    f: Callable[_P, Any],
    argnums: int | Sequence[int],
    has_aux: bool = False,
) -> Callable[_P, PyTree]:
    """`grad`, under the name that the caller is known by."""
    value_and_gradient = _value_and_gradient(name, f, argnums, has_aux)

    @functools.wraps(f, updated=())
    def gradient(*args: _P.args, **kwargs: _P.kwargs) -> PyTree:
        value, slope = value_and_gradient(*args, **kwargs)
        return (slope, value[1]) if has_aux else slope

    return gradient


def _value_and_gradient(
    name: str, f: Callable[_P, Any], argnums: int | Sequence[int], has_aux: bool
) -> Callable[_P, tuple[Any, PyTree]]:
    check_function(f, name)

    @functools.wraps(f, updated=())
    def value_and_gradient(*args: _P.args, **kwargs: _P.kwargs) -> tuple[Any, PyTree]:
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
    raise TypeError(
        f"{name}: the function must give one number, it gave {shape}; sum it, "
        f"or use {remedy}"
    )


def elementwise_grad(
    f: Callable[_P, Any], argnums: int | Sequence[int] = 0
) -> Callable[_P, PyTree]:
    """The derivative of each entry of f(x) with respect to the same entry of x.

    f must treat every entry by itself; what it gives is then d f_i / d x_i, in the
    shape of x. For any f it is the gradient of the sum of its entries.

    >>> import numpy as np
    >>> elementwise_grad(lambda x: x**2)(np.array([1.0, 2.0]))
    array([2., 4.])
    """
    check_function(f, "elementwise_grad")

    @functools.wraps(f, updated=())
    def derivative(*args: _P.args, **kwargs: _P.kwargs) -> PyTree:
        positions = checked_argnums(argnums, args, "elementwise_grad")
        run = Recording("elementwise_grad", f, args, kwargs, positions)
        return _slopes(run, argnums)

    return derivative


def _slopes(run: Recording, argnums: int | Sequence[int]) -> PyTree:
    """The derivative of the sum of all entries of the outputs, for each argument."""
    slopes = run.pull([ones_like(output) for output in run.outputs])
    return one_or_all(run.by_argument(slopes), argnums)


@overload
def vjp(
    f: Callable[..., Any], *primals: PyTree, has_aux: Literal[False] = False
) -> tuple[PyTree, Pullback]: ...
@overload
def vjp(
    f: Callable[..., Any], *primals: PyTree, has_aux: Literal[True]
) -> tuple[PyTree, Pullback, Any]: ...
def vjp(
    f: Callable[..., Any], *primals: PyTree, has_aux: bool = False
) -> tuple[PyTree, ...]:
    """The value of f, and the function from cotangents of it to those of its inputs.

    cotangent of x = (d f / d x)^T cotangent of f.

    Args:
        f: a function of any results.
        primals: its arguments.
        has_aux: whether f gives a pair `(out, aux)`.

    Returns:
        `(out, pullback)`; with `has_aux`, `(out, pullback, aux)`. The pullback takes
        one cotangent in the structure of `out` and gives a tuple, one per argument.

    Raises:
        ValueError: (the pullback) a cotangent is of another shape than its result.

    >>> out, pullback = vjp(lambda x, y: x * y, 2.0, 3.0)
    >>> out, pullback(1.0)
    (6.0, (3.0, 2.0))
    """
    check_function(f, "vjp")
    run = Recording("vjp", f, primals, {}, range(len(primals)), has_aux)

    def pullback(cotangent: PyTree) -> tuple[PyTree, ...]:
        seeds = leaves_for(run.out, run.outputs, cotangent, "vjp: cotangent")
        return tuple(run.by_argument(run.pull(seeds)))

    out = run.result()
    return (out, pullback, run.aux) if has_aux else (out, pullback)


@overload
def jvp(
    f: Callable[..., Any],
    primals: Sequence[PyTree],
    tangents: Sequence[PyTree],
    has_aux: Literal[False] = False,
) -> tuple[PyTree, PyTree]: ...
@overload
def jvp(
    f: Callable[..., Any],
    primals: Sequence[PyTree],
    tangents: Sequence[PyTree],
    has_aux: Literal[True],
) -> tuple[PyTree, PyTree, Any]: ...
def jvp(
    f: Callable[..., Any],
    primals: Sequence[PyTree],
    tangents: Sequence[PyTree],
    has_aux: bool = False,
) -> tuple[PyTree, ...]:
    """The value of f, and its directional derivative along tangents (forward mode).

    tangent of f = (d f / d x) tangent of x, from the local derivatives, operands first.

    Args:
        f: a function of any results.
        primals: its arguments, a tuple or list.
        tangents: the direction, in the same structure.
        has_aux: whether f gives a pair `(out, aux)`.

    Returns:
        `(out, tangent of out)`; with `has_aux`, `(out, tangent of out, aux)`.

    Raises:
        TypeError: `primals` or `tangents` is not a tuple or list.
        ValueError: a tangent is of another shape than its primal.

    >>> jvp(lambda x: x**3, (2.0,), (1.0,))
    (8.0, 12.0)
    """
    return _jvp("jvp", f, primals, tangents, has_aux)


def _jvp(
    name: str,
    f: Callable[..., Any],
    primals: Sequence[PyTree],
    tangents: Sequence[PyTree],
    has_aux: bool,
) -> tuple[PyTree, ...]:
    """`jvp`, under the name that the caller is known by."""
    check_function(f, name)
    check_tuples(name, primals, tangents)
    run = Recording(name, f, primals, {}, range(len(primals)), has_aux)
    where = f"{name}: tangent"
    vectors = leaves_for(tuple(primals), run.inputs, tuple(tangents), where)
    tangent = pytree.rebuild(run.out, run.push(vectors))
    out = run.result()
    return (out, tangent, run.aux) if has_aux else (out, tangent)


def linearize(
    f: Callable[..., Any], *primals: PyTree
) -> tuple[PyTree, Callable[..., PyTree]]:
    """The value of f, and its linear map from tangents to tangents, f run only once.

    Returns:
        `(out, push)`; `push(*tangents)` gives the tangent of the result.

    >>> out, push = linearize(lambda x: x**2, 3.0)
    >>> out, push(1.0), push(0.5)
    (9.0, 6.0, 3.0)
    """
    check_function(f, "linearize")
    run = Recording("linearize", f, primals, {}, range(len(primals)))

    def push(*tangents: PyTree) -> PyTree:
        vectors = leaves_for(primals, run.inputs, tangents, "linearize: tangent")
        return pytree.rebuild(run.out, run.push(vectors))

    return run.result(), push


def hvp(
    f: Callable[..., Any], primals: Sequence[PyTree], tangents: Sequence[PyTree]
) -> PyTree:
    """Hessian times vector, H v, for the cost of a few gradients; H is never formed.

    Forward over reverse: H v is the directional derivative of the gradient along v.

    Args:
        f: a function that gives one number.
        primals: its arguments, a tuple or list.
        tangents: the vector, in the same structure.

    Returns:
        H v in the structure of the argument; a tuple for several arguments.

    >>> import numpy as np
    >>> hvp(lambda x: (x**3).sum(), (np.array([1.0, 2.0]),), (np.array([1.0, 0.0]),))
    array([6., 0.])

    Source: Pearlmutter, "Fast exact multiplication by the Hessian", 1994.
    """
    check_function(f, "hvp")
    check_tuples("hvp", primals, tangents)
    argnums = 0 if len(primals) == 1 else tuple(range(len(primals)))
    gradient = _gradient("hvp", f, argnums)
    return _jvp("hvp", gradient, primals, tangents, has_aux=False)[1]

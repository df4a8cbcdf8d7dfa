"""Products with a Jacobian or Hessian: `vjp`, `jvp`, `linearize`, `hvp`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, TypeVar, overload

from autograd_core.engine.node import Node
from autograd_core.messages.explained import explained
from autograd_core.transforms import pytree
from autograd_core.transforms.arguments import check_function, check_tuples, leaves_for
from autograd_core.transforms.grad import gradient_function
from autograd_core.transforms.pytree import PyTree
from autograd_core.transforms.recording import Recording

_T = TypeVar("_T")
_NodeT = TypeVar("_NodeT", bound=Node)
Pullback = Callable[[PyTree], tuple[PyTree, ...]]


@overload
def vjp(
    f: Callable[..., _T], *primals: _NodeT, has_aux: Literal[False] = False
) -> tuple[_T, Callable[[Any], tuple[_NodeT, ...]]]: ...
@overload
def vjp(
    f: Callable[..., Any], *primals: PyTree, has_aux: Literal[False] = False
) -> tuple[PyTree, Pullback]: ...
@overload
def vjp(
    f: Callable[..., Any], *primals: PyTree, has_aux: Literal[True]
) -> tuple[PyTree, Pullback, Any]: ...
@explained
def vjp(
    f: Callable[..., Any], *primals: PyTree, has_aux: bool = False
) -> tuple[PyTree, ...]:
    """The value of f, and the map from cotangents of it to those of its inputs.

    cotangent of x = (d f / d x)^T cotangent of f.

    Args:
        f: a function of any results.
        primals: its arguments.
        has_aux: whether f gives a pair `(out, aux)`.

    Returns:
        `(out, pullback)`; with `has_aux`, `(out, pullback, aux)`. The pullback takes
        one cotangent in the structure of `out` and gives a tuple, one per argument.

    Raises:
        TypeError: there are no primals.
        ValueError: (the pullback) a cotangent is of another shape than its result.

    >>> out, pullback = vjp(lambda x, y: x * y, 2.0, 3.0)
    >>> out, pullback(1.0)
    (6.0, (3.0, 2.0))
    """
    check_function(f, "vjp")
    if not primals:
        raise TypeError("vjp: the arguments of f are missing; write vjp(f, x)")
    run = Recording("vjp", f, primals, {}, range(len(primals)), has_aux)

    def pullback(cotangent: PyTree) -> tuple[PyTree, ...]:
        seeds = leaves_for(run.out, run.outputs, cotangent, "vjp: cotangent")
        return tuple(run.by_argument(run.pull(seeds)))

    out = run.result()
    return (out, pullback, run.aux) if has_aux else (out, pullback)


@overload
def jvp(
    f: Callable[..., _T],
    primals: Sequence[Node],
    tangents: Sequence[PyTree],
    has_aux: Literal[False] = False,
) -> tuple[_T, _T]: ...
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
@explained
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


@overload
def linearize(
    f: Callable[..., _T], *primals: Node, has_aux: Literal[False] = False
) -> tuple[_T, Callable[..., _T]]: ...
@overload
def linearize(
    f: Callable[..., Any], *primals: PyTree, has_aux: Literal[False] = False
) -> tuple[PyTree, Callable[..., PyTree]]: ...
@overload
def linearize(
    f: Callable[..., Any], *primals: PyTree, has_aux: Literal[True]
) -> tuple[PyTree, Callable[..., PyTree], Any]: ...
@explained
def linearize(
    f: Callable[..., Any], *primals: PyTree, has_aux: bool = False
) -> tuple[Any, ...]:
    """The value of f, and its linear map from tangents to tangents, f run only once.

    Args:
        f: a function of any results.
        primals: its arguments.
        has_aux: whether f gives a pair `(out, aux)`.

    Returns:
        `(out, push)`; with `has_aux`, `(out, push, aux)`. `push(*tangents)` gives the
        tangent of the result.

    >>> out, push = linearize(lambda x: x**2, 3.0)
    >>> out, push(1.0), push(0.5)
    (9.0, 6.0, 3.0)
    """
    check_function(f, "linearize")
    run = Recording("linearize", f, primals, {}, range(len(primals)), has_aux)

    def push(*tangents: PyTree) -> PyTree:
        vectors = leaves_for(primals, run.inputs, tangents, "linearize: tangent")
        return pytree.rebuild(run.out, run.push(vectors))

    return (run.result(), push, run.aux) if has_aux else (run.result(), push)


@overload
def hvp(
    f: Callable[..., Any], primals: tuple[float], tangents: Sequence[PyTree]
) -> float: ...
@overload
def hvp(
    f: Callable[..., Any], primals: tuple[_T], tangents: Sequence[PyTree]
) -> _T: ...
@overload
def hvp(
    f: Callable[..., Any], primals: Sequence[PyTree], tangents: Sequence[PyTree]
) -> PyTree: ...
@explained
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
    gradient = gradient_function("hvp", f, argnums)
    return _jvp("hvp", gradient, primals, tangents, has_aux=False)[1]

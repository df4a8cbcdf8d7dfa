"""Checks of what a transform is called with: function, argnums, (co)tangents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from autograd_core.array_ops.checks import is_integer
from autograd_core.engine.node import Node
from autograd_core.messages.operands import short_repr
from autograd_core.transforms import pytree
from autograd_core.transforms.leaf import cotangent_like
from autograd_core.transforms.pytree import Leaf, PyTree

_T = TypeVar("_T")


def check_function(f: Callable[..., Any], where: str) -> None:
    """Raise where the first argument of a transform is not a function.

    Raises:
        TypeError: it is something else; it may well be the result of a function.
    """
    if callable(f):
        return
    calls = {"vjp": "(f, x)", "linearize": "(f, x)"}
    calls |= {"jvp": "(f, (x,), (v,))", "hvp": "(f, (x,), (v,))"}
    right = f"{where}{calls.get(where, '(f)(x)')}"
    raise TypeError(
        f"{where}: expected a function, got {type(f).__name__} {short_repr(f, 40)}; "
        f"write {right}, and not f(x) for f"
    )


def check_tuples(where: str, primals: object, tangents: object) -> None:
    """Raise where the arguments or tangents of a function are not a tuple or list.

    Raises:
        TypeError: one of the two is something else.
    """
    for argument, name in ((primals, "primals"), (tangents, "tangents")):
        if not isinstance(argument, (tuple, list)):
            raise TypeError(
                f"{where}: {name} must be a tuple, one entry per argument of the "
                f"function; write ({name[:-1]},) for one"
            )


def check_argnums(argnums: object, where: str) -> None:
    """Raise where `argnums` are not integers, as soon as a transform is called.

    Raises:
        TypeError: one is something else; it may be an argument of the function.
    """
    numbers: Any = argnums if isinstance(argnums, (tuple, list)) else (argnums,)
    if not all(map(is_integer, numbers)):
        raise TypeError(
            f"{where}: argnums must be an integer or a tuple of integers, got "
            f"{short_repr(argnums)}; for the derivative at x write {where}(f)(x)"
        )


def checked_argnums(
    argnums: int | Sequence[int], args: Sequence[object], where: str
) -> tuple[int, ...]:
    """The argument numbers, counted from 0.

    Raises:
        ValueError: one names an argument that is not there, or that another one names.
    """
    numbers: Any = argnums if isinstance(argnums, (tuple, list)) else (argnums,)
    for number in numbers:
        if not -len(args) <= number < len(args):
            raise ValueError(
                f"{where}: argnums={argnums!r}, but the function was called with "
                f"{len(args)} positional argument{'' if len(args) == 1 else 's'}; what "
                "is differentiated is given by its place"
            )
    positions = tuple([int(number) % len(args) for number in numbers])
    if len(set(positions)) != len(positions):
        raise ValueError(f"{where}: argnums={argnums!r} names an argument twice")
    return positions


def one_or_all(results: Sequence[_T], argnums: int | Sequence[int]) -> Any:
    """The results for each argument: for one number the only one, else a tuple."""
    return tuple(results) if isinstance(argnums, (tuple, list)) else results[0]


def leaves_for(
    tree: PyTree, nodes: Sequence[Leaf], vectors: PyTree, where: str
) -> list[Leaf]:
    """The leaves of cotangents or tangents, each in the shape of its node.

    Args:
        tree: what they belong to, arguments or a result.
        nodes: the leaves of `tree`; constants may be among them.
        vectors: the cotangents or tangents, a tree of the same structure.
        where: opens the error message.

    Raises:
        TypeError: the structures differ, or a leaf is not a number or array.
        ValueError: a leaf is of another shape than its node.
    """
    if not pytree.same_structure(tree, vectors):
        raise TypeError(
            f"{where}: expected the structure of what it belongs to, "
            f"{pytree.outline(tree)}, got {pytree.outline(vectors)}"
        )
    leaves = pytree.leaves_like(tree, vectors, where)
    return [
        cotangent_like(node, leaf, where) if isinstance(node, Node) else leaf
        for node, leaf in zip(nodes, leaves, strict=True)
    ]

"""What a transform is called with: checked, and matched with what it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from autograd_core.array_ops.checks import is_integer
from autograd_core.engine.node import Node
from autograd_core.messages.operands import short_repr
from autograd_core.transforms import pytree
from autograd_core.transforms.recording import cotangent_like


def checked_function(f: Any, name: str) -> Callable[..., Any]:
    """The function that a transform got.

    Raises:
        TypeError: it is none; it may well be the result of one.
    """
    if callable(f):
        return f
    calls = {"vjp": "(f, x)", "linearize": "(f, x)"}
    calls |= {"jvp": "(f, (x,), (v,))", "hvp": "(f, (x,), (v,))"}
    right = f"{name}{calls.get(name, '(f)(x)')}"
    raise TypeError(
        f"{name}: expected a function, got {type(f).__name__} {short_repr(f, 40)}; "
        f"write {right}, and not f(x) for f"
    )


def check_tuples(name: str, primals: Any, tangents: Any) -> None:
    """Raise where the arguments or tangents of a function are no tuple or list.

    Raises:
        TypeError: one of the two is something else.
    """
    for given, which in ((primals, "primals"), (tangents, "tangents")):
        if not isinstance(given, (tuple, list)):
            raise TypeError(
                f"{name}: {which} must be a tuple, one entry per argument of the "
                f"function; write ({which[:-1]},) for one"
            )


def checked_argnums(
    argnums: int | Sequence[int], args: Sequence[Any], name: str
) -> tuple[int, ...]:
    """The argument numbers, counted from 0.

    Raises:
        TypeError: one is no integer.
        ValueError: one names an argument that is not there, or that another one names.
    """
    named = argnums if isinstance(argnums, (tuple, list)) else (argnums,)
    if not all(map(is_integer, named)):
        raise TypeError(
            f"{name}: argnums must be an integer or a tuple of integers, got "
            f"{short_repr(argnums)}"
        )
    given = [int(each) for each in named]
    for each in given:
        if not -len(args) <= each < len(args):
            raise ValueError(
                f"{name}: argnums={argnums!r}, but the function was called with "
                f"{len(args)} positional argument{'' if len(args) == 1 else 's'}"
            )
    chosen = tuple([each % len(args) for each in given])
    if len(set(chosen)) != len(chosen):
        raise ValueError(f"{name}: argnums={argnums!r} names an argument twice")
    return chosen


def one_or_all(found: Sequence[Any], argnums: int | Sequence[int]) -> Any:
    """What was found for each argument: for one number that alone, else a tuple."""
    return tuple(found) if isinstance(argnums, (tuple, list)) else found[0]


def matched(like: Any, nodes: Sequence[Any], given: Any, name: str) -> list[Any]:
    """The leaves of `given`, each in the shape of its node."""
    if not pytree.same_structure(like, given):
        raise TypeError(
            f"{name}: expected the structure of what it belongs to, "
            f"{pytree.outline(like)}, got {pytree.outline(given)}"
        )
    leaves = pytree.leaves_like(like, given, name)
    return [
        cotangent_like(node, leaf, name) if isinstance(node, Node) else leaf
        for node, leaf in zip(nodes, leaves, strict=True)
    ]

"""A function of several results as one function for each number that it returns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core.messages.operands import is_node
from autograd_core.testing.function.problem import Problem, quiet
from autograd_core.transforms import pytree


def outputs_of(
    f: Callable[..., Any], at: tuple[Any, ...], wrt: Any, most: int
) -> list[Callable[..., Any]]:
    """One function for each number that f returns; f itself if those are too many."""
    problem = Problem(f, at, wrt)
    with quiet():
        problem.value(problem.exact)
    shapes = [np.shape(each) for each in problem.upstream.weights or []]
    if not shapes or sum(int(np.prod(shape)) for shape in shapes) > most:
        return [f]
    places = [
        (k, place) for k, shape in enumerate(shapes) for place in np.ndindex(shape)
    ]
    return [_output(f, k, place, len(shapes) > 1) for k, place in places]


def is_index(given: Any) -> bool:
    """Whether an input is an array of integers or booleans, which has no gradient."""
    return isinstance(given, np.ndarray) and given.dtype.kind in "iub"


def _output(
    f: Callable[..., Any], k: int, place: tuple[int, ...], several: bool
) -> Callable[..., Any]:
    """One entry of one output of f."""

    def output(*args: Any) -> Any:
        out: Any = f(*args)
        if isinstance(out, np.ndarray) and out.dtype == object:
            out = out.tolist()
        out = pytree.leaves(out)[k]
        if not place:
            return out
        return out[place] if is_node(out) else np.asarray(out)[place]

    name = getattr(f, "__name__", "f").replace("<lambda>", "f")
    where = [str(k)] * several + [", ".join(map(str, place))] * bool(place)
    output.__wrapped__ = f  # type: ignore[attr-defined]  # whose place a report names
    output.__name__ = name + "".join(f"[{each}]" for each in where)
    return output

"""A function of several results as one function for each number that it returns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core.engine.node import Node
from autograd_core.testing.function.problem import Problem
from autograd_core.testing.numeric.evaluate import quiet
from autograd_core.transforms import pytree

Function = Callable[..., Any]


def single_outputs(
    f: Function, at: tuple[Any, ...], wrt: Any, limit: int
) -> list[Function]:
    """One function for each number that f returns; f itself if those are too many.

    Args:
        f: a function of the inputs.
        at: the point.
        wrt: the inputs to check.
        limit: the largest number of functions.

    >>> def f(x, y):
    ...     return x * y, x
    >>> [output(2.0, 3.0) for output in single_outputs(f, (1.0, 1.0), None, 9)]
    [6.0, 2.0]
    """
    problem = Problem(f, at, wrt)
    with quiet():
        problem.value(problem.exact)
    shapes = [np.shape(weight) for weight in problem.upstream.weights or []]
    if not shapes or sum(int(np.prod(shape)) for shape in shapes) > limit:
        return [f]
    return [
        _single_output(f, k, entry, len(shapes) > 1)
        for k, shape in enumerate(shapes)
        for entry in np.ndindex(shape)
    ]


def is_index(argument: Any) -> bool:
    """Whether an input is an array of integers or booleans, which has no gradient."""
    return isinstance(argument, np.ndarray) and argument.dtype.kind in "iub"


def _single_output(
    f: Function, k: int, entry: tuple[int, ...], several: bool
) -> Function:
    """One entry of one output of f."""

    def output(*args: Any) -> Any:
        out: Any = f(*args)
        if isinstance(out, np.ndarray) and out.dtype == object:
            out = out.tolist()
        out = pytree.leaves(out)[k]
        if not entry:
            return out
        array: Any = out if isinstance(out, Node) else np.asarray(out)
        return array[entry]

    name = getattr(f, "__name__", "f").replace("<lambda>", "f")
    indices = [str(k)] * several + [", ".join(map(str, entry))] * bool(entry)
    output.__wrapped__ = f  # type: ignore[attr-defined]  # whose place a report names
    output.__name__ = name + "".join(f"[{index}]" for index in indices)
    return output

"""The points in `at`, and what a list of numbers or arrays may mean instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograd_core.messages.errors import add_note
from autograd_core.messages.numbers import is_number
from autograd_core.messages.types import Array
from autograd_core.testing.function.problem import Problem
from autograd_core.transforms import pytree

_NOT_A_POINT = (
    "at is a list, which means several points; for one vector give np.array([...]), "
    "for one list as an argument ([...],)"
)


def points_of(
    at: Any, problem_at: Callable[[Any], Problem], formula: Any = None
) -> tuple[list[Problem], str]:
    """The problem at each point, and a note on how a list was read.

    A list is several points. If f does not take its entries, it may be one vector, the
    arguments of f, or one argument.

    Args:
        at: what the user gave.
        problem_at: makes the problem at a point.
        formula: the gradient by hand, which may be that of one vector.

    Raises:
        ValueError: the list is empty.
    """
    if not isinstance(at, list):
        return [problem_at(at)], ""
    if not at:
        raise ValueError("at: the list of points is empty")
    try:
        first = problem_at(at[0])
        first.result()
    except Exception as error:
        for problem, note in other_readings(at, problem_at):
            return [problem], note
        explain_list(error)
        raise
    doubt = _doubt(at, problem_at)
    if doubt and _is_of_vector(formula, first, len(at)):
        vector = problem_at(np.array(at, dtype=np.float64))
        return [vector], (
            f"at is a list of {len(at)} numbers, and the formula gives as many for one "
            "of them: it is read as one vector"
        )
    return [first, *map(problem_at, at[1:])], doubt


def _is_of_vector(formula: Any, problem: Problem, count: int) -> bool:
    """Whether a formula gives so many numbers where the input is one."""
    try:
        if callable(formula):
            formula = problem.call(problem.payloads, f=formula)
        return np.shape(formula) == (count,)
    except Exception:  # whatever a formula for a vector does with a number
        return False


def explain_list(error: Exception) -> None:
    """Add to an error what a list of points is."""
    add_note(error, _NOT_A_POINT)


def other_readings(
    at: list[Any], problem_at: Callable[[Any], Problem]
) -> Iterator[tuple[Problem, str]]:
    """The one point that a list may be, of those that f takes, with a note on it."""
    for point, note in _readings(at):
        try:
            problem = problem_at(point)
            problem.result()
        except Exception:  # the first error is about what the user gave
            continue
        yield problem, note


def _readings(at: list[Any]) -> Iterator[tuple[Any, str]]:
    """`(point, note)` for all that a list may be, the likely ones first."""
    count = len(at)
    numbers = _array_of(at)
    if numbers is not None:
        noun = "one vector" if numbers.ndim == 1 else "one array"
        kind = "numbers" if numbers.ndim == 1 else "rows"
        note = f"at is a list of {count} {kind}, of which f takes none alone: it is "
        yield numbers, f"{note}read as {noun}"
    arguments = (
        f"at is a list of {count}, and f takes as many arguments: it is read as "
    )
    yield tuple(at), arguments + "one point, a tuple"
    note = (
        "at is a list, and f or its formula does not take its entries: it is read as "
        "one argument"
    )
    yield (at,), note


def _array_of(numbers: list[Any]) -> Array | None:
    """Nested lists of numbers as an array, None for anything else."""
    leaves = pytree.leaves_of_anything(numbers)
    if not all(map(is_number, leaves)):
        return None
    try:
        return np.array(numbers, dtype=np.float64)
    except (TypeError, ValueError):  # dicts; rows of different lengths
        return None


def _doubt(at: list[Any], problem_at: Callable[[Any], Problem]) -> str:
    """The note on a list of numbers that f would take as one vector, too."""
    if len(at) < 2 or not all(map(is_number, at)):
        return ""
    try:
        out = problem_at(np.array(at, dtype=np.float64)).result()
    except Exception:  # f takes numbers alone
        return ""
    if np.ndim(getattr(out, "data", out)):
        return ""
    return (
        f"at is a list: {len(at)} points of one number each; for one vector give "
        "at=np.array([...])"
    )

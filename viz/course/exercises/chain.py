"""Lesson 4: all gradients along a chain of functions."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

import autograd_core as ac
from viz.course.exercise import Exercise, Inputs, Mistake, Part, gives

Function = Callable[[float], float]
Step = tuple[Function, Function]


class _Kind(NamedTuple):
    name: str
    f: Callable[..., float]
    df: Function


KINDS = (
    _Kind("square", lambda v: v * v, lambda v: 2 * v),
    _Kind("sin", ac.sin, math.cos),
    _Kind("half", lambda v: 0.5 * v, lambda v: 0.5),
    _Kind("triple", lambda v: 3 * v, lambda v: 3.0),
    _Kind("tanh", ac.tanh, lambda v: 1 - math.tanh(v) ** 2),
    _Kind("plus_one", lambda v: v + 1, lambda v: 1.0),
)


def cases(rng: np.random.Generator) -> Sequence[Inputs]:
    """Draw twelve chains of three to five steps."""
    return [(_chain(rng), float(rng.uniform(0.3, 1.2))) for _ in range(12)]


def _chain(rng: np.random.Generator) -> list[Step]:
    order = rng.permutation(len(KINDS))[: int(rng.integers(3, 6))]
    if 0 not in order:  # without a bend all places are alike
        order[0] = 0
    return [_step(KINDS[int(i)]) for i in order]


def _step(kind: _Kind) -> Step:
    def f(v: float) -> float:
        return kind.f(v)

    f.__name__ = kind.name
    return f, kind.df


def right(steps: Sequence[Step], x: float) -> list[float]:
    """Return the engine's gradients of all the values on the way."""
    nodes = [ac.Value(x)]
    for f, _ in steps:
        nodes.append(f(nodes[-1]))  # type: ignore[arg-type]
    nodes[-1].backward()
    return [node.grad for node in nodes]


def _values(steps: Sequence[Step], x: float) -> list[float]:
    return [*itertools.accumulate(steps, lambda v, step: step[0](v), initial=x)]


def _passed_back(locals_: Sequence[float]) -> list[float]:
    """Return the products of local derivatives, from the end."""
    products = itertools.accumulate(reversed(locals_), lambda g, d: g * d, initial=1.0)
    return [*products][::-1]


def _locals(steps: Sequence[Step], places: Sequence[float]) -> list[float]:
    return [df(v) for (_, df), v in zip(steps, places, strict=False)]


def _at_the_output(steps: Sequence[Step], x: float) -> list[float]:
    return _passed_back(_locals(steps, _values(steps, x)[1:]))


def _at_the_start(steps: Sequence[Step], x: float) -> list[float]:
    return _passed_back(_locals(steps, [x] * len(steps)))


def _without_upstream(steps: Sequence[Step], x: float) -> list[float]:
    return [*_locals(steps, _values(steps, x)), 1.0]


def _forward_products(steps: Sequence[Step], x: float) -> list[float]:
    slopes = _locals(steps, _values(steps, x))
    return [*itertools.accumulate(slopes, lambda g, d: g * d, initial=1.0)]


def _sums(steps: Sequence[Step], x: float) -> list[float]:
    slopes = reversed(_locals(steps, _values(steps, x)))
    return [*itertools.accumulate(slopes, initial=1.0)][::-1]


def _mixed_up(steps: Sequence[Step], x: float) -> list[float]:
    return _passed_back(_locals(steps, _values(steps, x))[::-1])


MISTAKES = (
    Mistake(
        "upstream forgotten",
        "These are local derivatives; multiply each by the gradient that arrives "
        "from the right.",
        gives(_without_upstream),
    ),
    Mistake(
        "derivative at the output",
        "The derivative of a step is taken at what went into it, not at what came out.",
        gives(_at_the_output),
    ),
    Mistake(
        "every derivative at x",
        "Each step has its own input: the value that the step before computed.",
        gives(_at_the_start),
    ),
    Mistake(
        "from the wrong end",
        "These are right, but reversed: the list begins with dL/dx.",
        gives(lambda steps, x: right(steps, x)[::-1]),
    ),
    Mistake(
        "derivatives by x, not of L",
        "dn/dx grows from the left; dL/dn begins with dL/dL = 1 on the right.",
        gives(_forward_products),
    ),
    Mistake(
        "added, not multiplied",
        "Along a chain the local derivatives are multiplied.",
        gives(_sums),
    ),
    Mistake(
        "steps and values mixed up",
        "Going back, the last step belongs to the last value but one.",
        gives(
            _mixed_up,
            lambda steps, x: _passed_back(_locals(steps, _values(steps, x)[:-1][::-1])),
        ),
    ),
    Mistake(
        "the sign",
        "A gradient tells where L grows; the minus comes with a step down.",
        gives(lambda steps, x: [-gradient for gradient in right(steps, x)]),
    ),
    Mistake(
        "values, not gradients",
        "These are the values of the forward pass; dL/dn is how L changes with n.",
        gives(_values, lambda steps, x: _values(steps, x)[::-1]),
    ),
    Mistake(
        "dL/dL is missing",
        "The list ends with dL/dL = 1.",
        gives(lambda steps, x: right(steps, x)[:-1]),
    ),
    Mistake(
        "only dL/dx",
        "Return the gradients of all the values on the way, as a list.",
        gives(
            lambda steps, x: right(steps, x)[0], lambda steps, x: right(steps, x)[:1]
        ),
    ),
)


def show(steps: Sequence[Step], x: float) -> str:
    """Return the call with the names of the steps."""
    names = ", ".join(getattr(f, "__name__", "f") for f, _ in steps)
    return f"gradients of the steps {names} at {x:.6g}"


EXERCISE = Exercise(
    "The chain rule",
    (
        Part(
            name="gradients",
            call="gradients(steps, x)",
            cases=cases,
            right=right,
            mistakes=MISTAKES,
            show=show,
        ),
    ),
)

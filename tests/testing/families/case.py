"""A function with its gradient by hand, and the ways to ask about it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from autograd_core import Node
from autograd_core.testing import Report, check_gradient

Rng = np.random.Generator
Family = Callable[[Rng], "Case"]

ON_NODES, ON_NUMBERS, NO_FORMULA = "on nodes", "on numbers", "no formula"
"""f as it is; f behind `float()`, which takes no nodes; the engine alone."""

_VISIBLE = 1e-3
"""The part of a gradient to which differences show it, if they do."""

_RUN = 3


@dataclass(frozen=True)
class Case:
    """A function with its gradient by hand.

    Attributes:
        f: of the arrays in `at`.
        at: the arguments by position.
        gradient: by hand, of the same arguments: one array, or a tuple of them.
        options: of `check_gradient`, as its reports suggest them.
    """

    f: Callable[..., Any]
    at: Any
    gradient: Callable[..., Any]
    options: dict[str, Any] = field(default_factory=dict)


def cases(family: Family, count: int, seed: int = 0) -> Iterator[Case]:
    """The first cases of a family."""
    return (family(np.random.default_rng([seed, i])) for i in range(count))


def check(case: Case, way: str, off: float = 0.0) -> Report:
    """The report on a case.

    Args:
        case: a function with its gradient.
        way: which of the sources take part.
        off: the relative error of the gradient in question.
    """
    if way == NO_FORMULA:
        return check_gradient(_cut(case.f, off), case.at, **case.options)

    def gradient(*args: Any) -> Any:
        right = case.gradient(*args)
        if isinstance(right, tuple):
            return tuple((1.0 + off) * part for part in right)
        return (1.0 + off) * right

    f = case.f if way == ON_NODES else _numbers_only(case.f)
    return check_gradient(f, case.at, analytic=gradient, **case.options)


def verdict_on(case: Case, way: str, off: float = 0.0) -> str:
    """The verdict: `PASS`, or what did not pass."""
    report = check(case, way, off)
    return "PASS" if report.ok else str(report.verdict)


def _numbers_only(f: Callable[..., Any]) -> Callable[..., float]:
    return lambda *args: float(f(*args))


def _cut(f: Callable[..., Any], off: float) -> Callable[..., Any]:
    """f with a gradient by the engine that is off, and the same values."""

    def function(*args: Any) -> Any:
        out = f(*args)
        if off and isinstance(out, Node):
            out = out + off * (out - out.detach())
        return out

    return function


def is_visible(case: Case) -> bool:
    """Whether differences show the gradient to 0.1 % over a decade of steps.

    The truth is known here, as it is not to a checker: this is the best that could be
    expected of one.
    """
    at = case.at if isinstance(case.at, tuple) else (case.at,)
    right = case.gradient(*at)
    right = right if isinstance(right, tuple) else (right,)
    with np.errstate(all="ignore"):
        return any(
            _shows(case.f, at, i, entry, float(np.asarray(right[i])[entry]))
            for i in range(len(at))
            for entry in np.ndindex(np.shape(at[i]))
        )


def _shows(f: Any, at: Any, i: int, entry: tuple[int, ...], slope: float) -> bool:
    if not slope:
        return False
    x = float(np.asarray(at[i])[entry])
    steps = [0.3 * (abs(x) or 1.0) * 10.0 ** (-k / 2) for k in range(22)]

    def value(t: float) -> float:
        moved = [np.array(x, dtype=float) for x in at]
        moved[i][entry] = x + t
        return float(f(*[x if np.ndim(x) else float(x) for x in moved]))

    slopes = [(value(h) - value(-h)) / ((x + h) - (x - h)) for h in steps]
    limits = [(10 * b - a) / 9 for a, b in itertools.pairwise(slopes)]
    good = [abs(limit - slope) <= _VISIBLE * abs(slope) for limit in limits]
    return any(all(good[k : k + _RUN]) for k in range(len(good) - _RUN + 1))


def as_options(**options: Any) -> Callable[[Family], Family]:
    """Give every case of a family the same options."""

    def decorate(family: Family) -> Family:
        def with_options(rng: Rng) -> Case:
            return replace(family(rng), options=options)

        with_options.__name__ = family.__name__
        with_options.__doc__ = family.__doc__
        return with_options

    return decorate


def decade(rng: Rng, low: float, high: float) -> float:
    """A number between two powers of ten, its logarithm uniform."""
    return float(10.0 ** rng.uniform(low, high))


def gaussian_cdf(x: Any) -> Any:
    """The normal distribution function, exact in its lower tail."""
    return np.vectorize(lambda x: 0.5 * math.erfc(-x / math.sqrt(2.0)))(x)


def gaussian_density(x: Any) -> Any:
    """The normal density."""
    return np.exp(-0.5 * x * x) / math.sqrt(2.0 * math.pi)

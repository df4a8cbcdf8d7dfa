"""Smooth composites of known derivative, over scales from 1e-6 to 1e6.

Each function carries its own first and second derivative, by the chain rule on triples
`(f, f', f'')`: no code of the engine or of the checker has a part in the truth. Like
code written with NumPy's functions, they take complex numbers, too; `Case.real` gives
one that does not.
"""

from __future__ import annotations

import cmath
import math
import random
from collections.abc import Callable
from typing import Any, NamedTuple

Jet = tuple[Any, Any, Any]
Number = Any  # float or complex


class Case(NamedTuple):
    """A function, a point, and the two derivatives there."""

    text: str
    jet: Callable[[float], Jet]
    x: float

    def f(self, x: Number) -> Number:
        """The function at a float or at a complex number."""
        return self.jet(x)[0]

    def real(self, x: float) -> float:
        """The function as code that refuses complex numbers: `math.sin` and the like.

        Raises:
            TypeError: `x` is complex.
        """
        return self.jet(float(x))[0]


def _lib(u: Number) -> Any:
    return cmath if isinstance(u, complex) else math


def _tanh(u: Number) -> Jet:
    t = _lib(u).tanh(u)
    return t, 1 - t * t, -2 * t * (1 - t * t)


def _arctan(u: Number) -> Jet:
    d = 1 / (1 + u * u)
    return _lib(u).atan(u), d, -2 * u * d * d


def _softplus(u: Number) -> Jet:
    e = _lib(u).exp(u)
    s = 1 / (1 + _lib(u).exp(-u))
    return cmath.log(1 + e) if _lib(u) is cmath else math.log1p(e), s, s * (1 - s)


def _root(u: Number) -> Jet:
    r = _lib(u).sqrt(u * u + 1)
    return r, u / r, 1 / r**3


def _log_square(u: Number) -> Jet:
    q = 1 + u * u
    return _lib(u).log(q), 2 * u / q, (2 - 2 * u * u) / (q * q)


def _bell(u: Number) -> Jet:
    e = _lib(u).exp(-u * u)
    return e, -2 * u * e, (4 * u * u - 2) * e


ANYWHERE: dict[str, Callable[[float], Jet]] = {
    "sin": lambda u: (_lib(u).sin(u), _lib(u).cos(u), -_lib(u).sin(u)),
    "cos": lambda u: (_lib(u).cos(u), -_lib(u).sin(u), -_lib(u).cos(u)),
    "tanh": _tanh,
    "arctan": _arctan,
    "exp": lambda u: (_lib(u).exp(u), _lib(u).exp(u), _lib(u).exp(u)),
    "square": lambda u: (u * u, 2 * u, 2.0),
    "cube": lambda u: (u**3, 3 * u * u, 6 * u),
    "softplus": _softplus,
    "root": _root,
    "log(1+u^2)": _log_square,
    "bell": _bell,
}
POSITIVE: dict[str, Callable[[float], Jet]] = {
    "log": lambda u: (_lib(u).log(u), 1 / u, -1 / (u * u)),
    "sqrt": lambda u: (_lib(u).sqrt(u), 0.5 / _lib(u).sqrt(u), -0.25 / u**1.5),
    "1/u": lambda u: (1 / u, -1 / u**2, 2 / u**3),
    "u^1.5": lambda u: (u**1.5, 1.5 * _lib(u).sqrt(u), 0.75 / _lib(u).sqrt(u)),
}


def _chain(outer: Callable[[float], Jet], u: Jet) -> Jet:
    f, d, dd = outer(u[0])
    return f, d * u[1], dd * u[1] * u[1] + d * u[2]


def _times(u: Jet, v: Jet) -> Jet:
    first = u[1] * v[0] + u[0] * v[1]
    return u[0] * v[0], first, u[2] * v[0] + 2 * u[1] * v[1] + u[0] * v[2]


def _plus(u: Jet, v: Jet) -> Jet:
    return u[0] + v[0], u[1] + v[1], u[2] + v[2]


def make_case(rng: random.Random) -> Case:
    """One random composite and a point; its derivative there is finite and not 0."""
    while True:
        case = _draw(rng)
        try:
            f, d, dd = case.jet(case.x)
        except (ArithmeticError, ValueError):
            continue
        if d != 0 and all(map(math.isfinite, (f, d, dd))) and 1e-200 < abs(d) < 1e200:
            return case


def _draw(rng: random.Random) -> Case:
    unit = 10 ** rng.uniform(-6, 6)
    height = 10 ** rng.uniform(-6, 6)
    positive = rng.random() < 0.4
    u = rng.uniform(0.05, 4) if positive else rng.uniform(-3, 3)
    first_table = {**ANYWHERE, **POSITIVE} if positive else ANYWHERE
    names = [rng.choice(list(first_table))]
    names += [rng.choice(list(ANYWHERE)) for _ in range(rng.randrange(3))]
    ops = [first_table[names[0]]] + [ANYWHERE[name] for name in names[1:]]
    other_name = rng.choice(list(first_table))
    other, joint = first_table[other_name], rng.choice(["", "", "*", "+"])
    inner = rng.uniform(0.3, 2)

    def jet(x: float) -> Jet:
        base = (x / unit, 1 / unit, 0.0)
        out = base
        for op in ops:
            out = _chain(op, (inner * out[0], inner * out[1], inner * out[2]))
        if joint:
            second = _chain(other, base)
            out = _times(out, second) if joint == "*" else _plus(out, second)
        return height * out[0], height * out[1], height * out[2]

    text = " . ".join(reversed(names)) + (f" {joint} {other_name}" if joint else "")
    return Case(f"{height:.1e} * [{text}] at {u:.3g} * {unit:.1e}", jet, u * unit)


def cases(count: int, seed: int) -> list[Case]:
    """`count` random functions; the same for the same seed.

    >>> [case.x for case in cases(2, seed=0)] == [case.x for case in cases(2, seed=0)]
    True
    """
    rng = random.Random(seed)
    return [make_case(rng) for _ in range(count)]


def wrong_gradients(right: float, rng: random.Random) -> float:
    """A gradient off by a relative error between 1e-4 and 1."""
    return right * (1 + rng.choice([-1, 1]) * 10 ** rng.uniform(-4, 0))


class Bent(NamedTuple):
    """A smooth function with a kink, and a point on it or near it.

    Attributes:
        f: the function.
        x: the point.
        slopes: those on the two sides of the point, the smaller first; equal next to
            the kink.
    """

    f: Callable[[float], float]
    x: float
    slopes: tuple[float, float]


def bent(count: int, seed: int, distance: float | None) -> list[Bent]:
    """Random functions `s (a g(x/unit) + l or r (x - k)/unit)` with a kink at k.

    Args:
        count: how many.
        seed: of the generator.
        distance: how far from the kink the point lies, relative to it: 0, or None for
            anything from 1e-9 to 1.
    """
    rng = random.Random(seed)
    return [_bent(rng, distance) for _ in range(count)]


def _bent(rng: random.Random, distance: float | None) -> Bent:
    smooth = ANYWHERE[rng.choice(["sin", "exp", "tanh", "square"])]
    unit, s = 10 ** rng.uniform(-6, 6), 10 ** rng.uniform(-3, 3)
    a = rng.choice([0.0, 10 ** rng.uniform(-2, 2)])
    left, right = rng.choice([0.0, rng.uniform(-2, 2)]), rng.uniform(-2, 2)
    k = rng.choice([-1, 1]) * rng.uniform(0.1, 2) * unit

    def f(x: float) -> float:
        bend = (left if x < k else right) * (x - k) / unit
        return s * (a * smooth(x / unit)[0] + bend)

    away = 10 ** rng.uniform(-9, 0) if distance is None else distance
    x = k + rng.choice([-1, 1]) * abs(k) * away
    slope = a * smooth(x / unit)[1]
    sides = [left, right] if x == k else [left if x < k else right] * 2
    low, high = sorted(s * (slope + side) / unit for side in sides)
    return Bent(f, x, (low, high))

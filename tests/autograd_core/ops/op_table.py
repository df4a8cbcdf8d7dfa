"""One row per elementwise op: where to test it, and a reference that is not the engine.

`reference` takes complex arrays, so that Cauchy's integral formula gives derivatives of
any order. Functions with kinks are analytic between them: their reference chooses the
branch at the centre of the circle, and `radius` keeps the circle off the kink.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

INF, NAN = float("inf"), float("nan")
PI = np.pi


@dataclass(frozen=True)
class Row:
    """How to test one op.

    `points` lie off the kinks; `radius(*point)` is the radius of the circles around
    them; a kink is `(operands, value, slopes)`; `flat` operands have slope 0.
    """

    name: str
    reference: Callable[..., Any]
    points: tuple[tuple[float, ...], ...]
    radius: Callable[..., float]
    kinks: tuple[tuple[tuple[float, ...], float, tuple[float, ...]], ...] = ()
    analytic: bool = True
    flat: tuple[int, ...] = ()

    @property
    def arity(self) -> int:
        return len(self.points[0])


def unary(
    name: str, reference: Any, xs: str, radius: Any = lambda x: 1.0, **options: Any
) -> Row:
    """The row of an op of one operand; `xs` lists its points."""
    return Row(
        name, reference, tuple((float(x),) for x in xs.split()), radius, **options
    )


def sigmoid(z: Any) -> Any:
    return 1.0 / (1.0 + np.exp(-z))


def log1p(z: Any) -> Any:
    """log(1 + z); NumPy's own loses digits near 0 on complex numbers."""
    return 2.0 * np.arctanh(z / (2.0 + z))


def off_kink(centre: float, below: Any, above: Any, kink: float = 0.0) -> Any:
    """`below` or `above`, by the side of the kink where the circle's centre lies."""
    return np.where(np.mean(np.real(centre)) > kink, above, below)


def clipped(z: Any, lo: Any, hi: Any) -> Any:
    at, low, high = (np.mean(np.real(part)) for part in (z, lo, hi))
    return 0 * (z + lo + hi) + (hi if max(at, low) > high else lo if at < low else z)


def larger(x: Any, y: Any) -> Any:
    return 0 * (x + y) + (x if np.mean(np.real(x - y)) > 0 else y)


def selected(condition: Any, x: Any, y: Any) -> Any:
    return 0 * (condition + x + y) + (
        x if abs(np.mean(np.real(condition))) > 1e-9 else y
    )


WIDE = "-20 -5.5 -1.3 -0.4 0.3 0.7 1.9 8 30"
SMALL = "-3.2 -1.7 -0.6 0.35 0.8 2.4 3.9"
ANGLES = "-2.5 -1.1 -0.3 0.4 0.9 2.2 11"
UNIT = "-0.9 -0.55 -0.2 0.15 0.5 0.93"
POSITIVE = "1e-8 0.003 0.2 0.9 1.7 45 3e7"
PAIRS = ((1.5, -0.7), (-2.2, 3.1), (0.4, 0.9), (-3.0, -1.25), (20.0, 0.5))
APART = lambda x, y: 0.3 * abs(x - y)  # noqa: E731
AWAY = lambda x: 0.5 * abs(x)  # noqa: E731
INSIDE = lambda x: 0.5 * (1 - abs(x))  # noqa: E731

_ROWS = (
    # arithmetic
    Row("add", lambda x, y: x + y, PAIRS, lambda x, y: 1.0),
    Row("subtract", lambda x, y: x - y, PAIRS, lambda x, y: 1.0),
    Row("multiply", lambda x, y: x * y, PAIRS, lambda x, y: 1.0),
    Row("divide", lambda x, y: x / y, PAIRS, lambda x, y: 0.5 * abs(y)),
    Row(
        "power",
        lambda x, y: np.exp(y * np.log(x)),
        ((1.5, -0.7), (2.2, 3.0), (0.4, 0.9), (3.0, 0.5), (0.2, -2.0), (2.0, 0.0)),
        lambda x, y: 0.5 * x,
        kinks=(
            ((0.0, 0.0), 1.0, (0.0, 0.0)),
            ((0.0, 1.0), 0.0, (1.0, 0.0)),
            ((0.0, 2.0), 0.0, (0.0, 0.0)),
            ((0.0, 0.5), 0.0, (INF, 0.0)),
        ),
    ),
    unary("negative", lambda z: -z, SMALL),
    unary("reciprocal", lambda z: 1 / z, "-30 -1.3 -0.02 1e-6 0.4 2.5 1e5", AWAY),
    unary("square", lambda z: z * z, SMALL),
    unary("sqrt", np.sqrt, POSITIVE, AWAY, kinks=(((0.0,), 0.0, (INF,)),)),
    Row(
        "hypot",
        lambda x, y: np.sqrt(x * x + y * y),
        ((3.0, 4.0), (-1.5, 0.2), (0.3, -0.4), (-12.0, -5.0)),
        lambda x, y: 0.2 * np.hypot(x, y),
        kinks=(((0.0, 0.0), 0.0, (0.0, 0.0)),),
    ),
    # exponential
    unary("exp", np.exp, WIDE),
    unary("expm1", np.expm1, WIDE),
    unary("log", np.log, POSITIVE, AWAY),
    unary("log1p", log1p, "-0.9 -0.3 1e-9 0.2 5 300", lambda x: min(1, 0.5 * (1 + x))),
    unary("erf", special.erf, SMALL),
    unary("erfc", special.erfc, SMALL),
    # piecewise
    unary(
        "absolute",
        lambda z: off_kink(z, -z, z),
        SMALL,
        AWAY,
        kinks=(((0.0,), 0.0, (0.0,)),),
        analytic=False,
    ),
    unary(
        "sign",
        lambda z: off_kink(z, -1, 1) + 0 * z,
        SMALL,
        AWAY,
        kinks=(((0.0,), 0.0, (0.0,)), ((-0.0,), 0.0, (0.0,))),
        analytic=False,
        flat=(0,),
    ),
    unary(
        "step",
        lambda z: off_kink(z, 0, 1) + 0 * z,
        SMALL,
        AWAY,
        kinks=(((0.0,), 0.0, (0.0,)), ((-0.0,), 0.0, (0.0,))),
        analytic=False,
        flat=(0,),
    ),
    Row(
        "maximum",
        larger,
        PAIRS,
        APART,
        kinks=(((2.0, 2.0), 2.0, (0.5, 0.5)), ((0.0, -0.0), 0.0, (0.5, 0.5))),
        analytic=False,
    ),
    Row(
        "minimum",
        lambda x, y: -larger(-x, -y),
        PAIRS,
        APART,
        kinks=(((2.0, 2.0), 2.0, (0.5, 0.5)), ((0.0, -0.0), 0.0, (0.5, 0.5))),
        analytic=False,
    ),
    Row(
        "clip",
        clipped,
        ((0.5, -1.0, 2.0), (-3.0, -1.0, 2.0), (4.0, -1.0, 2.0), (0.2, 3.0, 1.0)),
        lambda x, lo, hi: 0.2 * min(abs(x - lo), abs(x - hi), abs(lo - hi)),
        kinks=(
            ((-1.0, -1.0, 2.0), -1.0, (0.0, 1.0, 0.0)),
            ((2.0, -1.0, 2.0), 2.0, (0.0, 0.0, 1.0)),
            ((1.0, 1.0, 1.0), 1.0, (0.0, 0.0, 1.0)),
        ),
        analytic=False,
    ),
    Row(
        "where",
        selected,
        ((1.0, 2.0, 3.0), (0.0, 2.0, 3.0), (-2.0, 0.4, -0.6)),
        lambda c, x, y: 0.1,
        analytic=False,
        flat=(0,),
    ),
    # activations
    unary("sigmoid", sigmoid, WIDE),
    unary("softplus", lambda z: log1p(np.exp(z)), "-20 -5.5 -1.3 -0.4 0.3 0.7 1.9 8"),
    unary(
        "relu",
        lambda z: off_kink(z, 0, z) + 0 * z,
        SMALL,
        AWAY,
        kinks=(((0.0,), 0.0, (0.0,)), ((-0.0,), 0.0, (0.0,))),
        analytic=False,
    ),
    Row(
        "leaky_relu",
        lambda z, slope: off_kink(z, slope * z, z) + 0 * slope,
        ((-2.0, 0.01), (-0.7, 0.3), (1.3, 0.2)),
        lambda x, slope: 0.5 * abs(x),
        kinks=(((0.0, 0.3), 0.0, (0.3, 0.0)),),
        analytic=False,
    ),
    Row(
        "elu",
        lambda z, alpha: off_kink(z, alpha * np.expm1(z), z) + 0 * alpha,
        ((-2.0, 1.0), (-0.7, 0.3), (1.3, 1.5)),
        lambda x, alpha: 0.5 * abs(x),
        kinks=(((0.0, 0.3), 0.0, (0.3, 0.0)),),
        analytic=False,
    ),
    unary("gelu", lambda z: 0.5 * z * special.erfc(-z / np.sqrt(2.0)), SMALL),
    unary("silu", lambda z: z * sigmoid(z), WIDE),
    unary(
        "hard_tanh",
        lambda z: clipped(z, -1 + 0 * z, 1 + 0 * z),
        "-4 -1.5 -0.6 0.2 0.7 3",
        lambda x: 0.5 * abs(1 - abs(x)),
        kinks=(((1.0,), 1.0, (0.0,)), ((-1.0,), -1.0, (0.0,))),
        analytic=False,
    ),
    # circular and hyperbolic
    unary("sin", np.sin, ANGLES),
    unary("cos", np.cos, ANGLES),
    unary("tan", np.tan, "-1.2 -0.5 0.3 0.9 2.5", lambda x: 0.4 * abs(np.cos(x))),
    unary("arcsin", np.arcsin, UNIT, INSIDE),
    unary("arccos", np.arccos, UNIT, INSIDE),
    unary("arctan", np.arctan, SMALL, lambda x: 0.5),
    unary("sinh", np.sinh, SMALL),
    unary("cosh", np.cosh, SMALL),
    unary("tanh", np.tanh, SMALL, lambda x: 0.8),
    unary("arcsinh", np.arcsinh, SMALL, lambda x: 0.5),
    unary("arccosh", np.arccosh, "1.01 1.4 3 80", lambda x: min(1, 0.5 * (x - 1))),
    unary("arctanh", np.arctanh, UNIT, INSIDE),
)
ROWS = {row.name: row for row in _ROWS}

NARY = ("sum", "mean", "dot", "logsumexp", "softmax", "log_softmax", "max", "min")
"""The ops over sequences; their tests stand in test_nary.py."""

OPERATORS_ONLY = {"add", "subtract", "multiply", "divide", "negative"}
"""Ops that Values have as an operator, not as a method."""


def cauchy(row: Row, point: tuple[float, ...], orders: tuple[int, ...]) -> Any:
    """The mixed derivative of these orders, and how far rounding can put it off.

    Cauchy's integral formula in each operand, by the trapezoidal rule, which converges
    geometrically on a circle.
    """
    active = [i for i, order in enumerate(orders) if order]
    n = 64 if len(active) < 3 else 24
    turn = np.exp(2j * PI * (np.arange(n) + 0.5) / n)
    r = row.radius(*point)
    grid: list[Any] = [np.array(complex(x)) for x in point]
    weights: Any = 1.0
    factor = 1.0
    for axis, i in enumerate(active):
        shape = [1] * len(active)
        shape[axis] = n
        grid[i] = point[i] + r * turn.reshape(shape)
        weights = weights * turn.reshape(shape) ** -orders[i]
        factor *= special.factorial(orders[i]) / r ** orders[i]
    values = row.reference(*np.broadcast_arrays(*grid))
    noise = 4e-16 * factor * np.max(np.abs(values))
    return float(np.real(np.mean(values * weights)) * factor), float(noise)

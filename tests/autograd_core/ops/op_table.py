"""One row per elementwise op: where to test it, and a reference that is not the engine.

`reference` takes complex arrays, so that Cauchy's integral formula gives derivatives of
any order. Functions with kinks are analytic between them: their reference chooses the
branch at the centre of the circle, and `radius` keeps the circle off the kink.
"""

from __future__ import annotations

import math
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
    them; a kink is `(operands, value, slopes)`; `flat` operands have slope 0. `special`
    is what an op of one operand gives, value and slope, where IEEE 754 has something to
    say: at the numbers `AT` of special_values.py. These are limits and NumPy's results,
    worked out by hand; `?` where no limit exists to hold the number to.
    """

    name: str
    reference: Callable[..., Any]
    points: tuple[tuple[float, ...], ...]
    radius: Callable[..., float]
    kinks: tuple[tuple[tuple[float, ...], float, tuple[float, ...]], ...] = ()
    analytic: bool = True
    flat: tuple[int, ...] = ()
    special: str = ""

    def __post_init__(self) -> None:
        if isinstance(self.points, str):
            raise TypeError(f"the row {self.name!r}: unary(...) takes points as a text")

    @property
    def arity(self) -> int:
        return len(self.points[0])


def unary(
    name: str,
    reference: Any,
    xs: str,
    radius: Any = lambda x: 1.0,
    *,
    special: str,
    **settings: Any,
) -> Row:
    """The row of an op of one operand; `xs` lists its points."""
    points = tuple((float(x),) for x in xs.split())
    return Row(name, reference, points, radius, special=special, **settings)


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


def angle(y: Any, x: Any) -> Any:
    """The angle of (x, y), by the tangent or the cotangent."""
    at_y, at_x = np.mean(np.real(y)), np.mean(np.real(x))
    if at_x > 0:
        return np.arctan(y / x)
    if at_y > 0 or at_y < 0:
        return (HALF_PI if at_y > 0 else -HALF_PI) - np.arctan(x / y)
    return 2 * HALF_PI + np.arctan(y / x)


def cube_root(z: Any) -> Any:
    return off_kink(z, -np.power(-z, 1 / 3), np.power(z, 1 / 3))


def whole(rounding: Any) -> Any:
    """A function that is constant between its jumps."""
    return lambda z: rounding(np.mean(np.real(z))) + 0 * z


def whole_times(rounding: Any) -> Any:
    """How often y goes into x, at the centre of the circles."""
    return lambda x, y: rounding(np.mean(np.real(x)) / np.mean(np.real(y)))


def stepped(x: Any, y: Any) -> Any:
    at = np.mean(np.real(x))
    return 0 * (x + y) + (1.0 if at > 0 else 0.0 if at < 0 else y)


WIDE = "-20 -5.5 -1.3 -0.4 0.3 0.7 1.9 8 30"
SMALL = "-3.2 -1.7 -0.6 0.35 0.8 2.4 3.9"
ANGLES = "-2.5 -1.1 -0.3 0.4 0.9 2.2 11"
UNIT = "-0.9 -0.55 -0.2 0.15 0.5 0.93"
POSITIVE = "1e-8 0.003 0.2 0.9 1.7 45 3e7"
PAIRS = ((1.5, -0.7), (-2.2, 3.1), (0.4, 0.9), (-3.0, -1.25), (20.0, 0.5))
APART = lambda x, y: 0.3 * abs(x - y)  # noqa: E731
AWAY = lambda x: 0.5 * abs(x)  # noqa: E731
INSIDE = lambda x: 0.5 * (1 - abs(x))  # noqa: E731

LN = 300 * math.log(10)
LN2 = LN + math.log(2)
LOG2, LOG10 = math.log(2), math.log(10)
ERF_SLOPE = 2 / math.sqrt(math.pi)
HALF_PI = math.pi / 2

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
    unary(
        "negative",
        lambda z: -z,
        SMALL,
        special="0 -1; -inf -1; inf -1; nan -1; -1e300 -1; -1e-300 -1; 1e300 -1",
    ),
    unary(
        "reciprocal",
        lambda z: 1 / z,
        "-30 -1.3 -0.02 1e-6 0.4 2.5 1e5",
        AWAY,
        special="inf -inf; 0 0; 0 0; nan nan; 1e-300 0; 1e300 -inf; -1e-300 0",
    ),
    unary(
        "square",
        lambda z: z * z,
        SMALL,
        special="0 0; inf inf; inf -inf; nan nan; inf 2e300; 0 2e-300; inf -2e300",
    ),
    unary(
        "sqrt",
        np.sqrt,
        POSITIVE,
        AWAY,
        kinks=(((0.0,), 0.0, (INF,)),),
        special="0 inf; inf 0; nan nan; nan nan; 1e150 5e-151; 1e-150 5e149; nan nan",
    ),
    Row(
        "hypot",
        lambda x, y: np.sqrt(x * x + y * y),
        ((3.0, 4.0), (-1.5, 0.2), (0.3, -0.4), (-12.0, -5.0)),
        lambda x, y: 0.2 * np.hypot(x, y),
        kinks=(((0.0, 0.0), 0.0, (0.0, 0.0)),),
    ),
    # exponential
    unary(
        "exp",
        np.exp,
        WIDE,
        special="1 1; inf inf; 0 0; nan nan; inf inf; 1 1; 0 0",
    ),
    unary(
        "expm1",
        np.expm1,
        WIDE,
        special="0 1; inf inf; -1 0; nan nan; inf inf; 1e-300 1; -1 0",
    ),
    unary(
        "log",
        np.log,
        POSITIVE,
        AWAY,
        special=f"-inf inf; inf 0; nan ?; nan nan; {LN} 1e-300; {-LN} 1e300; nan ?",
    ),
    unary(
        "log1p",
        log1p,
        "-0.9 -0.3 1e-9 0.2 5 300",
        lambda x: min(1, 0.5 * (1 + x)),
        special=f"0 1; inf 0; nan ?; nan nan; {LN} 1e-300; 1e-300 1; nan ?",
    ),
    unary(
        "erf",
        special.erf,
        SMALL,
        special=f"0 {ERF_SLOPE}; 1 0; -1 0;"
        f" nan nan; 1 0; {ERF_SLOPE * 1e-300} {ERF_SLOPE}; -1 0",
    ),
    unary(
        "erfc",
        special.erfc,
        SMALL,
        special=f"1 {-ERF_SLOPE}; 0 0; 2 0; nan nan; 0 0; 1 {-ERF_SLOPE}; 2 0",
    ),
    # piecewise
    unary(
        "absolute",
        lambda z: off_kink(z, -z, z),
        SMALL,
        AWAY,
        kinks=(((0.0,), 0.0, (0.0,)),),
        analytic=False,
        special="0 0; inf 1; inf -1; nan nan; 1e300 1; 1e-300 1; 1e300 -1",
    ),
    unary(
        "sign",
        lambda z: off_kink(z, -1, 1) + 0 * z,
        SMALL,
        AWAY,
        kinks=(((0.0,), 0.0, (0.0,)), ((-0.0,), 0.0, (0.0,))),
        analytic=False,
        flat=(0,),
        special="0 0; 1 0; -1 0; nan ?; 1 0; 1 0; -1 0",
    ),
    unary(
        "step",
        lambda z: off_kink(z, 0, 1) + 0 * z,
        SMALL,
        AWAY,
        kinks=(((0.0,), 0.0, (0.0,)), ((-0.0,), 0.0, (0.0,))),
        analytic=False,
        flat=(0,),
        special="0 0; 1 0; 0 0; nan ?; 1 0; 1 0; 0 0",
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
    unary(
        "sigmoid",
        sigmoid,
        WIDE,
        special="0.5 0.25; 1 0; 0 0; nan nan; 1 0; 0.5 0.25; 0 0",
    ),
    unary(
        "softplus",
        lambda z: log1p(np.exp(z)),
        "-20 -5.5 -1.3 -0.4 0.3 0.7 1.9 8",
        special=f"{math.log(2)} 0.5; inf 1; 0 0;"
        f" nan nan; 1e300 1; {math.log(2)} 0.5; 0 0",
    ),
    unary(
        "relu",
        lambda z: off_kink(z, 0, z) + 0 * z,
        SMALL,
        AWAY,
        kinks=(((0.0,), 0.0, (0.0,)), ((-0.0,), 0.0, (0.0,))),
        analytic=False,
        special="0 0; inf 1; 0 0; nan ?; 1e300 1; 1e-300 1; 0 0",
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
    unary(
        "gelu",
        lambda z: 0.5 * z * special.erfc(-z / np.sqrt(2.0)),
        SMALL,
        special="0 0.5; inf 1; 0 0; nan nan; 1e300 1; 5e-301 0.5; 0 0",
    ),
    unary(
        "silu",
        lambda z: z * sigmoid(z),
        WIDE,
        special="0 0.5; inf 1; 0 0; nan nan; 1e300 1; 5e-301 0.5; 0 0",
    ),
    unary(
        "hard_tanh",
        lambda z: clipped(z, -1 + 0 * z, 1 + 0 * z),
        "-4 -1.5 -0.6 0.2 0.7 3",
        lambda x: 0.5 * abs(1 - abs(x)),
        kinks=(((1.0,), 1.0, (0.0,)), ((-1.0,), -1.0, (0.0,))),
        analytic=False,
        special="0 1; 1 0; -1 0; nan ?; 1 0; 1e-300 1; -1 0",
    ),
    # circular and hyperbolic
    unary(
        "sin",
        np.sin,
        ANGLES,
        special="0 1; nan nan; nan nan; nan nan; ? ?; 1e-300 1; ? ?",
    ),
    unary(
        "cos",
        np.cos,
        ANGLES,
        special="1 0; nan nan; nan nan; nan nan; ? ?; 1 -1e-300; ? ?",
    ),
    unary(
        "tan",
        np.tan,
        "-1.2 -0.5 0.3 0.9 2.5",
        lambda x: 0.4 * abs(np.cos(x)),
        special="0 1; nan nan; nan nan; nan nan; ? ?; 1e-300 1; ? ?",
    ),
    unary(
        "arcsin",
        np.arcsin,
        UNIT,
        INSIDE,
        special="0 1; nan nan; nan nan; nan nan; nan nan; 1e-300 1; nan nan",
    ),
    unary(
        "arccos",
        np.arccos,
        UNIT,
        INSIDE,
        special=f"{HALF_PI} -1; nan nan; nan nan;"
        f" nan nan; nan nan; {HALF_PI} -1; nan nan",
    ),
    unary(
        "arctan",
        np.arctan,
        SMALL,
        lambda x: 0.5,
        special=f"0 1; {HALF_PI} 0; {-HALF_PI} 0;"
        f" nan nan; {HALF_PI} 0; 1e-300 1; {-HALF_PI} 0",
    ),
    unary(
        "sinh",
        np.sinh,
        SMALL,
        special="0 1; inf inf; -inf inf; nan nan; inf inf; 1e-300 1; -inf inf",
    ),
    unary(
        "cosh",
        np.cosh,
        SMALL,
        special="1 0; inf inf; inf -inf; nan nan; inf inf; 1 1e-300; inf -inf",
    ),
    unary(
        "tanh",
        np.tanh,
        SMALL,
        lambda x: 0.8,
        special="0 1; 1 0; -1 0; nan nan; 1 0; 1e-300 1; -1 0",
    ),
    unary(
        "arcsinh",
        np.arcsinh,
        SMALL,
        lambda x: 0.5,
        special=f"0 1; inf 0; -inf 0; nan nan; {LN2} 1e-300; 1e-300 1; {-LN2} 1e-300",
    ),
    unary(
        "arccosh",
        np.arccosh,
        "1.01 1.4 3 80",
        lambda x: min(1, 0.5 * (x - 1)),
        special=f"nan nan; inf 0; nan nan; nan nan; {LN2} 1e-300; nan nan; nan nan",
    ),
    unary(
        "arctanh",
        np.arctanh,
        UNIT,
        INSIDE,
        special="0 1; nan ?; nan ?; nan nan; nan ?; 1e-300 1; nan ?",
    ),
    # powers and logarithms to other bases
    unary(
        "exp2",
        lambda z: np.exp(z * LOG2),
        SMALL,
        special=f"1 {LOG2}; inf inf; 0 0; nan nan; inf inf; 1 {LOG2}; 0 0",
    ),
    unary(
        "log2",
        lambda z: np.log(z) / LOG2,
        POSITIVE,
        AWAY,
        special="-inf inf; inf 0; nan ?; nan nan;"
        f" {LN / LOG2} {1e-300 / LOG2}; {-LN / LOG2} {1e300 / LOG2}; nan ?",
    ),
    unary(
        "log10",
        lambda z: np.log(z) / LOG10,
        POSITIVE,
        AWAY,
        special="-inf inf; inf 0; nan ?; nan nan;"
        f" 300 {1e-300 / LOG10}; -300 {1e300 / LOG10}; nan ?",
    ),
    unary(
        "cbrt",
        cube_root,
        "-30 -1.7 -0.02 1e-6 0.4 2.5 1e5",
        AWAY,
        kinks=(((0.0,), 0.0, (INF,)),),
        analytic=False,
        special="0 inf; inf 0; -inf 0; nan nan;"
        f" 1e100 {1e-200 / 3}; 1e-100 {1e200 / 3}; -1e100 {1e-200 / 3}",
    ),
    Row(
        "logaddexp",
        lambda x, y: y + log1p(np.exp(x - y)),
        ((1.5, -0.7), (-2.2, 3.1), (0.4, 0.9), (-3.0, -1.25), (-20.0, 0.5)),
        lambda x, y: 1.0,
    ),
    Row(
        "logaddexp2",
        lambda x, y: y + log1p(np.exp((x - y) * LOG2)) / LOG2,
        ((1.5, -0.7), (-2.2, 3.1), (0.4, 0.9), (-3.0, -1.25), (-20.0, 0.5)),
        lambda x, y: 1.0,
    ),
    # pairs
    Row(
        "arctan2", angle, PAIRS, lambda y, x: 0.3 * min(abs(x), abs(y)), analytic=False
    ),
    Row(
        "heaviside",
        stepped,
        ((-2.0, 0.5), (1.3, 0.2), (0.7, -1.0)),
        lambda x, y: 0.1,
        kinks=(((0.0, 0.5), 0.5, (0.0, 1.0)), ((-0.0, 2.0), 2.0, (0.0, 1.0))),
        analytic=False,
        flat=(0, 1),
    ),
    Row(
        "fmax",
        larger,
        PAIRS,
        APART,
        kinks=(((2.0, 2.0), 2.0, (0.5, 0.5)), ((0.0, -0.0), 0.0, (0.5, 0.5))),
        analytic=False,
    ),
    Row(
        "fmin",
        lambda x, y: -larger(-x, -y),
        PAIRS,
        APART,
        kinks=(((2.0, 2.0), 2.0, (0.5, 0.5)), ((0.0, -0.0), 0.0, (0.5, 0.5))),
        analytic=False,
    ),
    # rounding
    unary(
        "floor",
        whole(np.floor),
        SMALL,
        kinks=(((0.0,), 0.0, (0.0,)), ((2.0,), 2.0, (0.0,))),
        analytic=False,
        flat=(0,),
        special="0 0; inf 0; -inf 0; nan ?; 1e300 0; 0 0; -1e300 0",
    ),
    unary(
        "ceil",
        whole(np.ceil),
        SMALL,
        kinks=(((0.0,), 0.0, (0.0,)), ((2.0,), 2.0, (0.0,))),
        analytic=False,
        flat=(0,),
        special="0 0; inf 0; -inf 0; nan ?; 1e300 0; 1 0; -1e300 0",
    ),
    unary(
        "trunc",
        whole(np.trunc),
        SMALL,
        kinks=(((2.0,), 2.0, (0.0,)), ((-2.0,), -2.0, (0.0,))),
        analytic=False,
        flat=(0,),
        special="0 0; inf 0; -inf 0; nan ?; 1e300 0; 0 0; -1e300 0",
    ),
    unary(
        "rint",
        whole(np.rint),
        SMALL,
        kinks=(((0.5,), 0.0, (0.0,)), ((1.5,), 2.0, (0.0,))),
        analytic=False,
        flat=(0,),
        special="0 0; inf 0; -inf 0; nan ?; 1e300 0; 0 0; -1e300 0",
    ),
    Row(
        "floor_divide",
        lambda x, y: whole_times(np.floor)(x, y) + 0 * (x + y),
        PAIRS,
        lambda x, y: 0.1,
        kinks=(((6.0, 2.0), 3.0, (0.0, 0.0)),),
        analytic=False,
        flat=(0, 1),
    ),
    Row(
        "remainder",
        lambda x, y: x - y * whole_times(np.floor)(x, y),
        PAIRS,
        lambda x, y: 1.0,
        kinks=(((6.0, 2.0), 0.0, (1.0, -3.0)),),
        analytic=False,
    ),
    Row(
        "fmod",
        lambda x, y: x - y * whole_times(np.trunc)(x, y),
        PAIRS,
        lambda x, y: 1.0,
        kinks=(((6.0, 2.0), 0.0, (1.0, -3.0)), ((-6.0, 2.0), 0.0, (1.0, 3.0))),
        analytic=False,
    ),
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

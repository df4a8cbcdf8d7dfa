"""Every op at special points, to order 2: what the engine gives, against limits."""

from __future__ import annotations

import functools
import itertools
import math
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np

import autograd_core as ac
from autograd_core import Tensor, Value, gradients
from autograd_core.ops.op import OPS
from tests.autograd_core.ops.op_table import ROWS
from tests.special_points.limits import sides
from tests.special_points.sequences import NARY, ORDERS_BELOW_1, REDUCTIONS

INF = math.inf
NUMBERS = {
    1: (0.0, -0.0, 5e-324, -1e-309, 1e-308, 0.5, 1.0, -1.0, 1e308, -1e308, INF, -INF),
    2: (0.0, -0.0, 5e-324, -1e-309, 0.5, 1.0, -1.0, 2.0, 1e308, -1e308, INF, -INF),
    3: (0.0, 5e-324, 1.0, -1.0, -1e308, INF),
}
"""Where ops are tried, by the number of operands: at all combinations of these."""
KINDS = ("Value", "Tensor", "array")

BEYOND: dict[str, Callable[..., Any]] = {
    "power": np.power,
    "where": lambda condition, x, y: x if condition > 0 or condition < 0 else y,
    "softplus": lambda x: np.log(1.0 + np.exp(x)),
    "logaddexp": lambda x, y: _log_of_sum(x, y, 1.0),
    "logaddexp2": lambda x, y: _log_of_sum(x, y, np.log(2.0 + 0.0 * x)),
}
"""References that reach further than those of the op table."""


def _log_of_sum(x: Any, y: Any, log_base: Any) -> Any:
    size = np.log1p(np.exp(-np.absolute((x - y) * log_base))) / log_base
    return (x if x > y else y) + size


Point = tuple[float, ...]
Orders = tuple[int, ...]


@dataclass(frozen=True)
class Case:
    """A function to be scanned.

    Attributes:
        run: the op on a list of nodes of one kind.
        reference: the op on `Number`s.
        kinks: by the point where a convention is documented, value and slopes.
    """

    name: str
    arity: int
    kinds: tuple[str, ...]
    run: Callable[[list[Any]], Any]
    reference: Callable[..., Any]
    kinks: dict[Point, tuple[float, Point]]

    def points(self) -> list[Point]:
        grid = itertools.product(NUMBERS[self.arity], repeat=self.arity)
        return [x for x in (*grid, *self.kinks) if not self.is_beyond(x)]

    def is_beyond(self, point: Point) -> bool:
        """Whether there are no limits to hold the op to.

        No number that stands for inf is large enough for a power of 5e-324, and at -inf
        a power is what IEEE 754 says.
        """
        x, y = (*point, 1.0)[:2]
        if self.name in ("floor_divide", "remainder", "fmod"):
            # Nor is a step small enough where y goes into x so often.
            return math.isinf(x) or (y != 0.0 and abs(x) / abs(y) > 1e15)
        return self.name == "power" and (
            x == -INF or (math.isinf(x) and 0.0 < abs(y) < 1e-300)
        )


@dataclass(frozen=True)
class Finding:
    """One number of the engine, and what it is held to."""

    case: str
    kind: str
    point: Point
    orders: Orders
    number: float
    limits: tuple[Any, ...]
    verdict: str

    def __str__(self) -> str:
        limits = " ".join(sorted({_short(limit) for limit in self.limits}))
        derivative = "".join(map(str, self.orders))
        return (
            f"{self.case:12} {self.kind:7} {self.point!s:28} d{derivative:4} "
            f"{self.number:<24.17g} {self.verdict:10} limits {limits}"
        )


def _short(limit: Any) -> str:
    if mpmath.isfinite(limit) and abs(limit) > 1e300:
        return "-huge" if limit < 0 else "huge"
    return "0" if abs(limit) < 1e-330 else mpmath.nstr(limit, 8)


def cases() -> Iterator[Case]:
    """All ops: those of the table, and those over sequences and axes."""
    for name, op in OPS.items():
        row = ROWS[name]
        kinks = {point: (value, slopes) for point, value, slopes in row.kinks}
        run = functools.partial(_call, op)
        reference = BEYOND.get(name, row.reference)
        yield Case(name, op.arity, KINDS, run, reference, kinks)
    for name, (function, reference) in REDUCTIONS.items():
        run = functools.partial(_along_axis, function)
        yield Case(name, 2, KINDS[1:], run, reference, {})
    for name, (function, reference) in NARY.items():
        yield Case(f"{name} [...]", 2, KINDS[:1], function, reference, {})


def _call(op: Any, leaves: list[Any]) -> Any:
    return op(*leaves)


def _along_axis(function: Callable[..., Any], leaves: list[Any]) -> Any:
    return function(ac.stack(leaves, axis=-1), axis=-1)


def scan(
    chosen: Iterable[Case], points: Callable[[Case], Sequence[Point]] = Case.points
) -> Iterator[Finding]:
    """What is found at the points of each case."""
    for case in chosen:
        at = points(case)
        for kind in case.kinds:
            for point, numbers in zip(at, _numbers(case, kind, at), strict=True):
                for orders, number in numbers.items():
                    yield _judged(case, kind, point, orders, number, numbers)


def _numbers(case: Case, kind: str, at: Sequence[Point]) -> list[dict[Orders, float]]:
    """The engine's value and derivatives at each point."""
    if kind == "array":
        columns = _derivatives(
            case, [Tensor(np.array(x)) for x in zip(*at, strict=True)]
        )
        return [
            {orders: float(column[k]) for orders, column in columns.items()}
            for k in range(len(at))
        ]
    make: Any = {"Value": Value, "Tensor": Tensor}[kind]
    return [
        {
            orders: float(number)
            for orders, number in _derivatives(case, list(map(make, point))).items()
        }
        for point in at
    ]


def _derivatives(case: Case, leaves: list[Any]) -> dict[Orders, Any]:
    """Value, first and second derivatives, by how often in which operand."""
    n = case.arity
    unit = np.eye(n, dtype=int)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore", RuntimeWarning)
        out = case.run(leaves)
        seed = np.ones(np.shape(out.data))
        seed = float(seed) if isinstance(out, Value) else seed
        first = gradients(out, leaves, create_graph=True, upstream=seed)
        results = {(0,) * n: out.data}
        for i in range(n):
            results[tuple(map(int, unit[i]))] = first[i].data
            second = gradients(first[i], leaves, upstream=seed)
            for j in range(n):
                orders = tuple(map(int, unit[i] + unit[j]))
                # d2/dxdy and d2/dydx are both held to the limit.
                results[orders if i <= j else (*orders, -1)] = second[j]
    return results


def _judged(
    case: Case,
    kind: str,
    point: Point,
    orders: Orders,
    number: float,
    numbers: dict[Orders, float],
) -> Finding:
    orders = orders[: case.arity]
    if sum(orders) and math.isnan(numbers[(0,) * case.arity]):
        return Finding(case.name, kind, point, orders, number, (), "outside")
    limits = limits_of(case, point, orders)
    verdict = verdict_on(number, limits)
    if verdict == "WRONG" and number == _documented(case, point, orders):
        verdict = "convention"
    return Finding(case.name, kind, point, orders, number, limits, verdict)


@functools.cache
def _cached(name: str, point: Point, orders: Orders) -> tuple[Any, ...]:
    return tuple(sides(_REFERENCES[name], point, orders))


_REFERENCES: dict[str, Callable[..., Any]] = {}


def limits_of(case: Case, point: Point, orders: Orders) -> tuple[Any, ...]:
    """The limits of a derivative from all sides, each computed once."""
    _REFERENCES[case.name] = case.reference
    return _cached(case.name, point, orders)


def _documented(case: Case, point: Point, orders: Orders) -> float | None:
    if case.name in ORDERS_BELOW_1 and sum(orders) == 1 and not all(point):
        return 0.0
    value, slopes = case.kinks.get(point, (None, ()))
    if not slopes or sum(orders) > 1:
        return None
    return slopes[orders.index(1)] if any(orders) else value


def verdict_on(number: float, limits: Sequence[Any]) -> str:
    """Whether a number is the limit, between the limits, not finite, or wrong.

    inf and nan are never taken for a finite derivative, so they are "loud".
    """
    if not math.isfinite(number):
        return "true" if all(limit == number for limit in limits) else "loud"
    if not all(map(mpmath.isfinite, limits)):
        return "WRONG"
    least, most = min(limits), max(limits)
    tolerance = 1e-9 * max(abs(least), abs(most)) + mpmath.mpf("1e-305")
    if not least - tolerance <= number <= most + tolerance:
        return "WRONG"
    return "true" if most - least <= tolerance else "convention"

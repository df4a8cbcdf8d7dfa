"""`check_op`: an op over its whole domain, in one line."""

from __future__ import annotations

import inspect
import itertools
import math
from collections.abc import Callable, Iterable
from typing import Any

from autograd_core.testing.check import check_gradient
from autograd_core.testing.problem import quiet
from autograd_core.testing.report import GradientMismatch, Report, merged
from autograd_core.testing.verdict import Row, Verdict

_ONE = (-30.0, -2.5, -1.0, -0.7, -1e-3, 0.0, 1e-3, 0.4, 1.0, 1.3, 2.5, 30.0)
_TWO = (-2.5, -1.0, 0.0, 0.4, 1.0, 2.5)


def check_op(
    op: Callable[..., Any],
    points: Iterable[Any] | None = None,
    *,
    arity: int | None = None,
    order: int = 2,
    rtol: float = 1e-6,
    atol: float = 0.0,
    raise_exception: bool = True,
) -> Report:
    """Check the derivatives of an op of one's own over signs, kinks and sizes.

    Args:
        op: a custom op, or any function of nodes.
        points: where; by default a grid around 0 and 1 and far from them. Of a grid
            point outside the domain, at a jump or where f is infinitely steep, nothing
            is asked.
        arity: how many operands; read off the signature by default.
        order: 2 checks second derivatives too.
        rtol: the relative error allowed.
        atol: the absolute one, for points where the op is flat to rounding.
        raise_exception: raise instead of returning a report that is not ok.

    Returns:
        The report over all points.

    Raises:
        GradientMismatch: a derivative is wrong at some point.
        ValueError: the op is not finite at any point.

    >>> from autograd_core import custom_op
    >>> cube = custom_op(lambda x: x**3, lambda x: 3 * x**2, name="cube")
    >>> check_op(cube).ok
    True
    """
    count = _arity(op) if arity is None else arity
    grid = points is None
    if points is None:
        axis = _ONE if count == 1 else _TWO if count == 2 else (-1.0, 0.4, 2.5)
        points = itertools.product(axis, repeat=count)
    reports = []
    for point in points:
        at = point if isinstance(point, tuple) else (point,)
        if grid and not _inside(op, at):
            continue
        report = check_gradient(op, at, order=order, rtol=rtol, atol=atol)
        if not (grid and _unanswerable(report)):
            reports.append(report)
    if not reports:
        raise ValueError(f"{op!r} is finite at no point of the grid; give points=")
    report = merged(reports)
    report.points = len(reports)
    if raise_exception and not report.ok:
        raise GradientMismatch(report)
    return report


def _arity(op: Any) -> int:
    known = getattr(op, "arity", None)
    if isinstance(known, int):
        return known
    parameters = inspect.signature(getattr(op, "forward", op)).parameters.values()
    return sum(each.default is inspect.Parameter.empty for each in parameters)


def _inside(op: Callable[..., Any], at: tuple[float, ...]) -> bool:
    """Whether the op is finite at the point and a little to each side."""
    with quiet():
        for sign in (-1, 0, 1):
            moved = [x + sign * 1e-3 * (abs(x) or 1.0) for x in at]
            try:
                if not math.isfinite(float(op(*moved))):
                    return False
            except (ArithmeticError, ValueError):
                return False
    return True


def _unanswerable(report: Report) -> bool:
    """Whether no row is wrong and some only have no derivative to compare with."""
    failing = [row for row in report.rows if not row.ok]
    return bool(failing) and all(_has_no_answer(row) for row in failing)


def _has_no_answer(row: Row) -> bool:
    found = row.numeric
    if not math.isfinite(found.value):
        return True
    return row.verdict is Verdict.UNRESOLVED and found.agrees(row.autodiff or 0.0)

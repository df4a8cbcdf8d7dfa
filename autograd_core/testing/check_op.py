"""`check_op`: an op over its whole domain, in one line."""

from __future__ import annotations

import inspect
import itertools
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from autograd_core.messages.explained import explained
from autograd_core.messages.types import Array, Shape
from autograd_core.ops.op import Op
from autograd_core.testing.check import check_gradient
from autograd_core.testing.diagnosis.verdict import Row, Verdict
from autograd_core.testing.function.problem import Problem
from autograd_core.testing.numeric.evaluate import quiet
from autograd_core.testing.report import GradientMismatch, Report, merged

Case = tuple[Shape, ...]
"""The shapes of all operands."""

_GRID = {
    1: (-30.0, -2.5, -1.0, -0.7, -1e-3, 0.0, 1e-3, 0.4, 1.0, 1.3, 2.5, 30.0),
    2: (-2.5, -1.0, 0.0, 0.4, 1.0, 2.5),
}
"""The numbers on each axis by the number of operands: signs, kinks, near and far."""

_COARSE_GRID = (-1.0, 0.4, 2.5)
_BROADCAST: dict[int, list[Case]] = {
    1: [((4,),), ((2, 3),)],
    2: [((3,), (3,)), ((2, 3), (3,)), ((2, 1), (1, 3)), ((), (2, 2))],
    3: [((2, 1), (3,), ()), ((2,), (2,), (2,))],
}
"""Shapes that broadcast against each other, by the number of operands."""

_DOMAINS = ((-2.0, 2.0), (0.1, 2.0), (0.05, 0.95), (1.1, 3.0))
"""Intervals to draw operands from: the first one on which the op is finite."""


@explained
def check_op(
    op: Callable[..., Any],
    points: Iterable[Any] | None = None,
    *,
    shapes: Any = None,
    arity: int | None = None,
    order: int = 2,
    rtol: float = 1e-6,
    atol: float = 0.0,
    seed: int = 0,
    raise_exception: bool = True,
) -> Report:
    """Check the derivatives of an op of one's own over signs, kinks, sizes and shapes.

    Args:
        op: a custom op, or any function of nodes.
        points: the points; by default a grid of numbers around 0 and 1 and far from
            them, and arrays of all pairs of shapes that broadcast. Grid points outside
            the domain, at a jump or where f is infinitely steep are left out.
        shapes: check at random arrays of these shapes instead: one shape `(2, 3)`, one
            for each operand `((2, 3), (3,))`, or a list of either.
        arity: how many operands; read off the signature by default.
        order: 2 checks second derivatives too.
        rtol: the relative error allowed.
        atol: the absolute one, for points where the op is flat to rounding.
        seed: draws the arrays.
        raise_exception: raise instead of returning a report that is not ok.

    Returns:
        The report over all points.

    Raises:
        GradientMismatch: a derivative is wrong at some point.
        ValueError: the op is not finite at any point, or `shapes` are not shapes.

    >>> from autograd_core import custom_op, matmul, softmax
    >>> cube = custom_op(lambda x: x**3, lambda x: 3 * x**2, name="cube")
    >>> check_op(cube).ok
    True
    >>> check_op(softmax, shapes=(2, 3)).ok
    True
    >>> check_op(matmul, shapes=[((2, 3), (3,)), ((4, 2, 3), (3, 2))]).points
    2
    """
    options: dict[str, Any] = {"order": order, "rtol": rtol, "atol": atol}
    notes: list[str] = []
    if points is not None:
        reports = [check_gradient(op, _tuple(point), **options) for point in points]
    elif shapes is not None:
        rng = np.random.default_rng(seed)
        operands = [_arrays(op, case, rng) for case in _cases(shapes)]
        reports = [check_gradient(op, arrays, **options) for arrays in operands]
    else:
        arity = _arity(op) if arity is None else arity
        reports = list(_on_grid(op, arity, options))
        on_arrays, notes = _on_broadcast(op, arity, seed, options)
        reports += on_arrays
    if not reports:
        raise ValueError(
            f"{_name(op)} is finite at no point of the grid; give points=, or for an "
            f"op on whole arrays shapes=, such as shapes=[(2, 3)]{_in_brackets(notes)}"
        )
    for number, report in enumerate(reports, 1):
        report.rows = [replace(row, point=number) for row in report.rows]
    report = merged(reports)
    report.points = len(reports)
    report.notes = [*report.notes, *notes]
    if raise_exception and not report.ok:
        raise GradientMismatch(report)
    return report


def _name(op: Callable[..., Any]) -> str:
    return str(getattr(op, "__name__", repr(op)))


def _in_brackets(notes: list[str]) -> str:
    return f" ({'; '.join(notes)})" if notes else ""


def _tuple(point: Any) -> tuple[Any, ...]:
    return point if isinstance(point, tuple) else (point,)


def _arity(op: Callable[..., Any]) -> int:
    """The number of operands: of an op of the table, of a custom op, of a function."""
    if isinstance(op, Op):
        return op.arity
    parameters = inspect.signature(getattr(op, "forward", op)).parameters.values()
    return sum(x.default is inspect.Parameter.empty for x in parameters)


def _on_grid(
    op: Callable[..., Any], arity: int, options: dict[str, Any]
) -> Iterator[Report]:
    """Reports at numbers, where the op has a derivative."""
    for point in itertools.product(_GRID.get(arity, _COARSE_GRID), repeat=arity):
        if _inside(op, point):
            report = check_gradient(op, point, **options)
            if not _unanswerable(report):
                yield report


def _on_broadcast(
    op: Callable[..., Any], arity: int, seed: int, options: dict[str, Any]
) -> tuple[list[Report], list[str]]:
    """Reports at arrays that broadcast against each other, and a note on failures."""
    rng = np.random.default_rng(seed)
    reports: list[Report] = []
    refused: list[str] = []
    for case in _BROADCAST.get(arity, []):
        try:
            reports.append(check_gradient(op, _arrays(op, case, rng), **options))
        except (TypeError, ValueError) as error:
            refused.append(f"shapes {' and '.join(map(str, case))}: {error}")
    notes = [f"not checked at {refused[0]}"] if refused else []
    return [report for report in reports if not _unanswerable(report)], notes


def _cases(shapes: Any) -> list[Case]:
    """The shapes of all operands, case by case.

    >>> _cases((2, 3)), _cases([((2,), (3, 1)), 4])
    ([((2, 3),)], [((2,), (3, 1)), ((4,),)])
    """
    cases = []
    for choice in shapes if isinstance(shapes, list) else [shapes]:
        case: Any = (choice,) if isinstance(choice, int) else choice
        if isinstance(case, tuple) and all(isinstance(n, int) for n in case):
            case = (case,)
        valid = isinstance(case, tuple) and all(
            isinstance(shape, tuple) for shape in case
        )
        if not valid or not all(type(n) is int for shape in case for n in shape):
            raise ValueError(
                "shapes: expected a shape such as (2, 3), one for each operand such as "
                f"((2, 3), (3,)), or a list of those; got {choice!r}"
            )
        cases.append(case)
    return cases


def _arrays(
    op: Callable[..., Any], case: Case, rng: np.random.Generator
) -> tuple[Array, ...]:
    """Random operands where the op is finite."""
    for low, high in _DOMAINS:
        arrays = tuple([np.asarray(rng.uniform(low, high, shape)) for shape in case])
        if math.isfinite(_value(op, arrays)):
            return arrays
    shapes = ", ".join(map(str, case))
    raise ValueError(f"{_name(op)} is not finite at random arrays of shapes {shapes}")


def _value(op: Callable[..., Any], at: tuple[Array, ...]) -> float:
    with quiet():
        problem = Problem(op, at)
        return float(problem.value(problem.exact))


def _inside(op: Callable[..., Any], at: tuple[float, ...]) -> bool:
    """Whether the op is finite at the point and a little to each side."""
    with quiet():
        for sign in (-1, 0, 1):
            operands = [x + sign * 1e-3 * (abs(x) or 1.0) for x in at]
            try:
                if not math.isfinite(float(op(*operands))):
                    return False
            except (ArithmeticError, TypeError, ValueError):
                return False
    return True


def _unanswerable(report: Report) -> bool:
    """Whether no row is wrong and some only have no derivative to compare with.

    At a kink a second derivative that is nan says that there is none. Where the first
    is infinite, as that of a root at 0, the second has no rows.
    """
    failing = [row for row in report.rows if not row.ok]
    if not failing:
        return not report.ok
    at_kink = any(row.verdict is Verdict.KINK for row in report.rows)
    return all(
        _has_no_answer(row)
        or (at_kink and row.autodiff is not None and not math.isfinite(row.autodiff))
        for row in failing
    )


def _has_no_answer(row: Row) -> bool:
    estimate = row.numeric
    if not math.isfinite(estimate.value):
        return True
    return row.verdict is Verdict.UNRESOLVED and estimate.agrees(row.autodiff or 0.0)

"""`check_gradient`: the formula, the engine and finite differences compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from autograd_core.messages.errors import add_note
from autograd_core.testing.check_point import PointCheck
from autograd_core.testing.function.problem import Problem
from autograd_core.testing.numeric.evaluate import quiet
from autograd_core.testing.options import Options
from autograd_core.testing.report import GradientMismatch, Report, merged
from autograd_core.testing.second_order import second_order


def check_gradient(
    f: Callable[..., Any],
    at: Any,
    *,
    analytic: Any = None,
    wrt: Any = None,
    order: int = 1,
    modes: Sequence[str] = ("rev", "fwd"),
    method: str = "auto",
    rtol: float = 1e-6,
    atol: float = 0.0,
    kinks: str = "subgradient",
    directions: Any = "auto",
    seed: int = 0,
    hints: bool = True,
) -> Report:
    """Compare a gradient by hand, by the engine and by finite differences.

    df/dx = lim (f(x + h) - f(x - h)) / 2h, with an error bar: see `derivative`.

    Args:
        f: a function of the inputs. If it returns more than one number, its Jacobian
            is checked by a random combination of them.
        at: the point: one argument; a tuple of several; a dict of them by name; or a
            list of such points. An argument is a number, an array, a Value, a Tensor,
            or tuples, lists and dicts of those.
        analytic: the gradient by hand, in the form of `at`: a value, or a function of
            the same inputs. If f returns an array, the Jacobian, of shape `f.shape +
            x.shape`, or for an elementwise f the derivative of each entry.
        wrt: the inputs to check, by name or position; all by default. Others may be
            anything: class ids, text.
        order: 2 also checks the derivative of the engine's gradient.
        modes: `rev`, `fwd`; with both, the engine's two modes must agree. With `fwd`
            alone autodiff is forward mode, one pass for each component.
        method: what the gradients are compared with. `auto` takes differences, the
            expensive ones only when needed, and the complex step where they are too
            inaccurate. Alone: `central`, `ridders`; `taylor`, the slopes on both sides
            and the rate of the Taylor remainder; `complex`, for analytic code that
            takes complex arrays; `dual`, forward mode of the engine, which takes the
            local derivatives of the ops on trust.
        rtol: the relative error that is not a mistake.
        atol: the absolute one; 0, so that small gradients are checked too.
        kinks: `subgradient` accepts any between the slopes of both sides, `skip` any
            number at all, `error` none.
        directions: `auto` checks each component of up to 64, else 8 random directions
            and, where one fails, the components to blame; `all` components, or the
            number of directions.
        seed: draws the directions and the combination of results.
        hints: say what kind of mistake it looks like.

    A float32 array stays float32 for f and for the engine; differences are taken in
    float64, and the error bars include the rounding of the float32 gradient.

    Returns:
        A `Report`: `report.ok` is the answer, `print(report)` the explanation.

    Raises:
        TypeError: f does not return numbers, or does not take nodes and there is no
            `analytic` either.
        ValueError: an option is unknown, `analytic` does not fit the inputs, or one of
            those is not finite.

    >>> report = check_gradient(lambda x: x**2, 3.0, analytic=lambda x: x)
    >>> str(report.verdict), report.worst.ratio
    ('FORMULA_WRONG', 0.5)

    Source: Squire and Trapp, "Using complex variables to estimate derivatives of real
    functions", 1998, for `complex`; Ridders, "Accurate computation of F'(x) and
    F'(x)F''(x)", 1982, for the rest.
    """
    options = Options(
        wrt, order, modes, method, rtol, atol, kinks, directions, seed, hints
    )
    points = at if isinstance(at, list) else [at]
    if not points:
        raise ValueError("at: the list of points is empty")
    reports = []
    for number, point in enumerate(points, 1):
        check = PointCheck(Problem(f, point, options.wrt, seed), options, number)
        with quiet(), _explaining_lists(at):
            report = check.run(analytic)
            if order == 2 and report.rows and check.engine.gradients is not None:
                report = merged([report, *second_order(check)])
            elif order == 2:
                note = "order=2 was not checked: there is no gradient by the engine"
                report.notes = [*report.notes, note]
        reports.append(report)
    report = merged(reports)
    likely = [hint for hint in report.hints if _holds(hint, reports, report)]
    return replace(report, points=len(points), hints=likely)


def _holds(hint: str, reports: Sequence[Report], worst: Report) -> bool:
    """Whether all points that fail like the worst one give the hint, up to numbers.

    A common factor that is wrong would be wrong at points that pass, too, if the
    gradient is not 0 there: then it is not the mistake.
    """
    for report in reports:
        is_similar = not report.ok and report.verdict is worst.verdict
        if is_similar and _kind(hint) not in map(_kind, report.hints):
            return False
    components = {(row.input, row.index) for row in worst.rows if not row.ok}
    right = any(
        (row.input, row.index) in components and row.right
        for report in reports
        if report.ok
        for row in report.rows
    )
    return not (right and "x -> " in hint)


def _kind(hint: str) -> str:
    """A hint without the numbers that change from point to point."""
    return hint if "x -> " in hint else re.sub(r"-?\d[\d.e+-]*", "#", hint)


@contextmanager
def _explaining_lists(at: Any) -> Iterator[None]:
    """Add to an error of f what a list is for, if it was given one."""
    try:
        yield
    except (AttributeError, IndexError, TypeError) as error:
        if isinstance(at, list):
            add_note(
                error,
                "at is a list, which means several points; for one vector give "
                "np.array([...]), for one list as an argument ([...],)",
            )
        raise


def assert_gradient(f: Callable[..., Any], at: Any, **options: Any) -> Report:
    """`check_gradient` that raises if the gradient is wrong.

    Args:
        f: a function of the inputs.
        at: the point or the list of points.
        options: those of `check_gradient`.

    Returns:
        The report.

    Raises:
        GradientMismatch: the gradient is wrong; its text is the report.

    >>> assert_gradient(lambda x: x**2, 3.0, analytic=lambda x: 2 * x).ok
    True
    """
    __tracebackhide__ = True  # pytest shows the line that called this one
    report = check_gradient(f, at, **options)
    if not report.ok:
        raise GradientMismatch(report)
    return report

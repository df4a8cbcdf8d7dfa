"""`check_gradient`: the formula, the engine and finite differences compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

from autograd_core.messages.explained import explained
from autograd_core.testing.by_hand import ByHand
from autograd_core.testing.check_point import PointCheck
from autograd_core.testing.function.problem import Problem
from autograd_core.testing.numeric.evaluate import quiet
from autograd_core.testing.options import Options
from autograd_core.testing.points import explain_list, other_readings, points_of
from autograd_core.testing.report import GradientMismatch, Report, merged
from autograd_core.testing.second_order import second_order
from autograd_core.testing.traceback_frames import hides_frames

_WRONG_KIND = (AttributeError, IndexError, TypeError, ValueError)
"""What a function or a formula raises that is given another kind of argument."""


@hides_frames
@explained
def check_gradient(
    f: Callable[..., Any],
    at: Any,
    analytic: Any = None,
    *,
    jac: Any = None,
    vjp: Callable[..., Any] | None = None,
    jvp: Callable[..., Any] | None = None,
    hess: Any = None,
    hessp: Callable[..., Any] | None = None,
    args: Any = (),
    bounds: Any = None,
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
    max_evaluations: int | None = None,
    nondet_tol: float = 0.0,
) -> Report:
    """Compare a gradient by hand, by the engine and by finite differences.

    df/dx = lim (f(x + h) - f(x - h)) / 2h, with an error bar: see `derivative`.

    Args:
        f: a function of the inputs. If it returns more than one number, its Jacobian
            is checked by a random combination of them.
        at: the point: one argument; a tuple of several; a dict of them by name; or a
            list of such points. An argument is a number, an array, a Value, a Tensor,
            an array of another library (PyTorch, JAX, pandas), or tuples, lists, dicts
            and dataclasses of those; None is an argument without numbers.
        analytic: the gradient by hand, in the form of `at`: a value, or a function of
            the same inputs. If f returns an array, the Jacobian, of shape `f.shape +
            x.shape` or `(f.size, x.size)`, also sparse or a LinearOperator; or for an
            elementwise f the derivative of each entry. Of several results it may be one
            for each; for several inputs one array over the numbers of all.
        jac: True if f returns `(value, gradient)`, False if such a pair is two results.
            A function is the gradient, as in SciPy.
        vjp: the gradient as a product, `vjp(*inputs, g)` for g^T J with g made like the
            results; or `vjp(*inputs)`, which returns `(result, function of g)`.
        jvp: the same as `jvp(*inputs, *tangents)` for J v, or `jvp(inputs, tangents)`.
        hess: the Hessian, a value or a function; it is checked with order 2.
        hessp: the Hessian as a product, `hessp(*inputs, *tangents)`.
        args: further arguments of f and of the formulas, which are not moved.
        bounds: f is not called outside of them, and differences are one-sided there:
            `(low, high)`, or one such pair for each entry, or a dict of either by
            input, or SciPy's `Bounds`.
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
        directions: `auto` checks each component of up to 64, else 8 random directions,
            one more through each of several inputs alone and, where one fails, the
            components to blame; `all` components, or the number of directions.
        seed: draws the directions and the combination of results.
        hints: say what kind of mistake it looks like.
        max_evaluations: how often f may be called at other points, all in all. By
            default ten times for each of 64 components, and 10,000 times for fewer.
            Where that is not enough for each, directions through all are checked.
        nondet_tol: two calls at one point may differ by so much; what they do differ
            by is in the error bars.

    With a gradient by hand `report.ok` is about that gradient; that autodiff is wrong
    is a verdict of its own, and nan a note.

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
    by_hand = ByHand(analytic, jac, vjp, jvp, hess, hessp)
    order = 2 if by_hand.has_hessian and order == 1 else order
    options = Options(
        *(wrt, order, modes, method, rtol, atol, kinks, directions, seed, hints),
        *(max_evaluations, nondet_tol),
    )

    def problem_at(point: Any) -> Problem:
        return Problem(f, point, wrt, seed, args=args, bounds=bounds)

    return _checked(at, problem_at, by_hand, options)


def _checked(
    at: Any, problem_at: Callable[[Any], Problem], by_hand: ByHand, options: Options
) -> Report:
    """The report on all points."""
    with quiet():
        problems, reading = points_of(at, problem_at, by_hand.gradient)
    try:
        return _checked_at(at, problems, reading, by_hand, options)
    except _WRONG_KIND:
        # f takes the entries of the list, but the formula may not.
        if not isinstance(at, list) or reading or not callable(by_hand.gradient):
            raise
        with quiet():
            for problem, note in other_readings(at, problem_at):
                with suppress(*_WRONG_KIND):
                    return _checked_at(at, [problem], note, by_hand, options)
        raise


def _checked_at(
    at: Any,
    problems: Sequence[Problem],
    reading: str,
    by_hand: ByHand,
    options: Options,
) -> Report:
    reports = []
    calls = 0
    for number, problem in enumerate(problems, 1):
        spent = calls if options.max_evaluations is not None else 0
        problem.calls.limit = options.budget(problem.size) - spent
        check = PointCheck(problem, options, number)
        with quiet(), _explaining_lists(at):
            report = check.run(by_hand.gradient, by_hand.jac)
            if options.order == 2 and report.rows:
                report = _with_second_order(report, check, by_hand)
        calls += report.evaluations
        reports.append(report)
    report = merged(reports)
    likely = [hint for hint in report.hints if _holds(hint, reports, report)]
    notes = [*([reading] if reading else []), *report.notes]
    return replace(report, points=len(problems), hints=likely, notes=notes)


def _with_second_order(report: Report, check: PointCheck, by_hand: ByHand) -> Report:
    """The report on a point with the derivatives of its gradient."""
    if check.engine.gradients is not None or by_hand.has_hessian:
        return merged([report, *second_order(check, by_hand)])
    note = "order=2 was not checked: there is no gradient by the engine"
    return replace(report, notes=[*report.notes, note])


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
    except _WRONG_KIND as error:
        if isinstance(at, list):
            explain_list(error)
        raise


@hides_frames
@explained
def assert_gradient(
    f: Callable[..., Any], at: Any, analytic: Any = None, **options: Any
) -> Report:
    """`check_gradient` that raises if the gradient is wrong.

    Args:
        f: a function of the inputs.
        at: the point or the list of points.
        analytic: the gradient by hand.
        options: those of `check_gradient`.

    Returns:
        The report.

    Raises:
        GradientMismatch: the gradient is wrong; its text is the report.

    >>> assert_gradient(lambda x: x**2, 3.0, analytic=lambda x: 2 * x).ok
    True
    """
    report = check_gradient(f, at, analytic, **options)
    if not report.ok:
        raise GradientMismatch(report)
    return report

"""One central difference with an absolute step, and allclose: how the peers check.

The step and the tolerances suit some functions; `check_gradient` needs none of them.
"""

from __future__ import annotations

from typing import NamedTuple

from autograd_core.testing.diagnosis.verdict import Row, Verdict
from autograd_core.testing.function.autodiff import differentiate
from autograd_core.testing.function.components import as_components
from autograd_core.testing.function.problem import Problem
from autograd_core.testing.numeric.estimate import Derivative
from autograd_core.testing.numeric.evaluate import quiet
from autograd_core.testing.options import derivative_order, tolerance
from autograd_core.testing.report import Report
from autograd_core.testing.second_order import gradient_problem, of_second_order


class Tolerances(NamedTuple):
    """The step and the tolerances of a single central difference."""

    eps: float
    atol: float
    rtol: float


def single_difference_reports(
    problem: Problem, order: int, tolerances: Tolerances, nondet_tol: float = 0.0
) -> list[Report]:
    """The reports on first and, for order 2, second derivatives.

    Args:
        problem: a function of one number.
        order: 1 or 2.
        tolerances: the step, and the arguments of allclose.
        nondet_tol: by how much two calls may differ.

    Raises:
        TypeError: f does not take nodes.
        ValueError: the order is another one.
    """
    derivative_order(order)
    tolerance("nondet_tol", nondet_tol)
    with quiet():
        first, second = [problem.value(problem.exact) for _ in range(2)]
    if abs(first - second) > nondet_tol:
        note = f"two calls with the same input gave {first!r} and {second!r}"
        verdict = Verdict.NONDETERMINISTIC
        return [Report(verdict, [], False, problem.name, problem.place, notes=[note])]
    reports = [_plain(problem, tolerances)]
    for i, name in enumerate(problem.names) if order == 2 else ():
        report = _plain(gradient_problem(problem, i, 0), tolerances)
        reports.append(of_second_order(report, problem, name))
    return reports


def _plain(problem: Problem, tolerances: Tolerances) -> Report:
    """One central difference with an absolute step, and allclose."""
    eps, atol, rtol = tolerances
    rows = []
    with quiet():
        engine = differentiate(problem.output, problem.leaves())
        if engine.gradients is None:
            raise TypeError(engine.reason)
        for component in problem.components():
            i, entry = component
            f, x = problem.along(component), problem.number(component)
            slope = (f(x + eps) - f(x - eps)) / (2 * eps)
            gradient = float(as_components(engine.gradients[i])[entry])
            ok = abs(gradient - slope) <= atol + rtol * abs(slope)
            verdict = Verdict.PASS if ok else Verdict.ENGINE_OR_CUSTOM_OP_WRONG
            numeric = Derivative(slope, 0.0, evaluations=2, method="central")
            name = problem.names[i]
            rows.append(Row(name, entry, None, gradient, numeric, verdict, ok))
    rows.sort(key=lambda row: -row.badness)
    return Report(
        rows[0].verdict if rows else Verdict.PASS,
        rows,
        all(row.ok for row in rows),
        problem.name,
        problem.place,
        notes=[
            f"a single central difference: eps={eps:g}, atol={atol:g}, rtol={rtol:g}"
        ],
        evaluations=2 * len(rows),
        dtype=problem.dtype,
    )

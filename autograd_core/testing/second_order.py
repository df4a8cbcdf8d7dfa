"""The derivative of the engine's gradient, checked like any other function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from autograd_core.engine import gradients
from autograd_core.engine.node import Node
from autograd_core.messages.types import Payload
from autograd_core.testing.by_hand import ByHand, gradient_by_hand
from autograd_core.testing.check_point import PointCheck
from autograd_core.testing.function.autodiff import make_leaf
from autograd_core.testing.function.problem import Problem
from autograd_core.testing.function.source_line import lambda_text
from autograd_core.testing.report import Report


def second_order(check: PointCheck, by_hand: ByHand) -> list[Report]:
    """One report for the gradient of each input, differentiated again.

    Where the engine does not take f, that is the gradient by hand.

    Args:
        check: the check of the gradient itself.
        by_hand: the gradient and the Hessian by hand, if there are any.

    Returns:
        Reports whose rows have order 2 and name both inputs.
    """
    problem, options = check.problem, replace(check.options, order=1)
    reports = []
    for i, name in enumerate(problem.names):
        if check.engine.gradients is not None:
            gradient = gradient_problem(problem, i, options.seed)
        else:
            function = gradient_by_hand(problem, check.formula, i)
            gradient = _problem_of(function, problem, options.seed)
        hessian = by_hand.hessian_of(problem, i)
        if options.max_evaluations is None:
            gradient.calls.limit = options.budget(gradient.size)
        report = PointCheck(gradient, options, check.point, order=2).run(hessian, False)
        report.call = check.call()
        if by_hand.has_hessian:
            name_of_form = "hessp" if by_hand.hess is None else "hess"
            report.call = report.call.replace("order=2", f"{name_of_form}=...")
        reports.append(of_second_order(report, problem, name))
    return reports


def gradient_problem(problem: Problem, i: int, seed: int) -> Problem:
    """The gradient with respect to input `i` as a function to be checked itself."""
    return _problem_of(_gradient_of(problem, i), problem, seed)


def _problem_of(gradient: Callable[..., Any], problem: Problem, seed: int) -> Problem:
    """A gradient as a function to be checked, at the point of f."""
    other = Problem(gradient, problem.payloads, seed=seed)
    other.names, other.bounds = problem.names, problem.bounds
    other.calls.limit = problem.calls.limit - problem.calls.spent
    return other


def of_second_order(report: Report, problem: Problem, name: str) -> Report:
    """The report on the gradient of an input as one on second derivatives of f."""
    report.rows = [
        replace(row, input=f"{name}, {row.input}", order=2) for row in report.rows
    ]
    report.name, report.place = problem.name, problem.place
    report.text = lambda_text(problem.f)
    return report


def _gradient_of(problem: Problem, i: int) -> Callable[..., Any]:
    """The gradient of input `i` as a function of all inputs."""

    def gradient(*inputs: Node | Payload) -> Any:
        pairs = zip(inputs, problem.names, strict=True)
        leaves = [x if isinstance(x, Node) else make_leaf(x, n) for x, n in pairs]
        out = problem.output(leaves)
        return _gradient_node(out, leaves[i])

    return gradient


def _gradient_node(out: Any, leaf: Node) -> Node:
    """d out / d leaf as a node; a constant where f left the graph."""
    if isinstance(out, Node):
        return gradients.gradients(out, leaf, create_graph=True)
    return make_leaf(np.zeros(np.shape(leaf.data)), "")

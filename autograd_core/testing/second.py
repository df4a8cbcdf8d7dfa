"""The derivative of the engine's gradient, checked like any other function."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

import autograd_core
from autograd_core.node import Node
from autograd_core.testing.leaves import make_leaf
from autograd_core.testing.point import PointCheck
from autograd_core.testing.problem import Problem
from autograd_core.testing.report import Report


def second_order(check: PointCheck) -> list[Report]:
    """One report for each component of the gradient, differentiated again.

    Args:
        check: the check of the gradient itself.

    Returns:
        Reports whose rows have order 2 and name both inputs.
    """
    options = replace(check.options, wrt=check.inputs, order=1, modes=("rev",))
    problem = check.problem
    names = [problem.names[i] for i in check.inputs]
    reports = []
    for i, name in zip(check.inputs, names, strict=True):

        def slope(*inputs: Any, i: int = i) -> Any:
            pairs = zip(inputs, problem.names, strict=True)
            leaves: list[Any] = [
                x if isinstance(x, Node) else make_leaf(x, n) for x, n in pairs
            ]
            out: Any = problem.call(leaves)
            return _contracted(_gradient_node(out, leaves[i]), check.options.seed)

        slope.__name__ = problem.name
        again = PointCheck(Problem(slope, problem.payloads), options, check.point)
        again.problem.names = problem.names
        report = again.run(None)
        report.rows = [
            replace(row, input=f"{name}, {row.input}", order=2) for row in report.rows
        ]
        report.place, report.call = problem.place, check.call()
        reports.append(report)
    return reports


def _gradient_node(out: Any, leaf: Any) -> Any:
    """d out / d leaf as a node; a constant where f left the graph."""
    if hasattr(out, "parents"):
        return autograd_core.gradients(out, leaf, create_graph=True)
    return make_leaf(np.zeros(np.shape(leaf.data))[()], "")


def _contracted(gradient: Any, seed: int) -> Any:
    """One number of a gradient: itself, or its product with random weights."""
    shape = np.shape(gradient.data)
    if shape == ():
        return gradient
    weights = np.random.default_rng(seed).standard_normal(shape)
    return (gradient * weights).sum()

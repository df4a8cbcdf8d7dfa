"""Forward mode against reverse mode: a check that needs no differences."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd_core.engine import gradients as derivatives
from autograd_core.testing.diagnosis.graph_constants import MOST_NODES
from autograd_core.testing.diagnosis.verdict import close
from autograd_core.testing.diagnosis.wrong_op import disagreeing_op
from autograd_core.testing.function.autodiff import (
    Autodiff,
    forward_slope,
    forward_slopes,
    nodes_below,
)
from autograd_core.testing.function.problem import Problem, as_components


def forward_gradient(engine: Autodiff, problem: Problem) -> list[Any]:
    """The gradient by forward mode: one pass for each component."""
    found = [np.zeros(np.shape(each)) for each in problem.payloads]
    for i, place in problem.components():
        tangent = np.zeros(np.shape(problem.payloads[i]))
        tangent[place] = 1.0
        found[i][place] = forward_slope(engine, {i: tangent})
    return found


def disagreement(
    engine: Autodiff, problem: Problem, seed: int, allowed: float
) -> tuple[str, str]:
    """`(note, hint)` if the modes differ along a random direction, else nothing.

    <u, J v> = <J^T u, v>
    """
    assert engine.gradients is not None
    rng = np.random.default_rng(seed)
    towards = {
        i: rng.standard_normal(np.shape(each))
        for i, each in enumerate(problem.payloads)
    }
    try:
        forward = forward_slope(engine, towards)
    except (AttributeError, NotImplementedError) as error:
        return f"forward mode was not checked: an op has none ({error})", ""
    gradients = map(as_components, engine.gradients)
    terms = [g * v for g, v in zip(gradients, towards.values(), strict=True)]
    reverse = math.fsum(float(np.sum(each)) for each in terms)
    size = math.fsum(float(np.sum(np.abs(each))) for each in terms)
    if not math.isfinite(size) or close(forward, reverse, allowed, allowed * size):
        return "", ""
    rounding = max(allowed * _largest_term(engine, towards), _unseen(engine, problem))
    if close(forward, reverse, allowed, rounding):
        # The rounding of terms that cancel each other, on the way to a gradient near 0.
        return "", ""
    note = (
        f"forward mode gives {forward:.9g} along a random direction, reverse mode "
        f"{reverse:.9g}"
    )
    return note, disagreeing_op(engine.out)


def _unseen(engine: Autodiff, problem: Problem) -> float:
    """A slope so small that f itself does not change by it, as of a saturated op."""
    out = float(np.max(np.abs(engine.out.data)))
    sizes = [float(np.max(np.abs(x), initial=0.0)) for x in problem.exact]
    return 16 * problem.eps * out / (max(sizes, default=0.0) or 1.0)


def _largest_term(engine: Autodiff, towards: dict[int, Any]) -> float:
    """The largest sum |u_n v_n| over the nodes n of the graph: what is rounded there.

    u_n is the gradient of the result with respect to n, v_n the slope of n.
    """
    nodes = nodes_below(engine.out)[:MOST_NODES]
    slopes = forward_slopes(engine, towards, nodes)
    upstream = derivatives.gradients(engine.out, nodes)
    pairs = zip(upstream, slopes, strict=True)
    terms = [float(np.sum(np.abs(u * v))) for u, v in pairs if v is not None]
    return max([term for term in terms if math.isfinite(term)], default=0.0)

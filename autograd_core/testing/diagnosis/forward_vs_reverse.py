"""Forward mode against reverse mode: a check that needs no differences."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from autograd_core.engine import gradients as derivatives
from autograd_core.messages.errors import GraphError
from autograd_core.messages.types import Array, Payload
from autograd_core.testing.diagnosis.graph_constants import MOST_NODES
from autograd_core.testing.diagnosis.verdict import close
from autograd_core.testing.diagnosis.wrong_op import disagreeing_op
from autograd_core.testing.function.autodiff import (
    Autodiff,
    forward_slope,
    forward_slopes,
    nodes_below,
)
from autograd_core.testing.function.components import as_components
from autograd_core.testing.function.problem import Problem

_CANCELLED = 64
"""Roundings of what an op computes with, in its slope."""

_SATURATED = 16
"""Roundings of the result that a slope of f must exceed to change it at all."""


def forward_gradient(engine: Autodiff, problem: Problem) -> list[Array]:
    """The gradient by forward mode: one pass for each component."""
    gradient: list[Array] = [np.zeros(np.shape(x)) for x in problem.payloads]
    for i, entry in problem.components():
        tangent = np.zeros(np.shape(problem.payloads[i]))
        tangent[entry] = 1.0
        gradient[i][entry] = forward_slope(engine, {i: tangent})
    return gradient


def disagreement(
    engine: Autodiff, problem: Problem, seed: int, rtol: float
) -> tuple[str, str]:
    """`(note, hint)` if the modes differ along a random direction, else `("", "")`.

    <u, J v> = <J^T u, v>
    """
    assert engine.gradients is not None
    assert engine.out is not None
    rng = np.random.default_rng(seed)
    tangents = {
        i: np.asarray(rng.standard_normal(np.shape(payload)))
        for i, payload in enumerate(problem.payloads)
    }
    try:
        forward = forward_slope(engine, tangents)
    except (AttributeError, NotImplementedError, GraphError) as error:
        return f"forward mode was not checked: an op has none ({error})", ""
    gradients = map(as_components, engine.gradients)
    products = [g * v for g, v in zip(gradients, tangents.values(), strict=True)]
    reverse = math.fsum(float(np.sum(product)) for product in products)
    size = math.fsum(float(np.sum(np.abs(product))) for product in products)
    if not math.isfinite(size) or close(forward, reverse, rtol, rtol * size):
        return "", ""
    # Terms on the way to a gradient near 0 may cancel each other: their rounding stays.
    eps = problem.eps
    rounding = max(_rounding(engine, tangents, rtol, eps), _unseen(engine, problem))
    if close(forward, reverse, rtol, rounding):
        return "", ""
    note = (
        f"forward mode gives {forward:.9g} along a random direction, reverse mode "
        f"{reverse:.9g}"
    )
    return note, disagreeing_op(engine.out)


def _unseen(engine: Autodiff, problem: Problem) -> float:
    """A slope so small that f itself does not change by it, as of a saturated op."""
    assert engine.out is not None
    out = float(np.max(np.abs(engine.out.data)))
    sizes = [float(np.max(np.abs(x), initial=0.0)) for x in problem.exact]
    return _SATURATED * problem.eps * out / (max(sizes, default=0.0) or 1.0)


def _rounding(
    engine: Autodiff, tangents: Mapping[int, Payload], rtol: float, eps: float
) -> float:
    """How far the modes may be apart because terms on the way cancel each other.

    With u_n the gradient of the result with respect to a node n, and v_n its slope, the
    sum |u_n v_n| is rounded at n; in forward mode v_n itself, too, which an op makes of
    slopes that may be far larger.
    """
    assert engine.out is not None
    nodes = nodes_below(engine.out)[:MOST_NODES]
    slopes = forward_slopes(engine, tangents, nodes)
    upstream = derivatives.gradients(engine.out, nodes)
    sizes = {id(n): _size(v) for n, v in zip(nodes, slopes, strict=True)}
    bounds = []
    for node, u, v in zip(nodes, upstream, slopes, strict=True):
        term = 0.0 if v is None else float(np.sum(np.abs(u * v)))
        incoming = max([sizes.get(id(x), 0.0) for x in node.parents], default=0.0)
        made_of = float(np.sum(np.abs(u))) * incoming
        bounds.append(max(rtol * term, _CANCELLED * eps * made_of))
    return max(list(filter(math.isfinite, bounds)), default=0.0)


def _size(slope: Payload | None) -> float:
    return 0.0 if slope is None else float(np.max(np.abs(slope), initial=0.0))

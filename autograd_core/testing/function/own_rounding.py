"""The rounding in a gradient itself, by hand or by the engine, and in f: measured.

A formula rounds, too: 1 - tanh(x)^2 at x = 15 has four digits. At points next to each
other the rounding differs and the gradient does not, so the scatter shows how much of a
gradient is rounding.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograd_core.engine import gradients as derivatives
from autograd_core.engine.node import Node
from autograd_core.messages.types import Array, Payload
from autograd_core.testing.function.autodiff import nodes_below, summands
from autograd_core.testing.function.components import InputGradients, as_components
from autograd_core.testing.numeric.evaluate import EPS

_NEAR = tuple(2.0**-k for k in (50, 45, 40, 35, 30, 26, 23, 20, 18))
"""Steps relative to x so small that a gradient bends by less than it rounds."""

_BELOW = 0.7
"""The step down to the step up: where they are equal stairs cancel."""

_FAR = tuple(2.0**-k for k in range(17, 1, -3))
"""Steps that show the height of a stair wider than the others."""

_GRID = tuple(k / 256 for k in range(-16, 17))
"""Points over which the stairs of a gradient look like noise."""

_ABRUPT = 1e4
"""The growth of a bend, beyond that of curvature, at the end of a stair."""

_NOISY = 10
"""Changes of sign of what a cubic leaves: at a single jump there are half as many."""

_STRAIGHT, _CHANCE = 0.1, 10.0
"""A bend of this part of a move is none; rounding shows as less by such a chance."""

_MOST_BENT = 1e-9
"""The part of a gradient that its curvature may add to the scatter: no rounding."""

_ORDINARY = 1e3
"""Rounding is that of numbers up to this; a larger scatter is a kink nearby."""

_MOST_ROUNDED = 1e-6
"""Or this part of the largest gradient, as of one that is computed in float32."""

_MOST_NODES = 20_000


def scatter(
    gradient: Callable[[Sequence[Any]], InputGradients],
    payloads: Sequence[Payload],
    tangents: Mapping[int, Array] | None = None,
) -> InputGradients:
    """How much of each component of a gradient is rounding.

    |g(x + h) - 2 g(x) + g(x - h)| at tiny h: the largest over several h. Where g is the
    same at all of those it is a staircase, and the first stair counts. Stairs may be
    long and not level, as of (exp(x) (x - 1) + 1) / x^2 at 1e-7; then what a cubic
    leaves over many of them counts.

    Args:
        gradient: of the inputs, an array for each.
        payloads: the point.
        tangents: what moves, in units of |x|; by default all, up or down at random.

    >>> g = lambda xs: {0: np.asarray(1.0 - np.tanh(xs[0]) ** 2)}
    >>> bar = float(scatter(g, [15.0])[0])
    >>> 1e-17 < bar < 1e-15
    True
    """
    rng = np.random.default_rng(0)

    units = [
        rng.choice([-1.0, 1.0], np.shape(x))
        if tangents is None
        else np.sign(tangents.get(i, np.zeros(np.shape(x))))
        for i, x in enumerate(payloads)
    ]

    def at(step: float) -> InputGradients:
        pairs = zip(payloads, units, strict=True)
        return gradient([_shifted(x, step * unit) for x, unit in pairs])

    def sides(step: float) -> list[InputGradients]:
        return [at(step), at(-_BELOW * step)]

    middle = gradient(payloads)
    near = [sides(step) for step in _NEAR]
    far = [sides(step) for step in _FAR]
    bars, uneven = {}, {}
    for i, here in middle.items():
        pairs = [[[x[i] for x in pair] for pair in steps] for steps in (near, far)]
        bars[i] = _bar(here, *pairs)
        uneven[i] = _grows_abruptly(here, *pairs)
    if any(map(np.any, uneven.values())):
        grid = [at(step) for step in _GRID]
        for i, bar in bars.items():
            stairs = _stairs(np.array([x[i] for x in grid]))
            bars[i] = np.where(uneven[i], np.fmax(bar, stairs), bar)
    return bars


def _grows_abruptly(here: Array, near: Sequence[Any], far: Sequence[Any]) -> Array:
    """Whether a gradient that is smooth over small steps jumps over larger ones."""
    steps = (_NEAR[-1], *_FAR)
    bends = [_bend(here, *pair) for pair in (near[-1], *far)]
    pairs = zip(itertools.pairwise(steps), itertools.pairwise(bends), strict=True)
    floor = EPS * np.abs(here)
    return np.any(np.array([_is_abrupt(*pair, floor) for pair in pairs]), axis=0)


def _stairs(values: Array) -> Array:
    """What a cubic leaves of a gradient over the grid, 0 where that is no noise."""
    flat = values.reshape(len(_GRID), -1)
    flat = flat - flat[len(_GRID) // 2]
    basis = np.polynomial.chebyshev.chebvander(np.array(_GRID) / _GRID[-1], 3)
    left = flat - basis @ (np.linalg.pinv(basis) @ flat)
    changes = np.count_nonzero(np.diff(np.sign(left), axis=0), axis=0)
    height = np.where(changes >= _NOISY, np.max(np.abs(left), axis=0), 0.0)
    return np.asarray(height.reshape(values.shape[1:]))


def _bend(here: Array, up: Array, down: Array) -> Array:
    return np.asarray(np.abs(up - here + (down - here) / _BELOW) / 1.5)


def _bar(here: Array, near: Sequence[Any], far: Sequence[Any]) -> Array:
    """The rounding of a gradient from its values near by and further away."""
    bends = np.array([_bend(here, up, down) for up, down in near])
    sides = [(up - here, down - here) for up, down in near]
    moves = np.abs(np.array(sides))
    most = most_rounded(here)
    largest = np.max(bends, axis=0)
    # A jump of the gradient nearby shows on one side, rounding on both.
    usual = np.minimum(*(_roughness(side) for side in zip(*sides, strict=True)))
    usual = np.fmin(usual, _most_by_curvature(here, bends, np.max(moves, axis=1)))
    bar = np.fmax(np.where(largest <= most, largest, 0.0), usual)
    bar = np.where(bar <= _MOST_BENT * np.abs(here), 0.0, bar)
    # What has not moved so far moves by a stair; the rest is curvature.
    changes = np.array([np.abs(side - here) for pair in far for side in pair])
    changes = np.where(changes > 0, changes, np.inf)
    stair = np.fmin.reduce(changes, axis=0)
    is_stair = (np.max(moves, axis=(0, 1)) == 0) & np.isfinite(stair)
    stair = np.where(stair <= _ORDINARY * EPS, stair, EPS)
    return np.where(is_stair, np.fmax(bar, stair), bar)


def _most_by_curvature(here: Array, bends: Array, moves: Array) -> Array:
    """A limit where a gradient is smooth over some step, and bends more over others.

    Over a step that moves it along a straight line it rounds by no more than it bends
    there. If it bends abruptly beyond, that is the end of a stair.
    """
    floor = EPS * np.abs(here)
    limit = np.full(np.shape(here), np.inf)
    is_smooth = np.ones(np.shape(here), bool)
    for k in reversed(range(len(_NEAR))):
        if k + 1 < len(_NEAR):
            is_smooth &= ~_is_abrupt(_NEAR[k : k + 2], bends[k : k + 2], floor)
        is_straight = (bends[k] < _STRAIGHT * moves[k]) & is_smooth
        bound = _CHANCE * np.fmax(bends[k], floor)
        limit = np.where(is_straight, np.fmin(limit, bound), limit)
    return limit


def _is_abrupt(steps: Sequence[float], bends: Any, floor: Array) -> Any:
    """Whether a bend grows far faster from one step to the next than by curvature."""
    fine, wide = bends
    return wide > _ABRUPT * (steps[1] / steps[0]) ** 2 * np.fmax(fine, floor)


def _roughness(moves: Sequence[Array]) -> Array:
    """How far a gradient is from a straight line on one side of the point."""
    ratios = [fine / wide for wide, fine in itertools.pairwise(_NEAR[::-1])]
    pairs = itertools.pairwise(moves[::-1])
    bends = [
        np.abs(fine - ratio * wide)
        for ratio, (wide, fine) in zip(ratios, pairs, strict=True)
    ]
    return np.asarray(np.max(np.array(bends), axis=0))


def _shifted(x: Any, relative: Any) -> Any:
    shifted = x * (1.0 + relative)
    return shifted if isinstance(x, np.ndarray) else float(shifted)


def most_rounded(gradient: Array) -> float:
    """More than that is not taken for rounding if it shows over few steps."""
    size = np.max(np.abs(gradient), initial=0.0, where=np.isfinite(gradient))
    return max(_ORDINARY * EPS, _MOST_ROUNDED * float(size))


def rounding_of(
    gradient: Callable[[Sequence[Any]], InputGradients],
    payloads: Sequence[Payload],
    tangents: Mapping[int, Array] | None = None,
    out: Node | None = None,
    leaves: Sequence[Node] = (),
) -> InputGradients | None:
    """The scatter of a gradient, None where it does not take points nearby.

    Args:
        gradient: of the inputs, an array for each.
        payloads: the point.
        tangents: what moves; all by default.
        out: for autodiff the result; the contributions to its leaves are rounded, too.
        leaves: the inputs as leaves of the graph.
    """
    try:
        bars = scatter(gradient, payloads, tangents)
    except Exception:  # a formula may raise anything nearby: then nothing is known
        return None
    if out is None or tangents is not None:
        return bars
    floors = _contributions(out, leaves)
    return {i: np.maximum(bar, floors[i]) for i, bar in bars.items()}


def _contributions(out: Node, leaves: Sequence[Node]) -> InputGradients:
    """eps times the sum of the absolute contributions to each leaf."""
    sums = {id(leaf): np.zeros(np.shape(leaf.data)) for leaf in leaves}
    users = [
        node
        for node in nodes_below(out)[:_MOST_NODES]
        if any(id(operand) in sums for operand in node.operands)
    ]
    upstream = derivatives.gradients(out, users) if users else ()
    for node, u in zip(users, upstream, strict=True):
        for i, operand in enumerate(node.operands):
            if id(operand) in sums:
                part = np.abs(as_components(summands(node, i, u)))
                sums[id(operand)] += _summed_to(part, np.shape(operand.data))
    return {i: EPS * sums[id(leaf)] for i, leaf in enumerate(leaves)}


def _summed_to(part: Array, shape: tuple[int, ...]) -> Array:
    """A contribution summed over the axes that broadcasting added."""
    while part.ndim > len(shape):
        part = part.sum(axis=0)
    axes = tuple(k for k, n in enumerate(shape) if n == 1 and part.shape[k] != 1)
    return part.sum(axis=axes, keepdims=True) if axes else part


def rounding_of_f(out: Node | None) -> float:
    """How far f may be off because each op on the way to it rounds.

    eps sqrt(sum over nodes of (d f / d node x node)^2): each node is off by a rounding
    of its own, and those are independent.

    Args:
        out: the result of f, None without a graph.

    >>> from autograd_core import Value
    >>> rounding_of_f((Value(1e6) + 1.0) - 1e6) > 1e-11
    True

    Source: Linnainmaa, "Taylor expansion of the accumulated rounding error", 1976.
    """
    nodes = [] if out is None else [x for x in nodes_below(out) if x.parents]
    if out is None or not nodes or len(nodes) > _MOST_NODES:
        return 0.0
    total = 0.0
    for node, u in zip(nodes, derivatives.gradients(out, nodes), strict=True):
        error = np.asarray(u * node.data, dtype=float)
        total += float(np.sum(error * error))
    return EPS * math.sqrt(total) if math.isfinite(total) else 0.0


def rounding_along(
    out: Node, leaves: Sequence[Node], tangents: Mapping[int, Array]
) -> float:
    """How far the derivative along a direction is off by the rounding of its own ops.

    By its graph, without a call of f: at 1e-6 the engine's derivative of
    (exp(x) - 1) / x has four digits, and the sum of its contributions shows ten.

    Args:
        out: the result of f.
        leaves: the inputs.
        tangents: the direction, an array for each input that moves.

    >>> from autograd_core import Value
    >>> x = Value(1e-6)
    >>> y = (x.exp() - 1.0) / x
    >>> rounding_along(y, [x], {0: np.asarray(1.0)}) > 1e-5
    True
    """
    moving = [leaves[i] for i in tangents]
    slopes = derivatives.gradients(out, moving, create_graph=True)
    directions: Any = tangents.values()
    parts = [
        (slope * tangent).sum() if np.ndim(tangent) else slope
        for slope, tangent in zip(slopes, directions, strict=True)
    ]
    return math.hypot(*(rounding_of_f(x) for x in parts if isinstance(x, Node)))

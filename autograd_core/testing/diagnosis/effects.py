"""What a mistake at any edge of a graph would do to the gradient.

A gradient is linear in each contribution. If at one edge C' were sent in the place of
C, the gradient of a leaf would change by J^T (C' - C), with J the Jacobian of the
edge's operand by the leaf; along a direction r by <r, J^T (C' - C)> = <J r, C' - C>.
So one pass forward for each direction gives the effect of every mistake at every edge.

Source: Griewank and Walther, "Evaluating derivatives", 2008, chapter 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.engine import gradients as derivatives
from autograd_core.engine import walk
from autograd_core.engine.node import Node
from autograd_core.messages.types import Array, Payload
from autograd_core.testing.diagnosis.graph_constants import constants_of
from autograd_core.testing.diagnosis.mismatch import Mismatch
from autograd_core.testing.function.autodiff import forward_slopes

MOST_RESULTS = 3_000
"""Graphs with more results are not searched."""

_DIRECTIONS = 2
"""Random directions for each set of inputs."""

_MOST_SINGLE = 16
"""Wrong inputs that are looked at by themselves."""

_PROJECTED = 1e-6
"""The relative difference between projections that are the same."""


class Effects:
    """The graph of f at one point, with what each result sends and how it moves.

    Args:
        mismatch: the gradients; its engine has a graph.

    Attributes:
        nodes: the results, each before its operands.
        upstream: by id, the upstream gradient of each node.
        scopes: the sets of inputs that a mistake may explain: all, or one.
    """

    def __init__(self, mismatch: Mismatch) -> None:
        self.mismatch = mismatch
        engine = mismatch.engine
        assert engine.out is not None
        self.out, self.leaves = engine.out, engine.leaves
        self.nodes = walk.consumers_first([self.out])[: MOST_RESULTS + 1]
        every = [*self.nodes, *self.leaves]
        cotangents = derivatives.gradients(self.out, every)
        self.upstream: dict[int, Any] = {
            id(node): cotangent
            for node, cotangent in zip(every, cotangents, strict=True)
        }
        self.consumers = _consumers(self.nodes)
        self.constants = constants_of(self.out)
        self.scopes = self._scopes()
        self._set_directions(every)

    def _scopes(self) -> list[frozenset[int]]:
        whole = {i for i, x in enumerate(self.mismatch.inputs) if x is not None}
        wrong = self.mismatch.wrong_inputs
        if len(wrong) > _MOST_SINGLE:
            wrong = [i for i in wrong if np.size(self.leaves[i].data) > 1]
        scopes = [frozenset(whole)] if len(whole) == len(self.leaves) else []
        return scopes + [frozenset([i]) for i in wrong[:_MOST_SINGLE] if {i} != whole]

    def _set_directions(self, every: Sequence[Node]) -> None:
        """Random directions, how each node moves along them, and the mistake."""
        rng = np.random.default_rng(0)
        passes, wrong, right = [], [], []
        for scope in self.scopes:
            for _ in range(_DIRECTIONS):
                direction = {i: self._direction(i, rng) for i in scope}
                slopes = forward_slopes(self.mismatch.engine, direction, every)
                passes.append(slopes)
                parts = [(self.mismatch.inputs[i], r) for i, r in direction.items()]
                wrong.append(sum(np.sum(x.wrong * r) for x, r in parts if x))
                right.append(sum(np.sum(x.right * r) for x, r in parts if x))
        self.wrong, self.right = np.array(wrong), np.array(right)
        self.tangents: dict[int, Array | None] = {}
        for k, node in enumerate(every):
            rows = [slopes[k] for slopes in passes]
            if all(row is None for row in rows):
                continue
            shape = np.shape(node.data)
            zero = np.zeros(shape)
            self.tangents[id(node)] = np.array(
                [zero if row is None else np.broadcast_to(row, shape) for row in rows]
            )

    def _direction(self, i: int, rng: np.random.Generator) -> Array:
        """Random steps of both signs; none for components that say nothing."""
        x = self.mismatch.inputs[i]
        assert x is not None
        shape = x.at.shape
        signs = rng.choice([-1.0, 1.0], shape) * np.isfinite(x.error)
        return np.asarray(signs * rng.uniform(0.5, 1.5, shape))

    def along(self, node: Node, contribution: Payload) -> Array:
        """What a contribution to a node adds to the gradient, along each direction."""
        tangents = self.tangents.get(id(node))
        if tangents is None:
            return np.zeros(len(self.wrong))
        rows = tangents.reshape(len(tangents), -1)
        line = np.broadcast_to(contribution, np.shape(node.data)).ravel()
        return np.asarray(rows @ line)

    def scopes_explained(self, change: Array) -> list[frozenset[int]]:
        """The sets of inputs whose mistake a change of the gradient may be."""
        off = self.wrong - self.right
        size = np.maximum(np.abs(self.wrong), np.abs(self.right))
        slack = np.minimum(_PROJECTED * size, 1e-2 * np.abs(off)) + 1e-300
        fits: Any = np.abs(off - change) <= slack
        fits = fits.reshape(-1, _DIRECTIONS).all(axis=1)
        return [scope for scope, fit in zip(self.scopes, fits, strict=True) if fit]

    def explains(self, scope: frozenset[int], node: Node, change: Payload) -> bool:
        """The same with every component of the gradients: slower, and certain."""
        targets = sorted(scope)
        leaves = [self.leaves[i] for i in targets]
        parts = derivatives.gradients(node, leaves, upstream=_shaped(node, change))
        for i, part in zip(targets, parts, strict=True):
            x = self.mismatch.inputs[i]
            assert x is not None
            if not x.is_wrong:
                x_is_moved = np.max(np.abs(part), initial=0.0) > 1e-6 * x.size
                if x_is_moved:
                    return False
            elif not x.explained_by(x.right + part):
                return False
        return True

    def wrong_in(self, scope: frozenset[int]) -> frozenset[int]:
        """The inputs of a scope that are in trouble."""
        return scope & frozenset(self.mismatch.wrong_inputs)

    def factor(self, part: Array, number: int) -> float | None:
        """a if wrong = right + a x part in a scope, else None; its number is given."""
        own = slice(_DIRECTIONS * number, _DIRECTIONS * (number + 1))
        off, part = (self.wrong - self.right)[own], part[own]
        size = float(part @ part)
        if not size > 0.0:
            return None
        a = float(off @ part) / size
        limit = min(_PROJECTED * max(map(abs, self.right[own])), 1e-2 * max(abs(off)))
        limit = max(limit, 1e-9 * max(abs(off)))
        return a if np.all(np.abs(off - a * part) <= limit) else None


def _consumers(nodes: Sequence[Node]) -> dict[int, list[Node]]:
    """By id, the results that use a node, once for each use."""
    consumers: dict[int, list[Node]] = {}
    for node in nodes:
        for parent in node.parents:
            consumers.setdefault(id(parent), []).append(node)
    return consumers


def _shaped(node: Node, change: Payload) -> Payload:
    shape = np.shape(node.data)
    return np.broadcast_to(change, shape) + 0.0 if shape else float(change)

"""Gradients by hand that are right, but those of another input or another axis."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograd_core.array_ops.broadcasting import broadcast_axes
from autograd_core.engine import gradients, walk
from autograd_core.testing.diagnosis.array_hints import alike
from autograd_core.testing.function.autodiff import Autodiff, nodes_below


def swapped_inputs(
    names: Sequence[str], given: Mapping[int, Any], right: Mapping[int, Any]
) -> list[str]:
    """Two inputs whose gradients are in each other's place.

    >>> swapped_inputs("wb", {0: np.ones(2), 1: np.full(3, 5.0)},
    ...                {0: np.full(3, 5.0), 1: np.ones(2)})
    ["the gradients of w and b are in each other's place"]
    """
    for i, j in itertools.combinations(given, 2):
        crossed = _same(given[i], right[j]) and _same(given[j], right[i])
        if crossed and not _same(given[i], right[i]):
            pair = f"{names[i]} and {names[j]}"
            return [f"the gradients of {pair} are in each other's place"]
    return []


def other_order(f: Any, analytic: Any) -> list[str]:
    """A formula whose parameters are those of f in another order.

    >>> other_order(lambda w, x: w * x, lambda x, w: (x, w))
    ['the formula takes (x, w), but f takes (w, x), and they are passed by position']
    """
    mine, theirs = _parameters(analytic), _parameters(f)
    if mine == theirs or sorted(mine) != sorted(theirs):
        return []
    return [
        f"the formula takes ({', '.join(mine)}), but f takes ({', '.join(theirs)}), "
        "and they are passed by position"
    ]


def wrong_axis(name: str, wrong: Any, engine: Autodiff, leaf: Any) -> list[str]:
    """A gradient that is summed, but not over the axis that was broadcast."""
    for node in nodes_below(engine.out):
        if node.is_leaf or not node.rule.elementwise or leaf.shape == node.data.shape:
            continue
        for (_, parent, _), slope in zip(
            walk.edges(node), node.local_grads, strict=True
        ):
            if parent is not leaf:
                continue
            upstream = gradients.gradients(engine.out, node)
            wide = np.broadcast_to(upstream * slope, node.data.shape)
            axes = broadcast_axes(wide.shape, leaf.shape)
            for axis in range(wide.ndim):
                if axes != (axis,) and _same(wide.sum(axis), np.squeeze(wrong)):
                    over = axes[0] if len(axes) == 1 else axes
                    return [
                        f"the gradient of {name} is summed over axis={axis}, but it "
                        f"was broadcast along axis={over}: write .sum(axis={over})"
                    ]
    return []


def _same(found: Any, right: Any) -> bool:
    return np.shape(found) == np.shape(right) and alike(found, right)


def _parameters(f: Any) -> list[str]:
    try:
        return list(inspect.signature(f).parameters)
    except (TypeError, ValueError):
        return []

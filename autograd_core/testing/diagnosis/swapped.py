"""Gradients by hand that are right, but those of another input or another axis."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograd_core.array_ops.broadcasting import broadcast_axes
from autograd_core.engine import gradients
from autograd_core.engine.node import Node, rule_of
from autograd_core.messages.types import Array
from autograd_core.testing.diagnosis.formula_shape import same_up_to_rounding
from autograd_core.testing.function.autodiff import Autodiff, nodes_below
from autograd_core.testing.function.signature import parameter_names


def swapped_inputs(
    names: Sequence[str], by_hand: Mapping[int, Array], right: Mapping[int, Array]
) -> list[str]:
    """Two inputs whose gradients are in each other's place.

    >>> swapped_inputs("wb", {0: np.ones(2), 1: np.full(3, 5.0)},
    ...                {0: np.full(3, 5.0), 1: np.ones(2)})
    ["the gradients of w and b are in each other's place"]
    """
    inputs = [i for i in by_hand if i in right]
    for i, j in itertools.combinations(inputs, 2):
        crossed = _same(by_hand[i], right[j]) and _same(by_hand[j], right[i])
        if crossed and not _same(by_hand[i], right[i]):
            pair = f"{names[i]} and {names[j]}"
            return [f"the gradients of {pair} are in each other's place"]
    return []


def other_order(f: Callable[..., Any], analytic: Callable[..., Any]) -> list[str]:
    """A formula whose parameters are those of f in another order.

    >>> other_order(lambda w, x: w * x, lambda x, w: (x, w))
    ['the formula takes (x, w), but f takes (w, x), and they are passed by position']
    """
    of_formula, of_f = parameter_names(analytic), parameter_names(f)
    if of_formula == of_f or sorted(of_formula) != sorted(of_f):
        return []
    return [
        f"the formula takes ({', '.join(of_formula)}), but f takes "
        f"({', '.join(of_f)}), and they are passed by position"
    ]


def wrong_axis(name: str, wrong: Array, engine: Autodiff, leaf: Node) -> list[str]:
    """A gradient that is summed, but not over the axis that was broadcast."""
    assert engine.out is not None
    shape = np.shape(leaf.data)
    for node in nodes_below(engine.out):
        wide_shape = np.shape(node.data)
        if node.is_leaf or not rule_of(node).elementwise or shape == wide_shape:
            continue
        pairs = zip(node._edges(), node.local_grads, strict=True)
        for (_, parent, _), slope in pairs:
            if parent is not leaf:
                continue
            upstream = gradients.gradients(engine.out, node)
            wide = np.broadcast_to(upstream * slope, wide_shape)
            axes = broadcast_axes(wide.shape, shape)
            for axis in range(wide.ndim):
                if axes != (axis,) and _same(wide.sum(axis), np.squeeze(wrong)):
                    over = axes[0] if len(axes) == 1 else axes
                    return [
                        f"the gradient of {name} is summed over axis={axis}, but it "
                        f"was broadcast along axis={over}: write .sum(axis={over})"
                    ]
    return []


def _same(array: Array, right: Array) -> bool:
    return np.shape(array) == np.shape(right) and same_up_to_rounding(array, right)

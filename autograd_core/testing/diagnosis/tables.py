"""Jacobians by hand beside the right ones, for a function of several results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.engine import gradients as derivatives
from autograd_core.engine.node import Node, payload_of
from autograd_core.messages.types import Array, Payload
from autograd_core.testing.diagnosis.mismatch import InputGradient, Mismatch
from autograd_core.testing.function.analytic import Formula
from autograd_core.testing.function.inputs import on_nodes
from autograd_core.transforms import pytree

_MOST_RESULTS = 64
"""Results of f whose gradients are computed one by one."""


def tables(mismatch: Mismatch, formula: Formula) -> list[InputGradient | None]:
    """The gradients in the form of the formula: of several results, Jacobians.

    Args:
        mismatch: at the point of the formula.
        formula: as it was read there.
    """
    problem = mismatch.problem
    if problem.upstream.weights is None:
        return mismatch.inputs
    outer = formula.output_shape
    jacobians: list[Array] | None = None
    arrays: list[InputGradient | None] = []
    for i, x in enumerate(mismatch.inputs):
        array = formula.arrays[i]
        if x is None or not np.all(np.isfinite(array)):
            arrays.append(None)
        elif array.shape == (*outer, *x.at.shape):
            jacobians = jacobians or _right_jacobians(mismatch)
            right = None if jacobians is None else jacobians[i].reshape(array.shape)
            arrays.append(_table(x, array, right, len(outer)))
        elif array.shape == x.at.shape == outer:
            u = problem.upstream.flat().reshape(outer)
            bar = x.error / np.abs(u)
            arrays.append(InputGradient(x.name, x.at, array, x.right / u, bar))
        else:
            arrays.append(x)
    return arrays


def _table(
    x: InputGradient, wrong: Array, right: Array | None, result_axes: int
) -> InputGradient | None:
    if right is None or not np.all(np.isfinite(right)):
        return None
    size = float(np.max(np.abs(right), initial=0.0))
    # Of differences the error bar of the contraction is a guide.
    worst = float(np.max(x.error / (np.abs(x.right) + 1e-300), initial=0.0))
    bar = np.full(right.shape, min(worst, 1e-6) * size)
    return InputGradient(x.name, x.at, wrong, right, bar, result_axes)


def _right_jacobians(mismatch: Mismatch) -> list[Array] | None:
    problem, payloads = mismatch.problem, mismatch.payloads
    count = problem.upstream.flat().size
    if count > _MOST_RESULTS:
        return None
    if mismatch.engine.out is None:
        return mismatch.jacobians
    return _by_engine(mismatch, payloads, count)


def _by_engine(
    mismatch: Mismatch, payloads: Sequence[Payload], count: int
) -> list[Array] | None:
    """The gradient of each result, one walk for each."""
    problem = mismatch.problem
    leaves = problem.leaves(payloads)
    out: Any = problem.call(leaves, on_nodes)
    if isinstance(out, np.ndarray) and out.dtype == object:
        out = out.ravel().tolist()
    shapes = [np.shape(payload) for payload in payloads]
    jacobians: list[Any] = [np.zeros((count, *shape)) for shape in shapes]
    k = 0
    for output in pytree.leaves(out, "f"):
        for entry in np.ndindex(np.shape(payload_of(output))):
            number = output[entry] if entry else output
            if isinstance(number, Node):
                rows = derivatives.gradients(number, leaves)
                for jacobian, row in zip(jacobians, rows, strict=True):
                    jacobian[k] = row
            k += 1
    return jacobians

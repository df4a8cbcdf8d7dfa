"""NumPy's own functions on Tensors: `np.sum(T)`, `np.concatenate([T, U])`."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core import numpy_protocol
from autograd_core.arrays import payload_of
from autograd_core.structural import einsums, index, linear, reduce, shape

numpy_protocol.FUNCTIONS.update(
    {
        np.amax: reduce.max,
        np.amin: reduce.min,
        np.broadcast_to: shape.broadcast_to,
        np.concatenate: shape.concatenate,
        np.cumsum: reduce.cumsum,
        np.diag: index.diag,
        np.dot: linear.dot,
        np.einsum: einsums.einsum,
        np.expand_dims: shape.expand_dims,
        np.linalg.det: linear.det,
        np.linalg.inv: linear.inv,
        np.linalg.norm: reduce.norm,
        np.linalg.slogdet: linear.slogdet,
        np.linalg.solve: linear.solve,
        np.max: reduce.max,
        np.mean: reduce.mean,
        np.min: reduce.min,
        np.outer: linear.outer,
        np.pad: shape.pad,
        np.prod: reduce.prod,
        np.ravel: shape.ravel,
        np.reshape: shape.reshape,
        np.split: shape.split,
        np.squeeze: shape.squeeze,
        np.stack: shape.stack,
        np.std: reduce.std,
        np.sum: reduce.sum,
        np.swapaxes: shape.swapaxes,
        np.take_along_axis: index.take_along_axis,
        np.trace: index.trace,
        np.transpose: shape.transpose,
        np.var: reduce.var,
    }
)
numpy_protocol.UFUNCS[np.matmul] = linear.matmul


def _like(make: Any) -> Any:
    """`np.zeros_like` and its kin: a plain array, for it is a constant."""
    return lambda a, *args, **kwargs: make(a.data, *args, **kwargs)


for _make in (np.zeros_like, np.ones_like, np.empty_like, np.full_like):
    numpy_protocol.FUNCTIONS[_make] = _like(_make)
for _ask in (np.shape, np.ndim, np.size):
    numpy_protocol.FUNCTIONS[_ask] = _like(_ask)


def _plain(ask: Any) -> Any:
    """A function whose answer has no slope: truth values and positions."""

    def answer(*args: Any, **kwargs: Any) -> Any:
        plain = {name: payload_of(each) for name, each in kwargs.items()}
        return ask(*map(payload_of, args), **plain)

    return answer


for _question in (
    *(np.all, np.any, np.allclose, np.array_equal, np.isclose),
    *(np.argmax, np.argmin, np.argsort, np.count_nonzero, np.nonzero),
):
    numpy_protocol.FUNCTIONS[_question] = _plain(_question)

"""NumPy's own functions on Tensors: `np.sum(T)`, `np.concatenate([T, U])`."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.array_ops import coercion, functions, reduce
from autograd_core.array_ops.checks import shape_of
from autograd_core.interop import numpy_protocol

numpy_protocol.FUNCTIONS.update(
    {
        np.amax: reduce.max,
        np.amin: reduce.min,
        np.broadcast_to: functions.broadcast_to,
        np.concatenate: functions.concatenate,
        np.cumsum: functions.cumsum,
        np.diag: functions.diag,
        np.dot: functions.dot,
        np.einsum: functions.einsum,
        np.expand_dims: functions.expand_dims,
        np.linalg.det: functions.det,
        np.linalg.inv: functions.inv,
        np.linalg.norm: reduce.norm,
        np.linalg.slogdet: functions.slogdet,
        np.linalg.solve: functions.solve,
        np.max: reduce.max,
        np.mean: reduce.mean,
        np.min: reduce.min,
        np.outer: functions.outer,
        np.pad: functions.pad,
        np.prod: reduce.prod,
        np.ravel: functions.ravel,
        np.reshape: functions.reshape,
        np.split: functions.split,
        np.squeeze: functions.squeeze,
        np.stack: functions.stack,
        np.std: reduce.std,
        np.sum: reduce.sum,
        np.swapaxes: functions.swapaxes,
        np.take_along_axis: functions.take_along_axis,
        np.trace: functions.trace,
        np.transpose: functions.transpose,
        np.var: reduce.var,
    }
)
numpy_protocol.UFUNCS[np.matmul] = functions.matmul


def _on_data(function: Any) -> Any:
    """A function of NumPy whose result is a constant: it sees the plain arrays."""

    def call(*args: Any, **kwargs: Any) -> Any:
        named = {name: coercion.payload_of(each) for name, each in kwargs.items()}
        return function(*map(coercion.payload_of, args), **named)

    return call


for _constant in (
    *(np.zeros_like, np.ones_like, np.empty_like, np.full_like),
    *(np.shape, np.ndim, np.size),
    *(np.argmax, np.argmin, np.argsort, np.nonzero, np.count_nonzero),
    *(np.all, np.any, np.allclose, np.isclose, np.array_equal),
):
    numpy_protocol.FUNCTIONS[_constant] = _on_data(_constant)


def _hstack(tensors: Any) -> Any:
    axis = 0 if len(shape_of(tensors[0])) == 1 else 1
    return functions.concatenate(tensors, axis)


def _vstack(tensors: Any) -> Any:
    rows = [
        functions.expand_dims(each, 0) if len(shape_of(each)) == 1 else each
        for each in tensors
    ]
    return functions.concatenate(rows, 0)


numpy_protocol.FUNCTIONS.update({np.hstack: _hstack, np.vstack: _vstack})

"""NumPy's own functions on Tensors: `np.sum(T)`, `np.concatenate([T, U])`."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core import arrays, numpy_protocol
from autograd_core.structural import (
    einsums,
    index,
    joining,
    linear,
    normalize,
    padding,
    reduce,
    shape,
    solving,
)
from autograd_core.structural.arguments import shape_of

numpy_protocol.FUNCTIONS.update(
    {
        np.amax: reduce.max,
        np.amin: reduce.min,
        np.broadcast_to: shape.broadcast_to,
        np.concatenate: joining.concatenate,
        np.cumsum: normalize.cumsum,
        np.diag: index.diag,
        np.dot: linear.dot,
        np.einsum: einsums.einsum,
        np.expand_dims: shape.expand_dims,
        np.linalg.det: solving.det,
        np.linalg.inv: solving.inv,
        np.linalg.norm: reduce.norm,
        np.linalg.slogdet: solving.slogdet,
        np.linalg.solve: solving.solve,
        np.max: reduce.max,
        np.mean: reduce.mean,
        np.min: reduce.min,
        np.outer: linear.outer,
        np.pad: padding.pad,
        np.prod: reduce.prod,
        np.ravel: shape.ravel,
        np.reshape: shape.reshape,
        np.split: joining.split,
        np.squeeze: shape.squeeze,
        np.stack: joining.stack,
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


def _on_data(function: Any) -> Any:
    """A function of NumPy whose result is a constant: it sees the plain arrays."""

    def call(*args: Any, **kwargs: Any) -> Any:
        named = {name: arrays.payload_of(each) for name, each in kwargs.items()}
        return function(*map(arrays.payload_of, args), **named)

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
    return joining.concatenate(tensors, axis)


def _vstack(tensors: Any) -> Any:
    rows = [
        shape.expand_dims(each, 0) if len(shape_of(each)) == 1 else each
        for each in tensors
    ]
    return joining.concatenate(rows, 0)


numpy_protocol.FUNCTIONS.update({np.hstack: _hstack, np.vstack: _vstack})

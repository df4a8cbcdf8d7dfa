"""NumPy's own functions on Tensors: `np.sum(T)`, `np.concatenate([T, U])`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core import ops
from autograd_core.array_ops.checks import shape_of
from autograd_core.array_ops.functions import (
    einsum,
    index,
    joining,
    normalize,
    norms,
    padding,
    products,
    reductions,
    shape,
    solving,
)
from autograd_core.engine.node import payload_of
from autograd_core.interop import numpy_protocol
from autograd_core.messages.operands import is_node
from autograd_core.tensor.tensor import as_tensor as value_as_tensor


def itself(x: Any, *_: Any) -> Any:
    """A node: it is real."""
    return x


def _full_like(a: Any, fill_value: Any, dtype: Any = None, **options: Any) -> Any:
    """A constant, unless it is filled with a node."""
    if not is_node(fill_value):
        return np.full_like(payload_of(a), fill_value, dtype, **options)
    if options:
        raise TypeError(
            f"np.full_like with a node takes no options ({', '.join(options)})"
        )
    full = shape.broadcast_to(fill_value, shape_of(a))
    return shape.astype(full, payload_of(a).dtype if dtype is None else dtype)


def _matrix_transpose(x: Any) -> Any:
    return shape.swapaxes(x, -1, -2)


numpy_protocol.FUNCTIONS.update(
    {
        np.amax: reductions.max,
        np.amin: reductions.min,
        np.broadcast_to: shape.broadcast_to,
        np.concatenate: joining.concatenate,
        np.cumsum: normalize.cumsum,
        np.diag: index.diag,
        np.diagonal: index.diagonal,
        np.dot: products.dot,
        np.einsum: einsum.einsum,
        np.expand_dims: shape.expand_dims,
        np.full_like: _full_like,
        np.linalg.det: solving.det,
        np.linalg.inv: solving.inv,
        np.linalg.matmul: products.matmul,
        np.linalg.matrix_transpose: _matrix_transpose,
        np.linalg.norm: norms.norm,
        np.linalg.outer: products.outer,
        np.linalg.slogdet: solving.slogdet,
        np.linalg.solve: solving.solve,
        np.matrix_transpose: _matrix_transpose,
        np.max: reductions.max,
        np.mean: reductions.mean,
        np.min: reductions.min,
        np.outer: products.outer,
        np.pad: padding.pad,
        np.prod: reductions.prod,
        np.ravel: shape.ravel,
        np.real: itself,
        np.real_if_close: itself,
        np.reshape: shape.reshape,
        np.split: joining.split,
        np.squeeze: shape.squeeze,
        np.stack: joining.stack,
        np.std: reductions.std,
        np.sum: reductions.sum,
        np.swapaxes: shape.swapaxes,
        np.take_along_axis: index.take_along_axis,
        np.trace: index.trace,
        np.transpose: shape.transpose,
        np.var: reductions.var,
    }
)
numpy_protocol.UFUNCS[np.matmul] = products.matmul
numpy_protocol.UFUNCS[np.float_power] = ops.power
numpy_protocol.UFUNCS[np.conjugate] = itself


def _on_payloads(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of NumPy whose result is a constant, applied to the plain arrays."""

    def wrapper(*args: Any, **kwargs: Any) -> Any:
        options = {name: _plain(value) for name, value in kwargs.items()}
        return function(*map(_plain, args), **options)

    return wrapper


def _plain(thing: Any) -> Any:
    """The arrays of nodes, also of those in a list or tuple; all else as it is."""
    if isinstance(thing, (list, tuple)):
        return type(thing)([_plain(part) for part in thing])
    return payload_of(thing)


for _constant in (
    *(np.zeros_like, np.ones_like, np.empty_like),
    *(np.shape, np.ndim, np.size),
    *(np.argmax, np.argmin, np.argsort, np.nonzero, np.count_nonzero),
    *(np.all, np.any, np.allclose, np.isclose, np.array_equal, np.array_equiv),
    *(np.argpartition, np.argwhere, np.flatnonzero, np.lexsort),
    *(np.digitize, np.searchsorted, np.array2string, np.array_repr, np.array_str),
    *(np.imag, np.angle, np.isreal, np.iscomplex, np.isrealobj, np.iscomplexobj),
    *(np.isneginf, np.isposinf, np.result_type),
):
    numpy_protocol.FUNCTIONS[_constant] = _on_payloads(_constant)


FUNCTIONS_ON_FIRST_USE = {
    "choosing": "average copy nanmean nansum select tril triu",
    "contractions": "cross inner kron tensordot vdot",
    "differences": "cumprod diff",
    "elementwise": "around copysign deg2rad degrees divmod fabs modf nan_to_num "
    "rad2deg radians round sinc",
    "ordering": "median partition percentile ptp quantile sort",
    "rearranging": "flip fliplr flipud moveaxis roll rollaxis rot90",
    "repeating": "repeat take tile",
    "sampled": "convolve gradient interp linspace",
    "stacking": "append array_split atleast_1d atleast_2d atleast_3d block "
    "column_stack dsplit dstack hsplit hstack vsplit vstack",
}
"""Modules of `array_ops.functions` that few programs need, and what they have."""

LINALG_ON_FIRST_USE = "cholesky eigh eigvalsh matrix_power pinv qr svd svdvals"
"""Functions of `np.linalg` that are imported when they are first used."""

_HOME = "autograd_core.array_ops.functions"
for _module, _names in FUNCTIONS_ON_FIRST_USE.items():
    for _name in _names.split():
        _function = getattr(np, _name)
        _is_ufunc = isinstance(_function, np.ufunc)
        _table = numpy_protocol.UFUNCS if _is_ufunc else numpy_protocol.FUNCTIONS
        _table[_function] = f"{_HOME}.{_module}:{_name}"
for _name in LINALG_ON_FIRST_USE.split():
    if hasattr(np.linalg, _name):  # svdvals came with NumPy 2
        _function = getattr(np.linalg, _name)
        numpy_protocol.FUNCTIONS[_function] = f"{_HOME}.decompositions:{_name}"
for _name in ("cross", "tensordot"):
    _function = getattr(np.linalg, _name)
    numpy_protocol.FUNCTIONS[_function] = f"{_HOME}.contractions:{_name}"
numpy_protocol.as_tensor = value_as_tensor

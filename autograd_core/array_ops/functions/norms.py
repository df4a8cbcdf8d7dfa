"""Lengths of vectors and matrices."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core import ops
from autograd_core.array_ops.array_rule import apply
from autograd_core.array_ops.checks import all_axes, checked_axes, shape_of
from autograd_core.array_ops.functions.arguments import ArrayT, operand
from autograd_core.array_ops.functions.reductions import max, min, sum
from autograd_core.array_ops.functions.shape import reshape, squeeze, transpose
from autograd_core.array_ops.masked import masked
from autograd_core.array_ops.norms import Norm, PowerNorm
from autograd_core.engine.node import payload_of
from autograd_core.messages.explained import explained
from autograd_core.messages.numbers import is_number
from autograd_core.messages.operands import describe, is_mapped, is_tensor
from autograd_core.messages.types import Axis, Scalar, Shape
from autograd_core.ops.kinks import bent


@explained
def norm(
    x: ArrayT,
    ord: Scalar | str | None = None,
    axis: Axis = None,
    keepdims: bool = False,
) -> ArrayT:
    """The length of vectors or matrices, as `np.linalg.norm`.

    d/d entry of the 2-norm = entry / norm; of the p-norm sign(entry) (|entry| /
    norm)^(p-1), for p < 1 it is 0 for entries that are 0. 0 where the norm is 0. Of the
    matrix norms 2 and "nuc" it is u v^T of the singular vectors, 0 for those of
    singular values that are 0.

    Args:
        x: a Tensor or array.
        ord: None (2-norm of all entries, "fro" for matrices); for vectors any number
            but 0, inf and -inf; for matrices 1, -1, inf, -inf, and of the singular
            values the largest (2), the smallest (-2) or their sum ("nuc").
        axis: one axis for vectors, two for matrices.
        keepdims: whether to keep the axes, with length 1.

    Raises:
        ValueError: `ord` has no gradient here, or does not go with the axes.

    >>> float(norm(np.array([3.0, 4.0])))
    5.0
    """
    x = operand(x, "norm")
    checked = checked_axes(axis, x, "norm")
    axes = all_axes(checked, len(shape_of(x)))
    if (
        ord is None
        or (ord == 2 and len(axes) == 1)
        or (ord == "fro" and len(axes) == 2)
    ):
        return apply(Norm(checked, bool(keepdims)), x)
    if len(axes) == 1:
        return _vector_norm(x, ord, axes, keepdims)
    if len(axes) == 2 and ord in (1, -1, np.inf, -np.inf):
        return _matrix_norm(x, float(ord), axes, keepdims)
    if len(axes) == 2 and ord in (2, -2, "nuc"):
        return _spectral_norm(x, ord, axes, keepdims)
    raise ValueError(
        f"norm({describe(x)}): ord={ord!r} is not supported over {len(axes)} axes; "
        "vectors take any number but 0, matrices None, 'fro', 'nuc', 1, -1, 2, -2, "
        "inf, -inf"
    )


def _matrix_norm(x: Any, ord: float, axes: Shape, keepdims: bool) -> Any:
    """The largest or smallest sum of absolute values of a column (1) or row (inf)."""
    inner, outer = axes if abs(ord) == 1 else (axes[1], axes[0])
    sums = sum(ops.absolute(x), (inner,), True)
    out = max(sums, (outer,), True) if ord > 0 else min(sums, (outer,), True)
    return out if keepdims else squeeze(out, axes)


def _spectral_norm(x: Any, ord: Any, axes: Shape, keepdims: bool) -> Any:
    """The largest, the smallest or the sum of the singular values."""
    # Few programs need them, and importing this file must stay quick.
    from autograd_core.array_ops.decompositions import SingularValues
    from autograd_core.array_ops.triangular_factors import resolution

    if is_mapped(x):
        return x.along(lambda inner, k: _spectral_norm(inner, ord, k, keepdims), axes)
    full = shape_of(x)
    rest = tuple([k for k in range(len(full)) if k not in axes])
    s: Any = apply(SingularValues(), transpose(x, (*rest, *axes)))
    numbers = payload_of(s)
    vanishing = numbers <= resolution(numbers)[..., None]
    if vanishing.any():
        # Where a singular value is 0 the slope of its size jumps, and 0 lies between.
        apart: Any = masked(s, ~vanishing, "norm")
        s = apart + bent(s, vanishing.astype(numbers.dtype)) if is_tensor(s) else apart
    reduce = {2: max, -2: min}.get(ord, sum)
    out = reduce(s, -1, False)
    return reshape(out, _with_ones(full, axes)) if keepdims else out


def _with_ones(full: Shape, axes: Shape) -> Shape:
    return tuple([1 if k in axes else n for k, n in enumerate(full)])


def _vector_norm(x: Any, ord: Any, axes: Shape, keepdims: bool) -> Any:
    size = ops.absolute(x)
    if ord == np.inf:
        return max(size, axes, keepdims)
    if ord == -np.inf:
        return min(size, axes, keepdims)
    if ord == 1:
        return sum(size, axes, keepdims)
    if is_number(ord) and ord != 0:
        return apply(PowerNorm(axes, bool(keepdims), float(ord)), x)
    raise ValueError(f"norm({describe(x)}): ord={ord!r} has no gradient")

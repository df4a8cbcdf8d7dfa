"""Products of matrices and vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

import numpy as np

from autograd_core.array_ops.array_rule import apply
from autograd_core.array_ops.checks import shape_of
from autograd_core.array_ops.functions.arguments import Numbers, TensorT, operand
from autograd_core.array_ops.functions.einsum import einsum
from autograd_core.array_ops.functions.shape import expand_dims, ravel
from autograd_core.array_ops.functions.signatures import of_two_arrays
from autograd_core.array_ops.matmul import MATMUL, affine
from autograd_core.engine import sequences
from autograd_core.messages.explained import explained
from autograd_core.messages.operands import is_tensor

if TYPE_CHECKING:
    from autograd_core.engine.value import Value
    from autograd_core.messages.types import Array


@of_two_arrays
def matmul(a: Any, b: Any) -> Any:
    """The matrix product, `a @ b`; stacks of matrices broadcast.

    d/da = upstream b^T, d/db = a^T upstream.

    Args:
        a: (..., n, k), or a vector (k,).
        b: (..., k, m), or a vector (k,).

    Returns:
        (..., n, m), without the axis of a vector.

    Raises:
        ValueError: the inner lengths differ, or one side is a single number.

    >>> matmul(np.eye(2), np.array([1.0, 2.0])).tolist()
    [1.0, 2.0]
    """
    return apply(MATMUL, a, b)


@overload
def dot(
    a: TensorT, b: TensorT | Array, bias: TensorT | Array | float | None = None
) -> TensorT: ...
@overload
def dot(
    a: Array, b: TensorT, bias: TensorT | Array | float | None = None
) -> TensorT: ...
@overload
def dot(a: Array, b: Array, bias: Array | float | None = None) -> Array: ...
@overload
def dot(a: Numbers, b: Numbers, bias: Value | float | None = None) -> Value: ...
@explained
def dot(a: Any, b: Any, bias: Any = None) -> object:
    """`np.dot` of arrays; of sequences of Values, one Value w1 x1 + ... + wn xn + bias.

    d/da_i = b_i, d/db_i = a_i, d/dbias = 1.

    Args:
        a: a Tensor, an array, or a sequence of Values and numbers.
        b: another; its last axis but one is as long as the last of a.
        bias: added to the product.

    Raises:
        TypeError: an entry of a sequence is neither a number nor a Value.
        ValueError: the lengths differ.

    >>> from autograd_core import Value
    >>> float(dot(np.array([1.0, 2.0]), np.array([3.0, 4.0])))
    11.0
    >>> dot([Value(2.0)], [10.0], bias=Value(0.5)).data
    20.5
    """
    tensors = is_tensor(a) or is_tensor(b)
    if not tensors and not (isinstance(a, np.ndarray) and isinstance(b, np.ndarray)):
        return sequences.dot(a, b, bias)
    a, b = operand(a, "dot"), operand(b, "dot")
    if bias is not None and len(shape_of(a)) and len(shape_of(b)) == 2:
        return affine(a, b, bias)
    product = _dot(a, b)
    return product if bias is None else product + bias


def _dot(a: Any, b: Any) -> Any:
    """The product of the last axis of a with the last axis but one of b."""
    if not shape_of(a) or not shape_of(b):
        return a * b
    if len(shape_of(b)) <= 2:
        return matmul(a, b)
    letters = "abcdefghijklmnopqrstuvw"
    left = letters[: len(shape_of(a)) - 1]
    right = letters[len(left) : len(left) + len(shape_of(b)) - 1]
    return einsum(f"{left}z,{right[:-1]}z{right[-1]}->{left}{right}", a, b)


@of_two_arrays
def outer(a: Any, b: Any) -> Any:
    """All products a_i b_j of the entries of two arrays.

    d/da = upstream b, d/db = upstream^T a.

    Args:
        a: n entries in any shape.
        b: m entries in any shape.

    Returns:
        (n, m).

    >>> outer(np.array([1.0, 2.0]), np.array([3.0, 4.0])).tolist()
    [[3.0, 4.0], [6.0, 8.0]]
    """
    column, row = ravel(a), ravel(b)
    return expand_dims(column, -1) * expand_dims(row, 0)

"""Functions of whole arrays under NumPy's names: what they take is checked here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.array_ops import array_rule, coercion
from autograd_core.array_ops.array_rule import is_arrays
from autograd_core.array_ops.checks import (
    all_axes,
    checked_axes,
    checked_axis,
    integer,
    integers,
    shape_of,
)
from autograd_core.array_ops.einsum import Einsum
from autograd_core.array_ops.index import Getitem, Scatter
from autograd_core.array_ops.joining import Concatenate, Stack
from autograd_core.array_ops.linear import MATMUL
from autograd_core.array_ops.normalize import Cumsum, LogSoftmax, Softmax
from autograd_core.array_ops.padding import Pad
from autograd_core.array_ops.reductions import summed
from autograd_core.array_ops.shape import BroadcastTo, Cast, Reshape, Transpose
from autograd_core.array_ops.solving import Det, Inv, LogAbsDet, Solve
from autograd_core.engine import sequences
from autograd_core.engine.node import Node
from autograd_core.messages.operands import describe, short_repr


def operand(x: Any, name: str) -> Any:
    """A Tensor or array as it is; a list as an array, one that holds Tensors stacked.

    Raises:
        TypeError: it is neither, nor a number.
    """
    if isinstance(x, (Node, np.ndarray)):
        return x
    if holds_tensors(x):
        return stack(x)
    return np.asarray(coercion.real_array(x, name))


def holds_tensors(x: Any) -> bool:
    """Whether x is a list or tuple with Tensors in it."""
    return isinstance(x, (list, tuple)) and any(map(coercion.is_tensor, x))


def reshape(x: Any, shape: Any) -> Any:
    """The same entries in another shape; one length may be -1, "what is left".

    d/dx = upstream, in the shape of x.

    Args:
        x: a Tensor or array.
        shape: one integer or several.

    Raises:
        TypeError: a length is no integer.
        ValueError: another number of entries is wanted.

    >>> reshape(np.arange(4.0), (2, -1)).shape
    (2, 2)
    """
    x = operand(x, "reshape")
    wanted = integers(shape, x, "reshape")
    if any(n < -1 for n in wanted):
        raise ValueError(
            f"reshape({describe(x)}): no length is below 0, but for one -1, which "
            f"stands for what is left; got {wanted}"
        )
    return array_rule.apply(Reshape(wanted), x)


def ravel(x: Any) -> Any:
    """All entries along one axis, the last axis of x running fastest.

    d/dx = upstream, in the shape of x.

    >>> ravel(np.ones((2, 3))).shape
    (6,)
    """
    return array_rule.apply(Reshape((-1,), "ravel"), x)


def transpose(x: Any, axes: Any = None) -> Any:
    """The axes in the order given, reversed by default.

    d/dx = upstream, with its axes put back.

    Args:
        x: a Tensor or array.
        axes: each axis once, or None.

    Raises:
        ValueError: an axis is missing or named twice.

    >>> transpose(np.ones((2, 3, 4)), (1, 0, 2)).shape
    (3, 2, 4)
    """
    x = operand(x, "transpose")
    ndim = len(shape_of(x))
    if axes is None:
        return array_rule.apply(Transpose(tuple(reversed(range(ndim)))), x)
    given = axes if isinstance(axes, (tuple, list)) else (axes,)
    order = tuple([checked_axis(each, x, "transpose") for each in given])
    if sorted(order) != list(range(ndim)):
        raise ValueError(
            f"transpose({describe(x)}): axes must name each of its {ndim} axes once, "
            f"got {axes!r}"
        )
    return array_rule.apply(Transpose(order), x)


def swapaxes(x: Any, axis1: Any, axis2: Any) -> Any:
    """Two axes exchanged.

    d/dx = upstream, with the two exchanged.

    >>> swapaxes(np.ones((2, 3, 4)), 0, -1).shape
    (4, 3, 2)
    """
    x = operand(x, "swapaxes")
    order = list(range(len(shape_of(x))))
    first = checked_axis(axis1, x, "swapaxes")
    second = checked_axis(axis2, x, "swapaxes")
    order[first], order[second] = order[second], order[first]
    return array_rule.apply(Transpose(tuple(order), "swapaxes"), x)


def expand_dims(x: Any, axis: Any) -> Any:
    """New axes of length 1 at the places given.

    d/dx = upstream, without them.

    Args:
        x: a Tensor or array.
        axis: where the new axes stand in the result, one or several.

    Raises:
        ValueError: a place is named twice, or lies outside.

    >>> expand_dims(np.ones(3), (0, -1)).shape
    (1, 3, 1)
    """
    x = operand(x, "expand_dims")
    axes = axis if isinstance(axis, (tuple, list)) else (axis,)
    new = [checked_axis(each, x, "expand_dims", more=len(axes)) for each in axes]
    if len(set(new)) != len(new):
        raise ValueError(f"expand_dims({describe(x)}): axis={axis!r} names one twice")
    lengths = iter(shape_of(x))
    full = [
        1 if k in new else next(lengths) for k in range(len(shape_of(x)) + len(new))
    ]
    return array_rule.apply(Reshape(tuple(full), "expand_dims"), x)


def squeeze(x: Any, axis: Any = None) -> Any:
    """Without the axes of length 1, or without those given.

    d/dx = upstream, in the shape of x.

    Raises:
        ValueError: an axis that is to go has another length.

    >>> squeeze(np.ones((1, 3, 1)), axis=0).shape
    (3, 1)
    """
    x = operand(x, "squeeze")
    full = shape_of(x)
    if axis is None:
        return array_rule.apply(
            Reshape(tuple([n for n in full if n != 1]), "squeeze"), x
        )
    gone = all_axes(checked_axes(axis, x, "squeeze"), len(full))
    for k in gone:
        if full[k] != 1:
            raise ValueError(
                f"squeeze({describe(x)}): axis {k} has length {full[k]}; only an axis "
                "of length 1 can go"
            )
    kept = tuple([n for k, n in enumerate(full) if k not in gone])
    return array_rule.apply(Reshape(kept, "squeeze"), x)


def broadcast_to(x: Any, shape: Any) -> Any:
    """Entries repeated along new axes and along those of length 1.

    d/dx = upstream, summed over those axes.

    Raises:
        ValueError: repeating does not lead to that shape.

    >>> broadcast_to(np.array([1.0, 2.0]), (2, 2)).tolist()
    [[1.0, 2.0], [1.0, 2.0]]
    """
    x = operand(x, "broadcast_to")
    wanted = integers(shape, x, "broadcast_to")
    full = shape_of(x)
    if full == wanted:
        return x
    missing = len(wanted) - len(full)
    if (
        missing < 0
        or any(n not in (1, m) for n, m in zip(full, wanted[missing:], strict=True))
        or any(n < 0 for n in wanted)
    ):
        raise ValueError(
            f"broadcast_to({describe(x)}): its lengths must be 1 or those of "
            f"{wanted}, counted from the last axis"
        )
    return array_rule.apply(BroadcastTo(wanted), x)


def astype(x: Any, dtype: Any) -> Any:
    """The same numbers as float32 or float64.

    d/dx = upstream, in the dtype of x.

    Raises:
        TypeError: another dtype is wanted.

    >>> astype(np.ones(2), "float32").dtype
    dtype('float32')
    """
    return array_rule.apply(Cast(coercion.float_dtype(dtype)), x)


def getitem(x: Any, index: Any) -> Any:
    """`x[index]` as in NumPy; a place that is taken twice gets both gradients.

    d/dx = upstream, added up at the places it was taken from.

    Args:
        x: a Tensor or array.
        index: slices, integers, None, an ellipsis, arrays of integers, a mask.

    Raises:
        IndexError: there is no such place.
        TypeError: a part of the index is a node or an array of floats.

    >>> getitem(np.array([1.0, 2.0, 3.0]), [0, 0, 2]).tolist()
    [1.0, 1.0, 3.0]
    """
    return array_rule.apply(Getitem(checked_index(index, x)), x)


def checked_index(index: Any, x: Any) -> Any:
    """The index with lists made arrays, and arrays copied, so that nobody changes it.

    Raises:
        TypeError: a part of it is a node or an array of floats.
    """
    if isinstance(index, tuple):
        return tuple([_checked_part(part, x) for part in index])
    return _checked_part(index, x)


def _checked_part(index: Any, x: Any) -> Any:
    """One part of an index; a tuple inside a tuple is an array of positions."""
    if index is None or index is Ellipsis or isinstance(index, (int, slice)):
        return index
    if isinstance(index, Node):
        raise TypeError(
            f"index of {describe(x)}: a node is no index, its gradient would be lost; "
            "use its data, e.g. t.data.astype(int)"
        )
    if isinstance(index, (Sequence, np.ndarray)) and not isinstance(index, str):
        array = np.array(index)
        if not array.size:
            array = array.astype(bool if array.dtype.kind == "b" else np.intp)
        if array.dtype.kind not in "iub":
            raise TypeError(
                f"index of {describe(x)}: expected integers or booleans, got an array "
                f"of dtype {array.dtype}; use index.astype(int)"
            )
        return array
    return index


def take_along_axis(x: Any, indices: Any, axis: Any = -1) -> Any:
    """One entry of each line along an axis, by an index of the same number of axes.

    Args:
        x: a Tensor or array.
        indices: integers; as long as x along every other axis, or 1 there.
        axis: the axis, or None for the entries of all axes in a row.

    Raises:
        IndexError: an index is too large.
        TypeError: `indices` holds no integers.
        ValueError: `indices` has another number of axes.

    >>> take_along_axis(np.array([[1.0, 2.0], [3.0, 4.0]]), [[1], [0]], axis=1).tolist()
    [[2.0], [3.0]]
    """
    x = operand(x, "take_along_axis")
    places = indices if isinstance(indices, Node) else np.asarray(indices)
    places = checked_index(places, x)
    if places.dtype.kind == "b":
        raise TypeError(
            f"take_along_axis({describe(x)}): the index must be integers, got an array "
            "of booleans; a mask is for x[mask]"
        )
    if axis is None:
        return getitem(ravel(x), places)
    full = shape_of(x)
    if places.ndim != len(full):
        raise ValueError(
            f"take_along_axis({describe(x)}): the index must have {len(full)} axes "
            f"like it, got shape {places.shape}"
        )
    axis = checked_axis(axis, x, "take_along_axis")
    grid: list[Any] = []
    for k in range(len(full)):
        line = [1] * len(full)
        line[k] = -1
        grid.append(places if k == axis else np.arange(full[k]).reshape(line))
    return getitem(x, tuple(grid))


def diag(x: Any, k: Any = 0) -> Any:
    """The k-th diagonal of a matrix, or the matrix with that diagonal.

    Args:
        x: a matrix, or a vector.
        k: 0 for the main diagonal, above 0 for those right of it.

    Raises:
        TypeError: k is no integer.
        ValueError: x has neither one nor two axes.

    >>> diag(np.array([[1.0, 2.0], [3.0, 4.0]])).tolist()
    [1.0, 4.0]
    """
    x = operand(x, "diag")
    k = integer(k, x, "diag", "k")
    full = shape_of(x)
    if len(full) == 1:
        n = full[0] + abs(k)
        rows = np.arange(full[0])
        places = (rows + max(-k, 0), rows + max(k, 0))
        return array_rule.apply(Scatter(places, (n, n)), x)
    if len(full) != 2:
        raise ValueError(f"diag({describe(x)}): expected 1 or 2 axes, got {len(full)}")
    return getitem(x, _diagonal(full, k))


def _diagonal(full: tuple[int, ...], k: int) -> tuple[np.ndarray, np.ndarray]:
    n = max(0, min(full[0] + min(k, 0), full[1] - max(k, 0)))
    rows = np.arange(n)
    return rows + max(-k, 0), rows + max(k, 0)


def trace(x: Any, offset: Any = 0, axis1: Any = 0, axis2: Any = 1) -> Any:
    """The sum of a diagonal of a matrix, or of each in a stack of them.

    d/d entry = 1 on the diagonal, else 0.

    Args:
        x: a matrix, or an array with more axes.
        offset: 0 for the main diagonal, above 0 for those right of it.
        axis1: the axis of the rows.
        axis2: the axis of the columns.

    Raises:
        TypeError: the offset or an axis is no integer.
        ValueError: x has fewer than two axes, no such axis, or the axes are the same.

    >>> float(trace(np.array([[1.0, 2.0], [3.0, 4.0]])))
    5.0
    """
    x = operand(x, "trace")
    offset = integer(offset, x, "trace", "offset")
    axes = len(shape_of(x))
    if axes < 2:
        raise ValueError(f"trace({describe(x)}): expected a matrix, got {axes} axes")
    row, column = (checked_axis(each, x, "trace") for each in (axis1, axis2))
    if row == column:
        raise ValueError(f"trace({describe(x)}): axis1 and axis2 are the same axis")
    rest = [axis for axis in range(axes) if axis not in (row, column)]
    stacked = transpose(x, (*rest, row, column)) if rest or row else x
    diagonal = _diagonal(shape_of(stacked)[-2:], offset)
    return summed(getitem(stacked, (..., *diagonal)), len(shape_of(stacked)) - 2, False)


def concatenate(tensors: Sequence[Any], axis: Any = 0) -> Any:
    """Arrays one after the other along an axis that they have; None ravels them first.

    d/d tensor = its part of upstream.

    Args:
        tensors: a list of Tensors and arrays, equally long along every other axis.
        axis: an axis that they have, or None.

    Raises:
        TypeError: `tensors` is no list.
        ValueError: it is empty, or the shapes do not go together.

    >>> concatenate([np.ones(2), np.zeros(1)]).tolist()
    [1.0, 1.0, 0.0]
    """
    parts = _several(tensors, "concatenate")
    if axis is None:
        return array_rule.apply(Concatenate(0), *[ravel(each) for each in parts])
    parts = [operand(each, "concatenate") for each in parts]
    for part in parts:
        if not shape_of(part):
            raise ValueError(
                f"concatenate: {describe(part)} has no axis to join along; use stack "
                "for Tensors of one number, stack_values for Values"
            )
    return array_rule.apply(
        Concatenate(checked_axis(axis, parts[0], "concatenate")), *parts
    )


def stack(tensors: Sequence[Any], axis: Any = 0) -> Any:
    """Arrays of one shape one after the other along a new axis.

    d/d tensor = its part of upstream.

    Args:
        tensors: a list of Tensors, arrays and numbers, all of one shape.
        axis: where the new axis stands.

    Raises:
        TypeError: `tensors` is no list.
        ValueError: it is empty, or the shapes differ.

    >>> stack([np.ones(2), np.zeros(2)]).shape
    (2, 2)
    """
    parts = [operand(each, "stack") for each in _several(tensors, "stack")]
    return array_rule.apply(
        Stack(checked_axis(axis, parts[0], "stack", more=1)), *parts
    )


def _several(tensors: Any, name: str) -> list[Any]:
    if not isinstance(tensors, (list, tuple, np.ndarray)):
        raise TypeError(
            f"{name}: expected a list of Tensors and arrays, got {describe(tensors)}; "
            f"write {name}([a, b, ...])"
        )
    if not len(tensors):
        raise ValueError(f"{name} of no arrays; give at least one")
    return list(tensors)


def split(x: Any, indices_or_sections: Any, axis: Any = 0) -> list[Any]:
    """Consecutive parts along an axis: so many equal ones, or cut at the indices.

    Args:
        x: a Tensor or array.
        indices_or_sections: how many parts, or the indices where to cut.
        axis: the axis.

    Raises:
        TypeError: where to cut is given by something else.
        ValueError: the axis does not split into so many equal parts.

    >>> [part.tolist() for part in split(np.arange(5.0), [2])]
    [[0.0, 1.0], [2.0, 3.0, 4.0]]
    """
    x = operand(x, "split")
    axis = checked_axis(axis, x, "split")
    n = shape_of(x)[axis]
    if not isinstance(indices_or_sections, (tuple, list, np.ndarray)):
        what = "the number of parts"
        parts = integer(indices_or_sections, x, "split", what)
        if parts <= 0 or n % parts:
            raise ValueError(
                f"split({describe(x)}): axis {axis} of length {n} does not split into "
                f"{parts} equal parts; give the indices where to cut"
            )
        cuts = tuple(range(n // parts, n, n // parts)) if n else (0,) * (parts - 1)
    else:
        cuts = integers(indices_or_sections, x, "split", "where to cut")
    before = (slice(None),) * axis
    ends: list[int | None] = [*cuts, None]
    starts = [0, *cuts]
    return [
        getitem(x, (*before, slice(start, end)))
        for start, end in zip(starts, ends, strict=True)
    ]


def pad(
    x: Any, pad_width: Any, mode: Any = "constant", constant_values: Any = 0.0
) -> Any:
    """Entries around an array: a constant, or copies by NumPy's other modes.

    d/dx = upstream where x stands, and where copies of its entries stand.

    Args:
        x: an array or Tensor.
        pad_width: as for `np.pad`: a number, `(before, after)`, or a pair per axis.
        mode: "constant", "edge", "reflect", "symmetric" or "wrap".
        constant_values: the constant, as for `np.pad`; it gets no gradient.

    Raises:
        TypeError: `pad_width` is no integers, or `constant_values` a node.
        ValueError: `pad_width` does not go with the axes, or `mode` is another one.

    >>> pad(np.array([1.0, 2.0]), (1, 0), mode="edge").tolist()
    [1.0, 1.0, 2.0]
    """
    modes = ("constant", "edge", "reflect", "symmetric", "wrap")
    if mode not in modes:
        raise ValueError(f"pad: mode must be one of {', '.join(modes)}, got {mode!r}")
    x = operand(x, "pad")
    width = _pad_width(pad_width, x)
    if mode == "constant":
        if not isinstance(constant_values, Node):
            return array_rule.apply(Pad(width, constant_values), x)
        raise TypeError(
            f"pad({describe(x)}): constant_values must be numbers, they get no "
            f"gradient, got {describe(constant_values)}; use concatenate"
        )
    # Every other mode copies entries: pad their positions, then take those.
    full = shape_of(x)
    positions = np.arange(math.prod(full)).reshape(full)
    copied: Any = np.pad(positions, width, mode=mode)
    return getitem(ravel(x), copied)


def _pad_width(pad_width: Any, x: Any) -> list[tuple[int, int]]:
    """How many entries before and after, for each axis.

    Raises:
        TypeError: they are no integers.
        ValueError: they do not go with the axes, or are negative.
    """
    given = np.asarray(pad_width)
    if given.dtype.kind not in "iu":
        raise TypeError(
            f"pad({describe(x)}): pad_width must be integers, got "
            f"{short_repr(pad_width)}"
        )
    axes = len(shape_of(x))
    try:
        pairs = np.broadcast_to(given, (axes, 2))
    except ValueError:
        raise ValueError(
            f"pad({describe(x)}): pad_width must be a number, (before, after) or one "
            f"such pair for each of its {axes} axes, got {short_repr(pad_width)}"
        ) from None
    if (pairs < 0).any():
        raise ValueError(
            f"pad({describe(x)}): pad_width must not be negative, got "
            f"{short_repr(pad_width)}; a part is x[1:-1]"
        )
    return [(int(before), int(after)) for before, after in pairs]


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
    return array_rule.apply(MATMUL, a, b)


def dot(a: Any, b: Any, bias: Any = None) -> Any:
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
    tensors = coercion.is_tensor(a) or coercion.is_tensor(b)
    if not tensors and not (isinstance(a, np.ndarray) and isinstance(b, np.ndarray)):
        return sequences.dot(a, b, bias)
    product = _dot(operand(a, "dot"), operand(b, "dot"))
    return product if bias is None else product + bias


def _dot(a: Any, b: Any) -> Any:
    if not shape_of(a) or not shape_of(b):
        return a * b
    if len(shape_of(b)) <= 2:
        return matmul(a, b)
    letters = "abcdefghijklmnopqrstuvw"
    left = letters[: len(shape_of(a)) - 1]
    right = letters[len(left) : len(left) + len(shape_of(b)) - 1]
    return einsum(f"{left}z,{right[:-1]}z{right[-1]}->{left}{right}", a, b)


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


def softmax(x: Any, axis: Any = -1) -> Any:
    """e^x / sum of e^x along an axis: positive, and 1 in all.

    Jacobian: diag(s) - s s^T.

    Args:
        x: a Tensor, an array, or a sequence of Values and numbers.
        axis: a number, several, or None for all.

    Raises:
        ValueError: there are no entries.

    >>> softmax(np.array([1e4, 1e4])).tolist()
    [0.5, 0.5]
    """
    return _normalized(Softmax, sequences.softmax, x, axis)


def log_softmax(x: Any, axis: Any = -1) -> Any:
    """x - logsumexp(x) along an axis: the logarithms of the softmax.

    Jacobian: I - 1 softmax(x)^T.

    Args:
        x: a Tensor, an array, or a sequence of Values and numbers.
        axis: a number, several, or None for all.

    Raises:
        ValueError: there are no entries.

    >>> [round(v, 6) for v in log_softmax(np.array([0.0, 0.0])).tolist()]
    [-0.693147, -0.693147]
    """
    return _normalized(LogSoftmax, sequences.log_softmax, x, axis)


def cumsum(x: Any, axis: Any = None) -> Any:
    """The running sums along an axis; along all entries if it is None.

    d/d entry = 1 for every sum from it on.

    Args:
        x: a Tensor or array.
        axis: one axis, or None.

    >>> cumsum(np.array([1.0, 2.0, 3.0])).tolist()
    [1.0, 3.0, 6.0]
    """
    x = operand(x, "cumsum")
    if axis is None or not shape_of(x):
        checked_axes(axis, x, "cumsum")
        return array_rule.apply(Cumsum(0), ravel(x))
    return array_rule.apply(Cumsum(checked_axis(axis, x, "cumsum")), x)


def _normalized(op: Any, function: Any, x: Any, axis: Any) -> Any:
    """`op` along axes of an array, or `function` of a sequence of Values."""
    if not is_arrays(x):
        try:
            return function(x)
        except TypeError:
            if not holds_tensors(x):
                raise
    x = operand(x, op.name)
    return array_rule.apply(op(checked_axes(axis, x, op.name)), x)


_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def einsum(subscripts: Any, *operands: Any) -> Any:
    """The sum of products that the subscripts describe, as `np.einsum`.

    d/d operand = the einsum of upstream and the other operands.

    Args:
        subscripts: such as "ij,jk->ik"; an ellipsis stands for any number of axes.
        operands: Tensors and arrays, one for each group of letters.

    Raises:
        TypeError: `subscripts` is no string.
        ValueError: the subscripts are wrong, or do not fit the shapes.

    >>> einsum("ij,j->i", np.eye(2), np.array([1.0, 2.0])).tolist()
    [1.0, 2.0]
    """
    if not isinstance(subscripts, str):
        raise TypeError(
            "einsum: expected a string such as 'ij,jk->ik' first, got "
            f"{describe(subscripts)}"
        )
    operands = tuple([operand(each, "einsum") for each in operands])
    inputs, output = _parsed(subscripts, operands)
    _check_lengths(subscripts, inputs, operands)
    parts, letters = [], []
    for each, names in zip(operands, inputs, strict=True):
        part, name = _diagonals(each, names)
        parts.append(part)
        letters.append(name)
    return array_rule.apply(Einsum(tuple(letters), output), *parts)


def _parsed(subscripts: str, operands: Sequence[Any]) -> tuple[list[str], str]:
    """The letters of each operand and of the result, the ellipsis spelled out."""
    text = subscripts.replace(" ", "")
    left, arrow, right = text.partition("->")
    wrong = sorted(set((left + right).replace("...", "")) - set(_LETTERS + ","))
    if wrong or "," in right:
        raise ValueError(
            f"einsum({subscripts!r}): {''.join(wrong) or ','!r} does not stand there; "
            "write one letter per axis, a comma between operands, -> before the result"
        )
    inputs = left.split(",")
    if len(inputs) != len(operands):
        raise ValueError(
            f"einsum({subscripts!r}): {len(inputs)} groups of letters, but "
            f"{len(operands)} operands"
        )
    spare = [letter for letter in _LETTERS if letter not in text]
    spelled, most = [], 0
    for names, operand in zip(inputs, operands, strict=True):
        axes = len(shape_of(operand))
        rest = axes - len(names.replace("...", ""))
        if rest < 0 or (rest and "..." not in names):
            raise ValueError(
                f"einsum({subscripts!r}): {names!r} names "
                f"{len(names.replace('...', ''))} axes of {describe(operand)}, which "
                f"has {axes}"
            )
        if "..." in names:
            most = max(most, rest)
        spelled.append(names.replace("...", "".join(spare[:rest][::-1])))
    everything = "".join(spare[:most][::-1])
    if not arrow:
        once = sorted({x for x in left if x.isalpha() and left.count(x) == 1})
        right = ("..." if "..." in left else "") + "".join(once)
    if everything and "..." not in right:
        raise ValueError(
            f"einsum({subscripts!r}): the result needs the ... of the operands; to sum "
            "over those axes give each a letter"
        )
    output = right.replace("...", everything)
    unknown = sorted(set(output) - set("".join(spelled)))
    if unknown or len(set(output)) != len(output):
        raise ValueError(
            f"einsum({subscripts!r}): the result names "
            f"{'unknown axes ' + ', '.join(unknown) if unknown else 'an axis twice'}"
        )
    return spelled, output


def _check_lengths(
    subscripts: str, inputs: Sequence[str], operands: Sequence[Any]
) -> None:
    """Raise where a letter names axes of two lengths, neither of which is 1."""
    known: dict[str, tuple[int, int]] = {}
    for k, (names, operand) in enumerate(zip(inputs, operands, strict=True)):
        for letter, n in zip(names, shape_of(operand), strict=True):
            length, first = known.get(letter, (1, k))
            if length == 1:
                known[letter] = (n, k)
            elif n not in (1, length) and first != k:
                named = letter if letter in subscripts else "the ..."
                raise ValueError(
                    f"einsum({subscripts!r}): {named} is {length} long in "
                    f"{describe(operands[first])} and {n} long in {describe(operand)}"
                )


def _diagonals(operand: Any, names: str) -> tuple[Any, str]:
    """The operand with every repeated letter's axes reduced to their diagonal."""
    for letter in names:
        if names.count(letter) > 1:
            first = names.index(letter)
            second = names.index(letter, first + 1)
            full = shape_of(operand)
            if full[first] != full[second]:
                raise ValueError(
                    f"einsum: {letter!r} names axes of lengths {full[first]} and "
                    f"{full[second]} of one operand; a diagonal needs equal ones"
                )
            order = [k for k in range(len(full)) if k not in (first, second)]
            moved = transpose(operand, (first, second, *order))
            places = np.arange(full[first])
            rest = "".join(names[k] for k in order)
            return _diagonals(getitem(moved, (places, places)), letter + rest)
    return operand, names


def solve(a: Any, b: Any) -> Any:
    """x with a @ x = b.

    d/db = a^-T upstream, d/da = -(a^-T upstream) x^T.

    Args:
        a: square matrices, (..., n, n).
        b: (..., n, m), or one vector (n,).

    Raises:
        numpy.linalg.LinAlgError: a matrix has no inverse.
        ValueError: the shapes do not go together.

    >>> solve(np.array([[2.0, 0.0], [0.0, 4.0]]), np.array([1.0, 1.0])).tolist()
    [0.5, 0.25]
    """
    return array_rule.apply(Solve(), a, b)


def inv(a: Any) -> Any:
    """The inverse of a square matrix.

    d inv = -inv d a inv.

    Args:
        a: square matrices, (..., n, n).

    Raises:
        numpy.linalg.LinAlgError: it has none.

    >>> inv(np.array([[2.0, 0.0], [0.0, 4.0]])).tolist()
    [[0.5, 0.0], [0.0, 0.25]]
    """
    return array_rule.apply(Inv(), a)


def det(a: Any) -> Any:
    """The determinant of a square matrix.

    d/da = the cofactors, also of a matrix without inverse.

    Args:
        a: square matrices, (..., n, n).

    Raises:
        numpy.linalg.LinAlgError: a matrix is not square.

    >>> round(float(det(np.array([[1.0, 2.0], [3.0, 4.0]]))), 6)
    -2.0
    """
    return array_rule.apply(Det(), a)


def slogdet(a: Any) -> tuple[Any, Any]:
    """The sign of the determinant, a constant, and the logarithm of its size.

    d log|det| / da = a^-T; inf and nan where the determinant is 0.

    Args:
        a: square matrices, (..., n, n).

    Returns:
        `(sign, logarithm)`; the sign is a plain array.

    Raises:
        numpy.linalg.LinAlgError: a matrix is not square.

    >>> sign, logarithm = slogdet(np.array([[1.0, 0.0], [0.0, 1.0]]))
    >>> float(sign), float(logarithm)
    (1.0, 0.0)
    """
    logarithm = array_rule.apply(LogAbsDet(), a)
    return np.linalg.slogdet(np.asarray(coercion.payload_of(a), float))[0], logarithm

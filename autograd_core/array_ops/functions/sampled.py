"""Functions given by samples: their slopes, values between them, convolutions."""

from __future__ import annotations

from typing import Any, overload

import numpy as np

from autograd_core.array_ops.checks import checked_axis, integer, shape_of
from autograd_core.array_ops.convolution import convolution
from autograd_core.array_ops.functions.arguments import (
    ArrayT,
    TensorT,
    array_operand,
    operand,
    operand_beside,
)
from autograd_core.array_ops.functions.index import getitem
from autograd_core.array_ops.functions.joining import concatenate
from autograd_core.array_ops.functions.rearranging import moveaxis
from autograd_core.engine.node import payload_of
from autograd_core.messages.explained import explained
from autograd_core.messages.numbers import is_number
from autograd_core.messages.operands import (
    describe,
    is_mapped,
    is_tensor,
    refuse_node,
    short_repr,
)
from autograd_core.messages.types import Array, ArrayLike, Integer
from autograd_core.ops.kinks import bent
from autograd_core.ops.piecewise import where


@explained
def gradient(
    f: ArrayT,
    *varargs: ArrayLike,
    axis: Integer | tuple[Integer, ...] | None = None,
    edge_order: Integer = 1,
) -> ArrayT | tuple[ArrayT, ...]:
    """Slopes of sampled values along axes, by differences; not a derivative of a graph.

    Inside (f[i+1] - f[i-1]) / 2h, or with unequal steps the slope of the parabola
    through three samples; at the ends a difference of first or second order.
    d/df = the same sums of upstream, turned round.

    Args:
        f: a Tensor or array of samples.
        *varargs: the step along all axes, or for each axis the step or the
            coordinates; 1 if there are none. They get no gradient.
        axis: one axis, several, or None for all.
        edge_order: 1 or 2, the order of the differences at the ends.

    Returns:
        An array; a tuple of one for each axis if there are several.

    Raises:
        TypeError: there are more steps than axes, or they are nodes.
        ValueError: an axis is shorter than edge_order + 1, coordinates do not fit, a
            step is 0, or `edge_order` is another.

    >>> gradient(np.array([1.0, 4.0, 9.0])).tolist()
    [3.0, 4.0, 5.0]
    """
    f = operand(f, "gradient")
    ndim = len(shape_of(f))
    several = (
        axis if isinstance(axis, tuple) else range(ndim) if axis is None else [axis]
    )
    axes = [checked_axis(k, f, "gradient") for k in several]
    for step in varargs:
        refuse_node(step, "gradient: a step")
    steps = list(varargs) or [1.0]
    if len(steps) == 1 and np.ndim(steps[0]) == 0:
        steps = steps * len(axes)
    if len(steps) != len(axes):
        raise TypeError(
            f"gradient({describe(f)}): {len(varargs)} steps do not go with "
            f"{len(axes)} axes"
        )
    if edge_order not in (1, 2):
        raise ValueError(f"gradient: edge_order must be 1 or 2, got {edge_order!r}")
    slopes = [
        _slopes(f, np.asarray(step, float), k, int(edge_order))
        for step, k in zip(steps, axes, strict=True)
    ]
    return slopes[0] if len(slopes) == 1 else tuple(slopes)


def _slopes(f: Any, step: Array, axis: int, edge_order: int) -> Any:
    n = shape_of(f)[axis]
    if n <= edge_order:
        raise ValueError(
            f"gradient({describe(f)}): axis {axis} of length {n} is too short for "
            f"edge_order={edge_order}"
        )
    if step.ndim and step.shape != (n,):
        raise ValueError(
            f"gradient({describe(f)}): coordinates must be {n} numbers in a row for "
            f"axis {axis}, got shape {step.shape}"
        )
    gaps = np.diff(step) if step.ndim else np.full(n - 1, float(step))
    if not gaps.all():
        raise ValueError(
            f"gradient({describe(f)}): a step along axis {axis} is 0; coordinates "
            "must differ"
        )
    before = (slice(None),) * axis

    def weighted(start: int, weights: list[Any]) -> Any:
        """The sum of weight x sample for samples from `start` on."""
        length = np.size(weights[0])
        line = [1] * len(shape_of(f))
        line[axis] = length
        total: Any = 0.0
        for k, weight in enumerate(weights):
            part = slice(start + k, start + k + length)
            column = np.asarray(weight, f.dtype).reshape(line)
            total = total + getitem(f, (*before, part)) * column
        return total

    ends = [_end_weights(gaps[:2], edge_order), _end_weights(gaps[:-3:-1], edge_order)]
    parts = [weighted(0, ends[0])]
    if n > 2:
        left, right = gaps[:-1], gaps[1:]
        inner = [-right / left, right / left - left / right, left / right]
        parts.append(weighted(0, [weight / (left + right) for weight in inner]))
    last = [-weight for weight in reversed(ends[1])]
    parts.append(weighted(n - len(last), last))
    return concatenate(parts, axis)


def _end_weights(gaps: Array, edge_order: int) -> list[float]:
    """The weights of the first samples in the slope at the first of them."""
    first = float(gaps[0])
    if edge_order == 1:
        return [-1.0 / first, 1.0 / first]
    both = first + float(gaps[1])
    far = -first / (float(gaps[1]) * both)
    near = both / (first * float(gaps[1]))
    return [-near - far, near, far]


@overload
def linspace(
    start: TensorT,
    stop: TensorT | ArrayLike,
    num: Integer = 50,
    endpoint: bool = True,
    axis: Integer = 0,
) -> TensorT: ...
@overload
def linspace(
    start: ArrayLike,
    stop: TensorT,
    num: Integer = 50,
    endpoint: bool = True,
    axis: Integer = 0,
) -> TensorT: ...
@overload
def linspace(
    start: ArrayLike,
    stop: ArrayLike,
    num: Integer = 50,
    endpoint: bool = True,
    axis: Integer = 0,
) -> Array: ...
@explained
def linspace(
    start: Any, stop: Any, num: Integer = 50, endpoint: bool = True, axis: Integer = 0
) -> Any:
    """So many numbers from start to stop, at equal distances, along a new axis.

    d/d start = 1 - t and d/d stop = t, with t from 0 to 1.

    Args:
        start: a Tensor, an array or a number.
        stop: another; they broadcast.
        num: how many.
        endpoint: whether `stop` is the last of them.
        axis: where the new axis stands.

    Raises:
        TypeError: `num` is not an integer.
        ValueError: it is negative.

    >>> linspace(0.0, np.array(1.0), 3).tolist()
    [0.0, 0.5, 1.0]
    """
    # Of two numbers neither has a dtype yet.
    start, stop = [
        float(x) if is_number(x) else array_operand(x, "linspace")
        for x in (start, stop)
    ]
    start = operand_beside(start, "linspace", stop)
    stop = operand_beside(stop, "linspace", start)
    count = integer(num, start, "linspace", "num")
    if count < 0:
        raise ValueError(f"linspace: num must not be negative, got {count}")
    ndim = len(np.broadcast_shapes(shape_of(start), shape_of(stop)))
    dtype = np.result_type(start.dtype, stop.dtype, np.float16)
    t = np.linspace(0.0, 1.0, count, endpoint, dtype=dtype).reshape(-1, *[1] * ndim)
    out: Any = start * (1.0 - t) + stop * t
    return moveaxis(out, 0, axis) if axis != 0 else out


@overload
def convolve(a: TensorT, v: TensorT | ArrayLike, mode: str = "full") -> TensorT: ...
@overload
def convolve(a: ArrayLike, v: TensorT, mode: str = "full") -> TensorT: ...
@overload
def convolve(a: ArrayLike, v: ArrayLike, mode: str = "full") -> Array: ...
@explained
def convolve(a: Any, v: Any, mode: str = "full") -> Any:
    """The convolution of two rows of numbers, out_i = sum_k a_k v_(i - k).

    d/da_k = sum_i upstream_i v_(i - k), d/dv likewise.

    Args:
        a: a Tensor or array of one axis.
        v: another.
        mode: "full", wherever they overlap; "same", the middle part as long as the
            longer; "valid", where all of the shorter overlaps.

    Raises:
        ValueError: one has no entries or another number of axes, or `mode` is another.

    >>> convolve(np.array([1.0, 2.0]), np.array([1.0, 10.0])).tolist()
    [1.0, 12.0, 20.0]
    """
    a, v = operand(a, "convolve"), operand(v, "convolve")
    if any(len(shape_of(x)) != 1 or not shape_of(x)[0] for x in (a, v)):
        raise ValueError(
            f"convolve({describe(a)}, {describe(v)}): expected two rows of numbers"
        )
    longer, shorter = sorted((shape_of(a)[0], shape_of(v)[0]), reverse=True)
    parts = {
        "full": slice(None),
        "same": slice((shorter - 1) // 2, (shorter - 1) // 2 + longer),
        "valid": slice(shorter - 1, longer),
    }
    if mode not in parts:
        raise ValueError(
            f"convolve: mode must be 'full', 'same' or 'valid', got {short_repr(mode)}"
        )
    whole: Any = convolution(a, v)
    return whole if mode == "full" else getitem(whole, parts[mode])


@overload
def interp(
    x: TensorT,
    xp: ArrayLike,
    fp: TensorT | ArrayLike,
    left: float | None = None,
    right: float | None = None,
) -> TensorT: ...
@overload
def interp(
    x: ArrayLike,
    xp: ArrayLike,
    fp: TensorT,
    left: float | None = None,
    right: float | None = None,
) -> TensorT: ...
@overload
def interp(
    x: ArrayLike,
    xp: ArrayLike,
    fp: ArrayLike,
    left: float | None = None,
    right: float | None = None,
) -> Array: ...
@explained
def interp(
    x: Any,
    xp: ArrayLike,
    fp: Any,
    left: float | None = None,
    right: float | None = None,
) -> Any:
    """Linear interpolation between samples; beyond them the first and the last value.

    Between two samples d/dx = (f1 - f0) / (x1 - x0), and 0 beyond; at a sample it is
    the slope to its right, and the second derivative is nan.
    d/dfp = the weights of the two samples.

    Args:
        x: where; a Tensor, an array or a number.
        xp: the coordinates of the samples, ascending; they get no gradient.
        fp: the samples, as many; a Tensor or array.
        left: the value before the first sample, instead of that sample.
        right: the value behind the last one.

    Raises:
        TypeError: `xp` is a node.
        ValueError: `xp` does not ascend, or `fp` is not as long.

    >>> float(interp(1.5, [1.0, 2.0], [10.0, 20.0]))
    15.0
    """
    refuse_node(xp, "interp: xp")
    x, fp = array_operand(x, "interp"), array_operand(fp, "interp")
    if is_mapped(x) and not is_mapped(fp):
        return x.changed(lambda inner: interp(inner, xp, fp, left, right))
    knots = np.asarray(xp, float)
    if knots.ndim != 1 or not knots.size or shape_of(fp) != knots.shape:
        raise ValueError(
            f"interp: xp and fp must be rows of equally many numbers, got shapes "
            f"{knots.shape} and {shape_of(fp)}"
        )
    if not (np.diff(knots) > 0.0).all():
        raise ValueError("interp: xp must ascend; sort xp, and fp with it")
    at = np.asarray(payload_of(x), float)
    i = np.clip(np.searchsorted(knots, at, side="right") - 1, 0, max(knots.size - 2, 0))
    j = np.minimum(i + 1, knots.size - 1)
    below, above = at < knots[0], at > knots[-1]
    inside = np.clip(at, knots[0], knots[-1])
    gap = np.where(i == j, 1.0, knots[j] - knots[i])
    gap = np.where(np.isnan(at), np.nan, gap)  # no slope where there is no value
    dtype = np.result_type(*[payload_of(part).dtype for part in (x, fp)])
    start, gap, inside = (part.astype(dtype) for part in (knots[i], gap, inside))
    lower, upper = getitem(fp, i), getitem(fp, j)
    # Beyond the samples the weights are numbers, so that nothing depends on x.
    t = where(below | above, (inside - start) / gap, (x - start) / gap)
    out = lower * (1.0 - t) + upper * t
    for beyond, constant in ((below, left), (above, right)):
        if constant is not None:
            out = where(beyond, float(constant), out)
    at_knot = np.isin(at, knots)
    if at_knot.any() and is_tensor(x):
        out = out + bent(x, np.asarray(at_knot, dtype))
    return out

"""One check for every op of whole arrays, against NumPy and nothing of ours.

The reference is a function of NumPy that takes complex arrays. Gradients come from the
complex step, exact but for rounding; second derivatives from central differences of
that, with an error of the fourth order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st

import autograd_core as ac
from autograd_core import Tensor, gradients

Function = Callable[..., Any]

STEP = 1e-200
"""The complex step: no subtraction follows, so it may be as small as this."""


def numbers(*shape: int, seed: int = 0, off: float = 0.0) -> np.ndarray:
    """Random numbers, none of them near 0."""
    draw = np.random.default_rng(seed)
    sizes = draw.uniform(0.3, 1.7, shape)
    return np.asarray(sizes * draw.choice([-1.0, 1.0], shape) + off)


def slopes(reference: Function, arrays: list[np.ndarray], weight: Any) -> list[Any]:
    """d sum(weight * reference) / d array, entry by entry, by the complex step."""
    slopes_of_arrays = []
    for i, array in enumerate(arrays):
        slope = np.zeros(array.shape)
        for position in np.ndindex(*array.shape):
            points = [np.array(x, complex) for x in arrays]
            points[i][position] += STEP * 1j
            slope[position] = np.sum(weight * np.imag(reference(*points)) / STEP)
        slopes_of_arrays.append(slope)
    return slopes_of_arrays


def curvature(
    reference: Function, arrays: list[np.ndarray], weight: Any, directions: list[Any]
) -> list[Any]:
    """The Hessian of sum(weight * reference) times the directions."""
    h = 2e-3
    totals = [np.zeros(array.shape) for array in arrays]
    for factor, steps in ((8.0, 1), (-1.0, 2)):
        for sign in (1, -1):
            points = [
                x + sign * steps * h * v
                for x, v in zip(arrays, directions, strict=True)
            ]
            for total, slope in zip(
                totals, slopes(reference, points, weight), strict=True
            ):
                total += sign * factor * slope / (12.0 * h)
    return totals


def assert_close(actual: Any, expected: Any, rtol: float, name: str) -> None:
    """Near, measured by the largest entry: the small ones are sums that cancel."""
    actual, expected = np.asarray(actual), np.asarray(expected)
    assert actual.shape == expected.shape, f"{name}: {actual.shape}"
    size = max(1.0, float(np.max(np.abs(expected), initial=0.0)))
    np.testing.assert_allclose(
        actual, expected, rtol=rtol, atol=rtol * size, err_msg=name
    )


def check(
    function: Function,
    reference: Function,
    *arrays: np.ndarray,
    layouts: tuple[str, ...] = (),
    second: float = 1e-7,
) -> None:
    """Values, gradients in both modes, second derivatives, dtypes; nothing is changed.

    Args:
        function: what is tested, of Tensors and of plain arrays.
        reference: the same in NumPy, analytic in every argument.
        arrays: where.
        layouts: how each array lies in memory, see `laid_out`.
        second: relative tolerance of the second derivatives.
    """
    names = layouts or ("plain",) * len(arrays)
    inputs = [laid_out(array, name) for array, name in zip(arrays, names, strict=True)]
    tensors = [as_tensor(array) for array in inputs]
    copies = [array.copy() for array in inputs]
    expected = np.asarray(reference(*inputs))
    out = function(*tensors)
    assert isinstance(out, Tensor)
    assert (out.shape, out.dtype) == (expected.shape, np.float64)
    assert_close(out.data, expected, 1e-12, "value")
    assert_close(function(*inputs), expected, 1e-12, "value on plain arrays")

    weight = numbers(*expected.shape, seed=1)
    weight_copy = weight.copy()
    expected_slopes = slopes(reference, inputs, weight)
    out.backward(weight)
    on_nodes = gradients(out, tensors, upstream=weight, create_graph=True)
    for i, tensor in enumerate(tensors):
        for slope in (tensor.grad, on_nodes[i].data):
            assert type(slope) is np.ndarray
            assert (slope.shape, slope.dtype) == (tensor.shape, tensor.dtype)
            assert_close(slope, expected_slopes[i], 1e-11, f"gradient {i}")
    check_forward(function, reference, inputs, weight, expected_slopes)
    check_second(function, reference, inputs, tensors, weight, on_nodes, second)
    for array, before in zip((*inputs, weight), (*copies, weight_copy), strict=True):
        assert np.array_equal(array, before), "an array was changed"
    check_float32(function, inputs, expected, weight, expected_slopes)


def check_forward(
    function: Function,
    reference: Function,
    arrays: list[np.ndarray],
    weight: np.ndarray,
    expected_slopes: list[Any],
) -> None:
    """J t by the complex step; <weight, J t> = <J^T weight, t>."""
    tangents = [numbers(*array.shape, seed=2 + i) for i, array in enumerate(arrays)]
    points = [x + 1j * STEP * t for x, t in zip(arrays, tangents, strict=True)]
    expected = np.imag(reference(*points)) / STEP
    _, tangent = ac.jvp(function, arrays, tangents)
    assert_close(tangent, expected, 1e-11, "J t")
    left = np.sum(weight * tangent)
    right = sum(np.sum(s * t) for s, t in zip(expected_slopes, tangents, strict=True))
    assert_close(left, right, 1e-10, "dot product")


def check_second(
    function: Function,
    reference: Function,
    arrays: list[np.ndarray],
    tensors: list[Any],
    weight: np.ndarray,
    on_nodes: Any,
    rtol: float,
) -> None:
    """H v of the weighted sum, reverse over reverse and reverse over forward."""
    directions = [numbers(*array.shape, seed=5 + i) for i, array in enumerate(arrays)]
    expected = curvature(reference, arrays, weight, directions)
    total = sum((s * v).sum() for s, v in zip(on_nodes, directions, strict=True))
    for i, product in enumerate(gradients(total, tensors)):
        assert product.shape == tensors[i].shape
        assert_close(product, expected[i], rtol, f"Hessian times vector {i}")

    def slope(*inputs: Any) -> Any:
        return (weight * ac.jvp(function, inputs, directions)[1]).sum()

    products = ac.grad(slope, tuple(range(len(arrays))))(*arrays)
    for i, product in enumerate(products):
        assert_close(product, expected[i], rtol, f"gradient of the jvp, {i}")


def check_float32(
    function: Function,
    arrays: list[np.ndarray],
    expected: np.ndarray,
    weight: np.ndarray,
    expected_slopes: list[Any],
) -> None:
    """The same in float32: no dtype widens, and the numbers are near."""
    tensors = [Tensor(array, dtype="float32") for array in arrays]
    out = function(*tensors)
    assert out.dtype == np.float32
    assert_close(out.data, expected, 2e-4, "value in float32")
    on_nodes = gradients(out, tensors, upstream=weight, create_graph=True)
    out.backward(weight)
    for tensor, node, slope in zip(tensors, on_nodes, expected_slopes, strict=True):
        assert tensor.grad.dtype == node.dtype == np.float32
        assert_close(tensor.grad, slope, 2e-3, "gradient in float32")
        assert_close(node.data, slope, 2e-3, "gradient in float32, as a node")


# -- how arrays lie in memory ----------------------------------------------------------

LAYOUTS = ("plain", "transposed", "every other", "reversed", "repeated")


def laid_out(array: np.ndarray, layout: str) -> np.ndarray:
    """An array of this shape that lies in memory in another way.

    All but "repeated" hold the same numbers; that one has the first row for all.
    """
    if layout == "transposed":
        return np.asfortranarray(array)
    if layout == "every other":
        wide = np.full((*array.shape, 2), np.nan)
        wide[..., 0] = array
        return wide[..., 0]
    if layout == "reversed":
        return np.asarray(np.flip(np.flip(array).copy()))
    if layout == "repeated" and array.ndim:
        return np.broadcast_to(array[:1], array.shape)
    return array.copy()


def as_tensor(array: np.ndarray) -> Tensor:
    """A leaf that holds this very array, in its layout."""
    leaf = Tensor(np.zeros(array.shape))
    leaf.data = array
    assert leaf.data is array
    return leaf


layouts = st.sampled_from(LAYOUTS)


@st.composite
def shapes(draw: Any, min_axes: int = 0, max_axes: int = 3, longest: int = 3) -> Any:
    """A shape of `min_axes` to `max_axes` axes."""
    axes = draw(st.integers(min_axes, max_axes))
    return tuple(draw(st.integers(1, longest)) for _ in range(axes))


@st.composite
def axis_of(draw: Any, ndim: int, several: bool = True) -> Any:
    """None, an axis, a negative one, or a tuple of some."""
    axes = st.integers(-ndim, ndim - 1) if ndim else st.nothing()
    tuples = st.lists(axes, unique_by=lambda k: k % ndim, max_size=ndim).map(tuple)
    return draw(st.one_of(st.none(), axes, *([tuples] if several and ndim else [])))

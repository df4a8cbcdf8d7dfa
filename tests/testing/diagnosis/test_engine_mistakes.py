"""Wrong ops and cut graphs, planted: the hint names each."""

import numpy as np

import autograd_core as ac
from autograd_core import Tensor, Value, custom_op
from autograd_core.testing import check_gradient
from tests.testing.printed import printed


def test_custom_op():
    cube = custom_op(lambda x: x**3, lambda x: 2 * x**2, name="cube")

    def f(x):
        return cube(x) * 5

    report = check_gradient(f, 2.0, analytic=lambda x: 15 * x**2)
    assert report.ok  # the formula is right
    text = str(report)
    assert text.startswith(
        "ENGINE_OR_CUSTOM_OP_WRONG: d f/d x - autodiff disagrees with"
    )
    assert "the op cube(2) gives the local derivative 8" in text
    assert "its forward function has slope 12" in text


def test_custom_op_without_a_formula():
    cube = custom_op(lambda x: x**3, lambda x: -3 * x**2, name="cube")
    text = printed(lambda x: cube(x), 2.0)
    assert text.startswith("ENGINE_OR_CUSTOM_OP_WRONG")
    assert "the op cube(2)" in text


def test_recorded_by_hand():
    def f(x):
        if not isinstance(x, Value):
            return x * x
        return Value(x.data**2, (x,), (x.data,))

    text = printed(f, 3.0)
    assert text.startswith("ENGINE_OR_CUSTOM_OP_WRONG")
    assert "a factor 2 is missing" in text


def test_only_the_second_derivative_is_wrong():
    def slope(x):
        return 3 * (x.detach() if isinstance(x, Value) else x) ** 2

    cube = custom_op(lambda x: x**3, slope, name="cube")

    def f(x):
        return cube(x) * 1.0

    assert check_gradient(f, 2.0).ok
    text = printed(f, 2.0, order=2)
    assert text.startswith("DETACHED: d2 f/d x d x")
    assert "order=2" in text


def test_second_derivative_off_by_a_little():
    def slope(x):
        return 3 * x.detach() * x if isinstance(x, Value) else 3 * x**2

    cube = custom_op(lambda x: x**3, slope, name="cube")
    text = printed(lambda x: cube(x) * 1.0, 2.0, order=2)
    assert text.startswith("ENGINE_OR_CUSTOM_OP_WRONG: d2 f/d x d x")


def test_detached():
    def f(x):
        return Value(x.data) ** 2 if isinstance(x, Value) else x * x

    report = check_gradient(f, 3.0, analytic=lambda x: 2 * x)
    assert report.ok
    text = str(report)
    assert text.startswith("DETACHED: d f/d x")
    assert "the graph is cut: .data, .item()" in text


def test_detached_array():
    def f(x):
        return (Tensor(x.data) if isinstance(x, Tensor) else x).sum() * 2.0

    report = check_gradient(f, np.ones(3), analytic=lambda x: np.full(3, 2.0))
    assert report.ok
    assert str(report).startswith("DETACHED: d f/d x")


def test_partly_detached_array():
    """softmax with the maximum taken out of the graph, and then used once more."""

    def f(x):
        top = float(np.max(x.data if isinstance(x, Tensor) else x))
        return ac.sum(ac.exp(x - top)) * top

    text = printed(f, np.array([1.0, 3.0]))
    assert text.startswith("DETACHED: d f/d x - f left the graph on the way")
    assert "autodiff misses a part because the graph is cut" in text


def test_custom_op_on_arrays():
    cube = custom_op(lambda x: x**3, lambda x: 2 * x**2, name="cube")
    at = np.array([1.0, 2.0])
    text = printed(lambda x: cube(x).sum() * 5, at)
    assert text.startswith("ENGINE_OR_CUSTOM_OP_WRONG")
    assert "the op cube(x of shape (2,)) sends a wrong gradient to operand 0" in text
    assert "(ratio 0.666667)" in text


def test_left_the_graph_altogether():
    def f(x):
        return (x.item() if isinstance(x, Value) else x) ** 2

    assert printed(f, 3.0).startswith("DETACHED")

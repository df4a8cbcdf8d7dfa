"""Mistakes that people make, planted: each gets its verdict and its hint in print."""

import itertools

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Tensor, Value, custom_op
from autograd_core.testing import GradientMismatch, assert_gradient, check_gradient

XS, YS = (1.0, 2.0, 3.0), (2.0, 2.0, 5.0)
AT = {"w": 1.5, "b": 0.5}


def mse(w, b):
    return sum((w * x + b - y) ** 2 for x, y in zip(XS, YS, strict=True)) / 3


def mse_gradient(w, b, factor=2 / 3):
    residuals = [w * x + b - y for x, y in zip(XS, YS, strict=True)]
    over_w = sum(r * x for r, x in zip(residuals, XS, strict=True))
    return factor * over_w, factor * sum(residuals)


def printed(f, at, **options):
    """The text of the failure that a test would print."""
    with pytest.raises(GradientMismatch) as raised:
        assert_gradient(f, at, **options)
    return str(raised.value)


def formula(factor):
    return lambda w, b: mse_gradient(w, b, factor)


def test_nothing_wrong():
    report = assert_gradient(mse, AT, analytic=mse_gradient)
    assert report.ok
    assert str(report.verdict) == "PASS"
    assert "Hint" not in str(report)


# -- the formula -----------------------------------------------------------------------


def test_factor_two_is_missing():
    text = printed(mse, AT, analytic=formula(1 / 3))
    assert text.startswith(
        "FORMULA_WRONG: d mse/d w - your formula disagrees with auto"
    )
    assert "0.5x -> a factor 2 is missing" in text
    lines = [line.split() for line in text.splitlines()]
    assert lines[3][:4] == ["w", "()", "1", "2"]
    assert lines[4][:4] == ["b", "()", "0.5", "1"]
    assert lines[3][-2:] == ["<--", "worst"]
    assert "Contributions to w: 0 via w * 3, 2 via w * 2, 0 via w * 1" in text
    assert "reproduce: check_gradient(mse, at={'w': 1.5, 'b': 0.5}" in text


def test_factor_two_too_much():
    assert "2x -> a factor 2 too much" in printed(mse, AT, analytic=formula(4 / 3))


def test_sign():
    text = printed(mse, AT, analytic=formula(-2 / 3))
    assert text.startswith("FORMULA_WRONG")
    assert "-1x -> the sign is wrong" in text


def test_sum_for_mean():
    text = printed(mse, AT, analytic=formula(2.0))
    assert text.startswith("FORMULA_WRONG")
    assert "3x -> a 1/3 is missing: a mean over 3, not a sum" in text


def test_mean_for_sum():
    text = printed(mse, AT, analytic=formula(2 / 9))
    assert "1/3x -> divided by 3 too often: a sum, not a mean" in text


def test_missing_upstream():
    text = printed(
        lambda x: x.tanh().exp(), 0.7, analytic=lambda x: 1 - np.tanh(x) ** 2
    )
    assert text.startswith("FORMULA_WRONG")
    assert "the local derivative of tanh(x) alone: multiply it by the upstream" in text


def test_missing_inner_derivative():
    text = printed(
        lambda x: ac.sin(x * x * 3), 0.7, analytic=lambda x: np.cos(3 * x**2) * 2 * x
    )
    assert "a factor 3 is missing: the derivative of multiply" in text


def test_missing_plus_equals():
    def f(x):
        return ac.sin(x) + x**3

    text = printed(f, 0.7, analytic=lambda x: 3 * x**2)
    assert text.startswith("FORMULA_WRONG")
    assert "is used 2 times: its gradients add up (`+=`, not `=`)" in text
    assert "Contributions to x: 0.764842 via sin(x), 1.47 via x ** 3" in text


def test_one_of_three_paths_is_missing():
    def f(x):
        return ac.sin(x) + x**3 + ac.exp(x)

    text = printed(f, 0.7, analytic=lambda x: 3 * x**2 + np.cos(x))
    assert "the path via exp(x) is missing (2.01375)" in text


def test_zero():
    text = printed(mse, AT, analytic=(0.0, 0.0))
    assert "the gradient is exactly 0" in text


def test_swapped_components():
    text = printed(mse, AT, analytic=lambda w, b: mse_gradient(w, b)[::-1])
    assert "w and b are in each other's place" in text


def test_a_term_is_missing():
    def f(w, b):
        return mse(w, b) + 7 * (w + b)

    text = printed(f, AT, analytic=mse_gradient)
    assert "every failing component lacks the same term, 7" in text


MATRIX = np.arange(6.0).reshape(2, 3) / 7 + 0.1


def test_transpose_of_another_shape():
    def f(a):
        return ((a @ MATRIX) ** 2).sum()

    at = np.ones((4, 2))
    right = check_gradient(f, at, analytic=lambda a: 2 * (a @ MATRIX) @ MATRIX.T)
    assert right.ok
    text = printed(f, at, analytic=lambda a: (2 * (a @ MATRIX) @ MATRIX.T).T)
    assert text.startswith("FORMULA_WRONG")
    assert "the gradient of a has shape (2, 4), a itself (4, 2)" in text
    assert "right after a transpose: write .T" in text


def test_transpose_of_a_square():
    weights = np.array([[1.0, 2.0], [3.0, 4.0]])

    def f(a):
        return (a * a * weights).sum()

    at = np.array([[1.0, 2.0], [5.0, -1.0]])
    assert check_gradient(f, at, analytic=lambda a: 2 * a * weights).ok
    text = printed(f, at, analytic=lambda a: (2 * a * weights).T)
    assert "right after a transpose: write .T" in text


def test_not_summed_over_the_broadcast_axis():
    def f(b):
        return ((MATRIX + b) ** 2).sum()

    text = printed(f, np.ones(3), analytic=lambda b: 2 * (MATRIX + b))
    assert text.startswith("FORMULA_WRONG")
    assert "b was broadcast, but its gradient is not summed" in text
    assert "add .sum(axis=0)" in text


def test_not_summed_over_a_kept_axis():
    def f(b):
        return ((MATRIX + b) ** 2).sum()

    text = printed(f, np.ones((2, 1)), analytic=lambda b: 2 * (MATRIX + b))
    assert "add .sum(axis=1)" in text


# -- the formula, on arrays ------------------------------------------------------------

RNG = np.random.default_rng(3)
INPUTS, TARGETS = RNG.standard_normal((5, 3)), RNG.standard_normal((5, 2))
HIDDEN, OUTPUT = RNG.standard_normal((3, 4)), RNG.standard_normal((4, 2))


def network(w, v):
    """Mean squared error of a network with one hidden layer."""
    return ((ac.tanh(INPUTS @ w) @ v - TARGETS) ** 2).mean()


def deltas(w, v, inner=True, scale=2 / 10):
    """The delta rule, right or with its factor f'(z) left out."""
    a = np.tanh(INPUTS @ w)
    out = scale * (a @ v - TARGETS)
    hidden = out @ v.T * ((1 - a**2) if inner else 1.0)
    return INPUTS.T @ hidden, a.T @ out


def test_delta_rule():
    assert check_gradient(network, (HIDDEN, OUTPUT), analytic=deltas).ok


def test_delta_rule_without_the_derivative_of_the_activation():
    text = printed(
        network, (HIDDEN, OUTPUT), analytic=lambda w, v: deltas(w, v, inner=False)
    )
    assert text.startswith("FORMULA_WRONG: d network/d w - your formula disagrees")
    assert "a factor is missing: the derivative of tanh(... @ w)" in text


@pytest.mark.parametrize(
    ("scale", "hint"),
    [
        (1 / 10, "every failing component is 0.5x -> a factor 2 is missing"),
        (4 / 10, "every failing component is 2x -> a factor 2 too much"),
        (-2 / 10, "every failing component is -1x -> the sign is wrong"),
        (2.0, "every failing component is 10x -> a 1/10 is missing: a mean over 10"),
        (2 / 100, "every failing component is 1/10x -> divided by 10 too often"),
        (0.2 * 1.7, "every failing component is 1.7x -> a common factor is wrong"),
    ],
)
def test_a_factor_of_the_whole_gradient(scale, hint):
    text = printed(
        network, (HIDDEN, OUTPUT), analytic=lambda w, v: deltas(w, v, scale=scale)
    )
    assert text.startswith("FORMULA_WRONG")
    assert hint in text


def test_missing_upstream_of_an_array():
    upstream = np.array([0.3, -2.0, 5.0])
    text = printed(
        lambda x: (ac.tanh(x) * upstream).sum(),
        np.array([0.1, 0.7, -0.4]),
        analytic=lambda x: 1 - np.tanh(x) ** 2,
    )
    assert "the local derivative of tanh(x) alone: multiply it by the upstream" in text


def test_missing_plus_equals_of_an_array():
    text = printed(
        lambda w: ((INPUTS @ w) ** 2).sum() + (w**3).sum(),
        np.array([0.5, -1.0, 2.0]),
        analytic=lambda w: 3 * w**2,
    )
    assert "this is the path via w ** 3 alone, but w is used 2 times" in text
    assert "Contributions to w[" in text


def test_one_of_three_paths_is_missing_in_an_array():
    at = np.array([0.5, -1.0, 2.0])
    text = printed(
        lambda x: (ac.sin(x) + x**3 + ac.exp(x)).sum(),
        at,
        analytic=lambda x: 3 * x**2 + np.cos(x),
    )
    assert "the path via exp(x) is missing" in text


def test_a_local_derivative_taken_twice():
    text = printed(
        lambda x: (ac.sigmoid(x) * 3).sum(),
        np.array([0.5, -1.0]),
        analytic=lambda x: 3 * (sigmoid(x) * (1 - sigmoid(x))) ** 2,
    )
    assert "too much: the derivative of sigmoid(x) counts once" in text


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


@pytest.mark.parametrize(
    ("spoil", "hint"),
    [
        (lambda g: g.T, "the gradient of w is right after a transpose: write .T"),
        (lambda g: g[::-1], "the gradient of w is right in reverse order along axis=0"),
        (np.abs, "the gradient of w is right up to the sign of some components"),
        (
            lambda g: np.broadcast_to(g.sum(axis=0), g.shape),
            "the gradient of w is summed over axis=0, where it is not",
        ),
        (
            lambda g: np.broadcast_to(g.mean(axis=1, keepdims=True), g.shape),
            "the gradient of w is averaged over axis=1",
        ),
        (lambda g: np.zeros_like(g), "the gradient is exactly 0"),
        (
            lambda g: g + 7.0,
            "every failing component lacks the same term, -7",
        ),
        (lambda g: np.array([g[0], g[2], g[1]]), "are in each other's place"),
    ],
)
def test_the_right_numbers_in_the_wrong_way(spoil, hint):
    def f(w):
        return (ac.tanh(INPUTS[:3] @ w) ** 2).sum()

    def right(w):
        a = np.tanh(INPUTS[:3] @ w)
        return INPUTS[:3].T @ (2 * a * (1 - a**2))

    at = RNG.standard_normal((3, 3))
    assert check_gradient(f, at, analytic=right).ok
    text = printed(f, at, analytic=lambda w: spoil(right(w)))
    assert text.startswith("FORMULA_WRONG")
    assert hint in text


@pytest.mark.parametrize(
    ("reduce", "hint"),
    [
        (lambda x: x, "its gradient is not summed over the broadcast axis: add .sum("),
        (lambda x: x.reshape(2, 1), "the gradient of b is right after .reshape((2,))"),
        (lambda x: x.sum(), "the gradient of b must have the shape of b, (2,)"),
    ],
)
def test_shapes_of_a_bias(reduce, hint):
    def f(b):
        return ((INPUTS @ HIDDEN[:, :2] + b) ** 2).sum()

    def spoiled(b):
        grad = 2 * (INPUTS @ HIDDEN[:, :2] + b)
        return reduce(grad if "summed" in hint else grad.sum(axis=0))

    text = printed(f, np.array([0.5, -1.0]), analytic=spoiled)
    assert text.startswith("FORMULA_WRONG")
    assert hint in text


# -- the engine ------------------------------------------------------------------------


def test_custom_op():
    cube = custom_op(lambda x: x**3, lambda x: 2 * x**2, name="cube")

    def f(x):
        return cube(x) * 5

    text = printed(f, 2.0, analytic=lambda x: 15 * x**2)
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

    text = printed(f, 3.0, analytic=lambda x: 2 * x)
    assert text.startswith("DETACHED: d f/d x")
    assert "the graph is cut: .data, .item()" in text


def test_detached_array():
    def f(x):
        return (Tensor(x.data) if isinstance(x, Tensor) else x).sum() * 2.0

    text = printed(f, np.ones(3), analytic=lambda x: np.full(3, 2.0))
    assert text.startswith("DETACHED: d f/d x")


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
    text = printed(lambda x: cube(x).sum() * 5, at, analytic=lambda x: 15 * x**2)
    assert text.startswith("ENGINE_OR_CUSTOM_OP_WRONG")
    assert "the op cube(x of shape (2,)) sends a wrong gradient to operand 0" in text
    assert "(ratio 0.666667)" in text


def test_left_the_graph_altogether():
    def f(x):
        return (x.item() if isinstance(x, Value) else x) ** 2

    assert printed(f, 3.0).startswith("DETACHED")


def test_kinks_of_an_array():
    at = np.array([-1.0, 0.0, 2.0])
    report = check_gradient(
        lambda x: ac.relu(x).sum(), at, analytic=[0.0, 0.7, 1.0], modes=("rev",)
    )
    assert report.ok
    assert str(report).startswith("KINK: d f/d x - f has a kink here; the gradient is")
    text = printed(lambda x: ac.relu(x).sum(), at, analytic=[0.0, 1.2, 1.0])
    assert text.startswith("FORMULA_WRONG")
    assert "x[1]: kink: every subgradient in [0, 1] is right" in text
    assert "kink [0, 1]" in text


# -- the difference --------------------------------------------------------------------


def test_nondeterministic():
    count = itertools.count()
    text = printed(lambda x: x * (1 + next(count)), 3.0)
    assert text.startswith("NONDETERMINISTIC")
    assert "two calls with the same input gave 3.0 and 6.0" in text


def test_kink_outside():
    text = printed(abs, 0.0, analytic=2.0)
    assert text.startswith("FORMULA_WRONG")
    assert "every subgradient in [-1, 1] is right" in text
    assert "kink [-1, 1]" in text


@pytest.mark.parametrize("subgradient", [-1.0, 0.0, 0.3, 1.0])
def test_kink_inside(subgradient):
    report = check_gradient(abs, 0.0, analytic=subgradient)
    assert report.ok
    assert str(report).startswith(
        "KINK: d abs/d x - f has a kink here; the gradient is"
    )


def test_kinks_can_be_refused_or_skipped():
    text = printed(lambda x: x.relu(), 0.0, kinks="error")
    assert text.startswith("KINK")
    assert check_gradient(abs, 0.0, analytic=2.0, kinks="skip").ok


def test_a_tie_is_refused_though_the_difference_agrees():
    def f(x, y):
        return ac.maximum(x, y)

    assert check_gradient(f, (1.0, 1.0)).ok
    report = check_gradient(f, (1.0, 1.0), kinks="error")
    assert report.verdict.name == "KINK"
    assert not report.ok
    assert check_gradient(f, (1.0, 2.0), kinks="error").ok


def test_unresolved():
    text = printed(lambda x: ac.add(x, 1e20), 1.0)
    assert text.startswith("UNRESOLVED")
    assert "it is too inaccurate here to resolve this gradient" in text
    assert "f rounds too coarsely here" in text


def test_unreliable_difference_where_two_agree():
    report = check_gradient(lambda x: ac.add(x, 1e20), 1.0, analytic=1.0)
    assert report.ok
    assert str(report).startswith(
        "FD_UNRELIABLE: d f/d x - your formula and autodiff agree; finite differences "
        "cannot tell here"
    )
    assert "too inaccurate" in str(report)


def test_two_agree_against_a_clear_difference():
    def f(x):
        return x * (x.data if isinstance(x, Value) else x)

    text = printed(f, 3.0, analytic=lambda x: x)
    assert text.startswith("FD_UNRELIABLE")
    assert "f may detach a part of itself" in text

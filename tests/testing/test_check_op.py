"""numerical_gradient, approx_grad, the Taylor test, check_op, peers' spellings."""

import inspect
import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes

import autograd_core as ac
from autograd_core import Tensor, Value, custom_op
from autograd_core.array_ops.array_rule import Structural, apply
from autograd_core.ops import OPS
from autograd_core.testing import (
    GradientMismatch,
    approx_grad,
    assert_gradient,
    check_grads,
    check_op,
    gradcheck,
    gradgradcheck,
    numerical_gradient,
    taylor_test,
)
from autograd_core.testing.strategies import gradient_points

pytest_plugins = ["pytester"]

# -- numbers ---------------------------------------------------------------------------


def test_numerical_gradient_has_the_form_of_the_point():
    assert numerical_gradient(math.exp, 0.0) == pytest.approx(1.0, rel=1e-10)
    pair = numerical_gradient(lambda x, y: x * y, (2.0, 5.0))
    assert pair == pytest.approx((5.0, 2.0))
    assert isinstance(pair, tuple)
    by_name = numerical_gradient(lambda x, y: x * y, {"y": 5.0, "x": 2.0})
    assert by_name == pytest.approx({"x": 5.0, "y": 2.0})
    matrix = np.arange(1.0, 7.0).reshape(2, 3)
    found = numerical_gradient(lambda a: np.sum(1 / a), matrix)
    np.testing.assert_allclose(found, -1 / matrix**2, rtol=1e-9)


def test_numerical_gradient_where_there_is_none():
    assert math.isnan(numerical_gradient(math.log, -1.0))
    assert numerical_gradient(abs, 0.0) == 0.0


def test_approx_grad():
    x, y = Value(0.5), Value(2.0)
    (x.sin() * y.exp()).backward()

    def f(x, y):
        return math.sin(x) * math.exp(y)

    both = approx_grad(f, (0.5, 2.0))
    assert (x.grad, y.grad) == both
    assert both == (x.grad, y.grad)
    assert (y.grad, x.grad) != both
    assert (x.grad,) != both
    assert x.grad != both


def test_approx_grad_of_arrays():
    at = np.array([1.0, 2.0, 3.0])
    expected = approx_grad(lambda x: np.sum(x**2), at)
    assert 2 * at == expected
    assert 2.001 * at != expected
    assert 2 * at[:2] != expected
    assert expected != "x"


def test_approx_grad_of_tensors_and_trees():
    x = Tensor([1.0, 2.0, 3.0])
    (x.square().sum()).backward()
    expected = approx_grad(lambda x: (x * x).sum(), x)
    assert x.grad == expected
    assert x != expected
    params = {"W": Tensor(MATRIX), "b": [Value(2.0), np.ones(2)]}

    def f(p):
        return (p["W"] * 3).sum() * p["b"][0] + p["b"][1].sum()

    right = {"W": np.full((2, 3), 6.0), "b": [3 * MATRIX.sum(), np.ones(2)]}
    assert (right,) == approx_grad(f, (params,))
    off = {"W": np.full((2, 3), 6.0), "b": [3 * MATRIX.sum(), np.full(2, 1.001)]}
    assert (off,) != approx_grad(f, (params,))
    assert ({"W": right["W"]},) != approx_grad(f, (params,))


def test_approx_grad_in_float32():
    rows = np.random.default_rng(0).standard_normal((500, 7)).astype(np.float32)
    x = Tensor(np.linspace(-2.0, 3.0, 7).astype(np.float32))
    ((rows @ x) ** 2).mean().backward()

    def f(x):
        return ((rows.astype(np.float64) @ x) ** 2).mean()

    assert x.grad.dtype == np.float32
    assert x.grad == approx_grad(f, x)
    assert 1.00002 * x.grad == approx_grad(f, x)
    assert 1.002 * x.grad != approx_grad(f, x)
    assert 1.002 * x.grad == approx_grad(f, x, rtol=1e-2)
    assert x.grad != approx_grad(f, x.data.astype(np.float64), rtol=1e-10)


def test_taylor_in_float32_is_taken_in_float64():
    at = np.linspace(-2.0, 3.0, 7).astype(np.float32)
    assert taylor_test(lambda x: (ac.exp(x) * x).sum(), at).ok


def test_a_right_gradient_costs_two_evaluations_per_component():
    calls = []

    def f(x):
        calls.append(1)
        return float(np.sum(x**3))

    at = np.linspace(1.0, 2.0, 50)
    assert 3 * at**2 == approx_grad(f, at)
    assert len(calls) == 1 + 2 * 50


def test_numerical_gradient_of_trees():
    found = numerical_gradient(
        lambda p, y: (p["W"] ** 2).sum() * p["b"][0] * y,
        ({"W": MATRIX, "b": (3.0, 1.0)}, 2.0),
    )
    np.testing.assert_allclose(found[0]["W"], 12 * MATRIX, rtol=1e-9)
    assert found[0]["b"] == pytest.approx((2 * (MATRIX**2).sum(), 0.0))
    assert found[1] == pytest.approx(3 * (MATRIX**2).sum())
    assert isinstance(found[0]["b"], tuple)


def test_numerical_gradient_of_a_tensor_is_an_array():
    found = numerical_gradient(lambda x: x.tanh().sum(), Tensor([0.5, 1.0]))
    np.testing.assert_allclose(found, 1 - np.tanh([0.5, 1.0]) ** 2, rtol=1e-9)
    assert type(found) is np.ndarray


def test_numerical_gradient_of_several_numbers_is_refused():
    with pytest.raises(TypeError, match=r"but it returned shape \(3,\); sum it"):
        numerical_gradient(np.tanh, np.ones(3))


def test_approx_grad_prints_its_error_bar():
    text = repr(approx_grad(lambda x: x**3, 2.0))
    value, _, error = text.split()
    assert float(value) == pytest.approx(12.0)
    assert 0 < float(error) < 1e-6
    assert repr(approx_grad(abs, 0.0)) == "kink [-1, 1]"


def test_approx_grad_takes_a_list_for_an_array():
    expected = approx_grad(lambda x: (x**2).sum(), np.array([1.0, 3.0]))
    assert expected == [2.0, 6.0]
    assert expected != [2.0, 6.1]
    assert expected != [[2.0], 6.0]


def test_refused_arguments_of_the_tools():
    with pytest.raises(ValueError, match="rtol: expected a number from 0 on, got -1"):
        approx_grad(abs, 1.0, rtol=-1)
    with pytest.raises(ValueError, match="steps: a rate takes two steps or more"):
        taylor_test(abs, 1.0, steps=1)
    with pytest.raises(TypeError, match="shape: expected"):
        gradient_points(-1)


def test_approx_grad_accepts_subgradients_only():
    assert approx_grad(abs, 0.0) == 0.5
    assert approx_grad(abs, 0.0) != 1.5


def test_approx_grad_of_what_cannot_be_told():
    assert approx_grad(math.sin, 1e18) != math.cos(1e18)
    assert approx_grad(lambda x: float(x) + 1e14, 1.0) != 1.0


MATRIX = np.arange(1.0, 7.0).reshape(2, 3)


# -- the Taylor test -------------------------------------------------------------------


def test_taylor_rates():
    assert taylor_test(math.exp, 1.0, math.exp).rate == pytest.approx(2.0, abs=0.02)
    assert taylor_test(lambda x: x**3, 1.0).ok
    assert not taylor_test(math.exp, 1.0, 1.1 * math.e).ok
    assert not taylor_test(math.exp, 1.0, 1.001 * math.e).ok


def test_taylor_at_a_kink():
    table = taylor_test(abs, 0.0, 0.0)
    assert table.rate == pytest.approx(1.0)
    assert not table.ok
    assert "kink" in str(table)


def test_taylor_of_a_linear_function():
    table = taylor_test(lambda x, y: 3 * x - 2 * y + 1, (1.0, 2.0))
    assert table.linear
    assert table.ok
    assert not taylor_test(lambda x: 3 * x, 1.0, 3.0001).ok


def test_taylor_table_prints():
    lines = str(taylor_test(lambda x: x**3, 2.0)).splitlines()
    assert len(lines) == 1 + 8 + 1
    assert lines[-1] == "the gradient is right: rate 2.00"


def test_taylor_of_arrays():
    def f(w, x):
        return ac.tanh(x @ w)

    at = (np.array([0.5, -1.0, 2.0]), MATRIX / 5)
    assert taylor_test(f, at).ok
    assert taylor_test(f, at).rate == pytest.approx(2.0, abs=0.05)
    point = {"x": MATRIX}
    assert taylor_test(lambda x: (x**3).sum(), point, lambda x: 3 * x**2).ok
    assert not taylor_test(lambda x: (x**3).sum(), point, lambda x: 3.01 * x**2).ok
    with pytest.raises(ValueError, match=r"the gradient of x has shape \(3,\)"):
        taylor_test(lambda x: (x**3).sum(), point, np.ones(3))


# -- ops -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(OPS))
def test_the_ops_of_the_table(name):
    report = check_op(OPS[name])
    assert report.ok
    assert report.points > 0


@pytest.mark.parametrize(
    "slope",
    [
        lambda x: 3 * x**2 * 1.0005,
        lambda x: 3 * abs(x) * x,
        lambda x: 0.0 * x,
        lambda x: 3 * x**2 + 1e-6,
    ],
)
def test_a_wrong_op_is_found(slope):
    with pytest.raises(GradientMismatch):
        check_op(custom_op(lambda x: x**3, slope, name="cube"))


def test_an_op_wrong_only_at_second_order():
    def slope(x):
        return 3 * x.data * x if isinstance(x, Value) else 3 * x**2

    cube = custom_op(lambda x: x**3, slope, name="cube")
    assert check_op(cube, order=1).ok
    assert not check_op(cube, raise_exception=False).ok


def test_an_op_of_two_operands():
    scaled = custom_op(lambda x, y: x * y * y, lambda x, y: (y * y, 2 * x * y))
    assert check_op(scaled).ok
    wrong = custom_op(lambda x, y: x * y * y, lambda x, y: (y * y, x * y))
    assert not check_op(wrong, raise_exception=False).ok


def test_an_op_at_points_of_ones_own():
    cube = custom_op(lambda x: x**3, lambda x: 3 * x**2 if x < 50 else 0.0)
    assert check_op(cube, order=1).ok
    assert not check_op(cube, [60.0], order=1, raise_exception=False).ok


def test_ops_on_pairs_of_shapes_that_broadcast():
    report = check_op(ac.multiply)
    assert report.points == 36 + 4
    assert len({row.index for row in report.rows}) > 4

    broken = custom_op(
        lambda x, y: x * y,
        lambda x, y: (
            y + 0 * x,
            (x + 0 * y) * (1.01 if np.shape(y) == (1, 3) else 1.0),
        ),
        name="broken",
    )
    shapes = ((2, 1), (1, 3))
    assert check_op(broken, shapes=((2, 3), (2, 3)), order=1).ok
    for options in ({"shapes": shapes}, {}):
        with pytest.raises(GradientMismatch, match="the op broken"):
            check_op(broken, order=1, **options)


def test_an_op_that_takes_no_arrays():
    positive = custom_op(
        lambda x: x**3 if x > 0 else x, lambda x: 3 * x**2 if x > 0 else 1.0
    )
    report = check_op(positive, order=1)
    assert report.ok
    assert "not checked at shapes (4,): custom(x of shape (4,)): The truth" in str(
        report
    )


STRUCTURAL = [
    (ac.matmul, [((3,), (3,)), ((2, 3), (3,)), ((4, 2, 3), (3, 2))]),
    (ac.dot, ((2, 3), (3, 4))),
    (ac.outer, ((3,), (2,))),
    (lambda a, b: ac.einsum("ij,jk->ki", a, b), ((2, 3), (3, 2))),
    (lambda x: ac.sum(x, axis=0), (2, 3)),
    (lambda x: ac.var(x, axis=1, ddof=1), (2, 3)),
    (ac.std, 4),
    (lambda x: ac.prod(x, axis=0), (3, 2)),
    (lambda x: ac.max(x, axis=0), (3, 2)),
    (ac.min, (3, 2)),
    (lambda x: ac.logsumexp(x, axis=1), (3, 2)),
    (ac.softmax, [(2, 3), (4,)]),
    (ac.log_softmax, (2, 3)),
    (lambda x: ac.cumsum(x, axis=1), (2, 3)),
    (ac.norm, [(4,), (2, 3)]),
    (ac.transpose, (2, 3, 2)),
    (lambda x: x[np.array([0, 0, 2]), 1:], (3, 3)),
    (lambda a, b: ac.concatenate([a, b], axis=1), ((2, 3), (2, 1))),
    (lambda x: ac.split(x, 2, axis=1), (3, 4)),
    (lambda x: ac.pad(x, 1), (2, 2)),
    (lambda x: ac.take_along_axis(x, np.array([[1, 0], [1, 1]]), 1), (2, 2)),
    (ac.trace, (3, 3)),
    (ac.diag, [(3,), (3, 3)]),
    (ac.solve, [((3, 3), (3,)), ((3, 3), (3, 2))]),
    (ac.inv, (3, 3)),
    (ac.det, (3, 3)),
    (ac.slogdet, (3, 3)),
    (lambda a, b: ac.where(np.array([True, False, True]), a, b), ((2, 3), (3,))),
    (lambda x: ac.clip(x, -0.5, 0.5), 5),
]


@pytest.mark.parametrize(("op", "shapes"), STRUCTURAL)
def test_ops_on_whole_arrays(op, shapes):
    report = check_op(op, shapes=shapes)
    assert report.ok
    assert report.points == (len(shapes) if isinstance(shapes, list) else 1)
    assert {row.order for row in report.rows} == {1, 2}


def test_a_wrong_op_on_whole_arrays_is_found():
    with pytest.raises(GradientMismatch, match=r"the op half\(.* sends a wrong"):
        check_op(lambda x: apply(Half(), x), shapes=(2, 3))


class Half(Structural):
    """x/2, with the gradient of x."""

    __slots__ = ()
    name = "half"

    def array(self, x):
        return 0.5 * x

    def vjp(self, i, upstream, out, operands):
        return upstream

    def jvp(self, tangents, out, operands):
        return tangents[0]


@pytest.mark.parametrize("shapes", ["(2, 3)", (2, "3"), [((2, 3), 3.0)], [None]])
def test_shapes_that_are_none(shapes):
    with pytest.raises(ValueError, match="shapes: expected a shape such as"):
        check_op(ac.exp, shapes=shapes)


def test_ops_on_whole_arrays_ask_for_shapes():
    with pytest.raises(ValueError, match=r"shapes=, such as shapes=\[\(2, 3\)\]"):
        check_op(ac.solve)


def test_an_op_finite_nowhere():
    nowhere = custom_op(lambda x: math.nan, lambda x: 0.0)
    with pytest.raises(ValueError, match="finite at no point"):
        check_op(nowhere)


# -- peers' spellings ------------------------------------------------------------------

CUBE = custom_op(lambda x: x**3, lambda x: 3.01 * x**2, name="cube")


def test_gradcheck():
    assert gradcheck(lambda x, y: (x * y, ac.sin(x)), (2.0, 3.0), check_forward_ad=True)
    assert gradcheck(lambda x: x**3, 2.0, fast_mode=True)
    assert gradcheck(lambda x: CUBE(x), 2.0, raise_exception=False) is False
    with pytest.raises(GradientMismatch, match="ENGINE_OR_CUSTOM_OP_WRONG"):
        gradcheck(lambda x: (x, CUBE(x)), (2.0,))


def test_gradcheck_of_arrays():
    weights = np.linspace(-1.0, 1.0, 6).reshape(2, 3)
    assert gradcheck(lambda w, x: (ac.softmax(w @ x), w.sum()), (weights, np.ones(3)))
    assert gradcheck(ac.tanh, np.ones((10, 10)))
    assert gradcheck(ac.tanh, np.ones((10, 10)), fast_mode=True, check_forward_ad=True)
    with pytest.raises(GradientMismatch, match=r"d f\[0\]\[1\]/d x "):
        gradcheck(lambda x, y: (apply(SecondHalf(), x), y), (np.ones(2), 3.0))
    with pytest.raises(GradientMismatch, match=r"eps=1e-06, atol=1e-05, rtol=0\.01"):
        gradcheck(lambda x: apply(SecondHalf(), x), (np.ones(2),), rtol=0.01)


def test_gradcheck_says_which_output_and_where_f_stands():
    def two_outputs(speed, mass):
        return apply(SecondHalf(), speed), mass

    with pytest.raises(GradientMismatch) as raised:
        gradcheck(two_outputs, (np.ones(2), 3.0))
    line = two_outputs.__code__.co_firstlineno
    lines = str(raised.value).splitlines()
    assert lines[1].startswith(f"  f = two_outputs[0][1]  (test_tools.py:{line})")
    inputs = [row.input for row in raised.value.report.rows]
    assert (
        sorted(inputs)
        == ["mass"]
        + ["mass of two_outputs[0][0]"]
        + ["mass of two_outputs[1]"]
        + ["speed"] * 2
        + ["speed of two_outputs[0][0]"] * 2
        + ["speed of two_outputs[1]"] * 2
    )


def test_orders_that_are_not_checked_in_one_go():
    with pytest.raises(ValueError, match=r"order: expected 1 or 2, got 3; for the thi"):
        check_grads(lambda x: x**4, (2.0,), order=3)
    check_grads(ac.grad(lambda x: x**4), (2.0,), order=2)


class SecondHalf(Half):
    """Right for the first entry, wrong for the others."""

    __slots__ = ()

    def vjp(self, i, upstream, out, operands):
        factors = np.ones(np.shape(out))
        factors[0] = 0.5
        return upstream * factors


def test_gradcheck_in_forward_mode_alone():
    right_forward = apply  # Half's jvp is as wrong as its vjp
    assert not gradcheck(
        lambda x: right_forward(Half(), x),
        np.ones(2),
        check_forward_ad=True,
        check_backward_ad=False,
        raise_exception=False,
    )
    assert gradcheck(ac.exp, np.ones(2), check_forward_ad=True, check_backward_ad=False)


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"nondet_tol": 0.1}, "nondet_tol"),
        ({"masked": True}, "masked"),
        ({"check_batched_grad": True}, "batched"),
        ({"check_backward_ad": False}, "nothing would be checked"),
    ],
)
def test_gradcheck_refuses_what_it_does_not_do(options, match):
    with pytest.raises(ValueError, match=match):
        gradcheck(lambda x: x, 1.0, **options)


def test_check_grads_of_trees():
    params = {"W": np.linspace(-1, 1, 6).reshape(2, 3), "b": np.ones(3)}
    check_grads(lambda p, x: ac.tanh(x @ p["W"] + p["b"]), (params, np.ones(2)), 2)
    with pytest.raises(GradientMismatch):
        check_grads(lambda p: apply(Half(), p["W"]), (params,), 1)


def test_gradcheck_obeys_given_tolerances():
    assert gradcheck(lambda x: CUBE(x), 2.0, rtol=0.1)
    assert not gradcheck(lambda x: CUBE(x), 2.0, rtol=1e-3, raise_exception=False)
    with pytest.raises(GradientMismatch, match=r"eps=1e-06, atol=1e-05, rtol=0\.0001"):
        gradcheck(lambda x: CUBE(x), 2.0, rtol=1e-4)


def test_gradgradcheck():
    assert gradgradcheck(lambda x, y: x**2 * y, (2.0, 3.0))
    off = custom_op(
        lambda x: x**3,
        lambda x: 3 * x * x.data if isinstance(x, Value) else 3 * x**2,
    )
    assert gradcheck(lambda x: off(x), 2.0)
    assert not gradgradcheck(lambda x: off(x), 2.0, raise_exception=False)


def test_check_grads():
    check_grads(lambda x, y: x**2 * y, (2.0, 3.0), order=2)
    check_grads(lambda x: x**2, (2.0,), 1, modes=("rev",), eps=1e-4)
    check_grads(lambda x: CUBE(x), (2.0,), 1, rtol=0.1)
    with pytest.raises(GradientMismatch):
        check_grads(lambda x: CUBE(x), (2.0,), 1)
    with pytest.raises(ValueError, match="order: expected 1 or 2, got 3; for the"):
        check_grads(lambda x: x, (1.0,), 3, eps=1e-3)


def test_second_derivatives_with_tolerances_of_ones_own():
    off = custom_op(
        lambda x: x**3,
        lambda x: 3 * x * x.data if isinstance(x, Value) else 3 * x**2,
    )
    check_grads(lambda x: x**3, (2.0,), 2, atol=1e-3, rtol=1e-3)
    check_grads(lambda x: off(x), (2.0,), 1, atol=1e-3, rtol=1e-3)
    with pytest.raises(GradientMismatch, match=r"(?s)d2 .*eps=0\.0001"):
        check_grads(lambda x: off(x), (2.0,), 2, eps=1e-4)
    assert gradgradcheck(lambda x, y: x**2 * y, (2.0, 3.0), eps=1e-5, rtol=1e-3)
    assert not gradgradcheck(off, 2.0, atol=1e-3, raise_exception=False)


def test_signatures_of_pytorch_and_jax():
    """The names of PyTorch 2.13 and of the documentation of JAX, in the same order."""
    of_gradcheck = (
        "func inputs eps atol rtol raise_exception nondet_tol check_undefined_grad "
        "check_grad_dtypes check_batched_grad check_batched_forward_grad "
        "check_forward_ad check_backward_ad fast_mode masked"
    )
    of_gradgradcheck = (
        "func inputs grad_outputs eps atol rtol gen_non_contig_grad_outputs "
        "raise_exception nondet_tol check_undefined_grad check_grad_dtypes "
        "check_batched_grad check_fwd_over_rev check_rev_over_rev fast_mode masked"
    )
    of_check_grads = "f args order modes atol rtol eps"
    for function, names in (
        (gradcheck, of_gradcheck),
        (gradgradcheck, of_gradgradcheck),
        (check_grads, of_check_grads),
    ):
        assert list(inspect.signature(function).parameters) == names.split()


def test_indices_have_no_gradient():
    ids = np.array([0, 1, 1])
    assert gradcheck(lambda x, ids: x[ids].sum(), (np.array([1.0, 2.0]), ids))


# -- Hypothesis, pytest ----------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(gradient_points(domain="positive"))
def test_points_in_a_domain(x):
    assert 1e-3 <= x <= 1e3
    assert_gradient(lambda x: ac.log(x) * x, x, analytic=lambda x: math.log(x) + 1)


@settings(max_examples=60, deadline=None)
@given(gradient_points(((), ()), (-2.0, 2.0), avoid=[0.0]))
def test_points_away_from_a_kink(point):
    assert len(point) == 2
    assert all(abs(x) > 1e-3 for x in point)
    report = assert_gradient(lambda x, y: abs(x) * abs(y), point)
    assert str(report.verdict) == "PASS"


@settings(max_examples=30, deadline=None)
@given(gradient_points((2, 3), "unit"), gradient_points(4))
def test_points_that_are_arrays(x, row):
    assert x.shape == (2, 3)
    assert row.shape == (4,)
    assert ((x > 0) & (x < 1)).all()


@settings(max_examples=30, deadline=None)
@given(gradient_points({"W": (2, 3), "b": 3}, "positive", dtype=np.float32))
def test_points_that_are_trees(point):
    assert (point["W"].shape, point["b"].shape) == ((2, 3), (3,))
    assert point["W"].dtype == np.float32
    assert (point["b"] > 0).all()


@settings(max_examples=30, deadline=None)
@given(gradient_points(((2,), (3, 1))), gradient_points([(2,), ()]))
def test_points_that_are_several_arguments(both, row):
    assert [each.shape for each in both] == [(2,), (3, 1)]
    assert isinstance(row, list)
    assert row[0].shape == (2,)
    assert isinstance(row[1], float)


@settings(max_examples=30, deadline=None)
@given(gradient_points(array_shapes(max_dims=2, max_side=3), (-1.0, 1.0)))
def test_points_of_any_shape(x):
    assert x.ndim in (1, 2)
    assert_gradient(lambda x: (x**2).sum(), x, analytic=lambda x: 2 * x)


def test_shapes_of_points_that_are_none():
    with pytest.raises(TypeError, match="shape: expected"):
        gradient_points("abc")


def test_a_failing_point_shrinks():
    from hypothesis import find

    def wrong(x):
        return not ac.testing.check_gradient(
            lambda x: x**3, x, analytic=lambda x: 3 * x**2 if x < 5 else 0.0
        ).ok

    points = gradient_points(domain=(1.0, 100.0))
    repeatable = settings(derandomize=True, database=None)
    assert find(points, wrong, settings=repeatable) == 5.0


@pytest.mark.parametrize("domain", ["complex", (1.0, 1.0)])
def test_domains_that_are_none(domain):
    with pytest.raises(ValueError, match="domain"):
        gradient_points(domain=domain)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_points_are_strategies(data):
    assert isinstance(data.draw(gradient_points()), float)


def test_fixture(pytester):
    pytester.makepyfile(
        """
        def test_right(gradcheck):
            assert gradcheck(lambda x: x**2, 3.0, analytic=lambda x: 2 * x).ok

        def test_wrong(gradcheck):
            gradcheck(lambda x: x**2, 3.0, analytic=lambda x: x)
        """
    )
    done = pytester.runpytest_inprocess("-p", "no:cacheprovider")
    done.assert_outcomes(passed=1, failed=1)
    done.stdout.fnmatch_lines(
        ["*GradientMismatch: FORMULA_WRONG: d f/d x*", "*a factor 2 is missing*"]
    )


def test_points_are_found_beside_the_rest(monkeypatch):
    assert ac.testing.gradient_points is gradient_points
    assert not hasattr(ac.testing, "gradient_point")
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    monkeypatch.delitem(sys.modules, "autograd_core.testing.strategies")
    monkeypatch.delitem(vars(ac.testing), "gradient_points")  # from its first use
    with pytest.raises(ImportError, match="install it with: pip install hypothesis"):
        ac.testing.gradient_points  # noqa: B018


def test_plugin_needs_pytest_alone():
    program = (
        "import sys, autograd_core.testing.pytest_plugin as plugin; "
        "print(callable(plugin.gradcheck), 'hypothesis' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True", "False"]

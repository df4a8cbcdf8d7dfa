"""`gradcheck`, `gradgradcheck` and `check_grads`, as PyTorch and JAX have them."""

import inspect

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Value, custom_op
from autograd_core.array_ops.array_rule import apply
from autograd_core.testing import (
    GradientMismatch,
    check_grads,
    gradcheck,
    gradgradcheck,
)
from tests.testing.printed import failure
from tests.testing.wrong_rules import CUBE, Half, SecondHalf


def test_gradcheck():
    assert gradcheck(lambda x, y: (x * y, ac.sin(x)), (2.0, 3.0), check_forward_ad=True)
    assert gradcheck(lambda x: x**3, 2.0, fast_mode=True)
    assert gradcheck(lambda x: CUBE(x), 2.0, raise_exception=False) is False
    text = failure(lambda: gradcheck(lambda x: (x, CUBE(x)), (2.0,)))
    assert text.startswith("ENGINE_OR_CUSTOM_OP_WRONG: d f[1]/d x ")


def test_gradcheck_of_arrays():
    weights = np.linspace(-1.0, 1.0, 6).reshape(2, 3)
    assert gradcheck(lambda w, x: (ac.softmax(w @ x), w.sum()), (weights, np.ones(3)))
    assert gradcheck(ac.tanh, np.ones((10, 10)))
    assert gradcheck(ac.tanh, np.ones((10, 10)), fast_mode=True, check_forward_ad=True)

    def two_outputs(x, y):
        return apply(SecondHalf(), x), y

    def one_output(x):
        return apply(SecondHalf(), x)

    text = failure(lambda: gradcheck(two_outputs, (np.ones(2), 3.0)))
    assert "d two_outputs[0][1]/d x " in text
    text = failure(lambda: gradcheck(one_output, (np.ones(2),), rtol=0.01))
    assert "eps=1e-06, atol=1e-05, rtol=0.01" in text


def test_gradcheck_says_which_output_and_where_f_stands():
    def two_outputs(speed, mass):
        return apply(SecondHalf(), speed), mass

    with pytest.raises(GradientMismatch) as raised:
        gradcheck(two_outputs, (np.ones(2), 3.0))
    line = two_outputs.__code__.co_firstlineno
    lines = str(raised.value).splitlines()
    assert lines[1].startswith(f"  f = two_outputs[0][1]  (test_aliases.py:{line})")
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


def test_check_grads_of_trees():
    params = {"W": np.linspace(-1, 1, 6).reshape(2, 3), "b": np.ones(3)}
    check_grads(lambda p, x: ac.tanh(x @ p["W"] + p["b"]), (params, np.ones(2)), 2)
    with pytest.raises(GradientMismatch):
        check_grads(lambda p: apply(Half(), p["W"]), (params,), 1)


def test_gradcheck_obeys_given_tolerances():
    assert gradcheck(lambda x: CUBE(x), 2.0, rtol=0.1)
    assert not gradcheck(lambda x: CUBE(x), 2.0, rtol=1e-3, raise_exception=False)
    text = failure(lambda: gradcheck(lambda x: CUBE(x), 2.0, rtol=1e-4))
    assert "eps=1e-06, atol=1e-05, rtol=0.0001" in text


def test_gradgradcheck():
    assert gradgradcheck(lambda x, y: x**2 * y, (2.0, 3.0))
    off = custom_op(
        lambda x: x**3,
        lambda x: 3 * x * x.detach() if isinstance(x, Value) else 3 * x**2,
    )
    assert gradcheck(lambda x: off(x), 2.0)
    assert not gradgradcheck(lambda x: off(x), 2.0, raise_exception=False)


def test_check_grads():
    check_grads(lambda x, y: x**2 * y, (2.0, 3.0), order=2)
    check_grads(lambda x: x**2, (2.0,), 1, modes=("rev",), eps=1e-4)
    check_grads(lambda x: CUBE(x), (2.0,), 1, rtol=0.1)
    with pytest.raises(GradientMismatch):
        check_grads(lambda x: CUBE(x), (2.0,), 1)
    check_grads(ac.grad(lambda x: x**4), (2.0,), order=2)


def test_second_derivatives_with_tolerances():
    off = custom_op(
        lambda x: x**3,
        lambda x: 3 * x * x.detach() if isinstance(x, Value) else 3 * x**2,
    )
    check_grads(lambda x: x**3, (2.0,), 2, atol=1e-3, rtol=1e-3)
    check_grads(lambda x: off(x), (2.0,), 1, atol=1e-3, rtol=1e-3)
    text = failure(lambda: check_grads(lambda x: off(x), (2.0,), 2, eps=1e-4))
    assert "d2 f/d x d x" in text
    assert "eps=0.0001" in text
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


@pytest.mark.parametrize("tolerances", [{}, {"eps": 1e-4, "atol": 1e-3}])
@pytest.mark.parametrize("check", [gradcheck, gradgradcheck])
def test_calls_may_differ_by_a_tolerance(check, tolerances):
    rng = np.random.default_rng(0)

    def f(x):
        return x**3 + 1e-9 * rng.uniform()

    assert check(f, 2.0, nondet_tol=2e-9, **tolerances)
    assert not check(f, 2.0, nondet_tol=1e-12, raise_exception=False, **tolerances)
    assert "two calls with the same input gave" in failure(
        lambda: check(f, 2.0, **tolerances)
    )


def test_indices_have_no_gradient():
    ids = np.array([0, 1, 1])
    assert gradcheck(lambda x, ids: x[ids].sum(), (np.array([1.0, 2.0]), ids))

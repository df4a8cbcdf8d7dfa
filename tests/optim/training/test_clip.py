"""Clipping: norms and directions by hand, and gradients that are not finite."""

import math

import numpy as np
import pytest

from autograd_core import NonFiniteError, Value
from nn import MLP
from optim import clip_each_grad_norm_, clip_grad_norm_, clip_grad_value_
from optim.training.clip import norm


def values_with(*grads):
    params = [Value(1.0, label=f"w{i}") for i in range(len(grads))]
    for param, grad in zip(params, grads, strict=True):
        param.grad = grad
    return params


def grads_of(params):
    return [param.grad for param in params]


# -- norms -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("p", "expected"), [(2.0, 7.0), (1.0, 11.0), (math.inf, 6.0), (3.0, 251 ** (1 / 3))]
)
def test_norms_by_hand(p, expected):
    """Of (2, -3, 6): 4 + 9 + 36 = 49, 2 + 3 + 6 = 11, 8 + 27 + 216 = 251."""
    params = values_with(2.0, -3.0, 6.0)
    assert clip_grad_norm_(params, 1e9, norm_type=p) == pytest.approx(
        expected, rel=1e-14
    )
    assert grads_of(params) == [2.0, -3.0, 6.0]


@pytest.mark.parametrize("size", [1e-300, 1e-160, 1.0, 1e160, 1e300])
def test_norms_of_any_size(size):
    assert norm([np.array([3.0, 4.0]) * size]) == pytest.approx(5 * size, rel=1e-14)


def test_norm_of_float32_does_not_overflow_in_float32():
    assert norm([np.full(4, 1e30, np.float32)]) == pytest.approx(2e30, rel=1e-6)


def test_norm_of_nothing_and_of_empty_arrays():
    assert norm([]) == norm([np.zeros(0)]) == norm([np.zeros((2, 0)), np.zeros(3)]) == 0


# -- clipping --------------------------------------------------------------------------


def test_by_norm_keeps_the_direction():
    params = values_with(2.0, -3.0, 6.0)
    assert clip_grad_norm_(params, 3.5) == 7.0
    # PyTorch's formula: 3.5 / (7 + 1e-6).
    factor = 3.5 / (7 + 1e-6)
    assert grads_of(params) == pytest.approx([2 * factor, -3 * factor, 6 * factor])
    assert norm([np.array(grads_of(params))]) <= 3.5


def test_by_value_cuts_each_entry():
    params = values_with(2.0, -3.0, 6.0)
    assert clip_grad_value_(params, 2.5) is None
    assert grads_of(params) == [2.0, -2.5, 2.5]


def test_each_on_its_own():
    params = values_with(2.0, -3.0, 6.0)
    assert clip_each_grad_norm_(params, 2.5) == [2.0, 3.0, 6.0]
    assert grads_of(params) == pytest.approx([2.0, -2.5, 2.5], rel=1e-6)
    assert params[0].grad == 2.0


def test_small_gradients_are_left_alone_to_the_last_bit():
    params = values_with(0.1, 0.2)
    clip_grad_norm_(params, 10.0)
    clip_each_grad_norm_(params, 10.0)
    clip_grad_value_(params, 10.0)
    assert grads_of(params) == [0.1, 0.2]


def test_parameters_without_gradient_stay_without():
    with_grad, without = values_with(4.0, 0.0)
    assert not without.has_grad
    assert clip_grad_norm_([with_grad, without], 1.0) == 4.0
    assert clip_each_grad_norm_([with_grad, without], 0.5)[1] == 0.0
    clip_grad_value_([with_grad, without], 0.1)
    assert not without.has_grad


def test_a_single_parameter_and_a_generator():
    (w,) = values_with(4.0)
    assert clip_grad_norm_(w, 2.0) == 4.0
    assert clip_grad_norm_((param for param in [w]), 2.0) == pytest.approx(
        2.0, rel=1e-6
    )


def test_infinite_limits_only_measure():
    params = values_with(3.0, 4.0)
    assert clip_grad_norm_(params, math.inf) == 5.0
    clip_grad_value_(params, math.inf)
    assert grads_of(params) == [3.0, 4.0]


def test_a_limit_of_zero_stops():
    params = values_with(3.0, 4.0)
    clip_grad_norm_(params, 0.0)
    assert grads_of(params) == [0.0, 0.0]


# -- not finite ------------------------------------------------------------------------


def test_an_infinite_norm_as_in_pytorch():
    params = values_with(1.0, math.inf)
    assert clip_grad_norm_(params, 1.0) == math.inf
    assert params[0].grad == 0.0
    assert math.isnan(params[1].grad)


def test_a_nan_spreads_as_in_pytorch():
    params = values_with(1.0, math.nan)
    assert math.isnan(clip_grad_norm_(params, 1.0))
    assert all(math.isnan(grad) for grad in grads_of(params))


@pytest.mark.parametrize("bad", [math.inf, -math.inf, math.nan])
def test_error_if_nonfinite_names_the_parameter_and_changes_nothing(bad):
    params = values_with(7.0, bad)
    with pytest.raises(NonFiniteError, match=r"that of w1 = 1\.0 is not finite"):
        clip_grad_norm_(params, 1.0, error_if_nonfinite=True)
    assert params[0].grad == 7.0


# -- bad input -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda w: clip_grad_norm_([w], -1),
            ValueError,
            "max_norm must be >= 0, got -1",
        ),
        (lambda w: clip_grad_norm_([w], math.nan), ValueError, "max_norm must be >= 0"),
        (lambda w: clip_grad_norm_([w], "1"), TypeError, "max_norm: expected a number"),
        (
            lambda w: clip_grad_norm_([w], 1, 0),
            ValueError,
            "norm_type must be > 0, got",
        ),
        (lambda w: clip_grad_norm_([w], 1, "inf"), TypeError, "norm_type: expected a"),
        (lambda w: clip_each_grad_norm_([w], -1), ValueError, "max_norm must be >= 0"),
        (lambda w: clip_grad_value_([w], -1), ValueError, "clip_value must be >= 0"),
        (lambda w: clip_grad_norm_([3.0], 1), TypeError, "parameter 0 must be a Value"),
        (lambda w: clip_grad_norm_([w * w], 1), ValueError, "only leaves can be moved"),
        (
            lambda w: clip_grad_norm_(MLP(1, [1], rng=0), 1),
            TypeError,
            "model.parameters",
        ),
    ],
)
def test_bad_input(call, error, message):
    (w,) = values_with(7.0)
    with pytest.raises(error, match=message):
        call(w)
    assert w.grad == 7.0

"""The optimizer: reading gradients and writing the new numbers."""

import math

import numpy as np
import pytest

from autograd_core import Value
from optim import SGD, Optimizer, SGDRule


def two_parameters():
    return Value(1.0, label="w"), Value(2.0, label="b")


def test_step_moves_against_the_gradient():
    w, b = two_parameters()
    optimizer = SGD([w, b], lr=0.5)
    (3 * w - 4 * b).backward()
    optimizer.step()
    assert (w.data, b.data) == (1.0 - 0.5 * 3, 2.0 + 0.5 * 4)
    assert type(w.data) is float
    assert (w.grad, b.grad) == (3.0, -4.0)


def test_zero_grad_resets_the_parameters():
    w, b = two_parameters()
    (w * b).backward()
    SGD([w, b], lr=0.5).zero_grad()
    assert (w.grad, w.has_grad, b.grad, b.has_grad) == (0.0, False, 0.0, False)


def test_learning_rate_can_be_changed_between_steps_and_is_checked():
    w = Value(1.0)
    optimizer = SGD([w], lr=1.0, momentum=0.5)
    w.grad = 1.0
    optimizer.step()
    optimizer.lr = 0.1
    optimizer.step()
    assert w.data == pytest.approx(1.0 - 1.0 * 1.0 - 0.1 * 1.5)


def test_a_parameter_without_gradient_stays():
    w, b = two_parameters()
    optimizer = SGD([w, b], lr=0.5)
    (3 * w).backward()
    optimizer.step()
    assert b.data == 2.0


def test_all_gradients_are_read_before_any_parameter_is_written():
    class Spy(SGDRule):
        def update(self, grads, state, params):
            assert [p.data for p in parameters] == [1.0, 2.0]
            return super().update(grads, state, params)

    parameters = list(two_parameters())
    optimizer = Optimizer(parameters, Spy(lr=1.0))
    parameters[0].grad = 1.0
    optimizer.step()
    assert parameters[0].data == 0.0


def test_a_rule_that_fails_changes_nothing():
    class Broken(SGDRule):
        def update(self, grads, state, params):
            raise ArithmeticError("no")

    w, b = two_parameters()
    optimizer = Optimizer([w, b], Broken(lr=1.0))
    w.grad = 1.0
    with pytest.raises(ArithmeticError):
        optimizer.step()
    assert (w.data, b.data) == (1.0, 2.0)


def test_rules_do_not_write_into_their_arguments():
    grads, params = np.array([1.0, 2.0]), np.array([3.0, 4.0])
    rule = SGDRule(lr=0.1, momentum=0.9, weight_decay=0.1, nesterov=True)
    new_params, state = rule.update(grads, rule.init(params), params)
    copies = {name: np.array(array) for name, array in state.items()}
    rule.update(grads, state, new_params)
    assert grads.tolist() == [1.0, 2.0]
    assert params.tolist() == [3.0, 4.0]
    assert state.keys() == copies.keys()
    assert all(np.array_equal(state[name], copies[name]) for name in copies)


def test_a_nonfinite_gradient_is_applied_as_in_pytorch():
    w, b = two_parameters()
    optimizer = SGD([w, b], lr=0.5)
    w.grad, b.grad = math.nan, math.inf
    optimizer.step()
    assert math.isnan(w.data)
    assert b.data == -math.inf


def test_a_generator_of_parameters_is_listed():
    w, b = two_parameters()
    optimizer = SGD((param for param in (w, b)), lr=0.5)
    assert optimizer.params == [w, b]


def test_numpy_numbers_are_numbers():
    assert SGD([Value(1.0)], lr=np.float32(0.5), momentum=np.float64(0.5)).lr == 0.5


def test_repr_tells_the_settings():
    text = repr(SGD([Value(1.0)], lr=0.1, momentum=0.9))
    assert text == "SGD(1 parameter, lr=0.1, momentum=0.9)"

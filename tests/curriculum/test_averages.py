"""averages: momentum and its relatives as exponential moving averages, unrolled."""

import math

import numpy as np
import pytest

import optim
from autograd_core import Value
from optim.rules import AdagradRule, RMSpropRule, SGDRule

GRADIENTS = np.random.default_rng(0).normal(size=20)


def walked(rule):
    """The parameter and the state after each of the gradients."""
    param, state = 0.0, rule.init(0.0)
    for g in GRADIENTS:
        param, state = rule.update(float(g), state, param)
        yield param, state


def test_momentum_is_a_weighted_sum_of_all_gradients():
    """v_t = sum over tau of beta^tau g_(t - tau)."""
    beta = 0.8
    for t, (_, state) in enumerate(walked(SGDRule(lr=0.1, momentum=beta)), 1):
        expected = sum(beta**tau * GRADIENTS[t - 1 - tau] for tau in range(t))
        assert state["momentum_buffer"] == pytest.approx(expected, rel=1e-12)


def test_dampening_makes_it_the_average_itself():
    """v <- gamma v + (1 - gamma) g, with a rate eta / (1 - gamma), is the same walk."""
    gamma, eta = 0.75, 0.1
    plain = [w for w, _ in walked(SGDRule(lr=eta, momentum=gamma))]
    average, v, w = [], 0.0, 0.0
    for g in GRADIENTS:
        v = gamma * v + (1 - gamma) * (eta / (1 - gamma) * g)
        w -= v
        average.append(w)
    assert plain == pytest.approx(average, rel=1e-12)
    damped = SGDRule(lr=eta, momentum=gamma, dampening=gamma)
    states = [state["momentum_buffer"] for _, state in walked(damped)]
    y = GRADIENTS[0]  # where PyTorch's average starts
    for g, state in zip(GRADIENTS[1:], states[1:], strict=True):
        y = gamma * y + (1 - gamma) * g
        assert state == pytest.approx(y, rel=1e-12)


def test_an_average_unrolled():
    """y_t = (1 - gamma) sum gamma^tau x_(t - tau) + gamma^t y_0."""
    gamma, y = 0.9, 5.0
    for t, x in enumerate(GRADIENTS, 1):
        y = gamma * y + (1 - gamma) * x
        weights = (1 - gamma) * gamma ** np.arange(t)
        assert y == pytest.approx(weights @ GRADIENTS[t - 1 :: -1] + gamma**t * 5.0)
        assert weights.sum() == pytest.approx(1 - gamma**t)


def test_momentum_is_the_average_of_gradients_over_one_minus_gamma():
    """v = gamma v + (1 - gamma) (eta / (1 - gamma) g), unrolled, is the step taken."""
    gamma, eta, w = 0.9, 0.05, Value(0.0)
    optimizer = optim.Momentum([w], lr=eta, momentum=gamma)
    for t, g in enumerate(GRADIENTS, 1):
        before, w.grad = w.data, float(g)
        optimizer.step()
        weights = (1 - gamma) * gamma ** np.arange(t)
        average = weights @ (eta / (1 - gamma) * GRADIENTS[t - 1 :: -1])
        assert before - w.data == pytest.approx(average, rel=1e-9)


def test_its_window_is_one_over_one_minus_gamma():
    """(1 - 1/n)^n -> 1/e: after n steps about 37 % of the old value is left."""
    left = [(1 - 1 / n) ** n for n in (10, 100, 10_000)]
    assert left == sorted(left)
    assert left[-1] == pytest.approx(math.exp(-1), abs=2e-5)
    assert round(math.exp(-1), 4) == 0.3679
    for gamma in (0.9, 0.99):
        rule = SGDRule(lr=1.0, momentum=gamma, dampening=gamma)
        w, state = rule.update(1.0, rule.init(0.0), 0.0)  # it starts at the first one
        for _ in range(5):
            w, state = rule.update(1.0, state, w)
        assert state["momentum_buffer"] == pytest.approx(1.0), "an average of ones"
        for _ in range(round(1 / (1 - gamma))):
            w, state = rule.update(0.0, state, w)
        assert state["momentum_buffer"] == pytest.approx(math.exp(-1), rel=0.06)


def test_rmsprop_unrolled_with_epsilon_inside():
    """s_t = (1 - gamma)(g_t^2 + gamma g_(t-1)^2 + ...), step eta g / sqrt(s + eps)."""
    gamma, eta, eps = 0.9, 0.01, 1e-6
    rule = RMSpropRule(lr=eta, alpha=gamma, eps=eps, eps_inside_root=True)
    before = 0.0
    for t, (w, state) in enumerate(walked(rule), 1):
        s = (1 - gamma) * sum(
            gamma**tau * GRADIENTS[t - 1 - tau] ** 2 for tau in range(t)
        )
        assert state["square_avg"] == pytest.approx(s, rel=1e-12)
        step = eta * GRADIENTS[t - 1] / math.sqrt(s + eps)
        assert before - w == pytest.approx(step, rel=1e-9)
        before = w


def test_adagrad_adds_up_all_squares():
    rule, before = AdagradRule(lr=0.1, eps=1e-6, eps_inside_root=True), 0.0
    for t, (w, _) in enumerate(walked(rule), 1):
        s = float(np.sum(GRADIENTS[:t] ** 2))
        step = 0.1 * GRADIENTS[t - 1] / math.sqrt(s + 1e-6)
        assert before - w == pytest.approx(step, rel=1e-9)
        before = w


def test_rmsprop_that_remembers_nothing_is_sign_descent():
    """alpha = 0, eps = 0: g / sqrt(g^2) is the sign; magnitudes are lost."""
    params = {"rmsprop": Value(0.0), "sign": Value(0.0)}
    rmsprop = optim.RMSprop([params["rmsprop"]], lr=0.1, alpha=0.0, eps=0.0)
    sign = optim.SignSGD([params["sign"]], lr=0.1)
    for g in (3.0, -0.001, 1e5, -7.0, 2.0):
        for param, optimizer in zip(params.values(), (rmsprop, sign), strict=True):
            param.grad = g
            optimizer.step()
        assert params["rmsprop"].data == pytest.approx(params["sign"].data, abs=1e-15)
    assert params["sign"].data == pytest.approx(-0.1)


def test_rmsprop_is_sensitive_to_its_rate():
    """Near a minimum its steps keep the length of the rate: it stays mu away."""
    for rate in (0.1, 0.01):
        w = Value(1.0)
        optimizer, path = optim.RMSprop([w], lr=rate, alpha=0.5), []
        for _ in range(400):
            optimizer.zero_grad()
            (w * w).backward()
            optimizer.step()
            path.append(abs(w.data))
        assert rate / 5 < max(path[-50:]) < rate * 2

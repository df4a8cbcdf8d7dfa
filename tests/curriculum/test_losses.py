"""losses: the lectures' formulas and worked numbers, and the minus they drop."""

import math

import numpy as np
import pytest

import nn
from autograd_core import Tensor, Value

Y, T = [0.9, 0.2, -1.0], [1.0, 0.0, 1.0]


def test_squared_error_in_all_scalings():
    errors = [0.01, 0.04, 4.0]
    assert nn.squared_error(Y, T, reduction="sum") == pytest.approx(sum(errors))
    assert nn.squared_error(Y, T) == pytest.approx(sum(errors) / 3)
    half = nn.squared_error(Y, T, half=True, reduction="sum")
    assert half == pytest.approx(sum(errors) / 2)


def test_absolute_and_logarithmic_error():
    assert nn.mean_absolute_error(Y, T) == pytest.approx((0.1 + 0.2 + 2.0) / 3)
    expected = (math.log(4) - math.log(8)) ** 2
    assert nn.mean_squared_log_error([3.0], [7.0]) == pytest.approx(expected)


def test_binary_cross_entropy_and_its_sign():
    """Two lectures drop the minus: then the loss would fall for wrong answers."""
    p, t = 0.9, 1
    assert nn.binary_cross_entropy([p], [t]) == pytest.approx(-math.log(0.9))
    assert nn.binary_cross_entropy([p], [0]) == pytest.approx(-math.log(0.1))
    z = math.log(p / (1 - p))
    by_logit = nn.binary_cross_entropy_with_logits(Value(z), t)
    assert by_logit.data == pytest.approx(-math.log(0.9))
    assert by_logit.local_grads[0] == pytest.approx(p - t)


def test_softmax_and_cross_entropy_have_the_gradient_p_minus_t():
    z, t = np.array([[1.0, 2.0, 0.5]]), np.array([[0.0, 1.0, 0.0]])
    p = np.exp(z) / np.exp(z).sum()
    tensor = Tensor(z)
    loss = nn.cross_entropy(tensor, t)
    loss.backward()
    assert loss.item() == pytest.approx(-math.log(p[0, 1]))
    assert tensor.grad == pytest.approx(p - t)
    assert nn.nll_loss(np.log(p), [1]) == pytest.approx(loss.item())


def test_hinges():
    scores, signs = [0.3, -2.0, -0.5], [1, -1, 1]
    assert nn.hinge(scores, signs, reduction="none").tolist() == [0.7, 0.0, 1.5]
    squares = nn.squared_hinge(scores, signs, reduction="none")
    assert squares == pytest.approx(np.array([0.49, 0.0, 2.25]))


def test_the_worked_divergences():
    """P = (9, 12, 4)/25 and the uniform Q."""
    p, q = np.array([9, 12, 4]) / 25, np.full(3, 1 / 3)
    assert round(nn.kl_divergence(p, q), 7) == 0.0852996
    assert round(nn.kl_divergence(q, p), 6) == 0.097455
    symmetric = nn.kl_divergence(p, q) + nn.kl_divergence(q, p)
    assert nn.symmetric_kl(p, q) == nn.symmetric_kl(q, p) == pytest.approx(symmetric)


def test_cross_entropy_is_entropy_plus_divergence():
    p, z = np.array([9, 12, 4]) / 25, np.array([0.2, -0.4, 1.0])
    q = np.exp(z) / np.exp(z).sum()
    entropy = -(p * np.log(p)).sum()
    total = entropy + nn.kl_divergence(p, q)
    assert nn.cross_entropy(z, p) == pytest.approx(total, rel=1e-14)

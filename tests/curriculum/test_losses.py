"""losses: the lectures' formulas and worked numbers, and the minus they drop."""

import math

import numpy as np
import pytest

import nn
from autograd_core import Tensor, Value, softmax

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


# Q: dL/dx for three popular losses, for x the last output.
def _hot(k):
    return np.eye(3)[k]


POPULAR = {
    "squared error: 2 (x - y)": (
        lambda x: nn.squared_error(x, _hot(1), reduction="sum"),
        lambda x: 2 * (x - _hot(1)),
    ),
    "cross entropy of softmax: p - y": (
        lambda x: nn.cross_entropy(x, 1),
        lambda x: np.exp(x) / np.exp(x).sum() - _hot(1),
    ),
    "hinge: -y where y x < 1": (
        lambda x: nn.hinge(x, [1, -1, 1], reduction="sum"),
        lambda x: np.where(np.array([1, -1, 1]) * x < 1, [-1.0, 1.0, -1.0], 0.0),
    ),
}


@pytest.mark.parametrize("name", POPULAR)
def test_the_slope_of_three_popular_losses(name):
    loss, slope = POPULAR[name]
    x = Tensor([0.5, -0.25, 2.0])
    loss(x).backward()
    assert x.grad == pytest.approx(slope(x.data), rel=1e-12)


def test_categorical_cross_entropy_of_probabilities():
    """-sum y ln a, of outputs that are probabilities: nll_loss of their logarithms."""
    a, y = np.array([[0.2, 0.7, 0.1], [0.5, 0.25, 0.25]]), np.array([1, 0])
    expected = -(np.log(0.7) + np.log(0.5))
    assert nn.nll_loss(np.log(a), y, reduction="sum") == pytest.approx(expected)
    p = softmax(Tensor(np.log(a)))
    assert nn.nll_loss(p.log(), y, reduction="sum").item() == pytest.approx(expected)


def test_the_slips_are_not_losses():
    """Without the bracket, as one lecture prints it, wrong answers cost less."""
    right, wrong = 0.9, 0.1
    assert nn.binary_cross_entropy([right], [1]) < nn.binary_cross_entropy([wrong], [1])
    assert nn.binary_cross_entropy([right], [0]) > nn.binary_cross_entropy([wrong], [0])

    def without_bracket(a, y):  # -(y ln a) + (1 - y) ln(1 - a)
        return -y * np.log(a) + (1 - y) * np.log(1 - a)

    assert without_bracket(right, 0) < without_bracket(wrong, 0), "the wrong way round"

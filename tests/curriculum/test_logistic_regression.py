"""logistic-regression: the batch gradient, the maximum likelihood, and real data."""

import math

import numpy as np
import pytest

import nn
from autograd_core import Tensor, Value
from nn import Linear, binary_cross_entropy_with_logits
from optim import standardize
from optim.datasets import load_breast_cancer

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(9, 2)), np.array([0, 1, 1, 0, 1, 0, 0, 1, 1])


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


def test_the_batch_gradient():
    """dJ/dtheta_j = 1/m sum (h - y) x_j with h = sigmoid(theta . x + b)."""
    model = Linear(2, 1, rng=0)
    t0, t1 = model.weight.data[:, 0].tolist()
    h = [sigmoid(t0 * a + t1 * b) for a, b in X.tolist()]
    expected = [
        sum((p - y) * row[j] for p, y, row in zip(h, Y, X, strict=True)) / 9
        for j in range(2)
    ]
    loss = binary_cross_entropy_with_logits(model(X), Y[:, None])
    loss.backward()
    by_hand = -sum(math.log(p if y else 1 - p) for p, y in zip(h, Y, strict=True)) / 9
    assert loss.item() == pytest.approx(by_hand, rel=1e-12)
    assert model.weight.grad[:, 0] == pytest.approx(expected, rel=1e-12)


def maximum_likelihood(X, y):
    """Newton's method on the likelihood, with the Hessian X^T diag(h (1 - h)) X."""
    A = np.column_stack([X, np.ones(len(X))])
    theta = np.zeros(A.shape[1])
    for _ in range(25):
        h = 1 / (1 + np.exp(-A @ theta))
        hessian = (A * (h * (1 - h))[:, None]).T @ A
        theta -= np.linalg.solve(hessian, A.T @ (h - y))
    return theta


def test_the_example_finds_the_maximum_likelihood(example):
    script = example("logistic_regression")
    assert "test accuracy with 30 measurements: 97.9%" in script.printed
    data = load_breast_cancer()
    two = standardize(data.X[:, [0, 27]])
    model, gap = script["train"](two, data.y, steps=4000, lr=2.0)
    reached = np.append(model.weight.data, model.bias.data)
    assert reached == pytest.approx(maximum_likelihood(two, data.y), abs=1e-4)
    assert gap < 1e-12


def test_the_derivation_line_by_line():
    """l = y ln g + (1 - y) ln(1 - g), g = sigma(theta'x): dl/dtheta_j = (y - g) x_j."""
    theta, x = np.array([0.3, -1.2, 0.8]), np.array([1.0, 0.5, -2.0])
    for y in (0.0, 1.0):
        nodes = [Value(t) for t in theta]
        z = sum(t * a for t, a in zip(nodes, x.tolist(), strict=True))
        g = z.sigmoid()
        (y * g.log() + (1 - y) * (1 - g).log()).backward()
        s = 1 / (1 + np.exp(-theta @ x))
        first = (y / s - (1 - y) / (1 - s)) * s * (1 - s) * x  # sigma' = s (1 - s)
        second = (y * (1 - s) - (1 - y) * s) * x
        for line in (first, second, (y - s) * x):
            assert [t.grad for t in nodes] == pytest.approx(line, rel=1e-12)
        assert g.grad == pytest.approx(y / s - (1 - y) / (1 - s))


def test_the_update_with_the_mean():
    """The loss is a mean, so a step has 1/m; a lecture's update lacks it."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(20, 3)), rng.integers(0, 2, size=(20, 1)) * 1.0
    error = 1 / (1 + np.exp(-(X @ np.ones((3, 1))))) - y
    for reduction, divisor in (("mean", 20), ("sum", 1)):
        theta = Tensor(np.ones((3, 1)))
        loss = nn.binary_cross_entropy_with_logits(X @ theta, y, reduction=reduction)
        loss.backward()
        assert theta.grad == pytest.approx(X.T @ error / divisor, rel=1e-12)

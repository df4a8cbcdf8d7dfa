"""delta-rule: Delta_k at the outputs, Delta_j in the hidden layer, weight by weight."""

import math

import numpy as np
import pytest

import nn
import optim
from autograd_core import Value, dot, gradients, tanh

RNG = np.random.default_rng(2)


def h(a):
    return 1 / (1 + math.exp(-a))


def h_slope(a):
    return h(a) * (1 - h(a))


@pytest.mark.parametrize("n_in, n_hidden, n_out", [(1, 1, 1), (2, 3, 2), (3, 4, 1)])
def test_both_layers(n_in, n_hidden, n_out):
    """E = 1/2 sum (y - yhat)^2, so the minus signs of the rule."""
    x, y = RNG.normal(size=n_in).tolist(), RNG.random(n_out).tolist()
    first = RNG.normal(size=(n_hidden, n_in)).tolist()
    second = RNG.normal(size=(n_out, n_hidden)).tolist()
    w_ji = [[Value(w) for w in row] for row in first]
    w_kj = [[Value(w) for w in row] for row in second]
    z = [dot(row, x).sigmoid() for row in w_ji]
    outputs = [dot(row, z).sigmoid() for row in w_kj]
    pairs = zip(y, outputs, strict=True)
    error = sum(((goal - out) ** 2 for goal, out in pairs), start=Value(0.0)) * 0.5
    error.backward()

    a_j = [sum(w * n for w, n in zip(row, x, strict=True)) for row in first]
    z_j = [h(a) for a in a_j]
    a_k = [sum(w * n for w, n in zip(row, z_j, strict=True)) for row in second]
    delta_k = [(y[k] - h(a_k[k])) * h_slope(a_k[k]) for k in range(n_out)]
    delta_j = [
        h_slope(a_j[j]) * sum(second[k][j] * delta_k[k] for k in range(n_out))
        for j in range(n_hidden)
    ]
    for k in range(n_out):
        for j in range(n_hidden):
            expected = -z_j[j] * delta_k[k]
            assert w_kj[k][j].grad == pytest.approx(expected, rel=1e-12)
    for j in range(n_hidden):
        for i in range(n_in):
            expected = -x[i] * delta_j[j]
            assert w_ji[j][i].grad == pytest.approx(expected, rel=1e-12)


def test_the_updates():
    """w_kj += alpha z_j Delta_k and w_ji += alpha x_i Delta_j, as one step of SGD."""
    alpha, x, y = 0.3, np.array([0.5, -1.0, 2.0]), np.array([1.0, 0.0])
    model = nn.mlp([3, 4, 2], "tanh", out_activation="tanh", bias=False, rng=0)
    w1, w2 = model[0].weight.data.copy(), model[2].weight.data.copy()
    z = np.tanh(x @ w1)
    out = np.tanh(z @ w2)
    delta_k = (y - out) * (1 - out**2)
    delta_j = (1 - z**2) * (w2 @ delta_k)
    nn.squared_error(model(x), y, half=True, reduction="sum").backward()
    optim.SGD(model.parameters(), lr=alpha).step()
    assert model[2].weight.data == pytest.approx(w2 + alpha * np.outer(z, delta_k))
    assert model[0].weight.data == pytest.approx(w1 + alpha * np.outer(x, delta_j))


def test_the_derivation_line_by_line():
    """-(y - yhat) dyhat/dw, then h'(a) da/dw, then z: each line by the engine."""
    w, z = [Value(0.4), Value(-0.7)], [0.3, 0.9]
    a = w[0] * z[0] + w[1] * z[1]
    guess = tanh(a)
    E = 0.5 * (1.0 - guess) ** 2
    error, slope = 1.0 - guess.data, 1 - guess.data**2
    for j in range(2):
        (whole,) = gradients(E, [w[j]])
        (by_w,) = gradients(guess, [w[j]])
        (sum_by_w,) = gradients(a, [w[j]])
        assert whole == pytest.approx(-error * by_w)
        assert whole == pytest.approx(-error * slope * sum_by_w)
        assert sum_by_w == z[j]
        assert whole == pytest.approx(-z[j] * (error * slope))

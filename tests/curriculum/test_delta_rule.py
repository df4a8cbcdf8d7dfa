"""delta-rule: Delta_k at the outputs, Delta_j in the hidden layer, weight by weight."""

import math

import numpy as np
import pytest

from autograd_core import Value, dot

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

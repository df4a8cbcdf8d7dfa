"""univariate: a chain of layers of one unit, every derivative by its product."""

import math

import numpy as np
import pytest

import nn
from autograd_core import Tensor, Value

PHI = {
    "tanh": (math.tanh, lambda z: 1 - math.tanh(z) ** 2),
    "sigmoid": (
        lambda z: 1 / (1 + math.exp(-z)),
        lambda z: math.exp(-z) / (1 + math.exp(-z)) ** 2,
    ),
    "sin": (math.sin, math.cos),
}


def products(w, b, x, phi):
    """F_0 .. F_L, and for each j the product J_L W_L J_(L-1) ... W_(j+1) J_j."""
    value, slope = PHI[phi]
    F, J = [x], []
    for w_j, b_j in zip(w, b, strict=True):
        z = w_j * F[-1] + b_j
        F.append(value(z))
        J.append(slope(z))
    result = []
    for j in range(len(w)):
        product = J[-1]
        for k in range(len(w) - 1, j, -1):
            product *= w[k] * J[k - 1]
        result.append(product)
    return F, result


@pytest.mark.parametrize("phi", PHI)
@pytest.mark.parametrize("depth", [1, 2, 3, 8])
@pytest.mark.parametrize("leaf", [Value, Tensor])
def test_every_layer(phi, depth, leaf):
    rng = np.random.default_rng(depth)
    w, b = rng.normal(size=depth), rng.normal(size=depth)
    x = 0.7
    ws, bs = [leaf(float(n)) for n in w], [leaf(float(n)) for n in b]
    out = x
    for w_j, b_j in zip(ws, bs, strict=True):
        out = getattr(w_j * out + b_j, phi)()
    out.backward()
    F, expected = products(w.tolist(), b.tolist(), x, phi)
    assert out.item() == pytest.approx(F[-1], rel=1e-14)
    for j in range(depth):
        # dF/dW_j = product x F_(j-1); dF/db_j lacks the last factor.
        assert float(ws[j].grad) == pytest.approx(expected[j] * F[j], rel=1e-12)
        assert float(bs[j].grad) == pytest.approx(expected[j], rel=1e-12)


def test_the_loss_is_one_more_activation():
    """sigma~(a) = l(y, sigma(a)): the same chain, whose last function is the loss."""
    y, w, b, x = 0.7, 1.5, -0.2, 0.4

    def absorbed(a):
        return (a.tanh() - y) ** 2

    direct, last = Value(w), Value(w)
    nn.squared_error([(direct * x + b).tanh()], [y]).backward()
    absorbed(last * x + b).backward()
    s = np.tanh(w * x + b)
    assert direct.grad == pytest.approx(2 * (s - y) * (1 - s * s) * x, rel=1e-12)
    assert last.grad == pytest.approx(direct.grad, rel=1e-12)
    neuron = nn.Neuron(1, absorbed, rng=0)
    neuron.w[0].data, neuron.b.data = w, b
    neuron([x]).backward()
    assert neuron.w[0].grad == pytest.approx(direct.grad, rel=1e-12)

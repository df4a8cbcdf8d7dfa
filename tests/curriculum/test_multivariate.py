"""multivariate: layers of several units; dF/dW_j = (J_L W_L ... J_j)^T F_(j-1)^T."""

import itertools

import numpy as np
import pytest
from numpy.testing import assert_allclose

import nn
from autograd_core import Tensor, to_scalar_graph

RNG = np.random.default_rng(1)


def setting(widths):
    weights = [
        RNG.normal(size=(n_out, n_in)) / np.sqrt(n_in)
        for n_in, n_out in itertools.pairwise(widths)
    ]
    return RNG.normal(size=(widths[0], 1)), weights


def by_hand(x, weights):
    """The row vector J_L W_L ... J_j for each j, and the inputs of the layers."""
    F, J = [x], []
    for w in weights:
        F.append(np.tanh(w @ F[-1]))
        J.append(np.diag((1 - F[-1] ** 2).ravel()))
    result = []
    for j in range(len(weights)):
        product = J[-1]
        for k in range(len(weights) - 1, j, -1):
            product = product @ weights[k] @ J[k - 1]
        result.append(product)
    return F, result


@pytest.mark.parametrize("widths", [(3, 1), (2, 3, 1), (4, 3, 5, 2, 1)])
def test_every_layer(widths):
    x, weights = setting(widths)
    F, expected = by_hand(x, weights)
    ws = [Tensor(w) for w in weights]
    out = x
    for w in ws:
        out = (w @ out).tanh()
    out.backward()
    for j, w in enumerate(ws):
        assert_allclose(w.grad, expected[j].T @ F[j].T, rtol=1e-11, atol=1e-15)


def test_the_same_on_single_values():
    """Entry by entry, the replayed graph has the gradients of the matrices."""
    x, weights = setting((2, 3, 1))
    F, expected = by_hand(x, weights)
    ws = [Tensor(w, label=f"W{j}") for j, w in enumerate(weights)]
    out = to_scalar_graph((ws[1] @ (ws[0] @ x).tanh()).tanh().sum())
    out.backward()
    result = {}
    stack = [out]
    while stack:
        node = stack.pop()
        if node.label:
            result[node.label] = node.grad
        stack.extend(node.parents)
    for j in range(2):
        matrix = expected[j].T @ F[j].T
        for place in np.ndindex(*matrix.shape):
            name = f"W{j}[{place[0]},{place[1]}]"
            assert result[name] == pytest.approx(matrix[place], rel=1e-11)


def test_the_gradients_of_the_biases():
    """dF/db_j = (J_L W_L J_(L-1) ... J_j)^T: the same product, without F_(j-1)."""
    model = nn.mlp([3, 4, 5, 2], "tanh", out_activation="tanh", rng=0)
    rng = np.random.default_rng(0)
    for linear in model[::2]:
        linear.bias.data = rng.normal(size=linear.bias.shape)
    F = [np.array([0.5, -1.0, 2.0])]
    for linear in model[::2]:
        F.append(np.tanh(F[-1] @ linear.weight.data + linear.bias.data))
    for row in range(2):  # of the Jacobian: one output at a time
        for parameter in model.parameters():
            parameter.grad = None
        model(F[0])[row].backward()
        product = np.eye(2)
        for j in (3, 2, 1):
            linear = model[2 * j - 2]
            product = product @ np.diag(1 - F[j] ** 2)  # ... J_j
            assert linear.bias.grad == pytest.approx(product[row], rel=1e-12)
            outer = np.outer(F[j - 1], product[row])
            assert linear.weight.grad == pytest.approx(outer, rel=1e-12)
            product = product @ linear.weight.data.T  # ... J_j W_j

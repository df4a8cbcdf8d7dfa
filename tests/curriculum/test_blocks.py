"""blocks: a layer x' = phi(W x) knows d x'/d x and d x'/d W, criteria A and B."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from autograd_core import Tensor, jacfwd, jacobian, jacrev, vjp

RNG = np.random.default_rng(0)
W, X = RNG.normal(size=(3, 4)), RNG.normal(size=4)


def layer(w, x):
    return (w @ x).tanh()


def slopes():
    return 1 - np.tanh(W @ X) ** 2


@pytest.mark.parametrize("mode", [jacobian, jacfwd, jacrev])
def test_by_its_input(mode):
    """d x'/d x = diag(phi'(t)) W."""
    matrix = mode(layer, argnums=1)(W, X)
    assert_allclose(matrix, np.diag(slopes()) @ W, rtol=1e-13)


@pytest.mark.parametrize("mode", [jacobian, jacfwd, jacrev])
def test_by_its_parameters(mode):
    """d x'_i / d W_ij = phi'(t_i) x_j in row i, and 0 in every other row."""
    expected = np.zeros((3, 3, 4))
    for i in range(3):
        expected[i, i] = slopes()[i] * X
    assert_allclose(mode(layer)(W, X), expected, rtol=1e-13)


def test_blocks_compose_by_matrix_products():
    """The Jacobian of two layers is the product of theirs, the last one first."""
    V = RNG.normal(size=(2, 3))

    def composed(x):
        return layer(V, layer(W, x))

    outputs = np.tanh(W @ X)
    outer = np.diag(1 - np.tanh(V @ outputs) ** 2) @ V
    assert_allclose(jacobian(composed)(X), outer @ np.diag(slopes()) @ W, rtol=1e-12)


def test_a_block_passes_a_message_back_without_its_jacobian():
    """delta -> W^T (phi'(t) delta), and (phi'(t) delta) x^T for the parameters."""
    delta = np.array([1.0, -2.0, 0.5])
    _, pullback = vjp(layer, W, X)
    by_w, by_x = pullback(delta)
    assert_allclose(by_x, W.T @ (slopes() * delta), rtol=1e-13)
    assert_allclose(by_w, np.outer(slopes() * delta, X), rtol=1e-13)


def test_local_grads_of_the_nodes_are_the_two_factors():
    w, x = Tensor(W), Tensor(X)
    t = w @ x
    by_w, by_x = t.local_grads
    assert_allclose(by_x, W)
    assert_allclose(by_w, np.einsum("ik,j->ikj", np.eye(3), X))
    assert_allclose(t.tanh().local_grads[0], slopes(), rtol=1e-13)

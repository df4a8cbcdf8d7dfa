"""gd: theta <- theta - eta * gradient, on the lectures' functions."""

import numpy as np
import pytest

import optim
from autograd_core import Tensor, Value, sum
from optim import SGD


def test_the_lectures_first_step():
    """theta^2 from 2.5 with rate 0.1: the gradient is 5, the next point 2.0."""
    theta = Value(2.5)
    optimizer = SGD([theta], lr=0.1)
    (theta**2).backward()
    assert theta.grad == 5.0
    optimizer.step()
    assert theta.data == 2.0


def test_half_a_square_shrinks_by_a_constant_factor():
    """f = x^2 / 2 has gradient x: after k steps x0 (1 - eta)^k."""
    x = Value(3.0)
    optimizer = SGD([x], lr=0.25)
    for _ in range(10):
        optimizer.zero_grad()
        (x**2 / 2).backward()
        optimizer.step()
    assert x.data == pytest.approx(3.0 * 0.75**10, rel=1e-14)


A = np.array([[2.0, 1.0], [1.0, 3.0], [0.0, 1.0]])
b = np.array([1.0, 2.0, 3.0])


def test_least_squares_follows_its_formula():
    """1/2 |A x - b|^2 has gradient A^T (A x - b); the descent ends where it is 0."""
    x = Tensor([5.0, -5.0])
    optimizer = SGD([x], lr=0.05)
    point = np.array([5.0, -5.0])
    for _ in range(400):
        optimizer.zero_grad()
        (0.5 * (A @ x - b).square().sum()).backward()
        assert x.grad == pytest.approx(A.T @ (A @ point - b), rel=1e-9, abs=1e-12)
        optimizer.step()
        point = point - 0.05 * (A.T @ (A @ point - b))
    assert x.data == pytest.approx(np.linalg.lstsq(A, b, rcond=None)[0], rel=1e-9)


def test_least_squares_on_values():
    x = [Value(5.0), Value(-5.0)]
    optimizer = SGD(x, lr=0.05)
    for _ in range(400):
        residuals = [sum([a * w for a, w in zip(row, x, strict=True)]) for row in A]
        optimizer.zero_grad()
        sum([(r - t) ** 2 / 2 for r, t in zip(residuals, b, strict=True)]).backward()
        optimizer.step()
    expected = np.linalg.lstsq(A, b, rcond=None)[0]
    assert [w.data for w in x] == pytest.approx(expected.tolist(), rel=1e-9)


def test_from_the_other_side():
    """theta^2 from -2.5 with rate 0.1: -2.0, as from 2.5 to 2.0."""
    for start, end in ((-2.5, -2.0), (2.5, 2.0)):
        theta = Value(start)
        (theta**2).backward()
        optim.SGD([theta], lr=0.1).step()
        assert theta.data == pytest.approx(end, abs=1e-15)

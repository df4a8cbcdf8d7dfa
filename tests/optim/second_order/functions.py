"""Functions to minimize, with what is known of them by hand."""

import numpy as np

from autograd_core import concatenate, softplus
from optim.datasets import load_breast_cancer


def rosenbrock(x):
    """sum 100 (x_{i+1} - x_i^2)^2 + (1 - x_i)^2; the minimum is 0 at (1, ..., 1)."""
    return (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()


def rosenbrock_residuals(x):
    """The r of which |r|^2 is the Rosenbrock function."""
    return concatenate([10 * (x[1:] - x[:-1] ** 2), 1 - x[:-1]])


def rosenbrock_gradient(x):
    """By hand, in two dimensions."""
    a, b = x
    return np.array([-400 * a * (b - a * a) - 2 * (1 - a), 200 * (b - a * a)])


def rosenbrock_hessian(x):
    """By hand, in two dimensions."""
    a, b = x
    return np.array([[1200 * a * a - 400 * b + 2, -400 * a], [-400 * a, 200.0]])


def rosenbrock_jacobian(x):
    """Of the residuals, by hand, in two dimensions."""
    return np.array([[-20 * x[0], 10.0], [-1.0, 0.0]])


START = np.array([-1.2, 1.0])
STARTS = {2: START, 10: np.array([-1.2, 1.0, -1.2, 1.0, -1.2, 1.0, -1.2, 1.0, -1.2, 1])}


def quadratic(n, seed=0, condition=100.0):
    """1/2 x^T H x - b^T x: the function, H, b and the minimum."""
    rng = np.random.default_rng(seed)
    basis, _ = np.linalg.qr(rng.normal(size=(n, n)))
    H = basis @ np.diag(np.geomspace(1.0, condition, n)) @ basis.T
    H, b = (H + H.T) / 2, rng.normal(size=n)

    def f(x):
        return x @ (H @ x) / 2 - b @ x

    return f, H, b, np.linalg.solve(H, b)


def logistic_regression(ridge=0.25):
    """The loss of breast cancer on standardized columns, of 30 weights and a bias."""
    X, y = load_breast_cancer()
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    sign = 2.0 * y - 1.0

    def loss(w):
        margins = sign * (X @ w[:-1] + w[-1])
        return softplus(-margins).mean() + ridge / 2 * (w**2).sum()

    return loss, np.zeros(31)

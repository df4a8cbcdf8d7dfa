"""Functions in steps: float32 inside, solvers that stop at a tolerance, tables."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.integrate
import scipy.optimize

from tests.testing.families.cancelling import softmax
from tests.testing.families.case import Case, Rng, as_options


def _single(x: Any) -> Any:
    return np.asarray(x, np.float32)


def float32_net(rng: Rng) -> Case:
    """A network in float32 inside, a Python float outside."""
    W1, W2 = _single(rng.normal(size=(4, 3))), _single(rng.normal(size=(1, 4)))

    def f(x: Any) -> float:
        return float(np.sum((W2 @ np.tanh(W1 @ _single(x))) ** 2))

    def gradient(x: Any) -> Any:
        h = np.tanh(W1.astype(float) @ x)
        y = W2.astype(float) @ h
        return W1.T.astype(float) @ ((W2.T.astype(float) @ (2.0 * y)) * (1.0 - h * h))

    return Case(f, rng.normal(size=3), gradient)


def float32_classifier(rng: Rng) -> Case:
    """All weights of two layers, and the cross entropy of a batch, in float32."""
    X, T = _single(rng.normal(size=(5, 3))), rng.integers(0, 3, 5)

    def f(W1: Any, b1: Any, W2: Any) -> float:
        z = np.tanh(X @ _single(W1) + _single(b1)) @ _single(W2)
        z = z - z.max(axis=1, keepdims=True)
        logs = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        return float(-logs[np.arange(5), T].mean())

    def gradient(W1: Any, b1: Any, W2: Any) -> Any:
        H = np.tanh(X @ W1 + b1)
        d = (softmax(H @ W2) - np.eye(3)[T]) / 5.0
        dA = (d @ W2.T) * (1.0 - H * H)
        return X.T @ dA, dA.sum(axis=0), H.T @ d

    sizes = ((3, 4), (4,), (4, 3))
    return Case(f, tuple(rng.normal(size=size) for size in sizes), gradient)


def float32_gradient(rng: Rng) -> Case:
    """Both f and the formula in float32."""
    W = _single(rng.normal(size=(4, 3)))

    def gradient(x: Any) -> Any:
        h = np.tanh(W @ _single(x))
        return (W.T @ (2 * h * (1 - h * h))).astype(float)

    return Case(
        lambda x: float(np.sum(np.tanh(W @ _single(x)) ** 2)),
        rng.normal(size=3),
        gradient,
    )


def float32_sum(rng: Rng) -> Case:
    return Case(lambda x: float(np.sum(np.sin(_single(x)))), rng.normal(size=3), np.cos)


def float32_square(rng: Rng) -> Case:
    return Case(
        lambda x: float(np.sum(_single(x) ** 2)), rng.normal(size=4), lambda x: 2.0 * x
    )


def float32_number(rng: Rng) -> Case:
    """exp(-x) sin(3x) of one number."""
    return Case(
        lambda x: float(np.exp(-np.float32(x)) * np.sin(3 * np.float32(x))),
        rng.uniform(0.2, 3.0),
        lambda x: math.exp(-x) * (3.0 * math.cos(3.0 * x) - math.sin(3.0 * x)),
    )


def rounded(rng: Rng) -> Case:
    """f printed with eight decimals and read back."""
    return Case(
        lambda x: round(float(np.sin(x).sum()), 8),
        rng.normal(size=3),
        lambda x: np.cos(x),
    )


# A solver that stops at 1e-6 gives f with errors of that size.
solved = as_options(rtol=1e-3)


def _of_root(solve: Callable[[float, float], float], rng: Rng) -> Case:
    """y + y^3 = x: dy/dx = 1 / (1 + 3 y^2)."""
    return Case(
        lambda x: solve(x, 1e-6),
        rng.uniform(0.5, 5.0),
        lambda x: 1.0 / (1.0 + 3.0 * solve(x, 1e-13) ** 2),
    )


@solved
def brent_root(rng: Rng) -> Case:
    def solve(x: float, tolerance: float) -> float:
        return scipy.optimize.brentq(lambda y: y + y**3 - x, -10, 10, xtol=tolerance)

    return _of_root(solve, rng)


@solved
def bisected_root(rng: Rng) -> Case:
    def solve(x: float, tolerance: float) -> float:
        return scipy.optimize.bisect(lambda y: y + y**3 - x, -10, 10, xtol=tolerance)

    return _of_root(solve, rng)


@solved
def newton_root(rng: Rng) -> Case:
    def solve(x: float, tolerance: float) -> float:
        return scipy.optimize.newton(
            lambda y: y + y**3 - x, 1.0, lambda y: 1 + 3 * y * y, tol=tolerance
        )

    return _of_root(solve, rng)


@solved
def ode(rng: Rng) -> Case:
    """y(1) of y' = -k y, y(0) = 1: exp(-k)."""

    def f(k: float) -> float:
        solution = scipy.integrate.solve_ivp(
            lambda t, y: -k * y, (0.0, 1.0), [1.0], rtol=1e-6, atol=1e-9
        )
        return float(solution.y[0, -1])

    return Case(f, rng.uniform(0.5, 3.0), lambda k: -np.exp(-k))


@solved
def oscillator(rng: Rng) -> Case:
    """x(2) of x'' = -w^2 x, x(0) = 1, x'(0) = 0: cos(2w)."""

    def f(w: float) -> float:
        solution = scipy.integrate.solve_ivp(
            lambda t, y: [y[1], -w * w * y[0]],
            (0.0, 2.0),
            [1.0, 0.0],
            rtol=1e-6,
            atol=1e-8,
        )
        return float(solution.y[0, -1])

    return Case(f, rng.uniform(0.5, 1.2), lambda w: -2.0 * np.sin(2.0 * w))


def _fixed_point(a: float, tolerance: float) -> float:
    y, before = 0.5, math.inf
    while abs(y - before) > tolerance:
        y, before = float(a * np.cos(y)), y
    return y


@solved
def fixed_point(rng: Rng) -> Case:
    """y = a cos(y), iterated until it moves by less than 1e-6."""

    def gradient(a: float) -> float:
        y = _fixed_point(a, 1e-14)
        return float(np.cos(y) / (1.0 + a * np.sin(y)))

    return Case(lambda a: _fixed_point(a, 1e-6), rng.uniform(0.3, 0.9), gradient)


@solved
def linear_system(rng: Rng) -> Case:
    """sum(x) of A x = b by Jacobi's iteration to 1e-6."""
    A = rng.normal(size=(3, 3)) + 6.0 * np.eye(3)

    def f(b: Any) -> float:
        x, step = np.zeros(3), np.ones(3)
        while np.max(np.abs(step)) > 1e-6:
            step = (b - A @ x) / np.diag(A)
            x = x + step
        return float(x.sum())

    return Case(f, rng.normal(size=3), lambda b: np.linalg.solve(A.T, np.ones(3)))


@as_options(rtol=1e-3)
def table(rng: Rng) -> Case:
    """exp at arguments rounded to 1e-5, as a look-up gives it."""
    return Case(
        lambda x: math.exp(round(float(x), 5)),
        rng.uniform(0.5, 3.0),
        lambda x: np.exp(x),
    )


STAIRCASES = (
    *(float32_net, float32_classifier, float32_gradient, float32_sum),
    *(float32_square, float32_number, rounded, brent_root, bisected_root, newton_root),
    *(ode, oscillator, fixed_point, linear_system, table),
)

"""Right gradients where f or the formula rounds, cancels or is a staircase.

`python -m tests.testing.families --count 200` prints the verdicts on each family, for
right gradients and for gradients that are wrong by 1 %.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import scipy.integrate
import scipy.optimize

import autograd_core as ac
from autograd_core.testing import check_gradient

Rng = np.random.Generator


@dataclass(frozen=True)
class Case:
    """A function with its gradient by hand.

    Attributes:
        f: of the arrays in `at`.
        at: the arguments by position.
        gradient: by hand, of the same arguments: one array, or a tuple of them.
        options: of `check_gradient`, as its reports suggest them.
    """

    f: Callable[..., Any]
    at: Any
    gradient: Callable[..., Any]
    options: dict[str, Any] = field(default_factory=dict)


def _sigmoid(x: Any) -> Any:
    return 1.0 / (1.0 + np.exp(-x))


def _sigmoid_slope(x: Any) -> Any:
    return _sigmoid(x) * (1.0 - _sigmoid(x))


def _softplus_slope(x: Any) -> Any:
    return -1.0 / (1.0 + np.exp(x))


# -- f cancels -------------------------------------------------------------------------


def softplus(rng: Rng) -> Case:
    """log(1 + exp(-x)), of which all digits are lost at x = 37."""
    x = rng.uniform(-5.0, 40.0)
    return Case(lambda x: float(np.log(1.0 + np.exp(-x))), x, _softplus_slope)


def softplus_on_nodes(rng: Rng) -> Case:
    x = rng.uniform(-5.0, 40.0, 3)
    return Case(lambda x: ac.log(1.0 + ac.exp(-x)).sum(), x, _softplus_slope)


def logistic(rng: Rng) -> Case:
    """1 / (1 + exp(-x)), near 1 for large x."""
    x = rng.uniform(-40.0, 40.0)
    return Case(lambda x: float(_sigmoid(x)), x, _sigmoid_slope)


def logistic_on_nodes(rng: Rng) -> Case:
    x = rng.uniform(-40.0, 40.0, 3)
    return Case(
        lambda x: (1.0 / (1.0 + ac.exp(-x))).sum(),
        x,
        _sigmoid_slope,
    )


def _logits(rng: Rng) -> Any:
    z = rng.normal(size=4)
    z[0] += rng.uniform(0.0, 40.0)
    return z


def _softmax(z: Any) -> Any:
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


def _minus_target(z: Any) -> Any:
    return _softmax(z) - np.eye(len(z))[0]


def cross_entropy(rng: Rng) -> Case:
    """-log of the probability of the class that is sure."""
    return Case(lambda z: float(-np.log(_softmax(z)[0])), _logits(rng), _minus_target)


def cross_entropy_on_nodes(rng: Rng) -> Case:
    return Case(lambda z: -ac.log_softmax(z)[0], _logits(rng), _minus_target)


# -- the formula cancels ---------------------------------------------------------------


def _tanh_layer(rng: Rng, on_nodes: bool) -> Case:
    """1 - tanh(a)^2 where tanh(a) is near 1."""
    c, W = rng.normal(size=3), rng.normal(size=(3, 4))
    x = rng.normal(size=4) * 10.0 / math.sqrt(4.0)

    def gradient(x: Any) -> Any:
        return W.T @ (c * (1.0 - np.tanh(W @ x) ** 2))

    if on_nodes:
        return Case(lambda x: (c * ac.tanh(W @ x)).sum(), x, gradient)
    return Case(lambda x: float(np.sum(c * np.tanh(W @ x))), x, gradient)


def tanh_layer(rng: Rng) -> Case:
    return _tanh_layer(rng, on_nodes=False)


def tanh_layer_on_nodes(rng: Rng) -> Case:
    return _tanh_layer(rng, on_nodes=True)


# -- f is a staircase ------------------------------------------------------------------


def float32_net(rng: Rng) -> Case:
    """A network in float32 inside, a Python float outside."""
    W1 = rng.normal(size=(4, 3)).astype(np.float32)
    W2 = rng.normal(size=(1, 4)).astype(np.float32)

    def f(x: Any) -> float:
        return float(np.sum((W2 @ np.tanh(W1 @ np.asarray(x, np.float32))) ** 2))

    def gradient(x: Any) -> Any:
        h = np.tanh(W1.astype(float) @ x)
        y = W2.astype(float) @ h
        return W1.T.astype(float) @ ((W2.T.astype(float) @ (2.0 * y)) * (1.0 - h * h))

    return Case(f, rng.normal(size=3), gradient)


def float32_sum(rng: Rng) -> Case:
    return Case(
        lambda x: float(np.sum(np.sin(np.float32(x)))), rng.normal(size=3), np.cos
    )


# A solver that stops at 1e-6 gives f with errors of that size.
_SOLVED = {"rtol": 1e-3}


def root(rng: Rng) -> Case:
    """The root of y + y^3 = x, by bisection and secants to 1e-6."""

    def f(x: float) -> float:
        return scipy.optimize.brentq(lambda y: y + y**3 - x, -10.0, 10.0, xtol=1e-6)

    def gradient(x: float) -> float:
        y = scipy.optimize.brentq(lambda y: y + y**3 - x, -10.0, 10.0, xtol=1e-13)
        return 1.0 / (1.0 + 3.0 * y * y)

    return Case(f, rng.uniform(0.5, 5.0), gradient, _SOLVED)


def ode(rng: Rng) -> Case:
    """y(1) of y' = -k y, y(0) = 1: exp(-k)."""

    def f(k: float) -> float:
        solution = scipy.integrate.solve_ivp(
            lambda t, y: -k * y, (0.0, 1.0), [1.0], rtol=1e-6, atol=1e-9
        )
        return float(solution.y[0, -1])

    return Case(f, rng.uniform(0.5, 3.0), lambda k: -np.exp(-k), _SOLVED)


def fixed_point(rng: Rng) -> Case:
    """y = a cos(y), iterated until it moves by less than 1e-6."""

    def solve(a: float, tolerance: float) -> float:
        y, before = 0.5, math.inf
        while abs(y - before) > tolerance:
            y, before = float(a * np.cos(y)), y
        return y

    def gradient(a: float) -> float:
        y = solve(a, 1e-14)
        return float(np.cos(y) / (1.0 + a * np.sin(y)))

    return Case(lambda a: solve(a, 1e-6), rng.uniform(0.3, 0.9), gradient, _SOLVED)


# -- the gradient is 0 by cancellation -------------------------------------------------


def _normalized(X: Any, b: Any, axis: int) -> Any:
    Z = X + b
    centered = Z - Z.mean(axis=axis, keepdims=True)
    return centered / np.sqrt((centered**2).mean(axis=axis, keepdims=True) + 1e-5)


def _bias(rng: Rng, axis: int, on_nodes: bool) -> Case:
    """A bias that the normalization after it takes off again."""
    X, T = rng.normal(size=(5, 3)), rng.normal(size=(5, 3))
    # Before layer norm the bias is one number for each row.
    b = rng.normal(size=3 if axis == 0 else (5, 1))

    def loss(b: Any) -> Any:
        return (_normalized(X, b, axis) * T).sum()

    def gradient(b: Any) -> Any:
        Z = X + b
        centered = Z - Z.mean(axis=axis, keepdims=True)
        std = np.sqrt((centered**2).mean(axis=axis, keepdims=True) + 1e-5)
        hat, n = centered / std, Z.shape[axis]
        dots = (T * hat).sum(axis=axis, keepdims=True)
        dZ = (n * T - T.sum(axis=axis, keepdims=True) - hat * dots) / (n * std)
        return dZ.sum(axis=axis, keepdims=axis == 1)

    return Case(loss if on_nodes else lambda b: float(loss(b)), b, gradient)


def batch_norm_bias(rng: Rng) -> Case:
    return _bias(rng, 0, on_nodes=True)


def batch_norm_bias_in_numpy(rng: Rng) -> Case:
    return _bias(rng, 0, on_nodes=False)


def layer_norm_bias(rng: Rng) -> Case:
    return _bias(rng, 1, on_nodes=True)


def layer_norm_bias_in_numpy(rng: Rng) -> Case:
    return _bias(rng, 1, on_nodes=False)


def _symmetric(rng: Rng, on_nodes: bool) -> Case:
    """Two layers whose weights start as one number: equal classes cancel."""
    X = rng.normal(size=(4, 3))
    T = np.eye(2)[[0, 1, 0, 1]]
    start = rng.choice([0.0, 1.0, 0.5])
    W1, W2 = np.full((3, 4), start), np.full((4, 2), start)

    def loss(W1: Any, W2: Any) -> Any:
        scores = np.tanh(X @ W1) @ W2
        shifted = scores - scores.max(axis=1, keepdims=True)
        logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return -(logs * T).sum() / 4.0

    def gradient(W1: Any, W2: Any) -> Any:
        H = np.tanh(X @ W1)
        P = np.apply_along_axis(_softmax, 1, H @ W2)
        d = (P - T) / 4.0
        return X.T @ ((d @ W2.T) * (1.0 - H**2)), H.T @ d

    f = loss if on_nodes else lambda W1, W2: float(loss(W1, W2))
    return Case(f, (W1, W2), gradient)


def symmetric_start(rng: Rng) -> Case:
    return _symmetric(rng, on_nodes=True)


def symmetric_start_in_numpy(rng: Rng) -> Case:
    return _symmetric(rng, on_nodes=False)


CANCELLING = (
    *(softplus, softplus_on_nodes, logistic, logistic_on_nodes),
    *(cross_entropy, cross_entropy_on_nodes, tanh_layer, tanh_layer_on_nodes),
)
FAMILIES = (
    *CANCELLING,
    *(float32_net, float32_sum, root, ode, fixed_point),
    *(batch_norm_bias, batch_norm_bias_in_numpy),
    *(layer_norm_bias, layer_norm_bias_in_numpy),
    *(symmetric_start, symmetric_start_in_numpy),
)


def cases(family: Callable[[Rng], Case], count: int, seed: int = 0) -> Iterator[Case]:
    """The first cases of a family."""
    return (family(np.random.default_rng([seed, i])) for i in range(count))


def verdict_on(case: Case, factor: float = 1.0) -> str:
    """The verdict on the gradient, times a factor: `PASS`, or what did not pass."""

    def gradient(*args: Any) -> Any:
        right = case.gradient(*args)
        if isinstance(right, tuple):
            return tuple(factor * part for part in right)
        return factor * right

    report = check_gradient(case.f, case.at, analytic=gradient, **case.options)
    return "PASS" if report.ok else str(report.verdict)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.testing.families")
    parser.add_argument("--count", type=int, default=200, help="cases of each family")
    parser.add_argument("--only", default="", help="one family")
    args = parser.parse_args()
    for family in FAMILIES:
        if args.only in ("", family.__name__):
            right = Counter(verdict_on(x) for x in cases(family, args.count))
            wrong = Counter(verdict_on(x, 1.01) for x in cases(family, args.count))
            print(f"{family.__name__:28} right {dict(right)}")
            print(f"{'':28} 1 % off {dict(wrong)}", flush=True)


if __name__ == "__main__":
    main()

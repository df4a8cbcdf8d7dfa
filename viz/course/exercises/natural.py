"""Lesson 19: the Fisher matrix of logistic regression, and the natural gradient."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

import autograd_core as ac
import nn
from viz.course.exercise import Exercise, Inputs, Mistake, Part, gives

Matrix = NDArray[np.float64]


def fisher_cases(rng: np.random.Generator) -> Sequence[Inputs]:
    """Draw six weights and data sets."""
    questions: list[Inputs] = []
    for _ in range(6):
        rows, n = int(rng.integers(5, 9)), int(rng.integers(2, 4))
        questions.append((rng.normal(size=n), rng.normal(size=(rows, n))))
    return questions


def fisher_right(w: Matrix, X: Matrix) -> Matrix:
    """Return the engine's Hessian of the cross entropy, which is the Fisher matrix."""

    def loss(weights: Any) -> Any:
        return nn.binary_cross_entropy_with_logits(X @ weights, np.ones(len(X)))

    return np.asarray(ac.hessian(loss)(w), dtype=float)


def _p(w: Matrix, X: Matrix) -> Matrix:
    return 1 / (1 + np.exp(-X @ w))


def _weighted(X: Matrix, weights: Matrix) -> Matrix:
    return (X * weights[:, None]).T @ X / len(X)


FISHER_MISTAKES = (
    Mistake(
        "the sum, not the mean",
        "It is an expectation: divide by the number of rows.",
        gives(lambda w, X: fisher_right(w, X) * len(X)),
    ),
    Mistake(
        "p alone",
        "The variance of a 0 or 1 with probability p is p (1 - p).",
        gives(
            lambda w, X: _weighted(X, _p(w, X)),
            lambda w, X: _weighted(X, 1 - _p(w, X)),
        ),
    ),
    Mistake(
        "the slope squared",
        "E[(p - y)**2] = p (1 - p): it is not squared once more.",
        gives(lambda w, X: _weighted(X, (_p(w, X) * (1 - _p(w, X))) ** 2)),
    ),
    Mistake(
        "rows against rows",
        "The matrix has a row and a column for each weight, not for each sample.",
        gives(
            lambda w, X: (X * (_p(w, X) * (1 - _p(w, X)))[:, None]) @ X.T / len(X),
            lambda w, X: X @ X.T / len(X),
        ),
    ),
    Mistake(
        "without p (1 - p)",
        "Each row counts by p (1 - p): rows that are decided tell nothing.",
        gives(lambda w, X: X.T @ X / len(X)),
    ),
    Mistake(
        "the diagonal alone",
        "x x^T has entries off the diagonal, too.",
        gives(
            lambda w, X: np.diag(np.diag(fisher_right(w, X))),
            lambda w, X: np.diag(fisher_right(w, X)),
        ),
    ),
)


def step_cases(rng: np.random.Generator) -> Sequence[Inputs]:
    """Draw six positive definite matrices, gradients and rates."""
    questions: list[Inputs] = []
    for _ in range(6):
        n = int(rng.integers(2, 4))
        half = rng.normal(size=(n, n)).round(1)
        F = half @ half.T + 0.5 * np.eye(n)
        F[0, 1] = F[1, 0] = F[0, 1] + 0.2
        rate = round(float(rng.uniform(0.1, 0.9)), 2)
        questions.append((F, rng.normal(size=n).round(2) + 0.005, rate))
    return questions


def step_right(F: Matrix, g: Matrix, lr: float) -> Matrix:
    """Return -lr F^-1 g, by eigenvectors."""
    values, vectors = np.linalg.eigh(F)
    return -lr * vectors @ ((vectors.T @ g) / values)


STEP_MISTAKES = (
    Mistake(
        "uphill",
        "The step goes against the gradient: -lr F^-1 g.",
        gives(lambda F, g, lr: -step_right(F, g, lr)),
    ),
    Mistake(
        "multiplied by F",
        "Solve with F: np.linalg.solve(F, g).",
        gives(lambda F, g, lr: -lr * F @ g, lambda F, g, lr: lr * F @ g),
    ),
    Mistake(
        "the rate is forgotten",
        "The step is lr times as long.",
        gives(lambda F, g, lr: step_right(F, g, 1.0)),
    ),
    Mistake(
        "the plain gradient",
        "F^-1 is what makes it natural: solve with F.",
        gives(lambda F, g, lr: -lr * g),
    ),
    Mistake(
        "the diagonal of F alone",
        "What is off the diagonal couples the weights: solve the whole system.",
        gives(lambda F, g, lr: -lr * g / np.diag(F)),
    ),
)


EXERCISE = Exercise(
    "Beyond SGD",
    (
        Part(
            name="fisher",
            call="fisher(w, X)",
            cases=fisher_cases,
            right=fisher_right,
            mistakes=FISHER_MISTAKES,
            show=lambda w, X: f"fisher(w, X) with X of shape {X.shape}",
        ),
        Part(
            name="natural_step",
            call="natural_step(F, g, lr)",
            cases=step_cases,
            right=step_right,
            mistakes=STEP_MISTAKES,
        ),
    ),
)

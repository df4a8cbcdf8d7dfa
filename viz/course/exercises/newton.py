"""Lesson 18: the damped step of Newton's method."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from viz.course.exercise import Exercise, Inputs, Mistake, Part, gives

Matrix = NDArray[np.float64]


def cases(rng: np.random.Generator) -> Sequence[Inputs]:
    """Draw eight symmetric matrices of size 2 or 3 and gradients."""
    questions: list[Inputs] = []
    for _ in range(8):
        n = int(rng.integers(2, 4))
        half = rng.normal(size=(n, n)).round(1)
        H = half @ half.T + 0.5 * np.eye(n)
        H[0, 1] += 0.3
        H[1, 0] += 0.3
        g = rng.normal(size=n).round(1) + 0.05
        questions.append((H, g, round(float(rng.uniform(0.2, 2.0)), 1)))
    return questions


def right(H: Matrix, g: Matrix, alpha: float) -> Matrix:
    """Return minus (H + alpha I)^-1 g, by its eigenvectors."""
    values, vectors = np.linalg.eigh(H)
    return -vectors @ ((vectors.T @ g) / (values + alpha))


MISTAKES = (
    Mistake(
        "uphill",
        "The step goes against the gradient: -(H + alpha I)^-1 g.",
        gives(lambda H, g, alpha: -right(H, g, alpha)),
    ),
    Mistake(
        "alpha in every entry",
        "Add alpha on the diagonal: alpha * np.eye(len(g)).",
        gives(
            lambda H, g, alpha: -np.linalg.solve(H + alpha, g),
            lambda H, g, alpha: np.linalg.solve(H + alpha, g),
        ),
    ),
    Mistake(
        "no damping",
        "Add alpha I to H before the system is solved.",
        gives(lambda H, g, alpha: -np.linalg.solve(H, g)),
    ),
    Mistake(
        "alpha is subtracted",
        "Damping makes the eigenvalues larger: H + alpha I.",
        gives(lambda H, g, alpha: -np.linalg.solve(H - alpha * np.eye(len(g)), g)),
    ),
    Mistake(
        "without H",
        "That is plain descent: solve a system with H + alpha I.",
        gives(lambda H, g, alpha: -g, lambda H, g, alpha: -g / alpha),
    ),
    Mistake(
        "damping after the inverse",
        "Damp H, not its inverse: (H + alpha I)^-1.",
        gives(lambda H, g, alpha: -(np.linalg.inv(H) + alpha * np.eye(len(g))) @ g),
    ),
    Mistake(
        "alpha times H",
        "Damping adds alpha I; it does not scale H.",
        gives(
            lambda H, g, alpha: -np.linalg.solve(alpha * H, g),
            lambda H, g, alpha: -alpha * np.linalg.solve(H, g),
        ),
    ),
    Mistake(
        "multiplied by H",
        "Solve with H: the step is short where the bowl is steep.",
        gives(
            lambda H, g, alpha: -(H + alpha * np.eye(len(g))) @ g,
            lambda H, g, alpha: -H @ g,
        ),
    ),
    Mistake(
        "the diagonal alone",
        "What is off the diagonal couples the parameters: solve the whole system.",
        gives(lambda H, g, alpha: -g / (np.diag(H) + alpha)),
    ),
    Mistake(
        "divided entry by entry",
        "H^-1 is the inverse matrix, not 1 / H.",
        gives(
            lambda H, g, alpha: -(1 / (H + alpha * np.eye(len(g)))) @ g,
            lambda H, g, alpha: -g / (H + alpha * np.eye(len(g))),
        ),
    ),
)


EXERCISE = Exercise(
    "Second order",
    (
        Part(
            name="newton_step",
            call="newton_step(H, g, alpha)",
            cases=cases,
            right=right,
            mistakes=MISTAKES,
        ),
    ),
)

"""matrix-derivatives: the table of Minka's notes, each line against the engine."""

import numpy as np
import pytest

import autograd_core as ac

rng = np.random.default_rng(0)
A, X = rng.normal(size=(3, 3)), rng.normal(size=(3, 3)) + 3 * np.eye(3)
a, b, x = rng.normal(size=(3, 3))
INVERSE = np.linalg.inv(X)

# name: the function, where, and its derivative (numerator layout transposed: the shape
# of the argument), from T. Minka, Old and new matrix algebra useful for statistics.
TABLE = {
    "a'Xb": (lambda X: a @ X @ b, X, np.outer(a, b)),
    "a'X'b": (lambda X: a @ X.T @ b, X, np.outer(b, a)),
    "tr(AX)": (lambda X: ac.trace(A @ X), X, A.T),
    "tr(XAX')": (lambda X: ac.trace(X @ A @ X.T), X, X @ (A + A.T)),
    "tr(X'AX)": (lambda X: ac.trace(X.T @ A @ X), X, (A + A.T) @ X),
    "x'Ax": (lambda x: x @ A @ x, x, (A + A.T) @ x),
    "a'x": (lambda x: a @ x, x, a),
    "|Ax - b|^2": (lambda x: ((A @ x - b) ** 2).sum(), x, 2 * A.T @ (A @ x - b)),
    "det X": (ac.det, X, np.linalg.det(X) * INVERSE.T),
    "log |det X|": (lambda X: ac.slogdet(X)[1], X, INVERSE.T),
    "tr(A inv(X))": (
        lambda X: ac.trace(A @ ac.inv(X)),
        X,
        -(INVERSE @ A @ INVERSE).T,
    ),
    "a'inv(X)b": (
        lambda X: a @ ac.solve(X, b),
        X,
        -np.outer(INVERSE.T @ a, INVERSE @ b),
    ),
}


@pytest.mark.parametrize("name", TABLE)
def test_the_line_of_the_table(name):
    f, at, expected = TABLE[name]
    gradient = ac.grad(f)(at)
    assert gradient.shape == at.shape
    assert gradient == pytest.approx(expected, rel=1e-10, abs=1e-12)


def test_the_differential_of_the_inverse():
    """d inv(X) = -inv(X) dX inv(X), as a Jacobian times a direction."""
    direction = rng.normal(size=(3, 3))
    _, moved = ac.jvp(ac.inv, (X,), (direction,))
    assert moved == pytest.approx(-INVERSE @ direction @ INVERSE, rel=1e-10)


def test_a_vector_by_a_matrix_has_one_nonzero_row_for_each_entry():
    """d(Wx)_i / dW is x in row i: q x p numbers, the compact form of the lecture."""
    W = rng.normal(size=(2, 3))
    full = ac.jacobian(lambda W: W @ x)(W)
    assert full.shape == (2, 2, 3)
    compact = np.array([full[i, i] for i in range(2)])
    assert compact.tolist() == [x.tolist(), x.tolist()]
    full[[0, 1], [0, 1]] = 0.0
    assert not full.any()

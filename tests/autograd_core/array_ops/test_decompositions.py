"""Factors and functions of matrices, against formulas that take complex numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.linalg

import autograd_core as ac
from autograd_core import Tensor
from tests.autograd_core.array_ops.array_checks import check, numbers

# -- references: analytic in every entry, each written from the definition -------------


def each(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A function of one matrix, for a stack of them."""

    def of_stack(a: Any) -> Any:
        if a.ndim == 2:
            return function(a)
        return np.stack([of_stack(part) for part in a])

    return of_stack


def lower_half(a: Any) -> Any:
    return np.tril(a) + np.tril(a, -1).T


@each
def cholesky(a: Any) -> Any:
    """By Banachiewicz, row by row."""
    n = len(a)
    low = np.zeros((n, n), a.dtype)
    for i in range(n):
        for j in range(i + 1):
            rest = a[i, j] - low[i, :j] @ low[j, :j]
            low[i, j] = np.sqrt(rest) if i == j else rest / low[j, j]
    return low


def eigen(a: Any) -> tuple[Any, Any]:
    """Of a symmetric matrix: v^T v = 1, and NumPy's signs of the real parts."""
    w, v = np.linalg.eig(a)
    order = np.argsort(np.real(w))
    w, v = w[order], v[:, order]
    v = v / np.sqrt(np.sum(v * v, axis=0))
    signs = np.sign(np.sum(np.real(v) * np.linalg.eigh(np.real(a))[1], axis=0))
    return w, v * signs


def singular(a: Any) -> tuple[Any, Any, Any]:
    """By the eigenvectors of the smaller of a a^T and a^T a."""
    if a.shape[0] < a.shape[1]:
        v, s, u = singular(a.T)
        return u, s, v
    w, v = eigen(a.T @ a)
    w, v = w[::-1], v[:, ::-1]
    s = np.sqrt(w)
    theirs = np.linalg.svd(np.real(a), full_matrices=False)[2].T
    v = v * np.sign(np.sum(np.real(v) * theirs, axis=0))
    return a @ v / s, s, v


def gram_schmidt(a: Any) -> tuple[Any, Any]:
    """q and r, with NumPy's signs."""
    q = np.zeros(a.shape, a.dtype)
    for j in range(a.shape[1]):
        rest = a[:, j]
        for _ in range(2):
            rest = rest - q[:, :j] @ (q[:, :j].T @ rest)
        q[:, j] = rest / np.sqrt(rest @ rest)
    q = q * np.sign(np.sum(np.real(q) * np.linalg.qr(np.real(a))[0], axis=0))
    return q, q.T @ a


def pseudo_inverse(a: Any) -> Any:
    if a.shape[0] < a.shape[1]:
        return pseudo_inverse(a.T).T
    return np.linalg.solve(a.T @ a, a.T)


# -- where -----------------------------------------------------------------------------


def square(*shape: int, seed: int = 3) -> Any:
    """Matrices far from singular, with different eigenvalues."""
    n = shape[-1]
    return numbers(*shape, seed=seed) * 0.4 + np.diag(np.arange(1.0, n + 1.0))


def definite(*shape: int) -> Any:
    a = square(*shape)
    return a @ np.swapaxes(a, -1, -2) + np.tril(numbers(*shape, seed=4)) * 0.1


def part(index: int, function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda a: function(a)[index]


TABLE: list[Any] = [
    ("cholesky", ac.cholesky, lambda a: cholesky(each(lower_half)(a)), definite(3, 3)),
    ("cholesky of stacks", ac.cholesky, lambda a: cholesky(each(lower_half)(a)),
     definite(2, 2, 2)),
    ("cholesky, upper", lambda a: ac.cholesky(a, upper=True),
     lambda a: cholesky(lower_half(a.T)).T, definite(3, 3)),
    ("eigvalsh", ac.eigvalsh, each(lambda a: eigen(lower_half(a))[0]), square(2, 3, 3)),
    ("eigvalsh, U", lambda a: ac.eigvalsh(a, "U"),
     lambda a: eigen(lower_half(a.T))[0], square(3, 3)),
    ("eigh", lambda a: ac.eigh(a).eigenvectors,
     each(lambda a: eigen(lower_half(a))[1]), square(2, 3, 3)),
    *[(f"svd {name} of {shape}", part(k, lambda a: ac.svd(a, full_matrices=False)),
       each(lambda a, k=k: (lambda usv: (usv[0], usv[1], usv[2].T)[k])(singular(a))),
       numbers(*shape, seed=6))
      for shape in ((3, 3), (4, 2), (2, 4), (2, 3, 2)) for k, name in enumerate("usv")],
    ("svdvals", ac.svdvals, lambda a: singular(a)[1], numbers(3, 4, seed=6)),
    *[(f"qr {name} of {shape}", part(k, ac.qr), each(part(k, gram_schmidt)),
       numbers(*shape, seed=8))
      for shape in ((3, 3), (4, 2), (2, 3, 2)) for k, name in enumerate("qr")],
    ("qr r of a wide matrix", lambda a: ac.qr(a, "r"),
     lambda a: gram_schmidt(a[:, :2])[0].T @ a, numbers(2, 4, seed=8)),
    ("pinv, tall", ac.pinv, each(pseudo_inverse), numbers(2, 4, 2, seed=9)),
    ("pinv, wide", ac.pinv, pseudo_inverse, numbers(2, 3, seed=9)),
    ("pinv, square", ac.pinv, np.linalg.inv, square(3, 3)),
    *[(f"matrix_power {n}", lambda a, n=n: ac.matrix_power(a, n),
       lambda a, n=n: np.linalg.matrix_power(a, n), square(2, 2, 2))
      for n in (-2, -1, 1, 2, 5)],
    ("expm", ac.expm, scipy.linalg.expm, numbers(3, 3, seed=2)),
    ("expm of stacks", ac.expm, scipy.linalg.expm, numbers(2, 2, 2, seed=2)),
    ("norm 2", lambda a: ac.norm(a, 2), lambda a: singular(a)[1][0],
     numbers(3, 2, seed=6)),
    ("norm -2", lambda a: ac.norm(a, -2), lambda a: singular(a)[1][-1],
     numbers(2, 3, seed=6)),
    ("norm nuc", lambda a: ac.norm(a, "nuc"), lambda a: np.sum(singular(a)[1]),
     numbers(3, 2, seed=6)),
    ("norm nuc along axes", lambda a: ac.norm(a, "nuc", (2, 0), keepdims=True),
     lambda a: np.stack([np.sum(singular(a[:, i])[1]) for i in range(2)]
                        ).reshape(1, 2, 1), numbers(3, 2, 2, seed=6)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("function", "reference", "a"), [pytest.param(*row[1:], id=row[0]) for row in TABLE]
)
def test_values_and_derivatives(function: Any, reference: Any, a: Any) -> None:
    check(function, reference, a, second=1e-6)


@pytest.mark.parametrize("name", ["cholesky", "eigvalsh", "pinv", "svdvals"])
def test_the_values_are_those_of_numpy(name: str) -> None:
    a = definite(2, 3, 3)
    a = a + np.swapaxes(a, -1, -2)
    numpys = getattr(np.linalg, name)
    out = numpys(Tensor(a))
    assert isinstance(out, Tensor)
    np.testing.assert_allclose(out.data, numpys(a), rtol=1e-12)


def test_results_have_the_names_that_numpys_have() -> None:
    a = square(3, 3)
    for name, fields in (("eigh", "eigenvalues eigenvectors"), ("svd", "U S Vh")):
        mine, theirs = getattr(np.linalg, name)(Tensor(a)), getattr(np.linalg, name)(a)
        for field in fields.split():
            np.testing.assert_allclose(
                getattr(mine, field).data,
                getattr(theirs, field),
                rtol=1e-12,
                atol=1e-14,
            )
    assert np.linalg.qr(Tensor(a)).R.shape == (3, 3)


# -- repeated eigenvalues and singular values, lost rank -------------------------------

TURN = np.linalg.qr(numbers(3, 3, seed=5))[0]
REPEATED = TURN @ np.diag([2.0, 2.0, 5.0]) @ TURN.T
NEARLY = TURN @ np.diag([2.0, 2.0 + 1e-11, 5.0]) @ TURN.T


def halves(slope: Any) -> Any:
    """A slope by a symmetric matrix as one by the triangle that is read."""
    return np.tril(slope) + np.tril(slope.T, -1)


@pytest.mark.parametrize("a", [REPEATED, NEARLY])
def test_symmetric_functions_of_equal_eigenvalues_are_right(a: Any) -> None:
    inverse = np.linalg.inv(a)
    for function, slope in (
        (lambda w: w.sum(), np.eye(3)),
        (lambda w: (w * w).sum(), 2.0 * a),
        (lambda w: w.log().sum(), inverse),
        (lambda w: w[2], np.outer(TURN[:, 2], TURN[:, 2])),
    ):
        by_eigenvalues = ac.grad(lambda x, f=function: f(ac.eigvalsh(x)))(a)
        np.testing.assert_allclose(by_eigenvalues, halves(slope), atol=1e-8)
        s = ac.grad(lambda x, f=function: f(ac.svdvals(x)[::-1]))(a)
        np.testing.assert_allclose(s, slope, atol=1e-8)
    np.testing.assert_allclose(
        ac.jvp(ac.eigvalsh, (a,), (np.eye(3),))[1], np.ones(3), rtol=1e-12
    )


@pytest.mark.parametrize("a", [REPEATED, NEARLY, np.zeros((3, 3))])
@pytest.mark.parametrize(
    "function",
    [
        lambda x: ac.eigvalsh(x)[0],
        lambda x: (ac.eigvalsh(x) * [1.0, 2.0, 3.0]).sum(),
        lambda x: ac.eigh(x).eigenvectors[0, 0],
        # The matrix itself, put together again: its slope is 1 for one entry.
        lambda x: (ac.eigh(x)[1] * ac.eigh(x)[0] @ ac.eigh(x)[1].T)[1, 0],
        lambda x: ac.svdvals(x)[1],
        lambda x: ac.svd(x).U[0, 2],
        lambda x: (ac.svd(x).U @ ac.svd(x).Vh)[1, 0],
    ],
)
def test_other_functions_of_equal_values_are_nan(a: Any, function: Any) -> None:
    assert np.isnan(ac.grad(function)(a)).any()
    assert np.isnan(ac.jvp(function, (a,), (definite(3, 3),))[1])
    assert np.isnan(ac.hessian(function)(a)).any()


@pytest.mark.parametrize(
    "function",
    [
        lambda x: ac.pinv(x).sum(),
        lambda x: ac.qr(x).R.sum(),
        lambda x: ac.svdvals(x).sum(),
        lambda x: ac.svd(x, False).U[0, 1],
    ],
)
def test_where_rank_is_lost_derivatives_are_nan(function: Any) -> None:
    for a in (np.ones((3, 2)), np.zeros((2, 2))):
        assert np.isnan(ac.grad(function)(a)).any()
        assert np.isnan(ac.jvp(function, (a,), (numbers(*a.shape),))[1])


def test_matrix_norms_at_lost_rank_take_the_slope_of_the_rest() -> None:
    a = np.outer([3.0, 4.0], [1.0, 0.0])
    expected = np.outer([0.6, 0.8], [1.0, 0.0])
    for ord in (2, "nuc"):
        np.testing.assert_allclose(ac.grad(ac.norm)(a, ord), expected, rtol=1e-14)
        assert not ac.grad(ac.norm)(np.zeros((2, 2)), ord).any()
        assert np.isnan(ac.hessian(lambda x, k=ord: ac.norm(x, k))(0.0 * a)).any()
    # Equal singular values share the gradient, as equal entries share that of max.
    np.testing.assert_allclose(ac.grad(ac.norm)(np.eye(2), 2), np.eye(2) / 2)


def test_stacks_hold_good_and_bad_matrices_apart() -> None:
    a = np.stack([REPEATED, square(3, 3)])
    slope = ac.grad(lambda x: ac.eigvalsh(x)[..., 0].sum())(a)
    assert np.isnan(slope[0]).any() and np.isfinite(slope[1]).all()


def test_empty_and_single_matrices() -> None:
    for function in (ac.cholesky, ac.eigvalsh, ac.svdvals, ac.pinv, ac.expm):
        grads = ac.grad(lambda x, f=function: f(x).sum())(np.ones((0, 2, 2)))
        assert grads.shape == (0, 2, 2)
    assert ac.grad(lambda x: ac.eigvalsh(x).sum())(np.array([[3.0]])) == 1.0
    assert ac.grad(lambda x: ac.svdvals(x).sum())(np.array([[-3.0]])) == -1.0
    assert ac.matrix_power(Tensor(square(2, 2)), 0).data.tolist() == np.eye(2).tolist()


MISTAKES: list[tuple[Any, type[Exception], str]] = [
    (lambda x: ac.cholesky(x[:2]), np.linalg.LinAlgError,
     "expected square matrices, got 2 rows and 3 columns"),
    (lambda x: ac.cholesky(-x), np.linalg.LinAlgError, "not positive definite"),
    (lambda x: ac.eigh(x, "X"), ValueError, "UPLO must be 'L' or 'U', got 'X'"),
    (lambda x: ac.eigh(x[0]), np.linalg.LinAlgError, "expected matrices, got 1 axes"),
    (lambda x: ac.svd(x[:2]), ValueError, "give full_matrices=False"),
    (lambda x: ac.qr(x[:, :2], "complete"), ValueError, "mode must be 'reduced'"),
    (lambda x: ac.matrix_power(x, 0.5), TypeError, "n is an integer, got 0.5"),
    (lambda x: ac.expm(x[:2]), np.linalg.LinAlgError, "expected square matrices"),
    (lambda x: ac.norm(x, 3), ValueError, "matrices None, 'fro', 'nuc', 1, -1, 2, -2"),
    (lambda x: ac.pinv(x, "small"), TypeError, "pinv: rcond"),
    (lambda x: np.linalg.svd(x, hermitian=True), TypeError, "np.svd on nodes"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "error", "text"), MISTAKES)
def test_mistakes_are_named(call: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error) as caught:
        call(Tensor(definite(3, 3)))
    assert text in str(caught.value)


def test_a_wrong_factor_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from autograd_core.array_ops import decompositions

    right = decompositions._reciprocal_gaps
    monkeypatch.setattr(
        decompositions,
        "_reciprocal_gaps",
        lambda *args, **kw: 1.001 * right(*args, **kw),
    )
    with pytest.raises(AssertionError):
        check(
            lambda a: ac.eigh(a).eigenvectors,
            lambda a: eigen(lower_half(a))[1],
            square(3, 3),
        )

"""Derivatives by hand as people have them: sparse, as products, of second order."""

import numpy as np
import pytest
from scipy import sparse
from scipy.sparse.linalg import LinearOperator, aslinearoperator

from autograd_core.testing import Verdict, check_gradient

A = np.random.default_rng(0).normal(size=(4, 3))
X = np.array([1.0, 2.0, 4.0])
WRONG = np.ones((4, 3))
WRONG[3, 1] = 1.01


def f(x):
    return A @ (x**2)


def jacobian(x):
    return A * 2 * x


def operator(matrix, transposed=None):
    adjoint = matrix.T if transposed is None else transposed
    return LinearOperator(
        matrix.shape, matvec=lambda v: matrix @ v, rmatvec=lambda u: adjoint @ u
    )


@pytest.mark.parametrize(
    "form",
    [
        sparse.csr_matrix,
        sparse.coo_array,
        aslinearoperator,
        operator,
        lambda matrix: LinearOperator((4, 3), matvec=lambda v: matrix @ v),
        list,
    ],
)
def test_sparse_jacobians_and_operators(form):
    assert check_gradient(f, X, lambda x: form(jacobian(x))).ok
    report = check_gradient(f, X, lambda x: form(jacobian(x) * WRONG))
    assert report.verdict is Verdict.FORMULA_WRONG
    assert sum(not row.ok for row in report.rows) == 1


def test_an_operator_whose_rows_are_not_its_columns():
    report = check_gradient(f, X, lambda x: operator(jacobian(x), A.T))
    assert report.verdict is Verdict.FORMULA_WRONG and not report.ok
    assert "rmatvec is not the adjoint of matvec" in str(report)


def test_flat_jacobians_of_matrices():
    matrix = np.arange(1.0, 7.0).reshape(2, 3)
    full = np.einsum("ik,jl->ijkl", np.eye(2), A)  # d (m A^T)[i, j] / d m[k, l]
    for by_hand in (full, full.reshape(8, 6), sparse.csr_array(full.reshape(8, 6))):
        assert check_gradient(lambda m: m @ A.T, matrix, by_hand).ok
        assert not check_gradient(lambda m: m @ A.T, matrix, 1.01 * by_hand).ok


def test_a_row_for_one_number():
    row = sparse.csr_array(2 * X[None])
    assert check_gradient(lambda x: (x**2).sum(), X, row).ok
    assert check_gradient(lambda x: (x**2).sum()[None], X, 2 * X[None]).ok
    assert not check_gradient(lambda x: (x**2).sum(), X, 2 * X[None]).ok


def test_a_transposed_jacobian_is_named():
    report = check_gradient(f, X, lambda x: jacobian(x).T)
    assert report.verdict is Verdict.FORMULA_WRONG
    assert "it is transposed" in str(report)
    square = A[:3]
    report = check_gradient(lambda x: square @ (x**2), X, lambda x: (square * 2 * x).T)
    assert "the Jacobian of x is right after a transpose" in report.hints[0]


# -- products --------------------------------------------------------------------------


@pytest.mark.parametrize("factor", [np.ones((4, 3)), WRONG])
def test_vjp(factor):
    def matrix(x):
        return jacobian(x) * factor

    def pull(x):
        return f(x), lambda g: (matrix(x).T @ g,)

    for vjp in (
        lambda x, g: matrix(x).T @ g,
        pull,
        lambda x: lambda g: matrix(x).T @ g,
    ):
        report = check_gradient(f, X, vjp=vjp)
        assert report.ok == (factor is not WRONG)


def test_vjp_of_several_inputs_and_results():
    def pair(x, y):
        return {"product": x * y, "sum": x.sum()}

    def vjp(x, y, g):
        return g["product"] * y + g["sum"], g["product"] * x

    at = (X, X + 1)
    assert check_gradient(pair, at, vjp=vjp).ok
    wrong = check_gradient(
        pair, at, vjp=lambda x, y, g: (g["product"] * y, vjp(x, y, g)[1])
    )
    assert {row.input for row in wrong.rows if not row.ok} == {"x"}


def test_vjp_that_ignores_the_upstream_gradient():
    def number(x):
        return (x**2).sum()

    assert check_gradient(number, X, vjp=lambda x, g: 2 * x * g).ok
    assert not check_gradient(number, X, vjp=lambda x, g: 2 * x).ok


@pytest.mark.parametrize("factor", [1.0, 1.01])
def test_jvp(factor):
    def primals_and_tangents(primals, tangents):
        (x,), (v,) = primals, tangents
        return f(x), factor * jacobian(x) @ v

    for jvp in (lambda x, v: factor * jacobian(x) @ v, primals_and_tangents):
        assert check_gradient(f, X, jvp=jvp).ok == (factor == 1)
    assert check_gradient(
        lambda x, y: x * y,
        (X, 3.0),
        jvp=lambda x, y, v, w: factor * (v * y + x * w),
    ).ok == (factor == 1)


def test_products_get_args():
    assert check_gradient(
        lambda x, k: x**k, X, vjp=lambda x, g, k: g * k * x ** (k - 1), args=(3,)
    ).ok
    assert check_gradient(
        lambda x, k: x**k, X, jvp=lambda x, v, k: v * k * x ** (k - 1), args=(3,)
    ).ok


# -- Hessians --------------------------------------------------------------------------


def cubic(x):
    return (x**3).sum() + x[0] * x[1]


def plain_cubic(x):
    return float(cubic(np.asarray(x, float)))


def gradient(x):
    return 3 * x**2 + np.array([x[1], x[0], 0])


def hessian(x):
    return np.diag(6 * x) + np.array([[0, 1, 0], [1, 0, 0], [0, 0, 0]])


def lower_triangle(x):
    return np.tril(hessian(x))


@pytest.mark.parametrize(
    ("function", "by_hand"), [(cubic, None), (cubic, gradient), (plain_cubic, gradient)]
)
def test_hessians(function, by_hand):
    for options in (
        {"hess": hessian},
        {"hess": hessian(X)},
        {"hess": lambda x: sparse.csr_array(hessian(x)), "order": 2},
        {"hessp": lambda x, p: hessian(x) @ p},
    ):
        report = check_gradient(function, X, by_hand, **options)
        assert report.ok
        assert {row.order for row in report.rows} == {1, 2}
    for options in (
        {"hess": lower_triangle},
        {"hessp": lambda x, p: lower_triangle(x) @ p},
        {"hessp": lambda x, p: lower_triangle(x).T @ p},
    ):
        report = check_gradient(function, X, by_hand, **options)
        assert report.verdict is Verdict.FORMULA_WRONG
        assert report.worst.order == 2


def test_hessians_next_to_other_forms_of_gradients():
    def pair(x):
        return plain_cubic(x), gradient(x)

    def vjp(x, g):
        return g * gradient(x)

    for form in ({"jac": True}, {"vjp": vjp}):
        f = pair if "jac" in form else plain_cubic
        assert check_gradient(f, X, **form, hess=hessian).ok
        assert not check_gradient(f, X, **form, hess=lower_triangle).ok


def test_hessians_of_several_inputs():
    def function(a, b):
        return a**2 * b.sum()

    def blocks(a, b):
        mixed = 2 * a * np.ones(3)
        return (2 * b.sum(), mixed), (mixed, np.zeros((3, 3)))

    def matrix(a, b):
        (aa, ab), (_, bb) = blocks(a, b)
        return np.block([[np.array([[aa]]), ab[None]], [ab[:, None], bb]])

    def by_name(a, b):
        (aa, ab), (ba, bb) = blocks(a, b)
        return {"a": {"a": aa, "b": ab}, "b": {"a": ba, "b": bb}}

    at = (2.0, X)
    for hess in (blocks, matrix, by_name):
        assert check_gradient(function, at, hess=hess).ok
    assert check_gradient(
        function,
        at,
        hessp=lambda a, b, p, q: (2 * b.sum() * p + 2 * a * q.sum(), 2 * a * p + 0 * b),
    ).ok
    wrong = check_gradient(function, at, hess=lambda a, b: 1.01 * matrix(a, b))
    assert {row.input for row in wrong.rows if not row.ok} == {"a, a", "a, b", "b, a"}


def test_a_formula_that_varies_from_call_to_call_does_not_pass() -> None:
    rng, at = np.random.default_rng(0), np.array([0.4, -1.2, 0.7])
    for f in (lambda x: (x**2).sum(), lambda x: float(np.sum(np.square(x)))):
        report = check_gradient(f, at, analytic=lambda x: rng.normal(size=3))
        assert report.verdict is Verdict.FORMULA_WRONG
        assert "two calls of your formula at this point" in str(report)
    calls: list[int] = []

    def right_at_first(x):
        calls.append(0)
        return 2 * x * len(calls)

    report = check_gradient(lambda x: (x**2).sum(), at, analytic=right_at_first)
    assert (report.verdict, report.ok) == (Verdict.NONDETERMINISTIC, False)


def test_a_product_of_one_input_in_the_form_of_jax():
    """Both forms have two arguments: what fails with arrays gets tuples."""
    A = np.array([[1.0, -2.0, 0.5], [0.3, 0.8, -1.1]])
    x = np.array([0.5, 1.0, -0.7])

    def jvp(inputs, tangents):
        return A @ (2 * inputs[0] * tangents[0])

    assert check_gradient(lambda x: A @ (x * x), x, jvp=jvp).ok
    assert not check_gradient(lambda x: A @ (x * x * x), x, jvp=jvp).ok

"""conjugate-gradient: nonlinear CG, and Hessian-free Newton-CG after Martens."""

import tracemalloc

import numpy as np
import pytest
import scipy.optimize

from autograd_core import Tensor, grad, value_and_grad
from optim import ConjugateGradient, NewtonCG, minimize
from optim.second_order import ConjugateGradientMethod, conjugate_gradient
from tests.optim.second_order.functions import STARTS, quadratic, rosenbrock

FORMULAS = ("polak-ribiere", "fletcher-reeves", "hestenes-stiefel")
formulas = pytest.mark.parametrize("formula", FORMULAS)


# -- n steps on a quadratic ------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 2, 7, 15])
def test_linear_cg_takes_n_products(n):
    _, H, b, expected = quadratic(n, condition=10.0)
    result = conjugate_gradient(lambda v: H @ v, b, tolerance=1e-9)
    assert result.products == n
    assert result.x == pytest.approx(expected, rel=1e-7, abs=1e-9)


def test_linear_cg_takes_as_many_products_as_there_are_eigenvalues():
    basis, _ = np.linalg.qr(np.random.default_rng(0).normal(size=(30, 30)))
    H = basis @ np.diag(np.repeat([1.0, 5.0, 20.0], 10)) @ basis.T
    result = conjugate_gradient(lambda v: H @ v, basis.sum(axis=1), tolerance=1e-10)
    assert result.products == 3


@formulas
@pytest.mark.parametrize("n", [2, 7, 15])
def test_nonlinear_cg_takes_n_steps_on_a_quadratic(formula, n):
    f, _, _, expected = quadratic(n, condition=10.0)
    result = minimize(
        f, np.zeros(n), "cg", formula=formula, line_search="exact", gtol=1e-8
    )
    assert (result.success, result.iterations) == (True, n)
    assert result.x == pytest.approx(expected, rel=1e-6, abs=1e-8)


@formulas
def test_the_directions_are_conjugate(formula):
    """d_i H d_j = 0 for all pairs of steps."""
    f, H, _, _ = quadratic(6)
    path = minimize(
        f, np.zeros(6), "cg", formula=formula, line_search="exact", gtol=1e-9
    ).trajectory
    steps = np.diff(path, axis=0)
    steps /= np.linalg.norm(steps, axis=1)[:, None]
    between = steps @ H @ steps.T
    assert np.abs(between - np.diag(np.diag(between))).max() < 1e-6


# -- the formulas ----------------------------------------------------------------------


def test_the_betas_are_the_printed_ones():
    g, before, d = np.array([1.0, 3.0]), np.array([2.0, -1.0]), np.array([-2.0, 2.0])
    # y = (-1, 4): g.g = 10, g.y = 11, before.before = 5, d.y = 10; g.before = -1.
    betas = [
        ConjugateGradientMethod(formula=formula).beta(g, before, d)
        for formula in FORMULAS
    ]
    assert betas == pytest.approx([11 / 5, 10 / 5, 11 / 10])


def test_polak_ribiere_plus_is_never_negative():
    g, before = np.array([1.0, 0.0]), np.array([2.0, 0.0])  # g.y = -1
    for formula in ("polak-ribiere", "hestenes-stiefel"):
        method = ConjugateGradientMethod(formula=formula)
        assert method.beta(g, before, -before) == 0.0


@formulas
def test_rosenbrock_is_solved_in_ten_dimensions(formula):
    result = minimize(rosenbrock, STARTS[10], "cg", formula=formula, gtol=1e-9)
    assert result.success
    assert result.x == pytest.approx(np.ones(10), abs=1e-8)


@pytest.mark.parametrize("x0", [STARTS[10], np.zeros(10), np.full(10, 2.0)])
def test_polak_ribiere_walks_as_scipys(x0):
    """Where no step of SciPy's is refused because the next would not go downhill."""
    theirs = scipy.optimize.minimize(
        value_and_grad(rosenbrock),
        x0,
        jac=True,
        method="CG",
        options={"return_all": True},
    )
    path = minimize(rosenbrock, x0, "cg", gtol=1e-5).trajectory
    assert path == pytest.approx(np.array(theirs.allvecs), rel=1e-6, abs=1e-6)
    assert len(path) > 150


def test_the_optimizer_walks_as_minimize_does():
    w = Tensor(STARTS[10])
    optimizer = ConjugateGradient([w])
    for _ in range(25):
        optimizer.step(lambda: rosenbrock(w))
    expected = minimize(rosenbrock, STARTS[10], "cg", max_iterations=25).x
    assert w.data == pytest.approx(expected, rel=1e-12)


# -- Hessian-free ----------------------------------------------------------------------


def large(x):
    """Convex, its Hessian not diagonal; the minimum is at 1."""
    neighbours = x[1:] - x[:-1]
    return ((x - 1) ** 4).sum() / 4 + ((x - 1) ** 2).sum() / 2 + (neighbours**2).sum()


SIZE = 100_000


def peak_vectors(run):
    """What `run` holds at most, in vectors of SIZE numbers."""
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1] / (8 * SIZE)
    finally:
        tracemalloc.stop()


def test_newton_cg_on_a_function_never_builds_a_matrix():
    """A matrix would be 100,000 vectors; the limit allows 300."""
    start, result = np.linspace(-1.0, 2.0, SIZE), []

    def run():
        result.append(minimize(large, start, "newton-cg", trajectory=False))

    assert peak_vectors(run) < 300
    assert result[0].success
    assert np.abs(result[0].x - 1.0).max() < 1e-6
    assert result[0].products > result[0].iterations


def test_newton_cg_on_parameters_never_builds_a_matrix():
    w = Tensor(np.linspace(-1.0, 2.0, SIZE))
    optimizer = NewtonCG([w], max_iter=8)
    assert peak_vectors(lambda: optimizer.step(lambda: large(w))) < 300
    assert np.abs(w.data - 1.0).max() < 1e-6


@pytest.mark.parametrize("distance", [1.0, 1e-4])
def test_the_direction_is_that_of_conjugate_gradients(distance):
    """At full length, on a quadratic: x - x0 is the truncated solution of H d = -g."""
    f, H, b, lowest = quadratic(12)
    x0 = lowest + distance
    steps = minimize(f, x0, "newton-cg", line_search=None, max_iterations=1).x - x0
    g = H @ x0 - b
    size = np.linalg.norm(g)
    # The printed algorithm, to a residual of min(1/2, sqrt |g|) |g|.
    d, r, p = np.zeros(12), -g, -g
    while np.linalg.norm(r) > min(0.5, np.sqrt(size)) * size:
        t = (r @ r) / (p @ H @ p)
        d, after = d + t * p, r - t * H @ p
        p = after + (after @ after) / (r @ r) * p
        r = after
    assert steps == pytest.approx(d, rel=1e-6)
    remainder = np.linalg.norm(H @ d + g) / size  # it was cut short, but the sooner the
    assert (
        0.1 < remainder < 0.5 if distance == 1.0 else 1e-4 < remainder < 0.1
    )  # larger g is


def test_damping_is_added_to_the_hessian():
    f, H, b, _ = quadratic(8)
    x0, alpha = np.ones(8), 1e6
    steps = minimize(
        f, x0, "newton-cg", damping=alpha, line_search=None, max_iterations=1
    ).x
    g = H @ x0 - b
    assert (steps - x0) * alpha == pytest.approx(-g, rel=1e-3)


def test_negative_curvature_ends_the_search_with_steepest_descent():
    """At (0.1, 0.2) of -x^2 - 2 y^2 + x^4 + y^4 every direction curves down."""

    def hill(x):
        return (-(x**2) * np.array([1.0, 2.0]) + x**4).sum()

    x0 = np.array([0.1, 0.2])
    steps = minimize(hill, x0, "newton-cg", line_search=None, max_iterations=1).x - x0
    assert steps == pytest.approx(-grad(hill)(x0), rel=1e-12)
    result = minimize(hill, x0, "newton-cg")
    assert result.x == pytest.approx([np.sqrt(0.5), 1.0], abs=1e-6)


def test_negative_curvature_later_keeps_the_direction_so_far():
    """H = diag(4, -1): along b the curvature is positive, along the next d not."""
    H, b = np.diag([4.0, -1.0]), np.array([2.0, 1.0])
    result = conjugate_gradient(lambda v: H @ v, b)
    assert result.products == 2
    assert result.curvature < 0
    assert result.x == pytest.approx((b @ b) / (b @ H @ b) * b)


@pytest.mark.parametrize("damping", [0.0, 1.0, 1e4])
def test_adapted_damping_reaches_the_minimum(damping):
    result = minimize(rosenbrock, STARTS[2], "newton-cg", damping=damping, gtol=1e-9)
    assert result.success
    assert result.x == pytest.approx([1.0, 1.0], abs=1e-8)

"""hessian: the matrix of second derivatives, and the Taylor expansion that uses it."""

import autograd
import autograd.numpy as anp
import numpy as np
from numpy.testing import assert_allclose

from autograd_core import exp, grad, hessian, hvp, sin


def normal(*shape):
    """The same numbers in whatever order the tests run."""
    return np.random.default_rng(4).normal(size=shape)


def quadratic():
    A = normal(5, 5)
    A = A @ A.T
    b = np.array([1.0, -2.0, 0.5, 0.0, 3.0])
    return A, b, lambda x: 0.5 * (x @ (A @ x)) - b @ x


def test_a_quadratic_is_exact():
    """f = x^T A x / 2 - b^T x: gradient A x - b, Hessian A, everywhere."""
    A, b, f = quadratic()
    for x in normal(3, 5):
        assert_allclose(grad(f)(x), A @ x - b, rtol=1e-12)
        assert_allclose(hessian(f)(x), A, rtol=1e-12, atol=1e-13)
        assert_allclose(hvp(f, (x,), (b,)), A @ b, rtol=1e-12)


def test_its_taylor_expansion_of_order_2_is_the_function():
    _A, _b, f = quadratic()
    x, d = normal(2, 5)
    expansion = f(x) + grad(f)(x) @ d + 0.5 * d @ hessian(f)(x) @ d
    assert_allclose(expansion, f(x + d), rtol=1e-12)


def test_the_remainder_of_any_smooth_function_falls_with_the_third_power():
    def f(x):
        return (sin(x) * x[::-1] ** 2).sum()

    x, d = normal(2, 4)
    g, H, value = grad(f)(x), hessian(f)(x), float(f(x))
    remainders = []
    for t in (1e-1, 1e-2):
        step = t * d
        expansion = value + g @ step + 0.5 * step @ H @ step
        remainders.append(abs(float(f(x + step)) - expansion))
    assert 700 < remainders[0] / remainders[1] < 1400


def test_it_is_symmetric_and_equals_hips():
    def f(x, np_):
        return (np_.sin(x) * np_.exp(0.3 * x[::-1])).sum() + (x[0] * x[1]) ** 3

    import autograd_core as ac

    x = normal(4)
    ours = hessian(lambda x: f(x, ac))(x)
    theirs = autograd.hessian(lambda x: f(x, anp))(x)
    assert_allclose(ours, ours.T, rtol=1e-12, atol=1e-13)
    assert_allclose(ours, theirs, rtol=1e-11, atol=1e-12)


def test_the_half_of_taylors_formula():
    """f + g'd + d'Hd/2; without the 1/2, as one lecture prints it, it is wrong."""

    def f(x):
        return x[0] ** 3 * x[1] + exp(x[1])

    x, d = np.array([1.0, 0.5]), np.array([0.3, -0.2])
    errors = {0.5: [], 1.0: []}
    for h in (0.1, 0.01):
        linear = f(x) + grad(f)(x) @ (h * d)
        curved = (h * d) @ hessian(f)(x) @ (h * d)
        for share in errors:
            errors[share].append(abs(f(x + h * d) - linear - share * curved))
    # With the 1/2 the error falls like h^3, without it like h^2.
    assert 700 < errors[0.5][0] / errors[0.5][1] < 1400
    assert 40 < errors[1.0][0] / errors[1.0][1] < 200

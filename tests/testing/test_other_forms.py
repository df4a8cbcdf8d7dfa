"""Gradients in rows over all inputs, for each result, or of more than `wrt` names."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy.sparse.linalg import aslinearoperator

from autograd_core.testing import check_gradient

X = np.array([0.5, 1.5, -2.0])
Y = np.array([1.0, 2.0, 4.0])


def agrees(f, at, formula, **options):
    """Whether a formula passes, and does not if its last number is off by 1 %."""

    def off(*inputs, **named):
        return _off(formula(*inputs, **named))

    wrong = check_gradient(f, at, off, **options)
    return check_gradient(f, at, formula, **options).ok and not wrong.ok


def _off(gradient):
    """A gradient whose last part is off by 1 %."""
    if isinstance(gradient, dict):
        last = list(gradient)[-1]
        return {**gradient, last: _off(gradient[last])}
    if isinstance(gradient, (tuple, list)):
        return type(gradient)([*gradient[:-1], _off(gradient[-1])])
    return gradient * 1.01


# -- one row or matrix over the numbers of all inputs ----------------------------------


def test_one_row_for_all_inputs():
    def joint(a, b):
        return (a**2).sum() + (b**3).sum()

    assert agrees(joint, (X, Y), lambda a, b: np.concatenate([2 * a, 3 * b**2]))
    row = sparse.csr_array(np.concatenate([2 * X, 3 * Y**2])[None])
    assert check_gradient(joint, (X, Y), row).ok
    assert agrees(
        lambda x, y: x * x * y, (2.0, 3.0), lambda x, y: np.array([2 * x * y, x * x])
    )
    tree = {"w": np.ones((2, 2)), "b": 3.0}
    assert agrees(
        lambda p: (p["w"] ** 2).sum() * p["b"],
        (tree,),
        lambda p: np.append(2 * p["w"].ravel() * p["b"], (p["w"] ** 2).sum()),
    )


@pytest.mark.parametrize("join", [np.hstack, sparse.hstack])
def test_the_columns_of_all_inputs(join):
    as_matrix = np.diag if join is np.hstack else sparse.diags_array
    assert agrees(
        lambda a, b: a * b,
        (X, Y),
        lambda a, b: join([as_matrix(b), as_matrix(a)]),
    )


# -- a part for each of several results ------------------------------------------------


@pytest.mark.parametrize(
    ("f", "at", "formula"),
    [
        (
            lambda x: (x**2, x.sum()),
            X,
            lambda x: (np.diag(2 * x), np.ones(3)),
        ),
        (
            lambda x: (x**2, x**3),
            X,
            lambda x: (np.diag(2 * x), np.diag(3 * x**2)),
        ),
        (
            lambda x: (x**2, x**3),
            X,
            lambda x: (2 * x, 3 * x**2),  # entry by entry
        ),
        (
            lambda x: {"square": x**2, "total": x.sum()},
            X,
            lambda x: {"total": np.ones(3), "square": np.diag(2 * x)},
        ),
        (
            lambda a, b: (a * b, a @ b),
            (X, Y),
            lambda a, b: ((np.diag(b), np.diag(a)), (b, a)),
        ),
        (
            lambda a, b: [a * b, a.sum()],
            {"a": X, "b": Y},
            lambda a, b: [
                {"a": sparse.diags_array(b), "b": sparse.diags_array(a)},
                {"b": 0 * b, "a": np.ones(3)},
            ],
        ),
    ],
)
def test_a_jacobian_for_each_result(f, at, formula):
    assert agrees(f, at, formula)


def test_a_jacobian_for_each_input_comes_first():
    """Two results of two inputs: what may be either is one for each input."""

    def f(x, y):
        return x * y, x + y

    assert check_gradient(f, (2.0, 3.0), lambda x, y: ([y, 1.0], [x, 1.0])).ok
    assert not check_gradient(f, (2.0, 3.0), lambda x, y: ([y, x], [1.0, 1.0])).ok


def test_a_gradient_of_another_shape_than_that_of_the_jacobian():
    report = check_gradient(lambda x: x[:2] ** 2, X, lambda x: 2 * x)
    assert report.verdict.name == "FORMULA_WRONG"
    assert "the Jacobian has shape (2, 3)" in str(report)


# -- what holds no numbers, and what is not checked ------------------------------------


@dataclass(frozen=True)
class Inner:
    w: Any
    degree: float = 2.0


@dataclass
class Outer:
    inner: Inner
    b: Any
    nothing: Any = None
    tags: list = field(default_factory=list)


def power(p):
    return (p.inner.w**2).sum() * (p.b**3).sum() + p.inner.degree


def parts(p):
    square, cube = (p.inner.w**2).sum(), (p.b**3).sum()
    return 2 * p.inner.w * cube, 3 * p.b**2 * square


@pytest.mark.parametrize(
    "made",
    [
        lambda w, b: Outer(Inner(w, 1.0), b),
        lambda w, b: {"inner": {"w": w, "degree": 1.0}, "b": b},
        lambda w, b: {"inner": Inner(w, 1.0), "b": b, "nothing": None, "tags": []},
    ],
)
def test_nested_dataclasses(made):
    at = Outer(Inner(X), Y)
    assert check_gradient(power, at, lambda p: made(*parts(p))).ok
    assert not check_gradient(power, at, lambda p: made(*_off(parts(p)))).ok


def test_wrt_a_part_of_what_the_formula_gives():
    def formula(p):
        return Inner(2 * p.w, 7.0)  # the second is wrong, and not asked about

    def f(p):
        return (p.w**2).sum() + p.degree

    assert check_gradient(f, Inner(X), formula, wrt="p.w").ok
    assert not check_gradient(f, Inner(X), formula, wrt="p.degree").ok
    assert not check_gradient(f, Inner(X), formula).ok


def test_none_in_a_list_is_left_out():
    assert agrees(
        lambda p: (p[0] ** 2).sum() * p[2],
        ([X, None, 3.0],),
        lambda p: [2 * p[0] * p[2], (p[0] ** 2).sum()],
    )


# -- kinds of numbers ------------------------------------------------------------------


def test_fractions():
    assert check_gradient(lambda x: x**2, 1.5, lambda x: Fraction(3)).ok
    assert not check_gradient(lambda x: x**2, 1.5, lambda x: Fraction(4)).ok


def test_a_sparse_matrix_that_is_a_dict():
    assert check_gradient(lambda x: x**2, X, sparse.dok_matrix(np.diag(2 * X))).ok


def test_a_hessian_by_its_products():
    def hessian(factor):
        return lambda x: aslinearoperator(np.diag(factor * x**2))

    def f(x):
        return (x**4).sum()

    assert check_gradient(f, X, hess=hessian(12)).ok
    assert not check_gradient(f, X, hess=hessian(12.1)).ok


def test_labels_of_a_gradient_are_those_of_the_input():
    rates = pd.Series([0.02, 0.03], index=["short", "long"])

    def gradient(labels):
        return lambda r: pd.Series((2 * r).to_numpy(), labels)

    def f(r):
        return (r**2).sum()

    assert check_gradient(f, rates, gradient(["short", "long"])).ok
    assert check_gradient(f, rates, gradient([0, 1])).ok  # the rows are numbered
    with pytest.raises(ValueError, match=r"labels \['short', 'lng'\], but its input"):
        check_gradient(f, rates, gradient(["short", "lng"]))


@pytest.mark.parametrize("make", [np.array, iter], ids=["array", "iterator"])
def test_bounds_in_an_array_or_an_iterator(make):
    def logarithm(x):
        assert np.all(x >= 0)
        return float(np.sum(np.log(x)))

    at = np.array([1e-9, 1.0, 5.0])
    assert check_gradient(
        logarithm, at, lambda x: 1 / x, bounds=make([(0.0, 5.0)] * 3)
    ).ok

"""Second derivatives where the first is a convention: right, nan or inf.

The right ones are those of the function that the expression is: `norm(x)**2` is the
quadratic x.x, `abs(x)**2` is x^2. Where the second derivative does not exist it is not
finite, and where no limit disagrees the convention stays.
"""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Tensor, Value, grad, gradients, hessian, hvp, jvp
from autograd_core.ops import rule

ZEROS, ONES = np.zeros(2), np.ones(2)
EYE, NONE = np.eye(2), np.zeros((2, 2))
C = EYE - 0.5  # what takes the mean off two numbers
NAN = np.full((2, 2), math.nan)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """An inf among the derivatives warns, as everywhere."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        yield


def rows(x: Any) -> Any:
    """Two rows, of which the second is not at a kink."""
    return ac.stack([x, x + np.array([3.0, 4.0])])


def two_values(f: Callable[[Any, Any], Any]) -> Callable[[Any], Any]:
    return lambda x: f(*x.values())


SMOOTH: list[tuple[str, Callable[[Any], Any], Any, Any]] = [
    ("norm^2", lambda x: ac.norm(x) ** 2, ZEROS, 2 * EYE),
    ("norm norm", lambda x: ac.norm(x) * ac.norm(x), ZEROS, 2 * EYE),
    ("square of norm", lambda x: ac.square(ac.norm(x)), ZEROS, 2 * EYE),
    ("norm^4", lambda x: ac.norm(x) ** 4, ZEROS, NONE),
    ("norm^3", lambda x: ac.norm(x) ** 3, ZEROS, NONE),
    ("3 norm^2 / 4 - 1", lambda x: 3 * ac.norm(x) ** 2 / 4 - 1, ZEROS, 1.5 * EYE),
    ("exp(-norm^2)", lambda x: ac.exp(-(ac.norm(x) ** 2)), ZEROS, -2 * EYE),
    ("exp(-(3 norm)^2)", lambda x: ac.exp(-((3 * ac.norm(x)) ** 2)), ZEROS, -18 * EYE),
    ("1/(1 + norm^2)", lambda x: 1 / (1 + ac.norm(x) ** 2), ZEROS, -2 * EYE),
    ("log(1 + norm^2)", lambda x: ac.log(1 + ac.norm(x) ** 2), ZEROS, 2 * EYE),
    ("(n + n^2) n", lambda x: (ac.norm(x) + 1) * ac.norm(x) ** 2, ZEROS, 2 * EYE),
    (
        "at the distance",
        lambda x: ac.norm(x - 1) ** 2 + ac.norm(x + 1) ** 2,
        ONES,
        4 * EYE,
    ),
    ("order fro", lambda x: ac.norm(rows(x) * [[1], [0]], "fro") ** 2, ZEROS, 2 * EYE),
    ("rows", lambda x: (ac.norm(rows(x), axis=1) ** 2).sum(), ZEROS, 4 * EYE),
    (
        "rows with lengths",
        lambda x: (ac.norm(rows(x), axis=1, keepdims=True) ** 2 * [[2], [1]]).sum(),
        ZEROS,
        6 * EYE,
    ),
    (
        "norm of norms",
        lambda x: ac.norm(ac.norm(ac.stack([x, 2 * x]), axis=1)) ** 2,
        ZEROS,
        10 * EYE,
    ),
    ("norm_3^3", lambda x: ac.norm(x, 3) ** 3, ZEROS, NONE),
    ("norm_4^4", lambda x: ac.norm(x, 4) ** 4, ZEROS, NONE),
    ("std^2", lambda x: ac.std(x) ** 2, ONES, C),
    ("std^2, ddof 1", lambda x: ac.std(x, ddof=1) ** 2, 0.1 * ONES, 2 * C),
    (
        "rows of std^2",
        lambda x: (ac.std(ac.stack([x, x]), axis=1) ** 2).sum(),
        ONES,
        2 * C,
    ),
    ("hypot^2", two_values(lambda x, y: ac.hypot(x, y) ** 2), ZEROS, 2 * EYE),
    ("hypot of parts", lambda x: ac.hypot(x[0], x[1]) ** 2, ZEROS, 2 * EYE),
    ("abs^2", lambda x: (abs(x) ** 2).sum(), ZEROS, 2 * EYE),
    ("abs abs", lambda x: (abs(x) * abs(x)).sum(), ZEROS, 2 * EYE),
    ("abs of abs, squared", lambda x: (abs(abs(x)) ** 2).sum(), ZEROS, 2 * EYE),
    ("exp(-abs^2)", lambda x: ac.exp(-(abs(x) ** 2)).sum(), ZEROS, -2 * EYE),
    ("abs^2 of Values", two_values(lambda x, y: abs(x) ** 2 + y * y), ZEROS, 2 * EYE),
    ("abs, linear", lambda x: abs(x).sum() * 3, ZEROS, NONE),
    ("maximum, linear", lambda x: ac.maximum(x, 0.0).sum(), ZEROS, NONE),
    ("max, linear", lambda x: ac.max(x), ZEROS, NONE),
    ("max of Values, linear", two_values(lambda x, y: ac.max([x, y])), ZEROS, NONE),
    (
        "squares of a tie that does not move",
        lambda x: ac.max(ac.relu(x)) ** 2,
        -ONES,
        NONE,
    ),
    (
        "the same of maximum",
        lambda x: ac.maximum(ac.relu(x), 0.0).sum() ** 2,
        -ONES,
        NONE,
    ),
    ("the same of abs", lambda x: (abs(ac.relu(x)).sum() + 1) ** 2, -ONES, NONE),
    ("x^2", lambda x: (x**2).sum(), ZEROS, 2 * EYE),
    ("x^1", lambda x: (x**1).sum(), ZEROS, NONE),
    ("x^0", lambda x: (x**0).sum(), ZEROS, NONE),
    ("x^3", lambda x: (x**3).sum(), ZEROS, NONE),
    ("prod", lambda x: ac.prod(x), ZEROS, EYE[::-1]),
]
"""`(name, f, point, Hessian)`: formulas by hand."""

ROUGH: list[tuple[str, Callable[[Any], Any], Any]] = [
    ("norm", ac.norm, ZEROS),
    ("norm^1.5", lambda x: ac.norm(x) ** 1.5, ZEROS),
    ("norm + norm^2", lambda x: ac.norm(x) + ac.norm(x) ** 2, ZEROS),
    ("norm x", lambda x: ac.norm(x) * x[0], ZEROS),
    ("product of two norms", lambda x: ac.norm(x) * ac.norm(2 * x + 0 * x[0]), ZEROS),
    ("hypot", lambda x: ac.hypot(x[0], x[1]), ZEROS),
    ("std", ac.std, ONES),
    ("norm_3", lambda x: ac.norm(x, 3), ZEROS),
    ("norm_3^2", lambda x: ac.norm(x, 3) ** 2, ZEROS),
    ("norm_1.5", lambda x: ac.norm(x, 1.5), ZEROS),
    ("norm_0.5", lambda x: ac.norm(x, 0.5), ZEROS),
    ("norm_-1", lambda x: ac.norm(x, -1), ZEROS),
    ("abs x", lambda x: (abs(x) * x).sum(), ZEROS),
    ("(abs + 1)^2", lambda x: ((abs(x) + 1) ** 2).sum(), ZEROS),
    ("log(abs + 1)", lambda x: ac.log(abs(x).sum() + 1), ZEROS),
    ("maximum^2", lambda x: ac.maximum(x, 2 * x).sum() ** 2, ZEROS),
    ("maximum(x, -x)^2", lambda x: (ac.maximum(x, -x) ** 2).sum(), ZEROS),
    ("minimum(x, -x)^2", lambda x: (ac.minimum(x, -x) ** 2).sum(), ZEROS),
    ("max^2", lambda x: ac.max(x) ** 2, ONES),
    ("min^2 of Values", two_values(lambda x, y: ac.min([x, y]) ** 2), ONES),
    ("max abs, squared", lambda x: ac.norm(x, math.inf) ** 2, ZEROS),
    ("x^1.5", lambda x: (x**1.5).sum(), ZEROS),
    ("x^0.5", lambda x: (x**0.5).sum(), ZEROS),
]
"""`(name, f, point)`: at least one second derivative does not exist there."""

MODES: dict[str, Callable[[Callable[[Any], Any], Any], Any]] = {
    "hessian": lambda f, x: hessian(f)(x),
    "reverse over reverse": lambda f, x: ac.jacrev(ac.jacrev(f))(x),
    "forward over reverse": lambda f, x: ac.jacfwd(grad(f))(x),
    "reverse over forward": lambda f, x: ac.jacrev(ac.jacfwd(f))(x),
    "forward over forward": lambda f, x: ac.jacfwd(ac.jacfwd(f))(x),
    "hvp": lambda f, x: np.array([hvp(f, (x,), (v,)) for v in EYE]).T,
    "gradient of jvp": lambda f, x: np.array(
        [grad(lambda z, v=v: jvp(f, (z,), (v,))[1])(x) for v in EYE]
    ),
    "linearize": lambda f, x: np.array([ac.linearize(grad(f), x)[1](v) for v in EYE]),
}
modes = pytest.mark.parametrize("mode", MODES)


@modes
@pytest.mark.parametrize(
    ("name", "f", "x", "expected"), SMOOTH, ids=[r[0] for r in SMOOTH]
)
def test_right_where_they_exist(
    name: str, f: Callable[[Any], Any], x: Any, expected: Any, mode: str
) -> None:
    np.testing.assert_allclose(MODES[mode](f, x), expected, rtol=1e-14, atol=1e-14)


@modes
@pytest.mark.parametrize(("name", "f", "x"), ROUGH, ids=[row[0] for row in ROUGH])
def test_not_finite_where_they_do_not(
    name: str, f: Callable[[Any], Any], x: Any, mode: str
) -> None:
    diagonal = np.diag(MODES[mode](f, x))
    assert not np.isfinite(diagonal).any(), diagonal


def test_mixed_derivatives_of_two_arguments() -> None:
    """d2/dx dy exp(-|x - y|^2) = 2 I at x = y (and JAX: nan)."""
    cross = ac.jacfwd(grad(lambda a, b: ac.exp(-(ac.norm(a - b) ** 2)), 0), 1)
    np.testing.assert_array_equal(cross(ONES, ONES), 2 * EYE)


POWERS = [
    # x^(y-1) (1 + y log x), of both orders, and y (y-1) x^(y-2) and x^y log(x)^2
    (0.0, 1.0, -math.inf, 0.0, 0.0),
    (0.0, 2.0, 0.0, 2.0, 0.0),
    (0.0, 3.0, 0.0, 0.0, 0.0),
    (0.0, 0.0, None, None, None),
    (0.0, 0.5, None, -math.inf, 0.0),
    (2.0, 0.0, 0.5, 0.0, math.log(2) ** 2),
    (2.0, 3.0, 4 * (1 + 3 * math.log(2)), 12.0, 8 * math.log(2) ** 2),
    (-2.0, 3.0, None, -12.0, None),
]


@pytest.mark.parametrize("kind", [Value, Tensor])
@pytest.mark.parametrize(("x", "y", "mixed", "by_x", "by_y"), POWERS)
def test_powers_of_both_operands(
    kind: Any, x: float, y: float, mixed: Any, by_x: Any, by_y: Any
) -> None:
    """None: any number that is not finite."""
    leaves = [kind(x), kind(y)]
    slopes = gradients(leaves[0] ** leaves[1], leaves, create_graph=True)
    second = [[float(s) for s in gradients(slope, leaves)] for slope in slopes]
    expected = ((by_x, mixed), (mixed, by_y))
    for i, j in itertools.product(range(2), repeat=2):
        if expected[i][j] is None:
            assert not math.isfinite(second[i][j])
        else:
            assert second[i][j] == pytest.approx(expected[i][j], rel=1e-14)


@pytest.mark.parametrize("x", [0.0, -0.0, 5e-324, 1e-309, -1e-310, 1e-300, 1e60])
def test_all_derivatives_of_whole_powers_at_tiny_numbers(x: float) -> None:
    for kind in (lambda number: number, lambda number: np.array([number])):
        for n in range(4):
            f: Any = lambda z, n=n: (z**n) * 1.0  # noqa: E731
            for order in range(5):
                expected = math.perm(n, order) * x ** max(0, n - order)
                expected = expected if order <= n else 0.0
                assert np.all(
                    np.asarray(f(kind(x))) == pytest.approx(expected, rel=1e-13)
                )
                f = ac.elementwise_grad(f)


ORDERS = (None, 2, 1, 3, 1.5, 0.5, 0.25, -0.5, -1, -2, -3, math.inf, -math.inf)


@pytest.mark.parametrize("ord", ORDERS)
def test_the_gradient_of_every_norm_is_0_at_0(ord: Any) -> None:
    """PyTorch 2.13 gives the same."""
    for settings in ({}, {"axis": 0}, {"axis": 0, "keepdims": True}):
        x = Tensor(np.zeros(3))
        ac.norm(x, ord, **settings).sum().backward()
        assert x.grad.tolist() == [0.0, 0.0, 0.0]
    x = Tensor([[0.0, 0.0], [3.0, 4.0]])
    ac.norm(x, ord, axis=1).sum().backward()
    assert x.grad[0].tolist() == [0.0, 0.0]
    lone = Tensor([3.0, 4.0])
    ac.norm(lone, ord).backward()
    assert x.grad[1].tolist() == lone.grad.tolist()


@pytest.mark.parametrize("ord", [0.5, -1, -2])
def test_orders_below_1_at_an_entry_that_is_0(ord: float) -> None:
    """|x|^p has a cusp or a pole there; 0, as in PyTorch."""
    x = Tensor([2.0, 0.0, -1.0])
    ac.norm(x, ord).backward()
    assert x.grad[1] == 0.0
    sizes = {0.5: (1 + math.sqrt(2)) * np.array([math.sqrt(0.5), 0, -1])}
    np.testing.assert_allclose(x.grad, sizes.get(ord, np.zeros(3)), rtol=1e-15)


def test_entries_that_are_equal_have_a_standard_deviation_of_0() -> None:
    """Though the mean of 0.1, 0.1, 0.1 is another number."""
    for number in (0.1, 0.7, 1e-5, 123.456, -1e300, 5e-324):
        x = Tensor(np.full((3, 2), number))
        out = ac.std(x, axis=0)
        out.sum().backward()
        assert out.data.tolist() == [0.0, 0.0]
        assert x.grad.tolist() == [[0.0, 0.0]] * 3


def test_lengths_of_extreme_numbers_keep_their_slopes() -> None:
    for size in (5e-324, 1e-320, 1e-300, 1e300, 1.5e308):
        x = Tensor([size, -size])
        ac.norm(x).backward()
        assert x.grad.tolist() == pytest.approx([math.sqrt(0.5), -math.sqrt(0.5)])
        x = Tensor([size, 0.0])
        ac.std(x).backward()
        assert x.grad.tolist() == pytest.approx([0.5, -0.5])
        for kind in (Value, lambda number: Tensor([number])):
            a, b = kind(size), kind(-size)
            ac.hypot(a, b).backward()
            assert float(np.sum(a.grad)) == pytest.approx(math.sqrt(0.5), rel=1e-15)
            assert float(np.sum(b.grad)) == pytest.approx(-math.sqrt(0.5), rel=1e-15)


def test_products_are_plain_again_when_no_kink_is_left() -> None:
    slopes = gradients(abs(Value(0.0)), Value(1.0), create_graph=True)
    x = Value(0.0)
    slopes = gradients(abs(x), x, create_graph=True)
    assert rule.at_kinks is not None
    del slopes
    assert rule.at_kinks is None


def test_the_gradient_checker_agrees() -> None:
    from autograd_core.testing import check_op, gradgradcheck

    assert gradgradcheck(lambda x: ac.norm(x) ** 2, ZEROS)
    assert gradgradcheck(lambda x: ac.std(x) ** 2, ONES)
    assert check_op(ac.hypot, order=2).ok


def test_minimizing_a_sum_of_squared_distances_is_one_step_of_newton() -> None:
    from optim import minimize

    result = minimize(
        lambda x: ac.norm(x) ** 2 + ac.norm(x - 2.0) ** 2, ZEROS, method="newton"
    )
    assert result.success and result.iterations <= 2
    np.testing.assert_allclose(result.x, ONES, rtol=1e-14)


def test_a_kink_below_a_tensor_without_axes() -> None:
    """Whether cos(z) moves at the tie is asked through the Value in the Tensor z."""

    def f(x: Any) -> Any:
        def spread(y: Any) -> Any:
            return ac.max([x, w, 1.5]) - ac.min([y, x])

        return ac.sin(ac.vjp(spread, x)[1](w)[0])

    w, t = Value(0.4), Tensor(0.2)
    z = t * grad(f)(ac.sin(w))
    slopes = gradients(ac.sin(z), [w, t], create_graph=True)
    # The vjp is -w / 2 by the convention for ties, whatever x is.
    assert z.data == 0.0 and [float(s.data) for s in slopes] == [0.0, 0.0]
    along = gradients(ac.sum(slopes[1]) + slopes[0], [w, t])
    assert all(np.isnan(x) or x == 0.0 for x in along)


def test_a_kink_of_a_value_in_a_tensor() -> None:
    """The largest and the least of one number are itself: 3 tanh(x)^2 is smooth."""

    def f(x: Any) -> Any:
        spread = ac.max([x, x, 0.13]) - ac.min([x, x])
        return ac.sum(3.0 * ac.stack_values([x, spread + x]).tanh() ** 2) / 2.0

    def second(x: float) -> Any:
        return grad(lambda y: jvp(f, (y,), (1.0,))[1])(x)

    # At 0.13 the largest ties with the constant: nan, or 6 (1 - t^2) (1 - 3 t^2).
    t = math.tanh(0.13)
    smooth = 6.0 * (1.0 - t * t) * (1.0 - 3.0 * t * t)
    answer = second(0.13)
    assert math.isnan(answer) or answer == pytest.approx(smooth, rel=1e-12)
    t = math.tanh(0.3)
    smooth = 6.0 * (1.0 - t * t) * (1.0 - 3.0 * t * t)
    assert second(0.3) == pytest.approx(smooth, rel=1e-12)


def test_products_while_a_kink_elsewhere_is_alive() -> None:
    """Lengths that are not 0 are looked at too: that must end. By PyTorch -2.1127."""
    kept = gradients(ac.norm(k := Tensor(ZEROS)), k, create_graph=True)
    assert rule.at_kinks is not None

    def f(w: Any) -> Any:
        def inner(v: Any) -> Any:
            s = ac.where(v > w, ac.sin(v), w)
            h = ac.hypot(2.0 + ac.sin(s), v)

            def total(r: Any) -> Any:
                return 0.5 * ac.sum(ac.sin(r)) + ac.sin(h) + s + s + s

            y = np.array([0.11, 1.09, 1.0])
            return ac.sin(w + ac.value_and_grad(total)(y)[0])

        return ac.sin(grad(inner)(w).tanh() * -0.5)

    assert grad(grad(f))(1.39) == pytest.approx(-2.1127271538582675, rel=1e-10)
    assert kept is not None

"""Hints name the mistake that was made; what is almost right gets none by chance."""

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Value
from autograd_core.testing import check_gradient

RNG = np.random.default_rng(5)
X, Y = RNG.standard_normal((6, 3)), RNG.standard_normal((6, 2))
W, B = RNG.standard_normal((3, 2)), RNG.standard_normal(2)
SCORES = RNG.standard_normal(4)
TARGET = np.array([0.0, 0.0, 1.0, 0.0])


def hints(f, at, analytic, **options):
    report = check_gradient(f, at, analytic=analytic, **options)
    assert not report.ok
    assert report.verdict.name == "FORMULA_WRONG"
    return " | ".join(report.hints)


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def half_mean_square(W, b):
    return 0.5 * ((X @ W + b - Y) ** 2).mean()


def residual(W, b):
    return (X @ W + b - Y) / Y.size


# -- one op ----------------------------------------------------------------------------


def diagonal(z):
    return softmax(z) * (1 - softmax(z))


@pytest.mark.parametrize(
    ("f", "analytic"),
    [
        (ac.softmax, diagonal),
        (ac.softmax, lambda z: np.diag(diagonal(z))),
        (
            lambda z: ((ac.softmax(z) - TARGET) ** 2).sum(),
            lambda z: 2 * (softmax(z) - TARGET) * diagonal(z),
        ),
    ],
)
def test_softmax_without_its_off_diagonal_terms(f, analytic):
    assert "only the diagonal of the Jacobian of softmax(" in hints(f, SCORES, analytic)


def test_activations_at_the_wrong_place():
    def f(a):
        return (ac.sigmoid(3 * a) ** 2).sum()

    def slope(a, of):
        return 2 * sigmoid(3 * a) * 3 * of

    at = np.array([0.3, -0.8])
    s = sigmoid(3 * at)
    assert check_gradient(f, at, analytic=slope(at, s * (1 - s))).ok
    twice = slope(at, sigmoid(s) * (1 - sigmoid(s)))
    assert "is taken at its result, not its argument" in hints(f, at, twice)
    argument = slope(at, 3 * at * (1 - 3 * at))
    assert "is a formula of its result, which here got" in hints(f, at, argument)


def test_the_exponent_is_missing():
    text = hints(lambda x: x**5, 1.3, lambda x: x**4)
    assert text == "it is 1/5x -> a factor 5 is missing: d(u**5)/du = 5*u**4"


def test_no_mean_where_there_is_none():
    """The 3 of (3x - 1)^2 counts nothing."""
    text = hints(lambda x: (3 * x - 1) ** 2, 2.0, lambda x: 2 * (3 * x - 1))
    assert text == "a factor 3 is missing: the derivative of multiply(3.0, x)"


# -- several uses ----------------------------------------------------------------------


def test_a_path_of_the_wrong_sign_or_twice():
    def f(x):
        return x / (1 + x**2)

    def slope(x, sign):
        return 1 / (1 + x**2) + sign * 2 * x * x / (1 + x**2) ** 2

    assert check_gradient(f, 0.7, analytic=slope(0.7, -1)).ok
    assert hints(f, 0.7, slope(0.7, 1)) == "the path via x ** 2 has the wrong sign"
    assert hints(f, 0.7, slope(0.7, -2)) == "the path via x ** 2 is counted twice"


def test_batch_norm_without_its_mean():
    upstream = RNG.standard_normal((6, 3))

    def f(X):
        centred = X - X.mean(axis=0)
        return (upstream * centred / ac.sqrt((centred**2).mean(axis=0) + 1e-5)).sum()

    def gradient(X, mean, variance):
        s = 1 / np.sqrt(X.var(0) + 1e-5)
        normal = (X - X.mean(0)) * s
        terms = mean * upstream.mean(0) + variance * normal * (upstream * normal).mean(
            0
        )
        return s * (upstream - terms)

    assert check_gradient(f, X, analytic=gradient(X, 1, 1)).ok
    text = hints(f, X, gradient(X, 0, 1))
    assert "once its mean over axis=0 is subtracted: the path through a mean" in text


# -- places ----------------------------------------------------------------------------


def test_gradients_in_each_others_place():
    text = hints(
        half_mean_square,
        (W, B),
        lambda W, b: (residual(W, b).sum(0), X.T @ residual(W, b)),
    )
    assert text == "the gradients of W and b are in each other's place"


def test_parameters_in_another_order():
    def f(x, y):
        return x**2 * y

    assert check_gradient(f, (2.0, 3.0), analytic=lambda x, y: (2 * x * y, x**2)).ok
    text = hints(f, (2.0, 3.0), lambda y, x: (2 * x * y, x**2))
    assert text.startswith("the formula takes (y, x), but f takes (x, y), and they")
    by_name = {"x": 2.0, "y": 3.0}
    right = check_gradient(f, by_name, analytic=lambda y, x: (2 * x * y, x**2))
    assert right.ok


@pytest.mark.parametrize("columns", [2, 6])
def test_a_bias_summed_over_the_wrong_axis(columns):
    """Of a square batch the shape does not tell."""
    weights, bias = RNG.standard_normal((3, columns)), RNG.standard_normal(columns)

    def f(b):
        return ((X @ weights + b) ** 2).sum()

    text = hints(f, bias, lambda b: 2 * (X @ weights + b).sum(1))
    assert text == (
        "the gradient of b is summed over axis=1, but it was broadcast along axis=0: "
        "write .sum(axis=0)"
    )


def test_an_error_in_the_formula_says_so():
    with pytest.raises(ValueError, match="matmul") as raised:
        check_gradient(
            half_mean_square, (W, B), analytic=lambda b, W: (X @ W + b, b.sum())
        )
    if hasattr(raised.value, "__notes__"):
        assert raised.value.__notes__ == [
            "raised by the formula, called with W (3, 2), b (2,)"
        ]


# -- the engine ------------------------------------------------------------------------


def test_partly_detached():
    """A factor 2 is missing, but the formula is right."""

    def f(x):
        return x * (x.data if isinstance(x, Value) else x)

    report = check_gradient(f, 2.0, analytic=lambda x: 2 * x)
    assert report.verdict.name == "DETACHED"
    assert [hint.split(":")[0] for hint in report.hints] == [
        "autodiff misses a part because the graph is cut"
    ]


@pytest.mark.parametrize(("entries", "is_solver"), [(1, False), (40, True)])
def test_one_entry_nearly_right_is_no_tolerance_of_f(entries, is_solver):
    def nearly(x):
        return np.cos(x) * np.where(np.arange(40) < entries, 1 + 2e-5, 1.0)

    report = check_gradient(
        lambda x: ac.sin(x).sum(), np.linspace(1, 1.5, 40), analytic=nearly
    )
    assert report.verdict.name == "FORMULA_WRONG"
    assert ("computed to a tolerance" in " ".join(report.hints)) is is_solver


def test_the_engine_is_not_blamed_for_rounding():
    """The mean of a softmax is 1/n: its gradient is 0, and what is left is rounding."""
    for scale in (1e-3, 1.0, 50.0):
        report = check_gradient(lambda x, s=scale: ac.softmax(x / s).mean(), SCORES)
        assert report.verdict.name != "ENGINE_OR_CUSTOM_OP_WRONG"


# -- no hint ---------------------------------------------------------------------------


@pytest.mark.parametrize("relative", [1e-4, -1e-4, 1e-3])
def test_what_is_almost_right_gets_no_hint(relative):
    """Factors near 1, such as the derivative of log(1.5 + u^2) + u, explain nothing."""
    offsets = RNG.standard_normal(4)

    def f(x):
        u = ac.log(1.5 + x * x) + ac.sin(x + offsets) + x * 1e-4
        return (1.0 + u / (2.0 - x)).sum() / (1 + 1e-4 * ac.tanh(x).sum())

    right = ac.grad(f)(SCORES)
    for i in range(4):
        off = right.copy()
        off[i] *= 1 + relative
        assert hints(f, SCORES, off) == ""


@pytest.mark.parametrize("scale", [1e-13, 1.0, 1e13])
def test_arrays_of_any_size(scale):
    """Below an absolute tolerance, every array would be every other's transpose."""
    weights = RNG.standard_normal((3, 3)) * scale

    def f(a):
        return (a * a * weights).sum()

    at = RNG.standard_normal((3, 3))
    right = 2 * at * weights
    assert ".T" in hints(f, at, right.T)
    assert hints(f, at, right * RNG.uniform(1.1, 1.9, (3, 3))) == ""


def test_a_hint_holds_at_every_point():
    """3x is half of 3x^2 at 2, and a third more than it at neither."""

    def f(x):
        return x**3

    for at in ([2.0, 1.0], [2.0, 5.0]):
        text = hints(f, at, lambda x: 3 * x)
        assert text == "the derivative of power(x, 3.0): the power is lowered twice"
    assert "the sign is wrong" in hints(f, [2.0, 5.0], lambda x: -3 * x**2)


def test_three_different_gradients_are_not_due_to_rounding():
    cube = ac.custom_op(lambda x: x**3, lambda x: 2 * x**2, name="cube")
    report = check_gradient(lambda x: 5 * cube(x), 2.0, analytic=7.0)
    text = str(report)
    assert text.startswith(
        "UNRESOLVED: d f/d x - your formula, autodiff and finite differences all "
        "disagree\n"
    )
    assert report.hints[0].startswith("the op cube(2) gives the local derivative 8,")
    assert "your formula and autodiff are both wrong" in report.hints[1]
    assert "rounds too coarsely" not in text


def test_a_number_outside_the_interval_of_a_kink_gets_no_hint():
    at = np.array([1.0, 1.0, 0.0])
    report = check_gradient(ac.max, at, analytic=np.array([2.0, 0.0, 0.0]))
    assert report.verdict.name == "FORMULA_WRONG"
    assert list(report.hints) == []
    # A sign that is wrong everywhere is still named next to a kink.
    at = np.array([0.0, 1.0, 2.0])
    text = hints(lambda x: ac.relu(x).sum(), at, lambda x: -1.0 * (x >= 0))
    assert text.startswith("every failing component is -1x -> the sign is wrong")


def test_the_derivative_of_an_inner_layer_without_what_comes_after_it():
    """The delta rule without its error, for the weights of either layer."""

    def error(W):
        return 0.5 * ((Y - ac.sigmoid(X @ W)) ** 2).sum()

    def without_the_error(W):
        out = sigmoid(X @ W)
        return X.T @ (out * (1 - out))

    assert hints(error, W, without_the_error) == (
        "this is the derivative of sigmoid(... @ W) alone: multiply it by the upstream "
        "gradient (the whole array of them)"
    )
    # y = sin(x)**2 in log(3y + 1): what reaches x is 2 sin(x) cos(x) times 3/(3y + 1).
    inner = hints(
        lambda x: ac.log(3 * ac.sin(x) ** 2 + 1), 0.7, lambda x: np.sin(2 * x)
    )
    assert inner == (
        "this is the derivative of sin(x) ** 2 alone: multiply it by the upstream "
        f"gradient, {3 / (3 * np.sin(0.7) ** 2 + 1):.6g}"
    )


def test_the_value_of_an_input_is_not_a_count():
    # d(x/y)/dy is -x/y**2; at y = 3 the ratio is 3, but there is no mean over 3.
    text = hints(lambda x, y: x / y, (2.0, 3.0), lambda x, y: (1 / y, -x / y))
    assert "mean" not in text

"""The numerical derivative: cases that other checkers fail, edges, cost."""

import math

import pytest

from autograd_core.testing import derivative


def relu(x):
    return max(x, 0.0)


def tiny_sin(x):
    return 1e-7 * math.sin(x)


def shifted(x):
    return x + 1e9


RIGHT = [
    ("log at 1e-3", math.log, 1e-3, 1e3),
    ("log at 1e-9", math.log, 1e-9, 1e9),
    ("sqrt at 1e-10", math.sqrt, 1e-10, 0.5e5),
    ("1/x at 1e-5", lambda x: 1 / x, 1e-5, -1e10),
    ("x^3 at 1e6", lambda x: x**3, 1e6, 3e12),
    ("exp at 20", math.exp, 20.0, math.exp(20.0)),
    ("sin at 1e8", math.sin, 1e8, math.cos(1e8)),
    ("sin at 5e8", math.sin, 5e8, math.cos(5e8)),
    ("sin at 2.2e8", math.sin, 220323336.75, math.cos(220323336.75)),
    ("sin at 1.02e7", math.sin, 10212970.5, math.cos(10212970.5)),
    ("x + 1e9 at 1", shifted, 1.0, 1.0),
    ("x + 1e12 at 1", lambda x: x + 1e12, 1.0, 1.0),
    ("relu at 1e-7", relu, 1e-7, 1.0),
    ("relu at -1", relu, -1.0, 0.0),
    ("tanh at 20", math.tanh, 20.0, 0.0),
    ("tanh at 3", math.tanh, 3.0, 1 - math.tanh(3.0) ** 2),
    ("cos at 0", math.cos, 0.0, 0.0),
    ("cos at pi", math.cos, math.pi, -math.sin(math.pi)),
    ("a constant", lambda x: 5.0, 1.0, 0.0),
    ("x^2 at 0", lambda x: x * x, 0.0, 0.0),
    ("log(x^2 + 1) at 1e-5", lambda x: math.log(x * x + 1), 1e-5, 2e-5),
]


WRONG = [
    ("sin off by 0.05 %", math.sin, 1.0, math.cos(1.0) * 1.0005),
    ("sin off by 0.01 %", math.sin, 1.0, math.cos(1.0) * 1.0001),
    ("1e-7 sin, twice", tiny_sin, 1.0, 2e-7 * math.cos(1.0)),
    ("1e-7 sin, zero", tiny_sin, 1.0, 0.0),
    ("log at 1e8, zero", math.log, 1e8, 0.0),
    ("x + 1e9, zero", shifted, 1.0, 0.0),
    ("x + 1e12, zero", lambda x: x + 1e12, 1.0, 0.0),
    ("sin at 1e8, zero", math.sin, 1e8, 0.0),
    ("x^2 at 0, small", lambda x: x * x, 0.0, 1e-6),
    ("log(x^2 + 1) at 1e-5", lambda x: math.log(x * x + 1), 1e-5, 2.002e-5),
]


@pytest.mark.parametrize(("f", "x", "gradient"), [case[1:] for case in RIGHT])
def test_right_gradients_pass(f, x, gradient):
    estimate = derivative(f, x, expected=[gradient])
    assert estimate.agrees(gradient)
    assert estimate.resolves()
    assert estimate.kink is None


@pytest.mark.parametrize(("f", "x", "gradient"), [case[1:] for case in WRONG])
def test_wrong_gradients_fail(f, x, gradient):
    estimate = derivative(f, x, expected=[gradient])
    assert not estimate.agrees(gradient)
    assert estimate.resolves()


@pytest.mark.parametrize(
    "f",
    [
        lambda x: (x - 2) ** 4,
        lambda x: (x - 2) ** 4 + 5,
        lambda x: max(x - 2, 0.0) ** 2,
        lambda x: (x - 2) * abs(x - 2),
        lambda x: abs(x - 2) ** 1.8,
    ],
)
def test_a_slope_that_vanishes(f):
    right = derivative(f, 2.0, expected=[0.0])
    assert right.agrees(0.0)
    assert right.resolves()
    for wrong in (0.1, -1e-3):
        assert not derivative(f, 2.0, expected=[wrong]).agrees(wrong)


def test_a_small_slope_does_not_vanish():
    def f(x):
        return (x - 2) ** 4 + 1e-7 * x

    assert not derivative(f, 2.0, expected=[0.0]).agrees(0.0)
    assert derivative(f, 2.0, expected=[1e-7]).agrees(1e-7)


@pytest.mark.parametrize(
    ("f", "x", "right"),
    [
        (math.exp, 1.0, math.e),
        (math.sin, 0.3, math.cos(0.3)),
        (lambda x: 1 / x, 1e-5, -1e10),
        (math.log, 1e8, 1e-8),
    ],
)
def test_extrapolation_is_accurate_and_knows_it(f, x, right):
    estimate = derivative(f, x)
    assert estimate.value == pytest.approx(right, rel=1e-12)
    assert abs(estimate.value - right) <= 10 * estimate.error
    assert estimate.error <= 1e-10 * abs(right)
    assert estimate.evaluations <= 41


@pytest.mark.parametrize("x", [5.2, 5.58, 5.9, 6.3, 7.0])
def test_fast_oscillation_is_not_a_slope(x):
    def f(x):
        return math.sin(math.exp(x)) + math.sqrt(x)

    right = math.cos(math.exp(x)) * math.exp(x) + 0.5 / math.sqrt(x)
    estimate = derivative(f, x, expected=[2 * right])
    assert estimate.agrees(right)
    assert estimate.value == pytest.approx(right, rel=1e-7)


def test_one_sided_extrapolation_is_accurate():
    estimate = derivative(lambda x: math.exp(x) * abs(x), 0.0)
    assert estimate.kink == pytest.approx((-1.0, 1.0), rel=1e-11)


def test_a_wide_step_may_not_answer_for_another_scale():
    """A step of 1e6 sees a sine of period 6 as a line of slope 0."""
    for x in (1e8, 3e8, 7e7 + 0.5):
        estimate = derivative(math.sin, x)
        assert estimate.agrees(math.cos(x))
        assert estimate.value == pytest.approx(math.cos(x), rel=1e-4)


def test_edge_of_the_domain_is_one_sided():
    estimate = derivative(lambda x: x + math.sqrt(x) * x, 0.0, expected=[5.0])
    assert estimate.method == "one-sided"
    assert "only above" in estimate.note
    assert estimate.agrees(1.0)
    assert not estimate.agrees(1.5)


def test_next_to_the_edge_of_the_domain():
    x = 1 - 1e-12
    right = 1 / math.sqrt((1 - x) * (1 + x))
    estimate = derivative(math.asin, x, expected=[right])
    assert estimate.value == pytest.approx(right, rel=1e-3)
    assert estimate.agrees(right)
    assert not derivative(math.asin, x, expected=[math.inf]).agrees(math.inf)


def test_next_to_an_infinite_slope():
    def f(x):
        return math.copysign(abs(x - 1) ** (1 / 3), x - 1)

    estimate = derivative(f, 1 + 1e-12, expected=[1e8])
    assert not estimate.agrees(math.inf)
    assert derivative(f, 1.0, expected=[1e8]).value == math.inf


def test_infinite_slope():
    estimate = derivative(math.sqrt, 0.0, expected=[math.inf])
    assert estimate.value == math.inf
    assert estimate.agrees(math.inf)
    assert not estimate.agrees(1e6)


def test_a_jump_has_no_derivative():
    estimate = derivative(lambda x: float(x > 0), 0.0, expected=[0.0])
    assert math.isnan(estimate.value)
    assert "jumps by 1" in estimate.note
    assert not estimate.resolves()


@pytest.mark.parametrize("x", [1.0, 1.0001, 3.0])
@pytest.mark.parametrize("frequency", [1e4, 1e8])
def test_a_slope_of_another_scale_is_not_taken_for_this_one(x, frequency):
    """Over wide steps a slope of 1, over narrow ones 1 + cos(frequency x) / 2."""

    def f(x):
        return x + 0.5 / frequency * math.sin(frequency * x)

    right = 1 + 0.5 * math.cos(frequency * x)
    estimate = derivative(f, x, expected=[1.5 * right])
    assert estimate.agrees(right)
    assert not estimate.agrees(1.0)


def test_outside_the_domain():
    estimate = derivative(math.log, -1.0)
    assert math.isnan(estimate.value)
    assert not estimate.agrees(-1.0)


def test_nan_is_never_right():
    assert not derivative(math.sin, 1.0, expected=[math.nan]).agrees(math.nan)


def test_evaluations_are_counted():
    calls = []

    def f(x):
        calls.append(x)
        return math.exp(x)

    quick = derivative(f, 1.0, expected=[math.e])
    assert quick.evaluations == len(calls) == 2
    calls.clear()
    thorough = derivative(f, 1.0, expected=[2.0])
    assert thorough.evaluations == len(calls) == len(set(calls))


def test_steps_are_exact():
    at = []

    def f(x):
        at.append(x)
        return x * x

    derivative(f, 0.1, expected=[0.2])
    high, low = at
    assert high - 0.1 == 0.1 - low


@pytest.mark.parametrize("method", ["auto", "central", "ridders", "complex"])
def test_methods(method):
    estimate = derivative(lambda x: x**3 - 2 * x, 1.3, method=method)
    right = 3 * 1.3**2 - 2
    assert abs(estimate.value - right) <= 10 * estimate.error
    assert estimate.error < 1e-8


@pytest.mark.parametrize("x", [1e-300, 1e-8, 1.0, 1e8, 1e150])
@pytest.mark.parametrize("sign", [-1, 1])
def test_any_size_of_input(x, sign):
    x *= sign
    estimate = derivative(lambda x: 3 * x, x, expected=[3.0])
    assert estimate.agrees(3.0)
    assert not derivative(lambda x: 3 * x, x, expected=[3.01]).agrees(3.01)


def test_a_small_x_that_f_hardly_sees_costs_few_evaluations():
    def f(x):
        return 5.0 + math.sin(x)

    x, right = 1e-4, math.cos(1e-4)
    slope = derivative(f, x, expected=[right, right])
    assert slope.evaluations <= 7 and slope.agrees(right)
    assert not derivative(f, x, expected=[right * (1 + 1e-5)]).agrees(
        right * (1 + 1e-5)
    )


def test_at_a_small_x_a_kink_or_a_stair_is_seen():
    x, right = 1e-4, math.cos(1e-4)
    bent = derivative(
        lambda t: 5.0 + math.sin(t) + 1e-5 * abs(t - x), x, expected=[right]
    )
    assert bent.kink is not None
    stairs = derivative(
        lambda t: 5.0 + round(math.sin(t), 12), x, expected=[right], rtol=1e-6
    )
    assert stairs.method != "central"

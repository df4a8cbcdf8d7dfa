"""`check_gradient`: how points are given, what options do, what a report says."""

import itertools
import math
import pickle

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Value, custom_op
from autograd_core.testing import (
    GradientMismatch,
    Verdict,
    assert_gradient,
    check_gradient,
)
from autograd_core.testing.function.autodiff import Autodiff


def product(w, x):
    return w * x


# -- points ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "names"),
    [
        ((2.0, 3.0), {"w", "x"}),
        ({"w": 2.0, "x": 3.0}, {"w", "x"}),
        ({"x": 3.0, "w": 2.0}, {"w", "x"}),
        ((Value(2.0, label="weight"), 3), {"weight", "x"}),
    ],
)
def test_several_inputs(at, names):
    report = check_gradient(product, at, analytic=None)
    assert report.ok
    assert {row.input for row in report.rows} == names


def test_a_function_of_one_dict():
    def f(params):
        return params["w"] * params["x"]

    report = check_gradient(
        f, {"w": 2.0, "x": 3.0}, analytic=lambda p: {"w": p["x"], "x": p["w"]}
    )
    assert report.ok
    assert {row.input: row.autodiff for row in report.rows} == {"w": 3.0, "x": 2.0}


def test_a_list_of_points():
    report = check_gradient(
        lambda x: x**3, [1.0, 2.0, -1.5], analytic=lambda x: 3 * abs(x) * x
    )
    assert not report.ok
    assert report.points == 3
    assert report.worst.point == 3
    assert "point 3 of 3" in str(report)
    assert len(report.rows) == 3


def test_no_points():
    with pytest.raises(ValueError, match="empty"):
        check_gradient(lambda x: x, [])


def test_functions_written_with_methods():
    assert check_gradient(lambda x: (x * 2).tanh().relu(), 0.3).ok


def test_functions_of_math_alone_need_a_formula():
    with pytest.raises(TypeError, match="no autodiff: f does not take nodes"):
        check_gradient(math.sin, 1.0)
    report = check_gradient(math.sin, 1.0, analytic=math.cos)
    assert report.ok
    assert "no autodiff" in str(report)
    assert not check_gradient(math.sin, 1.0, analytic=math.sin).ok


def test_edges_of_the_domain_warn_of_nothing():
    report = check_gradient(lambda x: ac.sqrt(x) * x, 0.0, analytic=0.0)
    assert "one-sided" in str(report.rows[0].numeric)


def test_infinite_gradients():
    report = check_gradient(lambda x: ac.sqrt(x), 0.0)
    assert report.ok
    assert report.rows[0].autodiff == math.inf


# -- wrt, analytic ---------------------------------------------------------------------


@pytest.mark.parametrize("wrt", ["x", 1, ["x"], (1,)])
def test_wrt(wrt):
    report = check_gradient(product, (2.0, 3.0), wrt=wrt, analytic=lambda w, x: w)
    assert [row.input for row in report.rows] == ["x"]
    assert report.ok


def test_wrt_unknown():
    with pytest.raises(ValueError, match="no input 'z'; the inputs are w, x"):
        check_gradient(product, (2.0, 3.0), wrt="z")


@pytest.mark.parametrize(
    "analytic",
    [
        (3.0, 2.0),
        [3.0, 2.0],
        {"x": 2.0, "w": 3.0},
        lambda w, x: (x, w),
        lambda w, x: {"w": x, "x": w},
        lambda w, x: (Value(x), np.float64(w)),
    ],
)
def test_forms_of_the_formula(analytic):
    assert check_gradient(product, (2.0, 3.0), analytic=analytic).ok


@pytest.mark.parametrize("analytic", [3.0, (3.0,), {"w": 3.0}, (1.0, 2.0, 3.0)])
def test_formula_for_other_inputs(analytic):
    with pytest.raises(ValueError, match="analytic"):
        check_gradient(product, (2.0, 3.0), analytic=analytic)


def test_small_gradients_are_checked():
    def f(x):
        return 1e-12 * ac.sin(x)

    assert check_gradient(f, 1.0, analytic=1e-12 * math.cos(1.0)).ok
    assert not check_gradient(f, 1.0, analytic=1.001e-12 * math.cos(1.0)).ok
    assert check_gradient(f, 1.0, analytic=0.0, atol=1e-9).ok


def test_rtol():
    assert check_gradient(lambda x: x * x, 3.0, analytic=6.01, rtol=1e-2).ok
    assert not check_gradient(lambda x: x * x, 3.0, analytic=6.01).ok


@pytest.mark.parametrize("method", ["auto", "central", "ridders", "complex"])
def test_methods_pass_and_fail(method):
    def f(x):
        return x**3 / 7

    assert check_gradient(f, 1.7, analytic=lambda x: 3 * x**2 / 7, method=method).ok
    wrong = check_gradient(f, 1.7, analytic=lambda x: 3.01 * x**2 / 7, method=method)
    assert wrong.verdict is Verdict.FORMULA_WRONG


@pytest.mark.parametrize(
    "options",
    [
        {"kinks": "no"},
        {"order": 3},
        {"method": "richardson"},
        {"directions": 0},
        {"directions": "some"},
        {"modes": "rev"},
        {"modes": ("forward",)},
        {"rtol": -1.0},
        {"rtol": np.nan},
        {"atol": "1e-3"},
        {"seed": "a"},
        {"wrt": []},
    ],
)
def test_unknown_options(options):
    with pytest.raises(ValueError, match=next(iter(options))):
        check_gradient(lambda x: x, 1.0, **options)


@pytest.mark.parametrize(
    ("f", "at", "match"),
    [
        (3, 1.0, "expected a function"),
        (lambda x: x, "1", "x: expected numbers, arrays.* got str '1'"),
        (lambda x: None, 1.0, "f: it returned None; does it lack its return"),
        (lambda x: np.ones((0, 3)), 1.0, "returned no numbers"),
        (lambda x: x, np.array(["a"]), "real numbers"),
    ],
)
def test_bad_input(f, at, match):
    with pytest.raises(TypeError, match=match):
        check_gradient(f, at, analytic=1.0)


# -- what is not touched ---------------------------------------------------------------


def test_parameters_in_the_closure_keep_their_gradients():
    w = Value(2.0)
    check_gradient(lambda x: x * w, 3.0, order=2)
    assert w.grad == 0.0
    assert not w.has_grad


def test_arrays_are_not_changed():
    at = np.array([1.0, 2.0])

    def f(x):
        x *= 2
        return (x * x).sum()

    report = check_gradient(f, at, analytic=lambda x: 8 * x)
    assert at.tolist() == [1.0, 2.0]
    assert "f changes its argument x in place" in str(report)
    assert report.ok


def test_integer_arrays_are_numbers_too():
    assert check_gradient(lambda x: (x**2).sum(), np.arange(3), analytic=[0, 2, 4]).ok


# -- order 2, modes --------------------------------------------------------------------


def test_second_order():
    def f(x, y):
        return ac.sin(x * y) * ac.exp(y)

    report = check_gradient(f, (0.7, 0.4), order=2)
    assert report.ok
    pairs = {row.input for row in report.rows if row.order == 2}
    assert pairs == {"x, x", "x, y", "y, x", "y, y"}


def test_second_order_of_a_dict():
    report = check_gradient(lambda w, x: w**2 * x, {"x": 3.0, "w": 2.0}, order=2)
    found = {row.input: row.autodiff for row in report.rows if row.order == 2}
    assert report.ok
    assert found == {"x, x": 0.0, "x, w": 4.0, "w, x": 4.0, "w, w": 6.0}


def test_modes_that_disagree(monkeypatch):
    from autograd_core.testing import check_point

    def off(call, leaves):
        found = differentiate(call, leaves)
        return Autodiff([2.0], found.out, leaves, [True])

    differentiate = check_point.differentiate
    monkeypatch.setattr(check_point, "differentiate", off)
    both = check_gradient(lambda x: x * 3, 1.0, rtol=1.0)
    assert both.verdict is Verdict.ENGINE_OR_CUSTOM_OP_WRONG
    assert "forward mode gives" in str(both)
    assert check_gradient(lambda x: x * 3, 1.0, rtol=1.0, modes=("rev",)).ok


# -- directions ------------------------------------------------------------------------


def cubes(x):
    return (x**3).sum()


def off_at(i, factor):
    def gradient(x):
        found = 3 * x**2
        found[i] *= factor
        return found

    return gradient


MANY = np.linspace(0.5, 1.5, 300)


def test_many_inputs_take_few_evaluations():
    report = check_gradient(cubes, MANY, analytic=lambda x: 3 * x**2)
    assert report.ok
    assert len(report.rows) == 8
    assert report.evaluations < 100


@pytest.mark.parametrize("i", [0, 17, 299])
def test_a_failing_direction_is_narrowed_to_a_component(i):
    report = check_gradient(cubes, MANY, analytic=off_at(i, 1.01))
    assert not report.ok
    assert report.worst.index == (i,)
    assert report.worst.ratio == pytest.approx(1.01)


def test_every_component_on_request():
    report = check_gradient(cubes, MANY, analytic=lambda x: 3 * x**2, directions="all")
    assert len(report.rows) == 300
    assert "... and 288 more components" in str(report)


def test_directions_are_the_same_for_the_same_seed():
    def text(seed):
        return str(check_gradient(cubes, MANY, analytic=lambda x: 3 * x**2, seed=seed))

    assert text(1) == text(1)
    assert text(1) != text(2)


# -- reports ---------------------------------------------------------------------------


def test_the_worst_component_comes_first():
    def gradient(x):
        return np.array([1.0, 1.01, 1.5, 1.001]) * 3 * x**2

    report = check_gradient(cubes, np.ones(4), analytic=gradient)
    assert [row.index for row in report.rows] == [(2,), (1,), (3,), (0,)]
    lines = str(report).splitlines()
    assert lines[3].split()[:3] == ["x", "(2)", "4.5"]
    assert lines[3].endswith("<-- worst")
    assert not lines[4].endswith("worst")


def test_markdown():
    text = check_gradient(product, (2.0, 3.0), analytic=(3.0, 4.0)).to_markdown()
    lines = text.splitlines()
    assert lines[0].startswith("**FORMULA_WRONG: d product/d x")
    assert lines[2].startswith("| input | index | analytic | autodiff | finite diff")
    assert lines[4].startswith("| x | () | 4 | 2 | 2 (+-")
    assert len({line.count("|") for line in lines[2:6]}) == 1


def test_report_is_true_or_false():
    assert check_gradient(lambda x: x * x, 1.0)
    assert not check_gradient(lambda x: x * x, 1.0, analytic=1.0)


def test_hints_can_be_switched_off():
    report = check_gradient(lambda x: x * x, 1.5, analytic=1.5, hints=False)
    assert not report.ok
    assert "Hint" not in str(report)


def test_mismatch_is_an_assertion_error_with_the_report():
    with pytest.raises(AssertionError) as raised:
        assert_gradient(lambda x: x * x, 1.5, analytic=1.5)
    assert type(raised.value) is GradientMismatch
    assert str(raised.value) == str(raised.value.report)
    again = pickle.loads(pickle.dumps(raised.value))
    assert str(again) == str(raised.value)


def test_file_and_line_of_the_function():
    report = check_gradient(product, (2.0, 3.0))
    line = product.__code__.co_firstlineno
    assert report.place == f"test_check.py:{line}"
    assert f"f = product  (test_check.py:{line})" in str(report)


def test_evaluations_are_those_of_the_rows():
    count = itertools.count()

    def f(x):
        if not isinstance(x, Value):
            next(count)
        return x**3

    report = check_gradient(f, 2.0)
    assert report.evaluations == 2
    assert next(count) == 2 + 2  # and twice to see whether f is deterministic


def test_an_op_that_is_never_reached_is_not_blamed():
    cube = custom_op(lambda x: x**3, lambda x: 2 * x**2, name="cube")

    def f(x):
        cube(x)
        return x * x

    assert check_gradient(f, 2.0).ok

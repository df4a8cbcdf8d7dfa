"""Reports as objects and as text."""

import itertools
import pickle

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Value
from autograd_core.testing import (
    GradientMismatch,
    Verdict,
    assert_gradient,
    check_gradient,
)
from tests.testing.functions import cubes, product


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


def test_markdown_of_rows_without_a_result():
    """An empty cell is a cell."""
    report = check_gradient(
        lambda x: (x**4).sum(), np.array([1.0, 2.0]), hess=lambda x: np.diag(x**2)
    )
    lines = report.to_markdown().splitlines()[2:8]
    assert len({line.count("|") for line in lines}) == 1
    assert any(line.startswith("|  | x |") for line in lines)


def test_rows_of_several_points_say_which():
    report = check_gradient(lambda x: abs(x) ** 3, [1.0, -2.0], lambda x: 3 * x**2)
    head, first, second = (line.split() for line in str(report).splitlines()[2:5])
    assert head[:3] == ["point", "input", "index"]
    assert (first[0], second[0]) == ("2", "1")
    one = check_gradient(lambda x: abs(x) ** 3, [-2.0], lambda x: 3 * x**2)
    assert str(one).splitlines()[2].split()[0] == "input"


def test_a_wrong_hessian_names_f_and_the_call():
    report = check_gradient(lambda x: x**4, 2.0, hess=lambda x: x**2)
    assert "f = lambda x: x**4" in str(report)
    assert report.call == "check_gradient(f, at=2.0, hess=..., seed=0)"


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
    copy = pickle.loads(pickle.dumps(raised.value))
    assert str(copy) == str(raised.value)


def test_file_and_line_of_the_function():
    report = check_gradient(product, (2.0, 3.0))
    line = product.__code__.co_firstlineno
    assert report.place == f"functions.py:{line}"
    assert f"f = product  (functions.py:{line})" in str(report)


def test_evaluations_are_those_of_the_rows():
    count = itertools.count()

    def f(x):
        if not isinstance(x, Value):
            next(count)
        return x**3

    report = check_gradient(f, 2.0)
    assert report.evaluations == 2
    assert next(count) == 2 + 2  # and twice to see whether f is deterministic


def test_words_for_a_kink_that_is_skipped():
    text = str(check_gradient(ac.relu, 0.0, analytic=77.0, kinks="skip"))
    assert "not looked at (kinks='skip'), the slopes are [0, 1]" in text


def test_intervals_without_the_digits_of_noise():
    report = check_gradient(lambda x: abs(x) + 1e6, 0.0)
    assert "[-1, 1]" in str(report)


def test_a_flat_function_is_not_called_inaccurate():
    report = check_gradient(ac.relu, -1e-9, analytic=1.0)
    assert report.verdict is Verdict.FORMULA_WRONG
    assert "x: f does not change here" in report.notes

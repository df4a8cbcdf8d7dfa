"""Formula and autodiff are compared in every entry, and ok is about the formula."""

import math

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import custom_op
from autograd_core.testing import check_gradient


def total(x):
    return ac.sin(x).sum()


@pytest.mark.parametrize(
    ("size", "entry", "factor"),
    [(65, 7, -1.0), (100, 7, 1.01), (10_000, 777, 1.001), (300, 299, 1.0 + 1e-4)],
)
def test_one_wrong_entry_of_many(size, entry, factor):
    x = np.linspace(1.0, 2.0, size)
    if size <= 100:
        x[entry] = 1e-9  # no random direction sees what happens there
    factors = np.where(np.arange(size) == entry, factor, 1.0)
    report = check_gradient(total, x, analytic=lambda x: factors * np.cos(x))
    assert report.verdict.name == "FORMULA_WRONG"
    assert report.worst.index == (entry,)


def test_a_pass_says_what_was_checked():
    many = np.linspace(1.0, 2.0, 100)
    both = check_gradient(total, many, analytic=np.cos)
    assert both.checked.startswith(
        "8 random directions through 100 entries, and formula against autodiff entry "
        "by entry; an error of "
    )
    assert f"Checked: {both.checked}" in str(both)
    alone = check_gradient(total, many)
    assert alone.checked.startswith("8 random directions through 100 entries; an")
    few = check_gradient(total, many[:3], analytic=np.cos)
    assert few.checked == (
        "each of 3 entries; an error of 1e-06 of the largest could hide in one"
    )
    assert not check_gradient(total, many, analytic=np.sin).checked


def test_the_error_that_could_hide_would_show_if_it_were_larger():
    many = np.linspace(1.0, 2.0, 100)

    def f(x):
        return float(np.sum(np.sin(x)))

    report = check_gradient(f, many, analytic=np.cos)
    size = float(report.checked.partition("an error of ")[2].split()[0])
    for entry in (0, 50, 99):
        wrong = np.cos(many)
        wrong[entry] += 2.0 * size * np.max(np.cos(many))
        assert not check_gradient(f, many, analytic=wrong).ok


@pytest.mark.parametrize(
    ("f", "at", "slope"),
    [
        (lambda x: 1 / (1 + np.exp(-x)), -800.0, 0.0),
        (lambda x: np.sqrt(x * x), 0.0, 0.0),
    ],
)
def test_nan_by_the_engine_is_a_note(f, at, slope):
    report = check_gradient(f, at, analytic=lambda x: slope)
    assert math.isnan(report.worst.autodiff)
    assert report.ok
    assert any(note.startswith("autodiff is nan at x") for note in report.notes)
    assert not check_gradient(f, at, analytic=lambda x: slope + 2.0).ok


def test_a_wrong_engine_does_not_fail_a_right_formula():
    cube = custom_op(lambda x: x**3, lambda x: 2 * x**2, name="cube")
    report = check_gradient(lambda x: cube(x) * 5, 2.0, analytic=lambda x: 15 * x**2)
    assert report.ok
    assert report.verdict.name == "ENGINE_OR_CUSTOM_OP_WRONG"
    assert "the op cube(2)" in report.hints[0]
    assert not check_gradient(lambda x: cube(x) * 5, 2.0).ok
    wrong = check_gradient(lambda x: cube(x) * 5, 2.0, analytic=lambda x: 10 * x**2)
    assert not wrong.ok


def test_a_tolerance_is_suggested_with_which_the_gradient_passes():
    def root(a):
        y, before = 0.5, math.inf
        while abs(y - before) > 1e-6:
            y, before = float(a * np.cos(y)), y
        return y

    def slope(a):
        y = root(a)
        return float(np.cos(y) / (1 + a * np.sin(y)))

    report = check_gradient(root, 0.7, analytic=slope)
    assert not report.ok
    hint = next(hint for hint in report.hints if "computed to a tolerance" in hint)
    rtol = float(hint.partition("rtol=")[2])
    assert check_gradient(root, 0.7, analytic=slope, rtol=rtol).ok
    wrong = check_gradient(root, 0.7, analytic=lambda a: 1.01 * slope(a), rtol=rtol)
    assert not wrong.ok

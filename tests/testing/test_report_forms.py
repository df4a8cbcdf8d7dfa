"""Reports in a REPL, in a notebook, in pytest, as data; tracebacks of user errors."""

import functools
import json
import math
import traceback

import numpy as np
import pytest

from autograd_core.testing import (
    GradientMismatch,
    assert_gradient,
    check_gradient,
    check_grads,
    gradcheck,
    numerical_gradient,
    taylor_test,
)

pytest_plugins = ["pytester"]


def wrong_square():
    return check_gradient(lambda x: x**2, 3.0, lambda x: x)


def test_repr_is_the_report():
    report = wrong_square()
    assert repr(report) == str(report)
    assert repr(report).startswith("FORMULA_WRONG: d f/d x")
    table = taylor_test(lambda x: x**3, 2.0)
    assert repr(table) == str(table)


def test_html_escapes_what_it_shows():
    name = "<script>alert(1)</script>"
    report = check_gradient(lambda p: p[name] ** 2, ({name: 3.0},), lambda p: p)
    text = report._repr_html_()
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    assert text.count("<tr>") == 2
    assert "FORMULA_WRONG" in text and "a factor 2 is missing" in text
    passed = check_gradient(lambda x: x**2, 3.0)
    assert f"Checked: {passed.checked}" in passed._repr_html_()
    assert passed.to_dict()["checked"] == passed.checked
    assert "<table>" not in check_gradient(lambda x: x.sum(), np.zeros(0))._repr_html_()


def test_a_report_as_data():
    data = wrong_square().to_dict()
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert (data["verdict"], data["ok"], data["function"]) == (
        "FORMULA_WRONG",
        False,
        "f",
    )
    assert data["expression"] == "lambda x: x**2"
    (row,) = data["components"]
    assert (row["input"], row["analytic"], row["autodiff"]) == ("x", 3.0, 6.0)
    kink = check_gradient(abs, 0.0).to_dict()["components"][0]["kink"]
    assert kink == [-1.0, 1.0]
    report = check_gradient(lambda x: x**2, 3.0, lambda x: math.nan)
    assert report.to_dict()["components"][0]["analytic"] == "nan"


def test_lambdas_are_named_by_their_source():
    # fmt: off
    two = [lambda x: x**2, lambda x: 2 * x**2]
    over_lines = [lambda x:
        x**3]
    # fmt: on
    texts = [check_gradient(f, 2.0).text for f in (*two, *over_lines, abs)]
    assert texts == ["lambda x: x**2", "lambda x: 2 * x**2", "lambda x: x**3", ""]
    power = 4
    report = check_gradient(lambda x: x**power, 2.0)
    assert "  f = lambda x: x**power  (test_report_forms.py:" in str(report)
    assert check_gradient(eval("lambda x: x * 5"), 2.0).text == ""
    long = check_gradient(
        lambda x: x + x + x + x + x + x + x + x + x + x + x + x + x + x, 2.0
    )
    assert long.text.endswith("...")
    held = check_gradient(functools.partial(lambda a, x: a * x, 2.0), 3.0)
    assert (held.name, held.text) == ("f", "lambda a, x: a * x")
    assert held.place.startswith("test_report_forms.py:")
    assert check_gradient(functools.partial(pow, exp=2), 3.0).name == "pow"


@pytest.mark.parametrize("scale", [1e-300, 1e-200, 1e200, 1e300])
def test_gradients_whose_squares_are_no_numbers(scale):
    at = np.array([0.5, 1.5, -2.0])
    report = check_gradient(
        lambda x: (x**2).sum() * scale, at, lambda x: scale * x, rtol=1e-3
    )
    (hint,) = report.hints
    assert hint.endswith("0.5x -> a factor 2 is missing: d(r**2)/dr = 2*r")
    shifted = check_gradient(
        lambda x: (x**3).sum() * scale, at, lambda x: scale * (3 * x**2 + 0.3 * x)
    )
    assert not shifted.ok and "0 * x" not in str(shifted.hints)


def fails(x):
    raise KeyError("no such table")


@pytest.mark.parametrize(
    "check",
    [
        lambda: check_gradient(fails, 2.0),
        lambda: check_gradient(lambda x: x**2, 2.0, fails),
        lambda: check_gradient(lambda x: x**2, [2.0, 3.0], fails),
        lambda: assert_gradient(fails, 2.0),
        lambda: gradcheck(fails, 2.0),
        lambda: check_grads(fails, (2.0,), 1),
        lambda: numerical_gradient(fails, 2.0),
        lambda: taylor_test(fails, 2.0),
    ],
)
def test_tracebacks_show_the_users_frames(check):
    with pytest.raises(KeyError) as raised:
        check()
    frames = traceback.extract_tb(raised.value.__traceback__)
    ours = {frame.name for frame in frames if "autograd_core" in frame.filename}
    assert ours == {"checked"}
    assert [frame.name for frame in frames][-1] == "fails"


def test_a_mismatch_has_no_frames_of_the_package():
    with pytest.raises(GradientMismatch) as raised:
        assert_gradient(lambda x: x**2, 2.0, 5.0)
    frames = traceback.extract_tb(raised.value.__traceback__)
    assert [frame.name for frame in frames[1:]] == ["checked"]


def test_frames_of_the_engine_that_f_called_stay():
    with pytest.raises(ValueError) as raised:
        check_gradient(lambda x: x.reshape(4), np.ones(3))
    frames = traceback.extract_tb(raised.value.__traceback__)
    assert [frame.name for frame in frames[1:3]] == ["checked", "<lambda>"]


def test_pytest_shows_the_report(pytester):
    pytester.makepyfile(
        """
        from autograd_core.testing import check_gradient

        def test_report():
            assert check_gradient(lambda x: x**2, 3.0, lambda x: x)

        def test_ok():
            assert check_gradient(lambda x: x**2, 3.0, lambda x: x).ok

        def test_variable():
            report = check_gradient(lambda x: x**2, 3.0, lambda x: x)
            assert report.ok

        def test_error():
            check_gradient(lambda x: x @ {}, 3.0)
        """
    )
    outcome = pytester.runpytest_inprocess("-p", "no:cacheprovider", "-n0")
    outcome.assert_outcomes(failed=4)
    shown = ["*- gradient check -*", "FORMULA_WRONG: d f/d x*", "*lambda x: x?*2*"]
    outcome.stdout.fnmatch_lines([*shown, *shown, *shown])
    assert "check_point.py" not in outcome.stdout.str()
    assert "check.py" not in outcome.stdout.str()

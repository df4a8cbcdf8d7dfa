"""`backprop check`: reports, exit codes, and what a newcomer may type wrong."""

import json
import subprocess
import sys

import pytest

from viz.cli import main
from viz.cli.check_expression import check_expression, gradients_of
from viz.cli.expression import expression_function


def run(capsys, *words):
    """Exit code, stdout and stderr of `backprop check words...`."""
    code = main.main(["check", *words])
    streams = capsys.readouterr()
    return code, streams.out, streams.err


def test_a_right_gradient(capsys):
    code, out, err = run(
        capsys, "x**2*sin(x)", "--gradient", "2*x*sin(x)+x**2*cos(x)", "x=1.3"
    )
    assert (code, err) == (0, "")
    assert out.startswith("PASS: d f/d x - the gradient is right\n  f = x**2*sin(x)  ")
    assert "x      ()     2.9573243  2.9573243  2.9573243 (+-" in out


def test_a_wrong_gradient(capsys):
    code, out, err = run(capsys, "x**2*sin(x)", "--gradient", "x*sin(x)", "x=1.3")
    assert (code, err) == (1, "")
    assert out.startswith("FORMULA_WRONG: d f/d x - your formula disagrees")
    assert "<-- worst" in out
    assert "reproduce" not in out


def test_the_right_formula_is_printed(capsys):
    pytest.importorskip("sympy")
    _, out, _ = run(capsys, "x**2*sin(x)", "--gradient", "2*x*cos(x)", "x=1.3")
    assert "  Right formula: df/dx = x*(x*cos(x) + 2*sin(x))\n" in out
    _, out, _ = run(capsys, "f*f", "--gradient", "f", "f=3")
    assert "  Right formula: dL/df = 2*f\n" in out


@pytest.mark.parametrize(
    ("text", "numbers", "formula"),
    [
        ("max(0, 1 - y*w*x)", ["x=1", "y=1"], "-x*y where w*x*y <= 1, else 0"),
        ("relu(w*x)", ["x=1"], "x where w*x > 0, else 0"),
        ("relu(w) + abs(w)", [], "sign(w) + 1 where w > 0, else sign(w)"),
    ],
)
def test_cases_of_a_right_formula_are_words(capsys, text, numbers, formula):
    pytest.importorskip("sympy")
    _, out, _ = run(capsys, text, "--gradient", "w=0.1", "w=0.5", *numbers)
    assert f"  Right formula: df/dw = {formula}\n" in out
    assert "Piecewise" not in out


def test_a_hint_is_printed(capsys):
    _, out, _ = run(capsys, "(w*x - 1)**2", "--gradient", "w=x*(w*x-1)", "w=2", "x=3")
    assert "it is 0.5x -> a factor 2 is missing" in out


def test_the_report_as_data(capsys):
    """f = w x^2 at w = 3, x = 2: df/dx = 2 w x = 12, and the formula lacks the 2."""
    words = ["w*x**2", "x=2", "w=3", "--gradient", "x=w*x", "--json"]
    code, out, _ = run(capsys, *words)
    report = json.loads(out)
    assert (code, report["ok"], report["verdict"]) == (1, False, "FORMULA_WRONG")
    [row] = report["components"]
    assert (row["input"], row["index"], row["ok"]) == ("x", [], False)
    assert (row["analytic"], row["autodiff"]) == (6.0, 12.0)
    assert row["numeric"] == pytest.approx(12.0, rel=1e-9)
    assert "a factor 2 is missing" in report["hints"][0]
    code, out, _ = run(capsys, "log(x)", "x=0", "--json")
    assert (code, json.loads(out)["components"]) == (1, [])


def test_the_right_formulas_as_data(capsys):
    pytest.importorskip("sympy")
    _, out, _ = run(capsys, "x**2", "x=2", "--json")
    assert json.loads(out)["right_formulas"] == ["df/dx = 2*x"]


def test_without_sympy(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "sympy", None)
    code, out, err = run(capsys, "x**2", "--gradient", "x", "x=1.3")
    assert (code, err) == (1, "")
    assert 'pip install "autograd_core[symbolic]"' in out
    code, out, _ = run(capsys, "x**2", "--gradient", "2*x", "x=1.3")
    assert code == 0
    assert "pip install" not in out


def test_several_variables(capsys):
    words = ["tanh(w*x + b)", "w=0.5", "x=2", "b=-1.5"]
    slope = "(1 - tanh(w*x + b)**2)"
    code, out, _ = run(
        capsys, *words, "--gradient", f"w = x*{slope}", "--gradient", f"b={slope}"
    )
    assert code == 0
    assert out.startswith("PASS: f - the gradient is right")
    rows = [line for line in out.splitlines() if line.startswith(("  b ", "  w "))]
    assert sorted(line.split()[0] for line in rows) == ["b", "w"]
    code, out, _ = run(capsys, *words, "--gradient", f"b=x*{slope}")
    assert code == 1
    assert "d f/d b" in out


def test_without_a_formula_the_engine_is_checked(capsys):
    code, out, _ = run(capsys, "exp(-x*y)", "x=0.3", "y=-2")
    assert code == 0
    assert "analytic" not in out
    assert "autodiff  " in out


@pytest.mark.parametrize(
    ("text", "formula", "x"),
    [("x**2", "2*x**2", 1), ("x**2", "2", 1), ("sin(x)", "1", 0), ("x*x", "x+1", 1)],
)
def test_right_at_this_point_alone_is_wrong(capsys, text, formula, x):
    code, out, _ = run(capsys, text, "--gradient", formula, f"x={x}")
    assert code == 1
    assert out.startswith(f"right at x={x}, but not at x=")
    assert "FORMULA_WRONG" in out


@pytest.mark.parametrize(
    ("text", "formula", "point", "code", "verdict"),
    [
        ("relu(x)", "0.5", "x=0", 0, "KINK"),
        ("abs(x)", "2", "x=0", 1, "FORMULA_WRONG"),
        ("abs(x)", "sign(x)", "x=-2", 0, "PASS"),
        ("sqrt(x)", "1/(2*sqrt(x))", "x=0.001", 0, "PASS"),
        ("log(x - 1)", "1/(x - 1)", "x=1.0001", 0, "PASS"),
        ("log(x)", "1/x", "x=0", 1, "UNRESOLVED"),
        ("-x*x", "-2*x", "x=-3", 0, "PASS"),
        ("x + 1e9", "1", "x=1", 0, "PASS"),
        ("3*x", "3", "x=1", 0, "PASS"),
    ],
)
def test_verdicts_and_exit_codes(capsys, text, formula, point, code, verdict):
    exit_code, out, err = run(capsys, text, "--gradient", formula, point)
    assert (exit_code, err) == (code, "")
    assert out.splitlines()[0].startswith(f"{verdict}: ")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "the following arguments are required: EXPRESSION"),
        (["x**2"], "no value for x"),
        (["x**2", "--gradient", "2*x"], "no value for x: give it, e.g. x=2"),
        (["w*x", "w=1", "x=2", "--gradient", "x"], 'write --gradient "w=x"'),
        (["x**2", "x=1", "--gradient"], "argument --gradient: expected one argument"),
        (["x**2", "x=1", "--gradient", "y=1"], "no variable 'y'; there is x"),
        (["x**2", "x=1", "--gradient", "2*y"], "the gradient of x: no value for y"),
        (
            ["x**2", "x=1", "--gradient", "2*x +"],
            "the gradient of x: not an expression",
        ),
        (
            ["x**2", "x=1", "--gradient", ""],
            "the gradient of x: the expression is empty",
        ),
        (
            ["x**2", "x=1", "--gradient", "x=2*x", "--gradient", "2*x"],
            "x is given twice",
        ),
        (["x**2 +", "x=1", "--gradient", "2*x"], "not an expression"),
        (["x**2", "-g", "2*x", "x=1"], "'-g' is not an option here; see --help"),
        (["x**2", "x=1", "y=1", "--gradient", "2*x"], "y is given but not in the"),
        (["x**2", "x=1", "--gradient", "x.real"], "no attributes"),
        (["x**2", "x=nan", "--gradient", "2*x"], "x is nan"),
        (["x**2", "x=1", "--gradeint", "2*x"], "unrecognized arguments"),
        (["__import__('os')", "x=1"], "unknown function __import__"),
    ],
)
def test_mistakes_are_reported_on_stderr(capsys, words, message):
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err


def test_help_explains_the_forms(capsys):
    code, out, _ = run(capsys, "--help")
    assert code == 0
    assert "--gradient [NAME=]FORMULA" in out
    assert '--gradient "w=x" --gradient "b=1" w=1 x=2 b=-1' in out
    assert "0 the gradient is right, 1 it is not" in out


def test_as_a_process():
    process = subprocess.run(
        [
            sys.executable,
            "-m",
            "viz.cli",
            "check",
            "x*x",
            "--gradient",
            "x",
            "x=2",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 1
    assert process.stderr == ""
    assert process.stdout.startswith("FORMULA_WRONG")


def test_gradients_of():
    assert gradients_of([], ["x"]) == {}
    assert gradients_of(["b = 1", "w=x"], ["w", "x", "b"]) == {"b": "1", "w": "x"}


def test_expressions_as_functions():
    f = expression_function("max(x, 2) + sum([x, y, 1])", ["x", "y", "z"])
    assert f(x=3.0, y=0.5, z=0.0) == 7.5
    assert expression_function("2", ["x"])(x=1.0) == 2.0


def test_nothing_is_printed_by_the_function_itself(capsys):
    assert check_expression("x**3", {"x": "3*x**2"}, {"x": 2.0}).ok
    assert capsys.readouterr().out == ""

"""Every example runs as its docstring says, and writes pictures that can be read."""

import ast
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"
USAGE = re.compile(r"^python examples/(\w+\.py) (\S+)$", re.MULTILINE)
OPENS = {".png": b"\x89PNG", ".pdf": b"%PDF", ".gif": b"GIF8", ".html": b"<!DOCTYPE"}


def scripts():
    """The examples; what begins with make_ makes their data."""
    paths = sorted(EXAMPLES.glob("*.py"))
    return [path for path in paths if not path.name.startswith("make_")]


def usages():
    """`(script, what to write)` for each command in the docstrings."""
    for path in scripts():
        docstring = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
        found = USAGE.findall(docstring)
        assert found, f"{path.name}: its docstring does not say how to run it"
        yield from found


@cache
def printed(script, target, folder):
    """What an example prints; it is run once, in an empty folder."""
    done = subprocess.run(
        [sys.executable, "-W", "error", EXAMPLES / script, target],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        # On a busy machine threads of BLAS wait for each other.
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "OPENBLAS_NUM_THREADS": "1"},
        timeout=240,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Runs an example; gives what it printed and where its files are."""
    folders = {}

    def runner(script, target):
        folder = folders.setdefault(
            (script, target), tmp_path_factory.mktemp(script.removesuffix(".py"))
        )
        return printed(script, target, folder), folder

    return runner


@pytest.mark.parametrize(("script", "target"), list(usages()))
def test_it_runs_and_writes_its_pictures(run, script, target):
    output, folder = run(script, target)
    assert output
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    assert all(path.is_relative_to(folder / target) for path in files)
    for path in files:
        content = path.read_bytes()
        assert len(content) > 1000
        if path.suffix == ".svg":
            assert ElementTree.fromstring(content).tag.endswith("svg")
        elif path.suffix in OPENS:
            assert content.startswith(OPENS[path.suffix])


def test_nothing_happens_at_import():
    for path in sorted(EXAMPLES.glob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        last = ast.unparse(tree.body[-1])
        assert last.startswith("if __name__ == '__main__':"), path.name
        allowed = ast.Expr | ast.Import | ast.ImportFrom | ast.Assign | ast.FunctionDef
        for statement in tree.body[:-1]:
            assert isinstance(statement, allowed | ast.ClassDef | ast.AnnAssign), path


# -- what the examples measure ---------------------------------------------------------


def numbers(text):
    """All numbers in a text, percentages as shares."""
    found = re.findall(r"-?\d[\d,]*\.?\d*(?:e[+-]?\d+)?%?", text)
    return [
        float(n.rstrip("%").replace(",", "")) / (100 if n.endswith("%") else 1)
        for n in found
    ]


def measured(run, script, target, begins):
    """The numbers in the line of an example's output that begins like this."""
    (line,) = [
        each
        for each in run(script, target)[0].splitlines()
        if each.strip().startswith(begins)
    ]
    return numbers(line.strip().removeprefix(begins))


def test_engine_and_formula_agree(run):
    for script, target in (
        ("linear_regression.py", "linear_regression.svg"),
        ("logistic_regression.py", "logistic_regression.png"),
        ("two_layer.py", "two_layer.svg"),
    ):
        (gap,) = measured(run, script, target, "largest |engine - formula|")
        assert gap < 1e-12


def test_linear_regression_reaches_the_closed_form(run):
    example = ("linear_regression.py", "linear_regression.svg")
    assert measured(run, *example, "largest |descent - normal equations|")[0] < 1e-6
    # Efron et al., 2004, table 1 and figure 1: ten variables explain about half.
    assert measured(run, *example, "explained variance, ten measurements") == [0.518]


def test_logistic_regression_fits_real_data(run):
    example = ("logistic_regression.py", "logistic_regression.png")
    assert measured(run, *example, "test accuracy with 30 measurements")[0] > 0.95
    assert measured(run, *example, "test accuracy with mean radius")[0] > 0.88


def test_only_the_clipped_descent_stays_in_the_valley(run):
    example = ("cliff.py", "cliff.svg")
    assert measured(run, *example, "plain:")[0] < 0
    assert min(measured(run, *example, "plain:")) < -100
    clipped = measured(run, *example, "clipped:")
    assert clipped[-1] == pytest.approx(1.0, abs=0.1)


def test_sigmoids_vanish_and_the_others_do_not(run):
    example = ("vanishing_gradients.py", "vanishing_gradients.svg")
    ratios = {
        name: measured(run, *example, f"{name}:")[-1]
        for name in ("sigmoid", "tanh", "relu")
    }
    assert ratios["sigmoid"] < 1e-6
    assert 0.1 < ratios["tanh"] < 10
    assert 0.1 < ratios["relu"] < 10


def test_every_optimizer_learns_digits(run):
    output, _ = run("optimizer_race.py", "optimizer_race.svg")
    ends = [numbers(line)[-1] for line in output.splitlines() if "at the end" in line]
    assert len(ends) >= 14
    assert min(ends) > 0.85
    assert max(ends) > 0.95


def test_rates_diverge_where_theory_says(run):
    example = ("learning_rate_runs.py", "learning_rate_runs.svg")
    (limit,) = measured(run, *example, "theory: converges for rates below")
    output, _ = run(*example)
    rates = [numbers(line) for line in output.splitlines() if line.startswith("rate ")]
    assert len(rates) == 7
    for rate, first, last in rates:
        assert (last > first) is (rate > limit)


def test_the_two_layer_loop_ends_when_its_average_converges(run):
    output, _ = run("two_layer.py", "two_layer.svg")
    assert "the running average of the loss has converged" in output
    assert "accuracy 0.98" in output

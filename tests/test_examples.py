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


# -- what they measure; the rest is in tests/curriculum -------------------------------


def numbers(text):
    """All numbers in a text."""
    return [float(n) for n in re.findall(r"-?\d+\.?\d*(?:e[+-]?\d+)?", text)]


def measured(run, script, target, begins):
    """The numbers in the line of an example's output that begins like this."""
    (line,) = [
        each
        for each in run(script, target)[0].splitlines()
        if each.strip().startswith(begins)
    ]
    return numbers(line.strip().removeprefix(begins))


def test_only_the_clipped_descent_stays_in_the_valley(run):
    example = ("cliff.py", "cliff.svg")
    assert measured(run, *example, "plain:")[0] < 0
    assert min(measured(run, *example, "plain:")) < -100
    clipped = measured(run, *example, "clipped:")
    assert clipped[-1] == pytest.approx(1.0, abs=0.1)


def test_rates_diverge_where_theory_says(run):
    example = ("learning_rate_runs.py", "learning_rate_runs.svg")
    (limit,) = measured(run, *example, "theory: converges for rates below")
    output, _ = run(*example)
    rates = [numbers(line) for line in output.splitlines() if line.startswith("rate ")]
    assert len(rates) == 7
    for rate, first, last in rates:
        assert (last > first) is (rate > limit)

"""CONTRIBUTING's recipe for an elementwise op, followed in a copy of the tree."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.source import needs_source_tree

pytestmark = needs_source_tree
ROOT = Path(__file__).parents[1]
RECIPE = re.search(
    r"### A new elementwise op\n(.*?)\n### ",
    (ROOT / "CONTRIBUTING.md").read_text("utf-8"),
    re.DOTALL,
)

BLOCK = '''

@elementwise("exp10", lambda x: np.power(10.0, x), lambda out, x: out * math.log(10.0))
def exp10(x: float) -> float:
    """Power of ten, 10^x.

    d/dx = 10^x log(10).

    >>> exp10(3.0)
    1000.0
    """
    return 10.0**x
'''
METHOD = '''    def exp10(self) -> Self:
        """Power of ten, 10^x; d/dx = 10^x log(10)."""
        return ops.exp10(self)

'''
ROW = """    unary(
        "exp10",
        lambda z: np.exp(z * math.log(10.0)),
        SMALL,
        special=f"1 {math.log(10)}; inf inf; 0 0; nan nan; inf inf;"
        f" 1 {math.log(10)}; 0 0",
    ),
"""
# What is written, and before or after which text, at each place of the recipe.
PLACES = {
    "autograd_core/ops/arithmetic.py": (BLOCK, None),
    "autograd_core/ops/__init__.py": (
        "from autograd_core.ops.arithmetic import exp10 as exp10\n",
        "from autograd_core.ops.arithmetic import divide",
    ),
    "autograd_core/ops/methods.py": (METHOD, "    def square(self)"),
    "viz/page/ops.js": ("  exp10: (x) => Math.pow(10, x),\n", "  sqrt: Math.sqrt"),
    "tests/autograd_core/ops/op_table.py": (ROW, '    unary(\n        "negative"'),
}
PROGRAM = """
import math
import numpy as np, viz
from autograd_core import Tensor, Value, exp10, gradients
from viz.page.derivatives import derivatives_of
from viz.page.write import page_html
x = Value(3.0, label="x")
y = x.exp10()
y.backward()
assert (y.data, x.grad) == (1000.0, 1000.0 * math.log(10.0)), (y, x)
(slope,) = gradients(exp10(x), [x], create_graph=True)
assert abs(gradients(slope, x) - 1000.0 * math.log(10.0) ** 2) < 1e-9
t = Tensor([3.0, -1.0])
exp10(t).sum().backward()
assert np.allclose(t.grad, [1000.0 * math.log(10.0), 0.1 * math.log(10.0)], rtol=1e-15)
assert "exp10" in viz.draw(y).source
assert "exp10(x)" in str(viz.explain(y))
assert "exp10:[(out,x)=>" in page_html(y).replace(" ", "")
print(*derivatives_of(exp10))
"""


def test_the_recipe_names_at_most_five_places() -> None:
    assert RECIPE is not None
    places = re.findall(r"^\d\. `([^`]+)`", RECIPE[1], re.MULTILINE)
    assert places == list(PLACES)
    assert len(places) <= 5


def test_every_path_in_contributing_exists() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    paths = re.findall(r"`((?:autograd_core|nn|optim|viz|tests)/[\w./]*)`", text)
    assert len(paths) > 20
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with the new op."""
    copy = tmp_path_factory.mktemp("recipe") / "project"
    without = shutil.ignore_patterns(
        "*.so", "*.pyd", "__pycache__", "build", "*.egg-info"
    )
    for name in ("autograd_core", "nn", "optim", "viz", "tests", "docs"):
        shutil.copytree(ROOT / name, copy / name, ignore=without)
    for name in ("pyproject.toml", "README.md", "CONTRIBUTING.md"):
        shutil.copy(ROOT / name, copy)
    for name, (text, before) in PLACES.items():
        path = copy / name
        source = path.read_text("utf-8")
        if before is None:
            path.write_text(source + text, "utf-8")
        else:
            assert source.count(before) >= 1, name
            path.write_text(source.replace(before, text + before, 1), "utf-8")
    return copy


def run(tree: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "AUTOGRAD_CORE_PURE": "1", "PYTHONPATH": str(tree)}
    return subprocess.run(
        [sys.executable, *words],
        cwd=tree,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_new_op_works_on_values_tensors_in_diagrams_and_in_the_page(
    tree: Path,
) -> None:
    result = run(tree, "-W", "error", "-c", PROGRAM)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("(out, x) => out * 2.302585092994")


def test_the_tests_of_ops_pass_with_the_new_op(tree: Path) -> None:
    folders = ("tests/autograd_core/ops", "tests/autograd_core/tensor")
    options = ("-p", "no:cacheprovider", "-k", "exp10 or same_set")
    result = run(tree, "-m", "pytest", *options, *folders)
    assert result.returncode == 0, result.stdout
    # In the row's tests on Value and on Tensor, of special values and of methods.
    assert int(re.findall(r"(\d+) passed", result.stdout)[0]) >= 10


@pytest.mark.parametrize("place", list(PLACES)[1:])
def test_a_forgotten_place_fails(tree: Path, place: str) -> None:
    """The set comparison names the op; without the row nothing else would test it."""
    text, _ = PLACES[place]
    path = tree / place
    source = path.read_text("utf-8")
    path.write_text(source.replace(text, "", 1), "utf-8")
    try:
        tests = ("tests/autograd_core/ops/test_ops.py", "tests/viz/page")
        names = "same_set or exp10 or test_every_op_is_supported"
        options = ("-p", "no:cacheprovider", "-x", "-k", names)
        result = run(tree, "-m", "pytest", *options, *tests)
    finally:
        path.write_text(source, "utf-8")
    assert result.returncode != 0
    assert "exp10" in result.stdout + result.stderr

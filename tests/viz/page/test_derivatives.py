"""The derivatives that the page computes, printed from the op table, run by Node.js."""

from __future__ import annotations

import itertools
import json
import math
import random
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from autograd_core.extend import OPS
from tests.autograd_core.ops.op_table import ROWS
from viz.page.assets import asset
from viz.page.derivatives import derivatives_of, derivatives_script, elementwise_names
from viz.symbolic.javascript import javascript_number

SPECIAL = (0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 3.0, 40.0, -40.0, 750.0, 1e300, 1e-300)
SPECIAL += (math.inf, -math.inf, math.nan)

RUN = """
const cases = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(cases.map(([op, xs]) => {
  const [out, slopes] = applyOp(op, xs.map(Number));
  return [out, ...slopes].map(String);
})));
"""


def operands_of(name: str) -> Iterator[tuple[float, ...]]:
    """Points of the op's row, random ones, and special numbers in all combinations."""
    row = ROWS[name]
    draw = random.Random(name)
    yield from row.points
    for _ in range(40):
        scale = 10.0 ** draw.randint(-8, 3)
        yield tuple(draw.uniform(-scale, scale) for _ in range(row.arity))
    special = SPECIAL if row.arity < 3 else SPECIAL[::2]
    yield from itertools.product(special, repeat=row.arity)


def equal(ours: float, theirs: float) -> bool:
    if not math.isfinite(ours):
        return repr(ours) == repr(theirs)
    return math.isclose(ours, theirs, rel_tol=1e-12, abs_tol=1e-300)


def test_values_and_derivatives_are_those_of_python() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("the page's derivatives are run by Node.js, which is not installed")
    cases = [(name, xs) for name in sorted(OPS) for xs in operands_of(name)]
    script = [asset("special.js"), asset("ops.js"), derivatives_script(), RUN]
    numbers = [(name, [*map(javascript_number, xs)]) for name, xs in cases]
    process = subprocess.run(
        [node, "-e", "\n".join(script)],
        input=json.dumps(numbers),
        capture_output=True,
        text=True,
        check=True,
    )
    wrong = []
    for (name, xs), texts in zip(cases, json.loads(process.stdout), strict=True):
        value, slopes = OPS[name].evaluate(xs, [True] * len(xs))
        theirs = [*map(float, texts)]
        if not all(map(equal, [value, *slopes], theirs)):
            wrong.append((name, xs, [value, *slopes], theirs))
    assert wrong == []


def test_every_op_has_a_derivative_for_each_operand() -> None:
    assert elementwise_names() == set(OPS)
    for op in OPS.values():
        assert len(derivatives_of(op)) == op.arity


def test_derivatives_are_read_as_in_the_table() -> None:
    rows = derivatives_script().splitlines()
    assert "  multiply: [(out, x, y) => y, (out, x, y) => x]," in rows
    assert "  arcsin: [(out, x) => cosh(arctanh(x))]," in rows
    assert "  hard_tanh: [(out, x) => +(x > -1 && x < 1)]," in rows

"""The stepper page in a real Chromium: its numbers are the engine's."""

from __future__ import annotations

import itertools
import json
import math
import random
from typing import Any

import pytest

import autograd_core
from autograd_core import Value, topological_order
from autograd_core.ops.op import OPS
from tests.autograd_core.engine.random_graphs import KINKED, SMOOTH, Program, build
from tests.autograd_core.ops.op_table import ROWS
from tests.viz.browser import STEP_TO_THE_END, Show, nodes
from viz.graph.text_format import number
from viz.page import graph_json
from viz.page.derivatives import elementwise_names

pytest.importorskip("pygraphviz")

INF, NAN = math.inf, math.nan


def random_program(seed: int, length: int, kinks: bool) -> tuple[Program, list[float]]:
    """A program of random_graphs and its inputs, the same for the same seed."""
    draw = random.Random(seed)
    names = sorted(SMOOTH) + (sorted(KINKED) if kinks else [])
    program = [
        (
            draw.choice(names),
            *(draw.randrange(3 + k) for _ in range(3)),
            draw.uniform(-2.0, 2.0),
        )
        for k in range(length)
    ]
    return program, [draw.uniform(-2.0, 2.0) for _ in range(3)]  # type: ignore[return-value]


def same(ours: float, theirs: float | None, tolerance: float) -> bool:
    """Equal to a relative tolerance; inf and nan exactly."""
    assert theirs is not None
    if math.isnan(ours) or math.isinf(ours):
        return repr(ours) == repr(theirs)
    return abs(ours - theirs) <= tolerance * abs(ours)


def decoded(x: Any) -> float:
    """A number of the script: JSON has no inf and no nan."""
    return float(x)


# -- the ops ---------------------------------------------------------------------------

APPLY = """
return arguments[0].map(([op, xs]) => {
  const [out, slopes] = applyOp(op, xs.map(Number));
  return [full(out), slopes.map(full)];
});
"""


def encoded(xs: Any) -> list[str]:
    return [graph_json.script_number(float(x)) for x in xs]


def test_the_script_has_the_ops_that_python_lets_through(show: Show) -> None:
    browser = show(Value(1.0) * 2)
    names = browser.execute_script(
        "return [Object.keys(VALUES), Object.keys(DERIVATIVES), Object.keys(NARY)]"
    )
    assert set(names[0]) == set(names[1]) == elementwise_names() == set(OPS)
    assert set(names[2]) == set(graph_json.NARY)


def test_every_elementwise_op_and_its_derivatives(show: Show) -> None:
    special = (0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 3.0, 40.0, -40.0, 750.0, INF, -INF, NAN)
    cases: list[tuple[str, tuple[float, ...]]] = []
    for name, row in ROWS.items():
        cases += [(name, point) for point in row.points]
        cases += [(name, point) for point, _, _ in row.kinks]
        if row.arity == 1:
            cases += [(name, (x,)) for x in special]
        if row.arity == 2:
            cases += [(name, (x, y)) for x in special for y in special]
        if row.arity == 3:
            cases += [(name, xs) for xs in itertools.product(special[::2], repeat=3)]
    browser = show(Value(1.0) * 2)
    result = browser.execute_script(APPLY, [(name, encoded(xs)) for name, xs in cases])
    for (name, xs), (out, slopes) in zip(cases, result, strict=True):
        value, derivatives = OPS[name].evaluate(xs, [True] * len(xs))
        assert same(value, decoded(out), 1e-13), (name, xs, value, out)
        for mine, its in zip(derivatives, slopes, strict=True):
            assert same(mine, decoded(its), 1e-12), (name, xs, derivatives, slopes)


def test_every_op_over_a_sequence(show: Show) -> None:
    rows = [[1.5], [0.3, -2.0, 0.3], [1e4, 1e4 + 1, -5.0], [2.0, 2.0, 1.0, 2.0]]
    rows += [[INF, 1.0], [NAN, 1.0, INF], [-INF, -INF]]
    cases = [(name, xs) for name in graph_json.NARY for xs in rows]
    browser = show(Value(1.0) * 2)
    result = browser.execute_script(APPLY, [(name, encoded(xs)) for name, xs in cases])
    for (name, xs), (out, slopes) in zip(cases, result, strict=True):
        node = sequence_node(name, xs)
        assert same(node.data, decoded(out), 1e-13), (name, xs)
        for mine, its in zip(node.local_grads, slopes, strict=True):
            assert same(mine, decoded(its), 1e-12), (name, xs)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def sequence_node(name: str, xs: list[float]) -> Any:
    leaves = [Value(x) for x in xs]
    if name != "dot":
        return getattr(autograd_core, name)(leaves)
    n = len(xs) // 2
    bias = leaves[-1] if len(xs) % 2 else None
    return autograd_core.dot(leaves[:n], leaves[n : 2 * n], bias=bias)


# -- whole graphs ----------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(16))
def test_random_graphs_step_by_step_to_the_engines_gradients(
    show: Show, seed: int
) -> None:
    L, _ = build(*random_program(seed, 4, kinks=True))
    L.backward()
    order = topological_order(L)
    browser = show(L)
    steps = browser.execute_script(STEP_TO_THE_END)
    ops = [node for node in order if not node.is_leaf]
    assert steps == len(ops) + 1 + sum(len(node.parents) for node in ops)
    texts = nodes(browser)
    assert len(texts) == len(order)
    for node, (data, grad, final) in zip(order, texts.values(), strict=True):
        assert same(node.data, data, 1e-12)
        assert same(node.grad, grad, 1e-12)
        assert final


# In: rows of numbers for the sliders. Out: data of the result, and all gradients.
SET_SLIDERS = """
const [names, rows] = arguments;
const fields = names.map((name) =>
  document.querySelector(`#sliders input[aria-label="${name}, exactly"]`));
const grads = () => [...document.querySelectorAll("#sliders .slope .num")]
  .map((each) => each.title);
return rows.map((row) => {
  row.forEach((x, i) => {
    fields[i].value = x;
    fields[i].dispatchEvent(new Event("change"));
  });
  document.getElementById("last").click();
  const root = document.querySelector("#graph > g:last-child > title").textContent;
  return [/data (.*)/.exec(root)[1], ...grads()];
});
"""


@pytest.mark.parametrize("seed", range(100, 103))
def test_sliders_agree_with_python(show: Show, seed: int) -> None:
    program, start = random_program(seed, 6, kinks=False)
    L, leaves = build(program, start)
    for leaf, label in zip(leaves, "pqr", strict=True):
        leaf.label = label
    L = L + 0.0 * (leaves[0] + leaves[1] + leaves[2])  # so that all three are in it
    draw = random.Random(-seed)
    settings = [[draw.uniform(-2.0, 2.0) for _ in leaves] for _ in range(10)]
    browser = show(L, sliders=leaves)
    rows = [[repr(x) for x in row] for row in settings]
    result = browser.execute_script(SET_SLIDERS, ["p", "q", "r"], rows)
    for row, (data, *grads) in zip(settings, result, strict=True):
        expected, at = build(program, row)
        expected.backward()
        assert same(expected.data, float(data), 1e-9)
        for leaf, grad in zip(at, grads, strict=True):
            assert same(leaf.grad, float(grad), 1e-9)


# -- how numbers are written -----------------------------------------------------------


def test_numbers_are_written_as_in_python(show: Show) -> None:
    draw = random.Random(1)
    xs = [draw.uniform(-1, 1) * 10.0 ** draw.randint(-9, 9) for _ in range(400)]
    xs += [k / 2.0**j for k in range(1, 40, 3) for j in range(12)]
    xs += [0.0, -0.0, 1.0, -2.0, 9.9999, 9.99951, 0.1, 1e-4, 9.99996e-5, 999999.5, 1e6]
    xs += [1062.5, 1063.5, 123456.0, 12345.5, 1e300, 5e-324, INF, -INF, NAN]
    browser = show(Value(1.0) * 2)
    texts = browser.execute_script(
        "return arguments[0].map((x) => short(Number(x)))", encoded(xs)
    )
    assert texts == [number(x) for x in xs]
    digits = browser.execute_script(
        "return arguments[0].map((x) => full(Number(x)))", encoded(xs)
    )
    assert [
        json.loads(item.replace("inf", "Infinity").replace("nan", "NaN"))
        for item in digits
        if item != "nan"
    ] == [x for x in xs if x == x]

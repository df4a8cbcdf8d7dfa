"""The measured slope: beside a kink, at one, at a jump, at the edge of a domain."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from autograd_core import Value, maximum, minimum
from tests.viz.browser import Show
from tests.viz.page.test_browser import decoded
from tests.viz.page.test_curve import type_in
from tests.viz.page.test_film import words
from viz.graph.trace import trace_graph
from viz.page.graph_json import record_of

pytest.importorskip("pygraphviz")

# A function of u with a kink at 0, and its slopes left and right of it.
KINKS: dict[str, tuple[Callable[[Any], Any], float, float]] = {
    "relu": (lambda u: u.relu(), 0.0, 1.0),
    "abs": (abs, -1.0, 1.0),
    "leaky": (lambda u: u.leaky_relu(0.25), 0.25, 1.0),
    "max": (lambda u: maximum(u, -2.0 * u), -2.0, 1.0),
    "min": (lambda u: minimum(0.5 * u, 3.0 * u), 3.0, 0.5),
    "clip": (lambda u: u.clip(min=0.0), 0.0, 1.0),
    "hard_tanh": (lambda u: (u - 1.0).hard_tanh(), 0.0, 1.0),
}
DISTANCES = (0.0, 1e-9, 1e-8, 1e-6, 1e-4, 1e-2)

SLOPES = """
return arguments[0].map((text) => {
  const record = JSON.parse(text);
  const graph = compile(record);
  const place = graph.leaves[0];
  const at = graph.nodes[place].start;
  const numbers = new Map([[place, at]]);
  const out = (x) => evaluate(graph, new Map([[place, x]])).data[graph.root];
  const { left, right, both } = slopesAt(out, at,
    { from: 4e-5, size: magnitudeOf(run(graph, numbers), graph.root) });
  return both === null ? [left.slope, right.slope].map(full) : [both, both].map(full);
});
"""


def piecewise(draw: random.Random) -> tuple[str, float, float]:
    """A record, and the slopes from the left and from the right by hand."""
    name = draw.choice([*KINKS])
    kink, below, above = KINKS[name]
    a, b, d = (round(draw.uniform(-3, 3), 2) or 1.0 for _ in range(3))
    k = draw.choice([-1, 1]) * round(draw.uniform(0.5, 3.0), 2)
    # Exact places: the kink is where the page has it, to the last bit.
    c = draw.choice([0.0, 0.5, -1.25, 2.0])
    distance = draw.choice(DISTANCES) * draw.choice([-1, 1])
    x = Value(c + distance, label="x")
    away = float(x.data) - c
    L = a * kink(k * (x - c)) + b * x + d * x**2
    smooth = b + 2 * d * float(x.data)

    def slope(side: float) -> float:
        inside = k * side
        return a * k * (above if inside > 0 else below) + smooth

    left, right = (away or -1.0), (away or 1.0)
    return json.dumps(record_of(L, trace_graph(L), {})), slope(left), slope(right)


def test_200_piecewise_functions_down_to_a_distance_of_1e_9(show: Show) -> None:
    draw = random.Random(7)
    cases = [piecewise(draw) for _ in range(200)]
    browser = show(Value(1.0) * 2)
    result = browser.execute_script(SLOPES, [record for record, _, _ in cases])
    for (record, left, right), found in zip(cases, result, strict=True):
        for slope, number in zip((left, right), map(decoded, found), strict=True):
            assert number == pytest.approx(slope, rel=1e-4, abs=1e-4), record


@pytest.mark.parametrize(
    ("build", "at", "said"),
    [
        (lambda x: x.relu(), "1e-9", "Measured slope: 1.0."),
        (lambda x: x.relu(), "-1e-9", "Measured slope: 0.0."),
        (abs, "0", "Measured slope: -1.0 on the left, 1.0 on the right."),
        (lambda x: x.step(), "0", "0.0 on the left, a jump on the right."),
        (lambda x: x.log(), "1e-9", "Measured slope: 1e+09."),
        (lambda x: x.tanh(), "0", "Measured slope: 1.0."),
        (lambda x: x**3, "0", "Measured slope: 0.0."),
        (lambda x: x.exp(), "20", "Measured slope: 4.852e+08."),  # e**20
        (lambda x: x + 1e6, "0.5", "Measured slope: 1.0."),
        # Left of the kink the curve comes back to its value: no jump.
        (
            lambda x: maximum(2.0 * x, -1.32 * x) + 0.28,
            "1e-9",
            "Measured slope: 2.0.",
        ),
    ],
)
def test_what_the_page_says(
    show: Show, build: Callable[[Any], Any], at: str, said: str
) -> None:
    browser = show(build(Value(2.0, label="x")))
    type_in(browser, at)
    text = words(browser, "#curve")
    number = text.partition("Measured slope: ")[2].split()[0].rstrip(".")
    if "on the" not in said and "e+" not in said:
        expected = float(said.rpartition(" ")[2].rstrip("."))
        assert float(number) == pytest.approx(expected, abs=1e-6)
        assert "on the left" not in text
    else:
        assert said in text

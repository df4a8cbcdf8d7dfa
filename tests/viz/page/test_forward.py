"""Forward mode in the page: tangents op by op, beside what reverse mode gives."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest

from autograd_core import Node, Value, jvp, topological_order
from tests.autograd_core.engine.random_graphs import Program, build, ours, run
from tests.viz.browser import Show, nodes, screen
from tests.viz.page.test_browser import random_program, same
from tests.viz.page.test_film import click, neuron, press, words
from viz.graph.trace import trace_graph
from viz.page.graph_json import record_of

pytest.importorskip("pygraphviz")

CHOOSE = """
const choice = document.getElementById("forward");
const texts = [...choice.options].map((option) => option.text);
choice.selectedIndex = texts.indexOf(arguments[0]);
choice.dispatchEvent(new Event("change"));
"""
TANGENTS = """
return [...document.querySelectorAll("#graph > g > title")].map((title) =>
  title.textContent.split("\\n").find((line) => line.startsWith("tangent "))?.slice(8));
"""
WALKS = """
const graph = compile(JSON.parse(arguments[0]));
const numbers = new Map(graph.leaves.map((place) => [place, graph.nodes[place].start]));
const { local } = evaluate(graph, numbers);
return graph.leaves.map((leaf) => {
  const { grad, passes } = forwardMode(graph, local, leaf);
  return [graph.nodes[leaf].name, full(grad[graph.root]), passes.length];
});
"""


def choose(browser: Any, option: str) -> None:
    browser.execute_script(CHOOSE, option)


def tangents(browser: Any) -> list[float | None]:
    return [text and float(text) for text in browser.execute_script(TANGENTS)]


def _result(program: Program, *inputs: Any) -> Any:
    return run(program, ours, inputs)


def reaching(root: Value, leaf: Node) -> int:
    """The edges on a way from a leaf: one product each."""
    count = 0
    dependent: set[Node] = {leaf}
    for node in topological_order(root):
        ways = sum(parent in dependent for parent in node.parents)
        dependent |= {node} if ways else set()
        count += ways
    return count


def test_tangents_of_random_graphs_are_those_of_jvp(show: Show) -> None:
    browser = show(neuron())
    compared = 0
    for seed in range(400, 430):
        program, start = random_program(seed, 6, kinks=seed % 2 == 0)
        root, leaves = build(program, start)
        for leaf, label in zip(leaves, "pqr", strict=True):
            leaf.label = label
        record = json.dumps(record_of(root, trace_graph(root), {}))
        rows = {name: row for name, *row in browser.execute_script(WALKS, record)}
        for i, label in enumerate("pqr"):
            if label not in rows:
                continue
            seeds = [float(j == i) for j in range(3)]
            tangent, products = rows[label]
            _, expected = jvp(partial(_result, program), start, seeds)
            assert same(float(expected), float(tangent), 1e-12), (seed, label)
            assert products == reaching(root, leaves[i])
            compared += 1
    assert compared > 60


def test_the_film_of_a_neuron(show: Show) -> None:
    browser = show(neuron())
    choose(browser, "Forward: w")
    assert tangents(browser) == [None] * 6
    seen = []
    for _ in range(7):
        press(browser, "ARROW_RIGHT")
        seen.append((words(browser, "#step-title"), words(browser, "#equation")))
    assert seen[0] == ("Forward mode: the seed", "dw/dw = 1.0")
    assert seen[2] == (
        "Forward mode: from w to n1",
        "1.0 tangent dw/dw \u00d7 2.0 local ∂n1/∂w = x = 2.0 contribution "
        "0.0 dn1/dw so far + 2.0 contribution = 2.0 new "
        "✓ Final: all its operands have contributed",
    )
    assert [title for title, _ in seen[3:]] == [
        "Forward",
        "Forward mode: from n1 to n2",
        "Forward",
        "Forward mode: from n2 to L",
    ]
    # By hand: 1 - tanh(-0.5)^2 = 0.786448, times x = 2; x and b do not depend on w.
    assert tangents(browser)[:5] == [1.0, 0.0, 2.0, 0.0, 2.0]
    assert tangents(browser)[5] == pytest.approx(2 * 0.7864477329659274, rel=1e-12)
    price = "3 forward passes (8 products) against 1 backward pass (5 products)"
    assert seen[6][1].endswith(price)
    assert price in words(browser, "#compare")
    assert words(browser, "#compare table").endswith(
        "dL/dw 1.573 3 1.573 dL/dx 0.3932 3 0.3932 dL/db 0.7864 2 0.7864"
    )
    # The sliders show slopes of the result: of one leaf, as this pass has no other.
    slopes = browser.find_elements("css selector", "#sliders .slope")
    assert [slope.text for slope in slopes] == ["1.573 ✓", "—", "—"]
    assert words(browser, "#curve").endswith("Tangent, by forward mode: 1.573.")
    assert words(browser, "#below") == "below it: derivative by w"


def test_a_shared_leaf_adds_up_and_a_slider_moves_the_tangents(show: Show) -> None:
    a, b = Value(2.0, label="a"), Value(3.0, label="b")
    L = a * b + a
    L.label = "L"
    browser = show(L)
    choose(browser, "Forward: a")
    press(browser, "END", "ARROW_LEFT")
    assert "1 operand still to come" in words(browser, "#equation")
    assert "via tangent" in words(browser, "#ledger")
    press(browser, "END")
    assert tangents(browser) == [1.0, 0.0, 3.0, 4.0]
    box = browser.find_element("css selector", "#sliders [aria-label='b, exactly']")
    box.clear()
    box.send_keys("5\n")
    assert tangents(browser) == [1.0, 0.0, 5.0, 6.0]


def test_one_walk_at_a_time_and_the_link_keeps_it(show: Show) -> None:
    browser = show(neuron())
    choose(browser, "Forward: x")
    assert "forward=x" in browser.current_url
    click(browser, "naive")
    assert (
        browser.execute_script("return document.getElementById('forward').value") == ""
    )
    choose(browser, "Forward: x")
    switch = browser.find_element("css selector", "#naive")
    assert switch.get_attribute("aria-checked") == "false"
    browser.execute_script("location.hash = 'forward=b&step=20'; page.link.read()")
    assert tangents(browser)[3] == 1.0
    click(browser, "quiz-switch")
    click(browser, "watch")
    # A question is one of reverse mode, and so is the film after it.
    press(browser, "END")
    assert nodes(browser)["w"] == (0.5, pytest.approx(1.573, rel=1e-3), True)


def test_it_fits_a_small_screen(show: Show) -> None:
    screen(show.browser, 390, 844)
    browser = show(neuron())
    choose(browser, "Forward: w")
    press(browser, "END")
    assert browser.execute_script(
        "return document.documentElement.scrollWidth <= innerWidth"
    )

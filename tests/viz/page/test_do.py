"""Do: the learner passes the edges, in any valid order and in no other."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from autograd_core import Value
from tests.viz.browser import Show, nodes
from tests.viz.page.test_film import click, neuron, twice, words
from tests.viz.page.test_predict import SCORE, hint, tell
from tests.viz.quizzes.test_do import random_graph

pytest.importorskip("pygraphviz")


def choose(browser: Any, name: str) -> tuple[str, str]:
    """Press the button of an edge; what is said."""
    browser.find_element("xpath", f"//button[text()='{name}']").click()
    answer = browser.find_element("css selector", "#answer")
    return answer.get_attribute("data-kind"), answer.text


# Every edge that is left is tried, in the order given. Those that are accepted are then
# passed by their right numbers.
WALK = """
const order = arguments[0];
const { doing, graph, result } = page;
const tried = [];
for (let turn = 0; doing.remaining.length && turn < 1000; turn++) {
  for (const edge of order) {
    if (doing.passed.has(edge)) continue;
    const left = doing.remaining.slice();
    doing.choose(edge);
    tried.push([edge, left, doing.edge === edge]);
    if (doing.edge !== edge) continue;
    const pass = result.passes.find((each) => each.edge === edge);
    for (const part of [pass.upstream, pass.local, pass.amount]) {
      doing.asker.guess.value = String(part);
      doing.asker.submit(new Event("submit"));
    }
    break;
  }
}
return [graph.edges.map(({ child, parent }) => [child, parent]), tried,
  doing.grad, result.grad, doing.edge];
"""
AGAIN = """
const record = JSON.parse(arguments[0]);
page.graph = compile(record);
page.result = run(page.graph, new Map(page.graph.leaves.map((at) =>
  [at, page.graph.nodes[at].start])));
page.doing = new Doing(page.graph, { onChange: () => {}, onShuffle: () => {} });
page.doing.asker.enter(false);
page.doing.start(page.result);
return page.graph.edges.length;
"""


def test_every_valid_order_and_no_other_on_50_random_graphs(show: Show) -> None:
    from autograd_core import topological_order
    from viz.graph.trace import trace_graph
    from viz.page.graph_json import record_of

    rng = random.Random(3)
    browser = show(neuron())
    click(browser, "do-switch")
    counts = [0, 0]
    for _ in range(50):
        root = random_graph(rng)
        record = json.dumps(record_of(root, trace_graph(root), {}))
        order = [*range(browser.execute_script(AGAIN, record))]
        rng.shuffle(order)
        edges, tried, grad, right, current = browser.execute_script(WALK, order)
        for edge, left, accepted in tried:
            child = edges[edge][0]
            # Right iff nobody who uses the edge's result is still to contribute.
            early = any(edges[other][1] == child for other in left)
            assert accepted is not early
            counts[accepted] += 1
        assert current is None
        root.backward()
        engine = [node.grad for node in topological_order(root)]
        assert grad == pytest.approx(right, rel=1e-12)
        assert grad == pytest.approx(engine, rel=1e-12)
    assert counts[0] > 100
    assert counts[1] > 300


def test_an_edge_in_the_graph_is_clicked_and_filled(show: Show) -> None:
    browser = show(neuron())
    click(browser, "do-switch")
    place = browser.execute_script(
        "return page.graph.edges.findIndex(({ child, parent }) =>"
        " child === page.graph.root && page.graph.nodes[parent].name === 'n2')"
    )
    browser.execute_script(
        "document.querySelectorAll('.hits path')[arguments[0]]"
        ".dispatchEvent(new MouseEvent('click', { bubbles: true }))",
        place,
    )
    assert (
        words(browser, "#question-title") == "L -> n2: what is the upstream gradient?"
    )
    assert tell(browser, "1")[0] == "told"
    assert words(browser, "#question-title") == "L -> n2: what is the local derivative?"
    assert words(browser, "#asked").startswith("1.0 upstream dL/dL \u00d7 ? local")
    assert tell(browser, "0.42") == (
        "other",
        "\u2717 Not yet. A hint shows its formula.",
    )
    assert hint(browser).startswith(
        "1 where to look: How fast does L = tanh(n2) change"
    )
    assert hint(browser) == "2 the formula: local = 1 - L ** 2"
    assert hint(browser).endswith("local = 1 - (-0.4621) ** 2")
    tell(browser, "0.786")
    kind, text = tell(browser, "0.7864")
    assert kind == "told"
    assert text == (
        "Right: contribution = 0.7864. grad of n2: 0.0 + 0.7864 = 0.7864, final."
    )
    assert nodes(browser)["n2"][1:] == (pytest.approx(0.786447732966), True)
    assert words(browser, "#question-title") == "Which edge is next?"
    # edge, upstream and contribution; the local derivative took a hint
    assert words(browser, "#score") == "3 of 4 right at the first try"
    score = json.loads(browser.execute_script(SCORE))
    assert (score["mode"], score["right"], score["asked"]) == ("do", 3, 4)
    assert [row["question"] for row in score["questions"]] == [
        "edge 1",
        "L -> n2: upstream",
        "L -> n2: local",
        "L -> n2: contribution",
    ]


def test_too_early_an_edge_gets_the_numbers_of_the_naive_recursion(show: Show) -> None:
    browser = show(twice())
    click(browser, "do-switch")
    assert choose(browser, "b -> a, operand 1") == (
        "too early",
        "\u2717 Too early: nothing has arrived at b yet, so there is nothing to pass "
        "on to a. It waits for c -> b, operand 1 and c -> b, operand 2.",
    )
    choose(browser, "c -> b, operand 2")
    for answer in "111":
        tell(browser, answer)
    assert choose(browser, "b -> a, operand 1")[1] == (
        "\u2717 Too early: 1 of the 2 uses of b have contributed, c -> b, operand 1 "
        "not yet. The naive recursion does not wait: it passes 1.0 \u00d7 1.0 = 1.0 on "
        "to a now, and again when the rest has arrived; it ends with dc/da = 6.0, "
        "which is wrong."
    )
    choose(browser, "c -> b, operand 1")
    for answer in "111":
        tell(browser, answer)
    for name in ("b -> a, operand 2", "b -> a, operand 1"):
        choose(browser, name)
        for answer in "212":
            tell(browser, answer)
    assert words(browser, "#question-title") == "All gradients are final"
    assert nodes(browser)["a"] == (1.0, 4.0, True)


@pytest.mark.parametrize(
    ("part", "guess", "kind"),
    [
        (0, "9", "value"),
        (1, "-3", "sign"),
        (1, "1", "upstream"),
        (1, "6", "factor 2"),
        (2, "4", "added factors"),
        (2, "1", "missing local"),
    ],
)
def test_a_wrong_number_is_diagnosed(
    show: Show, part: int, guess: str, kind: str
) -> None:
    a = Value(3.0, label="a")
    c = a * a  # c = 9, dc/dc = 1, the local derivative of each operand 3
    c.label = "c"
    browser = show(c)
    click(browser, "do-switch")
    choose(browser, "c -> a, operand 1")
    for right in ("1", "3")[:part]:
        tell(browser, right)
    assert tell(browser, guess)[0] == kind


def test_any_subgradient_will_do(show: Show) -> None:
    x = Value(0.0, label="x")
    L = abs(x) * 4.0
    L.label, L.parents[0].label = "L", "y"
    browser = show(L)
    click(browser, "do-switch")
    choose(browser, "L -> y")
    for answer in "144":
        tell(browser, answer)
    choose(browser, "y -> x")
    tell(browser, "4")
    assert tell(browser, "1.5")[0] == "other"
    assert "0.5 is a subgradient. y has a kink here" in tell(browser, "0.5")[1]
    assert "a subgradient times the upstream one" in tell(browser, "2")[1]
    assert words(browser, "#question-title") == "All gradients are final"


def test_giving_up_goes_on(show: Show) -> None:
    browser = show(Value(2.0, label="a") * 3.0)
    click(browser, "do-switch")
    for _ in range(4):
        click(browser, "shower")
    assert words(browser, "#question-title") == "All gradients are final"
    assert words(browser, "#score") == "0 of 4 right at the first try"
    browser.find_element("xpath", "//button[text()='Start again']").click()
    assert words(browser, "#question-title") == "Which edge is next?"


def test_a_single_leaf_has_no_edges(show: Show) -> None:
    browser = show(Value(2.5, label="alone"))
    click(browser, "do-switch")
    assert words(browser, "#question-title") == "All gradients are final"

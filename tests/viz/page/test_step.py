"""Take a step: the page goes down the gradient as `optim` does."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from autograd_core import Value
from nn import MLP
from optim import SGD, Adam, RMSprop
from tests.autograd_core.engine.random_graphs import build
from tests.viz.browser import Show, nodes, screen
from tests.viz.page.test_browser import random_program
from tests.viz.page.test_curve import type_in
from tests.viz.page.test_film import click, neuron, press, words
from tests.viz.page.test_screen import SMALL
from tests.viz.page.test_write import Reader
from viz.graph.trace import trace_graph
from viz.page import page_html
from viz.page.graph_json import record_of

pytest.importorskip("pygraphviz")

# -- the rules -------------------------------------------------------------------------

RULES = {
    "SGD": lambda params: SGD(params, lr=0.03),
    "Momentum": lambda params: SGD(params, lr=0.03, momentum=0.9),
    "RMSprop": lambda params: RMSprop(params, lr=0.03),
    "Adam": lambda params: Adam(params, lr=0.03),
}

WALK = """
const [record, rules, count] = arguments;
const graph = compile(JSON.parse(record));
return rules.map((rule) => {
  const start = graph.leaves.map((place) => [place, graph.nodes[place].start]);
  let at = { numbers: new Map(start), states: new Map(), rule, rate: 0.03 };
  for (let i = 0; i < count; i++) at = stepOf(graph, at, graph.leaves).after;
  return [...at.numbers.values()].map(full);
});
"""


def walked(program: Any, start: list[float], rule: str, count: int) -> list[float]:
    """Where the leaves are after some steps of the optimizer in Python."""
    params = [Value(x) for x in start]
    optimizer = RULES[rule](params)
    for _ in range(count):
        L, leaves = build(program, [float(p.data) for p in params])
        total = L + 0.0 * (leaves[0] + leaves[1] + leaves[2])
        total.backward()
        for param, leaf in zip(params, leaves, strict=True):
            param.grad = leaf.grad
        optimizer.step()
    return [float(p.data) for p in params]


def test_steps_are_those_of_optim_on_20_random_graphs(show: Show) -> None:
    browser = show(Value(1.0) * 2)
    for seed in range(300, 320):
        program, start = random_program(seed, 5, kinks=False)
        L, leaves = build(program, start)
        for leaf, label in zip(leaves, "pqr", strict=True):
            leaf.label = label
        L = L + 0.0 * (leaves[0] + leaves[1] + leaves[2])
        record = record_of(L, trace_graph(L), {})
        names = [name for name, _, *rest in record["nodes"] if not rest]
        result = browser.execute_script(WALK, json.dumps(record), [*RULES], 6)
        for rule, row in zip(RULES, result, strict=True):
            expected = dict(zip("pqr", walked(program, start, rule, 6), strict=True))
            for name, x in zip(names, row, strict=True):
                if name in expected:
                    assert float(x) == pytest.approx(expected[name], rel=1e-12)


# -- the buttons -----------------------------------------------------------------------


def bowl() -> Value:
    """(w x - y)**2 with w = 1, x = 2, y = 4: dL/dw = 2 (2 - 4) 2 = -8."""
    w, x, y = Value(1.0, label="w"), Value(2.0, label="x"), Value(4.0, label="y")
    L = (w * x - y) ** 2
    L.label = "L"
    return L


def told(browser: Any) -> str:
    return words(browser, "#train-told")


def sums(browser: Any) -> list[str]:
    places = browser.find_elements("css selector", "#sliders .sum")
    texts = [" ".join(place.text.split()) for place in places]
    return [text.replace("\u2212", "-").replace("\u00d7", "x") for text in texts]


def test_a_step_and_the_sum_that_made_it(show: Show) -> None:
    browser = show(bowl(), params=["w"])
    click(browser, "one")
    assert sums(browser) == ["1.0 → 1.8 = 1.0 - 0.1 x -8.0", "", ""]
    # 2 * 1.8 - 4 = -0.4, squared 0.16; the slope is then 2 (-0.4) 2 = -1.6
    assert nodes(browser)["L"][0] == pytest.approx(0.16)
    assert nodes(browser)["w"][1:] == (pytest.approx(-1.6), True)
    assert nodes(browser)["x"][0] == 2.0
    assert told(browser) == "One step: the loss went from 4.0 to 0.16."
    assert "Step 1: 4.0 → 0.16." in words(browser, "#loss")
    click(browser, "ten")
    assert told(browser).startswith("10 steps: the loss went from 0.16 to ")
    for _ in range(11):
        click(browser, "undo")
    assert nodes(browser)["w"][0] == 1.0
    assert told(browser) == "Undone: the loss is 4.0 again."
    assert not browser.find_element("id", "undo").is_enabled()


def test_a_closed_padlock_keeps_a_leaf(show: Show) -> None:
    browser = show(bowl(), params=["w"])
    locks = browser.find_elements("css selector", "#sliders .lock")
    assert [lock.get_attribute("aria-checked") for lock in locks] == [
        "true",
        "false",
        "false",
    ]
    locks[1].click()
    locks[0].click()
    press(browser, "s")
    # dL/dx = 2 (2 - 4) 1 = -4
    assert sums(browser) == ["", "2.0 → 2.4 = 2.0 - 0.1 x -4.0", ""]
    assert nodes(browser)["w"][0] == 1.0
    locks[1].click()
    press(browser, "s")
    assert told(browser) == "Every padlock is closed: no leaf may move."
    press(browser, "u")
    assert nodes(browser)["x"][0] == 2.0


def test_a_model_may_be_given_for_its_parameters() -> None:
    model = MLP(2, [2, 1], rng=0)
    L = (model([Value(0.5), Value(-1.0)]) - 0.3) ** 2
    record = Reader(page_html(L, params=model)).record()
    names = [record["nodes"][place][0] for place in record["params"]]
    assert len(names) == 9
    assert all(name.startswith("layers.") for name in names)
    assert Reader(page_html(L)).record()["params"] is None


@pytest.mark.parametrize(
    ("params", "said"),
    [
        (3.0, "params must be a list of leaves or names, or a model, got 3.0"),
        ({"w": 1}, "params must be a list of leaves or names"),
        ([1.0], "params names a leaf or its name, got 1.0"),
        (["v"], "no leaf is called 'v'; there are w, x, y"),
    ],
)
def test_what_cannot_be_stepped_is_refused(params: Any, said: str) -> None:
    with pytest.raises((TypeError, ValueError), match="play: ") as caught:
        page_html(bowl(), params=params)
    assert said in str(caught.value)


def test_a_rise_of_the_loss_names_rate_and_slope(show: Show) -> None:
    browser = show(bowl(), params=["w"])
    field = browser.find_element("id", "rate")
    field.clear()
    field.send_keys("0.5\n")
    press(browser, "TAB")
    click(browser, "ten")
    # w = 1 + 0.5 * 8 = 5: (10 - 4)**2 = 36; no second step
    assert told(browser) == (
        "The loss rose from 4.0 to 36.0: the rate 0.5 is too large for the slope "
        "-8.0 of w."
    )
    assert nodes(browser)["w"][0] == 5.0


@pytest.mark.parametrize("text", ["", "0", "-1", "inf", "abc"])
def test_a_rate_that_is_none_makes_no_step(show: Show, text: str) -> None:
    browser = show(bowl())
    field = browser.find_element("id", "rate")
    field.clear()
    field.send_keys(text + "\n")
    click(browser, "one")
    assert field.get_attribute("aria-invalid") == "true"
    assert browser.find_element("id", "rate-fault").text
    assert nodes(browser)["w"][0] == 1.0


def test_a_step_to_nan_is_not_made_and_names_the_op(show: Show) -> None:
    x = Value(1.0, label="x")
    L = x.log()
    L.label = "L"
    browser = show(L)  # d log(x)/dx = 1: the next x is 1 - 2 < 0
    field = browser.find_element("id", "rate")
    field.clear()
    field.send_keys("2\n")
    click(browser, "one")
    assert told(browser) == (
        "Stopped: the next step, of rate 2.0, would make L = log(x) (log) = nan."
    )
    assert nodes(browser)["x"][0] == 1.0
    type_in(browser, "0")
    click(browser, "one")
    assert told(browser) == "No step: L = log(x) (log) is -inf."


def test_a_slope_that_is_not_finite_names_the_op(show: Show) -> None:
    L = Value(0.0, label="x").sqrt()
    L.label = "L"
    browser = show(L)
    click(browser, "one")
    assert told(browser) == "No step: the slope of x is inf, by L = sqrt(x) (sqrt)."


def test_a_slider_moved_by_hand_is_no_step(show: Show) -> None:
    browser = show(bowl(), params=["w"])
    click(browser, "one")
    type_in(browser, "3")
    assert sums(browser) == ["", "", ""]
    assert "Step 1: 4.0 → 4.0." in words(browser, "#loss")  # (6 - 4)**2
    click(browser, "undo")
    assert nodes(browser)["w"][0] == 1.0


def test_the_state_of_a_rule_is_undone_too(show: Show) -> None:
    browser = show(bowl(), params=["w"])
    browser.execute_script(
        "const rule = document.getElementById('rule'); rule.value = 'Momentum';"
        "rule.dispatchEvent(new Event('change'))"
    )
    click(browser, "one")
    click(browser, "one")
    # v = 0.9 * -8 + -1.6 = -8.8: w = 1.8 + 0.88, from v = -8 at the first step
    assert sums(browser)[0] == "1.8 → 2.68 = 1.8 - 0.1 x -8.8"
    click(browser, "undo")
    click(browser, "one")
    assert sums(browser)[0] == "1.8 → 2.68 = 1.8 - 0.1 x -8.8"


def test_a_run_is_kept_beside_another(show: Show) -> None:
    screen(show.browser, 1280, 720)
    browser = show(bowl(), params=["w"])
    click(browser, "one")
    click(browser, "keep")
    click(browser, "undo")
    count = "return document.querySelectorAll('#loss polyline.twin').length"
    assert browser.execute_script(count) == 1
    assert "Kept run, grey: 0.16 after 1 step." in words(browser, "#loss")
    click(browser, "tab-curve")
    assert browser.find_elements("css selector", "#curve circle.twin")
    click(browser, "tab-loss")
    assert browser.execute_script(SMALL) == []


def test_the_strip_marks_the_present_loss(show: Show) -> None:
    browser = show(neuron())
    for _ in range(3):
        click(browser, "one")
    dots = browser.execute_script(
        "return [...document.querySelectorAll('#loss circle')].map("
        "(dot) => [Number(dot.getAttribute('cx')), dot.getAttribute('class')])"
    )
    assert [kind for _, kind in dots] == ["past"] * 4 + [None]
    assert dots[-1][0] == max(x for x, _ in dots)
    assert math.isclose(dots[-1][0], dots[-2][0])

"""Health in the page: widths, signs, badges and bars are those of the engine."""

from __future__ import annotations

import math
from typing import Any

import pytest

import viz
from autograd_core import Value, topological_order
from nn import MLP
from tests.viz.browser import Show
from tests.viz.page.test_film import click, words

pytest.importorskip("pygraphviz")

MARKS = """
const marks = (each) => [each.dataset.size, each.dataset.sign];
return [[...document.querySelectorAll("#graph > g")].map(marks),
  [...document.querySelectorAll("#graph > path")].map(marks)];
"""
BARS = """
return [...document.querySelectorAll(".bars button")].map((button) =>
  [button.querySelector("bdi").textContent, button.querySelector(".num").textContent,
   Number(button.querySelector(".size").getAttribute("width"))]);
"""
BADGES = """
return page.graph.nodes.map(({ name, place }) =>
  [name, Object.fromEntries(badgesOf(page.graph, page.result, place))]);
"""


def size(x: float) -> str:
    """The class of a gradient, by hand."""
    if not math.isfinite(x):
        return "bad"
    return str(sum(abs(x) >= end for end in (1e-4, 1e-2, 1.0, 10.0)))


def sick() -> Value:
    """A closed relu, a saturated tanh, a shared leaf, a large and a tiny gradient."""
    x, w = Value(-1.0, label="x"), Value(3.0, label="w")
    y = (x * w).relu() + (w * 2.0).tanh() - x * 50.0 + x * 1e-3
    y.label = "y"
    return y


def test_widths_and_signs_of_all_cards_and_edges(show: Show) -> None:
    root = sick()
    browser = show(root)
    click(browser, "tab-health")
    cards, edges = browser.execute_script(MARKS)
    order = topological_order(root)
    root.backward()
    assert cards == [[size(n.grad), "-" if n.grad < 0 else "+"] for n in order]
    sent = [n.grad * s for n in order for s in n.local_grads]
    assert edges == [[size(x), "-" if x < 0 else "+"] for x in sent]
    assert {each for each, _ in cards} >= {"0", "3", "4"}
    widths = browser.execute_script(
        "return [...document.querySelectorAll('#graph > path')].map((each) =>"
        "parseFloat(getComputedStyle(each).strokeWidth))"
    )
    by_size = dict(zip((each for each, _ in edges), widths, strict=False))
    assert [by_size[each] for each in sorted(by_size)] == sorted(by_size.values())
    click(browser, "tab-node")
    assert not browser.execute_script("return page.picture.root.dataset.health === ''")


def test_badges_are_those_of_python(show: Show) -> None:
    root = sick()
    browser = show(root)
    expected = viz.health(root, names={}).badges
    shown = dict(browser.execute_script(BADGES))
    assert {kind for own in shown.values() for kind in own} == {
        "blocked",
        "saturated",
        "shared",
    }
    for name, own in shown.items():
        assert [*own] == [*expected[name]]
        assert [text.split(",")[0][:40] for text in own.values()] == [
            text.split(",")[0][:40] for text in expected[name].values()
        ]
    click(browser, "tab-health")
    text = words(browser, "#health")
    assert "n2 blocked: relu is closed: its input is not above 0" in text
    assert "saturated: |local derivative| of tanh is 2.458e-05, below 0.05" in text


def test_a_bar_is_the_root_mean_square_of_its_layer(show: Show) -> None:
    model = MLP(2, [2, 1], rng=0)
    loss = (model([Value(0.5), Value(-0.25)]) - 1.0) ** 2
    browser = show(loss)
    click(browser, "tab-health")
    layers = {layer.name: layer.gradient for layer in viz.health(loss).layers}
    bars = browser.execute_script(BARS)
    assert [name for name, _, _ in bars] == [*layers]
    for name, shown, width in bars:
        gradient: Any = layers[name]
        assert float(shown) == pytest.approx(gradient, rel=1e-3)
        # From 1e-8 to 1e2 over 100: ten a power of ten.
        assert width == pytest.approx(10 * (math.log10(gradient) + 8))
    browser.find_element("css selector", ".bars button").click()
    ringed = browser.execute_script(
        "return [...document.querySelectorAll('#graph > [data-ring]')].map((each) =>"
        "each.querySelector('title').textContent.split('\\n')[0])"
    )
    labels = [name for name, _ in model.named_parameters() if "layers.0" in name]
    assert sorted(ringed) == sorted(labels)


def test_a_gradient_out_of_the_band_is_said(show: Show) -> None:
    x = Value(2.0, label="x")
    browser = show(x * 1e-6)
    click(browser, "tab-health")
    assert "1e-06, out of the band" in browser.execute_script(
        "return document.querySelector('.bars').textContent"
    )


def test_a_question_keeps_its_secret_in_health(show: Show) -> None:
    browser = show(sick())
    click(browser, "quiz-switch")
    click(browser, "tab-health")
    cards, _ = browser.execute_script(MARKS)
    assert [each for each, _ in cards[:-1]] == [""] * (len(cards) - 1)
    assert {text for _, text, _ in browser.execute_script(BARS)} == {"\u2014"}

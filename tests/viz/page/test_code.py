"""The program beside the graph, and the loop of the backward pass as it runs."""

from __future__ import annotations

from typing import Any

import pytest

import viz
from tests.viz.browser import Show
from tests.viz.graph.test_source_lines import FIRST, neuron
from tests.viz.page.test_film import click, press, text, words

pytest.importorskip("pygraphviz")

NOW = """
const number = (row) =>
  row.querySelector(".number")?.textContent ?? row.textContent.trim();
return [...document.querySelectorAll(`#code li[data-${arguments[0]}]`)].map(number);
"""


def marked(browser: Any, kind: str = "now") -> list[str]:
    return browser.execute_script(NOW, kind)


def open_program(show: Show) -> Any:
    with viz.tracing():
        L = neuron()
    L.label = "L"
    browser = show(L, code=True)
    click(browser, "tab-code")
    return browser


def test_the_line_that_is_stepped_is_marked(show: Show) -> None:
    browser = open_program(show)
    seen = []
    for _ in range(5):
        press(browser, "ARROW_RIGHT")
        seen.append(marked(browser))
    assert seen == [
        [f"{FIRST + 3}"],
        [f"{FIRST + 3}"],
        [f"{FIRST + 4}"],
        ["L.grad = 1.0"],
        ["parent.grad += contribution"],
    ]
    assert words(browser, "#code > .code") == (
        "node = L node.grad = 1.0 parent = n2 local = 0.7864 contribution = 0.7864 "
        "parent.grad = 0.0 -> 0.7864"
    )
    click(browser, "naive")
    assert marked(browser) == ["operand.grad += node.grad * local"]


def test_a_line_rings_its_nodes_and_a_node_its_line(show: Show) -> None:
    browser = open_program(show)
    ring = "return [...document.querySelectorAll('#graph > g[data-lit] title')].map("
    ring += "(title) => title.textContent.split('\\n')[0])"
    browser.execute_script(
        "document.querySelectorAll('.lines button')[2].focus()"  # total = w * x + b
    )
    assert browser.execute_script(ring) == ["n1", "n2"]
    browser.execute_script("document.activeElement.blur()")
    assert browser.execute_script(ring) == []
    browser.execute_script(
        "document.getElementById('n0').dispatchEvent(new MouseEvent('mouseenter'))"
    )
    assert marked(browser, "lit") == [f"{FIRST + 1}"]  # w
    browser.find_element("css selector", "#n5").click()
    assert marked(browser, "mine") == [f"{FIRST + 4}"]
    browser.execute_script("document.querySelectorAll('.lines button')[1].click()")
    assert marked(browser, "mine") == [f"{FIRST + 2}"]  # x, b


def test_the_loop_keeps_the_secret_of_a_question(show: Show) -> None:
    browser = open_program(show)
    click(browser, "quiz-switch")
    assert words(browser, "#code > .code") == (
        "node = L node.grad = 1.0 parent = n2 local = ? contribution = ? "
        "parent.grad = 0.0 -> ?"
    )
    click(browser, "shower")
    assert "contribution = 0.7864" in words(browser, "#code > .code")


def test_without_a_program_there_is_the_loop(show: Show) -> None:
    browser = show(neuron())
    click(browser, "tab-code")
    assert "for node in reversed(order):" in text(browser, "#code")
    assert (
        browser.execute_script(
            "return document.querySelectorAll('#code .number').length"
        )
        == 0
    )

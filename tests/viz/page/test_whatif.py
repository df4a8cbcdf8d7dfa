"""The page's naive recursion, its sliders, and labels that would be more than text."""

from __future__ import annotations

import pytest

from autograd_core import Value
from tests.viz.browser import STEP_TO_THE_END, Show, nodes
from tests.viz.page.test_film import click, neuron, press, twice, words
from tests.viz.page.test_write import HOSTILE
from viz.graph.text_format import visible

pytest.importorskip("pygraphviz")

# -- naive recursion -------------------------------------------------------------------


def test_naive_recursion_beside_the_right_order(show: Show) -> None:
    browser = show(twice())
    press(browser, *["ARROW_RIGHT"] * 4)
    click(browser, "naive")
    switch = browser.find_element("css selector", "#naive")
    assert switch.get_attribute("aria-checked") == "true"
    # The film stays where it is, and the count of both is told at once.
    assert words(browser, "#step-title") == "Naive recursion: from c to b"
    assert nodes(browser)["a"] == (1.0, None, False)
    assert "6 passes against 4 passes. 1 gradient wrong." in words(browser, "#compare")
    press(browser, "HOME")
    assert words(browser, "#sentence").endswith(
        "The naive recursion is on: it makes 6 passes, the right order 4."
    )
    press(browser, "END")
    # By hand: a gets 1 + 1 when b holds 1, then 2 + 2 when b holds 2.
    assert nodes(browser)["a"] == (1.0, 6.0, False)
    assert nodes(browser)["b"] == (2.0, 2.0, False)
    assert words(browser, "#compare").endswith("node naive right a 6.0 4.0")
    text = words(browser, "#ledger")
    assert "✗ right: 4.0 2 uses, visited 4 times by the naive recursion." in text
    assert words(browser, "#sliders .slope") == "6.0 ✗ right: 4.0"
    assert words(browser, "#curve").endswith("Tangent, by the naive recursion: 6.0.")
    mark = "return document.querySelector('#n0 .mark').textContent"
    assert browser.execute_script(mark) == "✗"
    click(browser, "naive")
    assert words(browser, "#step-title") == "Backward: from b to a"
    assert nodes(browser)["a"] == (1.0, 4.0, True)


def test_naive_recursion_is_right_where_no_result_is_used_twice(show: Show) -> None:
    browser = show(neuron())
    click(browser, "naive")
    assert "5 passes against 5 passes. Here both agree" in words(browser, "#compare")


def test_naive_recursion_stops_where_it_would_take_for_ever(show: Show) -> None:
    rung = Value(1.0, label="a")
    for _ in range(40):
        rung = rung + rung
    rung.label = "top"
    browser = show(rung)
    click(browser, "naive")
    # 2 + 4 + ... + 2**40 passes
    assert "would take 2.199e+12 passes; stopped after 2000" in words(
        browser, "#compare"
    )
    click(browser, "naive")
    browser.execute_script(STEP_TO_THE_END)
    assert nodes(browser)["a"] == (1.0, 2.0**40, True)


# -- what if ---------------------------------------------------------------------------


def test_a_slider_moves_everything(show: Show) -> None:
    browser = show(twice(), sliders={"a": (0.0, 10.0)})
    slider = browser.find_element("css selector", "#sliders input[type=range]")
    assert (slider.get_attribute("min"), slider.get_attribute("max")) == ("0", "10")
    press(browser, "END")
    slider.send_keys("\ue014" * 3)  # arrow right
    data, grad, _ = nodes(browser)["c"]
    shifted = float(slider.get_attribute("value"))
    assert shifted > 1.0
    assert (data, grad) == (4 * shifted, 1.0)
    assert "Measured slope: 4.0" in words(browser, "#curve")
    browser.find_element("css selector", "#sliders button:last-child").click()
    assert nodes(browser)["c"][0] == 4.0


def test_many_leaves_show_a_few_sliders_first(show: Show) -> None:
    total = Value(0.0, label="s")
    for i in range(11):
        total = total + Value(float(i), label=f"x{i}")
    browser = show(total)
    count = "return document.querySelectorAll('#sliders .slider').length"
    assert browser.execute_script(count) == 8
    more = browser.find_element("css selector", "#sliders .row button")
    assert more.text == "4 more sliders"
    more.click()
    assert browser.execute_script(count) == 12
    assert not more.is_displayed()


def test_no_sliders_where_none_are_wanted(show: Show) -> None:
    browser = show(neuron(), sliders=[])
    assert not browser.find_element("css selector", "#whatif").is_displayed()


def test_leaves_that_changed_after_the_graph_was_built(show: Show) -> None:
    w = Value(3.0, label="w")
    y = w * w
    browser = show(y)
    assert not browser.find_element("css selector", "#stale").is_displayed()
    w.data = 5.0
    browser = show(y)
    assert "it holds 9.0, from the numbers of the leaves it is 25.0" in words(
        browser, "#stale"
    )


# -- hostile labels --------------------------------------------------------------------


def test_hostile_labels_are_text(show: Show) -> None:
    total = Value(1.0, label=HOSTILE[0])
    for label in HOSTILE[1:]:
        total = total + Value(1.0, label=label)
    total = total * total  # so that the naive recursion has something to say
    total.label = HOSTILE[0] + "!"
    browser = show(total, title=HOSTILE[0])
    elements = "return document.querySelectorAll('img, iframe, object, a').length"
    for action in ("last", "naive", "quiz-switch"):
        click(browser, action)
        assert browser.execute_script(elements) == 1  # the link to the controls
    texts = nodes(browser)
    for label in HOSTILE:
        assert visible(label) in texts
    assert browser.title == visible(HOSTILE[0], 120)
    options = "return [...document.querySelectorAll('option')].map((o) => o.text)"
    assert {*texts} <= {*browser.execute_script(options)}


def test_a_single_leaf(show: Show) -> None:
    browser = show(Value(2.5, label="alone"))
    browser.execute_script(STEP_TO_THE_END)
    assert nodes(browser) == {"alone": (2.5, 1.0, True)}
    click(browser, "quiz-switch")
    assert "What is dalone/dalone?" in words(browser, "#question")


def test_not_finite_numbers(show: Show) -> None:
    x = Value(float("inf"), label="x")
    L = x * 0.5 + float("nan")
    L.label = "L"
    browser = show(L)
    browser.execute_script(STEP_TO_THE_END)
    assert str(nodes(browser)["L"][0]) == "nan"
    assert nodes(browser)["x"][:2] == (float("inf"), 0.5)

"""One screen: what belongs together can be seen together, in letters one can read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from autograd_core import Value
from nn import MLP
from tests.viz.browser import Show, screen
from tests.viz.page.test_film import click, neuron, press, words

pytest.importorskip("pygraphviz")


def product_and_sum() -> Value:
    a, b = Value(2.0, label="a"), Value(3.0, label="b")
    return a * b + a


def cross_entropy() -> Value:
    scores = [Value(x, label=f"s{i}") for i, x in enumerate([2.0, 1.0, 0.1])]
    weights = [score.exp() for score in scores]
    return -(weights[0] / (weights[0] + weights[1] + weights[2])).log()


def network() -> Value:
    x = [Value(0.5, label="x1"), Value(-1.0, label="x2")]
    return (MLP(2, [2, 1], rng=0)(x) - Value(0.3, label="y")) ** 2


def chain() -> Value:
    out = Value(0.5, label="x")
    for i in range(14):
        out = (out * Value(1.1, label=f"w{i}")).tanh()
    return out


GRAPHS = {
    "chain of 28": chain,
    "neuron": neuron,
    "a*b+a": product_and_sum,
    "cross entropy": cross_entropy,
    "2-2-1 network": network,
}

# The parts that do not lie in the window, whole.
OUTSIDE = """
const inside = (shape, frame) => shape.left >= frame.left - 1
  && shape.right <= frame.right + 1 && shape.top >= frame.top - 1
  && shape.bottom <= frame.bottom + 1 && shape.width > 0 && shape.height > 0;
const window_ = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
const box = (at) => at.getBoundingClientRect();
const all = (selector) => [...document.querySelectorAll(selector)];
const lost = (selector, frame) => all(selector).filter((each) =>
  !inside(box(each), frame)).map((each) => selector + " " + each.textContent);
const leaves = all("#sliders .slider input[type=range]").slice(0, 4);
return [
  ...lost("#graph > g", box(document.getElementById("scroller"))),
  ...lost("#equation .equation *", box(document.getElementById("step"))),
  ...lost("#scroller", window_),
  ...lost("#step", window_), ...lost("#curve svg", window_),
  ...lost("#curve p", window_), ...lost("#controls", window_),
  ...leaves.filter((each) => !inside(box(each), window_)).map(() => "leaf"),
  ...(scrollY || document.documentElement.scrollHeight > innerHeight ? ["page"] : []),
];
"""

# Every text on the screen and the size of its letters there, after scaling.
SMALL = """
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const small = [];
while (texts.nextNode()) {
  const { parentElement: at, textContent } = texts.currentNode;
  if (!textContent.trim() || !at.checkVisibility()
    || at.closest("script, title, .hidden, .skip")) continue;
  const drawing = at.closest("svg");
  const scale = drawing ? drawing.getScreenCTM().a : 1;
  const size = parseFloat(getComputedStyle(at).fontSize) * scale;
  if (size < 11.99) small.push([textContent, size]);
}
return small;
"""


@pytest.mark.parametrize("name", GRAPHS)
def test_graph_equation_leaves_and_curve_in_one_view(show: Show, name: str) -> None:
    screen(show.browser, 1280, 720)
    browser = show(GRAPHS[name]())
    assert browser.execute_script(OUTSIDE) == []
    for key in ("END", "ARROW_LEFT"):
        press(browser, key)
        assert browser.execute_script(OUTSIDE) == []
        assert browser.execute_script(SMALL) == []


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(
    "build",
    [network, product_and_sum, lambda: MLP(3, [4, 4, 1], rng=0)([0.5] * 3)],
)
def test_no_letters_under_12_px(
    show: Show, width: int, build: Callable[[], Value]
) -> None:
    screen(show.browser, width, 844)
    browser = show(build())
    press(browser, "END")
    for reach in (
        lambda: None,
        lambda: click(browser, "tab-surface"),
        lambda: click(browser, "tab-loss"),
        lambda: click(browser, "zoom-out"),
        lambda: click(browser, "quiz-switch"),
        # At 1280 px the column of the curve is 330.5 px wide here.
        lambda: click(browser, "do-switch"),
    ):
        reach()
        assert browser.execute_script(SMALL) == []


# Texts of one card that lie on each other.
ON_EACH_OTHER = """
const found = [];
for (const card of document.querySelectorAll("#graph > g")) {
  const shown = [...card.querySelectorAll(":scope > text")]
    .filter((text) => text.textContent && text.checkVisibility())
    .map((text) => [text.textContent, text.getBoundingClientRect()]);
  shown.forEach(([one, a], i) => shown.slice(i + 1).forEach(([other, b]) => {
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    if (across > 1 && Math.abs(a.top - b.top) < 10) found.push([one, other]);
  }));
}
return found;
"""


@pytest.mark.parametrize(
    "build",
    [network, cross_entropy, lambda: MLP(3, [3, 1], rng=1)([0.5, -1.0, 2.0])],
)
def test_texts_of_a_card_do_not_lie_on_each_other(
    show: Show, build: Callable[[], Value]
) -> None:
    screen(show.browser, 1280, 720)
    browser = show(build())
    press(browser, "END")
    for _ in range(12):
        assert browser.execute_script(ON_EACH_OTHER) == []
        press(browser, "ARROW_LEFT")


def test_small_letters_would_be_found(show: Show) -> None:
    browser = show(neuron())
    browser.execute_script(
        "const { style } = document.getElementById('graph');"
        "style.setProperty('--text', 0.5)"
    )
    assert ["n1", pytest.approx(6 * 1.4, abs=2)] in browser.execute_script(SMALL)


def test_names_are_short_and_whole_on_hover(show: Show) -> None:
    browser = show(network())
    texts = browser.execute_script(
        "return [...document.querySelectorAll('#graph > g > text:first-of-type')]"
        ".map((text) => text.textContent)"
    )
    assert {"l0.n1.w0", "l1.n0.b", "x1", "y"} <= set(texts)
    label = browser.find_element("css selector", "#sliders label")
    assert label.text == "l0.n0.w0"
    assert label.get_attribute("title") == "layers.0.neurons.0.w.0"


@pytest.mark.parametrize(
    "selector",
    [
        "#next",
        "#theme",
        "#speed",
        "#scrubber",
        "#sliders input[type=range]",
        "#n0",
        "#whole summary",
        "#tab-node",
    ],
)
def test_keys_step_after_a_click_anywhere(show: Show, selector: str) -> None:
    from selenium.webdriver import ActionChains

    browser = show(neuron())
    place = browser.find_element("css selector", selector)
    ActionChains(browser).click(place).perform()
    press(browser, "ESCAPE", "HOME")
    assert words(browser, "#step-title") == "Start"
    press(browser, "ARROW_RIGHT")
    assert words(browser, "#equation").startswith("n1 = w * x")
    press(browser, "END")
    assert words(browser, "#step-title") == "Backward: from n1 to x"


def test_the_keys_of_a_slider_that_was_reached_by_keyboard(show: Show) -> None:
    browser = show(neuron())
    slider = browser.find_element("css selector", "#sliders input[type=range]")
    browser.execute_script("arguments[0].focus()", slider)
    press(browser, "ARROW_RIGHT")
    assert float(slider.get_attribute("value")) > 0.5


# -- the axes of the curve -------------------------------------------------------------

AXES = """
const number = (text) => Number(text.textContent);
const line = (path) => Number(path.getAttribute("d").match(/-?[\\d.]+/g)[1]);
const texts = [...document.querySelectorAll("#curve svg > text")];
const up = texts.filter((text) => text.getAttribute("text-anchor") === "end");
const across = texts.filter((text) => text.getAttribute("text-anchor") === "middle");
const zero = document.querySelector("#curve .zero");
return [up.map((text) => [number(text), Number(text.getAttribute("y")) - 4]),
  across.map((text) => [number(text), Number(text.getAttribute("x"))]),
  zero && line(zero), ["cx", "cy"].map((name) =>
    Number(document.querySelector("#curve circle").getAttribute(name)))];
"""


def test_the_dot_stands_where_the_axes_say(show: Show) -> None:
    browser = show((Value(2.0, label="x") - 0.5) ** 2 - 1.0)
    up, across, zero, (x, y) = browser.execute_script(AXES)
    assert len(up) >= 3
    assert len(across) >= 3

    def place(axis: list[Any], number: float) -> float:
        (low, from_), (high, to) = axis[0], axis[-1]
        return from_ + (number - low) / (high - low) * (to - from_)

    # (2 - 0.5)**2 - 1 = 1.25
    assert place(across, 2.0) == pytest.approx(x, abs=0.5)
    assert place(up, 1.25) == pytest.approx(y, abs=0.5)
    assert place(up, 0.0) == pytest.approx(zero, abs=0.5)
    for axis in (up, across):
        for number, at in axis:
            assert place(axis, number) == pytest.approx(at, abs=0.5)

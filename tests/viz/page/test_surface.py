"""The surface over two leaves: contours, path, and a step taken apart."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

import optim
from autograd_core import Value
from tests.viz.browser import Show
from tests.viz.page.test_film import click, text, words
from viz.page import play

pytest.importorskip("pygraphviz")


def bowl(w: Value, b: Value) -> Value:
    return w * w + 3.0 * b * b + 0.5 * w * b


def leaves() -> tuple[Value, Value, Value]:
    w, b = Value(1.5, label="w"), Value(-1.0, label="b")
    L = bowl(w, b)
    L.label = "L"
    return L, w, b


CROSSINGS = """
const { surface } = page;
const ranges = surface.axes.map((place) => surface.range(place));
const thousand = { x: (x) => 1000 * x, y: (y) => 1000 * y };
const grid = arguments[0] ? surface.field(surface.axes, ranges, arguments[0])
  : surface.grid;
return levelsOf(grid).map((level) =>
  [level, contourPath(grid, level, ranges, thousand)]);
"""


def test_contours_are_where_the_loss_has_their_level(show: Show) -> None:
    from selenium.webdriver.support.ui import WebDriverWait

    L, _, _ = leaves()
    browser = show(L)
    click(browser, "tab-surface")
    coarse = browser.execute_script(CROSSINGS, 41)
    WebDriverWait(browser, 120).until(
        lambda _: browser.execute_script("return page.surface.grid.length") == 81
    )
    fine = browser.execute_script(CROSSINGS, 0)
    for contours, error in ((coarse, 0.04), (fine, 0.011)):
        assert len(contours) == 12
        for level, path in contours:
            points = re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)
            assert len(points) > 8
            for x, y in points:
                w, b = float(x) / 1000, float(y) / 1000
                exact = w * w + 3 * b * b + 0.5 * w * b
                # Linear interpolation: off by at most h**2/8 times the curvature.
                assert exact == pytest.approx(level, abs=error)


RULES: dict[str, Callable[[list[Value]], Any]] = {
    "SGD": lambda p: optim.SGD(p, lr=0.1),
    "Momentum": lambda p: optim.SGD(p, lr=0.1, momentum=0.9),
    "RMSprop": lambda p: optim.RMSprop(p, lr=0.1),
    "Adam": lambda p: optim.Adam(p, lr=0.1),
}


@pytest.mark.parametrize("rule", RULES)
def test_a_step_taken_apart_is_that_of_optim(show: Show, rule: str) -> None:
    from selenium.webdriver.support.ui import Select

    L, w, b = leaves()
    browser = show(L)
    Select(browser.find_element("css selector", "#rule")).select_by_value(rule)
    click(browser, "tab-surface")
    optimizer = RULES[rule]([w, b])
    for _ in range(3):
        loss = bowl(w, b)
        optimizer.zero_grad()
        loss.backward()
        before = (w.data, b.data)
        optimizer.step()
        lines = text(browser, "#surface").splitlines()
        steps = [float(x.rpartition("= ")[2]) for x in lines if "step = " in x]
        moved = (w.data - before[0], b.data - before[1])
        assert steps == pytest.approx(moved, rel=1e-3)
        click(browser, "one")
        click(browser, "tab-surface")
    path = browser.execute_script(
        "return document.querySelector('#surface .steps').getAttribute('points')"
    )
    assert len(path.split()) == 4


def test_numbers_of_adam_by_hand(show: Show) -> None:
    """dL/dw = 2 w + b/2 = 2.5: m = 0.25, s = 0.00625, the first step is -0.1."""
    from selenium.webdriver.support.ui import Select

    browser = show(leaves()[0])
    Select(browser.find_element("css selector", "#rule")).select_by_value("Adam")
    click(browser, "tab-surface")
    told = words(browser, "#surface")
    assert "w: m = 0.9 \u00d7 0.0 + 0.1 \u00d7 2.5 = 0.25" in told
    assert "s = 0.999 \u00d7 0.0 + 0.001 \u00d7 2.5\u00b2 = 0.0062" in told
    assert "m\u0302 = m / (1 - 0.9^1) = 2.5, s\u0302 = s / (1 - 0.999^1) = 6.25" in told
    assert "= -0.1" in told


def test_the_point_is_dragged(show: Show) -> None:
    browser = show(leaves()[0])
    click(browser, "tab-surface")
    browser.execute_script("""
        const shown = document.querySelector("#surface svg.surface");
        const dot = shown.querySelector(".here").getBoundingClientRect();
        const at = (type, target, dx) => target.dispatchEvent(new PointerEvent(type, {
          clientX: dot.left + dot.width / 2 + dx, clientY: dot.top + dot.height / 2,
          bubbles: true }));
        at("pointerdown", shown, 0);
        at("pointermove", window, -30);
        at("pointerup", window, -30);
        at("pointermove", window, 60);
    """)
    w, b = browser.execute_script(
        "return ['w', 'b'].map((name) => page.sliders.numbers.get("
        "page.graph.nodes.find((node) => node.name === name).place))"
    )
    assert w < 1.4
    assert b == pytest.approx(-1.0, abs=0.05)
    box = browser.find_element("css selector", "#sliders input[type=text]")
    assert float(box.get_attribute("value")) == pytest.approx(w, rel=1e-5)


def test_two_padlocks_or_the_argument_choose_the_leaves(show: Show) -> None:
    w, x, b = (Value(i + 1.0, label=name) for i, name in enumerate("wxb"))
    axes = "return page.surface.axes.map((place) => page.graph.nodes[place].name)"
    browser = show(w * x + b)
    assert browser.execute_script(axes) == ["w", "x"]
    browser.find_element("css selector", ".lock[title*=' x']").click()
    assert browser.execute_script(axes) == ["w", "b"]
    browser = show(w * x + b, surface=("b", x))
    assert browser.execute_script(axes) == ["b", "x"]


def test_a_question_hides_arrows_and_steps(show: Show) -> None:
    browser = show(leaves()[0])
    click(browser, "tab-surface")
    assert browser.find_elements("css selector", "#surface .arrow")
    click(browser, "quiz-switch")
    assert not browser.find_elements("css selector", "#surface .arrow")
    assert "step =" not in words(browser, "#surface")


def test_one_leaf_has_no_surface(show: Show) -> None:
    browser = show(Value(2.0, label="a") * 3.0)
    assert not browser.find_element("css selector", "#tab-surface").is_displayed()


@pytest.mark.parametrize(
    ("surface", "error", "message"),
    [
        (("w",), ValueError, "play: surface takes two leaves, such as .* got 1"),
        (("w", "w"), ValueError, "play: surface takes two leaves"),
        (("w", "L"), ValueError, "no leaf is called 'L'"),
        (3, TypeError, "play: "),
    ],
)
def test_wrong_surfaces(surface: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        play(leaves()[0], surface=surface)

"""The page for everybody: axe-core, keyboard, screen reader, phone, themes, paper."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from autograd_core import Value
from nn import MLP
from tests.viz.browser import Show, axe_source, complaints, requests, screen
from tests.viz.page.test_film import click, neuron, press, twice, words
from tests.viz.page.test_forward import choose

pytest.importorskip("pygraphviz")

AXE = """
const done = arguments[arguments.length - 1];
axe.run(document, { resultTypes: ["violations"] }).then((result) => done(
  result.violations.map(({ id, impact, nodes }) =>
    [id, impact, nodes.map((node) => node.html + " " + node.failureSummary)])));
"""


def faults(browser: Any) -> list[Any]:
    """What axe-core objects to, of whatever impact."""
    if not browser.execute_script("return Boolean(window.axe)"):
        browser.execute_script(axe_source())
    return browser.execute_async_script(AXE)


def wrong_answer(browser: Any) -> None:
    click(browser, "quiz-switch")
    press(browser, "7", "ENTER")


def refused_number(browser: Any) -> None:
    browser.find_element("css selector", "#sliders input[type=text]").send_keys("x\n")


STATES = {
    "start": lambda browser: None,
    "middle": lambda browser: press(browser, *["ARROW_RIGHT"] * 5),
    "naive": lambda browser: click(browser, "naive"),
    "forward": lambda browser: choose(browser, "Forward: a"),
    "refused": refused_number,
    "ledger": lambda browser: browser.find_element("css selector", "summary").click(),
    "code": lambda browser: click(browser, "tab-code"),
    "health": lambda browser: click(browser, "tab-health"),
    "quiz": wrong_answer,
    "hint": lambda browser: click(browser, "hinter"),
    "do": lambda browser: click(browser, "do-switch"),
    "edge": lambda browser: click(browser, "shower"),
}


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (390, False)])
def test_axe_finds_no_fault(show: Show, width: int, dark: bool) -> None:
    screen(show.browser, width, 800, dark)
    browser = show(twice())
    for name, reach in STATES.items():
        reach(browser)
        assert faults(browser) == [], name


def test_axe_would_find_a_fault(show: Show) -> None:
    browser = show(neuron())
    browser.execute_script(
        "document.getElementById('scrubber').removeAttribute('aria-label')"
    )
    result = faults(browser)
    assert [(rule, impact) for rule, impact, _ in result] == [("label", "critical")]


def test_a_request_would_be_seen_and_is_refused(show: Show) -> None:
    browser = show(neuron())
    address = "https://example.org/picture.png"
    browser.execute_script("new Image().src = arguments[0]", address)
    (complaint,) = complaints(browser)
    assert "Content Security Policy" in complaint
    assert requests(browser) == [address]


# -- keyboard and screen reader --------------------------------------------------------


def test_tab_reaches_everything_in_the_order_of_the_page(show: Show) -> None:
    browser = show(neuron(), sliders=["w"])
    reached = []
    for _ in range(45):
        press(browser, "TAB")
        name = browser.execute_script(
            "const at = document.activeElement;"
            "return at.id || at.getAttribute('aria-label') || at.textContent.trim()"
        )
        if not name or (reached and name == reached[0]):
            break
        reached.append(name)
    assert reached[0] == "Skip to the controls"
    expected = [
        "watch",
        "quiz-switch",
        "do-switch",
        "theme",
        "scroller",
        "n5",
        "zoom-out",
        "zoom-fit",
    ]
    expected += ["zoom-in", "play", "next", "last", "scrubber", "forward"]
    expected += ["naive", "speed"]
    expected += ["w", "w, exactly", "Reset", "tab-node", "which", "tab-curve"]
    expected += ["The whole ledger", "Keys and notes"]
    assert [name for name in reached if name in expected] == expected


def test_arrow_keys_walk_through_the_graph_and_enter_opens_a_ledger(show: Show) -> None:
    browser = show(neuron())
    browser.execute_script("document.getElementById('n5').focus()")
    press(browser, "ARROW_UP", "ENTER")
    assert focused(browser) == "n2 no data yet no gradient yet"
    assert words(browser, "#ledger").startswith("n2 = n1 + b")
    press(browser, "ARROW_RIGHT", "ARROW_RIGHT")  # still steps
    assert focused(browser) == "n2 data -0.5 no gradient yet"


def focused(browser: Any) -> str:
    """What a screen reader calls the element that has the focus."""
    return " ".join(browser.switch_to.active_element.accessible_name.split())


def test_each_step_is_told_in_a_sentence(show: Show) -> None:
    browser = show(neuron())
    sentence = "const it = document.getElementById('sentence');"
    live = browser.execute_script(f"{sentence} return it.getAttribute('aria-live')")
    assert live == "polite"
    press(browser, *["ARROW_RIGHT"] * 8)
    text = browser.execute_script(f"{sentence} return it.textContent")
    assert text == (
        "w receives 0.7864 \u00d7 2.0 = 1.573 from n1; 0.0 + 1.573 = 1.573. "
        "✓ Final: all its uses have contributed."
    )


# -- sizes and themes ------------------------------------------------------------------


def wide() -> Value:
    mlp = MLP(3, [4, 4, 1], rng=0)
    return mlp([Value(0.5, label=f"x{i}") for i in range(3)]) ** 2


@pytest.mark.parametrize("width", [320, 360, 768, 1280, 1920])
def test_the_page_never_scrolls_sideways(show: Show, width: int) -> None:
    screen(show.browser, width, 844)
    browser = show(wide())
    for reach in STATES.values():
        reach(browser)
        assert browser.execute_script(
            "const { scrollWidth, clientWidth } = document.documentElement;"
            "return scrollWidth <= clientWidth;"
        )


def test_the_current_step_is_scrolled_into_view(show: Show) -> None:
    screen(show.browser, 390, 844)
    browser = show(wide())
    for key in ("END", "HOME", *["ARROW_RIGHT"] * 3):
        press(browser, key)
    assert browser.execute_script("""
        const at = document.querySelector('#graph > [data-state="target"]');
        const inner = at.getBoundingClientRect();
        const outer = document.getElementById("scroller").getBoundingClientRect();
        return inner.left >= outer.left - 1 && inner.right <= outer.right + 1
          && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
    """)


BACKGROUND = "return getComputedStyle(document.body).backgroundColor"


def test_light_and_dark_follow_the_system_and_the_switch(show: Show) -> None:
    light, dark = "rgb(246, 246, 243)", "rgb(20, 22, 26)"
    browser = show(neuron())
    assert browser.execute_script(BACKGROUND) == light
    click(browser, "theme")
    assert browser.execute_script(BACKGROUND) == dark
    assert words(browser, "#theme") == "Light"
    click(browser, "theme")
    assert browser.execute_script(BACKGROUND) == light
    screen(browser, 1280, 800, dark=True)
    browser = show(neuron())
    assert browser.execute_script(BACKGROUND) == dark
    assert words(browser, "#theme") == "Light"


# -- without the script, and on paper --------------------------------------------------


def test_without_javascript_there_is_the_finished_picture(show: Show) -> None:
    browser = show.browser
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        show(neuron())
        tree = browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    finally:
        browser.execute_cdp_cmd(
            "Emulation.setScriptExecutionDisabled", {"value": False}
        )
    texts = [
        node["name"]["value"]
        for node in tree
        if node.get("role", {}).get("value") == "StaticText" and "name" in node
    ]
    for text in ("w", "tanh", "-0.4621", "1.573", "Backpropagation through L"):
        assert text in texts
    assert any(text.startswith("The picture shows the finished") for text in texts)
    assert "Play" not in texts


def test_paper_has_the_picture_and_the_whole_ledger(show: Show, tmp_path: Path) -> None:
    pypdf = pytest.importorskip("pypdf", reason="reads the printed page")
    screen(show.browser, 1280, 800, dark=True)
    browser = show(neuron())
    press(browser, "END")
    printed = browser.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})
    path = tmp_path / "page.pdf"
    path.write_bytes(base64.b64decode(printed["data"]))
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    assert "The whole ledger" not in text  # the button of the screen
    for part in ("Backpropagation through L", "L = tanh(n2)", "via n1", "1.573"):
        assert part in text
    assert "Speed" not in text


# -- long numbers ----------------------------------------------------------------------

COVERED = """
const cards = [...document.querySelectorAll("#graph > g > use")]
  .map((each) => each.getBoundingClientRect());
return [...document.querySelectorAll("#graph > text")].filter((text) => {
  const { left, right, top, bottom } = text.getBoundingClientRect();
  return cards.some((card) => left < card.right && right > card.left
    && top < card.bottom && bottom > card.top);
}).map((text) => text.textContent);
"""


@pytest.mark.parametrize("rankdir", ["LR", "TB"])
def test_a_long_local_derivative_reaches_under_no_card(
    show: Show, rankdir: str
) -> None:
    w, x = Value(-1.2345e-300, label="w"), Value(-2.3456e-200, label="x")
    browser = show((w * x + w).tanh() * x, rankdir=rankdir)
    press(browser, "END")
    texts = browser.find_elements("css selector", "#graph > text")
    # As many digits as there is room for.
    assert {"-1.234e-300", "-1.2e-300", "-1e-300"} & {item.text for item in texts}
    assert {"-2.346e-200", "-2.3e-200", "-2e-200"} & {item.text for item in texts}
    assert browser.execute_script(COVERED) == []


@pytest.mark.parametrize("rankdir", ["LR", "TB"])
def test_a_number_that_grows_long_loses_digits_not_size(
    show: Show, rankdir: str
) -> None:
    browser = show(Value(2.0, label="w") * Value(3.0, label="x"), rankdir=rankdir)
    press(browser, "END")
    for item in browser.find_elements("css selector", "#sliders input[type=text]"):
        item.clear()
        item.send_keys("-1.2345e-300\n")
    texts = browser.find_elements("css selector", "#graph > text")
    assert [item.text for item in texts] == ["-1e-300"] * 2
    for _ in range(3):
        assert browser.execute_script(COVERED) == []
        press(browser, "ARROW_LEFT")


CROWDED = """
const rows = [...document.querySelectorAll(arguments[0])];
const shapes = rows.map((each) => {
  const text = document.createRange();
  text.selectNodeContents(each);
  return text.getBoundingClientRect();
});
return rows.filter((_, i) => shapes.some((other, j) => j < i
  && shapes[i].left < other.right && other.left < shapes[i].right
  && shapes[i].top < other.bottom && other.top < shapes[i].bottom))
  .map((each) => each.textContent);
"""


@pytest.mark.parametrize("width", [390, 1280])
def test_long_numbers_leave_the_signs_and_each_other_room(
    show: Show, width: int
) -> None:
    screen(show.browser, width, 844)
    w, x = Value(-1.2345e-300, label="w"), Value(-2.3456e-200, label="x")
    browser = show((w * x + w).tanh() * x)
    press(browser, "END")
    equation = "#equation .num, #equation .sign"
    assert browser.execute_script(CROWDED, equation) == []
    # A card is 80 wide, and what stands on it keeps 6 from its borders.
    wide = browser.execute_script("""
        return [...document.querySelectorAll("#graph > g > text:nth-of-type(n+2)")]
          .map((each) => each.getComputedTextLength());
    """)
    assert max(wide) < 80 - 2 * 6

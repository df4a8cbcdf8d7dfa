"""The steps of the page, as a reader with mouse and keyboard sees them."""

from __future__ import annotations

from typing import Any

import pytest

from autograd_core import Value
from tests.viz.browser import Show, nodes

pytest.importorskip("pygraphviz")


def neuron() -> Value:
    w, x, b = Value(0.5, label="w"), Value(2.0, label="x"), Value(-1.5, label="b")
    n1 = w * x
    n1.label = "n1"
    n2 = n1 + b
    n2.label = "n2"
    L = n2.tanh()
    L.label = "L"
    return L


def twice() -> Value:
    """b = a + a; c = b + b: the naive recursion counts the first share of b twice."""
    a = Value(1.0, label="a")
    b = a + a
    b.label = "b"
    c = b + b
    c.label = "c"
    return c


def text(browser: Any, selector: str) -> str:
    return browser.execute_script(
        "return document.querySelector(arguments[0]).innerText", selector
    )


def words(browser: Any, selector: str) -> str:
    return " ".join(text(browser, selector).split())


def click(browser: Any, name: str) -> None:
    """Click a button; on a phone the bar that stays at the top must not cover it."""
    place = browser.find_element("css selector", f"#{name}")
    browser.execute_script("arguments[0].scrollIntoView({block: 'nearest'})", place)
    place.click()


def press(browser: Any, *keys: str) -> None:
    from selenium.webdriver import ActionChains, Keys

    actions = ActionChains(browser)
    for key in keys:
        actions.send_keys(getattr(Keys, key, key))
    actions.perform()


# -- stepping --------------------------------------------------------------------------


def test_the_film_of_a_neuron(show: Show) -> None:
    browser = show(neuron())
    assert words(browser, "#step-title") == "Start"
    assert nodes(browser)["L"] == (None, None, False)
    seen = []
    for _ in range(9):
        press(browser, "ARROW_RIGHT")
        seen.append((words(browser, "#step-title"), words(browser, "#equation")))
    assert seen[:5] == [
        ("Forward", "n1 = w * x 0.5 * 2.0 = 1.0"),
        ("Forward", "n2 = n1 + b 1.0 + (-1.5) = -0.5"),
        ("Forward", "L = tanh(n2) tanh(-0.5) = -0.4621"),
        ("Backward: the seed", "dL/dL = 1.0"),
        (
            "Backward: from L to n2",
            "1.0 upstream dL/dL \u00d7 0.7864 local ∂L/∂n2 = 1 - L ** 2 "
            "= 0.7864 contribution 0.0 grad of n2 so far + 0.7864 contribution "
            "= 0.7864 new "
            "✓ Final: all its uses have contributed",
        ),
    ]
    assert [title for title, _ in seen[5:]] == [
        "Backward: from n2 to n1",
        "Backward: from n2 to b",
        "Backward: from n1 to w",
        "Backward: from n1 to x",
    ]
    assert "2.0 local ∂n1/∂w = x = 1.573 contribution" in seen[7][1]
    press(browser, "ARROW_LEFT", "ARROW_LEFT")
    assert words(browser, "#step-title") == "Backward: from n2 to b"
    press(browser, "HOME")
    assert words(browser, "#step-title") == "Start"
    press(browser, "END")
    assert words(browser, "#step-title") == "Backward: from n1 to x"


def test_contributions_add_up_and_become_final_with_the_last_use(show: Show) -> None:
    browser = show(twice())
    grads = []
    for _ in range(7):
        click(browser, "next")
        texts = nodes(browser)
        grads.append((texts["b"][1:], texts["a"][1:]))
    assert grads == [
        *[((None, False), (None, False))] * 3,
        ((1.0, False), (None, False)),
        ((2.0, True), (None, False)),
        ((2.0, True), (2.0, False)),
        ((2.0, True), (4.0, True)),
    ]
    click(browser, "back")
    assert "1 use still to come" in words(browser, "#equation")
    assert "2.0 new" in words(browser, "#equation")
    click(browser, "next")
    assert "2.0 grad of a so far + 2.0 contribution = 4.0 new" in words(
        browser, "#equation"
    )


def test_the_current_edge_is_highlighted(show: Show) -> None:
    browser = show(neuron())
    click(browser, "last")
    states = browser.execute_script(
        "return [...document.querySelectorAll('#graph > path')].map("
        "(path) => path.dataset.state)"
    )
    # Operands first, so the last edge of the film is the second: x of n1 = w * x.
    assert states.count("current") == 1
    assert set(states) == {"current", "passed"}
    assert nodes(browser)["x"][1] == pytest.approx(0.393223866)


def test_the_scrubber_moves_with_the_keys_and_says_where_it_is(show: Show) -> None:
    browser = show(neuron())
    scrubber = browser.find_element("css selector", "#scrubber")
    scrubber.send_keys("\ue014" * 4)  # arrow right
    assert words(browser, "#step-title") == "Backward: the seed"
    explanation = scrubber.get_attribute("aria-valuetext")
    assert explanation.startswith("Step 4 of 9: The result L changes")


def test_play_and_pause(show: Show) -> None:
    from selenium.webdriver.support.ui import WebDriverWait

    browser = show(Value(3.0, label="v") * 2)
    browser.execute_script("document.getElementById('speed').value = '500'")
    press(browser, " ")
    assert text(browser, "#play") == "Pause"
    WebDriverWait(browser, 120).until(lambda _: text(browser, "#play") == "Play")
    assert nodes(browser)["v"] == (3.0, 2.0, True)
    click(browser, "play")  # once more from the start
    assert text(browser, "#play") == "Pause"
    click(browser, "play")
    assert text(browser, "#play") == "Play"
    assert nodes(browser)["v"] == (3.0, None, False)


# -- ledgers ---------------------------------------------------------------------------


def test_a_click_on_a_node_opens_its_ledger(show: Show) -> None:
    browser = show(twice())
    press(browser, "END")
    browser.find_element("css selector", "#n1").click()
    explanation = words(browser, "#ledger")
    assert explanation.startswith(
        "b = a + a data 2.0 dc/db = 2.0 ✓ final 2 uses: their contributions add up. "
    )
    assert explanation.endswith(
        "via upstream \u00d7 local = contribution total "
        "c 1.0 1.0 1.0 1.0 c 1.0 1.0 1.0 2.0"
    )
    press(browser, "HOME")
    browser.find_element("css selector", "#n1").click()
    # Nothing is given away before its step.
    assert words(browser, "#ledger").endswith("total c — — — — c — — — —")
    assert "dc/db = —" in words(browser, "#ledger")


def test_the_whole_ledger_is_that_of_explain(show: Show) -> None:
    from selenium.webdriver.support.ui import WebDriverWait

    browser = show(neuron())
    browser.find_element("css selector", "#whole summary").click()
    WebDriverWait(browser, 120).until(lambda _: words(browser, "#whole div"))
    rows = browser.execute_script(
        "return [...document.querySelectorAll('#whole tbody tr')].map("
        "(row) => [...row.cells].map((cell) => cell.innerText.trim()))"
    )
    assert rows[0] == ["L = tanh(n2) = -0.4621", "dL/dL = 1.0"]
    assert rows[-1] == ["via n1", "0.7864", "2.0", "1.573", "1.573"]
    assert len(rows) == 6 + 5


def test_numbers_show_all_digits_on_hover(show: Show) -> None:
    L = neuron()
    L.backward()
    browser = show(L)
    click(browser, "last")
    title = browser.execute_script(
        "return document.querySelector('#equation .num.grad').title"
    )
    # The last bit may differ: for numbers the engine has a faster form of tanh'.
    assert float(title) == pytest.approx(L.parents[0].grad, rel=4e-16, abs=0)

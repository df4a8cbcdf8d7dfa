"""The steps of the page, as a reader with mouse and keyboard sees them."""

from __future__ import annotations

from typing import Any

import pytest

from autograd_core import Value
from tests.viz.browser import STEP_TO_THE_END, Show, nodes
from tests.viz.test_page import HOSTILE
from viz.wording import visible

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
    browser.find_element("css selector", f"#{name}").click()


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
            "1.0 upstream dL/dL × 0.7864 local ∂L/∂n2 = 1 - L**2 = 0.7864 contribution "
            "0.0 grad of n2 so far + 0.7864 contribution = 0.7864 new "
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
        shown = nodes(browser)
        grads.append((shown["b"][1:], shown["a"][1:]))
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
    told = scrubber.get_attribute("aria-valuetext")
    assert told.startswith("Step 4 of 9: The result L changes")


def test_play_and_pause(show: Show) -> None:
    from selenium.webdriver.support.ui import WebDriverWait

    browser = show(Value(3.0, label="v") * 2)
    browser.execute_script("document.getElementById('speed').value = '500'")
    press(browser, " ")
    assert text(browser, "#play") == "Pause"
    WebDriverWait(browser, 30).until(lambda _: text(browser, "#play") == "Play")
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
    told = words(browser, "#ledger")
    assert told.startswith(
        "b = a + a data 2.0 dc/db = 2.0 ✓ final 2 uses: their contributions add up. "
    )
    assert told.endswith(
        "via upstream × local = contribution total c 1.0 1.0 1.0 1.0 c 1.0 1.0 1.0 2.0"
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
    WebDriverWait(browser, 30).until(lambda _: words(browser, "#whole div"))
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
    assert float(title) == L.parents[0].grad


# -- naive recursion -------------------------------------------------------------------


def test_naive_recursion_beside_the_right_order(show: Show) -> None:
    browser = show(twice())
    click(browser, "naive")
    switch = browser.find_element("css selector", "#naive")
    assert switch.get_attribute("aria-checked") == "true"
    # By hand: a gets 1 + 1 when b holds 1, then 2 + 2 when b holds 2.
    assert nodes(browser)["a"] == (1.0, 6.0, False)
    assert nodes(browser)["b"] == (2.0, 2.0, False)
    compared = words(browser, "#compare")
    assert "6 passes against 4 passes. 1 gradient wrong." in compared
    assert compared.endswith("node naive right a 6.0 4.0")
    assert "✗ right: 4.0" in words(browser, "#ledger")
    mark = "return document.querySelector('#n0 .mark').textContent"
    assert browser.execute_script(mark) == "✗"
    click(browser, "naive")
    click(browser, "last")
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
    moved = float(slider.get_attribute("value"))
    assert moved > 1.0
    assert (data, grad) == (4 * moved, 1.0)
    assert "Slope of the curve, measured: 4.0" in words(browser, "#curve")
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
    shown = nodes(browser)
    for label in HOSTILE:
        assert visible(label) in shown
    assert browser.title == visible(HOSTILE[0], 120)
    options = "return [...document.querySelectorAll('option')].map((o) => o.text)"
    assert {*shown} <= {*browser.execute_script(options)}


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

"""State in the link, the graph as Python, stories, presenting."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import pytest

import viz
from autograd_core import Value, mean, where
from tests.viz.browser import Show, nodes, screen
from tests.viz.page.test_film import click, neuron, press, words
from tests.viz.page.test_step import bowl, sums
from tests.viz.page.test_write import Reader
from viz.page import page_html

pytest.importorskip("pygraphviz")

# -- the link --------------------------------------------------------------------------


def fragment(browser: Any) -> str:
    return browser.current_url.partition("#")[2]


def test_the_link_holds_the_whole_state(show: Show) -> None:
    browser = show(bowl(), params=["w"])
    assert fragment(browser) == ""
    click(browser, "one")
    field = browser.find_element("id", "rate")
    field.clear()
    field.send_keys("0.05\n")
    press(browser, "TAB")
    click(browser, "back")
    browser.find_elements("css selector", "#sliders .lock")[1].click()
    assert parse_qs(fragment(browser)) == {
        "step": ["8"],
        "w": ["1.8"],
        "rate": ["0.05"],
        "moves": ["w", "x"],
        "view": ["loss"],
    }
    address = browser.current_url
    browser.get("about:blank")
    browser.get(address)
    assert nodes(browser)["w"][0] == 1.8
    assert browser.find_element("id", "scrubber").get_attribute("value") == "8"
    assert browser.find_element("id", "loss").is_displayed()
    locks = browser.find_elements("css selector", "#sliders .lock")
    assert [lock.get_attribute("aria-checked") for lock in locks] == [
        "true",
        "true",
        "false",
    ]
    click(browser, "one")
    # dL/dw = 2 (3.6 - 4) 2 = -1.6
    assert sums(browser)[0] == "1.8 → 1.88 = 1.8 - 0.05 x -1.6"
    show.check([address.partition("#")[0]])


def test_a_link_written_by_hand_is_followed(show: Show) -> None:
    browser = show(neuron())
    browser.execute_script("location.hash = 'step=4&w=1/4&x=abc&rate=-3&rule=no&v=2'")
    press(browser, "TAB")
    assert nodes(browser)["w"][0] == 0.25
    assert nodes(browser)["x"][0] == 2.0
    assert words(browser, "#step-title") == "Backward: the seed"
    assert browser.find_element("id", "rate").get_attribute("value") == "0.1"
    browser.execute_script("location.hash = 'mode=predict'")
    press(browser, "TAB")
    assert nodes(browser)["w"][0] == 0.5
    assert browser.find_element("id", "question").is_displayed()


MOVES = "return [...page.training.movable].map((at) => page.graph.nodes[at].name)"


@pytest.mark.parametrize(
    ("link", "movable"),
    [
        ("moves=w%2Bx", ["w+x"]),  # one leaf of this name
        ("moves=w+x", ["w", "x"]),
        ("moves=x&moves=w%2Bx", ["x", "w+x"]),
        ("moves=", []),
        ("moves=zzz", ["w", "w+x", "x"]),
        ("rule=constructor", ["w", "w+x", "x"]),
    ],
)
def test_names_in_a_link_may_have_any_sign(
    show: Show, link: str, movable: list[str]
) -> None:
    w, both, x = (Value(2.0, label=name) for name in ("w", "w+x", "x"))
    browser = show(w * both + x)
    browser.execute_script("location.hash = arguments[0]", link)
    press(browser, "TAB")
    assert browser.execute_script(MOVES) == movable
    assert browser.execute_script("return page.training.rule") == "SGD"
    if link == "moves=x&moves=w%2Bx":
        assert fragment(browser) == link


def test_a_leaf_that_is_called_step(show: Show) -> None:
    step, mode = Value(2.0, label="step"), Value(3.0, label="mode")
    browser = show(step * mode)
    browser.execute_script("location.hash = 'step=2&leaf.step=5&leaf.mode=7'")
    press(browser, "TAB")
    assert (nodes(browser)["step"][0], nodes(browser)["mode"][0]) == (5.0, 7.0)


def test_share_gives_the_link_to_copy(show: Show) -> None:
    browser = show(neuron())
    press(browser, "END")
    browser.execute_script(
        "Object.defineProperty(navigator, 'clipboard', { value: undefined })"
    )
    click(browser, "share")
    text = browser.find_element("css selector", "#copied textarea")
    assert text.get_attribute("value") == browser.current_url
    assert browser.current_url.endswith("#step=9")


# -- Python ----------------------------------------------------------------------------


def test_the_lines_of_python_make_the_same_graph(show: Show) -> None:
    a, b = Value(0.5, label="a"), Value(-1.5, label="a#2")
    c = Value(2.0, label="lambda")
    L = mean([a * b, -b, c**3, 1.0]) + where(a, b, c).clip(max=1.0)
    L = L + (a - b / c).leaky_relu(0.2) * c.log() + a**-2.0
    L.label = "mean"
    browser = show(L)
    code = browser.execute_script(
        "return pythonOf(page.graph, new Map(page.sliders.numbers).set(0, 0.75))"
    )
    names: dict[str, Any] = {}
    exec(code, names)
    leaves = [x for x in names.values() if isinstance(x, Value) and x.is_leaf]
    a.data = 0.75
    L = mean([a * b, -b, c**3, 1.0]) + where(a, b, c).clip(max=1.0)
    L = L + (a - b / c).leaky_relu(0.2) * c.log() + a**-2.0
    L.backward()
    assert {leaf.label: (leaf.data, leaf.grad) for leaf in leaves} == {
        leaf.label: (leaf.data, pytest.approx(leaf.grad)) for leaf in (a, b, c)
    }


# -- stories ---------------------------------------------------------------------------


def test_a_story_goes_from_card_to_card(show: Show) -> None:
    screen(show.browser, 1280, 720)
    L = neuron()
    browser = show(
        L,
        story=[
            "Three leaves.",
            viz.say("<b>w</b> twice.", step=-1, show=["w", "n1"], put={"w": 1.0}),
            viz.say("What is it?", ask="w"),
        ],
    )
    story = "#story"
    assert words(browser, story) == "Three leaves. Back Next 1 of 3"
    following = browser.find_elements("css selector", "#story button")[1]
    following.click()
    assert words(browser, story).startswith("<b>w</b> twice.")
    # n2 = 1 * 2 - 1.5 = 0.5
    assert nodes(browser)["n2"][0] == 0.5
    assert words(browser, "#step-title") == "Backward: from n1 to x"
    dim = "return [...document.querySelectorAll('#graph > g')].map((group) =>"
    dim += "[group.querySelector('title').textContent.split('\\n')[0],"
    dim += " group.classList.contains('dim')])"
    assert dict(browser.execute_script(dim)) == {
        "w": False,
        "n1": False,
        "x": True,
        "b": True,
        "n2": True,
        "L": True,
    }
    following.click()
    assert "dL/dw" in words(browser, "#question-title")
    assert not following.is_enabled()
    browser.find_elements("css selector", "#story button")[0].click()
    assert not browser.find_element("id", "question").is_displayed()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: viz.say(3), "say: text must be a string, got 3"),
        (lambda: viz.say(" "), "say: text is empty"),
        (lambda: viz.say("a", step=1.5), "say: step must be an integer, got 1.5"),
        (lambda: viz.say("a", show=3), "say: show must be nodes or names"),
        (lambda: viz.say("a", show=[3]), "say: show takes nodes and names, got 3"),
        (lambda: viz.say("a", ask=3), "say: ask takes nodes and names, got 3"),
        (lambda: viz.say("a", put=["w"]), "say: put must be numbers by leaf"),
        (lambda: viz.say("a", put={"w": float("nan")}), "'w' must be finite"),
        (lambda: play(3), "play: story must be a list of cards"),
        (lambda: play([3]), "play: a card of the story is viz.say(...), got 3"),
        (
            lambda: play([viz.say("a", show=["v"])]),
            "play: show of a card names 'v', which is not in the graph; there are w",
        ),
        (lambda: play([viz.say("a", ask=Value(1.0))]), "is not in the graph"),
        (lambda: play([viz.say("a", put={"L": 1.0})]), "put of a card names L, which"),
    ],
)
def test_what_is_no_card_is_refused(make: Any, said: str) -> None:
    with pytest.raises((TypeError, ValueError)) as caught:
        make()
    assert said in str(caught.value)


def play(story: Any) -> str:
    return page_html(neuron(), story=story)


def test_cards_take_nodes_as_well_as_names() -> None:
    L = neuron()
    n2 = L.parents[0]
    (card,) = Reader(page_html(L, story=[viz.say("a", show=n2, ask=n2)])).record()[
        "story"
    ]
    record = Reader(page_html(L)).record()
    assert record["nodes"][card["ask"]][0] == "n2"
    assert card["show"] == [card["ask"]]


# -- presenting ------------------------------------------------------------------------


def test_presenting_has_larger_letters_and_no_notes(show: Show) -> None:
    browser = show(neuron())
    size = "return parseFloat(getComputedStyle(document.getElementById('equation')"
    size += ".firstChild).fontSize)"
    before = browser.execute_script(size)
    press(browser, "?")
    assert browser.execute_script(size) > 1.3 * before
    assert not browser.find_element("id", "notes").is_displayed()
    assert not browser.find_element("css selector", "h1").is_displayed()
    press(browser, "?")
    assert browser.execute_script(size) == before


def test_a_negated_negative_number(show: Show) -> None:
    a = Value(-4.0, label="a")
    L = -a
    L.label = "L"
    browser = show(L)
    press(browser, "ARROW_RIGHT")
    assert words(browser, "#equation") == "L = -a -(-4.0) = 4.0"

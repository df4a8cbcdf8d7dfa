"""Predict: the film with its numbers asked for, hints, kinks, the score."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import pytest

import autograd_core as ac
from autograd_core import Value
from tests.viz.browser import Show, nodes
from tests.viz.page.test_film import click, neuron, press, twice, words
from viz import quiz
from viz.quizzes.score import FORMAT

pytest.importorskip("pygraphviz")

TELL = """
document.getElementById("guess").value = arguments[0];
document.querySelector("#question form").requestSubmit();
const answer = document.getElementById("answer");
return [answer.dataset.kind, answer.textContent];
"""


def tell(browser: Any, guess: str) -> tuple[str, str]:
    """What is said to a guess."""
    kind, text = browser.execute_script(TELL, guess)
    return kind, text


def hint(browser: Any) -> str:
    click(browser, "hinter")
    return words(browser, "#hint")


SCORE = """
const { asker } = page.mode === "do" ? page.doing : page.predict;
return JSON.stringify(asker.score.data(page.mode));
"""


def test_the_film_asks_for_each_number(show: Show) -> None:
    """b = a + a; c = b + b: the gradient of b is 1, then 2, that of a 2, then 4."""
    browser = show(twice())
    click(browser, "quiz-switch")
    seen = []
    for answer in ("1", "2", "2", "4"):
        title = words(browser, "#question-title")
        grads = {name: grad for name, (_, grad, _) in nodes(browser).items()}
        seen.append((title, grads["b"], grads["a"]))
        assert tell(browser, answer)[0] == "right"
        press(browser, "ENTER")  # and on
    assert seen == [
        ("What is dc/db so far?", None, None),
        ("What is dc/db?", 1.0, None),
        ("What is dc/da so far?", 2.0, None),
        ("What is dc/da?", 2.0, 2.0),
    ]
    assert words(browser, "#score") == "4 of 4 right at the first try"


def test_the_result_is_a_question_mark_until_it_is_told(show: Show) -> None:
    browser = show(twice())
    click(browser, "quiz-switch")
    click(browser, "next")  # the bar goes to the second use of b
    assert words(browser, "#asked") == (
        "1.0 upstream dc/dc \u00d7 ? local \u2202c/\u2202b = ? contribution "
        "1.0 grad of b so far + ? contribution = ? new"
    )
    press(browser, "ENTER")  # alone: see
    assert words(browser, "#asked") == (
        "1.0 upstream dc/dc \u00d7 1.0 local \u2202c/\u2202b = 1.0 contribution "
        "1.0 grad of b so far + 1.0 contribution = 2.0 new"
    )
    assert words(browser, "#score") == "0 of 1 right at the first try"
    click(browser, "back")
    assert words(browser, "#question-title") == "What is dc/db so far?"


@pytest.mark.parametrize(
    ("step", "guess", "kind", "part"),
    [
        (
            0,
            "2",
            "whole",
            "That is what it will be in the end; 1 use of b will come la",
        ),
        (1, "1", "forgot to add", "alone. b is used 2 times"),
        (3, "2", "forgot to add", "alone. a is used 2 times"),
        (3, "6", "naive recursion", "That is what the naive recursion gives"),
        (2, "-2", "sign", "The size is right"),
    ],
)
def test_a_wrong_sum_is_diagnosed(
    show: Show, step: int, guess: str, kind: str, part: str
) -> None:
    browser = show(twice())
    click(browser, "quiz-switch")
    for _ in range(step):
        click(browser, "next")
    told, text = tell(browser, guess)
    assert told == kind
    assert part in text


def test_four_rungs_each_costs_the_first_try_only(show: Show) -> None:
    browser = show(neuron())  # L = tanh(-0.5) = -0.4621, 1 - L**2 = 0.7864
    click(browser, "quiz-switch")
    assert [hint(browser) for _ in range(4)] == [
        "1 where to look: n2 is used in L = tanh(n2). Multiply dL/dL by the local "
        "derivative of that with respect to n2. dL/dL is 1.",
        "2 the formula: dL/dn2 = dL/dL \u00d7 (1 - L ** 2)",
        "3 the formula with its numbers: dL/dn2 = 1.0 \u00d7 (1 - (-0.4621) ** 2)",
        "4 the answer: dL/dn2 = 1.0 \u00d7 (1 - (-0.4621) ** 2) = 0.7864",
    ]
    assert tell(browser, "0.7864")[0] == "right"
    assert words(browser, "#score") == "0 of 1 right at the first try"
    press(browser, "ENTER")
    assert hint(browser) == (
        "1 where to look: n1 is used in n2 = n1 + b. Multiply dL/dn2 by the local "
        "derivative of that with respect to n1."
    )
    assert hint(browser).endswith(
        "dL/dn1 = dL/dn2 \u00d7 1.0 (1.0 is the local derivative of n2 = n1 + b)"
    )
    press(browser, "ENTER")
    assert tell(browser, "0.7864")[0] != "not a number"


def test_the_rungs_are_those_of_the_terminal(show: Show) -> None:
    a, b = Value(3.0, label="a"), Value(-2.0, label="b")
    p = a * b
    p.label = "p"
    L = (p + a**2) * p
    L.label = "L"
    browser = show(L)
    terminal = quiz(L, names={})
    rungs = browser.execute_script(
        "const { graph, result } = page; return graph.nodes.map(({ name, place }) =>"
        "[name, gradientHints(graph, result, place, usesOf(graph, result, place))])"
    )
    for name, own in rungs:
        if name == "L":
            continue
        for rung, text in enumerate(own, 1):
            told = text.replace("\u00d7", "*")
            expected = terminal.hint(name, rung)
            if rung == 1:
                assert told == expected
            else:  # the same summands, in the order of the passes of either
                assert sorted(numbers(told)) == pytest.approx(sorted(numbers(expected)))


def numbers(text: str) -> list[float]:
    return [float(x) for x in re.findall(r"-?\d+\.?\d*", text)]


@pytest.mark.parametrize("guess", ["0", "1", "0.5", "1/3"])
def test_every_subgradient_is_right_at_a_kink(show: Show, guess: str) -> None:
    x = Value(0.0, label="x")
    L = x.relu()
    L.label = "L"
    browser = show(L)
    click(browser, "quiz-switch")
    kind, text = tell(browser, guess)
    assert kind == "right"
    assert text.endswith(
        "is a subgradient. L has a kink here: its slope over x is 0.0 on the left and "
        "1.0 on the right, and any number between is one. backward() takes dL/dx = 0.0."
    )


def test_what_is_no_subgradient_is_wrong(show: Show) -> None:
    x = Value(0.0, label="x")
    L = 3.0 * abs(x)
    L.label = "L"
    browser = show(L)
    click(browser, "quiz-switch")
    click(browser, "next")
    assert [tell(browser, each)[0] == "right" for each in ("3.2", "-3.2", "-3")] == [
        False,
        False,
        True,
    ]


BESIDE = """
const { graph, result } = page;
return graph.nodes.map(({ place }) => {
  const kink = kinkOf(graph, result, place);
  return kink && [kink.left, kink.right];
});
"""


def test_slopes_beside_kinks_are_those_of_the_terminal(show: Show) -> None:
    from viz.quizzes.kinks import kink_of

    x, y = Value(0.0, label="x"), Value(2.0, label="y")
    parts = [abs(x), x.relu(), x.elu(2.0), (x + 1.0).hard_tanh(), y.clip(2.0, 3.0)]
    parts += [(2.0 * x).maximum(-x), ac.max([x, y - 2.0, 3.0 * x]), y.minimum(2.0)]
    parts += [ac.hypot(3.0 * x, 4.0 * x), x.leaky_relu(0.25), x * y, x.sign()]
    root = ac.sum([part * (i + 1.0) for i, part in enumerate(parts)])
    browser = show(root)
    root.backward()
    found = browser.execute_script(BESIDE)
    for node, pair in zip(ac.topological_order(root), found, strict=True):
        kink = kink_of(root, node, node.grad)
        assert pair == (None if kink is None else pytest.approx([*kink], rel=1e-9))
    assert sum(pair is not None for pair in found) > 5


def test_nothing_in_view_gives_the_answer_away(show: Show) -> None:
    browser = show(neuron())
    click(browser, "last")
    click(browser, "quiz-switch")
    body = browser.execute_script(
        "return document.body.innerText + [...document.querySelectorAll('[title]')]"
        ".filter((each) => each.checkVisibility()).map((each) => each.title).join()"
    )
    slope = 1 - math.tanh(-0.5) ** 2
    for number in (slope, 2 * slope, 0.5 * slope):
        assert f"{number:.4g}"[:5] not in body


def test_the_score_is_a_small_file(show: Show) -> None:
    browser = show(twice())
    click(browser, "quiz-switch")
    for guess in ("1", "7", "2"):
        tell(browser, guess)
        if guess != "7":
            press(browser, "ENTER")
    browser.execute_script(
        "window.saved = []; HTMLAnchorElement.prototype.click = function () {"
        "  window.saved.push([this.download, this.href.slice(0, 5)]); };"
    )
    click(browser, "save-score")
    assert browser.execute_script("return window.saved") == [
        ["score-predict.json", "blob:"]
    ]
    assert json.loads(browser.execute_script(SCORE)) == {
        "format": FORMAT,
        "mode": "predict",
        "result": "c",
        "right": 1,
        "asked": 2,
        "questions": [
            {"question": "dc/db via c", "tries": 1, "hints": 0, "right": True},
            {"question": "dc/db", "tries": 2, "hints": 0, "right": False},
        ],
    }


def test_watch_goes_on_where_it_was(show: Show) -> None:
    browser = show(neuron())
    click(browser, "naive")
    click(browser, "quiz-switch")
    assert words(browser, "#question-title") == "What is dL/dn2?"
    click(browser, "watch")
    assert not browser.find_element("css selector", "#question").is_displayed()
    assert browser.find_element("css selector", "#step").is_displayed()
    press(browser, "END")
    assert nodes(browser)["w"][1] == pytest.approx(1.5728954659)

"""The quiz of the page: right answers, and what it says to wrong ones."""

from __future__ import annotations

import math
from typing import Any

import pytest

from autograd_core import Value, topological_order
from tests.viz.browser import Show, nodes
from tests.viz.page.test_film import neuron, twice, words
from tests.viz.wrong_answers import acceptable, graphs, wrong_answers
from viz.page import graph_json
from viz.quizzes.answers import read_guess

pytest.importorskip("pygraphviz")


def shared() -> Value:
    """L = (u * v + 5 u) ** 2 with u = 3, v = 7, so L = 36 ** 2.

    By hand: dL/ds = 2 s = 72 for s = p + q, p = u v = 21, q = 5 u = 15;
    dL/du = 72 * 7 + 72 * 5 = 864 and dL/dv = 72 * 3 = 216.
    """
    u, v = Value(3.0, label="u"), Value(7.0, label="v")
    p, q = u * v, 5.0 * u
    p.label, q.label = "p", "q"
    s = p + q
    s.label = "s"
    L = s**2
    L.label = "L"
    return L


ANSWER = """
const [name, guesses] = arguments;
const card = [...document.querySelectorAll("#graph > g")].find((group) =>
  group.querySelector("title").textContent.split("\\n")[0] === name);
card.dispatchEvent(new MouseEvent("click", { bubbles: true }));
return guesses.map((guess) => {
  document.getElementById("guess").value = guess;
  document.querySelector("#question form").requestSubmit();
  const answer = document.getElementById("answer");
  return [answer.dataset.kind, answer.textContent];
});
"""


def ask(browser: Any, name: str, *guesses: str) -> list[tuple[str, str]]:
    """What the quiz says to guesses of the gradient of a node: kind and text."""
    if browser.execute_script("return document.getElementById('question').hidden"):
        browser.find_element("css selector", "#quiz-switch").click()
    return [tuple(item) for item in browser.execute_script(ANSWER, name, guesses)]


@pytest.mark.parametrize(
    "guess",
    ["864", "864.0", " 8.64e2", "72*7 + 72*5", "72*(7+5)", "1728/2", "863", "864,1"],
)
def test_right_answers(show: Show, guess: str) -> None:
    browser = show(shared())
    ((kind, text),) = ask(browser, "u", guess)
    assert (kind, text) == ("right", "✓ Right.")
    assert words(browser, "#solution").startswith(
        "dL/du = 72.0 \u00d7 5.0 + 72.0 \u00d7 7.0 = 864.0"
    )
    assert words(browser, "#score") == "1 of 1 right at the first try"
    assert nodes(browser)["u"][1] == 864.0


WRONG = [
    ("u", "-864", "sign", "The size is right, the sign is not."),
    ("u", "0", "zero", "a small change of u does change the result"),
    ("u", "504", "forgot to add", "through p alone. u is used 2 times"),
    ("u", "360", "forgot to add", "through q alone. u is used 2 times"),
    ("u", "12", "missing upstream", "Multiply it by the upstream gradient"),
    ("v", "3", "missing upstream", "That is the local derivative alone"),
    ("v", "72", "missing local", "upstream gradient alone (of p)"),
    ("v", "504", "other operand", "with respect to u of p = u * v"),
    ("v", "504", "other operand", "The one with respect to v is u."),
    ("v", "7", "value", "That is the value of v."),
    ("v", "108", "factor 2", "half the right number: a factor 2 is missing."),
    ("v", "432", "factor 2", "twice the right number"),
    ("v", "75", "added factors", "multiplied, not added"),
    ("v", "24", "divided", "not divided"),
    ("u", "181440", "multiplied uses", "add up, they are not multiplied"),
    ("v", "-72", "sign and missing local", "The sign is wrong, and: That is the ups"),
    ("v", "222", "rounding", "three significant digits"),
    ("v", "999", "other", "Multiply upstream \u00d7 local for its one use"),
    ("v", "abc", "not a number", "Type a number"),
    ("v", "1 2", "not a number", "Type a number"),
    ("v", "2 * (3", "not a number", "Type a number"),
]


def test_wrong_answers_are_diagnosed(show: Show) -> None:
    browser = show(shared())
    for name, guess, kind, part in WRONG:
        ((result, text),) = ask(browser, name, guess)
        assert result == kind, (name, guess, text)
        assert part in text
        assert text.startswith("✗")
        assert nodes(browser)[name][1] is None  # the answer stays hidden
    assert len({kind for _, _, kind, _ in WRONG}) >= 6 + 2


DIAGNOSE = """
return arguments[0].map(([place, guess]) =>
  diagnose(page.graph, page.result, place, guess));
"""


@pytest.mark.parametrize("name", graphs())
def test_every_typical_mistake_is_told(show: Show, name: str) -> None:
    root = graphs()[name]()
    order = topological_order(root)
    request = [
        (place, kind, value)
        for place, node in enumerate(order[:-1])
        for kind, value in wrong_answers(root, node)
    ]
    browser = show(root)
    text = browser.execute_script(DIAGNOSE, [(place, x) for place, _, x in request])
    for (place, kind, value), result in zip(request, text, strict=True):
        may_be = acceptable(root, order[place], value)
        assert result["kind"] in may_be, (order[place], kind, value, result, may_be)


def test_one_operand_of_a_square(show: Show) -> None:
    a = Value(1.5, label="a")
    b = a * 2.0
    b.label = "b"
    c = b * b
    c.label = "c"
    browser = show(c)  # dc/db = 2 b = 6
    (upstream, operand) = ask(browser, "b", "1", "3")
    assert upstream == (
        "missing local",
        "✗ That is the upstream gradient alone (of c). Multiply it by the local "
        "derivative with respect to b, for each of its 2 uses, and add.",
    )
    assert operand == (
        "forgot to add",
        "✗ That is the contribution through one operand of c = b * b alone. b is used "
        "2 times: the contributions of all uses add up.",
    )


def test_an_infinite_gradient_is_not_any_number(show: Show) -> None:
    x = Value(0.0, label="x")
    with pytest.warns(RuntimeWarning):
        L = x.log()
    browser = show(L)
    assert [kind for kind, _ in ask(browser, "x", "5", "inf")] == ["other", "right"]


def test_numbers_are_read_as_in_the_terminal(show: Show) -> None:
    texts = ["0.39", "-.5", "1e-3", "1/3", "\u2212.5", "0,5", "0,125", "2 \u00d7 -3"]
    texts += ["72*(7 + 5)", "1,500", "1,5,0", "1_000", "2**3", "2(3)", "(2", "3 # 4"]
    texts += ["", "abc", "1/0", "0/0", "1e999", "inf", "-Inf", "nan", "1.2.3", "1 2"]
    texts += ["+4", "--5", "5.", ".", ",5", "1" * 300, "5e", "0x10", "+-inf", "1,"]
    browser = show(Value(1.0) * 2)
    read = "return arguments[0].map((each) => String(readNumber(each).value))"
    for text, result in zip(texts, browser.execute_script(read, texts), strict=True):
        try:
            expected = graph_json.script_number(read_guess(text).value)
        except ValueError:
            expected = "undefined"
        if expected not in ("undefined", "NaN", "Infinity", "-Infinity"):
            assert float(result) == float(expected), text
        else:
            assert result == expected, text


def test_the_naive_number_is_recognized(show: Show) -> None:
    browser = show(twice())
    # 2 is one contribution, 6 what the naive recursion gives (4 is right).
    assert [kind for kind, _ in ask(browser, "a", "6", "2", "4")] == [
        "naive recursion",
        "forgot to add",
        "right",
    ]


def test_a_factor_missing_far_up(show: Show) -> None:
    browser = show(neuron())
    # dL/dw = x * (1 - L**2) = 2 * 0.78645; L = tanh(-0.5)
    slope = 1 - math.tanh(-0.5) ** 2
    ((kind, text),) = ask(browser, "n1", "1")
    assert kind == "missing upstream"
    ((kind, text),) = ask(browser, "w", f"{2 * slope * slope:.6f}")
    assert kind == "factor twice"
    assert "∂L/∂n2 = 0.7864" in text


def test_a_gradient_of_zero(show: Show) -> None:
    x, y = Value(-2.0, label="x"), Value(3.0, label="y")
    L = (x * y).relu()
    browser = show(L)
    assert [kind for kind, _ in ask(browser, "x", "3", "0")] == [
        "missing upstream",
        "right",
    ]


def test_questions_come_in_the_order_of_the_backward_pass(show: Show) -> None:
    browser = show(neuron())
    browser.find_element("css selector", "#quiz-switch").click()
    assert words(browser, "#question-title") == "What is dL/dn2?"
    request = []
    for _ in range(5):
        texts = nodes(browser)
        request.append([name for name, (_, grad, _) in texts.items() if grad is None])
        browser.find_element("css selector", "#next-question").click()
    # Every node asked so far is shown, everything below is not.
    assert [len(item) for item in request] == [5, 4, 3, 2, 1]
    assert words(browser, "#question-title") == "What is dL/dn2?"


def test_the_quiz_gives_nothing_away(show: Show) -> None:
    browser = show(neuron())
    ask(browser, "w")
    body = browser.execute_script("return document.body.innerText")
    assert "1.573" not in body
    hidden = browser.execute_script(
        "return [...document.querySelectorAll('#graph title')]"
        ".map((title) => title.textContent).join()"
    )
    assert "1.57" not in hidden
    local = "return document.querySelector('#graph > text').firstChild?.data"
    assert not browser.execute_script(local)
    browser.find_element("css selector", "#locals").click()
    assert browser.execute_script(local) == "2.0"


def test_showing_the_answer_counts_as_not_solved(show: Show) -> None:
    browser = show(shared())
    ask(browser, "v")
    browser.find_element("xpath", "//button[text()='Show the answer']").click()
    assert words(browser, "#solution").startswith("dL/dv = 72.0 \u00d7 3.0 = 216.0")
    assert words(browser, "#score") == "0 of 1 right at the first try"
    assert ask(browser, "s", "72")[0][0] == "right"
    assert words(browser, "#score") == "1 of 2 right at the first try"


@pytest.mark.parametrize("before", ["216", "", "show"])
def test_what_is_typed_once_it_is_solved_goes_on(show: Show, before: str) -> None:
    """Nothing is called wrong above the solution, and nothing counts."""
    browser = show(shared())
    ask(browser, "v", *([] if before == "show" else [before]))
    if before == "show":
        browser.find_element("css selector", "#shower").click()
    assert words(browser, "#solution").endswith("= 216.0")
    title, score = words(browser, "#question-title"), words(browser, "#score")
    assert not browser.find_element("css selector", "#hinter").is_displayed()
    guess = browser.find_element("css selector", "#guess")
    guess.clear()
    guess.send_keys("-7\n")
    assert words(browser, "#question-title") != title
    assert words(browser, "#answer") == words(browser, "#solution") == ""
    assert words(browser, "#score") == score


def test_new_numbers_stay_within_the_domain(show: Show) -> None:
    x = Value(2.0, label="x")
    browser = show(x.log() + 1.0, sliders={"x": (-9.0, 1.0)})
    ask(browser, "x")
    for _ in range(5):
        browser.find_element("xpath", "//button[text()='New numbers']").click()
        assert (nodes(browser)["x"][0] or 0.0) > 0.0


def test_no_new_numbers_without_sliders(show: Show) -> None:
    browser = show(shared(), sliders=[])
    ask(browser, "u")
    button = browser.find_element("xpath", "//button[text()='New numbers']")
    assert not button.is_displayed()


def test_new_numbers_ask_anew(show: Show) -> None:
    browser = show(shared(), sliders={"u": (1.0, 4.0), "v": (-4.0, -1.0)})
    ask(browser, "u")
    browser.find_element("xpath", "//button[text()='New numbers']").click()
    texts = nodes(browser)
    u, v = texts["u"][0], texts["v"][0]
    assert u is not None
    assert v is not None
    assert 1.0 <= u <= 4.0
    assert -4.0 <= v <= -1.0
    assert (2 * u).is_integer()
    right = 2 * (u * v + 5 * u) * (v + 5)
    assert ask(browser, "u", repr(right))[0][0] == "right"

"""The quiz: right answers, and its replies to wrong ones."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Tensor, Value
from tests.viz import lectures
from tests.viz.hostile import HOSTILE
from tests.viz.wrong_answers import acceptable, close, gradients, graphs, wrong_answers
from viz import quiz
from viz.ledger.ledger import ledger
from viz.quizzes.answers import read_guess


def squares() -> Value:
    """L = a b + a^2 at a = 3, b = -2: dL/da = b + 2 a = 4, dL/db = 3."""
    a, b = Value(3.0, label="a"), Value(-2.0, label="b")
    p, q = a * b, a**2
    out = (p + q) * 5.0
    s = out.parents[0]
    for node, label in ((p, "p"), (q, "q"), (s, "s"), (out, "L")):
        node.label = label
    return out


VIA_P = "p = a * b"
ALONE = "alone. a is used 2 times, and what comes back adds up."


@pytest.mark.parametrize(
    ("node", "answer", "text"),
    [
        ("b", 15, "Right: dL/db = 15.0"),
        ("b", -15, "The size is right, the sign is not."),
        (
            "b",
            3,
            f"That is the local derivative of {VIA_P} alone: multiply it by the "
            "upstream gradient, dL/dp.",
        ),
        (
            "b",
            5,
            "That is the upstream gradient, dL/dp: multiply it by the local derivative "
            f"of {VIA_P}.",
        ),
        ("b", 8, "That is upstream + local: the chain rule multiplies them."),
        ("b", -2, "That is the value of b, not its gradient."),
        ("b", 30, "It is twice the right number: a factor 2 too much."),
        (
            "b",
            7.5,
            "It is half the right number: a factor 2 is missing.",
        ),
        (
            "b",
            -30,
            "The sign is wrong, and: It is twice the right number: a factor 2 too "
            "much.",
        ),
        ("b", 0, "It is not 0: a change of b does change the result."),
        ("b", 99, "That is not it. A hint shows the product to compute."),
        ("a", 20, "Right: dL/da = 20.0"),
        ("a", -10, f"That is what comes back through {VIA_P} {ALONE}"),
        ("a", 30, f"That is what comes back through q = a ** 2.0 {ALONE}"),
        ("s", 5, "Right: dL/ds = 5.0"),
    ],
)
def test_answers(node: str, answer: Any, text: str) -> None:
    reply = quiz(squares()).check(node, answer)
    assert reply.text == repr(reply) == text
    assert bool(reply) == reply.right == text.startswith("Right")


def test_one_of_three_uses_left_out() -> None:
    a = Value(2.0, label="a")
    out = ac.sum([a * 1.0, a * 10.0, a * 100.0])
    q = quiz(out)
    assert q.check("a", 111)
    assert q.check("a", 101).text == (
        "What comes back through n2 = a * 10.0 is missing. a is used 3 times, and what "
        "comes back adds up."
    )


def test_every_right_answer_is_accepted_and_its_neighbours_are_not() -> None:
    for make in (lectures.single_neuron, lectures.two_layer_net):
        loss = make()
        q = quiz(loss)
        for entry in ledger(loss)[1:]:
            assert q.check(entry.node, entry.total)
            assert q.check(entry.node, f"{entry.total:.3g}")
            assert not q.check(entry.node, entry.total * 1.2)
            assert not q.check(entry.node, -entry.total)


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        ("0.33", 1 / 3, 0.34),
        ("1/3", 1 / 3, 0.3333),
        ("0,5", 0.5, 0.6),
        ("1e-3", 0.001, 0.00109),
        ("3", 3.0, 3.2),
        ("30", 30.4, 31.0),
        ("-2.50", -2.504, -2.51),
        (" 4 ", 4.0, 5.0),
        (".5", 0.5, 0.6),
        ("\u2212.5", -0.5, 0.5),
        ("-0,25", -0.25, 0.25),
        ("72*(7 + 5)", 864.0, 865.0),
        ("-2 \u00d7 -3", 6.0, 6.01),
        ("0.786*2", 1.573, 1.59),
        ("1/-4", -0.25, -0.2501),
        ("INF", float("inf"), 1.0),
        ("-inf", float("-inf"), float("inf")),
        ("0", 0.0, 0.01),
        ("inf", float("inf"), 1e308),
        ("nan", float("nan"), 0.0),
    ],
)
def test_an_answer_is_right_in_the_digits_it_has(
    text: str, right: float, wrong: float
) -> None:
    guess = read_guess(text)
    assert guess.is_(right)
    assert not guess.is_(wrong)


def play(loss: Any, *answers: str) -> tuple[tuple[int, int], list[str]]:
    """The score and all lines of a quiz with these answers."""
    remaining, lines = iter(answers), []

    def read(prompt: str) -> str:
        lines.append(prompt)
        answer = next(remaining, None)
        if answer is None:
            raise EOFError
        return answer

    say: Callable[[str], None] = lines.append
    return quiz(loss).ask(read, say), lines


def product() -> Value:
    a, b = Value(3.0, label="a"), Value(-2.0, label="b")
    out = (a * b).exp()
    out.parents[0].label, out.label = "p", "L"
    return out


def test_asking_in_a_terminal() -> None:
    # e^-6 = 0.00247875; dL/da = -2 e^-6 = -0.0049575, dL/db = 3 e^-6 = 0.00743626
    score, lines = play(
        product(), "?", "?", "0.0025", "0.0074", "abc", "0.005", "-0.005"
    )
    text = "\n".join(lines)
    forward = lines[0].splitlines()
    assert sorted(forward[:2]) == ["a = 3.0", "b = -2.0"]
    assert forward[2:] == ["p = a * b = -6.0", "L = exp(p) = 0.00247875"]
    assert "3 questions, from the result back." in lines[1]
    questions = [line.strip() for line in lines if line.startswith("\ndL/")]
    assert questions == [*["dL/dp ="] * 3, "dL/db =", *["dL/da ="] * 3]
    assert "dL/dp = dL/dL * L" in lines
    assert "Right: dL/dp = 0.00247875" in lines
    assert "'abc' is not a number such as 0.79, -3, 1e-3, 1/3 or 0.5*2. Type a" in text
    assert "The size is right, the sign is not." in lines
    # p needed a hint, so only b counts.
    assert lines[-1] == "\n1 of 3 right at the first try."
    assert score == (1, 3)


def test_a_question_about_one_node_shows_what_it_is_answered_from() -> None:
    lines: list[str] = []
    quiz(product(), of="a", names={}).ask(lambda prompt: "q", lines.append)
    forward = sorted(lines[0].splitlines())
    assert forward == [
        "L = exp(p) = 0.00247875",
        "a = 3.0",
        "b = -2.0",
        "p = a * b = -6.0",
    ]


def test_four_hints_lead_to_the_answer() -> None:
    """d(a b + a)/dL is 1 for both summands; a hint costs the first try only."""
    a, b = Value(3.0, label="a"), Value(-2.0, label="b")
    out = a * b + a
    out.parents[0].label, out.label = "p", "L"
    score, lines = play(out, "?", "?", "?", "?", "?", "1", "q")
    rungs = [
        "p is used in L = p + a. Multiply dL/dL by the local derivative of that with "
        "respect to p. dL/dL is 1.",
        "dL/dp = dL/dL * 1 (1 is the local derivative of L = p + a)",
        "dL/dp = 1.0 * 1",
        "dL/dp = 1.0 * 1 = 1.0",
    ]
    assert lines[3:13:2] == [*rungs, rungs[-1]]
    assert lines[13] == "Right: dL/dp = 1.0"
    assert score == (0, 1)


def test_giving_up_and_leaving() -> None:
    score, lines = play(product(), "s", "1", "2", "3", "q")
    text = "\n".join(lines)
    assert "It is dL/dp = dL/dL * L = 1.0 * 0.00247875 = 0.00247875" in text
    assert score == (0, 2)
    score, _ = play(product())
    assert score == (0, 0)
    assert play(product(), "exit")[0] == (0, 0)


def test_a_sum_is_worked_out() -> None:
    _, lines = play(squares(), "5", "5", "5", "15", "s")
    assert lines[-2] in (
        "It is dL/da = dL/dq * 2 * a + dL/dp * b = 30.0 + (-10.0) = 20.0",
        "It is dL/da = dL/dp * b + dL/dq * 2 * a = (-10.0) + 30.0 = 20.0",
    )


def test_its_repr_and_its_questions() -> None:
    loss = squares()
    q = quiz(loss)
    assert repr(q).startswith("<Quiz of 5 questions; .ask() asks them all, .check(")
    assert q.question(q.nodes[0]) == "dL/ds"
    assert q.hint("b") == "dL/db = dL/dp * a"
    assert len(quiz(loss, of=["a", "b"]).nodes) == 2
    assert repr(quiz(Value(1.0))).startswith("<Quiz of 0 questions;")
    assert quiz(Value(1.0)).ask(lambda prompt: "", lambda line: None) == (0, 0)


def test_a_tensor_is_asked_entry_by_entry() -> None:
    x = Tensor([1.0, 2.0], label="x")
    assert quiz((x * x).sum()).check("x[1]", 4)


@pytest.mark.parametrize("label", HOSTILE)
def test_hostile_labels(label: str) -> None:
    q = quiz(Value(2.0, label=label) * 3)
    for answer in (3, -3, 1, 2, 99):
        assert "\n" not in q.check(q.nodes[0], answer).text


@pytest.mark.parametrize(
    ("node", "answer", "error", "message"),
    [
        ("nope", 1, ValueError, "quiz: no node named 'nope'; there are "),
        (Value(1.0), 1, ValueError, "not in the graph of the result"),
        (3, 1, TypeError, "quiz: of must be a node or its name"),
        ("a", "one", ValueError, "'one' is not a number"),
        ("a", "1/0", ValueError, "'1/0' is not a number"),
        (
            "a",
            "1,500",
            ValueError,
            "1,500 could be 1.500 or 1500: write a decimal point",
        ),
        ("a", "3 # 4", ValueError, "'3 # 4' is not a number such as 0.79"),
        ("a", "2**3", ValueError, "'2\\*\\*3' is not a number such as"),
        ("a", "2(3)", ValueError, "is not a number such as"),
        ("a", "(2", ValueError, "is not a number such as"),
        ("a", "", ValueError, "'' is not a number such as"),
        ("a", "1e999", ValueError, "'1e999' is not a number: it is too large"),
        ("a", "1" * 300, ValueError, "is not a number"),
        ("a", "__import__('os')", ValueError, "is not a number such as"),
        ("a", None, TypeError, "the answer must be a number, got NoneType None"),
        ("a", np.ones(2), TypeError, "the answer must be a number, got ndarray"),
        ("a", True, TypeError, "the answer must be a number, got bool True"),
    ],
)
def test_wrong_arguments(
    node: Any, answer: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        quiz(squares()).check(node, answer)


def test_too_many_questions() -> None:
    node = Value(1.0, label="x")
    for _ in range(300):
        node = node + 1.0
    with pytest.raises(ValueError, match="301 questions are more than 200; cho"):
        quiz(node)
    assert quiz(node, of="x").check("x", 1)


KINDS = {
    "sign": "The size is right, the sign is not|has the wrong sign",
    "zero": "It is not 0",
    "value": "That is the value of",
    "factor 2": "a factor 2",
    "naive recursion": "the naive recursion",
    "upside down": "1 / the right number",
    "missing local": "That is the upstream gradient",
    "missing upstream": "That is the local derivative of|sum of the local derivatives",
    "added factors": r"upstream \+ local",
    "divided": "upstream / local",
    "forgot to add": "adds up",
    "other operand": "That takes the local derivative of",
    "other gradient": "That is the gradient of",
    "multiplied uses": "it is not multiplied",
}


@pytest.mark.parametrize("name", graphs())
def test_every_typical_mistake_is_named(name: str) -> None:
    root = graphs()[name]()
    q = quiz(root, names={})
    for node in q.nodes:
        for kind, value in wrong_answers(root, node):
            kinds = acceptable(root, node, value)
            reply = q.check(node, value)
            if "right" in kinds:
                # To 0.5 %; the answer itself is exact.
                assert reply or not close(value, gradients(root)[node], 1e-9)
                continue
            text = reply.text.partition("The sign is wrong, and: ")[2] or reply.text
            named = [
                name for name, pattern in KINDS.items() if re.search(pattern, text)
            ]
            assert any(
                name in (possible, f"sign and {name}")
                for name in named
                for possible in kinds
            ), (q.question(node), kind, value, reply.text)


def test_one_operand_of_a_square() -> None:
    a = Value(1.5, label="a")
    b = a * 2.0
    b.label = "b"
    c = b * b
    c.label = "c"
    q = quiz(c)  # dc/db = 2 b = 6
    assert q.check("b", 1).text == (
        "That is the upstream gradient, dc/dc: multiply it by the local derivative of "
        "c = b * b, for each of its 2 uses, and add."
    )
    assert q.check("b", 3).text == (
        "That is what comes back through one operand of c = b * b alone. b is used 2 "
        "times, and what comes back adds up."
    )


def test_a_right_answer_is_right_whatever_mistake_leads_there_too() -> None:
    a, b = Value(2.0, label="a"), Value(2.0, label="b")
    q = quiz(a * b)  # 2 is also the value, the local derivative, the other gradient
    assert q.check("a", 2)
    assert q.check("b", "4/2")

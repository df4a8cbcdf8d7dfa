"""The quiz in which the learner goes the backward pass, edge by edge."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

import autograd_core as ac
from autograd_core import Value, topological_order
from tests.viz.hostile import HOSTILE
from viz import quiz


def twice() -> Value:
    """b = a + a; c = b * b at a = 1.5: dc/db = 6, dc/da = 12; b = 3, c = 9."""
    a = Value(1.5, label="a")
    b = a + a
    b.label = "b"
    c = b * b
    c.label = "c"
    return c


def random_graph(rng: random.Random) -> Value:
    """A graph of 4 to 9 ops in which many results have several uses."""
    nodes = [Value(rng.randint(1, 9) / 4, label=f"x{i}") for i in range(3)]
    for i in range(rng.randint(4, 9)):
        left, right = rng.choice(nodes[-4:]), rng.choice(nodes)
        kind = rng.choice("+*-t")
        node = left + right if kind == "+" else left * right if kind == "*" else None
        node = node or (left - right if kind == "-" else ac.tanh(left))
        node.label = f"y{i}"
        nodes.append(node)
    return nodes[-1]


def edges_by_hand(root: Value) -> list[tuple[str, str, int]]:
    """All edges: the names of result and operand, and which operand it is."""
    return [
        (node.label, parent.label, i)
        for node in topological_order(root)
        for i, parent in enumerate(node.parents)
    ]


def ask_name(edge: tuple[str, str, int], edges: list[tuple[str, str, int]]) -> str:
    """As the quiz names an edge: with the operand where two edges join two nodes."""
    text = f"{edge[0]} -> {edge[1]}"
    twins = [each for each in edges if each[:2] == edge[:2]]
    return f"{text}, operand {edge[2] + 1}" if len(twins) > 1 else text


def test_every_valid_order_and_no_other_on_50_random_graphs() -> None:
    rng = random.Random(7)
    refused = accepted = 0
    for _ in range(50):
        root = random_graph(rng)
        edges = edges_by_hand(root)
        q: Any = quiz(root, mode="do")
        left = [*edges]
        while left:
            rng.shuffle(left)
            for edge in [*left]:
                # Right iff nobody who uses the edge's result is still to contribute.
                early = any(other[1] == edge[0] for other in left)
                reply = q.choose(ask_name(edge, edges))
                assert reply.right is not early, (edge, left)
                if early:
                    refused += 1
                    assert reply.text.startswith("Too early: ")
                    continue
                accepted += 1
                for part in ("upstream", "local", "contribution"):
                    q.check(part, q.hint(4).rpartition(" = ")[2].strip("()"))
                left.remove(edge)
                break
        assert q.edges == []
    assert accepted > 300
    assert refused > 100


def test_too_early_an_edge_is_answered_with_the_numbers_of_the_naive_recursion() -> (
    None
):
    q: Any = quiz(twice(), mode="do")
    first = q.choose("b -> a")
    assert first.text == (
        "Too early: nothing has arrived at b yet, so there is nothing to pass on to a. "
        "It waits for c -> b, operand 1 and c -> b, operand 2."
    )
    assert q.choose("c -> b, operand 2")
    for part, answer in (("upstream", 1), ("local", 3), ("contribution", 3)):
        assert q.check(part, answer)
    # Naive: b has 3 and passes it on twice; then b has 6 and passes that on twice.
    assert q.choose("b -> a").text == (
        "Too early: 1 of the 2 uses of b have contributed, c -> b, operand 1 not yet. "
        "The naive recursion does not wait: it passes 3.0 * 1.0 = 3.0 on to a now, and "
        "again when the rest has arrived; it ends with dc/da = 18.0, which is wrong."
    )
    assert q.edges == ["c -> b, operand 1", "b -> a, operand 1", "b -> a, operand 2"]


@pytest.mark.parametrize(
    ("part", "answer", "text"),
    [
        ("upstream", "1", "Right: upstream = 1.0"),
        ("upstream", "9", "That is the value of c, not its gradient."),
        ("upstream", "-1", "The size is right, the sign is not."),
        ("local", "3", "Right: local = 3.0"),
        ("local", "-3", "The size is right, the sign is not."),
        ("local", "1", "That is the upstream gradient, not the local derivative."),
        ("local", "9", "That is the value of c."),
        ("local", "6", "It is twice the right number: a factor 2 too much."),
        ("contribution", "9/3", "Right: contribution = 3.0"),
        (
            "contribution",
            "4",
            "That is upstream + local: the chain rule multiplies them",
        ),
        ("contribution", "0", "It is not 0: a change of b does change the result."),
    ],
)
def test_numbers_of_an_edge(part: str, answer: str, text: str) -> None:
    q: Any = quiz(twice(), mode="do")
    q.choose(1)
    assert q.check(part, answer).text.startswith(text)


def test_any_subgradient_is_right_as_local_derivative_and_as_contribution() -> None:
    x = Value(0.0, label="x")
    y = x.relu()
    y.label = "y"
    L = y * 4.0
    L.label = "L"
    for local, contribution in ((0, 0), (1, 4), ("1/2", 2), (0.25, 1)):
        q: Any = quiz(L, mode="do")
        for edge, numbers in (("L->y", (1, 4, 4)), ("y > x", (4, local, contribution))):
            assert q.choose(edge)
            for part, answer in zip(q.parts, numbers, strict=True):
                assert q.check(part, answer), (edge, part)
    q = quiz(L, mode="do")
    q.choose(1)
    for part, answer in zip(q.parts, (1, 4, 4), strict=True):
        q.check(part, answer)
    q.choose(1)
    assert not q.check("local", 1.5)
    assert not q.check("contribution", -1)
    assert q.check("local", 0.5).text == (
        "Right: 0.5 is a subgradient. y has a kink here: its slope over x is 0.0 on "
        "the left and 1.0 on the right, and any number between is one. backward() "
        "takes local = 0.0."
    )


def test_the_ladder_has_four_rungs_and_costs_the_first_try() -> None:
    x = Value(-0.5, label="x")
    L = x.tanh()  # tanh(-0.5) = -0.462117
    L.label = "L"
    q: Any = quiz(L, mode="do")
    assert [q.hint(rung) for rung in (1, 2, 3, 4)] == [
        "Look for a result that all its uses have contributed to: its edges may be "
        "passed, in any order.",
        "An edge may be passed when no use of its result is still to come.",
        "Uses still to come: L 0.",
        "L -> x: L is final.",
    ]
    q.choose("L -> x")
    assert q.check("upstream", 1)
    assert [q.hint(rung) for rung in (1, 2, 3, 4)] == [
        "How fast does L = tanh(x) change with x, all else unchanged?",
        "local = 1 - L ** 2",
        "local = 1 - (-0.462117) ** 2",
        "local = 0.786448",
    ]
    q.check("local", 0.786)
    assert q.hint(2) == "contribution = dL/dL * (1 - L ** 2)"
    assert q.hint(3) == "contribution = 1.0 * 0.786448"
    q.check("contribution", 0.7864)
    assert repr(q.score) == "1 of 4 right at the first try"  # upstream, without a hint
    with pytest.raises(ValueError, match="all edges are passed"):
        q.hint()


def play(loss: Value, *answers: str, **options: Any) -> tuple[Any, list[str]]:
    remaining, lines = iter(answers), []

    def read(prompt: str) -> str:
        lines.append(prompt)
        answer = next(remaining, None)
        if answer is None:
            raise EOFError
        return answer

    return quiz(loss, mode="do").ask(read, lines.append, **options), lines


def test_in_a_terminal_with_its_file(tmp_path: Path) -> None:
    file = tmp_path / "score.json"
    a = Value(3.0, label="a")
    L = (a * 2.0).exp()  # e^6 = 403.429
    L.label, L.parents[0].label = "L", "p"
    answers = ["2", "L -> p", "1", "?", "403.4", "403", "nope", "1", "s", "2", "800"]
    score, lines = play(L, *answers, "806.9", save=file)
    text = "\n".join(lines)
    assert "2 edges to pass, from the result back." in lines[1]
    assert lines[0] == "a = 3.0\np = a * 2.0 = 6.0\nL = exp(p) = 403.429"
    assert "\n  1  L -> p\n  2  p -> a" in text
    assert "quiz: no edge 'nope' to pass; there are p -> a. Type an answer" in text
    assert "It is upstream = 403.429" in text
    read = json.loads(file.read_text())
    assert read == score.as_dict()
    assert (read["format"], read["mode"], read["result"]) == (
        "autograd_core score 1",
        "do",
        "L",
    )
    # Wrong: the first edge; with a hint: its local; not at once: 800.
    assert (read["right"], read["asked"]) == (4, 8)
    assert read["questions"][0] == {
        "question": "edge 1",
        "tries": 2,
        "hints": 0,
        "right": False,
    }
    assert read["questions"][2] == {
        "question": "L -> p: local",
        "tries": 1,
        "hints": 1,
        "right": False,
    }
    assert [row["question"] for row in read["questions"][4:6]] == [
        "edge 2",
        "p -> a: upstream",
    ]
    assert lines[-1] == "\n4 of 8 right at the first try."


def test_three_wrong_answers_and_the_pass_goes_on() -> None:
    score, lines = play(twice(), "3", "3", "3", "9", "9", "9", "q")
    assert "It is c -> b, operand 1: c is final." in lines
    assert "It is upstream = 1.0" in lines
    assert (score.right, score.asked) == (0, 2)


def test_the_file_of_the_other_quiz(tmp_path: Path) -> None:
    answers = iter(["6", "1", "12"])
    quiz(twice()).ask(lambda _: next(answers), lambda _: None, save=tmp_path / "s.json")
    read = json.loads((tmp_path / "s.json").read_text())
    assert (read["mode"], read["right"], read["asked"]) == ("predict", 1, 2)
    with pytest.raises(OSError, match="nowhere"):
        quiz(twice()).ask(lambda _: "", save=tmp_path / "nowhere" / "s.json")


@pytest.mark.parametrize("label", HOSTILE)
def test_hostile_labels(label: str) -> None:
    q: Any = quiz(Value(2.0, label=label) * 3, mode="do")
    assert "\n" not in q.edges[0]
    assert q.choose(q.edges[0])
    assert "\n" not in q.hint(1) + q.check("local", 99).text


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda q: q.choose("x -> y"),
            ValueError,
            "no edge 'x -> y' to pass; there ar",
        ),
        (lambda q: q.choose(7), ValueError, "no edge 7; there are 1 to 4"),
        (lambda q: q.choose(0), ValueError, "no edge 0; there are 1 to 4"),
        (lambda q: q.choose(None), TypeError, "an edge is a text such as 'L -> w' or "),
        (lambda q: q.choose(True), TypeError, "an edge is a text such as 'L -> w' or "),
        (lambda q: q.check("local", 1), ValueError, "choose an edge first"),
        (
            lambda q: q.check("slope", 1),
            ValueError,
            "no part 'slope'; an edge has upst",
        ),
        (lambda q: q.hint(5), ValueError, "no rung 5; a hint is 1 where to look"),
        (
            lambda q: (q.choose(1), q.choose(2)),
            ValueError,
            "is not done: upstream, loc",
        ),
        (
            lambda q: (q.choose(1), q.check("local", "x")),
            ValueError,
            "'x' is not a num",
        ),
    ],
)
def test_wrong_calls(call: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call(quiz(twice(), mode="do"))


def test_wrong_modes() -> None:
    with pytest.raises(
        ValueError, match="quiz: unknown mode 'watch'; known: predict, do"
    ):
        quiz(twice(), mode="watch")  # type: ignore[call-overload]
    with pytest.raises(
        ValueError, match="mode 'do' goes along all edges; leave out of="
    ):
        quiz(twice(), of="a", mode="do")  # type: ignore[call-overload]


def test_a_result_without_edges() -> None:
    score, _ = play(Value(1.0))
    assert (score.right, score.asked) == (0, 0)

"""`check`: one plain line for whatever is passed, and progress that is remembered."""

import itertools
import json
import math
import sys

import numpy as np
import pytest

from autograd_core import Tensor, Value
from tests.viz.course.solutions import SLOPES, SOLUTIONS, line, slope
from viz.course import Exercise, Mistake, Part, check, gives, verdict
from viz.course.exercises import LESSONS, exercise_of
from viz.course.progress import progress, progress_file


@pytest.fixture
def file(tmp_path, monkeypatch):
    path = tmp_path / "folder" / "progress.json"
    monkeypatch.setenv("BACKPROP_PROGRESS", str(path))
    return path


def raises(error):
    def answer(*_):
        raise error

    return answer


class Unprintable(Exception):
    def __str__(self):
        raise RuntimeError


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (
            (1, 3),
            "slope is 3, expected the function slope(f, x) itself: check(1, slope).",
        ),
        ((1,), "call it as check(1, slope); not with 0 answers."),
        ((1, slope, slope), "call it as check(1, slope); not with 2 answers."),
        ((9, line), "call it as check(9, line, logistic); not with 1 answer."),
        ((3, slope), "expected a dict of functions: check(3, slopes)."),
        ((3, {}), "raises LookupError: there is no entry 'a + b' in the dict"),
        ((3, {**SLOPES, "a + b": 1}), "raises TypeError: 'int' object is not callable"),
        ((6, Value(2.0)), "expected a class: check(6, Value)."),
        ((6, object), "raises TypeError: object() takes no arguments"),
        ((1, lambda f: 1), "takes 1 positional argument but 2 were given"),
        ((1, lambda f, x: None), "returns None: is a `return` missing?"),
        ((1, lambda f, x: "6"), "returns the text '6', expected a number"),
        ((1, lambda f, x: [1, 2]), "returns a list of 2 numbers, expected a number"),
        ((1, lambda f, x: [x]), "returns a list of 1 number, expected a number"),
        ((1, lambda f, x: ["a"]), "returns a list of 1 text, expected a number"),
        ((1, lambda f, x: {"a": 1}), "returns a dict of 'a', expected a number"),
        ((1, lambda f, x: object()), "the answer is no use, object is no real number"),
        ((1, lambda f, x: 1j), "the answer is no use, complex is no real number"),
        ((1, lambda f, x: np.zeros(10**6)), "it holds more than 200000 numbers"),
        ((1, lambda f, x: float("nan")), "returns nan, right is"),
        ((1, raises(ZeroDivisionError("a\nb"))), "raises ZeroDivisionError: a b (seed"),
        (
            (1, raises(Unprintable())),
            "raises Unprintable: an error that cannot be prin",
        ),
        ((2, lambda L: 3), "is not a list of rows (label, op, [labels of parents])"),
        ((5, lambda p, L: [1]), "is not a list of pairs (child, parent)"),
        ((6, Value), "Value is that of autograd_core; define one of your own"),
        ((7, lambda pairs: [3.5]), "wrong_ones(pairs)"),
        ((8, lambda slope, x: "a"), "is not a number"),
        ((9, line, line), "logistic("),
        ((11, lambda s, k: 1), "returns a number, expected a list of 2 entries"),
        ((12, lambda s, rng: 1), "is not a pair (activation, weights)"),
        ((12, lambda s, rng: ("swish", [])), "none of sigmoid, tanh, relu"),
        ((12, lambda s, rng: ("tanh", [1])), "does not have 16 arrays of weights"),
        ((12, lambda s, rng: ("tanh", ["a"] * 16)), "weights[0] that are not an array"),
        ((15, lambda name: 1, None), "xor is None, expected the function xor(x1"),
        ((16, lambda n, size, rng: [[None]]), "is not a list of lists of indices"),
    ],
)
def test_whatever_is_passed_there_is_one_plain_line(arguments, text):
    outcome = verdict(*arguments, seed=7)
    assert not outcome.ok
    assert text in outcome.text and "\n" not in outcome.text
    assert len(outcome.text) < 500


STRANGE = [
    *(None, "text", "", True, math.nan, math.inf, -1, 10**400, b"bytes", 1j),
    *([], [[]], [1], [1, 2], [1, [2, [3]]], [[1, 2], [3]], [None], ["a", "b", "c"]),
    *([math.nan] * 3, [[1, 2, 3]] * 2, (1, 2, 3, 4), {1, 2}, [1, 2, [3]], [{}, {}]),
    *({}, {"a": 1}, {"out": "x"}, {"out": [1]}, {"slope": 1}, {None: None}),
    *(np.zeros(0), np.ones((2, 2)), np.array("x"), np.array([None]), range(5)),
    *(("tanh", [np.zeros((8, 24))] * 16), ("tanh", [[]] * 16), [np.zeros((64, 3))] * 4),
    *([["a", "+", ["b"]]], [["L", "a"]], [("L",)], [[["L"], ["a"]]], object(), int),
]


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_answer_is_too_strange(lesson):
    """Each part in turn answers something strange, the others are right."""
    parts = exercise_of(lesson).parts
    brief = [
        part._replace(cases=lambda rng, p=part: p.cases(rng)[:2]) for part in parts
    ]
    exercise = Exercise("Brief", tuple(brief))
    for number, part in enumerate(parts):
        for answer in STRANGE:
            answers = [*SOLUTIONS[lesson]]
            if part.kind is dict:
                answers[number] = dict.fromkeys(SLOPES, lambda *_, a=answer: a)
            else:
                answers[number] = lambda *_, a=answer: a
            if part.kind is type:
                answers[number] = type("Value", (), {"__init__": answers[number]})
            outcome = verdict(exercise, *answers, seed=7)
            assert not outcome.ok and "\n" not in outcome.text, (answer, outcome.text)


@pytest.mark.parametrize("lesson", [1, 4])
def test_an_error_in_the_file_says_its_line(lesson):
    program = "def f(*inputs):\n    x = 1\n    return y\n"
    namespace = {"__name__": "__main__"}
    exec(program, namespace)
    text = verdict(lesson, namespace["f"], seed=7).text
    assert "raises NameError: name 'y' is not defined (line 3) (seed 7)." in text


def test_an_error_elsewhere_has_no_line():
    assert "(line" not in verdict(1, lambda f, x: f(), seed=7).text


@pytest.mark.parametrize(
    "wrapped", [iter, reversed, lambda grads: (g for g in grads), tuple]
)
def test_an_iterator_is_a_list(wrapped):
    (right,) = SOLUTIONS[4]

    def gradients(steps, x):
        grads = right(steps, x)
        return wrapped(grads[::-1] if wrapped is reversed else grads)

    assert verdict(4, gradients, seed=7).ok


def test_an_iterator_without_end_or_with_a_fault_is_wrong():
    text = verdict(4, lambda steps, x: itertools.count(), seed=7).text
    assert "the answer is no use, it holds more than 200000 numbers" in text
    text = verdict(4, lambda steps, x: map(divmod, [1], [0]), seed=7).text
    assert "raises ZeroDivisionError" in text


PART = Part("f", "f(x)", lambda rng: [(1.5,)], lambda x: 2 * x, ())


@pytest.mark.parametrize(
    ("exercise", "text"),
    [
        (PART, "of a Part make Exercise(title, (part,))"),
        (Exercise("A", ()), "the parts stand in a tuple"),
        (Exercise("A", PART), "the parts stand in a tuple"),
        (Exercise("A", (3.0,)), "a part is a Part(name=...), not 3.0"),
        (
            Exercise("A", (PART._replace(right=3.0),)),
            "right of f is a function, not 3.0",
        ),
        (
            Exercise("A", (PART._replace(cases=[(1.0,)]),)),
            "cases of f is a function, not [(1.0,)]",
        ),
        (
            Exercise("A", (PART._replace(mistakes=Mistake("a", "b", gives(abs))),)),
            "the mistakes of f stand in a tuple",
        ),
        (
            Exercise("A", (PART._replace(cases=lambda rng: []),)),
            "cases of f gave no inputs",
        ),
        (
            Exercise("A", (PART._replace(cases=lambda rng: [1.5]),)),
            "a tuple of arguments for each question, as (x,); it gave 1.5",
        ),
    ],
)
def test_an_exercise_put_together_otherwise_is_refused(exercise, text):
    with pytest.raises((TypeError, ValueError)) as caught:
        verdict(exercise, lambda x: 2 * x)
    assert text in str(caught.value)


def test_an_exercise_of_ones_own(file, capsys):
    part = Part(
        name="double",
        call="double(x)",
        cases=lambda rng: [(float(x),) for x in rng.uniform(1, 2, 3)],
        right=lambda x: 2 * x,
        mistakes=(Mistake("squared", "Twice, not squared.", gives(lambda x: x * x)),),
    )
    own = Exercise("Doubles", (part,))
    check(own, lambda x: x + x, seed=7)
    check(own, lambda x: x**2, seed=7)
    check(own, 3, seed=7)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Doubles: right, on 3 random inputs (seed 7)."
    assert lines[1].startswith("Doubles: wrong, squared. Twice, not squared. double(1.")
    assert lines[2] == (
        "Doubles: double is 3, expected the function double(x) itself: "
        "check(exercise, double)."
    )
    assert not file.exists()


@pytest.mark.parametrize(
    "number", [2.0, np.float64(2.0), np.array(2.0), Value(2.0), Tensor(2.0)]
)
def test_numbers_of_all_kinds_are_answers(number):
    assert verdict(1, lambda f, x: number * 0 + slope(f, x), seed=7).ok


@pytest.mark.parametrize(
    ("arguments", "seed", "kind", "text"),
    [
        (
            ("1", slope),
            None,
            TypeError,
            "the lesson is a number, such as check(1, slope)",
        ),
        ((True, slope), None, TypeError, "the lesson is a number"),
        ((slope, 1), None, TypeError, "the lesson is a number"),
        ((0, slope), None, ValueError, "lesson 0: there are 1 to 19"),
        ((99, slope), None, ValueError, "lesson 99: there are 1 to 19"),
        ((1, slope), 1.5, TypeError, "the seed is an integer"),
        ((1, slope), -1, ValueError, "the seed is -1; it must be at least 0"),
    ],
)
def test_wrong_calls(arguments, seed, kind, text):
    with pytest.raises(kind, match=text.replace("(", r"\(").replace(")", r"\)")):
        check(*arguments, seed=seed)


def test_an_answer_may_change_what_it_is_given():
    """The right answer is computed from inputs of its own."""

    def cross_entropy(scores, label):
        scores -= scores.max()
        loss = np.log(np.exp(scores).sum()) - scores[label]
        np.exp(scores, out=scores)
        scores /= scores.sum()
        scores[label] -= 1
        return loss, scores

    assert verdict(11, cross_entropy, seed=7).ok


def test_progress_is_remembered(file, capsys):
    check(1, slope, seed=7)
    check(1, lambda f, x: 0, seed=7)
    check(4, lambda steps, x: 0, seed=7)
    assert capsys.readouterr().out.count("\n") == 3
    assert progress() == {
        1: {"tries": 2, "solved": True},
        4: {"tries": 1, "solved": False},
    }
    verdict(4, lambda steps, x: 0)
    assert progress()[4]["tries"] == 1
    assert json.loads(file.read_text())["1"]["solved"] is True


@pytest.mark.parametrize("text", ["{", "[]", '{"x": 1}', '{"1": {}}', "", "\0", "3"])
def test_a_broken_file_counts_as_none(text, file, capsys):
    file.parent.mkdir()
    file.write_text(text)
    assert progress() == {}
    check(1, slope, seed=7)
    assert "right" in capsys.readouterr().out and progress()[1]["solved"]


def test_a_file_that_cannot_be_written_is_no_obstacle(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("BACKPROP_PROGRESS", str(tmp_path / "file" / "below.json"))
    check(1, slope, seed=7)
    output = capsys.readouterr()
    assert "Lesson 1: right" in output.out and output.err == ""
    monkeypatch.setenv("BACKPROP_PROGRESS", str(tmp_path))
    check(1, slope, seed=7)


@pytest.mark.parametrize(
    ("platform", "variable", "value", "place"),
    [
        ("linux", "XDG_DATA_HOME", "/data", "/data/backprop/progress.json"),
        ("linux", "HOME", "/home/a", "/home/a/.local/share/backprop/progress.json"),
        (
            "darwin",
            "HOME",
            "/a",
            "/a/Library/Application Support/backprop/progress.json",
        ),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="paths of POSIX systems")
def test_where_it_is_kept(platform, variable, value, place, monkeypatch):
    monkeypatch.delenv("BACKPROP_PROGRESS")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv(variable, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert str(progress_file()) == place

"""The pages of the lessons: each asks first, and its numbers are right."""

import pytest

from autograd_core import Value, topological_order
from viz.course.exercises import LESSONS
from viz.course.lessons import lessons
from viz.course.stepper import result_of, write_page
from viz.course.stories import EXAMPLES


def leaves_of(result):
    return {node.label: node for node in topological_order(result) if node.is_leaf}


def at_card(lesson, card):
    """The result and the leaves by name, with the numbers that card shows."""
    example = EXAMPLES[lesson]
    numbers = dict(example.numbers)
    for shown in example.story[: card + 1]:
        numbers.update(shown.put)
    result = result_of(example._replace(numbers=numbers))
    result.backward()
    return result, leaves_of(result)


def test_every_lesson_has_a_page():
    assert [*EXAMPLES] == [*LESSONS]


@pytest.mark.parametrize("lesson", EXAMPLES)
def test_a_story_asks_first_and_gives_something_to_do(lesson):
    story = EXAMPLES[lesson].story
    assert len(story) >= 4
    assert "?" in story[0].text and story[0].step == 0, "a question, before the film"
    assert not story[0].put and story[0].ask is None
    assert any(card.put or card.ask for card in story), "a number to move or to type"
    assert max(len(card.text) for card in story) <= 190, "a card is read at a glance"
    words = ("slider", "step", "curve", "do above", "move", "arrow", "type", "click")
    told = " ".join(card.text for card in story).lower()
    assert any(word in told for word in words)


@pytest.mark.parametrize("lesson", EXAMPLES)
def test_the_cards_name_what_is_in_the_graph(lesson, tmp_path):
    path = tmp_path / "page.html"
    write_page(lessons()[lesson], EXAMPLES[lesson], path)
    text = path.read_text("utf-8")
    assert all(card.text.split("'")[0][:40] in text for card in EXAMPLES[lesson].story)


@pytest.mark.parametrize(
    ("lesson", "card", "result", "slopes"),
    [
        (1, 0, 9.0, {"x": 6.0}),
        (1, 1, 9.0601, {"x": 6.02}),
        (1, 2, 25.0, {"x": 10.0}),
        (2, 3, 100.0, {"a": 20.0}),
        (4, 1, -0.46211716, {"w": 1.57289546, "x": 0.39322387}),
        (4, 4, -0.46211716, {"w": 0.39322387, "x": 1.57289546}),
        (5, 0, 4.0, {"a": 4.0}),
        (6, 0, 27.0, {"x": 27.0}),
        (7, 0, -9.0005e-4, {}),
        (8, 0, 9.0, {"x": 6.0}),
        (11, 1, 0.41703002, {"a": -0.34099886, "b": 0.24243297, "c": 0.09856589}),
        (13, 1, 10.5, {"a": -1.0, "b": -8.0}),
        (14, 3, 1.0, {"w11": 1.0, "w12": 2.0, "w21": 1.0, "x1": 2.5, "x2": -0.75}),
        (16, 1, 12.5, {"w": -6.0}),
        (16, 2, 5.0, {"w": -4.0}),
        (16, 3, 36.0, {"w": -12.0}),
        (17, 0, 0.43, {"w": 1.1}),
        (17, 3, 0.08, {}),
        (18, 1, 24.2, {"x1": -215.6, "x2": -88.0}),
        (18, 3, 4.7318843, {"x1": -4.637816, "x2": -0.122207}),
        (19, 1, 1.125, {"v": -1.5}),
        (19, 2, 1.125, {"v": -15.0}),
        (19, 4, 1.125, {"v": -1.5}),
    ],
)
def test_the_numbers_of_a_card(lesson, card, result, slopes):
    """By hand: 3.01 squared is 9.0601, and so on; the cards say them."""
    root, named = at_card(lesson, card)
    assert root.data == pytest.approx(result, rel=1e-4)
    for name, slope in slopes.items():
        assert named[name].grad == pytest.approx(slope, rel=1e-4, abs=2e-5), name


def test_what_the_cards_say_of_errors_and_products():
    errors = {card: abs(at_card(7, card)[0].data) for card in (1, 2, 3)}
    assert 8.9e-4 < errors[1] < 9.1e-4
    assert errors[2] <= 1e-10
    assert 1e-6 < errors[3] < 1e-4
    assert at_card(12, 0)[1]["w"].grad < 0.25**4 == 0.00390625
    assert at_card(12, 2)[1]["w"].grad < 1e-6


def test_descents_that_the_cards_foretell():
    """Lesson 8, 16 and 17: x (1 - 2 rate)^n, the mean, and a / (1 + l2)."""
    ends = {8: ("x", 1.1, 20, 115.0), 16: ("w", 0.1, 100, 3.0)}
    ends[17] = ("w", 0.5, 10, 0.4 / 1.5)
    for lesson, (name, rate, count, end) in ends.items():
        example = EXAMPLES[lesson]
        number = dict(example.numbers)
        for _ in range(count):
            result = result_of(example._replace(numbers=number))
            result.backward()
            number[name] -= rate * leaves_of(result)[name].grad
        assert number[name] == pytest.approx(end, rel=3e-3), lesson


def test_xor_by_two_lines():
    function = EXAMPLES[15].function
    for bias, expected in ((-1.5, [0, 1, 1, 0]), (-0.5, [1, 1, 1, 1])):
        fired = [
            function(Value(x1), Value(x2), Value(bias)).data > 0.5
            for x1 in (0.0, 1.0)
            for x2 in (0.0, 1.0)
        ]
        assert fired == [bool(bit) for bit in expected]


def test_units_that_begin_alike_stay_alike_until_one_is_moved():
    example = EXAMPLES[10]
    model = example.function()
    X, y = example.options["data"]
    for moved in (False, True):
        if moved:
            model.layers[0].neurons[0].w[0].data = 0.6
        for _ in range(50):
            model.zero_grad()
            (model(list(X[1])) - y[1]).square().backward()
            for parameter in model.parameters():
                parameter.data -= 0.1 * parameter.grad
        rows = [[w.data for w in unit.w] for unit in model.layers[0].neurons]
        assert (rows[0] == rows[1] == rows[2]) is not moved

"""Right answers are accepted, and wrong ones recognised by the name of the mistake."""

import pytest

from tests.viz.course import later_plants, plants
from tests.viz.course.solutions import SOLUTIONS, train
from viz.course import verdict
from viz.course.exercises import LESSONS, exercise_of, health, value_class

PLANTS = plants.PLANTS | later_plants.PLANTS
# How many seeds a planted mistake is tried on; these lessons take longer.
SEEDS = {6: 2, 12: 2, 14: 2}


def solved_but(lesson, part, wrong):
    """The answers of a lesson, one of them wrong."""
    answers = [*SOLUTIONS[lesson]]
    answers[part] = wrong
    return answers


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_solution_is_right_on_a_hundred_seeds(lesson, monkeypatch):
    # What takes long is done once to its end: a graph 10,000 deep, 50 steps.
    assert verdict(lesson, *SOLUTIONS[lesson], seed=100).ok
    monkeypatch.setattr(value_class, "DEEP", 30)
    monkeypatch.setattr(health, "STEPS", 5)
    monkeypatch.setattr(health, "LOWER", 1.0)
    outcomes = [verdict(lesson, *SOLUTIONS[lesson], seed=seed) for seed in range(100)]
    assert [outcome.text for outcome in outcomes if not outcome.ok] == []


def test_a_loop_of_ones_own_reads_the_digits():
    assert verdict(14, SOLUTIONS[14][0], train, seed=0).ok


CASES = [
    (lesson, part, name, wrong)
    for (lesson, part), wrong_by_name in PLANTS.items()
    for name, answers in wrong_by_name.items()
    for wrong in answers
]


@pytest.mark.parametrize(("lesson", "part", "name", "wrong"), CASES)
def test_a_planted_mistake_is_recognised(lesson, part, name, wrong):
    answers = solved_but(lesson, part, wrong)
    for seed in range(SEEDS.get(lesson, 5)):
        outcome = verdict(lesson, *answers, seed=seed)
        assert (outcome.ok, outcome.mistake) == (False, name), outcome.text


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_mistake_of_the_table_is_planted(lesson):
    for number, part in enumerate(exercise_of(lesson).parts):
        names = [mistake.name for mistake in part.mistakes]
        assert len(set(names)) == len(names)
        assert sorted(PLANTS[lesson, number]) == sorted(names)


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_verdict_is_one_line_and_repeats(lesson):
    first = verdict(lesson, *SOLUTIONS[lesson], seed=0)
    assert first == verdict(lesson, *SOLUTIONS[lesson], seed=0)
    assert "\n" not in first.text and first.text.startswith(f"Lesson {lesson}:")


def test_new_inputs_each_time():
    places = {verdict(1, lambda f, x: 1e3).text for _ in range(5)}
    assert len(places) > 1

"""A share of the corpus of mistakes: how often the tester says the right thing."""

import statistics

import pytest

from tests.testing.mistakes.rates import (
    MODES,
    PLACES,
    functions,
    outcome,
    outcomes_of_right,
)

_EVERY = 14
"""The share of the corpus that is tried with the tests: one mistake of so many."""

_AT_LEAST = {"engine": 0.85, "NumPy only": 0.6}


def share(mode):
    """The outcomes for every so many mistakes."""
    pairs = [(x, mistake) for x in functions() for mistake in x.mistakes]
    return [outcome(mode, x, mistake) for x, mistake in pairs[3::_EVERY]]


@pytest.mark.parametrize("mode", MODES)
def test_rates(mode):
    results = share(mode)
    assert len(results) > 25
    assert [x for x in results if x.result != "blamed"] == []
    kinds = [x.kind for x in results]
    assert kinds.count("right") >= _AT_LEAST[mode] * len(kinds)
    assert kinds.count("misleading") <= 1


def test_the_corpus_is_large_enough():
    assert len(functions()) >= 40
    assert sum(len(x.mistakes) for x in functions()) >= 150


@pytest.mark.parametrize("number", range(len(PLACES)))
def test_right_gradients_pass_wherever_they_are(number):
    """One function of ten, others at each place; the others in turn without a graph."""
    place, mode = list(PLACES)[number], MODES[number % 2]
    names = {x.name for x in functions()[number::10]}
    results = [
        x for name in sorted(names) for x in outcomes_of_right(mode, place, only=name)
    ]
    assert len(results) > 6
    assert [x for x in results if x.result != "passed"] == []
    if place == "as they are":
        assert statistics.median(x.calls for x in results) <= 2

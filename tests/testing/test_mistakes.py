"""A share of the corpus of mistakes: how often the tester says the right thing."""

import pytest

from tests.testing.mistakes.rates import MODES, functions, kind_of

_EVERY = 14
"""The share of the corpus that is tried with the tests: one mistake of so many."""

_AT_LEAST = {"engine": 0.85, "NumPy only": 0.6}


def share(mode):
    """The outcomes for every so many mistakes."""
    pairs = [(x, mistake) for x in functions() for mistake in x.mistakes]
    return [kind_of(mode, x, mistake).kind for x, mistake in pairs[3::_EVERY]]


@pytest.mark.parametrize("mode", MODES)
def test_rates(mode):
    kinds = share(mode)
    assert len(kinds) > 25
    assert kinds.count("right") >= _AT_LEAST[mode] * len(kinds)
    assert kinds.count("misleading") <= 1


def test_the_corpus_is_large_enough():
    assert len(functions()) >= 40
    assert sum(len(x.mistakes) for x in functions()) >= 150


@pytest.mark.parametrize("function", functions()[::6], ids=lambda x: x.name)
def test_the_formulas_are_right_without_a_mistake(function):
    assert kind_of("engine", function, "").kind == "none"

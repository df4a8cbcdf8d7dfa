"""perceptron: one threshold unit and its rule; AND, OR, NAND, NOR, and not XOR."""

import numpy as np
import pytest

from nn import Perceptron

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
GATES = {
    "and": [0, 0, 0, 1],
    "or": [0, 1, 1, 1],
    "nand": [1, 1, 1, 0],
    "nor": [1, 0, 0, 0],
}


def in_coding(bits, low):
    return np.where(np.array(bits) == 1, 1, low)


@pytest.mark.parametrize("low", [0, -1], ids=["0/1", "-1/+1"])
@pytest.mark.parametrize("gate", GATES)
def test_it_learns_the_gates_that_a_line_separates(gate, low):
    X, y = in_coding(CORNERS, low), in_coding(GATES[gate], low)
    unit = Perceptron(2)
    assert unit.fit(X, y).separated
    scores = X @ unit.w + unit.b
    assert (np.where(scores > 0, 1, low) == y).all()


@pytest.mark.parametrize("low", [0, -1], ids=["0/1", "-1/+1"])
def test_it_stops_on_exclusive_or_and_says_so(low):
    fit = Perceptron(2).fit(
        in_coding(CORNERS, low), in_coding([0, 1, 1, 0], low), max_epochs=50
    )
    assert not fit.separated
    assert "not separated" in str(fit)


def test_no_line_separates_exclusive_or():
    """w + b > 0 for (0,1) and (1,0) and b <= 0 make their sum, (1,1), positive too."""
    rng = np.random.default_rng(0)
    w, b = rng.normal(size=(100_000, 2)), rng.normal(size=(100_000, 1))
    outputs = w @ CORNERS.T + b > 0
    assert not (outputs == [False, True, True, False]).all(axis=1).any()
    for bits in GATES.values():
        assert (outputs == np.array(bits, bool)).all(axis=1).any()


def test_the_rule_moves_only_on_mistakes_and_by_the_input():
    unit = Perceptron(2)
    unit.fit([[2.0, -3.0]], [1], max_epochs=1)
    assert (unit.w.tolist(), unit.b.tolist()) == ([2.0, -3.0], 1.0)
    unit.fit([[2.0, -3.0]], [1], max_epochs=5)  # right by now
    assert (unit.w.tolist(), unit.b.tolist()) == ([2.0, -3.0], 1.0)
    unit.fit([[1.0, -1.0]], [-1], max_epochs=1)
    assert (unit.w.tolist(), unit.b.tolist()) == ([1.0, -2.0], 0.0)

"""The perceptron: it separates what can be separated, and stops where nothing can."""

import itertools

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
XOR = [0, 1, 1, 0]


def coded(bits, low):
    return np.where(np.array(bits) == 1, 1, low)


@pytest.mark.parametrize("inputs", [0, -1])
@pytest.mark.parametrize("targets", [0, -1])
@pytest.mark.parametrize("gate", GATES)
def test_gates_in_both_codings(gate, inputs, targets):
    X, y = coded(CORNERS, inputs), coded(GATES[gate], targets)
    unit = Perceptron(2)
    fit = unit.fit(X, y)
    assert fit.separated and not fit.cycled
    assert fit.mistakes[-1] == 0 and fit.epochs == len(fit.mistakes)
    assert unit.predict(X).tolist() == y.tolist()
    assert unit.low == targets
    # By hand, from the weights alone: the points lie on the right sides.
    assert ((X @ unit.w + unit.b > 0) == (y == 1)).all()
    # Novikoff's bound, with the margin of the separation that was found.
    points = np.column_stack([X, np.ones(4)])
    w = np.append(unit.w, unit.b)
    margins = np.where(y == 1, 1, -1) * (points @ w) / np.linalg.norm(w)
    margin = margins.min()
    if margin > 0:
        assert sum(fit.mistakes) <= (points**2).sum(axis=1).max() / margin**2


@pytest.mark.parametrize("inputs", [0, -1])
@pytest.mark.parametrize("targets", [0, -1])
def test_exclusive_or_is_reported_as_not_separated(inputs, targets):
    X, y = coded(CORNERS, inputs), coded(XOR, targets)
    unit = Perceptron(2)
    fit = unit.fit(X, y, max_epochs=100)
    assert not fit.separated and fit.cycled and fit.epochs < 100
    assert all(fit.mistakes)
    assert unit.predict(X).tolist() != y.tolist()
    assert str(fit).startswith(f"not separated: after {fit.epochs} epochs the weights")
    # It is a cycle indeed: one more round ends where this one did.
    before = (unit.w.tolist(), unit.b.tolist())
    second = unit.fit(X, y)
    assert second.cycled
    assert (unit.w.tolist(), unit.b.tolist()) == before


def test_the_rule_by_hand():
    """AND from 0: (1, 1) is wrong first; then the bias has to come down again."""
    unit = Perceptron(2)
    fit = unit.fit(CORNERS, GATES["and"], max_epochs=1)
    assert (unit.w.tolist(), unit.b.tolist(), fit.mistakes) == ([1, 1], 1, (1,))
    assert str(fit) == (
        "not separated after 1 epoch, 1 mistakes in the last; no line may separate "
        "the data, or more epochs are needed (max_epochs)"
    )
    # (0,0): answer 1, b = 0. (0,1): answer 1, w = (1,0), b = -1. (1,0): right.
    # (1,1): answer 0, w = (2,1), b = 0.
    fit = unit.fit(CORNERS, GATES["and"], max_epochs=1)
    assert (unit.w.tolist(), unit.b.tolist(), fit.mistakes) == ([2, 1], 0, (3,))


@pytest.mark.parametrize("targets", [0, -1])
def test_the_rate_scales_the_weights_and_nothing_else(targets):
    y = coded(GATES["nand"], targets)
    unit, quarter = Perceptron(2), Perceptron(2)
    assert unit.fit(CORNERS, y) == quarter.fit(CORNERS, y, lr=0.25)
    assert (0.25 * unit.w).tolist() == quarter.w.tolist()
    assert 0.25 * unit.b == quarter.b


def test_every_function_of_three_bits_is_decided_rightly():
    """Of the 256, 104 are linearly separable (Muroga, 1971)."""
    X = np.array(list(itertools.product([0, 1], repeat=3)))
    fits = [
        Perceptron(3).fit(X, [int(bit) for bit in f"{code:08b}"]) for code in range(256)
    ]
    assert sum(fit.separated for fit in fits) == 104
    assert all(fit.cycled for fit in fits if not fit.separated)


def test_random_clouds_with_a_margin():
    rng = np.random.default_rng(0)
    normal = np.array([3.0, -4.0, 0.0]) / 5
    X = rng.normal(size=(300, 3))
    X = X[abs(X @ normal - 0.3) > 0.1]
    y = np.where(X @ normal > 0.3, 1, -1)
    unit = Perceptron(3)
    assert unit.fit(X, y).separated
    assert (unit.predict(X) == y).all()
    assert abs(unit.w @ normal) > 0.95 * np.linalg.norm(unit.w)


def test_without_a_cycle_the_bound_ends_it():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(40, 2)), rng.integers(2, size=40)
    fit = Perceptron(2).fit(X, y, max_epochs=25)
    assert (fit.separated, fit.cycled, fit.epochs) == (False, False, 25)
    assert "not separated after 25 epochs" in str(fit)


def test_one_sample_and_a_batch_and_calling():
    unit = Perceptron(2)
    unit.fit(CORNERS, coded(GATES["or"], -1))
    assert unit.predict([0, 1]) == 1
    assert unit.predict([0, 0]) == -1
    assert unit([[0, 1], [0, 0]]).tolist() == [1, -1]
    assert repr(unit) == "Perceptron(2)"


def test_targets_of_one_kind():
    unit = Perceptron(1)
    assert unit.fit([[1.0], [2.0]], [-1, -1]).epochs == 1
    assert unit.predict([[1.0]]).tolist() == [-1]
    assert unit.fit([[1.0], [2.0]], [1, 1]).separated
    assert unit.predict([[1.0], [2.0]]).tolist() == [1, 1]


def test_the_weights_are_state():
    unit, twin = Perceptron(2), Perceptron(2)
    unit.fit(CORNERS, GATES["and"])
    twin.load_state_dict(unit.state_dict())
    assert twin.predict(CORNERS).tolist() == GATES["and"]


def test_the_coding_is_state_too():
    unit, twin = Perceptron(1), Perceptron(1)
    unit.fit([[-1.0], [1.0]], [-1, 1])
    twin.load_state_dict(unit.state_dict())
    assert twin.predict([[-1.0], [1.0]]).tolist() == [-1, 1]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda p: p.fit([[0, 0]], [2]), ValueError, r"-1 and \+1; y holds \[2\]"),
        (lambda p: p.fit(np.ones((3, 2)), [-1, 0, 1]), ValueError, r"\[-1, 0, 1\]"),
        (lambda p: p.fit(np.ones((3, 2)), [0, 1]), ValueError, "each of the 3 samples"),
        (lambda p: p.fit(np.ones((0, 2)), []), ValueError, "each of the 0 samples"),
        (lambda p: p.fit([1, 2], [1]), ValueError, r"\(samples, 2\), got \(2,\)"),
        (lambda p: p.fit(np.ones((2, 3)), [0, 1]), ValueError, r"got \(2, 3\)"),
        (lambda p: p.fit([[0, np.nan]], [0]), ValueError, "X holds inf or nan"),
        (lambda p: p.fit([["a", "b"]], [0]), TypeError, r"\(2\): X: exp.*got str 'a'"),
        (lambda p: p.fit([[0, 1], [1]], [0, 1]), ValueError, r"X: entry 1 has shape"),
        (lambda p: p.fit([[0, 0]], "a"), TypeError, "fit: y: expected numbers"),
        (lambda p: p.fit([[0, 0]], [0], lr=np.inf), ValueError, "lr must be finite"),
        (lambda p: p.fit([[0, 0]], [0], max_epochs=0), ValueError, "max_epochs must"),
        (lambda p: p.fit([[0, 0]], [0], lr=0), ValueError, "lr must be > 0, got 0"),
        (lambda p: p.predict([1, 2, 3]), ValueError, r"Perceptron\(2\): X must have"),
        (lambda p: Perceptron(0), ValueError, "n_in must be at least 1"),
    ],
)
def test_mistakes(call, error, message):
    unit = Perceptron(2)
    with pytest.raises(error, match=message):
        call(unit)
    assert (unit.w.tolist(), unit.b.tolist(), unit.low.tolist()) == ([0, 0], 0, 0)

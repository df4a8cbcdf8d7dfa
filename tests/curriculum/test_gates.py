"""gates: the lectures' units for AND, OR, NAND, NOR, typed in, in both codings."""

import itertools

import numpy as np
import pytest

import nn
from viz import plots

TRUTH = {"AND": "0001", "OR": "0111", "NAND": "1110", "NOR": "1000", "EXOR": "0110"}
# phi(x) = 1 iff x >= 0: the blanks of the lecture, w0 first.
WEIGHTS = {
    0: {"AND": (-2, 1, 1), "OR": (-1, 1, 1), "NAND": (1, -1, -1), "NOR": (0, -1, -1)},
    -1: {"AND": (-1, 1, 1), "OR": (1, 1, 1), "NAND": (1, -1, -1), "NOR": (-1, -1, -1)},
}
CASES = [(low, gate) for low in WEIGHTS for gate in WEIGHTS[low]]


def rows(low):
    """`(inputs, output)` of a gate in a coding, from its truth table."""
    return list(itertools.product((low, 1), repeat=2))


def outputs(gate, low):
    return [1 if bit == "1" else low for bit in TRUTH[gate]]


def perceptron(w0, w1, w2, **settings):
    unit = nn.Perceptron(2, **settings)
    unit.w = np.array([float(w1), float(w2)])
    if unit.b is not None:
        unit.b = np.array(float(w0))
    return unit


@pytest.mark.parametrize("gate", WEIGHTS[0])
def test_the_picture_separates_the_ones_from_the_zeros(gate, example):
    """The shaded half plane holds the corners that are 1, and no other."""
    _, ((axes,),) = plots.panels(1, 1)
    example("gates")["draw_line"](axes, gate, WEIGHTS[0][gate])
    shaded, line = [path for drawn in axes.collections for path in drawn.get_paths()]
    w0, *w = WEIGHTS[0][gate]
    assert line.vertices @ w == pytest.approx(-w0, abs=1e-9)
    inwards = 1e-3 * np.array(w)  # a corner may be on the line
    for corner, output in zip(rows(0), outputs(gate, 0), strict=True):
        assert shaded.contains_point(corner + inwards) == bool(output), corner


@pytest.mark.parametrize(("low", "gate"), CASES)
def test_the_lectures_weights(low, gate):
    unit = perceptron(*WEIGHTS[low][gate], at_zero=1, low=low)
    assert unit.predict(rows(low)).tolist() == outputs(gate, low)


@pytest.mark.parametrize(("low", "gate"), CASES)
def test_the_same_as_a_neuron(low, gate):
    """phi as an activation: step, or sign, with 1 at 0."""
    phi = nn.Step(at_zero=1) if low == 0 else nn.Sign(at_zero=1)
    neuron = nn.Neuron(2, phi, rng=0)
    w0, w1, w2 = WEIGHTS[low][gate]
    neuron.b.data, neuron.w[0].data, neuron.w[1].data = float(w0), float(w1), float(w2)
    assert [neuron(x).data for x in rows(low)] == outputs(gate, low)


def test_what_the_value_at_zero_changes():
    """AND and OR of the lecture have their samples on the line itself."""
    for gate in ("AND", "OR"):
        strict = perceptron(*WEIGHTS[0][gate], at_zero=0)
        assert strict.predict(rows(0)).tolist() != outputs(gate, 0)
    assert nn.Perceptron(2).predict([0, 0]) == 0
    assert nn.Perceptron(2, at_zero=1).predict([0, 0]) == 1
    assert nn.Step()([0.0]).data == 0.0 and nn.Step(at_zero=1)([0.0]).data == 1.0
    assert nn.Sign()([0.0]).data == 0.0 and nn.Sign(at_zero=1)([0.0]).data == 1.0


# Q: can we get a valid solution with no bias? It depends on the coding and on phi(0).
WITHOUT_BIAS = {
    (0, 1): {"NOR"},
    (0, 0): {"OR"},
    (-1, 1): {"OR", "NAND"},
    (-1, 0): {"AND", "NOR"},
}


@pytest.mark.parametrize(("low", "at_zero"), WITHOUT_BIAS)
def test_is_there_one_without_bias(low, at_zero, example):
    """Every sign pattern of (w1, w2, w1 + w2, w1 - w2) occurs among these weights."""
    possible = set()
    for w1, w2 in itertools.product((-2, -1, 0, 1, 2), repeat=2):
        unit = perceptron(0, w1, w2, bias=False, at_zero=at_zero, low=low)
        said = unit.predict(rows(low)).tolist()
        possible |= {gate for gate in TRUTH if outputs(gate, low) == said}
    assert possible == WITHOUT_BIAS[low, at_zero]
    assert set(example("gates")["without_bias"](low, at_zero)) == possible


@pytest.mark.parametrize(("low", "at_zero"), WITHOUT_BIAS)
def test_the_rule_without_bias_finds_those_and_no_others(low, at_zero):
    for gate in TRUTH:
        unit = nn.Perceptron(2, bias=False, at_zero=at_zero)
        fit = unit.fit(rows(low), outputs(gate, low))
        assert fit.separated == (gate in WITHOUT_BIAS[low, at_zero])
        assert fit.separated or "a bias may" in str(fit)
        assert "b" not in unit.state_dict()


# Q: are they the only ones? No: a cone, given by one inequality for each sample.
@pytest.mark.parametrize("gate", WEIGHTS[0])
def test_the_weights_form_a_region(gate):
    rng = np.random.default_rng(0)
    inside = 0
    for w0, w1, w2 in rng.uniform(-3, 3, size=(300, 3)):
        sums = [w0 + w1 * a + w2 * b for a, b in rows(0)]
        fits = all(
            (s >= 0) == bool(o) for s, o in zip(sums, outputs(gate, 0), strict=True)
        )
        for scale in (1.0, 7.5):  # any positive multiple does the same
            unit = perceptron(scale * w0, scale * w1, scale * w2, at_zero=1)
            assert (unit.predict(rows(0)).tolist() == outputs(gate, 0)) == fits
        inside += fits
    assert 3 < inside < 150


def test_the_example_prints_the_truth_tables(example):
    printed = example("gates").printed
    assert "0/1  AND, weights (-2, 1, 1): [0 0 0 1]" in printed
    assert "0/1  NOR, weights (0, -1, -1): [1 0 0 0]" in printed
    assert "-1/1 NAND, weights (1, -1, -1): [ 1  1  1 -1]" in printed


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: nn.Perceptron(2, at_zero=0.5), "at_zero must be 1, the higher output"),
        (lambda: nn.Perceptron(2, low=1), "low must be 0 or -1, got 1"),
        (lambda: nn.Step(at_zero="1"), "Step: at_zero"),
    ],
)
def test_mistakes(make, message):
    with pytest.raises((TypeError, ValueError), match=message):
        make()

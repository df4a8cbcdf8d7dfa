"""Activations, gradient norms, histograms: the numbers drawn are the network's."""

import math

import numpy as np
import pytest

import nn
from nn import MLP, mlp
from viz.plots import activations, gradient_norms, histograms
from viz.plots.layers import weights_by_layer


def xy(line):
    return line.get_xdata(), line.get_ydata()


def without_breaks(line):
    x, y = xy(line)
    defined = ~np.isnan(y)
    return x[defined], y[defined]


def longest(axes):
    return max(axes.lines, key=lambda line: len(line.get_xdata()))


# -- activations -----------------------------------------------------------------------


FORMULAS = {
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "tanh": np.tanh,
    "softplus": lambda x: np.log(1 + np.exp(x)),
    "relu": lambda x: np.maximum(x, 0),
    "hard_tanh": lambda x: np.clip(x, -1, 1),
    "step": lambda x: (x > 0).astype(float),
}
SLOPES = {
    "sigmoid": lambda x: np.exp(-x) / (1 + np.exp(-x)) ** 2,
    "tanh": lambda x: 1 - np.tanh(x) ** 2,
    "softplus": lambda x: 1 / (1 + np.exp(-x)),
    "relu": lambda x: (x > 0).astype(float),
    "hard_tanh": lambda x: ((x > -1) & (x < 1)).astype(float),
    "step": np.zeros_like,
}


@pytest.mark.parametrize("name", FORMULAS)
def test_function_and_derivative_side_by_side(name):
    value_axes, slope_axes = activations([name]).axes
    x, y = without_breaks(longest(value_axes))
    assert y == pytest.approx(FORMULAS[name](x), abs=1e-12)
    x, slope = without_breaks(longest(slope_axes))
    assert slope == pytest.approx(SLOPES[name](x), abs=1e-12)
    assert (value_axes.get_title(), slope_axes.get_title()) == (name, "derivative")


def test_a_jump_is_no_line_and_the_value_taken_is_a_dot():
    value_axes, slope_axes = activations(["relu"]).axes
    assert not np.isnan(longest(value_axes).get_ydata()).any(), (
        "relu itself does not jump"
    )
    assert np.isnan(longest(slope_axes).get_ydata()).sum() == 1
    dots = [xy(line) for line in slope_axes.lines if line.get_marker() == "o"]
    assert [(float(x[0]), float(y[0])) for x, y in dots] == [(0.0, 0.0)]
    value_axes, slope_axes = activations(["sigmoid"]).axes
    for axes in (value_axes, slope_axes):
        assert not np.isnan(longest(axes).get_ydata()).any()


def test_functions_of_your_own():
    def cubed(x):
        return x**3

    value_axes, slope_axes = activations([cubed, "identity"], -2, 2).axes[:2]
    assert value_axes.get_title() == "Cubed"
    x, slope = without_breaks(longest(slope_axes))
    assert slope == pytest.approx(3 * x**2)
    assert (x[0], x[-1]) == (-2, 2)


def test_a_single_activation():
    assert len(activations("tanh").axes) == len(activations(nn.Tanh()).axes) == 2


# -- gradient norms --------------------------------------------------------------------


def test_gradient_norms_of_a_network():
    model = mlp([2, 3, 1], rng=0)
    model(np.array([[1.0, -1.0]])).sum().backward()
    (axes,) = gradient_norms(model).axes
    first, last = model[0], model[2]
    expected = [
        math.sqrt((layer.weight.grad**2).sum() + (layer.bias.grad**2).sum())
        for layer in (first, last)
    ]
    assert axes.lines[0].get_ydata() == pytest.approx(expected, rel=1e-12)
    assert axes.get_yscale() == "log"
    labels = [label.get_text() for label in axes.get_xticklabels()]
    assert labels == ["layers.0", "layers.2"]


def test_several_networks_and_a_norm_of_zero():
    (axes,) = gradient_norms({"a": [1.0, 0.1], "b": {"x": 0.0, "y": 0.5}}).axes
    crosses = [xy(line) for line in axes.lines if line.get_marker() == "x"]
    assert [float(x[0]) for x, _ in crosses] == [1.0]
    assert 0 < float(crosses[0][1][0]) < 0.1, "drawn at the bottom, below all others"
    assert len(axes.get_legend().get_texts()) == 2
    # Told apart without colours, too.
    assert [line.get_marker() for line in axes.lines] == ["o", "s", "x"]


# -- histograms ------------------------------------------------------------------------


def counts(axes):
    return sum(int(patch.get_height()) for patch in axes.patches)


def test_histograms_count_every_weight_and_every_gradient():
    model = mlp([3, 5, 2], rng=0)
    model(np.ones((1, 3))).sum().backward()
    axes = histograms(model).axes
    assert [counts(panel) for panel in axes] == [15, 15, 10, 10]
    assert [axes[0].get_ylabel(), axes[2].get_ylabel()] == ["layers.0", "layers.2"]
    deviation = np.std(model[0].weight.data)
    assert axes[0].texts[0].get_text() == f"std {deviation:.2g}"


def test_values_are_gathered_by_layer():
    scalar = MLP(3, [5, 2], rng=0)
    twin = scalar.to_tensor()
    out = scalar([1.0, 2.0, 3.0])
    (out[0] + out[1]).backward()
    twin(np.array([[1.0, 2.0, 3.0]])).sum().backward()
    by_layer = [*weights_by_layer(scalar).values()]
    by_layer_twin = [*weights_by_layer(twin).values()]
    for scalars, arrays in zip(by_layer, by_layer_twin, strict=True):
        for numbers, expected in zip(scalars, arrays, strict=True):
            assert sorted(numbers) == pytest.approx(sorted(expected), rel=1e-12)
    assert [*weights_by_layer(scalar)] == ["layers.0", "layers.1"]


def test_before_backward_there_are_no_gradients_to_see():
    axes = histograms(mlp([2, 2], rng=0)).axes
    assert axes[1].texts[0].get_text() == "no backward() yet"
    assert not axes[1].patches


def test_not_a_number_is_counted():
    model = mlp([2, 2], rng=0)
    model[0].weight.data[0, 0] = np.nan
    axes = histograms(model).axes
    assert counts(axes[0]) == 3
    assert "1 not finite" in axes[0].texts[0].get_text()


def test_deep_networks_show_their_first_and_last_layers():
    model = mlp([2] * 14, rng=0)
    axes = histograms(model).axes
    names = [panel.get_ylabel() for panel in axes[::2]]
    assert names == [f"layers.{i}" for i in (0, 2, 4, 6, 18, 20, 22, 24)]

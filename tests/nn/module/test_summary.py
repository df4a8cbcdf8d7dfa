"""Module.summary: shapes, counts and multiply-adds, and the table."""

import numpy as np
import pytest

import nn
from autograd_core import Tensor, Value
from nn import MLP, Module


def test_an_mlp_by_hand():
    model = MLP(3, [5, 4, 2], "relu", rng=0)
    summary = model.summary((3,))
    assert [(row.name, row.layer, row.output_shape) for row in summary.rows] == [
        ("layers.0", "Layer(3 -> 5, ReLU)", (5,)),
        ("layers.1", "Layer(5 -> 4, ReLU)", (4,)),
        ("layers.2", "Layer(4 -> 2, Linear)", (2,)),
    ]
    assert [row.parameters for row in summary.rows] == [20, 24, 10]
    assert [row.multiply_adds for row in summary.rows] == [15, 20, 8]
    assert (summary.parameters, summary.multiply_adds) == (54, 43)


class Scaled(Module):
    def __init__(self):
        self.scale = Value(2.0)
        self.inner = MLP(2, [2, 1], rng=0)
        self.unused = MLP(2, [1], rng=0)
        self.offsets = [Value(1.0), Value(2.0)]
        self.tied = self.inner.layers[0].neurons[0].w

    def forward(self, x):
        return self.inner(x) * self.scale + self.offsets[0]


def test_own_parameters_and_layers_that_are_not_called():
    summary = Scaled().summary((2,))
    assert [(row.name, row.output_shape, row.parameters) for row in summary.rows] == [
        ("", (), 3),
        ("inner.layers.0", (2,), 6),
        ("inner.layers.1", (), 3),
        ("unused", None, 3),
    ]
    assert summary.parameters == Scaled().num_parameters() == 15


def test_the_table_shows_every_row_and_the_totals():
    model = MLP(2, [1000, 1], rng=0)
    model.layers[0].freeze()
    text = str(model.summary((2,)))
    lines = text.splitlines()
    assert lines[0].strip() == "MLP, input (2,)"
    cells = [[cell.strip() for cell in line.split("│")[1:-1]] for line in lines]
    assert ["layers.0 Layer(2 -> 1000, Tanh)", "(1000,)", "3,000", "2,000"] in cells
    assert ["layers.1 Layer(1000 -> 1, Linear)", "()", "1,001", "1,000"] in cells
    assert ["total", "", "4,001", "3,000"] in cells
    assert lines[-1].strip() == "3,000 of the parameters are frozen"
    assert repr(model.summary((2,))) == text


def test_nothing_is_left_behind():
    model = MLP(2, [3, 1], rng=0)
    model.layers[0].eval()
    model.summary((2,))
    assert [module.training for module in model.modules()][:2] == [True, False]
    assert not any(module._forward_hooks for module in model.modules())
    with pytest.raises(ValueError, match=r"layers.0 .* takes 2 inputs, got 3"):
        model.summary((3,))
    assert [module.training for module in model.modules()][:2] == [True, False]
    assert not any(module._forward_hooks for module in model.modules())


def test_without_rich_the_message_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "rich.console", None)
    monkeypatch.setitem(__import__("sys").modules, "rich", None)
    with pytest.raises(ImportError, match=r'needs rich; .*"autograd_core\[repl\]"'):
        str(MLP(2, [1], rng=0).summary((2,)))


def test_a_row_counts_the_parameters_a_module_holds_itself():
    """Not the results of ops among its attributes, and those in lists too."""

    class Own(nn.Module):
        def __init__(self):
            self.scale = Tensor(np.ones(2))
            self.list = [Value(1.0)]
            self.double = self.scale * 2.0

        def forward(self, x):
            return x * self.scale

    with pytest.warns(UserWarning, match="double of Own is the result of an op"):
        assert repr(Own()) == "Own(2 parameters)"
    assert nn.Neuron(3, "relu", rng=0).summary((3,)).rows[0].layer == "Neuron(3, ReLU)"
    assert nn.Perceptron(3).summary((4, 3)).multiply_adds == 12

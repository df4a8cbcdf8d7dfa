"""Module: what counts as a parameter, and what it is called."""

import pytest

from autograd_core import Value
from nn import MLP, Layer, Module, Neuron


def test_names_and_labels_of_an_mlp():
    model = MLP(2, [2, 1], rng=0)
    names = [name for name, _ in model.named_parameters()]
    assert names == [
        "layers.0.neurons.0.w.0",
        "layers.0.neurons.0.w.1",
        "layers.0.neurons.0.b",
        "layers.0.neurons.1.w.0",
        "layers.0.neurons.1.w.1",
        "layers.0.neurons.1.b",
        "layers.1.neurons.0.w.0",
        "layers.1.neurons.0.w.1",
        "layers.1.neurons.0.b",
    ]
    assert [p.label for p in model.parameters()] == names
    assert model.parameters()[4] is model.layers[0].neurons[1].w[1]


def test_names_within_the_outermost_module():
    assert [p.label for p in Neuron(2, rng=0).parameters()] == ["w.0", "w.1", "b"]
    assert Layer(1, 2, rng=0).neurons[1].b.label == "neurons.1.b"


class Pair(Module):
    def __init__(self):
        self.left = MLP(1, [1], rng=0)
        self.heads = {"a": Neuron(1, rng=1), "b": (Value(1.0), Value(2.0))}
        self.note = "no parameter"
        self.label_parameters()


def test_modules_lists_tuples_and_dicts_are_searched():
    pair = Pair()
    names = [name for name, _ in pair.named_parameters()]
    assert names == [
        "left.layers.0.neurons.0.w.0",
        "left.layers.0.neurons.0.b",
        "heads.a.w.0",
        "heads.a.b",
        "heads.b.0",
        "heads.b.1",
    ]
    assert [p.label for p in pair.parameters()] == names
    assert repr(pair) == "Pair(6 parameters)"


def test_a_shared_parameter_counts_once_under_its_first_name():
    model = MLP(2, [2, 2], rng=0)
    model.layers[1].neurons[0].w = model.layers[0].neurons[0].w
    assert len(model.parameters()) == 10
    assert "layers.1.neurons.0.w.0" not in dict(model.named_parameters())


def test_results_of_ops_are_no_parameters():
    neuron = Neuron(1, rng=0)
    neuron.last = neuron([1.0])
    assert len(neuron.parameters()) == 2


def test_a_module_that_holds_its_owner_does_not_loop():
    model = MLP(1, [1], rng=0)
    model.layers[0].owner = model
    assert len(model.parameters()) == 2


def test_zero_grad_reaches_every_parameter():
    model = MLP(2, [3, 1], rng=0)
    model([1.0, 2.0]).backward()
    assert all(p.has_grad for p in model.parameters())
    model.zero_grad()
    assert all(p.grad == 0.0 and not p.has_grad for p in model.parameters())


def test_micrograds_way_to_write_a_module():
    class Scale(Module):
        def __init__(self):
            self.k = Value(2.0)

        def __call__(self, x):
            return self.k * x

        def parameters(self):
            return [self.k]

    scale = Scale()
    scale(3.0).backward()
    assert scale.k.grad == 3.0
    scale.zero_grad()
    assert scale.k.grad == 0.0


@pytest.mark.parametrize("module", [Module(), Neuron(1, rng=0)])
def test_parameters_is_a_list(module):
    assert isinstance(module.parameters(), list)

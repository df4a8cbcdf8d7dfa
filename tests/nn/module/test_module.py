"""Module: what counts as a parameter, and what it is called."""

import copy
import inspect

import pytest

import nn
from autograd_core import Value
from nn import MLP, Layer, Module, Neuron
from nn.module.tensor_module import run


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
    assert repr(pair) == (
        "Pair(\n"
        "  (left): MLP of [Layer of [LinearNeuron(1)]]\n"
        "  (heads.a): TanhNeuron(1)\n"
        ")"
    )


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


def test_modules_and_children_by_name():
    pair = Pair()
    assert [name for name, _ in pair.named_modules()] == [
        "",
        "left",
        "left.layers.0",
        "left.layers.0.neurons.0",
        "heads.a",
    ]
    assert [name for name, _ in pair.named_children()] == ["left", "heads.a"]
    assert pair.modules()[0] is pair
    assert pair.named_children()[1][1] is pair.heads["a"]


class Nested(Module):
    def __init__(self):
        self.pair = Pair()
        self.scale = Value(1.0)
        self.copy = self.pair


def test_repr_nests_like_pytorchs_and_shows_each_module_once():
    assert repr(Nested()) == (
        "Nested(\n"
        "  (pair): Pair(\n"
        "    (left): MLP of [Layer of [LinearNeuron(1)]]\n"
        "    (heads.a): TanhNeuron(1)\n"
        "  )\n"
        ")"
    )
    line = Module()
    line.slope = Value(1.0)
    assert (repr(line), repr(Module())) == ("Module(1 parameter)", "Module()")


def test_train_and_eval_reach_every_module():
    pair = Pair()
    assert pair.eval() is pair
    assert [module.training for module in pair.modules()] == [False] * 5
    pair.left.train()
    assert [module.training for module in pair.modules()] == [
        *(False, True, True, True, False)
    ]
    assert pair.train(True).heads["a"].training


def test_apply_visits_inner_modules_first_and_in_order():
    pair, visited = Pair(), []
    assert pair.apply(visited.append) is pair
    layer = pair.left.layers[0]
    inner_first = [layer.neurons[0], layer, pair.left, pair.heads["a"], pair]
    assert visited == inner_first
    pair.copy = pair.left  # each once, however often it is held
    visited.clear()
    pair.apply(visited.append)
    assert visited == inner_first


def test_forward_hooks_see_inputs_and_output():
    model, calls = MLP(2, [3, 1], rng=0), []
    remove = model.layers[1].register_forward_hook(
        lambda module, inputs, out: calls.append((module, inputs, out))
    )
    out = model([1.0, 2.0])
    (module, (inputs,), output) = calls[0]
    assert (module, output) == (model.layers[1], out)
    assert [node.op for node in inputs] == ["tanh"] * 3
    remove()
    model([1.0, 2.0])
    assert len(calls) == 1


@pytest.mark.parametrize("call", [lambda module, x: module(x), run])
def test_what_a_forward_hook_returns_is_the_output(call):
    """As in PyTorch; hooks follow each other, and None leaves the output."""
    layer = nn.Linear(2, 1, rng=0)
    plain = layer([1.0, 2.0]).data
    seen = []
    doubled = layer.register_forward_hook(lambda module, inputs, out: 2.0 * out)
    last = layer.register_forward_hook(lambda module, inputs, out: seen.append(out))
    assert call(layer, [1.0, 2.0]).data.tolist() == (2.0 * plain).tolist()
    assert seen[0].data.tolist() == (2.0 * plain).tolist()
    doubled.remove()
    last()
    doubled.remove()
    assert call(layer, [1.0, 2.0]).data.tolist() == plain.tolist() and len(seen) == 1


def test_buffers_are_saved_but_not_trained():
    pair = Pair()
    pair.left.register_buffer("count", [1.0, 2.0])
    assert "left.count" not in dict(pair.named_parameters())
    assert [name for name, _ in pair.named_buffers()] == ["left.count"]
    assert pair.buffers()[0] is pair.left.count
    pair.left.count = pair.left.count + 1
    assert pair.state_dict()["left.count"].tolist() == [2.0, 3.0]


# -- freezing --------------------------------------------------------------------------


def test_a_frozen_layer_gets_no_gradient_but_passes_it_on():
    model = MLP(2, [3, 2, 1], rng=0)
    twin = copy.deepcopy(model)
    model.layers[1].freeze()
    x = [0.5, -1.0]
    model(x).backward()
    twin(x).backward()
    assert model(x).data == twin(x).data
    for (name, mine), (_, other) in zip(
        model.named_parameters(frozen=True), twin.named_parameters(), strict=True
    ):
        if name.startswith("layers.1."):
            assert (mine.grad, mine.has_grad) == (0.0, False)
        else:
            assert mine.grad == other.grad != 0.0, name


def test_frozen_parameters_are_counted_saved_and_not_trained():
    model = MLP(2, [3, 1], rng=0)
    everything = model.state_dict().keys()
    assert model.layers[0].freeze() is model.layers[0]
    assert len(model.parameters()) == model.num_parameters(frozen=False) == 4
    assert model.num_parameters() == 13
    assert model.state_dict().keys() == everything
    assert model.unfreeze() is model
    assert len(model.parameters()) == 13


def test_freezing_forgets_gradients():
    model = MLP(2, [3, 1], rng=0)
    model([1.0, 2.0]).backward()
    weight = model.layers[0].neurons[0].w[0]
    assert weight.has_grad
    model.layers[0].freeze()
    assert not weight.has_grad
    assert model.layers[1].neurons[0].b.has_grad


@pytest.mark.parametrize("frozen", [0, 1])
def test_a_parameter_shared_with_a_trained_module_is_trained(frozen):
    model = MLP(2, [2, 2], rng=0)
    model.layers[1].neurons[0].w = model.layers[0].neurons[0].w
    model.layers[frozen].freeze()
    shared = model.layers[0].neurons[0].w[0]
    assert any(node is shared for node in model.parameters())
    assert len(model.parameters()) == 6


# -- labels ----------------------------------------------------------------------------


def test_a_module_names_its_parts_when_it_is_done():
    class Base(Module):
        def __init__(self):
            self.inner = Neuron(1, rng=0)
            self.mine = Value(1.0, label="slope of the line")
            assert self.inner.b.label == "b"  # not yet done

    class Derived(Base):
        def __init__(self):
            super().__init__()
            self.more = Value(2.0)

    derived = Derived()
    labels = [parameter.label for parameter in derived.parameters()]
    assert labels == ["inner.w.0", "inner.b", "slope of the line", "more"]
    outer = Module()
    outer.part = derived
    outer.label_parameters()
    labels = [parameter.label for parameter in outer.parameters()]
    assert labels == ["part.inner.w.0", "part.inner.b", "part.mine", "part.more"]


def test_a_subclass_without_init_is_named_too():
    class Same(MLP):
        pass

    assert Same(1, [1], rng=0).parameters()[0].label == "layers.0.neurons.0.w.0"
    assert list(inspect.signature(Layer).parameters)[:2] == ["nin", "nout"]

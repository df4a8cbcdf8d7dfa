"""What a module holds is trained: assignments and containers that would lose it."""

import collections
import copy
import dataclasses
import types

import numpy as np
import pytest

import autograd_core as ac
import nn
from autograd_core import Tensor, Value, no_grad
from nn import MLP, BatchNorm1d, Linear, Module, Neuron, Sequential, Tanh


class Pair(Module):
    """A Tensor, a Value, and a module inside."""

    def __init__(self):
        self.t, self.v = Tensor([1.0, 2.0]), Value(3.0)
        self.inner = Linear(2, 1, rng=0)


def names(module):
    return [name for name, _ in module.named_parameters()]


ALL = ["t", "v", "inner.weight", "inner.bias"]
OF_T = r"Pair\(2 parameters\)|Pair: cannot assign"


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("t", np.zeros(2), r"cannot assign ndarray .* to the parameter 't', which "
         r"would no longer be trained; write t.data\[...\] = .* numbers; a Tensor "
         "makes a new parameter, None removes it"),
        ("t", 0.5, "cannot assign float 0.5 to the parameter 't'"),
        ("t", [1.0, 2.0], r"cannot assign list \[1.0, 2.0\] to"),
        ("t", "zeros", "cannot assign str 'zeros'"),
        ("t", Value(1.0), "cannot assign .* to the parameter 't'"),
        ("t", Tensor([1.0, 2.0]) * 2.0, r"inside no_grad\(\) also t -= ...; a Ten.*; "
         "a state that is not trained begins as an array"),
        ("v", 0.5, "cannot assign float 0.5 .* write v.data = ... for its numbers"),
        ("v", np.float64(1.0), "cannot assign float64"),
        ("v", Tensor(1.0), "cannot assign .* to the parameter 'v'"),
        ("v", Value(1.0) + 1.0, "cannot assign .* to the parameter 'v'"),
        ("inner", np.tanh, "cannot assign ufunc .* to the module 'inner', whose param"),
        ("inner", Tensor(1.0), "to the module 'inner'"),
    ],
)  # fmt: skip
def test_what_is_trained_is_not_overwritten(name, value, message):
    module = Pair()
    before = vars(module).copy()
    with pytest.raises(TypeError, match=message):
        setattr(module, name, value)
    assert vars(module) == before
    assert names(module) == ALL


@pytest.mark.parametrize("value", [np.zeros((3, 1)), 0.0, [[1.0]], Value(0.0)])
def test_weights_of_layers(value):
    module = Sequential(Linear(3, 1, rng=0), Tanh())
    with pytest.raises(TypeError, match=r"layers\.0 Linear\(3 -> 1\): cannot assign"):
        module[0].weight = value
    neuron = Neuron(2, rng=0)
    with pytest.raises(TypeError, match="to the parameter 'b'"):
        neuron.b = 0.0


@pytest.mark.parametrize(
    "value", [[0.5, 1.0], (0.5, 1.0), np.ones(2), 0.5, "ones", [Value(1.0), 2.0]]
)
def test_lists_of_parameters_are_not_overwritten_by_numbers(value):
    neuron = Neuron(2, rng=0)
    with pytest.raises(TypeError, match=r"to 'w', which holds 2 parameters .* w\[0\]"):
        neuron.w = value
    assert names(neuron) == ["w.0", "w.1", "b"]


def test_a_number_in_a_list_of_parameters_is_said():
    model = MLP(2, [2, 1], rng=0)
    model.layers[0].neurons[1].w[1] = 0.5
    message = r"layers\.0\.neurons\.1\.w\[1\] is the number 0\.5 among parameters"
    with pytest.warns(UserWarning, match=message):
        assert len(model.parameters()) == 8
    model.layers[0].neurons[1].w[1] = Value(0.5)
    assert len(model.parameters()) == 9


def test_lists_that_held_numbers_before_may_hold_others():
    class Mixed(Module):
        def __init__(self):
            self.parts = [Value(1.0), 2.0]
            self.weights = [Value(1.0), Value(2.0)]

    with pytest.warns(UserWarning, match=r"parts\[1\] is the number 2.0 among"):
        module = Mixed()
    module.weights = [Value(1.0)]
    module.weights = None
    module.parts = [Value(3.0), 4.0]
    with pytest.warns(UserWarning, match="is the number 4.0 among"):
        assert names(module) == ["parts.0"]


def test_what_keeps_the_meaning_is_allowed():
    module = Pair()
    module.t, module.v = Tensor(np.zeros((3, 3))), Value(0.5)
    assert names(module) == ALL
    module.inner = MLP(2, [1])
    module.t = None
    assert names(module)[0] == "v"
    module.t = np.ones(2)  # a constant from the start, which may become anything
    module.t = Tensor([1.0])
    module.training = module.frozen = False
    assert names(copy.deepcopy(module)) == names(module)


def test_a_new_parameter_is_guarded_as_the_old_one_was():
    pair = Pair()
    pair.t, pair.v = Tensor([5.0, 6.0]), Value(7.0)
    assert names(pair) == ALL and pair.t.label == "t"
    for name, value in {"t": np.zeros(2), "v": 0.5}.items():
        with pytest.raises(TypeError, match=f"to the parameter '{name}'"):
            setattr(pair, name, value)
    assert pair.t.data.tolist() == [5.0, 6.0] and pair.v.data == 7.0


def test_results_of_a_forward_pass_may_be_stored():
    class Recurrent(Module):
        def __init__(self):
            self.w, self.state = Tensor([0.5, -0.5]), np.zeros(2)

        def forward(self, x):
            self.state = ac.tanh(self.w * x + self.state)
            return self.state

    module = Recurrent()
    for _ in range(2):
        module(1.0)
        with no_grad():
            module(1.0)
        module(1.0)
        module.state = np.zeros(2)
    assert names(module) == ["w"]


def test_a_node_is_no_buffer():
    layer = BatchNorm1d(2)
    with pytest.raises(
        TypeError, match=r"buffer 'running_mean', .* e\.g\. x\.numpy\(\)"
    ):
        layer.running_mean = Tensor([1.0, 2.0])
    layer.running_mean = np.ones(2)
    assert layer.running_mean.tolist() == [1.0, 1.0]


# -- containers ------------------------------------------------------------------------


@dataclasses.dataclass
class Weights:
    """A record of a user."""

    first: object
    second: object


CONTAINERS = {
    "list": (lambda a, b: [a, b], ["0", "1"]),
    "tuple": (lambda a, b: (a, b), ["0", "1"]),
    "named tuple": (collections.namedtuple("Two", "a b"), ["0", "1"]),
    "dict": (lambda a, b: {"a": a, "b": b}, ["a", "b"]),
    "ordered": (lambda a, b: collections.OrderedDict(a=a, b=b), ["a", "b"]),
    "proxy": (lambda a, b: types.MappingProxyType({"a": a, "b": b}), ["a", "b"]),
    "user dict": (lambda a, b: collections.UserDict(a=a, b=b), ["a", "b"]),
    "user list": (lambda a, b: collections.UserList([a, b]), ["0", "1"]),
    "deque": (lambda a, b: collections.deque([a, b]), ["0", "1"]),
    "namespace": (lambda a, b: types.SimpleNamespace(a=a, b=b), ["a", "b"]),
    "dataclass": (Weights, ["first", "second"]),
    "object array": (lambda a, b: objects([[a], [b]]), ["0.0", "1.0"]),
    "nested": (lambda a, b: [{"x": (a,)}, collections.deque([b])], ["0.x.0", "1.0"]),
}


def objects(rows):
    array = np.empty((len(rows), len(rows[0])), object)
    for i, row in enumerate(rows):
        for j, thing in enumerate(row):
            array[i, j] = thing
    return array


class Holder(Module):
    """Keeps what it is given."""

    def __init__(self, parts):
        self.parts = parts


@pytest.mark.parametrize("kind", CONTAINERS)
@pytest.mark.parametrize("make", [lambda: Value(1.0), lambda: Tensor([1.0])])
def test_parameters_in_containers(kind, make):
    container, keys = CONTAINERS[kind]
    a, b = make(), make()
    module = Holder(container(a, b))
    assert names(module) == [f"parts.{key}" for key in keys]
    assert all(x is y for x, y in zip(module.parameters(), [a, b], strict=True))
    state = {name: 0 * array + 5.0 for name, array in module.state_dict().items()}
    module.load_state_dict(state)
    assert (a.data, b.data) == (5.0, 5.0)


@pytest.mark.parametrize("kind", CONTAINERS)
def test_modules_in_containers(kind):
    container, keys = CONTAINERS[kind]
    module = Holder(container(Tanh(), Linear(1, 1)))
    found = [name for name, part in module.named_modules() if part is not module]
    assert found == [f"parts.{key}" for key in keys]


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda thing: {thing}, "set"),
        (lambda thing: frozenset([thing]), "frozenset"),
        (lambda thing: {"a": thing}.values(), "dict_values"),
        (lambda thing: {thing: "a"}.keys(), "dict_keys"),
        (lambda thing: {"a": thing}.items(), "dict_items"),
        (lambda thing: [1.0, {"a": {thing}}], "set"),
    ],
)
@pytest.mark.parametrize("thing", [Value(1.0), Tensor(1.0), Linear(1, 1), Tanh()])
def test_containers_without_order_are_refused(make, kind, thing):
    message = (
        rf"Holder: parts.* is a {kind} that holds a {type(thing).__name__}; .* list"
    )
    with pytest.raises(TypeError, match=message):
        Holder(make(thing))


def test_a_set_that_is_filled_later_is_refused_when_it_is_trained():
    module = Holder(set())
    assert names(module) == []
    module.parts.add(Linear(1, 1))
    with pytest.raises(TypeError, match="parts is a set that holds a Linear"):
        module.parameters()


def test_other_sets_are_allowed():
    assert names(Holder({1, "a", (2.0, None)})) == []


@pytest.mark.parametrize(
    "thing", [Value(1.0), Tensor(1.0), Linear(1, 1), [Value(1.0)], {"a": Linear(1, 1)}]
)
def test_class_attributes_are_refused(thing):
    with pytest.raises(
        TypeError, match=r"class Shared: w would be shared .* self\.w = "
    ):
        type("Shared", (Module,), {"w": thing})


def test_constants_and_activations_of_a_class_are_allowed():
    attributes = {"scale": 2.0, "mask": np.ones(2), "act": nn.Tanh(), "kinds": ("a",)}
    assert names(type("Shared", (Module,), attributes)()) == []

"""Which part of a model a node belongs to, against lists written by hand."""

from __future__ import annotations

from typing import Any

import pytest

from autograd_core import Value, dot, topological_order
from autograd_core.modes.scopes import scope
from nn import MLP, Layer, Module, Neuron
from viz.graph.scopes import common, module_path, scopes_of


def told(root: Any) -> list[tuple[str, str]]:
    """The label or op of each node, and its scopes joined by >."""
    order = topological_order(root)
    result = scopes_of(order)
    return [(node.label or node.op, " > ".join(result.get(node, ()))) for node in order]


@pytest.mark.parametrize(
    ("label", "path"),
    [
        ("layers.0.neurons.3.w.1", ("layers.0", "neurons.3")),
        ("layers.0.neurons.3.b", ("layers.0", "neurons.3")),
        ("neurons.12.w.0", ("neurons.12",)),
        ("0.weight", ("0",)),
        ("encoder.blocks.1.attention.weight", ("encoder", "blocks.1", "attention")),
        ("fc1.bias", ("fc1",)),
        ("w", ()),
        ("w.1", ()),
        ("", ()),
        ("1.2", ()),
        (".", ()),
        ("..", ()),
        ("a.<b>.c", ()),
        ("e.g. this one", ()),
    ],
)
def test_the_label_of_a_parameter_names_its_modules(
    label: str, path: tuple[str, ...]
) -> None:
    assert module_path(label) == path


def test_a_network_by_hand() -> None:
    x = Value(1.0, label="x")
    out = MLP(1, [2, 1], rng=0)([x])
    loss = (out - 1.0) ** 2
    first, second = "layers.0 > neurons.0", "layers.0 > neurons.1"
    last = "layers.1 > neurons.0"
    assert sorted(told(loss)) == sorted(
        [
            ("x", ""),
            ("layers.0.neurons.0.w.0", first),
            ("layers.0.neurons.0.b", first),
            ("dot", first),
            ("tanh", first),
            ("layers.0.neurons.1.w.0", second),
            ("layers.0.neurons.1.b", second),
            ("dot", second),
            ("tanh", second),
            ("layers.1.neurons.0.w.0", last),
            ("layers.1.neurons.0.w.1", last),
            ("layers.1.neurons.0.b", last),
            ("dot", last),
            ("-", ""),
            ("**", ""),
        ]
    )


def test_an_activation_of_several_ops_lies_in_its_neuron() -> None:
    model = MLP(1, [1, 1], activation=lambda v: v * v.sigmoid(), rng=0)
    ops = [pair for pair in told(model([2.0])) if "." not in pair[0]]
    first = "layers.0 > neurons.0"
    assert ops == [
        ("dot", first),
        ("sigmoid", first),
        ("*", first),
        ("dot", "layers.1 > neurons.0"),
    ]


def test_an_activation_behind_the_last_layer_and_what_comes_after() -> None:
    model = MLP(1, [1], out_activation="sigmoid", rng=0)
    assert told(-model([2.0]).log())[-4:] == [
        ("dot", "layers.0 > neurons.0"),
        ("sigmoid", "layers.0 > neurons.0"),
        ("log", ""),
        ("-", ""),
    ]


def test_a_sum_that_something_else_reads_keeps_its_activation_outside() -> None:
    model = MLP(1, [1], rng=0)
    out = model([2.0])
    assert told(out.tanh() * out)[-2:] == [("tanh", ""), ("*", "")]


def test_a_node_between_two_layers_lies_in_what_they_share() -> None:
    class Block(Module):
        def __init__(self) -> None:
            self.a, self.b = Layer(1, 1, rng=0), Layer(1, 1, None, rng=1)
            self.label_parameters()

        def __call__(self, x: Any) -> Any:
            h = self.a([x])
            return self.b([h + h * 2.0])

    ops = [pair for pair in told(Block()(3.0)) if "." not in pair[0]]
    assert ops == [
        ("dot", "a > neurons.0"),
        ("tanh", "a > neurons.0"),
        ("*", "a > neurons.0"),
        ("+", "a > neurons.0"),
        ("dot", "b > neurons.0"),
    ]


def test_a_graph_without_modules_has_no_scopes() -> None:
    w = Value(2.0, label="w.1")
    assert scopes_of(topological_order(dot([w], [w]).tanh())) == {}
    assert scopes_of(topological_order(Neuron(2, rng=0)([1.0, 2.0]))) == {}


def test_an_open_scope_goes_around_the_modules() -> None:
    model = MLP(1, [1, 1], rng=0)
    with scope("encoder"):
        hidden = model.layers[0]([2.0])
    out = model.layers[1]([hidden])
    pairs = dict(told(out * 2.0))
    assert pairs["layers.0.neurons.0.w.0"] == "encoder > layers.0 > neurons.0"
    assert pairs["tanh"] == "encoder > layers.0 > neurons.0"
    assert pairs["layers.1.neurons.0.w.0"] == "layers.1 > neurons.0"
    assert pairs["*"] == ""


def test_a_parameter_used_in_two_scopes_lies_outside_both() -> None:
    model = Layer(1, 1, None, rng=0)
    with scope("left"):
        left = model([1.0])
    with scope("right"):
        right = model([2.0])
    pairs = told(left * right)
    assert ("neurons.0.w.0", "neurons.0") in pairs
    assert ("dot", "left > neurons.0") in pairs
    assert ("dot", "right > neurons.0") in pairs


def test_scopes_of_the_user_alone() -> None:
    w, x = Value(2.0, label="w"), Value(3.0, label="x")
    with scope("hidden"):
        h = (w * x).tanh()
    with scope("out"), scope("score"):
        out = h * 2.0
    assert told(out - 1.0) == [
        *[("w", ""), ("x", ""), ("*", "hidden"), ("tanh", "hidden")],
        *[("*", "out > score"), ("-", "")],
    ]


def test_common() -> None:
    assert common([]) == ()
    assert common([("a", "b")]) == ("a", "b")
    assert common([("a", "b"), ("a", "b", "c")]) == ("a", "b")
    assert common([("a",), ("b",)]) == ()
    assert common([("a",), ()]) == ()

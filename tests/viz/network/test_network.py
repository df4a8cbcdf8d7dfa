"""Networks as neurons: what is drawn is what the network is and gives."""

from __future__ import annotations

import itertools
import math
import re
from xml.etree import ElementTree

import numpy as np
import pygraphviz
import pytest

import nn
import viz
from autograd_core import Value
from nn import MLP, Dropout, Linear, Perceptron, ReLU, Sequential, Tanh, mlp
from tests.viz.hostile import HOSTILE, seen
from viz import draw_network
from viz.diagram.themes import THEMES

SVG = "{http://www.w3.org/2000/svg}"


def parsed(drawing):
    """The DOT text, read by Graphviz's own parser."""
    return pygraphviz.AGraph(string=drawing.source)


def lines(drawing):
    """By (from, to), the attributes of each line."""
    graph = parsed(drawing)
    return {(a, b): dict(graph.get_edge(a, b).attr) for a, b in graph.edges()}


def neurons(drawing):
    """By name, the label of each neuron."""
    graph = parsed(drawing)
    names = [name for name in graph.nodes() if re.fullmatch(r"c\d+n\d+", name)]
    return {name: graph.get_node(name).attr["label"] for name in names}


def texts(drawing):
    root = ElementTree.fromstring(drawing.svg())
    return ["".join(element.itertext()) for element in root.iter(f"{SVG}text")]


def by_hand():
    """Two inputs, two hidden units, one output, with weights easy to follow."""
    model = MLP(2, [2, 1], "relu", rng=0)
    first, second = model.layers[0].neurons
    (out,) = model.layers[1].neurons
    for neuron, w, b in (
        (first, (2.0, -1.0), 0.5),
        (second, (0.0, 4.0), 0.0),
        (out, (-1.0, 3.0), 0.25),
    ):
        neuron.b.data = b
        for weight, number in zip(neuron.w, w, strict=True):
            weight.data = number
    return model


# -- lines -----------------------------------------------------------------------------


def test_a_line_tells_sign_and_size_of_its_weight():
    edges = lines(draw_network(by_hand()))
    light = THEMES["light"]
    largest = edges["c0n1", "c1n1"]  # 4, the largest of its layer
    assert (largest["tooltip"], largest["color"]) == ("4.0", light.positive)
    assert largest.get("style") is None
    negative = edges["c0n1", "c1n0"]  # -1
    assert (negative["tooltip"], negative["style"]) == ("-1.0", "dashed")
    widths = [
        float(edges[line]["penwidth"])
        for line in (("c0n1", "c1n1"), ("c0n0", "c1n0"), ("c0n1", "c1n0"))
    ]
    thin, thick = 0.4, 3.6
    expected = [thin + (thick - thin) * abs(w) / 4 for w in (4, 2, -1)]
    assert widths == pytest.approx(expected, abs=0.01)
    # In its own layer 3 is the largest weight, and has the widest line.
    assert float(edges["c1n1", "c2n0"]["penwidth"]) == pytest.approx(thick, abs=0.01)


def test_a_weight_of_zero_has_no_line():
    edges = lines(draw_network(by_hand()))
    assert ("c0n0", "c1n1") not in edges
    assert len(edges) == 3 + 2 + 2  # weights, and the two biases that are not 0


def test_biases_are_weights_of_a_neuron_that_is_one():
    drawing = draw_network(by_hand())
    edges = lines(drawing)
    assert edges["c0b", "c1n0"]["tooltip"] == "0.5"
    assert edges["c1b", "c2n0"]["tooltip"] == "0.25"
    assert ("c0b", "c1n1") not in edges
    graph = parsed(drawing)
    assert graph.get_node("c0b").attr["label"] == "1"
    assert "c0b" not in parsed(draw_network(by_hand(), biases=False)).nodes()


def test_weights_are_written_when_asked_for():
    assert not {"-1.0", "4.0"} & set(texts(draw_network(by_hand())))
    labels = texts(draw_network(by_hand(), weights=True))
    assert {"2.0", "-1.0", "4.0", "3.0", "0.5", "0.25"} <= set(labels)


def test_no_written_weight_covers_another():
    graph = parsed(draw_network(MLP(3, [4, 2, 1], rng=1), weights=True))
    places = [
        [float(coordinate) for coordinate in node.attr["pos"].rstrip("!").split(",")]
        for node in graph.nodes()
        if node.startswith("wc")
    ]
    assert len(places) == 12 + 8 + 2
    for (x, y), (other, level) in itertools.combinations(places, 2):
        assert abs(x - other) > 0.37 or abs(y - level) > 0.14


# -- neurons ---------------------------------------------------------------------------


def test_activations_are_those_computed_by_hand():
    # relu(2*1 - 1*2 + 0.5) = 0.5, relu(0*1 + 4*2) = 8, -1*0.5 + 3*8 + 0.25 = 23.75
    labels = neurons(draw_network(by_hand(), activations=[1.0, 2.0]))
    assert labels == {
        "c0n0": "1.0",
        "c0n1": "2.0",
        "c1n0": "0.5",
        "c1n1": "8.0",
        "c2n0": "24",
    }


def test_without_a_sample_neurons_are_empty():
    assert not any(neurons(draw_network(by_hand())).values())


def test_values_and_tensors_give_the_same_picture():
    model = by_hand()
    drawing = draw_network(model, activations=[1.0, 2.0])
    twin = draw_network(model.to_tensor(), activations=np.array([1.0, 2.0]))
    assert twin.source == drawing.source
    assert twin.source == draw_network(model.to_tensor(), activations=[1, 2]).source


def test_drawing_changes_nothing():
    model = Sequential(Linear(2, 3, rng=0), Tanh(), Dropout(0.5), Linear(3, 1, rng=1))
    model.train()
    before = model.state_dict()
    first = draw_network(model, activations=[1.0, -1.0])
    assert first.source == draw_network(model, activations=[1.0, -1.0]).source
    assert all(part.training for part in model.modules())
    assert not any(part._forward_hooks for part in model.modules())
    assert not any(part.has_grad for part in model.parameters())
    for name, array in model.state_dict().items():
        assert (array == before[name]).all()


def test_dropout_is_off_and_named():
    model = Sequential(Linear(1, 1, rng=0), Dropout(0.99, rng=0), Linear(1, 1, rng=0))
    model[0].weight.data[...] = 2.0
    labels = neurons(draw_network(model, activations=[3.0]))
    assert labels["c1n0"] == "6.0"
    assert "Dropout" in texts(draw_network(model))


class Doubled(nn.Module):
    """A layer of the user's own between two layers of weights."""

    keeps_neurons = True

    def forward(self, x):
        return 2.0 * x


def test_a_layer_that_keeps_the_neurons_is_named_at_the_layer_before():
    model = Sequential(Linear(1, 1, rng=0), Doubled(), Linear(1, 1, rng=0))
    model[0].weight.data[...] = 3.0
    drawing = draw_network(model, activations=[0.5])
    assert neurons(drawing)["c1n0"] == "3.0"
    assert "Doubled" in texts(drawing)


def test_one_module_in_two_places_is_heard_twice():
    shared = ReLU()
    model = Sequential(Linear(1, 1), shared, Linear(1, 1), shared)
    model[0].weight.data[...], model[2].weight.data[...] = 2.0, 3.0
    labels = neurons(draw_network(model, activations=[1.0]))
    assert labels == {"c0n0": "1.0", "c1n0": "2.0", "c2n0": "6.0"}


def test_single_layers_and_perceptrons():
    unit = Perceptron(2)
    unit.fit([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1])
    labels = neurons(draw_network(unit, activations=[1, 1]))
    assert labels == {"c0n0": "1.0", "c0n1": "1.0", "c1n0": "1.0"}
    assert "step" in texts(draw_network(unit))
    neuron = nn.Neuron(2, "tanh", rng=0)
    for weight in neuron.w:
        weight.data = 1.0
    labels = neurons(draw_network(neuron, activations=[0.5, 0.5]))
    assert labels["c1n0"] == f"{math.tanh(1.0):.2f}"
    assert len(neurons(draw_network(nn.Layer(3, 2, rng=0)))) == 5


def test_not_a_number_is_shown():
    model = by_hand()
    model.layers[0].neurons[0].b.data = math.nan
    drawing = draw_network(model, activations=[1.0, 2.0])
    assert neurons(drawing)["c1n0"] == "nan"
    assert lines(drawing)["c0b", "c1n0"]["tooltip"] == "nan"
    ElementTree.fromstring(drawing.svg())


# -- what is left out, and names -------------------------------------------------------


def test_wide_layers_lose_their_middle():
    drawing = draw_network(mlp([64, 9, 2], rng=0), widest=5)
    names = neurons(drawing)
    assert {n for n in names if n[:2] == "c0"} == {"c0n0", "c0n1", "c0n2", "c0n63"}
    assert {n for n in names if n[:2] == "c1"} == {"c1n0", "c1n1", "c1n2", "c1n8"}
    assert "c0dots" in parsed(drawing).nodes()
    assert "c2dots" not in parsed(drawing).nodes()
    labels = texts(drawing)
    assert {"x1", "x2", "x3", "x64", "64 inputs", "9 neurons"} <= set(labels)
    assert "x4" not in labels
    assert len(lines(drawing)) == 4 * 4 + 4 * 2


def test_neurons_stand_from_the_top_in_their_order():
    graph = parsed(draw_network(mlp([2, 20, 2], rng=0)))
    heights = {
        name: float(graph.get_node(name).attr["pos"].rstrip("!").split(",")[1])
        for name in graph.nodes()
    }
    column = ["c1n0", "c1n1", "c1n5", "c1dots", "c1n19"]
    assert [heights[name] for name in column] == sorted(
        (heights[name] for name in column), reverse=True
    )
    assert heights["c0n0"] == -heights["c0n1"]


def test_names_and_captions():
    drawing = draw_network(
        mlp([2, 3, 2], "sigmoid", out_activation="softplus", rng=0),
        inputs=["height", "weight"],
        outputs=["female", "male"],
    )
    assert {
        *("height", "weight", "female", "male"),
        *("input", "hidden", "output", "Sigmoid", "Softplus"),
    } <= set(texts(drawing))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_come_out_as_text(name):
    drawing = draw_network(Linear(1, 1, rng=0), inputs=[name], outputs=["y"])
    # A run of characters may be cut in pieces, and spaces be no-break ones.
    text = "".join(texts(drawing))
    squeezed = "".join(seen(name).split())
    assert squeezed in "".join(text.split())


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ending", ["svg", "png", "pdf", "dot"])
def test_formats_and_themes(tmp_path, theme, ending):
    drawing = draw_network(by_hand(), [1.0, 0.0], theme=theme)
    content = drawing.save(tmp_path / f"net.{ending}").read_bytes()
    opens = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF", "dot": b"digraph"}
    assert content.startswith(opens[ending])
    if ending == "svg":
        assert THEMES[theme].background.encode() in content


def test_the_same_network_gives_the_same_bytes():
    first, second = draw_network(by_hand()), draw_network(by_hand())
    assert first.source == second.source
    assert first.svg() == second.svg()


def test_it_is_described():
    assert repr(draw_network(mlp([3, 5, 2]))).startswith("<Drawing of a 3-5-2 network;")
    assert viz.draw_network is draw_network


# -- refusals --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: draw_network(Value(1.0)),
            TypeError,
            "draw_network: cannot draw Value, only MLP, Layer, Neuron, "
            "Perceptron, Linear, and Sequential of Linear layers with "
            "activations, dropout and norms between them; draw(...) draws the "
            "graph of any result",
        ),
        (
            lambda: draw_network(Sequential(nn.Embedding(3, 2), Linear(2, 1))),
            TypeError,
            "draw_network: cannot draw Embedding, only MLP, Layer, Neuron, "
            "Perceptron, Linear, and Sequential of Linear layers with "
            "activations, dropout and norms between them; draw(...) draws the "
            "graph of any result",
        ),
        (
            lambda: draw_network(MLP),
            TypeError,
            "draw_network: MLP is a class; make a network of it first",
        ),
        (
            lambda: draw_network(Sequential(ReLU())),
            ValueError,
            "draw_network: the network has no layer with weights",
        ),
        (
            lambda: draw_network(by_hand(), activations=[1.0, 2.0, 3.0]),
            ValueError,
            "draw_network: activations=[1.0, 2.0, 3.0] has shape (3,); one "
            "sample for this network has 2 numbers",
        ),
        (
            lambda: draw_network(by_hand(), activations=[[1.0, 2.0], [3.0, 4.0]]),
            ValueError,
            "draw_network: activations=[[1.0, 2.0], [3.0, 4.0]] has shape (2, "
            "2); one sample for this network has 2 numbers",
        ),
        (
            lambda: draw_network(by_hand(), inputs="ab"),
            ValueError,
            "draw_network: inputs must be a list of 2 names, got 'ab'",
        ),
        (
            lambda: draw_network(by_hand(), outputs=["a", "b"]),
            ValueError,
            "draw_network: outputs must be a list of 1 names, got ['a', 'b']",
        ),
        (
            lambda: draw_network(by_hand(), widest=2),
            ValueError,
            "draw_network: widest must be 3 or more, got 2",
        ),
        (
            lambda: draw_network(by_hand(), widest=3.5),
            ValueError,
            "draw_network: widest must be 3 or more, got 3.5",
        ),
        (
            lambda: draw_network(by_hand(), widest=True),
            ValueError,
            "draw_network: widest must be 3 or more, got True",
        ),
    ],
)
def test_mistakes(call, error, message):
    with pytest.raises(error) as report:
        call()
    assert str(report.value) == message

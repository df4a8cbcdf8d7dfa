"""`health`: sizes by hand, a warning for each planted illness, none for the healthy."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import nn
import optim
import viz
from autograd_core import GraphError, Tensor, Value
from tests.viz.hostile import HOSTILE
from viz.checkup.badges import badges_of


def line() -> tuple[Value, list[Value]]:
    """L = (w x + b - 1)**2 at w = 2, x = 3, b = -1: u = 4, dL = 8 (3, 2, 1)."""
    w, x, b = Value(2.0, label="w"), Value(3.0, label="x"), Value(-1.0, label="b")
    L = (w * x + b - 1.0) ** 2
    L.label = "L"
    return L, [w, x, b]


def test_every_leaf_is_a_layer_where_there_are_no_scopes() -> None:
    L, leaves = line()
    health = viz.health(L)
    assert {layer.name: layer.gradient for layer in health.layers} == {
        "w": 24.0,
        "x": 16.0,
        "b": 8.0,
    }
    assert str(health) == repr(health)
    lines = str(health).splitlines()
    assert lines[0] == "L = 16.0: 7 nodes, 3 leaves"
    assert lines[-2:] == [
        "! w, x: the gradient is above 1e1, exploding: a smaller rate, clipping, or",
        "  inputs of size 1.",
    ]
    assert all(len(line) <= 80 for line in lines)
    assert [leaf.has_grad for leaf in leaves] == [False] * 3


def test_a_layer_has_the_root_mean_square_of_its_gradients() -> None:
    model = nn.MLP(2, [2, 1], rng=0)
    loss = (model([Value(0.5), Value(-0.25)]) - 1.0) ** 2
    loss.backward()
    named = model.named_parameters()
    for source in (model, loss):
        layers = {layer.name: layer for layer in viz.health(source).layers}
        for name in ("layers.0", "layers.1"):
            grads = [p.grad for label, p in named if label.startswith(name)]
            expected = math.sqrt(math.fsum(g * g for g in grads) / len(grads))
            assert layers[name].gradient == pytest.approx(expected, rel=1e-12)
            assert layers[name].parameters == len(grads)
    assert viz.health(loss).layers[-1].name == "inputs and others"


def test_updates_of_plain_descent_and_of_an_optimizer() -> None:
    L, (w, x, b) = line()
    ratios = {r.name: r.update_ratio for r in viz.health(L, lr=0.001).layers}
    assert ratios == pytest.approx({"w": 0.012, "x": 0.016 / 3, "b": 0.008})
    L.backward()
    # The first step of Adam is lr g / (|g| + eps), whatever the size of g.
    optimizer = optim.Adam([w, b], lr=0.01)
    state = optimizer.state_dict()
    health = viz.health(L, optimizer=optimizer)
    ratios = {r.name: r.update_ratio for r in health.layers}
    assert ratios["w"] == pytest.approx(0.005, rel=1e-6)
    assert ratios["b"] == pytest.approx(0.01, rel=1e-6)
    assert ratios["x"] is None
    assert (w.data, b.data) == (2.0, -1.0)  # it made no step
    assert optimizer.state_dict() == state
    assert "update/data" in health
    assert x.data == 3.0


def test_the_same_of_tensors() -> None:
    weight = Tensor([[1.0, 2.0], [3.0, 4.0]], label="fc.weight")
    bias = Tensor([0.5, 0.5], label="fc.bias")
    x = Tensor([1.0, -1.0], label="x")
    L = ((weight @ x + bias) ** 2).sum()
    # out = W x + b = (-0.5, -0.5); dL/dout = (-1, -1); dL/dW = ((-1, 1), (-1, 1))
    layers = {layer.name: layer for layer in viz.health(L, lr=0.5).layers}
    assert layers["fc"].gradient == pytest.approx(1.0)
    assert layers["fc"].parameters == 6
    size = math.sqrt((1 + 4 + 9 + 16 + 0.5) / 6)
    assert layers["fc"].update_ratio == pytest.approx(0.5 / size)


def test_a_graph_too_large_to_look_at_op_by_op() -> None:
    x = Tensor(np.full(20_000, 0.5), label="x")
    health = viz.health((x * x).sum())
    assert health.layers[0].gradient == pytest.approx(1.0)
    assert health.warnings[0].startswith(
        "The ops were not looked at one by one: health"
    )


@pytest.mark.parametrize(
    ("node", "kind", "reason"),
    [
        (Value(-1.0).relu(), "blocked", "relu is closed: its input is not above 0"),
        (Value(0.0).relu(), "blocked", "relu is closed: its input is not above 0"),
        (Value(7.0).clip(0.0, 1.0), "blocked", "clip is outside its bounds"),
        (Value(-3.0).hard_tanh(), "blocked", "hard_tanh is outside (-1, 1)"),
        (Value(3.0).sign(), "blocked", "sign is flat: its slope is 0"),
        (Value(3.0) * 0.0, "blocked", "the other factors are 0"),
        (Value(4.0).tanh(), "saturated", "|local derivative| of tanh is 0.001341, be"),
        (
            Value(-8.0).sigmoid(),
            "saturated",
            "|local derivative| of sigmoid is 0.00033",
        ),
    ],
)
def test_badges(node: Value, kind: str, reason: str) -> None:
    badges = badges_of(node, 1.0, 1)
    assert [*badges] == [kind]
    assert badges[kind].startswith(reason)


@pytest.mark.parametrize(
    "node",
    [
        Value(1.0).relu(),
        Value(0.5).tanh(),
        Value(3.0) * 0.01,  # a small factor is no saturation
        Value(1.0) * Value(0.0),  # one of the factors gets a gradient
        Value(1.0).maximum(Value(0.0)),
        Value(1.0),
    ],
)
def test_no_badge(node: Value) -> None:
    assert badges_of(node, 0.5, 1) == {}


@pytest.mark.filterwarnings("ignore:log.*:RuntimeWarning")
def test_what_is_not_finite_is_named() -> None:
    p = Value(0.0, label="p")
    L = p.log() * 2.0
    health = viz.health(L)
    assert health.badges["p"] == {"not finite": "its grad is inf or nan"}
    assert "n1: its data and local derivative are inf or nan." in health.warnings
    assert "p: the gradient is inf or nan: a step would spoil it." in health.warnings


def test_shared_nodes_have_a_badge_and_no_warning() -> None:
    a = Value(0.5, label="a")
    health = viz.health(a * a + a)
    assert health.badges["a"] == {"shared": "3 uses: their contributions add up"}
    assert health.warnings == []
    assert str(health).endswith("No warnings.")


def test_a_chain_of_sigmoids_vanishes() -> None:
    model: Any = nn.mlp([1, *[3] * 10, 1], activation="sigmoid", rng=0)
    loss = (model(Tensor([[1.0]])) ** 2).sum()
    loss.backward()
    (warning,) = viz.health(model).warnings
    assert warning.startswith("layers.0, layers.2, ")
    assert "vanishing" in warning


def test_half_of_an_op_is_needed_for_a_warning() -> None:
    x = Value(1.0, label="x")
    three = [x.relu(), (2.0 * x).relu(), (-x).relu()]
    assert viz.health(sum(three[:2], start=three[2]) * 0.1).warnings == []
    (warning,) = viz.health((three[0] + three[2]) * 0.1).warnings
    assert warning == (
        "1 of 2 relu pass nothing on (three[2]): relu is closed: its input is not "
        "above 0."
    )


def test_a_model_before_backward() -> None:
    health = viz.health(nn.MLP(2, [1], rng=0), lr=0.1)
    assert health.warnings == [
        "There are no gradients yet: call loss.backward() first."
    ]


def test_steps_that_are_too_large_or_too_small() -> None:
    L, _ = line()
    assert "w, x, b: the step is more than a tenth of it: a smaller rate." in (
        viz.health(L, lr=1.0).warnings
    )
    assert any("hardly moves" in text for text in viz.health(L, lr=1e-9).warnings)


@pytest.mark.parametrize("label", HOSTILE)
def test_hostile_labels(label: str) -> None:
    text = str(viz.health(Value(-2.0, label=label).relu()))
    assert len(text.splitlines()) <= 9


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"thing": 3}, TypeError, "health: expected a model or a loss, got int 3"),
        ({"thing": Tensor([1.0, 2.0])}, GraphError, "health: the result has 2 entries"),
        (
            {"optimizer": 3},
            TypeError,
            "health: optimizer must be one of optim, such as",
        ),
        ({"lr": -1}, ValueError, "health: lr must be above 0 and finite, got -1.0"),
        ({"lr": float("nan")}, ValueError, "health: lr must be above 0 and finite"),
        ({"lr": "fast"}, TypeError, "health: lr: expected a number, got str 'fast'"),
        (
            {"lr": 0.1, "optimizer": optim.SGD([Value(1.0)], lr=0.1)},
            ValueError,
            "health: give an optimizer or a rate lr=, not both",
        ),
    ],
)
def test_wrong_arguments(
    arguments: dict[str, Any], error: type[Exception], message: str
) -> None:
    thing = arguments.pop("thing", Value(1.0) * 2)
    with pytest.raises(error, match=message):
        viz.health(thing, **arguments)

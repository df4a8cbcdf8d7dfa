"""Zoom levels and repeats: which boxes there are, and what they stand for."""

from __future__ import annotations

from typing import Any

import pytest

import autograd_core as ac
from autograd_core import Value, gradients, mean
from nn import MLP
from viz import draw
from viz.diagram.labels import caption_of
from viz.diagram.model import Arrow, Box, Picture, cut, span_of
from viz.diagram.zoom_levels import LEVELS


def picture(drawing: Any) -> Picture:
    return next(iter(drawing.pictures.values()))


def boxes(drawing: Any) -> list[tuple[str, int, int]]:
    """Title or op, copies and nodes of each box."""
    return [
        (box.title or box.op, box.copies, box.nodes) for box in picture(drawing).boxes
    ]


def network() -> Value:
    x = [Value(0.5, label="x0"), Value(-1.0, label="x1")]
    loss = (MLP(2, [3, 1], rng=0)(x) - 1.0) ** 2
    loss.label = "loss"
    return loss


def batch_loss(samples: int = 8) -> Value:
    model = MLP(2, [16, 1], rng=0)
    loss = mean([(model([0.1 * i, 0.2]) - i) ** 2 for i in range(samples)])
    loss.label = "loss"
    return loss


def test_each_level_of_a_network_by_hand() -> None:
    loss = network()
    # a neuron of layer 0: 2 weights, bias, dot, tanh; of layer 1: 3, bias, dot
    neurons = [*[(f"neurons.{i}", 1, 5) for i in range(3)], ("neurons.0", 1, 5)]
    outside = [("x0", 1, 1), ("x1", 1, 1), ("-", 1, 1), ("loss", 1, 1)]

    def at(level: Any) -> list[tuple[str, int, int]]:
        result = boxes(draw(loss, level=level, names={}))
        return sorted((title.replace("n8", "-"), *rest) for title, *rest in result)

    assert at("neuron") == at(2) == sorted(neurons + outside)
    layers = [("layers.0", 1, 15), ("layers.1", 1, 5)]
    assert at("layer") == at(1) == sorted(layers + outside)
    assert at("model") == at(0) == sorted([("model", 1, 20), *outside])
    assert len(at("op")) == 24 == len(at(None))


def test_arrows_between_parts_are_counted() -> None:
    arrows = {
        (arrow.source.partition("_")[0], arrow.target.partition("_")[0]): arrow
        for arrow in picture(draw(network(), level="layer")).arrows
    }
    by_title = {
        box.title: box.id.partition("_")[0]
        for box in picture(draw(network(), level="layer")).boxes
    }
    x0, first, last = by_title["x0"], by_title["layers.0"], by_title["layers.1"]
    assert (arrows[x0, first].uses, arrows[first, last].uses) == (3, 3)
    assert arrows[x0, first].local is None
    # ** 2 is between two nodes; the operand of - 1 is inside a part.
    error = network().parents[0].data
    lone = [arrow.local for arrow in arrows.values() if arrow.uses == 1]
    assert lone == [pytest.approx(2 * error), None]


def test_a_part_shows_the_data_and_gradients_of_its_outputs() -> None:
    loss = network()
    loss.backward()
    by_title = {box.title: box for box in picture(draw(loss, level="layer")).boxes}
    out = loss.parents[0].parents[0]
    hidden = [item for item in out.parents if item.op == "tanh"]
    data, grads = [v.data for v in hidden], [v.grad for v in hidden]
    assert len(hidden) == 3
    assert by_title["layers.0"].data == (min(data), max(data))
    assert by_title["layers.0"].grad == (min(grads), max(grads))
    assert by_title["layers.1"].data == (out.data, out.data)
    before = network()
    assert all(box.grad is None for box in picture(draw(before, level="layer")).boxes)


def test_what_looks_alike_is_one_box() -> None:
    loss = batch_loss()
    assert boxes(draw(loss, level="neuron", names={})) == [
        ("neurons.*", 16, 16 * (3 + 2 * 8)),
        ("neurons.0", 1, 17 + 8),
        ("-", 8, 8),
        ("**", 8, 8),
        ("loss", 1, 1),
    ]
    # At the level of ops nothing is merged, unless the graph is too large.
    assert len(boxes(draw(loss, level="op", max_nodes=1000))) == 346
    assert boxes(draw(loss, names={})) == [
        ("w.0", 16, 16),
        ("w.1", 16, 16),
        ("b", 16, 16),
        ("dot", 128, 128),
        ("tanh", 128, 128),
        ("w.*", 16, 16),
        ("b", 1, 1),
        ("dot", 8, 8),
        ("-", 8, 8),
        ("**", 8, 8),
        ("loss", 1, 1),
    ]


def test_four_alike_are_drawn_one_by_one() -> None:
    model = MLP(1, [4, 1], rng=0)
    assert len(boxes(draw(model([1.0]), level="neuron"))) == 5
    model = MLP(1, [5, 1], rng=0)
    assert boxes(draw(model([1.0]), level="neuron")) == [
        ("neurons.*", 5, 20),
        ("neurons.0", 1, 7),
    ]


def test_different_uses_are_not_alike() -> None:
    a = Value(1.0, label="a")
    parts = [a * i for i in range(1, 9)]
    # All made alike, but two are used in another way.
    out = ac.sum(parts[:6]) * parts[6] - parts[7]
    drawing = draw(out, max_nodes=8, names={})
    assert [(title, n) for title, n, _ in boxes(drawing)] == [
        *[("a", 1), ("*", 6), ("n7", 1), ("n8", 1), ("n9", 1), ("n10", 1), ("n11", 1)]
    ]


def test_ranges_of_what_looks_alike() -> None:
    w = Value(2.0, label="w")
    loss = mean([(w * i - 1.0) ** 2 for i in range(10)])
    loss.backward()
    result = {box.op: box for box in picture(draw(loss, max_nodes=6)).boxes}
    assert result["*"].data == (0.0, 18.0)
    # d loss / d (w i - 1) = 2 (w i - 1) / 10, for i from 0 to 9
    low, high = result["-"].grad or (0.0, 0.0)
    assert (low, high) == (pytest.approx(-0.2), pytest.approx(3.4))
    assert result["*"].operator == "*"  # the constants differ
    assert result["-"].operator == "- 1.0"


def test_levels_are_chosen_to_fit() -> None:
    loss = batch_loss(40)
    assert len(boxes(draw(loss))) == 11
    assert len(boxes(draw(loss, max_nodes=10))) == 5
    assert [title for title, *_ in boxes(draw(loss, max_nodes=5))][:2] == [
        *["neurons.*", "neurons.0"]
    ]
    drawing = draw(loss, max_nodes=3)
    assert len(boxes(drawing)) == 3
    assert picture(drawing).hidden > 0
    assert "hidden" in drawing.source


def test_captions() -> None:
    loss = batch_loss()
    assert caption_of(picture(draw(loss, level="op", max_nodes=1000))) == ""
    assert caption_of(picture(draw(loss, level="neuron"))) == "346 nodes in 5 boxes"
    few = picture(draw(loss, level="neuron", max_nodes=2))
    assert caption_of(few) == "9 nodes in 2 boxes; 337 nodes hidden"
    near = picture(draw(loss, level="op", max_nodes=2))
    assert caption_of(near) == "the 2 nodes nearest the result; 344 nodes hidden"


def test_a_budget_holds_at_every_level() -> None:
    loss = batch_loss()
    for level in (None, *LEVELS, 0, 1, 2, 9):
        for budget in (1, 2, 3, 7, 50):
            drawing = picture(draw(loss, level=level, max_nodes=budget))
            assert len(drawing.boxes) <= budget
            ids = {box.id for box in drawing.boxes}
            assert {arrow.source for arrow in drawing.arrows} <= ids
            assert {arrow.target for arrow in drawing.arrows} <= ids
            assert drawing.total == 346
            assert 0 <= drawing.hidden < 346


def test_gradient_and_forward_get_a_frame_each() -> None:
    x = Value(2.0, label="x")
    y = x**3
    (slope,) = gradients(y, [x], create_graph=True)
    drawing = picture(draw(slope, forward=y, names={}))
    assert [(box.title, box.scope) for box in drawing.boxes if box.kind == "leaf"] == [
        ("x", ("forward",))
    ]
    assert {box.scope for box in drawing.boxes if box.kind != "leaf"} == {("gradient",)}
    both = picture(draw(slope, forward=y, level="layer"))
    assert [box.title for box in both.boxes] == ["forward", "gradient"]


def test_parts_that_need_each_other_are_drawn() -> None:
    """The gradient of a network uses the weights of a layer again: a cycle of parts."""
    model = MLP(1, [2, 1], rng=0)
    out = model([0.5])
    slopes = gradients(out, [model.parameters()[0]], create_graph=True)
    drawing = draw(slopes[0], level="layer")
    assert "layers.0" in {title for title, *_ in boxes(drawing)}
    assert drawing.svg().count("<svg") == 1


@pytest.mark.parametrize(
    ("level", "error", "message"),
    [
        ("ops", ValueError, "unknown level 'ops'; known: op, neuron, layer, model"),
        (-1, ValueError, "a depth must be at least 0, got level=-1"),
        (1.5, TypeError, "level must be a name or a depth, got float 1.5"),
        (True, TypeError, "level must be a name or a depth, got bool True"),
    ],
)
def test_wrong_levels(level: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=f"draw: .*{message}"):
        draw(Value(1.0), level=level)


def test_cut_counts_what_it_leaves_out() -> None:
    def box(name: str, kind: Any = "result") -> Box:
        return Box(name, name, True, kind, "", "", (), (0.0, 0.0), None)

    complete = Picture(
        (box("a"), box("b"), box("c", "root")),
        (Arrow("a", "b", uses=3), Arrow("a", "c"), Arrow("b", "c")),
        3,
    )
    near = cut(complete, 2)
    assert [item.id for item in near.boxes] == ["a", "c"]
    assert near.boxes[0].hidden_uses == 3
    assert near.boxes[1].hidden_operands == 1
    assert near.arrows == (Arrow("a", "c"),)
    assert cut(complete, 3) is complete


def test_span_of_nothing_and_nan() -> None:
    assert span_of([]) is None
    low, high = span_of([(1.0, 2.0), (float("nan"), float("nan"))]) or (0.0, 0.0)
    assert low != low and high != high

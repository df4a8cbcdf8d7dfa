"""Graphs with very long arrows: every box has its place, and is drawn at once."""

from __future__ import annotations

import itertools

import pytest

from autograd_core import Value, scope
from viz import draw
from viz.diagram.model import picture_of
from viz.diagram.slide import Arrangement
from viz.graph.trace import trace_graph
from viz.output.dot import dot_source

pygraphviz = pytest.importorskip("pygraphviz")


def polynomial(degree: int) -> Value:
    """By Horner's rule: x is used at every step of a chain."""
    x, out = Value(0.5, label="x"), Value(1.0, label="c")
    for _ in range(degree):
        out = out * x + 1.0
    return out


def in_one_row(node: Value, rankdir: str = "LR") -> str:
    picture = picture_of(trace_graph(node))
    return dot_source(picture, rankdir, arrangement=Arrangement())


def placed(source: str) -> dict[str, tuple[float, float]]:
    graph = pygraphviz.AGraph(string=source)
    assert graph.graph_attr["layout"] == "nop"
    return {
        str(node): tuple(float(item) for item in node.attr["pos"].split(","))
        for node in graph.nodes()
    }


@pytest.mark.parametrize(
    ("rankdir", "axis", "sign"),
    [("LR", 0, 1), ("RL", 0, -1), ("TB", 1, -1), ("BT", 1, 1)],
)
def test_operands_lie_before_their_results(rankdir: str, axis: int, sign: int) -> None:
    source = in_one_row(polynomial(150), rankdir)
    result = placed(source)
    edges = pygraphviz.AGraph(string=source).edges()
    assert len(edges) == 300 + 450  # ovals to their boxes, and operands to ovals
    for operand, target in edges:
        assert sign * (result[target][axis] - result[operand][axis]) > 40
    assert len(set(result.values())) == len(result) == 2 + 300 + 300


def test_boxes_do_not_cover_each_other() -> None:
    layers = [Value(1.0) for _ in range(30)]
    total = layers[0]
    for _ in range(9):
        layers = [item * layers[0] + layers[-1] for item in layers]
        total = sum(layers, total)
    result = placed(in_one_row(total))
    boxes = [place for name, place in result.items() if not name.endswith("_op")]
    assert len(boxes) > 800
    columns: dict[float, list[float]] = {}
    for x, y in boxes:
        columns.setdefault(x, []).append(y)
    for column in columns.values():
        column.sort()
        gaps = [b - a for a, b in itertools.pairwise(column)]
        assert min(gaps, default=99) > 31  # a line of text and its margins


def test_it_is_drawn_with_scopes_and_hidden_parts() -> None:
    with scope("</svg>"):
        out = polynomial(300)
    drawing = draw(out, max_nodes=300, level="op")
    svg = drawing.svg()
    assert "nodes hidden" in svg
    assert svg.count('class="node"') >= 300
    assert drawing.dot == draw(out, max_nodes=300, level="op").dot


def test_graphviz_arranges_the_others() -> None:
    assert "nop" not in draw(polynomial(20)).source

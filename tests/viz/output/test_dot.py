"""DOT text, read back by Graphviz itself; hostile labels have to come out as text."""

from __future__ import annotations

import warnings
from typing import Any
from xml.etree import ElementTree

import pytest

from autograd_core import Value, custom_op, dot
from tests.viz.hostile import HOSTILE, seen
from viz.diagram.model import picture_of
from viz.diagram.ranks import LONG_EDGES, trace_length
from viz.diagram.slide import Arrangement
from viz.graph.trace import trace_graph
from viz.output.canvas import escaped
from viz.output.dot import dot_source
from viz.output.draw import draw
from viz.output.graphviz import render

pygraphviz = pytest.importorskip("pygraphviz")


def read_back(source: str) -> Any:
    return pygraphviz.AGraph(string=source)


def texts(svg: str) -> list[str]:
    """The text of each node group of an SVG, in order of the file."""
    root = ElementTree.fromstring(svg)
    space = "{http://www.w3.org/2000/svg}"
    return [
        "".join("".join(text.itertext()) for text in group.iter(f"{space}text"))
        for group in root.iter(f"{space}g")
        if group.get("class") == "node"
    ]


def neuron() -> Value:
    w, x, b = Value(0.5, label="w"), Value(2.0, label="x"), Value(-1.0, label="b")
    out = (w * x + b).tanh()
    out.label = "L"
    return out


def test_nodes_and_edges_by_hand() -> None:
    graph = read_back(dot_source(picture_of(trace_graph(neuron()))))
    assert set(graph.nodes()) == {
        *["n0", "n1", "n2", "n2_op", "n3", "n4", "n4_op", "n5", "n5_op"]
    }
    result = [
        (a, b, graph.get_edge(a, b).attr["label"] or "") for a, b in graph.edges()
    ]
    assert sorted((a, b, label.strip()) for a, b, label in result) == [
        ("n0", "n2_op", "local 2.0"),
        ("n1", "n2_op", "local 0.5"),
        ("n2", "n4_op", "local 1.0"),
        ("n2_op", "n2", ""),
        ("n3", "n4_op", "local 1.0"),
        ("n4", "n5_op", "local 1.0"),
        ("n4_op", "n4", ""),
        ("n5_op", "n5", ""),
    ]
    assert graph.graph_attr["rankdir"] == "LR"


def test_boxes_say_label_data_and_grad() -> None:
    out = neuron()
    before = texts(draw(out).svg())
    assert "wdata 0.5grad \u2014" in before
    assert "n1data 1.0grad \u2014" in before
    assert not any("grad 0" in text for text in before)
    out.backward()
    after = texts(draw(out).svg())
    assert sorted(after) == sorted(
        [
            "wdata 0.5grad 2.0",
            "xdata 2.0grad 0.5",
            "n1data 1.0grad 1.0",
            "bdata -1.0grad 1.0",
            "n2data 0.0grad 1.0",
            "Ldata 0.0grad 1.0",
            *["*", "+", "tanh"],
        ]
    )


def test_show_leaves_out_what_is_not_asked_for() -> None:
    svg = draw(neuron(), show=("data",)).svg()
    assert "data 0.5" in svg
    assert "grad" not in svg and "local" not in svg and "<b>" not in svg
    assert "wdata 0.5" not in texts(svg)
    assert draw(neuron(), show="local").svg().count("local ") == 5
    assert texts(draw(Value(2.0), show=()).svg()) in ([""], [" "])


@pytest.mark.parametrize("label", HOSTILE)
def test_a_label_is_text(label: str) -> None:
    """Read as XML: no element but SVG's, and the label itself in its node's text."""
    svg = draw(Value(2.0, label=label) * 1).svg()
    tags = {item.tag.rpartition("}")[2] for item in ElementTree.fromstring(svg).iter()}
    assert tags <= {"svg", "g", "title", "polygon", "path", "text", "ellipse"}
    expected = seen(label)
    assert f"{expected}data 2.0grad \u2014" in texts(svg)


@pytest.mark.parametrize("label", HOSTILE)
def test_hostile_labels_keep_the_graph(label: str) -> None:
    graph = read_back(draw(Value(2.0, label=label) * 1).source)
    assert set(graph.nodes()) == {"n0", "n1", "n1_op"}
    assert render(draw(Value(2.0, label=label)).source, "png")[:4] == b"\x89PNG"


@pytest.mark.parametrize("name", ["</svg><script>", r"\N", "a|{b}", "\x00"])
def test_a_custom_op_name_is_text(name: str) -> None:
    op = custom_op(lambda x: x, lambda x: 1.0, name=name)
    svg = draw(op(Value(1.0))).svg()
    assert name.replace("\x00", "\\x00") in texts(svg)


def test_escaped_has_no_markup() -> None:
    assert escaped('<a> & "b"\n') == "&lt;a&gt; &amp; &quot;b&quot;&#92;n"


def test_same_bytes_twice() -> None:
    def build() -> Value:
        xs = [Value(i / 7, label=f"x{i}") for i in range(9)]
        return dot(xs, xs[::-1], bias=xs[0]).tanh() * xs[3]

    first, second = draw(build(), max_nodes=5), draw(build(), max_nodes=5)
    assert first.source == second.source
    assert first.svg() == second.svg()


def test_folded_boxes_say_how_many() -> None:
    node = Value(1.0)
    for _ in range(2000):
        node = node + 1.0
    drawing = draw(node, max_nodes=20)
    assert "... 1,981 nodes hidden" in texts(drawing.svg())
    assert "the 20 nodes nearest the result; 1,981 nodes hidden" in drawing.svg()
    names = [*read_back(drawing.source).nodes()]
    assert len([name for name in names if name.endswith("_folded")]) == 1
    marks_of_rows = [name for name in names if name.endswith("_on") or "_row" in name]
    assert len(marks_of_rows) % 2 == 0
    assert len(names) == 20 + 1 + len(marks_of_rows)


def test_several_cuts_and_hidden_uses() -> None:
    w, x = Value(2.0, label="w"), Value(3.0, label="x")
    left, right = (x * w) * 2, (x + w) * 3
    svg = draw(left + right, max_nodes=3).svg()
    assert texts(svg).count("... 1 operand hidden") == 2
    assert "4 nodes hidden" in svg
    out = (((x * w) * w) * w) + w
    assert "... 2 uses hidden" in texts(draw(out, max_nodes=3).svg())


def test_long_ways_are_drawn_straight() -> None:
    """Curves around a hundred boxes would take Graphviz minutes."""
    a, b = Value(-4.0), Value(0.5)
    node = a
    for i in range(300):
        node = (node * 1.01 + b).tanh() if i % 3 else node + a
    traced = trace_graph(node, 100)
    assert trace_length(traced) > LONG_EDGES
    source = dot_source(picture_of(traced), arrangement=Arrangement())
    assert "splines=line" in source
    assert "splines=line" not in draw(neuron()).source
    assert render(source, "svg").startswith(b"<?xml")


@pytest.mark.parametrize("rankdir", ["LR", "TB", "RL", "BT"])
def test_directions(rankdir: str) -> None:
    root = ElementTree.fromstring(draw(neuron(), rankdir=rankdir).svg())
    _, _, width, height = map(float, str(root.get("viewBox")).split())
    assert (width > height) == (rankdir in ("LR", "RL"))


def test_nan_and_inf() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        out = Value(0.0, label="z").log()
        out.backward()
    visible_texts = texts(draw(out, names={}).svg())
    assert "zdata 0.0grad inf" in visible_texts
    assert "n1data -infgrad 1.0" in visible_texts

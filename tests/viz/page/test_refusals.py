"""What `play` refuses, and with which words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from autograd_core import GraphError, Tensor, Value, custom_op
from autograd_core.ops import OPS
from tests.autograd_core.op_table import NARY, ROWS
from tests.viz.page.test_write import Reader, neuron
from viz import RenderError, play
from viz.page import graph_json, page_html
from viz.page.derivatives import elementwise_names

pytest.importorskip("pygraphviz")


@pytest.mark.parametrize("wrong", [3.0, "x", None, [Value(1.0)]])
def test_only_values(wrong: Any, tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="play: expected a Value or Tensor, got"):
        play(wrong, tmp_path / "a.html")
    assert not [*tmp_path.iterdir()]


def test_custom_ops_are_named_and_refused(tmp_path: Path) -> None:
    cube = custom_op(lambda x: x**3, lambda x: 3 * x**2, name="cube")
    y = cube(Value(2.0, label="x"))
    y.label = "y"
    with pytest.raises(
        ValueError, match=r"cannot compute y: custom_op 'cube'.*explain"
    ):
        play(y + 1, tmp_path / "a.html")
    assert not [*tmp_path.iterdir()]


def test_a_custom_op_is_not_taken_for_one_of_the_table() -> None:
    mine = custom_op(lambda x: x, lambda x: 1.0, name="tanh")
    with pytest.raises(ValueError, match="custom_op 'tanh'"):
        page_html(mine(Value(2.0)))


def test_recorded_by_hand_is_refused() -> None:
    a = Value(2.0, label="a")
    by_hand = Value(4.0, (a,), (4.0,), label="squared")
    with pytest.raises(ValueError, match=r"squared: it was made as Value\(data, chil"):
        page_html(by_hand + 1)


def test_a_tensor_of_many_entries_has_no_one_gradient() -> None:
    with pytest.raises(GraphError, match=r"play: the result has 2 entries.*y\.sum"):
        page_html(Tensor([1.0, 2.0]) * 3.0)


def test_an_op_the_script_lacks_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    names = elementwise_names() - {"tanh"}
    monkeypatch.setattr(graph_json, "elementwise_names", lambda: names)
    with pytest.raises(ValueError, match="L: it has no JavaScript for the op 'tanh'"):
        page_html(neuron())


def test_every_op_is_supported() -> None:
    # An op added to autograd_core has its value in ops.js, or in NARY.
    assert set(OPS) == set(ROWS) == elementwise_names()
    made_of_others = {"softmax", "log_softmax"}
    assert set(graph_json.NARY) == set(NARY) - made_of_others


def test_large_graphs_are_refused_with_advice() -> None:
    total = Value(0.0)
    for _ in range(300):
        total = total + Value(1.0)
    with pytest.raises(
        ValueError, match="has 601 nodes, the page takes 500; play a part"
    ):
        page_html(total)
    with pytest.raises(ValueError, match="has 6 nodes, the page takes 5"):
        page_html(neuron(), max_nodes=5)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"rankdir": "RL"}, ValueError, "unknown rankdir 'RL'; known: LR, TB"),
        ({"title": 3}, TypeError, "title must be a string, got 3"),
        ({"max_nodes": 5.0}, TypeError, "max_nodes must be an int, got float 5.0"),
        ({"max_nodes": True}, TypeError, "max_nodes must be an int, got bool True"),
        ({"max_nodes": -1}, ValueError, "play: max_nodes must be at least 1, got -1"),
        ({"max_nodes": 0}, ValueError, "play: max_nodes must be at least 1, got 0"),
        ({"sliders": 3}, TypeError, "sliders must be a list of leaves or names"),
        ({"sliders": [3]}, TypeError, "for a leaf or its name, got 3"),
        ({"sliders": [["w"]]}, TypeError, r"for a leaf or its name, got \['w'\]"),
        ({"sliders": b"w"}, TypeError, "a list of leaves or names.* got b'w'"),
        ({"sliders": ["v"]}, ValueError, "no leaf is called 'v'; there are w, x, b"),
        ({"sliders": ["L"]}, ValueError, "no leaf is called 'L'"),
        ({"sliders": {"w": 3}}, TypeError, r"slider 'w' must be \(low, high\), got 3"),
        ({"sliders": {"w": (1, 2, 3)}}, ValueError, r"'w' must be \(low, high\)"),
        ({"sliders": {"w": (2, 1)}}, ValueError, "must be finite, the low end first"),
        ({"sliders": {"w": (0, float("inf"))}}, ValueError, "must be finite"),
        ({"sliders": {"w": ("0", 1)}}, TypeError, "expected a number, got str '0'"),
    ],
)
def test_wrong_options(options: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        page_html(neuron(), **options)


def test_sliders_must_be_leaves_of_the_graph() -> None:
    L = neuron()
    with pytest.raises(ValueError, match=r"no slider for .*it is a result, not a leaf"):
        page_html(L, sliders=[L])
    with pytest.raises(ValueError, match=r"v = 1\.0.*it is not in the graph"):
        page_html(L, sliders=[Value(1.0, label="v")])


def test_sliders_are_recorded_in_the_order_given() -> None:
    L = neuron()
    w = L.parents[0].parents[0].parents[0]
    sliders = {"b": (-2, 2.5), w: None}
    found = Reader(page_html(L, sliders=sliders)).record()
    names = [name for name, *_ in found["nodes"]]
    assert found["sliders"] == [[names.index("b"), "-2.0", "2.5"], [names.index("w")]]
    everything = Reader(page_html(L)).record()["sliders"]
    assert sorted(names[place] for (place,) in everything) == ["b", "w", "x"]
    assert Reader(page_html(L, sliders=[])).record()["sliders"] == []


@pytest.mark.parametrize("name", ["page.png", "page", "page.html.txt"])
def test_only_html(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"must end in \.html, got"):
        play(neuron(), tmp_path / name)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"cannot write .*nowhere.*choose another"):
        play(neuron(), tmp_path / "nowhere" / "page.html")


def test_without_graphviz(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("viz.output.graphviz.shutil.which", lambda name: None)
    monkeypatch.setattr("viz.output.graphviz.find_spec", lambda name: None)
    with pytest.raises(RenderError, match="pip install"):
        page_html(neuron())


def test_a_path_that_is_none() -> None:
    with pytest.raises(TypeError, match="play: path must name a file, such as"):
        play(neuron(), 3)  # type: ignore[arg-type]


def test_a_range_too_wide_for_its_length() -> None:
    with pytest.raises(ValueError, match="range of slider 'w' must be finite"):
        page_html(neuron(), sliders={"w": (-1e308, 1e308)})


@pytest.mark.parametrize("title", ["", " \n "])
def test_a_blank_title_is_none(title: str) -> None:
    assert "<title>Backpropagation through L</title>" in page_html(
        neuron(), title=title
    )

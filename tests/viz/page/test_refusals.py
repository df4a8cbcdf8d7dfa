"""Messages of `play` to graphs and options that it refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograd_core import GraphError, Tensor, Value, custom_op
from autograd_core.ops.op import OPS
from tests.autograd_core.ops.op_table import NARY, ROWS
from tests.viz.page.test_write import Reader, neuron
from viz import RenderError, play
from viz.page import graph_json, page_html
from viz.page.derivatives import elementwise_names

pytest.importorskip("pygraphviz")


CUBE = custom_op(lambda x: x**3, lambda x: 3 * x**2, name="cube")
OWN_TANH = custom_op(lambda x: x, lambda x: 1.0, name="tanh")
NO_SLIDER_FOR_A_RESULT = r"no slider for .*it is a result, not a leaf"
NOT_IN_THE_GRAPH = r"no slider for .*it is not in the graph"


def labelled_cube() -> Value:
    y: Value = CUBE(Value(2.0, label="x"))
    y.label = "y"
    return y + 1


def long_sum() -> Value:
    total = Value(0.0)
    for _ in range(300):
        total = total + Value(1.0)
    return total


RESULTS: list[tuple[Any, type[Exception], str]] = [
    *[
        (wrong, TypeError, "play: expected a Value or Tensor, got")
        for wrong in (3.0, "x", None, [Value(1.0)])
    ],
    (labelled_cube(), ValueError, r"cannot compute y: custom_op 'cube'.*explain"),
    (OWN_TANH(Value(2.0)), ValueError, "custom_op 'tanh'"),
    (
        Value(4.0, (Value(2.0, label="a"),), (4.0,), label="squared") + 1,
        ValueError,
        r"squared: it was made as Value\(data, chil",
    ),
    (
        Tensor([1.0, 2.0]) * 3.0,
        GraphError,
        r"play: the result has 2 entries.*y\.sum",
    ),
    (
        Tensor(np.ones(20_000)).sum(),
        GraphError,
        r"^play: the graph .* entries in all",
    ),
    (long_sum(), ValueError, "has 601 nodes, the page takes 500; play a part"),
]


@pytest.mark.parametrize(("node", "error", "message"), RESULTS)
def test_a_result_that_cannot_be_played(
    node: Any, error: type[Exception], message: str, tmp_path: Path
) -> None:
    with pytest.raises(error, match=message):
        play(node, tmp_path / "a.html")
    assert not [*tmp_path.iterdir()]


OPTIONS: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"rankdir": "RL"}, ValueError, "unknown rankdir 'RL'; known: LR, TB"),
    ({"title": 3}, TypeError, "title must be a string, got 3"),
    ({"max_nodes": 5}, ValueError, "has 6 nodes, the page takes 5"),
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
    (
        {"sliders": [Value(1.0, label="v")]},
        ValueError,
        r"v = 1\.0.*it is not in the graph",
    ),
    ({"sliders": {"w": 3}}, TypeError, r"slider 'w' must be \(low, high\), got 3"),
    ({"sliders": {"w": (1, 2, 3)}}, ValueError, r"'w' must be \(low, high\)"),
    ({"sliders": {"w": (2, 1)}}, ValueError, "must be finite, the low end first"),
    ({"sliders": {"w": (0, float("inf"))}}, ValueError, "must be finite"),
    (
        {"sliders": {"w": (-1e308, 1e308)}},
        ValueError,
        "range of slider 'w' must be finite",
    ),
    ({"sliders": {"w": ("0", 1)}}, TypeError, "expected a number, got str '0'"),
    *[
        ({"path": name}, ValueError, r"must end in \.html, got")
        for name in ("page.png", "page", "page.html.txt")
    ],
    ({"path": 3}, TypeError, "play: path must name a file, such as"),
]


@pytest.mark.parametrize(("options", "error", "message"), OPTIONS)
def test_wrong_options(
    options: dict[str, Any],
    error: type[Exception],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error, match=message):
        play(neuron(), **options)
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("tensors", [False, True])
def test_a_slider_is_for_a_leaf_of_the_graph(tensors: bool) -> None:
    result = Tensor([2.0], label="x").sum() if tensors else neuron()
    other = Tensor([1.0]) if tensors else Value(1.0)
    for slider, message in (
        (result, NO_SLIDER_FOR_A_RESULT),
        (other, NOT_IN_THE_GRAPH),
    ):
        with pytest.raises(ValueError, match=message):
            page_html(result, sliders=[slider])


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


def test_sliders_are_recorded_in_the_order_given() -> None:
    L = neuron()
    w = L.parents[0].parents[0].parents[0]
    sliders = {"b": (-2, 2.5), w: None}
    result = Reader(page_html(L, sliders=sliders)).record()
    names = [name for name, *_ in result["nodes"]]
    assert result["sliders"] == [[names.index("b"), "-2.0", "2.5"], [names.index("w")]]
    everything = Reader(page_html(L)).record()["sliders"]
    assert sorted(names[place] for (place,) in everything) == ["b", "w", "x"]
    assert Reader(page_html(L, sliders=[])).record()["sliders"] == []


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        OSError, match=r"there is no folder .*nowhere: create it .*page.html"
    ):
        play(neuron(), tmp_path / "nowhere" / "page.html")


def test_without_graphviz(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("viz.output.graphviz.shutil.which", lambda name: None)
    monkeypatch.setattr("viz.output.graphviz.find_spec", lambda name: None)
    with pytest.raises(RenderError, match="pip install"):
        page_html(neuron())


@pytest.mark.parametrize("title", ["", " \n "])
def test_a_blank_title_is_none(title: str) -> None:
    assert "<title>Backpropagation through L</title>" in page_html(
        neuron(), title=title
    )

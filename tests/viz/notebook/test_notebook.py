"""Notebooks: everything viz can draw is shown as a static picture."""

from __future__ import annotations

import base64
import json
import math
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import nn
from autograd_core import Tensor
from optim import History
from tests.source import needs_source_tree
from viz import notebook, plots

formatters_module = pytest.importorskip("IPython.core.formatters")
TOUR = Path(__file__).parents[3] / "examples" / "tour.ipynb"
SVG, PNG = "image/svg+xml", "image/png"


@pytest.fixture
def display() -> Any:
    """What a notebook would show: all formats of a thing, and their metadata."""
    formatter = formatters_module.DisplayFormatter()
    notebook.register_formatters(formatter.formatters)
    return formatter.format


def outputs_of(book: Any) -> list[dict[str, Any]]:
    """What each cell that shows something shows, by MIME type."""
    return [
        out["data"]
        for cell in book["cells"]
        for out in cell.get("outputs", ())
        if out["output_type"] == "execute_result"
    ]


def check_tour(book: Any) -> None:
    """The pictures in order, those of the film and of the training among them."""
    outputs = outputs_of(book)
    pictures = [
        "svg" if SVG in data else "png" if PNG in data else "text" for data in outputs
    ]
    assert pictures == [
        *("svg", "text", "text", "text", "svg"),  # graph, quiz, ledger, tape, film
        *("svg", "png", "svg", "png", "png"),
    ]
    for data in outputs:
        if SVG in data:
            assert ElementTree.fromstring(data[SVG]).tag.endswith("svg")
        if PNG in data:
            assert base64.b64decode(data[PNG])[:4] == b"\x89PNG"
    graph, answer, ledger, tape, film, tensors = outputs[:6]
    assert "multiply it by the local derivative of n1 = w * x" in answer["text/plain"]
    assert "dL/dw = dL/dn1 * x = 0.786448 * 2.0 = 1.5729" in tape["text/plain"]
    assert film["text/plain"].startswith("<Page of L")
    assert "0.786448" in ledger["text/plain"]
    assert "upstream" in ledger["text/plain"]
    for label in ("w", "x", "b", "L"):
        assert f">{label}</text>" in graph[SVG]
    assert "shape (2, 2)" in tensors[SVG].replace("\xa0", " ")


@needs_source_tree
def test_the_tour_runs_and_shows_pictures(tmp_path: Path) -> None:
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    book = nbformat.read(TOUR, as_version=4)
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    resources = {"metadata": {"path": str(tmp_path)}}
    nbclient.NotebookClient(book, timeout=300, resources=resources).execute()
    check_tour(book)


@needs_source_tree
def test_the_tour_is_kept_with_its_pictures() -> None:
    """Who reads it where no Python runs sees them."""
    nbformat = pytest.importorskip("nbformat")
    check_tour(nbformat.read(TOUR, as_version=4))
    assert TOUR.stat().st_size < 500_000


@needs_source_tree
def test_the_tour_asks_before_it_tells() -> None:
    """The answer is folded, and the number in it is 2 (1 - tanh(-0.5)^2)."""
    (question,) = [cell for cell in tour_cells() if "Predict first" in cell]
    asked, _, answer = question.partition("<details>")
    assert "?" in asked and "1.57" not in asked
    assert f"{2 * (1 - math.tanh(-0.5) ** 2):.3f}" in answer


def tour_cells() -> list[str]:
    """The source of each cell."""
    cells = json.loads(TOUR.read_text("utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells]


def test_a_tensor_is_shown_as_its_graph(display: Any) -> None:
    data, _ = display(Tensor([1.0, 2.0], label="v") * 3)
    assert ">v</text>" in data[SVG]
    assert data["text/plain"].startswith("Tensor(")


def test_a_leaf_tensor_is_shown_as_its_numbers(display: Any) -> None:
    data, _ = display(Tensor([1.0, 2.0]))
    assert [*data] == ["text/plain"]


def test_a_large_graph_of_tensors_is_folded(display: Any) -> None:
    x = y = Tensor([1.0])
    for _ in range(1000):
        y = y + x
    data, _ = display(y)
    assert "nodes hidden" in data[SVG].replace("\xa0", " ").replace("&#160;", " ")
    assert len(data[SVG]) < 200_000


def test_a_network_is_shown_as_its_neurons(display: Any) -> None:
    data, _ = display(nn.MLP(2, [3, 1], rng=0))
    assert data[SVG].count("<ellipse") == 2 + 3 + 1
    data, _ = display(nn.mlp([2, 3, 1], rng=0))
    assert data[SVG].count("<ellipse") == 2 + 3 + 1


def test_another_module_is_shown_as_text(display: Any) -> None:
    data, _ = display(nn.Dropout(0.5))
    assert [*data] == ["text/plain"]


def test_a_history_is_shown_as_its_curves(display: Any) -> None:
    history = History()
    assert [*display(history)[0]] == ["text/plain"]
    history.record_epoch({"loss": 0.5})
    data, metadata = display(history)
    assert data[PNG][:4] == b"\x89PNG"
    assert 200 < metadata[PNG]["width"] < 1000
    assert "1 epoch, 0 steps" in data["text/plain"]


def test_a_figure_is_shown(display: Any) -> None:
    data, _ = display(plots.activations(["tanh"]))
    assert data[PNG][:4] == b"\x89PNG"


def test_how_figures_are_shown_is_left_to_who_chose_it() -> None:
    from matplotlib.figure import Figure

    formatter = formatters_module.DisplayFormatter()
    formatter.formatters[PNG].for_type(Figure, lambda figure: b"mine")
    notebook.register_formatters(formatter.formatters)
    assert formatter.format(plots.activations(["tanh"]))[0][PNG] == b"mine"


def test_without_graphviz_or_matplotlib_text_is_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(notebook, "available", lambda: False)
    monkeypatch.setattr(notebook, "find_spec", lambda name: None)
    assert notebook.tensor_svg(Tensor([1.0]) * 2) is None
    assert notebook.module_svg(nn.MLP(2, [1])) is None
    history = History()
    history.record_epoch({"loss": 0.5})
    assert notebook.history_png(history) is None

"""Frames: what each one shows, and that nothing moves between them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from autograd_core import Value
from tests.viz import lectures
from tests.viz.hostile import HOSTILE, seen
from viz import draw, frames
from viz.graph.text_format import number
from viz.ledger.ledger import ledger

pytest.importorskip("pygraphviz")

SVG = "{http://www.w3.org/2000/svg}"


def groups(svg: str, kind: str) -> dict[str, Any]:
    """The groups of a kind by the text of their title or their id."""
    root = ElementTree.fromstring(svg)
    by_name = {}
    for group in root.iter(f"{SVG}g"):
        if group.get("class") == kind:
            title = group.findtext(f"{SVG}title") or ""
            by_name[title if kind == "node" else str(group.get("id"))] = group
    return by_name


def texts(group: Any) -> list[str]:
    return ["".join(element.itertext()) for element in group.iter(f"{SVG}text")]


def grads(svg: str) -> dict[str, str]:
    """The gradient in each box, by the box's name."""
    rows = [texts(group) for group in groups(svg, "node").values()]
    return {row[0]: row[-1].removeprefix("grad ") for row in rows if len(row) > 2}


def caption(svg: str) -> str:
    (graph,) = groups(svg, "graph").values()
    own = [child for child in graph if child.tag == f"{SVG}text"]
    return "".join(own[0].itertext())


def square() -> Value:
    a = Value(3.0, label="a")
    out = a * a
    out.label = "L"
    return out


def test_a_square_by_hand() -> None:
    slides = frames(square())
    assert [(caption(svg), grads(svg)) for svg in slides] == [
        ("forward", {"a": "\u2014", "L": "\u2014"}),
        ("dL/dL = 1", {"a": "\u2014", "L": "1.0"}),
        ("dL/da = 0 + 1.0 \u00d7 3.0 = 3.0", {"a": "3.0 + \u2026", "L": "1.0"}),
        ("dL/da = 3.0 + 1.0 \u00d7 3.0 = 6.0", {"a": "6.0", "L": "1.0"}),
        ("all gradients", {"a": "6.0", "L": "1.0"}),
    ]
    products = [
        {
            name: texts(group)[1:]
            for name, group in groups(svg, "edge").items()
            if name.startswith("n0-")
        }
        for svg in slides
    ]
    product = ["1.0 \u00d7 3.0 = 3.0"]
    assert products == [
        {"n0-n1-0": [""], "n0-n1-1": [""]},
        {"n0-n1-0": [""], "n0-n1-1": [""]},
        {"n0-n1-0": product, "n0-n1-1": [""]},
        {"n0-n1-0": product, "n0-n1-1": product},
        {"n0-n1-0": product, "n0-n1-1": product},
    ]


def test_the_last_frame_has_the_gradients_of_the_engine() -> None:
    loss = lectures.softmax_cross_entropy()
    slides = frames(loss)
    # the forward pass, the first gradient, one frame for each of the 8 edges, and all
    assert len(slides) == 2 + 8 + 1
    expected = {entry.node.label: number(entry.total) for entry in ledger(loss)}
    assert grads(slides[-1]) == expected


def test_nothing_moves() -> None:
    slides = frames(lectures.two_layer_net(), theme="dark", rankdir="TB")

    def places(svg: str) -> list[Any]:
        root = ElementTree.fromstring(svg)
        positions = [root.get("viewBox")]
        for element in root.iter():
            if element.tag in (f"{SVG}polygon", f"{SVG}path", f"{SVG}ellipse"):
                positions.append(
                    element.get("points") or element.get("d") or element.get("cx")
                )
            if element.tag == f"{SVG}text":
                positions.append((element.get("x"), element.get("y")))
        return positions

    first = places(slides[0])
    assert all(places(svg) == first for svg in slides)


def test_no_stand_in_is_left() -> None:
    for theme in ("light", "dark", "projector", "colorblind"):
        for svg in frames(lectures.single_neuron(), theme=theme):
            assert not re.search("#fe0[0-9]fe", svg)


def test_signs_are_dashed_and_equal_sizes_look_equal() -> None:
    a, b = Value(2.0, label="a"), Value(3.0, label="b")
    svg = frames(a - b)[-1]
    arrows = {
        name: group.find(f"{SVG}path")
        for name, group in groups(svg, "edge").items()
        if name.startswith("n")
    }
    plus, minus = arrows["n0-n2-0"], arrows["n1-n2-1"]
    assert (plus.get("stroke-dasharray"), minus.get("stroke-dasharray")) == (
        None,
        "5,3",
    )
    assert plus.get("stroke-width") == minus.get("stroke-width") == "3.00"


def shades(svg: str) -> dict[str, str]:
    """The colour behind the gradient of each box, by the name of the box."""
    rows = groups(svg, "node").values()
    return {
        texts(group)[0]: [
            cell.get("fill")
            for cell in group.findall(f"{SVG}polygon")
            if cell.get("fill") != "none"
        ][-1]
        for group in rows
        if len(texts(group)) == 3
    }


def test_the_last_frame_shades_by_size_as_a_drawing_does() -> None:
    """dL/dw = x = 2 is the largest, and more than dL/dx = w = 1."""
    w, x = Value(1.0, label="w"), Value(2.0, label="x")
    out = w * x
    slides = frames(out, names={})
    out.backward()
    drawn = draw(out, names={}).svg()
    for name in ("w", "x", "n1"):
        assert f'fill="{shades(slides[-1])[name]}"' in drawn
    assert shades(slides[-1])["w"] == "#aac4e3"  # white with 0.4 of the blue
    arrows = groups(slides[-1], "edge")
    widths = [arrows[f"n{i}-n2-0"].find(f"{SVG}path") for i in (0,)]
    widths.append(arrows["n1-n2-1"].find(f"{SVG}path"))
    large, small = [float(line.get("stroke-width")) for line in widths]
    assert large == 3.0 and small == pytest.approx(0.8 + 2.2 * 0.5**0.5, abs=0.01)


def test_films_and_documents(tmp_path: Path) -> None:
    """As many pictures as frames, of one size, none of them empty."""
    image = pytest.importorskip("PIL.Image")
    pypdf = pytest.importorskip("pypdf")
    slides = frames(square())
    (path,) = slides.save(tmp_path / "film.gif", fps=4)
    with image.open(path) as film:
        assert film.n_frames == len(slides) and film.size[0] >= 600
        film.seek(film.n_frames - 1)
        assert len(film.convert("RGB").getcolors(100_000)) > 20
    (path,) = slides.save(tmp_path / "FILM.PDF")
    pages = pypdf.PdfReader(path).pages
    assert len(pages) == len(slides)
    assert "dL/da = 3.0 + 1.0 \u00d7 3.0 = 6.0" in pages[3].extract_text()
    assert path.read_bytes() == slides.save(tmp_path / "again.pdf")[0].read_bytes()


def test_an_mp4(tmp_path: Path) -> None:
    pytest.importorskip("imageio_ffmpeg")
    (path,) = frames(square())[:2].save(tmp_path / "film.mp4")
    assert path.read_bytes()[4:8] == b"ftyp"


@pytest.mark.parametrize("name", ["a.png", "a.html", "a.svg", "a.mov", "a.GIFF"])
def test_another_ending_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"known: .gif, .mp4, .pdf, or a name without"):
        frames(square()).save(tmp_path / name)
    with pytest.raises(ValueError, match="fps must be positive, got 0"):
        frames(square()).save(tmp_path / "a.gif", fps=0)
    assert [*tmp_path.iterdir()] == []


def test_same_bytes_and_no_gradient_is_touched() -> None:
    loss = lectures.two_layer_net()
    assert [*frames(loss)] == [*frames(lectures.two_layer_net())]
    assert not loss.has_grad


def test_save(tmp_path: Path) -> None:
    slides = frames(square())
    paths = slides.save(tmp_path / "slides", name="step")
    assert [path.name for path in paths] == [
        *["step-001.svg", "step-002.svg", "step-003.svg", "step-004.svg"],
        "step-005.svg",
    ]
    assert [path.read_text("utf-8") for path in paths] == [*slides]
    assert repr(slides).startswith('<5 frames; .save("folder") writes them, ')
    assert slides._repr_svg_() == slides[-1]
    assert len(slides[1:3]) == 2
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        slides.save(tmp_path / "no" / "where")


@pytest.mark.parametrize("label", HOSTILE)
def test_hostile_labels_are_text(label: str) -> None:
    svg = frames(Value(2.0, label=label) * Value(3.0, label="b"))[-1]
    tags = {
        element.tag.rpartition("}")[2] for element in ElementTree.fromstring(svg).iter()
    }
    assert tags <= {"svg", "g", "title", "polygon", "path", "text", "ellipse"}
    boxes = ["".join(texts(group)[:-2]) for group in groups(svg, "node").values()]
    names = [box.replace("\xa0", " ") for box in boxes]
    assert seen(label) in names


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: frames(lectures.single_neuron(), max_nodes=2),
            ValueError,
            "frames: the graph has 10 nodes, more than 2; take a smaller one, "
            "or raise max_nodes",
        ),
        (
            lambda: frames(lectures.single_neuron(), max_nodes=0),
            ValueError,
            "frames: max_nodes must be at least 1, got 0",
        ),
        (
            lambda: frames(lectures.single_neuron(), rankdir="XX"),
            ValueError,
            "frames: unknown rankdir 'XX'; known: LR, TB, RL, BT",
        ),
        (
            lambda: frames(lectures.single_neuron(), theme="drak"),
            ValueError,
            "frames: unknown theme 'drak'; known: light",
        ),
        (
            lambda: frames(3),  # type: ignore[arg-type]
            TypeError,
            "frames: expected a Value or Tensor, got int",
        ),
    ],
)
def test_mistakes(
    call: Callable[[], object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error) as report:
        call()
    assert str(report.value).startswith(message)


@pytest.mark.parametrize(("rankdir", "most"), [("LR", 4.0), ("TB", 2.5)])
def test_the_film_of_a_long_graph_is_folded(rankdir: str, most: float) -> None:
    """In one row it is a strip, more than ten times as long as it is wide."""
    out = Value(1.0, label="x")
    for _ in range(10):
        out = (out * 1.01).tanh()
    film = frames(out, names={}, rankdir=rankdir)
    root = ElementTree.fromstring(film[-1])
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    assert 1.0 / most < width / height < most
    marks = re.findall(r">row (\d+)<", film[0])
    assert len(marks) >= 2
    # Every node once, and the product on each of the 20 arrows, row or not.
    texts = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    assert sum(text.startswith("data ") for text in texts) == 21
    assert sum(" \u00d7 " in text for text in texts) == 20


def test_the_film_of_a_short_graph_is_one_row() -> None:
    assert "row" not in frames(square())[0]

"""Where a drawing goes and how large it is: files, buffers, sizes, graphviz's calls."""

from __future__ import annotations

import io
import re
import struct
import warnings
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import autograd_core as ac
from autograd_core import Tensor, Value
from nn import MLP
from viz import Drawing, Theme, draw, draw_dot
from viz.output import fonts, graphviz

pytest.importorskip("pygraphviz")


def product() -> Value:
    out = Value(2.0, label="a") * Value(3.0, label="b")
    out.label = "L"
    return out


def size(png: bytes) -> tuple[int, int]:
    """The width and height of a PNG, from its header."""
    return struct.unpack(">II", png[16:24])  # type: ignore[return-value]


def test_a_width_is_exact_and_a_dpi_scales(tmp_path: Path) -> None:
    drawing = draw(product())
    path = drawing.save(tmp_path / "a.png", width=401)
    assert size(path.read_bytes())[0] == 401
    small, large = size(drawing.png(dpi=100)), size(drawing.png(dpi=300))
    assert large[0] == pytest.approx(3 * small[0], abs=3)
    assert large[1] == pytest.approx(3 * small[1], abs=3)
    svg = ElementTree.fromstring(
        drawing.save(tmp_path / "a.svg", width=640).read_text()
    )
    _, _, across, down = map(float, svg.attrib["viewBox"].split())
    assert svg.attrib["width"] == "640px"
    assert float(svg.attrib["height"][:-2]) == pytest.approx(640 * down / across, abs=1)


def test_an_open_file_is_written(tmp_path: Path) -> None:
    drawing = draw(product())
    buffer = io.BytesIO()
    assert drawing.save(buffer) is None
    assert buffer.getvalue() == drawing.svg().encode()
    buffer = io.BytesIO()
    drawing.save(buffer, format="png", width=300)
    assert size(buffer.getvalue())[0] == 300
    with open(tmp_path / "b.pdf", "wb") as file:
        drawing.save(file, "pdf")
    assert (tmp_path / "b.pdf").read_bytes()[:4] == b"%PDF"
    path = drawing.save(tmp_path / "without_ending", format="mmd")
    assert path.read_text("utf-8") == drawing.mermaid()


def saving(*arguments: Any, **options: Any) -> Callable[[], object]:
    return lambda: draw(product()).save(*arguments, **options)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (saving(None), TypeError, "expected a path or a file open for bytes, got None"),
        (saving(3), TypeError, r"got int 3; e.g. .save\(\"graph.svg\"\)"),
        (saving(io.StringIO()), TypeError, 'open it for bytes, open\\(path, "wb"\\)'),
        (saving(io.BytesIO(), "gif"), ValueError, "unknown format 'gif'; known: svg"),
        (saving("a.png", dpi=0), ValueError, "dpi must be positive, got 0"),
        (saving("a.png", width=-5), ValueError, "width must be positive, got -5"),
        (saving("a.png", width="9"), TypeError, "width must be a number, got '9'"),
        (saving("a.png", width=9, dpi=9), ValueError, "dpi or width, not both"),
        (saving("a.svg", dpi=96), ValueError, "takes width= but not dpi="),
        (saving("a.pdf", width=9), ValueError, "a pdf has no size in pixels"),
        (lambda: draw([]), ValueError, "draw: the list has no results to draw"),
        (lambda: draw([Value(1.0), 3]), TypeError, "got int 3"),  # type: ignore[list-item]
        (
            lambda: draw([Value(1.0), Value(2.0)], level="scalar"),
            ValueError,
            "for one result, not for several",
        ),
        (
            lambda: draw(MLP(2, [1], rng=0)),  # type: ignore[arg-type]
            TypeError,
            r"MLP is a model, .* viz.draw\(model\(x\)\), or viz.draw_network\(model\)",
        ),
        (
            lambda: Theme(background="banana"),
            ValueError,
            "background must be a colour such as '#ffffff', got 'banana'",
        ),
        (lambda: Theme(ink="#12345"), ValueError, "ink must be a colour"),
        (lambda: Theme(leaf="transparent"), ValueError, "leaf must be a colour"),
    ],
)
def test_a_wrong_argument_is_named(
    call: Callable[[], object], error: type[Exception], message: str, tmp_path: Path
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        with pytest.raises(error, match=message):
            call()
    assert [*tmp_path.iterdir()] == []


def test_several_results_are_one_picture() -> None:
    """a, b, a b, a + b: the operands are drawn once."""
    a, b = Value(2.0, label="a"), Value(3.0, label="b")
    drawing = draw([a * b, a + b], names={})
    assert repr(drawing).startswith("<Drawing of 4 nodes;")
    titles = re.findall(r"<title>(n\d)</title>", drawing.svg())
    assert sorted(titles) == ["n0", "n1", "n2", "n3"]
    assert drawing.mermaid().count(":::outcome") == 2
    assert repr(draw([a * b, a + b], max_nodes=2)).startswith(
        "<Drawing of 2 of 4 nodes"
    )
    assert (
        repr(draw((a * b, Tensor([1.0]) * 2), names={}))[:20] == "<Drawing of 5 nodes;"
    )


def test_equal_labels_are_told_apart_in_every_format() -> None:
    a, b = Value(1.0, label="x"), Value(2.0, label="x")
    drawing = draw(a * b + a, names={})
    texts = (drawing.svg(), drawing.mermaid().replace("#35;", "#"), drawing.html())
    for text in texts:
        assert text.count("x#2") == 1 + (text is texts[2])
    assert r"x\#2" in drawing.tikz() and "x#2" in drawing.dot


def test_many_equal_labels_still_fold() -> None:
    """Told apart, they look alike all the same."""
    total = ac.sum([Value(i / 7, label="w") * 2 for i in range(40)])
    assert "w #215;40" in draw(total, max_nodes=9).mermaid()


def test_draw_dot_is_used_as_graphviz_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dot = draw_dot(product(), format="png")
    seen: list[str] = []
    monkeypatch.setattr(webbrowser, "open", seen.append)
    monkeypatch.chdir(tmp_path)
    assert dot.render("gout", view=True, cleanup=True) == "gout.png"
    assert seen == [(tmp_path / "gout.png").as_uri()]
    assert dot.view("again") == "again.png" and len(seen) == 2
    (tmp_path / "out").mkdir()
    assert dot.render("gout", directory="out") == str(Path("out/gout.png"))
    assert (tmp_path / "out/gout.png").is_file()
    assert dot.pipe()[:4] == b"\x89PNG"  # type: ignore[comparison-overlap]
    assert str(dot.pipe("svg", encoding="utf-8")).startswith("<?xml")
    before = draw_dot(product()).svg()
    dot.graph_attr["rankdir"] = "TB"
    dot.graph_attr.update(label="a title")
    dot.node_attr["fontname"] = "Courier"
    dot.edge_attr["penwidth"] = "7"
    after = dot.svg()
    assert after != before and "a title" in after and 'stroke-width="7"' in after
    assert "Courier" in after and "TB" in dot.source


def test_too_many_pixels_are_not_silent() -> None:
    """Cairo has 32,767 pixels at the most; 500 dpi of 60 inches are 30,000."""
    strip = "digraph { rankdir=LR; ranksep=12; a -> b -> c -> d -> e -> f }"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        graphviz.render(strip, "png", 100)
    with pytest.warns(RuntimeWarning, match=r"smaller dpi= or width="):
        graphviz.render(strip, "png", 1200)


def test_letters_that_no_font_has_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_is_in_a_font", lambda letter: letter != "\u91cd")
    drawing: Drawing = draw(Value(2.0, label="\u91cd\u00e4\u03b1") * 3)
    with pytest.warns(RuntimeWarning, match="no font on this machine has '\u91cd'"):
        drawing.png()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawing.svg()
        draw(Value(2.0, label="\u00e4\u03b1\u2014")).png()


def test_fontconfig_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """U+E0AA is in a private area; a has every font."""
    if fonts.shutil.which("fc-list") is None:
        pytest.skip("no fontconfig")
    fonts._is_in_a_font.cache_clear()
    assert fonts._is_in_a_font("a") and not fonts._is_in_a_font("\U0010fff0")


def test_a_cell_shows_svg_and_png_or_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    drawing = draw(product())
    png = drawing._repr_png_()
    assert png is not None and png[:4] == b"\x89PNG"
    assert str(drawing._repr_svg_()).startswith("<?xml")
    monkeypatch.setattr("viz.output.drawing.available", lambda: False)
    assert drawing._repr_svg_() is None and drawing._repr_png_() is None


def test_a_transparent_picture_with_frames_is_drawn() -> None:
    theme = Theme(background="transparent")
    assert "layers.0" in draw(MLP(1, [2, 1], rng=0)([1.0]), theme=theme).svg()

"""`draw`, `draw_dot` and the files they write."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

import viz.output.graphviz
from autograd_core import Value
from viz import Drawing, RenderError, draw, draw_dot
from viz.output.formats import WRITERS

pytest.importorskip("pygraphviz")


@pytest.fixture
def drawing() -> Drawing:
    return draw((Value(0.5, label="w") * 2).tanh())


def test_svg_is_a_whole_document(drawing: Drawing) -> None:
    root = ElementTree.fromstring(drawing.svg())
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert drawing._repr_svg_() == drawing.svg()
    assert drawing.dot is drawing.source
    assert repr(drawing).startswith("<Drawing of 3 nodes;")


def test_save_each_ending(drawing: Drawing, tmp_path: Path) -> None:
    assert drawing.save(str(tmp_path / "a.svg")) == tmp_path / "a.svg"
    assert (tmp_path / "a.svg").read_text("utf-8") == drawing.svg()
    png = drawing.save(tmp_path / "a.PNG").read_bytes()
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    root = ElementTree.fromstring(drawing.svg())
    points = float(str(root.get("width")).removesuffix("pt"))
    assert width == pytest.approx(points * viz.output.graphviz.PNG_DPI / 72, abs=4)
    assert 50 < height < width
    assert drawing.save(tmp_path / "a.pdf").read_bytes()[:5] == b"%PDF-"
    assert drawing.save(tmp_path / "a.dot").read_text("utf-8") == drawing.source
    assert sorted(os.listdir(tmp_path)) == ["a.PNG", "a.dot", "a.pdf", "a.svg"]


def test_same_bytes_in_every_format_at_any_time(
    drawing: Drawing, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = {ending: write.content(drawing) for ending, write in WRITERS.items()}
    assert (
        b"CreationDate (D:19700101" in first["pdf"] or b"Creation" not in first["pdf"]
    )
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    again = draw((Value(0.5, label="w") * 2).tanh())
    assert {ending: write.content(again) for ending, write in WRITERS.items()} == first


PROGRAM = """
import hashlib, viz
from autograd_core import Value, mean
from nn import MLP
model = MLP(2, [16, 1], rng=0)
loss = mean([(model([0.1 * i, 0.2]) - i) ** 2 for i in range(8)])
loss.backward()
texts = [viz.explain(loss, formula=each, names={}) for each in ("text", "latex")]
for level in (None, "op", "neuron", "layer"):
    drawing = viz.draw(loss, level=level, max_nodes=40, names={})
    texts += [drawing.source, drawing.mermaid()]
texts += [drawing.svg(), drawing.tikz()]
print(hashlib.sha256("".join(map(str, texts)).encode()).hexdigest())
"""


def test_same_bytes_in_every_process() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "77")
    }
    assert len(digests) == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows allows no such names")
@pytest.mark.parametrize(
    "name",
    [
        "<img src=x onerror=alert(1)>&\"'",
        "-o $(touch hacked) `id` ; %s",
        "line\nbreak\ttab",
        "\u202e\u05e9\u05dc\u05d5\u05dd",
        "\\input{x} #1 % ~",
        "x" * 200,
    ],
)
def test_hostile_file_names_are_names(
    drawing: Drawing, tmp_path: Path, name: str
) -> None:
    plain = {}
    for ending in WRITERS:
        path = drawing.save(tmp_path / f"{name}.{ending}")
        assert path.name == f"{name}.{ending}"
        plain[ending] = drawing.save(tmp_path / f"plain.{ending}").read_bytes()
        if ending not in ("pdf", "png"):
            assert path.read_bytes() == plain[ending]
            assert name.encode() not in plain[ending]
    assert len(os.listdir(tmp_path)) == 2 * len(WRITERS)


def test_save_each_other_ending(drawing: Drawing, tmp_path: Path) -> None:
    read = {
        ending: drawing.save(tmp_path / f"a.{ending}").read_text("utf-8")
        for ending in ("mmd", "tex", "html")
    }
    assert read["mmd"] == drawing.mermaid()
    assert drawing.tikz() in read["tex"]
    assert read["html"] == drawing.html()


def test_a_drawing_of_dot_text_alone() -> None:
    drawing = Drawing("digraph { a -> b }")
    assert "<svg" in drawing.svg()
    assert drawing.tikz().startswith(r"\begin{tikzpicture}")
    assert drawing.html().count("<figure") == 1


def test_render_as_micrograd_calls_it(tmp_path: Path) -> None:
    dot = draw_dot(Value(2.0) * 3, format="png", rankdir="TB")
    assert dot.render(str(tmp_path / "gout")) == str(tmp_path / "gout.png")
    assert (tmp_path / "gout.png").read_bytes()[:4] == b"\x89PNG"
    assert dot.render(str(tmp_path / "gout"), format="svg").endswith("gout.svg")
    assert "rankdir=TB" in dot.source


def test_a_drawing_is_a_snapshot() -> None:
    a = Value(3.0, label="a")
    out = a * a
    before = draw(out)
    out.backward()
    assert "grad 6.0" not in before.svg()
    assert "grad 6.0" in draw(out).svg()


def test_drawing_changes_nothing() -> None:
    a = Value(3.0)
    out = a * a
    out.backward()
    draw(out).svg()
    assert (a.grad, out.grad, a.data) == (6.0, 1.0, 3.0)


@pytest.mark.parametrize("name", ["a.gif", "a", "a.svg.bak", ".svg"])
def test_unknown_ending(drawing: Drawing, tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match=r"known: \.svg, \.png, \.pdf, \.dot"):
        drawing.save(tmp_path / name)
    assert os.listdir(tmp_path) == []


def test_missing_folder_and_folder_as_file(drawing: Drawing, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"there is no folder .*nowhere"):
        drawing.save(tmp_path / "nowhere" / "a.svg")
    (tmp_path / "b.svg").mkdir()
    with pytest.raises(OSError, match=r"add the name of a file: '.*b\.svg'"):
        drawing.save(tmp_path / "b.svg")
    assert os.listdir(tmp_path) == ["b.svg"]


def test_a_failed_write_leaves_the_old_file(
    drawing: Drawing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.svg"
    target.write_text("old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match=r"No space left .*; free some .*a\.svg'"):
        drawing.save(target)
    assert target.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.svg"]


def test_no_graphviz_names_the_remedy(
    drawing: Drawing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viz.output.graphviz.shutil, "which", lambda name: None)
    monkeypatch.setattr(viz.output.graphviz, "find_spec", lambda name: None)
    assert not viz.output.graphviz.available()
    with pytest.raises(RenderError, match=r'pip install "autograd_core\[viz\]"'):
        drawing.save(tmp_path / "a.png")
    assert os.listdir(tmp_path) == []
    assert drawing.save(tmp_path / "a.dot").read_text("utf-8") == drawing.source


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands in for dot")
def test_the_systems_dot_comes_first(
    drawing: Drawing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "dot"
    program.write_text('#!/bin/sh\necho "$@"\necho noise >&2\ncat\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert (
        viz.output.graphviz.render("digraph {}", "png")
        == b"-Tpng -Gdpi=192\ndigraph {}"
    )
    program.write_text("#!/bin/sh\necho Fontconfig noise >&2\necho sorry >&2\nexit 3\n")
    with pytest.raises(RenderError, match="could not draw this graph: sorry;"):
        drawing.svg()


def test_graphviz_noise_stays_out(capfd: pytest.CaptureFixture[str]) -> None:
    viz.output.graphviz.render("digraph { a }", "png")
    assert capfd.readouterr() == ("", "")

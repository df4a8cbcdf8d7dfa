"""Wrong targets and sizes: each says what is wrong, and leaves no file behind."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import nn
import viz
from autograd_core import Value

pytest.importorskip("pygraphviz")


def loss() -> Value:
    w, x = Value(0.5, label="w"), Value(2.0, label="x")
    out = (w * x).tanh()
    out.backward()
    return out


WRITERS: dict[str, Callable[[Any], object]] = {
    "draw": lambda path: viz.draw(loss(), names={}).save(path),
    "render": lambda path: viz.draw_dot(loss()).render(path),
    "frames": lambda path: viz.frames(loss(), names={}).save(path),
    "play": lambda path: viz.play(loss(), path if path is not None else 3),
    "page": lambda path: viz.play(loss()).save(path),
    "explain": lambda path: viz.explain(loss(), names={}).save(path),
    "tape": lambda path: viz.tape(loss(), names={}).save(path),
}


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("path", [None, 3, b"a.svg", ["a.svg"]])
def test_what_is_no_path_is_refused(
    name: str, path: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TypeError, match=r"path.*such as|e\.g\."):
        WRITERS[name](path)
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("path", ["", "a\0.html", "no/folder/a.html"])
def test_a_path_that_cannot_be_is_refused(
    name: str, path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises((ValueError, OSError), match=r"such as|create it|ending|file"):
        WRITERS[name](path)
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda d: d.save("a.png", dpi=1e-9),
            ValueError,
            "dpi must be from 1 to 10,000",
        ),
        (
            lambda d: d.save("a.png", dpi=1e9),
            ValueError,
            "dpi must be from 1 to 10,000",
        ),
        (lambda d: d.save("a.png", width=1.5), ValueError, "a whole number of pixels"),
        (lambda d: d.save("a.png", width=10**9), ValueError, "at most 32,767"),
        (lambda d: d.save("a", format=["svg"]), ValueError, "unknown format"),
        (lambda d: d.pipe("png", "utf-8"), ValueError, "bytes.*leave out encoding"),
    ],
)
def test_sizes_and_formats(
    call: Any, error: Any, message: str, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error, match=message):
        call(viz.draw(loss(), names={}))
    assert [*tmp_path.iterdir()] == []


def test_a_file_open_for_reading_is_said_to_be(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    path.write_text("old", encoding="utf-8")
    with path.open("rb") as file, pytest.raises(TypeError, match="open for reading"):
        viz.draw(loss(), names={}).save(file)
    assert path.read_text(encoding="utf-8") == "old"
    with pytest.raises(TypeError, match="open for text"):
        viz.draw(loss(), names={}).save(io.StringIO())  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"fps": "1"}, TypeError, "fps must be a number, got '1'"),
        ({"fps": None}, TypeError, "fps must be a number, got None"),
        ({"fps": -1.0}, ValueError, "fps must be positive"),
        ({"name": "a/b"}, ValueError, "begins the names of the files"),
        ({"name": 3}, ValueError, "begins the names of the files"),
    ],
)
def test_frames(options: Any, error: Any, message: str, tmp_path: Path) -> None:
    with pytest.raises(error, match=message):
        viz.frames(loss(), names={}).save(tmp_path / "film", **options)
    assert [*tmp_path.iterdir()] == []


def test_other_wrong_arguments() -> None:
    with pytest.raises(ValueError, match=r"this is text, and \.png files are not"):
        viz.explain(loss(), names={}).save("a.png")
    with pytest.raises(TypeError, match="surface takes two leaves"):
        viz.play(loss(), surface=3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="names: expected a mapping"):
        viz.live(loss(), names=3, open_browser=False)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="MLP is a class; make a model of it first"):
        viz.health(nn.MLP)
    wrong: list[dict[str, Any]] = [
        *({"size": x} for x in ("x", 0, -1.0, float("nan"), 1e9, True)),
        *({"font": 3}, {"font": " "}, {"pen": -1}),
    ]
    for options in wrong:
        with pytest.raises(ValueError, match=f"Theme: {next(iter(options))} must be"):
            viz.Theme(**options)

"""What is typed wrong gets the nearest right word; numbers as learners write them."""

from __future__ import annotations

import ast
import io
import itertools
import math
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from viz.cli.expression import expression_function
from viz.cli.expression_errors import refusal
from viz.cli.main import main
from viz.cli.options import variables_of


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("drow x*x x=1", ["invalid choice: 'drow'", "; did you mean draw?"]),
        ("explian x*x x=1", ["; did you mean explain?"]),
        ("draw x*x x=1 --theme drak", ["; did you mean dark?"]),
        ("explain x*x x=1 --ordr forward", ["--ordr forward; did you mean --order"]),
        ("draw x*x x=1 --framse f", ["; did you mean --frames"]),
        ("explain x*x X=1", ["no value for x", "; did you mean X?"]),
        ("explain tahn(x) x=1", ["unknown function tahn; did you mean tan or tanh?"]),
        ("explain x*x x=abc", ["'abc' is not a number; try x=0.5, x=1/3 or x=pi"]),
        ("explain x*x x=0,5", ["write a decimal point: x=0.5"]),
        ("explain x*x x=[4,5]", ["'[4,5]' is not a number; try x=0.5, x=1/3"]),
        ("explain x*x x=1/0", ["1/0 is inf"]),
        ("explain np.sin(x) x=1", ["for np.sin write sin"]),
        ("explain x.tanh() x=1", ["for x.tanh write tanh(x)"]),
        ("explain 2*math.pi*x x=1", ["for math.pi write pi"]),
        ("explain x*x x=y", ["'y' is not a number"]),
        (
            "explain lambda*w lambda=1 w=2",
            ["word of Python", "write lam"],
        ),
        ("explain w*class class=1 w=2", ["class is a word of Python's"]),
        ("explain where(x>0,x,0) x=1", ["for x > 0 write step(x)"]),
        ("explain where(x<=y,x,0) x=1 y=2", ["for x <= y write 1 - step(x - y)"]),
        ("explain where(x<0,x,0) x=1", ["for x < 0 write step(-x)"]),
        ("explain where(0<=x,x,0) x=1", ["for 0 <= x write 1 - step(-x)"]),
        ("explain lambda:x*x x=1", ["no lambda: write what it gives, x * x"]),
        ("explain x\u00d7x x=1", ["for \u00d7 write *"]),
        ("explain x\u00b2 x=1", ["for \u00b2 write **2"]),
        ("explain x\u22121 x=1", ["for \u2212 write -"]),
        ("draw x*x x=1 --frames -", ["--frames needs a name: a folder, or a film"]),
        ("explain where(x==0,x,0) x=1", ["no comparisons; for a kink use relu"]),
        ("draw x*x x=1 -o a.gif", ["unknown file ending '.gif'"]),
        ("draw x*x x=1 --frames a.png", ["known: .gif, .mp4, .pdf, or a name"]),
        ("draw x*x x=1 -o a.pdf --width 9", ["a pdf has no size in pixels"]),
        ("draw x*x x=1 -o - --format gif", ["unknown format 'gif'"]),
    ],
)
def test_the_message_names_the_remedy(
    line: str, words: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        assert main(line.split()) == 2
    output = capsys.readouterr()
    assert output.out == "" and "Traceback" not in output.err
    for word in words:
        assert word in output.err
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("expression", ["w x", "sin x", "2*(w  x)"])
def test_names_side_by_side(
    expression: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", expression, "w=1", "x=2"]) == 2
    assert "w*x, a function parentheses: sin(x)" in capsys.readouterr().err


@pytest.mark.parametrize("sign", ["<", "<=", ">", ">=", "==", "!="])
@pytest.mark.parametrize(
    "sides",
    [
        *("x {} y", "0 {} y", "x {} 0", "not x {} y", "-1 < x {} y"),
        *("x {0} 0 and y {0} 0", "x {} 0 or y > 0 or x == y", "not (x {} 0 or y != 2)"),
    ],
)
def test_the_remedy_for_a_condition_is_the_condition(sides: str, sign: str) -> None:
    """Also where both sides are equal."""
    comparison = sides.format(sign)
    parsed = ast.parse(comparison, mode="eval").body
    remedy = refusal(parsed).partition(" write ")[2]
    for x, y in itertools.product((-1.0, 0.0, 2.0), repeat=2):
        numbers = {name: n for name, n in (("x", x), ("y", y)) if name in remedy}
        found = expression_function(remedy, [*numbers])(**numbers)
        assert bool(found) == eval(comparison), (remedy, x, y)


def test_the_remedies_for_choices_work(capsys: pytest.CaptureFixture[str]) -> None:
    """For x = -1 and y = 2 the choice x > y ? x : y is y, of slope 1."""
    assert main(["explain", "x if x>y else y", "x=-1", "y=2"]) == 2
    error = capsys.readouterr().err
    remedy = error.splitlines()[0].partition("; write ")[2]
    assert remedy == "where(step(x - y), x, y)"
    assert main(["explain", remedy, "x=-1", "y=2", "--of", "y"]) == 0
    assert "dL/dy = 1.0" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1/3", 1 / 3),
        ("pi", math.pi),
        ("-pi/2", -math.pi / 2),
        ("2*e", 2 * math.e),
        ("sqrt(2)", math.sqrt(2)),
        ("-1e-3", -0.001),
        ("(1+2)/4", 0.75),
    ],
)
def test_numbers_as_they_are_written(text: str, number: float) -> None:
    assert variables_of([f"w={text}"]) == {"w": pytest.approx(number, rel=1e-15)}


class _Bytes(io.TextIOWrapper):
    """A standard output whose bytes can be read afterwards."""


def test_a_drawing_goes_to_standard_output(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pygraphviz")
    for words, start in (
        (["-o", "-"], b"<?xml"),
        (["-o", "-", "--format", "png", "--width", "200"], b"\x89PNG"),
        (["-o", "/dev/stdout", "--format", "mmd"], b"flowchart LR"),
    ):
        stream = _Bytes(io.BytesIO(), encoding="utf-8")
        monkeypatch.setattr(sys, "stdout", stream)
        assert main(["draw", "x*x", "x=3", *words]) == 0
        assert stream.buffer.getvalue().startswith(start)  # type: ignore[attr-defined]


def test_a_page_goes_to_standard_output(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pygraphviz")
    stream = _Bytes(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", stream)
    assert main(["play", "x*x", "x=3", "-o", "-", "--lang", "de"]) == 0
    page = stream.buffer.getvalue()  # type: ignore[attr-defined]
    assert page.startswith(b'<!doctype html>\n<html lang="de">')
    assert page.rstrip().endswith(b"</html>")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["quiz", "x*x", "x=3", "--save", "-"], "--save -: .* give the name of a file"),
        (["demo", "--out", "-"], "--out -: .* give the name of a file"),
        (["grade", "a.py", "-o", "-"], "--format csv prints it"),
        (["draw", "x*x", "x=3", "--frames", "-"], "--frames needs a name"),
    ],
)
def test_other_commands_say_why_standard_output_is_not_for_them(
    words: list[str], message: str, capsys: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    assert re.search(message, capsys.readouterr().err)
    assert [*tmp_path.iterdir()] == []


def test_frames_and_the_drawing_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("pygraphviz")
    picture, folder = tmp_path / "g.svg", tmp_path / "frames"
    words = ["-o", str(picture), "--frames", str(folder)]
    assert main(["draw", "x*x", "x=3", *words]) == 0
    assert capsys.readouterr().out.split()[-1] == str(picture)
    assert picture.is_file() and len([*folder.iterdir()]) == 5
    # Names of files do not get into a drawing.
    words = ["-o", "-", "--format", "dot", "--frames", str(folder)]
    stream = _Bytes(io.BytesIO(), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", stream)
        assert main(["draw", "x*x", "x=3", *words]) == 0
    assert stream.buffer.getvalue().startswith(b"digraph")  # type: ignore[attr-defined]
    assert "frame-001.svg" in capsys.readouterr().err

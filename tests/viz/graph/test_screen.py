"""Every text that viz prints fits the screen, with long names and numbers."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import Any

import pytest

import autograd_core as ac
import nn
import viz
from autograd_core import Value, topological_order
from viz.cli.commands import find_commands
from viz.cli.main import main
from viz.graph.screen import fitted

NAMES = ("the_first_weight_of_it", "the_input_of_the_net", "the_bias_of_the_unit")
NUMBERS = (-1.23456789e-05, 123456.789012, -0.987654321)
VALUES = shlex.join([f"{a}={x!r}" for a, x in zip(NAMES, NUMBERS, strict=True)])
TEXT = f"tanh({NAMES[0]}*{NAMES[1]} + {NAMES[2]})**2 + abs({NAMES[0]})*relu({NAMES[1]})"


def long_names() -> Value:
    a, b, c = [Value(x, label=name) for name, x in zip(NAMES, NUMBERS, strict=True)]
    loss = ((a * b + c) * (b * c)).tanh() + (a * b * c).sin() * c**2 + abs(a).relu()
    loss = ac.dot([a, b, c, a], [c, b, a, b]) * loss
    loss.label = "the_loss_of_all"
    loss.backward()
    return loss


def network() -> Value:
    model = nn.MLP(2, [3, 3, 1], rng=0)
    loss = (model([1.2345678e-7, -987654.321]) - 1.0) ** 2
    loss.backward()
    return loss


def asked(node: Value, **options: Any) -> str:
    """All that a quiz says to somebody who asks for hints, then gives up."""
    lines: list[str] = []
    answers = iter(["?", "?", "17", "nonsense", "s"] * 500)
    viz.quiz(node, names={}, **options).ask(
        lambda prompt: next(answers), lambda text: lines.append(fitted(text))
    )
    return "\n".join(lines)


OUTPUTS: dict[str, Callable[[Value], object]] = {
    "explain": lambda node: viz.explain(node, names={}),
    "explain of": lambda node: viz.explain(
        node, of=[topological_order(node)[0]], names={}
    ),
    "tape": lambda node: viz.tape(node, names={}),
    "formula": lambda node: viz.formula(node, names={}),
    "formula of": lambda node: viz.formula(
        node, of=topological_order(node)[0], names={}
    ),
    "health": viz.health,
    "drawing": lambda node: repr(viz.draw(node, names={})),
    "frames": lambda node: repr(viz.frames(node, names={})),
    "page": lambda node: repr(viz.play(node)),
    "quiz": lambda node: repr(viz.quiz(node, names={})),
    "quiz asked": asked,
    "do": lambda node: repr(viz.quiz(node, mode="do", names={})),
    "do asked": lambda node: asked(node, mode="do"),
}


def too_long(text: object, columns: int) -> list[str]:
    """The lines that do not fit, but for a word that is too long by itself."""
    return [
        line
        for line in str(text).splitlines()
        if len(line) > max(columns, max(map(len, line.split()), default=0) + 12)
    ]


@pytest.mark.parametrize("columns", [72, 100])
@pytest.mark.parametrize("make", [long_names, network])
@pytest.mark.parametrize("name", OUTPUTS)
def test_every_text_fits_the_screen(
    name: str, make: Callable[[], Value], columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name in ("page", "frames"):
        pytest.importorskip("pygraphviz")
    if name.startswith("formula"):
        pytest.importorskip("sympy")
    node = make()
    monkeypatch.setenv("COLUMNS", f"{columns}")
    text = OUTPUTS[name](node)
    assert len(str(text)) > 20
    assert too_long(text, columns) == []


@pytest.mark.parametrize(
    "words",
    [
        *(f"{command} --help" for command in find_commands()),
        *(f"{command} {TEXT!r} {VALUES}" for command in ("explain", "tape", "check")),
        f"formula {TEXT!r} {VALUES} --of {NAMES[0]}",
        f"check {TEXT!r} {VALUES} --gradient {NAMES[0]}=3",
        "--help",
        "learn",
    ],
)
def test_every_command_fits_the_screen(
    words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if words.startswith(("formula", "check")):
        pytest.importorskip("sympy")
    monkeypatch.setenv("COLUMNS", "80")
    main(shlex.split(words))
    text = capsys.readouterr().out
    assert text
    assert too_long(text, 80) == []


def test_nothing_is_lost_where_lines_break() -> None:
    text = "  one two three = four\n\nfive"
    assert fitted(text, 12).split() == text.split()
    assert fitted(text, 12).splitlines()[0] == "  one two"
    assert fitted(text, 80) == text


@pytest.mark.parametrize("start", ["", "project/.venv/bin/python -m "])
def test_a_command_to_be_copied_is_not_cut(start):
    command = f'{start}pip install "autograd_core[symbolic]"'
    text = "  To see the right formula, which this report leaves out otherwise"
    assert fitted(f"{text}: {command}", 72) == f"{text}:\n      {command}"

"""How explanations show themselves: in a terminal, a pipe, a notebook, a file."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from autograd_core import Value
from tests.viz import lectures
from viz import Explanation, explain, tape
from viz.ledger.explanation import Cell, plain

CODE = re.compile(r"\x1b\[[0-9;]*m")
PROGRAM = """
from autograd_core import Value
import viz
w, x = Value(0.5, label="w[red]"), Value(2.0, label="x")
L = w * x
print(viz.explain(L).coloured())
"""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def in_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on, standard output is a terminal."""
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)


def test_a_terminal_gets_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    in_terminal(monkeypatch)
    pytest.importorskip("rich")
    text = explain(lectures.two_layer_net())
    coloured = text.coloured()
    assert "\x1b[33m" in coloured and "\x1b[36m" in coloured
    lines = [line.rstrip() for line in CODE.sub("", coloured).splitlines()]
    assert "\n".join(lines) == str(text)
    assert CODE.search(tape(lectures.two_layer_net()).coloured())


def test_labels_are_no_markup_and_no_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    in_terminal(monkeypatch)
    pytest.importorskip("rich")
    explanation = explain(Value(2.0, label="[red]w[/red]\x1b[31m") * 3)
    text = CODE.sub("", explanation.coloured())
    assert "[red]w[/red]\\x1b[31m" in text
    assert "\x1b[31m" not in explanation.coloured()


def test_no_colour_where_none_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    in_terminal(monkeypatch)
    text = explain(lectures.single_neuron())
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b[33m" not in text.coloured()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[33m" not in text.coloured()


def test_without_rich_it_is_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    in_terminal(monkeypatch)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    text = explain(lectures.single_neuron())
    assert text.coloured() == str(text)


def test_a_pipe_gets_plain_text() -> None:
    process = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert "\x1b" not in process.stdout
    assert "w[red] = 0.5" in process.stdout


def test_only_a_prompt_shows_colours_by_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    in_terminal(monkeypatch)
    pytest.importorskip("rich")
    text = explain(lectures.single_neuron())
    monkeypatch.delattr(sys, "ps1", raising=False)
    assert repr(text) == str(text)
    monkeypatch.setattr(sys, "ps1", ">>> ", raising=False)
    assert CODE.search(repr(text))


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo terminal")
def test_a_real_prompt(tmp_path: Path) -> None:
    pytest.importorskip("rich")
    pexpect = pytest.importorskip("pexpect")
    environment = {**os.environ, "TERM": "xterm", "PYTHON_BASIC_REPL": "1"}
    environment.pop("NO_COLOR", None)
    child = pexpect.spawn(
        sys.executable, ["-q"], env=environment, timeout=300, dimensions=(40, 160)
    )
    child.expect(">>> ")
    child.sendline("import viz; from autograd_core import Value")
    child.expect(">>> ")
    child.sendline("a = Value(3.0); viz.explain(a * a)")
    child.expect(">>> ")
    texts = child.before.decode()
    assert "\x1b[33m" in texts
    assert "dn1/da = 6.0" in CODE.sub("", texts)
    child.sendline("exit()")


IN_IPYTHON = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
from autograd_core import Value
import viz
L = Value(2.0, label="a") * 3
for formula in ("text", "latex", "markdown"):
    told = viz.explain(L, formula=formula, names={})
    data = shell.display_formatter.format(told)[0]
    assert data["text/plain"] == str(told), data
    kinds = {"latex": "text/latex", "markdown": "text/markdown"}
    assert ("text/latex" in data) == (formula == "latex"), data
    assert ("text/markdown" in data) == (formula != "latex"), data  # or a table
    if formula in kinds:
        assert data[kinds[formula]] == str(told)
print("fine")
"""


def test_ipython_typesets_formulas() -> None:
    pytest.importorskip("IPython")
    process = subprocess.run(
        [sys.executable, "-c", IN_IPYTHON], capture_output=True, text=True, check=True
    )
    assert process.stdout.endswith("fine\n")


def test_save(tmp_path: Path) -> None:
    loss = lectures.single_neuron()
    text = explain(loss)
    assert text.save(tmp_path / "a.txt").read_text("utf-8") == f"{text}\n"
    latex = explain(loss, formula="latex")
    page = latex.save(tmp_path / "a.tex").read_text("utf-8")
    assert r"\begin{document}" in page and str(latex) in page
    assert latex.save(tmp_path / "fragment.txt").read_text("utf-8") == f"{latex}\n"
    table = explain(loss, formula="markdown")
    assert table.save(tmp_path / "a.md").read_text("utf-8") == f"{table}\n"
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        text.save(tmp_path / "no" / "a.txt")


def test_it_is_a_string() -> None:
    text = explain(lectures.single_neuron())
    assert isinstance(text, str) and text.splitlines()[0].startswith("L = sigmoid(z)")
    assert f"{text}" == str(text) == text + ""
    assert Explanation("a").coloured() == "a"


def test_plain() -> None:
    cells: list[Any] = [Cell("a  ", "node"), Cell("\n"), Cell(" b "), Cell("c  ")]
    assert plain(cells) == "a\n b c"

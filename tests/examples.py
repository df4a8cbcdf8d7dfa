"""Runs the scripts of the folder `examples` as their docstrings say."""

from __future__ import annotations

import ast
import contextlib
import io
import os
import re
import runpy
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

EXAMPLES = Path(__file__).parents[1] / "examples"
USAGE = re.compile(r"^python examples/(\w+)\.py (\S+)$", re.MULTILINE)


def scripts() -> list[Path]:
    """The examples; what begins with make_ makes their data."""
    paths = sorted(EXAMPLES.glob("*.py"))
    return [path for path in paths if not path.name.startswith("make_")]


def usages(path: Path) -> list[tuple[str, str]]:
    """`(name, what to write)` for each command in the docstring of a script."""
    return USAGE.findall(ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "")


@dataclass(frozen=True)
class Ran:
    """An example that has been run.

    Args:
        names: What its module defines.
        printed: What it printed.
        folder: Where it ran, an empty folder before.
        target: What it was asked to write there.
    """

    names: dict[str, Any]
    printed: str
    folder: Path
    target: str

    def __getitem__(self, name: str) -> Any:
        return self.names[name]

    def line(self, begins: str) -> list[float]:
        """The numbers in the one printed line that begins so."""
        lines = [line.strip() for line in self.printed.splitlines()]
        (line,) = [line for line in lines if line.startswith(begins)]
        return numbers(line.removeprefix(begins))


def numbers(text: str) -> list[float]:
    """All numbers in a text."""
    return [float(n) for n in re.findall(r"-?\d+\.?\d*(?:e[+-]?\d+)?", text)]


def run_example(name: str, target: str, folder: Path) -> Ran:
    """`python examples/<name>.py <target>`, in a folder and in this process."""
    script = str(EXAMPLES / f"{name}.py")
    printed, complaints = io.StringIO(), io.StringIO()
    before = Path.cwd()
    os.chdir(folder)
    try:
        with (
            mock.patch.object(sys, "argv", [script, target]),
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(complaints),
        ):
            names = runpy.run_path(script, run_name="__main__")
    finally:
        os.chdir(before)
    assert complaints.getvalue() == ""
    return Ran(names, printed.getvalue(), folder, target)

"""Lines that people type in their first hour: each works, or the error says the remedy.

Each table is a program to begin with, and lines: `code => value`, or `code !! message`
(a regular expression stands between bars, `text|^pattern`). Indented lines belong to
the line before; the value of statements is that of `_`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograd_core import Node, compiled

FOLDER = Path(__file__).parent
TABLES = sorted(FOLDER.glob("*.txt"))


def rows_of(table: Path) -> tuple[str, list[str]]:
    """The program at the start of a table, and its lines."""
    start, _, text = table.read_text("utf-8").partition("----\n")
    rows: list[str] = []
    for line in text.splitlines():
        if line.startswith("  "):
            rows[-1] += "\n" + line[2:]
        elif line:
            rows.append(line)
    return start, rows


ROWS = [
    pytest.param(start, row, id=f"{table.stem}: {row.splitlines()[0][:60]}")
    for table in TABLES
    for start, rows in [rows_of(table)]
    for row in rows
]


def value_of(code: str, scope: dict[str, Any]) -> Any:
    """The value of an expression, or of `_` after statements."""
    try:
        expression = compile(code, "<line>", "eval")
    except SyntaxError:
        exec(code, scope)
        return scope.get("_")
    return eval(expression, scope)


def same(x: Any, expected: Any) -> bool:
    """Whether a result is the one that the table states."""
    x = x.data if isinstance(x, Node) else x
    if isinstance(expected, (float, list, np.ndarray)):
        return np.shape(x) == np.shape(expected) and np.allclose(x, expected, rtol=1e-9)
    return (x is None) == (expected is None) and bool(x == expected)


def says(message: str, expected: str) -> bool:
    """Whether one of the expected texts, or patterns that begin with ^, is there."""
    return any(
        re.search(part, message) if part[0] == "^" else part in message
        for part in expected.split("|")
    )


@pytest.mark.parametrize(("start", "row"), ROWS)
def test_it_works_or_says_the_remedy(
    start: str, row: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    scope: dict[str, Any] = {}
    exec(start, scope)
    code, _, expected = row.rpartition(" !! ")
    if code:
        with pytest.raises(Exception) as caught:
            value_of(code, scope)
            pytest.fail("silent")
        if not compiled and re.match(r"a\.\w+ = ", code):
            return  # of an assignment the plain build has Python's error
        assert says(str(caught.value), expected), str(caught.value)
    else:
        code, _, expected = row.rpartition(" => ")
        result = value_of(code, scope)
        assert same(result, eval(expected, scope)), repr(result)


def test_the_tables_are_long_and_each_line_is_there_once() -> None:
    rows = [(table.stem, row) for table in TABLES for row in rows_of(table)[1]]
    assert len(rows) == len(set(rows)) >= 300
    assert sum(" => " in row for _, row in rows) >= 90

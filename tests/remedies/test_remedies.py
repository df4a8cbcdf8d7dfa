"""What an error says to write is written here, and gives what it should.

Each table is a program to begin with, and blocks of three parts: a wrong call, the
remedy as the message has it, and the remedy as a program, whose value, or `_` after
statements, must be true. Indented lines belong to the line before.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograd_core import compiled
from tests.first_hour.test_first_hour import rows_of, value_of

TABLES = sorted(Path(__file__).parent.glob("*.txt"))
BLOCKS = [
    pytest.param(start, *rows[i : i + 3], id=f"{table.stem}: {rows[i].splitlines()[0]}")
    for table in TABLES
    for start, rows in [rows_of(table)]
    for i in range(0, len(rows), 3)
]


@pytest.mark.parametrize(("start", "wrong", "message", "remedy"), BLOCKS)
def test_the_remedy_is_said_and_works(
    start: str,
    wrong: str,
    message: str,
    remedy: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not compiled and wrong.startswith("a.m = "):
        pytest.skip("the slots of a plain Value raise before the package can")
    monkeypatch.chdir(tmp_path)
    scope: dict[str, Any] = {}
    exec(start, scope)
    with pytest.raises(Exception) as caught:
        value_of(wrong, scope)
        pytest.fail("no error")
    assert message in str(caught.value)
    scope = {}
    exec(start, scope)  # the wrong call may have changed something
    assert np.all(value_of(remedy, scope))


def test_the_tables_are_long() -> None:
    assert len(BLOCKS) >= 180

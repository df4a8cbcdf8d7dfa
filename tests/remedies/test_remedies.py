"""What a message says to write is written here, and gives what it should.

Each table is a program to begin with, and blocks of three parts: a wrong call, the
remedy as the message has it, and the remedy as a program, whose value, or `_` after
statements, must be true. Indented lines belong to the line before. The message is an
error, a warning, or the result as text. A call that ends in `# compiled` is explained
by the compiled build, one that ends in `# notes` by a note, from Python 3.11 on.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.first_hour.test_first_hour import value_of
from tests.remedies.cases import CASES, Case, printed

NAMED = [
    pytest.param(case, id=f"{case.table}: {case.wrong.splitlines()[0]}")
    for case in CASES
]


@pytest.mark.parametrize("case", NAMED)
def test_the_remedy_is_said_and_works(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if case.lacks:
        pytest.skip(f"without {case.lacks}")
    monkeypatch.chdir(tmp_path)
    text = printed(case)
    assert case.message in text, text
    scope: dict[str, Any] = {}
    exec(case.start, scope)  # the wrong call may have changed something
    assert np.all(value_of(case.remedy, scope))


def test_the_tables_are_long() -> None:
    assert len(CASES) >= 180

"""The cases of the tables beside this file, and what their wrong calls print."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import Any, NamedTuple

from autograd_core import compiled
from tests.first_hour.test_first_hour import rows_of, value_of

TABLES = sorted(Path(__file__).parent.glob("*.txt"))


class Case(NamedTuple):
    """A block of a table, and the program that the table begins with."""

    table: str
    start: str
    wrong: str
    message: str
    remedy: str

    @property
    def lacks(self) -> str:
        """What must be there for the message, and is not."""
        marks = {"compiled": compiled, "notes": sys.version_info >= (3, 11)}
        mark = self.wrong.rpartition("  # ")[2]
        return "" if marks.get(mark, True) else mark


CASES = [
    Case(table.stem, start, *rows[i : i + 3])
    for table in TABLES
    for start, rows in [rows_of(table)]
    for i in range(0, len(rows), 3)
]


def printed(case: Case) -> str:
    """What the wrong call says: warnings, its error with the cause, or its result."""
    scope: dict[str, Any] = {}
    exec(case.start, scope)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            last = value_of(case.wrong, scope)
        except Exception as error:
            notes = getattr(error, "__notes__", ())
            last = "\n".join([str(error), *notes, str(error.__cause__ or "")])
    return "\n".join([*(str(warning.message) for warning in caught), str(last)])

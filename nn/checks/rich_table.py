"""Base class of results that are shown as tables, in `print` and in the REPL."""

from __future__ import annotations

import io
from typing import Any

from autograd_core.extend import require

WIDTH = 88


class Table:
    """A result whose text is the table that a subclass gives in `__rich__`."""

    def __rich__(self) -> Any:
        raise NotImplementedError

    def __str__(self) -> str:
        file = io.StringIO()
        console = require("rich.console", "repl").Console(
            file=file, width=WIDTH, color_system=None
        )
        console.print(self)
        return file.getvalue().rstrip("\n")

    def __repr__(self) -> str:
        return str(self)

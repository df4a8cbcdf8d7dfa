"""Results that are tables: `print` and the REPL show them as rich draws them."""

from __future__ import annotations

import io
from typing import Any

from autograd_core.extend import require

WIDTH = 88


class Table:
    """Base class: a subclass says in `__rich__` what the table is."""

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

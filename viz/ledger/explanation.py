"""`Explanation`: text with forms for a terminal, a notebook and a file."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from autograd_core.extend import Absent, require_folder, write_file
from viz.graph.latex_text import document
from viz.graph.paths import checked_path

PREAMBLE = (
    r"\usepackage[margin=2cm]{geometry}",
    r"\usepackage{amsmath}",
    r"\allowdisplaybreaks",
)
_NOT_TEXT = (".svg", ".png", ".pdf", ".gif", ".mp4", ".jpg", ".html", ".ipynb")
STYLES = {
    "node": "bold",
    "grad": "yellow",
    "local": "cyan",
    "amount": "green",
    "faint": "dim",
}
"""The names of the styles in rich."""


class Cell(NamedTuple):
    """A piece of a text with its style: a key of `STYLES`, or "" for plain text."""

    text: str
    style: str = ""


def plain(cells: Sequence[Cell]) -> str:
    """The text of the cells, without blanks at the ends of lines.

    >>> plain([Cell("a ", "node"), Cell("\\n"), Cell("b")])
    'a\\nb'
    """
    lines = "".join([cell.text for cell in cells]).split("\n")
    return "\n".join([line.rstrip() for line in lines])


class Explanation(str):
    """Text that a REPL shows as it is, not as a quoted string.

    In a terminal it has colours, if rich is installed; in a pipe, a file or a notebook
    it has none. A notebook shows a table, and typesets LaTeX and Markdown.

    Args:
        text: the whole text.
        cells: the same text in pieces with styles; empty for plain text.
        formula: "text", "latex" or "markdown".
        table: the same in Markdown, for notebooks; empty for text alone.

    >>> Explanation("two\\nlines")
    two
    lines
    """

    cells: Sequence[Cell]
    formula: str
    table: str

    def __new__(
        cls,
        text: str,
        cells: Sequence[Cell] = (),
        formula: str = "text",
        table: str = "",
    ) -> Explanation:
        self = super().__new__(cls, text)
        self.cells = cells
        self.formula = formula
        self.table = table
        return self

    def coloured(self) -> str:
        """The text with the terminal's codes for colours.

        Plain text if standard output is not a terminal, or rich is missing.

        >>> Explanation("a", [Cell("a", "node")]).coloured()
        'a'
        """
        if not sys.stdout.isatty() or importlib.util.find_spec("rich") is None:
            return str(self)
        from rich.console import Console

        console = Console(soft_wrap=True)
        with console.capture() as captured:
            console.print(self.__rich__(), end="")
        return captured.get()

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the text to a file; LaTeX to a .tex file as a whole document.

        Args:
            path: where to; an existing file is replaced, but only by a whole one.

        Returns:
            The path.

        Raises:
            TypeError: `path` is not a path.
            ValueError: the name is that of a picture or a page, or a .tex file is to
                hold what is not LaTeX.
            OSError: the file cannot be written; nothing is left behind.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     Explanation("a").save(folder + "/a.txt").read_text("utf-8")
        'a\\n'
        """
        target = checked_path("save", path, "ledger.txt")
        if target.suffix.lower() in _NOT_TEXT:
            raise ValueError(
                f"save: this is text, and {target.suffix} files are not; write a .txt, "
                ".md or .tex file, or draw(...) for a picture"
            )
        require_folder(target)
        text = f"{self}\n"
        if target.suffix.lower() == ".tex":
            if self.formula != "latex":
                raise ValueError(
                    f"save: {str(path)!r} would hold no LaTeX; give the call that made "
                    "the text formula='latex'"
                )
            text = document(str(self), PREAMBLE)
        write_file(target, text.encode())
        return target

    def __rich__(self) -> Any:
        from rich.text import Text

        if not self.cells:
            return Text(str(self))
        styled = [(cell.text, STYLES.get(cell.style, "")) for cell in self.cells]
        return Text.assemble(*styled)

    def __repr__(self) -> str:
        # At a prompt, and only there, the text is read at once and not stored.
        return self.coloured() if hasattr(sys, "ps1") else str(self)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """Print the text with colours in IPython."""
        printer.text(self.coloured())

    def _repr_latex_(self) -> str | None:
        return str(self) if self.formula == "latex" else None

    def _repr_markdown_(self) -> str | None:
        return str(self) if self.formula == "markdown" else self.table or None


for _name in ("latex", "markdown"):
    _remedy = f"write `viz.explain(v, formula={_name!r})`"
    for _other in (_name, f"to_{_name}"):
        setattr(Explanation, _other, Absent(_other, _remedy))

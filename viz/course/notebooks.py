"""A lesson as a notebook, and as a Python file with the same cells."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from viz.course.lessons import Cell, Lesson, cells

_PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?!https?:)([^)\s]+)\)")
_KINDS = {".svg": "image/svg+xml", ".png": "image/png", ".gif": "image/gif"}
_ANSWER = re.compile(r"<details><summary>(.*?)</summary>\n(.*?)\n</details>", re.DOTALL)
_METADATA = {
    "kernelspec": {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}


def cells_of(lesson: Lesson) -> list[Cell]:
    """Return the cells of a lesson.

    >>> from viz.course.lessons import lessons
    >>> cells_of(lessons()[1])[0].source
    '# 1 · A slope is a sensitivity'
    """
    text = lesson.path.read_text("utf-8")
    if lesson.path.suffix == ".md":
        return [*cells(text)]
    book = json.loads(text)
    return [Cell(cell["cell_type"], "".join(cell["source"])) for cell in book["cells"]]


def notebook(lesson: Lesson, links: str = "") -> str:
    """Return a lesson as the text of a notebook.

    Args:
        lesson: the lesson.
        links: the way from the notebook to the folder of the lessons, such as
            "../../docs/course/". Without it the pictures become part of the notebook,
            and links to other pages plain text.
    """
    if lesson.path.suffix == ".ipynb":
        return lesson.path.read_text("utf-8")
    book = {
        "cells": [
            _cell(i, cell, lesson.path.parent, links)
            for i, cell in enumerate(cells_of(lesson))
        ],
        "metadata": _METADATA,
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(book, indent=1, ensure_ascii=False) + "\n"


def _cell(i: int, cell: Cell, folder: Path, links: str) -> dict[str, Any]:
    source = cell.source
    entry: dict[str, Any] = {"cell_type": cell.kind, "id": f"cell-{i}", "metadata": {}}
    if cell.kind == "code":
        entry |= {"execution_count": None, "outputs": []}
    elif links:
        source = re.sub(
            r"\]\((?!https?:|#)([^)\s]+)\)", rf"]({links}\1)", source
        ).replace("/course/../", "/")
    else:
        attachments: dict[str, Any] = {}
        source = _LINK.sub(r"\1", _PICTURE.sub(_attach(folder, attachments), source))
        if attachments:
            entry["attachments"] = attachments
    return entry | {"source": source.splitlines(keepends=True)}


def _attach(
    folder: Path, attachments: dict[str, Any]
) -> Callable[[re.Match[str]], str]:
    """Return what replaces a link to a picture, and keeps the picture."""

    def attach(match: re.Match[str]) -> str:
        path = folder / match[2]
        if not path.is_file() or path.suffix not in _KINDS:
            return f"*{match[1]}*"
        data = base64.b64encode(path.read_bytes()).decode()
        attachments[path.name] = {_KINDS[path.suffix]: data}
        return f"![{match[1]}](attachment:{path.name})"

    return attach


def script(lesson: Lesson) -> str:
    """Return a lesson as a Python file, its text as comments, its answers at the end.

    The cells are marked by `# %%`, as VS Code, Spyder and PyCharm know them.
    """
    answers: list[str] = []
    pieces = [_piece(cell, answers) for cell in cells_of(lesson)]
    if answers:
        pieces.append("# %% [markdown]\n# ## Answers\n#\n" + "\n#\n".join(answers))
    return "\n\n".join(pieces) + "\n"


def _piece(cell: Cell, answers: list[str]) -> str:
    if cell.kind == "code":
        return f"# %%\n{cell.source}"

    def put_away(match: re.Match[str]) -> str:
        answers.append(_comment([f"{len(answers) + 1}. {match[1]}", *_body(match[2])]))
        return f"({match[1]} {len(answers)}, at the end of this file.)"

    source = _ANSWER.sub(put_away, cell.source)
    source = _PICTURE.sub(r"(picture: \1)", source)
    return "# %% [markdown]\n" + _comment(_LINK.sub(r"\1", source).splitlines())


def _body(text: str) -> Iterator[str]:
    return iter(["", *text.strip().splitlines()])


def _comment(lines: Iterable[str]) -> str:
    return "\n".join(f"# {line}".rstrip() for line in lines)

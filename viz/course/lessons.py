"""The texts of the lessons: where they are, their titles and their parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

TOUR = 0
"""Lesson 0 is a notebook, `examples/tour.ipynb`."""

_HERE = Path(__file__).parent
_FENCE = re.compile(r"^```(\S*)\n(.*?)^```$\n?", re.MULTILINE | re.DOTALL)
_FOLDED = re.compile(r"^<details>.*?^</details>$\n?", re.MULTILINE | re.DOTALL)
_SECTION = re.compile(r"^(?=## )", re.MULTILINE)
_SEED = re.compile(r"(\bcheck\(.*), seed=\d+\)")


class Cell(NamedTuple):
    """A piece of a lesson.

    Attributes:
        kind: "code", or "markdown".
        source: its text, without a newline at the end.
    """

    kind: str
    source: str


class Lesson(NamedTuple):
    """One lesson.

    Attributes:
        number: its number.
        title: its title, without the number.
        path: its text, Markdown; that of lesson 0 is a notebook.
    """

    number: int
    title: str
    path: Path


def folder() -> Path:
    """Return the folder of the texts: of the installed package, or of the source.

    The build copies docs/course and its pictures into the package; in the source tree
    there is one copy only.
    """
    installed = _HERE / "pages" / "course"
    return installed if installed.is_dir() else _HERE.parents[1] / "docs" / "course"


def _tour() -> Path:
    installed = _HERE / "pages" / "tour.ipynb"
    return (
        installed if installed.is_file() else _HERE.parents[1] / "examples/tour.ipynb"
    )


@cache
def lessons() -> dict[int, Lesson]:
    """Return the lessons by number.

    >>> lessons()[1].title
    'A slope is a sensitivity'
    """
    numbered = {TOUR: Lesson(TOUR, "A tour in pictures", _tour())}
    for path in sorted(folder().glob("[0-9][0-9]-*.md")):
        with path.open(encoding="utf-8") as file:
            number, _, title = file.readline().lstrip("# ").partition(" · ")
        numbered[int(number)] = Lesson(int(number), title.strip(), path)
    return {
        number: lesson for number, lesson in numbered.items() if lesson.path.exists()
    }


def cells(text: str) -> Iterator[Cell]:
    """Divide a lesson's Markdown into cells of text and code.

    What a block prints is left out: the reader runs it. Folded answers stay text.

    >>> [*cells("# 1\\n\\n```python\\nx = 1\\n```\\n\\n```text\\n```\\n\\n## End\\n")]
    [Cell(kind='markdown', source='# 1'), Cell(kind='code', source='x = 1'), \
Cell(kind='markdown', source='## End')]
    """
    folded: list[str] = []

    def put_away(match: re.Match[str]) -> str:
        folded.append(match[0])
        return f"\0{len(folded) - 1}\0\n"

    def bring_back(text: str) -> str:
        return re.sub("\0(\\d+)\0\n?", lambda match: folded[int(match[1])], text)

    text = _FOLDED.sub(put_away, text)
    end = 0
    for fence in _FENCE.finditer(text):
        if fence[1] not in ("python", "text"):
            continue
        yield from _markdown(bring_back(text[end : fence.start()]))
        end = fence.end()
        if fence[1] == "python":
            yield Cell("code", _SEED.sub(r"\1)", fence[2]).rstrip())
    yield from _markdown(bring_back(text[end:]))


def _markdown(text: str) -> Iterator[Cell]:
    for section in _SECTION.split(text):
        if section.strip():
            yield Cell("markdown", section.strip())

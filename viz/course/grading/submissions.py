"""What learners hand in: scripts, notebooks, and files of answers."""

from __future__ import annotations

import ast
import glob
import json
import re
import tokenize
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from viz.course.exercises import LESSONS, exercise_of

LARGEST = 5_000_000
"""The largest file in bytes; a notebook with pictures may have some millions."""

_CELL = re.compile(r"^# %%.*$", re.MULTILINE)
_MAGIC = re.compile(
    r"^(\s*)(?:[%!?].*|[A-Za-z_][\w., ]*=\s*[%!].*|[A-Za-z_][\w.]*\?{1,2}\s*)$",
    re.MULTILINE,
)


_HIDDEN = re.compile(r"/[._]")
_OF_A_LESSON = re.compile(r"lesson[ _-]?\d", re.IGNORECASE)
_CHECK = re.compile(r"\bcheck\(\s*(\d+)\s*,")


class Submission(NamedTuple):
    """One learner's code.

    Attributes:
        learner: the name of the file, or in a file of several learners theirs.
        file: the path of the file.
        cells: pieces of code to run one after the other; one that fails is left.
        problem: why the file cannot be read; "" if it can.
    """

    learner: str
    file: str
    cells: tuple[str, ...] = ()
    problem: str = ""

    def lessons(self) -> list[int]:
        """Return the lessons that the code calls `check` for, as far as it shows.

        >>> Submission("ann", "", ("check(4, gradients)", "check(99, f)")).lessons()
        [4]
        """
        numbers = {int(n) for cell in self.cells for n in _CHECK.findall(cell)}
        return sorted(numbers & {*LESSONS})


def files_of(word: str) -> list[Path]:
    """Return the files that a word of the command line names.

    A folder stands for the scripts and notebooks in it and below; a pattern is matched
    here too, since the command prompt of Windows leaves it as it is.

    Raises:
        ValueError: nothing fits.

    >>> files_of("ann.py"), [path.name for path in files_of(__file__[:-4] + "*")]
    ([PosixPath('ann.py')], ['submissions.py'])
    """
    path = Path(word)
    if path.is_dir():
        matches = [p for p in path.rglob("*") if p.suffix in (".py", ".ipynb")]
        inside = [p.relative_to(path) for p in matches]
        pairs = zip(matches, inside, strict=True)
        files = [p for p, below in pairs if not _HIDDEN.search(f"/{below.as_posix()}")]
        problem = "there is no .py or .ipynb in this folder"
    elif path.exists() or not glob.has_magic(word):
        return [path]
    else:
        files = [Path(name) for name in glob.glob(word, recursive=True)]
        problem = "no file has such a name"
    if not files:
        raise ValueError(f"{word}: {problem}")
    return sorted(files)


def read(path: Path) -> list[Submission]:
    """Return the submissions in a file.

    Args:
        path: a .py file; an .ipynb; or a .json with the code for each lesson,
            `{"1": "def slope...", "4": ...}`, or that of several learners by name.

    Returns:
        One submission, several of a .json; one with a `problem` for a file that cannot
        be read.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError(f"it has more than {LARGEST:,} bytes")
        text = _text(path)
        if path.suffix == ".py":
            cells = [("", tuple(_script(text)))]
        elif path.suffix == ".ipynb":
            cells = [("", tuple(_notebook(json.loads(text))))]
        elif path.suffix == ".json":
            cells = [*_answers(json.loads(text))]
        else:
            raise ValueError("expected a .py, .ipynb or .json file")
    except OSError as error:
        return [_unreadable(path, error.strerror or str(error))]
    except RecursionError:
        return [_unreadable(path, "it is nested too deeply")]
    except ValueError as error:
        return [_unreadable(path, str(error))]
    return [Submission(name or path.stem, str(path), code) for name, code in cells]


def _text(path: Path) -> str:
    """Return what a file holds, without the mark that Windows puts in front."""
    try:
        if path.suffix == ".py":  # it may say its encoding in a comment
            with tokenize.open(path) as file:
                text = file.read()
        else:
            text = path.read_text("utf-8-sig")
    except (UnicodeDecodeError, SyntaxError):
        raise ValueError("it is not text in UTF-8; save it again as UTF-8") from None
    if not text.strip():
        raise ValueError("it is empty")
    return text


def told_apart(submissions: Sequence[Submission]) -> list[Submission]:
    """Return submissions with the names of their learners.

    Everyone's `lesson04.py` is called so: of several files the learner is the folder.
    Other files called alike get the folder's name in front, and stay apart.

    >>> files = ["ann/lesson01.py", "ann/lesson04.ipynb", "bob/lesson01.py", "eve.py"]
    >>> handed_in = [Submission(Path(file).stem, file) for file in files]
    >>> [one.learner for one in told_apart(handed_in)]
    ['ann', 'ann', 'bob', 'eve']
    """
    if len(submissions) == 1:
        return [*submissions]
    folders = [Path(one.file).resolve().parent for one in submissions]
    pairs = [*zip(submissions, folders, strict=True)]
    counts = Counter(one.learner for one in submissions)
    # Two learners of one name: both have a lesson of their own.
    places = {(folder, Path(one.file).name) for one, folder in pairs}
    names = Counter((folder.name, file) for folder, file in places)
    namesakes = {name for (name, _), count in names.items() if count > 1}

    def name(one: Submission, folder: Path) -> str:
        if _OF_A_LESSON.match(one.learner):
            alike = folder.name in namesakes
            return f"{folder.parent.name}/{folder.name}" if alike else folder.name
        alone = counts[one.learner] == 1
        return one.learner if alone else f"{folder.name}/{one.learner}"

    return [one._replace(learner=name(one, folder)) for one, folder in pairs]


def _unreadable(path: Path, problem: str) -> Submission:
    return Submission(path.stem, str(path), problem=problem)


def _script(text: str) -> Iterator[str]:
    """Yield the cells of a script; each keeps the numbers of its lines."""
    lines = 0
    for cell in _CELL.split(text):
        yield "\n" * lines + cell
        lines += cell.count("\n")


def _notebook(book: Any) -> Iterator[str]:
    """Yield the code of a notebook, without magics and shell commands."""
    if not isinstance(book, dict) or not isinstance(book.get("cells"), list):
        raise ValueError("it is not a notebook")
    for cell in book["cells"]:
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source = cell.get("source", "")
            text = (
                "".join(map(str, source)) if isinstance(source, list) else str(source)
            )
            yield text if _is_python(text) else _MAGIC.sub(r"\1pass", text)


def _is_python(text: str) -> bool:
    """Return whether it can be parsed: then a line that begins with % is no magic."""
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _answers(data: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the learners of a file of answers, "" for the only one, and their code."""
    if not isinstance(data, dict):
        data = {}
    if isinstance(data.get("answers"), dict):
        yield str(data.get("learner") or ""), _lessons(data["answers"])
    elif any(map(_is_lesson, data)):
        yield "", _lessons(data)
    elif data and all(isinstance(answers, dict) for answers in data.values()):
        for name, answers in data.items():
            yield name, _lessons(answers)
    else:
        raise ValueError('expected answers by lesson, {"1": "def slope(f, x): ..."}')


def _is_lesson(key: str) -> bool:
    return key.isdecimal() and int(key) in LESSONS


def _lessons(answers: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the code of each lesson, and calls of `check`; the rest does not count."""
    cells = []
    for key in filter(_is_lesson, answers):
        names = [part.name for part in exercise_of(int(key)).parts]
        calls = f"from viz.course import check\ncheck({key}, {', '.join(names)})\n"
        cells += [str(answers[key]), calls]
    return tuple(cells)

"""Marks as a table for a terminal, as JSON and as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

from viz.course.grading.grade import Mark

COLUMNS = ("learner", "file", "lesson", "result", "mistake", "text")


_ORDER = ("right", "wrong", "stopped")


def best(marks: Sequence[Mark]) -> list[Mark]:
    """Return the best mark of each learner and lesson.

    Of a lesson there may be a script and a notebook, and only one of them is solved.

    >>> script = Mark("ann", "ann/lesson04.py", 4, "wrong", "", "")
    >>> notebook = Mark("ann", "ann/lesson04.ipynb", 4, "right", "", "")
    >>> [mark.file for mark in best([script, notebook])]
    ['ann/lesson04.ipynb']
    """
    chosen: dict[object, Mark] = {}
    for mark in marks:
        # A remark about a whole file has no lesson, and stays.
        key = (mark.learner, mark.lesson or mark.file)
        other = chosen.get(key, mark)
        better = mark.lesson and _ORDER.index(mark.result) < _ORDER.index(other.result)
        chosen[key] = mark if better else other
    return [*chosen.values()]


def as_table(marks: Sequence[Mark]) -> str:
    """Return one row for each learner, and below it a line for what is not right.

    >>> wrong = Mark("bob", "bob.py", 4, "wrong", "", "Lesson 4: wrong.")
    >>> print(as_table([Mark("ann", "ann.py", 4, "right", "", ""), wrong]))
    learner  4      right
    ann      right    1/1
    bob      wrong    0/1
    <BLANKLINE>
    bob, bob.py
      Lesson 4: wrong.
    """
    lessons = sorted({mark.lesson for mark in marks if mark.lesson})
    learners: dict[str, list[Mark]] = {}
    for mark in marks:
        learners.setdefault(mark.learner, []).append(mark)
    rows = [["learner", *map(str, lessons), "right"]]
    details = []
    for learner, own in learners.items():
        results = {mark.lesson: mark.result for mark in own}
        count = [*results.values()].count("right")
        cells = [results.get(lesson, "-") for lesson in lessons]
        rows.append([learner, *cells, f"{count}/{len(lessons)}"])
        remarks: dict[str, list[str]] = {}
        for mark in own:
            if mark.result != "right":
                remarks.setdefault(mark.file, []).append(f"  {mark.text}")
        for file, lines in remarks.items():
            details += ["", f"{learner}, {file}", *lines]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join([*(_line(row, widths) for row in rows), *details])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    """Return a row of a table; the last column is set to the right."""
    cells = [cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=False)]
    return "  ".join([*cells, row[-1].rjust(widths[-1])])


def as_json(marks: Sequence[Mark], seed: int) -> str:
    """Return all marks as one JSON object."""
    data = {"seed": seed, "marks": [mark._asdict() for mark in marks]}
    return json.dumps(data, indent=2, ensure_ascii=False)


def as_csv(marks: Sequence[Mark]) -> str:
    """Return all marks as CSV, one row for each exercise.

    >>> print(as_csv([Mark("=1+1", "a.py", 4, "right", "", "")]).splitlines()[1])
    '=1+1,a.py,4,right,,
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for mark in marks:
        writer.writerow([_harmless(cell) for cell in mark])
    return text.getvalue()


def _harmless(cell: object) -> object:
    """Keep a spreadsheet from taking a learner's text for a formula."""
    if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{cell}"
    return cell

"""The process in which learners' code runs: `python -m viz.course.grading.worker`.

It reads a job from standard input, and writes what the code answers to the questions
as it comes. It judges nothing: that is done by the process that started it.
"""

from __future__ import annotations

import ast
import code
import contextlib
import importlib
import io
import json
import sys
from collections.abc import Sequence
from typing import Any

import viz.course
from viz.course.check import complaint, exercise_for
from viz.course.exercise import Exercise
from viz.course.grading.limits import forbid_the_rest, limit_resources
from viz.course.judge import replies_of

ANSWERS = "answers.jsonl"
LOADED_BEFORE = ("ctypes", "scipy.linalg", "scipy.optimize", "scipy.special")
"""Modules whose import does what is refused later."""


class Notes:
    """Writes one line for each event, at once: the process may end at any time."""

    def __init__(self, file: io.FileIO) -> None:
        self._file = file

    def write(self, **event: Any) -> None:
        """Write an event."""
        self._file.write(json.dumps(event).encode() + b"\n")


class Cells(code.InteractiveInterpreter):
    """Runs cells in one namespace; remembers the first error, and goes on."""

    error = ""

    def showtraceback(self) -> None:
        """Remember what was raised."""
        kind, error, _ = sys.exc_info()
        if not self.error and kind:
            self.error = f"{kind.__name__}: {error}"[:300]

    def run(self, source: str) -> None:
        """Run one cell, statement by statement: one that fails is left."""
        try:
            statements = ast.parse(source).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            self.showtraceback()
            return
        for statement in statements:
            module = ast.Module([statement], type_ignores=[])
            try:
                self.runcode(compile(module, "<cell>", "exec"))
            except (SystemExit, SyntaxError, ValueError, RecursionError):
                self.showtraceback()


def recorder(notes: Notes, held_out: int) -> Any:
    """Return what stands for `check` in learners' code: its seed does not count."""

    def check(lesson: int, *answers: Any, seed: int | None = None) -> None:
        """Note what the answers to the questions of a lesson are."""
        exercise = exercise_for(lesson, seed)
        if isinstance(lesson, Exercise):
            raise TypeError("grade knows the exercises of the lessons only")
        notes.write(lesson=lesson)
        problem = complaint(str(lesson), exercise, answers)
        if problem:
            notes.write(lesson=lesson, problem=problem)
        else:
            notes.write(lesson=lesson, replies=replies_of(exercise, answers, held_out))

    return check


def main() -> None:
    """Do the job on standard input."""
    job = json.load(sys.stdin)
    sys.stdin = io.StringIO()
    load(job)
    with open(ANSWERS, "ab", buffering=0) as file:
        notes = Notes(file)
        check = recorder(notes, job["seed"])
        viz.course.check = check  # type: ignore[assignment]
        sys.modules["viz.course.check"].check = check  # type: ignore[attr-defined]
        limit_resources(job["seconds"], job["megabytes"])
        forbid_the_rest(".")
        run(job["cells"], notes)


def load(job: dict[str, Any]) -> None:
    """Import what the code needs, while imports may still do what they like."""
    for lesson in job["lessons"]:
        exercise_for(lesson, None)
    text = "\n".join(job["cells"])
    for module in LOADED_BEFORE:
        if module.partition(".")[0] in text:
            with contextlib.suppress(ImportError):
                importlib.import_module(module)


def run(cells: Sequence[str], notes: Notes) -> None:
    """Run the cells, and note the first error."""
    interpreter = Cells({"__name__": "__main__"})
    for source in cells:
        interpreter.run(source)
    notes.write(error=interpreter.error)


if __name__ == "__main__":
    main()

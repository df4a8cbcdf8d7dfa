"""Run submissions in processes of their own, and judge what comes back."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import site
import stat
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from viz.course.exercises import LESSONS, exercise_of
from viz.course.grading.submissions import Submission
from viz.course.judge import judge
from viz.graph.text_format import visible

MOST_BYTES = 32_000_000
"""What is read of a process's answers."""


class Limits(NamedTuple):
    """What one submission may use: seconds, and megabytes of memory."""

    seconds: int = 60
    megabytes: int = 2048


USUAL = Limits()


class Mark(NamedTuple):
    """The outcome of one exercise of one learner.

    Attributes:
        learner: the learner.
        file: the file.
        lesson: the lesson; 0 for a remark about the whole file.
        result: "right", "wrong", "stopped" (it took too long or broke down), or
            "unread" for a file in which there is no answer to be judged.
        mistake: the name of the misconception, "" if it is none that is known.
        text: one line about it.
    """

    learner: str
    file: str
    lesson: int
    result: str
    mistake: str
    text: str


def grade(submission: Submission, seed: int, limits: Limits = USUAL) -> list[Mark]:
    """Return the marks of one submission, on inputs that are drawn from a seed.

    Its code runs in another process, which only answers questions; it is judged here.

    Args:
        submission: what was handed in.
        seed: of the inputs.
        limits: what its code may use.

    >>> right = "def slope(f, x): return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5"
    >>> call = "from viz.course import check; check(1, slope)"
    >>> [mark.result for mark in grade(Submission("ann", "", (right, call)), 7)]
    ['right']
    """
    if submission.problem:
        return [_remark(submission, f"cannot be read: {submission.problem}")]
    events, end = _run(submission, seed, limits)
    # Later calls of `check` replace earlier ones: a learner tries again and again.
    last = {event["lesson"]: event for event in events if _is_about_lesson(event)}
    error = next((event["error"] for event in events if event.get("error")), "")
    why = end or (f"an error came first: {error}" if error else "the code ended before")
    lessons = sorted({*last, *submission.lessons()})
    if not lessons:
        return [_remark(submission, f"no check(...) was reached; {why}")]
    marks = [_mark(submission, n, last.get(n), seed, why) for n in lessons]
    # A name that is missing in the answer may be that of the statement that failed.
    cause = f" The first statement that failed: {error}" if error else ""
    return [
        mark._replace(text=_one_line(mark.text + cause))
        if " raises " in mark.text
        else mark
        for mark in marks
    ]


def _is_about_lesson(event: dict[str, Any]) -> bool:
    lesson = event.get("lesson")
    return isinstance(lesson, int) and lesson in LESSONS


def _remark(submission: Submission, text: str) -> Mark:
    return Mark(*_source(submission), 0, "unread", "", _one_line(text))


def _mark(submission: Submission, lesson: int, event: Any, seed: int, why: str) -> Mark:
    """Judge the answers to the questions of one lesson; no event if it was not asked.

    Args:
        why: what is known of how the process ended.
    """
    name, mistake = f"Lesson {lesson}", ""
    if event is None:
        result, text = "stopped", f"{name}: check was not reached; {why}"
    elif "replies" in event:
        try:
            verdict = judge(name, exercise_of(lesson), event["replies"], seed)
            result = "right" if verdict.ok else "wrong"
            mistake, text = verdict.mistake, verdict.text
        except Exception:  # answers that `replies_of` would not have written
            result, text = "wrong", f"{name}: these are no answers."
    elif event.get("problem"):
        result, text = "wrong", f"{name}: {event['problem']}"
    else:
        result, text = "stopped", f"{name}: no answer came; {why}"
    return Mark(*_source(submission), lesson, result, mistake, _one_line(text))


def _source(submission: Submission) -> tuple[str, str]:
    return visible(submission.learner, 60), visible(submission.file, 300)


def _one_line(text: str) -> str:
    """Return a learner's text in one line, without what could move a cursor."""
    return visible(" ".join(text.split()), 500)


def _run(
    submission: Submission, seed: int, limits: Limits
) -> tuple[list[dict[str, Any]], str]:
    """Return what a process noted, and why it ended if not by itself."""
    job = {
        "cells": submission.cells,
        "seed": seed,
        "lessons": submission.lessons(),
        **limits._asdict(),
    }
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        process = subprocess.Popen(
            [sys.executable, "-m", "viz.course.grading.worker"],
            cwd=folder,
            env=_environment(folder),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            process.communicate(json.dumps(job).encode(), timeout=limits.seconds)
            code = process.returncode
            end = "" if code == 0 else f"the process ended with code {code}"
        except subprocess.TimeoutExpired:
            end = f"not done within {limits.seconds} s"
        finally:
            _stop(process)
        return _events(Path(folder, "answers.jsonl")), end


def _environment(folder: str) -> dict[str, str]:
    """Return the variables of the process: no secrets, and homes in its folder."""
    passed_on = ("PATH", "SYSTEMROOT", "LANG", "LC_ALL", "AUTOGRAD_CORE_PURE")
    return {
        **{name: os.environ[name] for name in passed_on if name in os.environ},
        **dict.fromkeys(("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP"), folder),
        # Not sys.path: a learner's file beside the others may be called random.py.
        "PYTHONPATH": str(Path(__file__).parents[3]),
        "PYTHONUSERBASE": site.getuserbase(),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MPLBACKEND": "Agg",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONIOENCODING": "utf-8",
    }


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started."""
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _events(path: Path) -> list[dict[str, Any]]:
    """Return what was noted; lines that are no notes are passed over."""
    events = []
    try:
        if not stat.S_ISREG(path.lstat().st_mode):  # a pipe would never end
            return []
        with path.open("rb") as file:
            lines: Sequence[bytes] = file.read(MOST_BYTES).splitlines()
    except OSError:
        return []
    for line in lines:
        with contextlib.suppress(ValueError, RecursionError):
            event = json.loads(line)
            if isinstance(event, dict):
                events.append(event)
    return events

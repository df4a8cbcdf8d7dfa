"""Asking a learner's function, and judging what it answered.

The two halves may run in different processes: a reply is plain data.
"""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from typing import Any, NamedTuple

from autograd_core.extend import plural
from viz.course.exercise import (
    Exercise,
    Inputs,
    Part,
    Trial,
    Watched,
    cases_of,
    show_input,
)
from viz.course.plain import NoUse, Plain, brief, kind_of, plain, same

Reply = dict[str, Plain]
"""`{"answer": plain data, "notes": ...}` or `{"error": "IndexError: ..."}`."""


class Verdict(NamedTuple):
    """What `check` finds.

    Attributes:
        ok: whether every answer is right.
        mistake: the name of the misconception that the answers fit; "" if unknown.
        text: one line that says so.
        seed: of the random inputs.
    """

    ok: bool
    mistake: str
    text: str
    seed: int

    def __str__(self) -> str:
        return self.text


def replies_of(exercise: Exercise, answers: Sequence[Any], seed: int) -> list[Any]:
    """Put all questions of an exercise to what a learner wrote.

    Args:
        exercise: the questions.
        answers: the learner's functions, one for each part.
        seed: of the random inputs.

    Returns:
        For each part a list of replies, one for each question.
    """
    parts = zip(exercise.parts, answers, strict=True)
    return [
        [_reply(part, answer, inputs) for inputs in cases_of(part, seed)]
        for part, answer in parts
    ]


def _reply(part: Part, answer: Any, inputs: Inputs) -> Reply:
    try:
        returned, notes = part.ask(answer, *inputs), None
        if isinstance(returned, Watched):
            returned, notes = returned
        return {"answer": plain(returned), "notes": plain(notes)}
    except NoUse as error:
        return {"error": f"TypeError: the answer is no use, {error}"}
    except Exception as error:
        where = _line_of(error)
        return {"error": f"{type(error).__name__}: {_one_line(error)}{where}"}


def _line_of(error: Exception) -> str:
    """Where in the learner's file or cell an error came up; "" if not there."""
    frames = traceback.walk_tb(error.__traceback__)
    lines = [n for frame, n in frames if frame.f_globals.get("__name__") == "__main__"]
    return f" (line {lines[-1]})" if lines else ""


def _one_line(error: Exception) -> str:
    try:
        text = " ".join(str(error).split())
    except Exception:
        return "an error that cannot be printed"
    return text if len(text) <= 160 else f"{text[:157]}..."


def judge(name: str, exercise: Exercise, replies: Any, seed: int) -> Verdict:
    """Compare replies with the right answers.

    Args:
        name: of the lesson or exercise, with which the text begins.
        exercise: the questions.
        replies: as `replies_of` returns them; whatever is not of that form is wrong.
        seed: of the random inputs.
    """
    count, notes = 0, []
    for part, part_replies in zip(exercise.parts, replies, strict=True):
        cases = cases_of(part, seed)
        trials = [_trial(part, *pair) for pair in zip(cases, part_replies, strict=True)]
        bad = [trial for trial in trials if trial.error or not part.agrees(trial)]
        if bad:
            mistake, text = _finding(part, bad)
            line = f"{name}: wrong{text} (seed {seed})."
            return Verdict(False, mistake, line, seed)
        count += len(trials)
        notes += [note for note in [part.note(trials)] if note]
    inputs = plural(count, "random input")
    text = f"{name}: right, on {inputs} (seed {seed})."
    return Verdict(True, "", " ".join([text, *notes]), seed)


def _trial(part: Part, inputs: Inputs, reply: Reply) -> Trial:
    right = plain(part.right(*inputs))
    error = str(reply.get("error") or "")
    return Trial(inputs, reply.get("answer"), right, error, reply.get("notes"))


def _finding(part: Part, bad: Sequence[Trial]) -> tuple[str, str]:
    """Return the name of the mistake, and what to say, from the wrong trials."""
    group = part.group(*bad[0].inputs)
    bad = [trial for trial in bad if part.group(*trial.inputs) == group]
    comparison = f"{_call(part, bad[0].inputs)} {_what_came(part, bad[0])}"
    for mistake in part.mistakes:
        if all(mistake.fits(trial) for trial in bad):
            return mistake.name, f", {mistake.name}. {mistake.advice} {comparison}"
    return "", f". {comparison}"


def _call(part: Part, inputs: Inputs) -> str:
    if part.show:
        return part.show(*inputs)
    return f"{part.name}({', '.join(map(show_input, inputs))})"


def _what_came(part: Part, trial: Trial) -> str:
    if trial.error:
        return f"raises {trial.error}"
    if trial.answer is None:
        return "returns None: is a `return` missing?"
    if part.say:
        return part.say(trial)
    return comparison(trial.answer, trial.right)


def comparison(answer: Plain, right: Plain) -> str:
    """Return in words how an answer differs from the right one.

    >>> comparison(1.0, 2.0)
    'returns 1, right is 2'
    >>> comparison({"h": 1.0, "z": 3.0}, {"h": 1.0, "z": 2.0})
    'returns for z 3, right is 2'
    """
    kinds = kind_of(answer), kind_of(right)
    if kinds[0] != kinds[1]:
        return f"returns {kinds[0]}, expected {kinds[1]}"
    if isinstance(answer, dict) and isinstance(right, dict):
        for key, entry in right.items():
            if not same(answer[key], entry):
                words = comparison(answer[key], entry)
                return words.replace("returns", f"returns for {key}", 1)
    long = len(brief(right)) > 60 or brief(answer) == brief(right)
    if isinstance(answer, list) and isinstance(right, list) and long:
        for i, pair in enumerate(zip(answer, right, strict=True)):
            if not same(*pair):
                return (
                    comparison(*pair)
                    .replace("returns", f"returns at [{i}]", 1)
                    .replace("] at [", "][")
                )
    return f"returns {brief(answer)}, right is {brief(right)}"

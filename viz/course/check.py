"""`check`: run what a learner wrote on random inputs, and say what is wrong."""

from __future__ import annotations

import secrets
from typing import Any

from autograd_core.extend import describe, plural
from viz.course.exercise import Exercise, Part, check_parts
from viz.course.exercises import LESSONS, exercise_of
from viz.course.judge import Verdict, judge, replies_of
from viz.course.progress import remember


def check(lesson: int | Exercise, *answers: Any, seed: int | None = None) -> None:
    """Run the answer to an exercise on random inputs, and print one line about it.

    Args:
        lesson: the number of the lesson; or an exercise of your own.
        answers: what the lesson asks for: a function, in some lessons two.
        seed: of the random inputs, an integer >= 0; a new one by default.

    Raises:
        TypeError, ValueError: the lesson or the seed is not one.

    >>> check(1, lambda f, x: (f(x + 1e-5) - f(x - 1e-5)) / 2e-5, seed=7)
    Lesson 1: right, on 20 random inputs (seed 7).
    """
    outcome = verdict(lesson, *answers, seed=seed)
    if isinstance(lesson, int):
        remember(lesson, outcome)
    print(outcome)


def verdict(lesson: int | Exercise, *answers: Any, seed: int | None = None) -> Verdict:
    """Return what `check` prints, as an object; progress is not remembered.

    Args:
        lesson: the number of the lesson; or an exercise of your own.
        answers: what it asks for.
        seed: of the random inputs, an integer >= 0; a new one by default.

    Returns:
        Whether the answer is right, the name of the mistake if it is a common one, and
        the line that `check` prints.

    Raises:
        TypeError, ValueError: the lesson or the seed is not one.

    >>> verdict(1, lambda f, x: (f(x + 1e-5) - f(x)) / 1e-5, seed=7).mistake
    'one side only'
    """
    exercise = exercise_for(lesson, seed)
    if seed is None:
        seed = secrets.randbelow(10**6)
    own = isinstance(lesson, Exercise)
    name = exercise.title if own else f"Lesson {lesson}"
    problem = complaint("exercise" if own else str(lesson), exercise, answers)
    if problem:
        return Verdict(False, "", f"{name}: {problem}", seed)
    return judge(name, exercise, replies_of(exercise, answers, seed), seed)


def exercise_for(lesson: int | Exercise, seed: int | None) -> Exercise:
    """Return the exercise of a lesson, after a look at the arguments of `check`.

    Raises:
        TypeError, ValueError: the lesson or the seed is not one.
    """
    if seed is not None and (isinstance(seed, bool) or not isinstance(seed, int)):
        raise TypeError(f"check: the seed is an integer, not {describe(seed)}")
    if seed is not None and seed < 0:
        raise ValueError(f"check: the seed is {seed}; it must be at least 0")
    if isinstance(lesson, Exercise):
        check_parts(lesson)
        return lesson
    if isinstance(lesson, Part):
        raise TypeError("check: of a Part make Exercise(title, (part,))")
    if isinstance(lesson, bool) or not isinstance(lesson, int):
        raise TypeError(
            f"check: the lesson is a number, such as check(1, slope), not "
            f"{describe(lesson)}"
        )
    if lesson not in LESSONS:
        raise ValueError(f"check: lesson {lesson}: there are 1 to {max(LESSONS)}")
    return exercise_of(lesson)


def complaint(lesson: str, exercise: Exercise, answers: tuple[Any, ...]) -> str:
    """Return what is wrong with the kind and number of answers; "" if nothing is."""
    names = ", ".join(part.name for part in exercise.parts)
    call = f"check({lesson}, {names})"
    if len(answers) != len(exercise.parts):
        return f"call it as {call}; not with {plural(len(answers), 'answer')}."
    for part, answer in zip(exercise.parts, answers, strict=True):
        if not _usable(part, answer):
            kind = _expected(part)
            return f"{part.name} is {describe(answer)}, expected {kind}: {call}."
        package = str(getattr(answer, "__module__", "")).partition(".")[0]
        if package in ("autograd_core", "nn", "optim"):
            return f"{part.name} is that of {package}; define one of your own: {call}."
    return ""


def _usable(part: Part, answer: Any) -> bool:
    if part.kind is object:
        return callable(answer)
    return isinstance(answer, part.kind)


def _expected(part: Part) -> str:
    kinds = {type: "a class", dict: "a dict of functions"}
    return kinds.get(part.kind, f"the function {part.call} itself")

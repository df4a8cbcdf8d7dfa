"""What an exercise is: questions with random inputs, right answers, known mistakes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograd_core.extend import describe
from viz.course.plain import Plain, brief, plain, same

Inputs = tuple[Any, ...]


class Trial(NamedTuple):
    """One question, what was answered, and what is right.

    Attributes:
        inputs: the arguments of the learner's function.
        answer: what it returned, as plain data; None if it raised an error.
        right: the right answer, as plain data.
        error: the type of the error that was raised and its text; "" without one.
        notes: what else the question brought to light, see `Watched`.
    """

    inputs: Inputs
    answer: Plain
    right: Plain
    error: str = ""
    notes: Plain = None


class Watched(NamedTuple):
    """An answer, and what was seen while it was computed."""

    answer: Any
    notes: Any


class Mistake(NamedTuple):
    """A misconception, and how it is recognised.

    Attributes:
        name: the misconception in a few words.
        advice: one sentence that says what to do instead.
        fits: whether a wrong answer is the one that it leads to.
    """

    name: str
    advice: str
    fits: Callable[[Trial], bool]


class Part(NamedTuple):
    """What one function of a learner is asked, and what is right.

    Attributes:
        name: of the learner's function, as the lesson calls it.
        call: how it is called, such as "slope(f, x)".
        cases: draws the inputs, a tuple of arguments for each question.
        right: the right answer to given inputs.
        mistakes: the misconceptions, the likeliest first.
        ask: puts a question to what the learner wrote; returns the answer, or
            `Watched`.
        agrees: whether an answer is right; equal numbers by default.
        show: the call with its inputs, in words.
        say: what is wrong with an answer, after the call; its numbers and the right
            ones by default.
        group: inputs with the same text here are judged together.
        note: a remark about right answers, from the trials; "" for none.
        kind: `type` if the learner writes a class, `dict` for one of functions.
    """

    name: str
    call: str
    cases: Callable[[np.random.Generator], Sequence[Inputs]]
    right: Callable[..., Any]
    mistakes: tuple[Mistake, ...]
    ask: Callable[..., Any] = lambda mine, *inputs: mine(*inputs)
    agrees: Callable[[Trial], bool] = lambda trial: same(trial.answer, trial.right)
    show: Callable[..., str] | None = None
    say: Callable[[Trial], str] | None = None
    group: Callable[..., str] = lambda *inputs: ""
    note: Callable[[Sequence[Trial]], str] = lambda trials: ""
    kind: type = object


class Exercise(NamedTuple):
    """An exercise: one part, or several functions to write.

    Attributes:
        title: what the line of `check` begins with, for an exercise of your own.
        parts: the functions, in the order in which `check` takes them.

    >>> from viz.course import check
    >>> square = Part(
    ...     name="square_slope",
    ...     call="square_slope(x)",
    ...     cases=lambda rng: [(float(x),) for x in rng.uniform(1, 2, 5)],
    ...     right=lambda x: 2 * x,
    ...     mistakes=(
    ...         Mistake("no factor 2", "x**2 has the slope 2 x.", gives(lambda x: x)),
    ...     ),
    ... )
    >>> check(Exercise("Squares", (square,)), lambda x: 2.0 * x, seed=7)
    Squares: right, on 5 random inputs (seed 7).
    """

    title: str
    parts: tuple[Part, ...]


def check_parts(exercise: Exercise) -> None:
    """Refuse an exercise that is put together in another way.

    Raises:
        TypeError: its parts are not Parts, or their mistakes not Mistakes.
    """
    parts = exercise.parts
    if not isinstance(parts, (tuple, list)) or isinstance(parts, Part) or not parts:
        raise TypeError("check: the parts stand in a tuple: Exercise(title, (part,))")
    for part in parts:
        if not isinstance(part, Part):
            raise TypeError(f"check: a part is a Part(name=...), not {describe(part)}")
        for kind in ("cases", "right"):
            if not callable(getattr(part, kind)):
                raise TypeError(
                    f"check: {kind} of {part.name} is a function, not "
                    f"{describe(getattr(part, kind))}"
                )
        mistakes = part.mistakes
        if isinstance(mistakes, Mistake) or not all(
            isinstance(mistake, Mistake) for mistake in mistakes
        ):
            raise TypeError(
                f"check: the mistakes of {part.name} stand in a tuple: "
                "mistakes=(Mistake(name, advice, fits),)"
            )


def cases_of(part: Part, seed: int) -> Sequence[Inputs]:
    """Return the inputs of the questions of a part: the same for the same seed.

    Raises:
        TypeError, ValueError: `cases` gives no questions, each a tuple of arguments.
    """
    cases = part.cases(np.random.default_rng(seed))
    if not cases:
        raise ValueError(f"check: cases of {part.name} gave no inputs")
    for inputs in cases:
        if not isinstance(inputs, tuple):
            raise TypeError(
                f"check: cases of {part.name} gives a tuple of arguments for each "
                f"question, as (x,); it gave {describe(inputs)}"
            )
    return cases


def gives(*wrong: Callable[..., Any], rtol: float = 1e-6) -> Callable[[Trial], bool]:
    """Return a test for the answers that one of these wrong functions gives.

    Args:
        wrong: what somebody might write who holds a misconception.
        rtol: how far the numbers may be apart, relative to the larger one.

    Returns:
        A function of a `Trial`, for `Mistake.fits`.

    >>> square = Trial((3.0,), 3.0, 6.0)
    >>> gives(lambda x: x)(square), gives(lambda x: -2 * x)(square)
    (True, False)
    """

    def fits(trial: Trial) -> bool:
        if trial.error:
            return False
        return any(_gives(function, trial, rtol) for function in wrong)

    return fits


def _gives(function: Callable[..., Any], trial: Trial, rtol: float) -> bool:
    try:
        with np.errstate(all="ignore"):
            answer = plain(function(*trial.inputs))
    except ArithmeticError:
        return False
    return same(trial.answer, answer, rtol, 1e-9)


def show_input(argument: object) -> str:
    """Return an argument in a few letters; functions by their name.

    >>> show_input(0.123456789), show_input(np.zeros(2)), show_input(abs)
    ('0.123457', '[0, 0]', 'abs')
    """
    if callable(argument):
        return str(getattr(argument, "__name__", "f"))
    return brief(plain(argument))

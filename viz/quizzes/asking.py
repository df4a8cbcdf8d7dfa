"""A question in a terminal: tries, hints, and what else may be typed."""

from __future__ import annotations

from collections.abc import Callable

from viz.quizzes.answers import Reply

TRIES = 3


def answered(
    prompt: str,
    tries: Callable[[], int],
    attempt: Callable[[str], Reply],
    hint: Callable[[], str],
    remedy: str,
    read: Callable[[str], str],
    say: Callable[[str], None],
) -> bool | None:
    """Ask until the answer is right, at most so many times.

    Args:
        prompt: the question.
        tries: how many answers there were.
        attempt: judges one, which counts; ValueError if it cannot be read.
        hint: the next hint.
        remedy: what may be typed, said after what cannot be read.
        read: shows a prompt and gives what was typed.
        say: shows a line.

    Returns:
        Whether to go on with the quiz; None if the answer is to be shown first.

    >>> answered("2 = ", lambda: 3, Reply, str, "", input, print) is None
    True
    """
    while tries() < TRIES:
        try:
            answer = read(prompt).strip()
        except EOFError:
            return False
        if answer in ("q", "quit", "exit"):
            return False
        if answer in ("?", "h", "hint"):
            say(hint())
            continue
        if answer in ("s", "skip", ""):
            break
        try:
            reply = attempt(answer)
        except ValueError as error:
            say(f"{error}. {remedy}")
            continue
        say(reply.text)
        if reply:
            return True
    return None

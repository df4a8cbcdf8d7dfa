"""What was meant by a word that is not known."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches


def suggestion(word: str, known: Sequence[str]) -> str:
    """The nearest of the words that are known, as a question; "" without one.

    >>> suggestion("tahn", ["tan", "exp"]), suggestion("q", ["exp"])
    ('; did you mean tan?', '')
    >>> suggestion("X", ["x", "y"]), suggestion("--ordr", ["--order"])
    ('; did you mean x?', '; did you mean --order?')
    """
    if word == "ln" and "log" in known:
        return "; did you mean log?"
    by_lower = {name.lower(): name for name in reversed(known)}
    close = get_close_matches(word.lower(), [*by_lower], n=2, cutoff=0.6)
    names = [by_lower[name] for name in close]
    return f"; did you mean {' or '.join(names)}?" if names else ""

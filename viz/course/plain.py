"""A learner's answer as plain data: numbers, texts, lists and dicts.

An answer in this form can be judged in another process than the one that gave it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, KeysView, Mapping, ValuesView
from numbers import Real
from typing import TypeAlias

import numpy as np

from autograd_core import Tensor, Value
from autograd_core.extend import plural

Plain: TypeAlias = "float | str | list[Plain] | dict[str, Plain] | None"

_LISTS = (list, tuple, range, KeysView, ValuesView, Iterator)
"""What a program may return for a list; a generator's own code runs when it is read."""

MOST_NUMBERS = 200_000
"""What an answer may hold at most."""


class NoUse(TypeError):
    """An answer that is not made of numbers, texts, lists and dicts, or too large."""


def plain(answer: object) -> Plain:
    """Return an answer as plain data: arrays as lists, Values as their numbers.

    Raises:
        NoUse: there is something in it that is none of these, or it is too large.

    >>> plain((1, np.ones(2), {"a": Value(0.5)}))
    [1, [1.0, 1.0], {'a': 0.5}]
    """
    return _Reader().read(answer)


class _Reader:
    """Counts what it has read, so that no answer is too large."""

    def __init__(self) -> None:
        self.room = MOST_NUMBERS

    def read(self, answer: object, depth: int = 0) -> Plain:
        """Return one part of an answer as plain data."""
        self.room -= 1
        if self.room < 0 or depth > 50:
            raise NoUse(f"it holds more than {MOST_NUMBERS} numbers")
        if isinstance(answer, (Value, Tensor)):
            answer = answer.data
        if isinstance(answer, (np.ndarray, np.generic)):
            if answer.size > self.room:
                raise NoUse(f"it holds more than {MOST_NUMBERS} numbers")
            numbers = answer.dtype.kind in "biuf"
            self.room -= answer.size if numbers else 0
            answer = answer.tolist()
            if numbers:  # entry by entry would take ten times as long
                return answer  # type: ignore[return-value]
        if answer is None or isinstance(answer, (int, float)):
            return _number(answer)
        if isinstance(answer, str):
            return answer[:1000]
        if isinstance(answer, Mapping):
            entries = [*answer.items()]
            return {str(key)[:200]: self.read(x, depth + 1) for key, x in entries}
        if isinstance(answer, (set, frozenset)):
            answer = sorted(answer, key=repr)
        if isinstance(answer, _LISTS):
            return [self.read(entry, depth + 1) for entry in answer]
        if isinstance(answer, Real):  # such as a Fraction
            return float(answer)
        raise NoUse(f"{type(answer).__name__} is no real number, list or dict")


def _number(answer: float | None) -> float | None:
    if isinstance(answer, int) and not -(2**53) < answer < 2**53:
        return math.inf if answer > 0 else -math.inf  # no float can hold it exactly
    return answer


def brief(answer: Plain) -> str:
    """Return plain data in at most 100 letters, numbers with six digits.

    >>> brief([1.0, 2 / 3]), brief({"w": None}), brief([0] * 99)
    ('[1, 0.666667]', '{w: None}', '[0, 0, 0, 0, 0, 0, ... 99 entries]')
    """
    text = _brief(answer)
    return text if len(text) <= 100 else f"{text[:97]}..."


def _brief(answer: Plain) -> str:
    if isinstance(answer, dict):
        return "{" + ", ".join(f"{key}: {_brief(x)}" for key, x in answer.items()) + "}"
    if isinstance(answer, list):
        few = answer if len(answer) <= 8 else answer[:6]
        rest = [] if few is answer else [f"... {len(answer)} entries"]
        return "[" + ", ".join([*map(_brief, few), *rest]) + "]"
    if isinstance(answer, bool) or not isinstance(answer, (int, float)):
        return repr(answer) if isinstance(answer, str) else str(answer)
    return f"{answer:.6g}"


def kind_of(answer: Plain) -> str:
    """Return in words what plain data is.

    >>> kind_of(2.0), kind_of([1.0, 2.0]), kind_of([[1.0]]), kind_of(None)
    ('a number', 'a list of 2 numbers', 'a list of 1 list', 'None')
    """
    if isinstance(answer, dict):
        return "a dict of " + (", ".join(map(repr, [*answer][:8])) or "nothing")
    if isinstance(answer, list):
        nouns = {_noun(entry) for entry in answer}
        noun = nouns.pop() if len(nouns) == 1 else "entry"
        return f"a list of {plural(len(answer), noun)}"
    if isinstance(answer, str):
        return f"the text {answer[:20]!r}"
    return "None" if answer is None else "a number"


def _noun(answer: Plain) -> str:
    kinds = {dict: "dict", list: "list", str: "text", type(None): "entry"}
    return kinds.get(type(answer), "number")


def same(answer: Plain, right: Plain, rtol: float = 1e-9, atol: float = 1e-12) -> bool:
    """Return whether two answers agree: same form, numbers nearly equal.

    >>> same([1.0, 2.0], [1.0, 2.0 + 1e-12]), same(1.0, [1.0]), same(math.nan, 1.0)
    (True, False, False)
    """
    if isinstance(right, dict):
        return (
            isinstance(answer, dict)
            and answer.keys() == right.keys()
            and all(same(answer[key], x, rtol, atol) for key, x in right.items())
        )
    if isinstance(right, list):
        return (
            isinstance(answer, list)
            and len(answer) == len(right)
            and all(same(*pair, rtol, atol) for pair in zip(answer, right, strict=True))
        )
    if isinstance(right, str) or right is None:
        return answer == right
    if not isinstance(answer, (int, float)):
        return False
    return math.isclose(answer, right, rel_tol=rtol, abs_tol=atol)

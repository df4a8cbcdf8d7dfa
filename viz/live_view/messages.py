"""What windows send, checked: they are web pages, and anything may come."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from viz.page.examples import MOST_POINTS, Example
from viz.page.texts import phrase


class Refusal(ValueError):
    """What a window asked for cannot be done.

    >>> str(Refusal("The page shows {0} examples.", 500))
    'The page shows 500 examples.'
    """

    def __init__(self, text: str, *parts: object) -> None:
        super().__init__(text.format(*parts))
        self.text, self.parts = text, parts

    def in_language(self, lang: str) -> ValueError:
        """The same in the language of the page."""
        return ValueError(phrase(lang, self.text, *self.parts))


def numbers_in(content: Mapping[str, Any]) -> dict[int, float]:
    """The numbers of leaves in a message, by place.

    Raises:
        ValueError: they are not numbers.

    >>> numbers_in({"numbers": [[0, "0.74"]]})
    {0: 0.74}
    """
    pairs = content.get("numbers")
    try:
        return {
            int(place): float(x)
            for place, x in (pairs if isinstance(pairs, list) else ())
        }
    except (TypeError, ValueError, OverflowError):
        raise Refusal("These are no numbers.") from None


def changed(example: Example, action: str, content: Mapping[str, Any]) -> Example:
    """Examples after a click: another is picked, one is added or removed.

    Raises:
        ValueError: it cannot be done.
    """
    if action == "add":
        row, target = _point(content, example.X.shape[1])
        if len(example.X) == MOST_POINTS:
            raise Refusal("The page shows {0} examples.", MOST_POINTS)
        return example.added(row, target)
    place = content.get("example")
    if isinstance(place, bool) or not isinstance(place, int):
        raise Refusal("There is no such example.")
    if not 0 <= place < len(example.X):
        raise Refusal("There is no such example.")
    if action == "remove":
        if len(example.X) == 1:
            raise Refusal("The last example stays.")
        left = example.removed(place)
        left.take(left.place)
        return left
    if not example.take(place):
        raise Refusal("Its target is no leaf: another class has another graph.")
    return replace(example, place=place)


def _point(content: Mapping[str, Any], width: int) -> tuple[list[float], float]:
    """The inputs and the target of a new example."""
    x = content.get("x")
    try:
        row = [float(each) for each in (x if isinstance(x, list) else ())]
        target = float(content.get("y", "nan"))
    except (TypeError, ValueError, OverflowError):
        raise Refusal("These are no numbers.") from None
    if len(row) != width or not all(map(math.isfinite, (*row, target))):
        raise Refusal("These are no finite numbers.")
    return row, target

"""Numbers of things in messages and reprs."""

from __future__ import annotations

_ENDINGS = {"tch": "tches", "try": "tries", "eaf": "eaves"}
"""Those of the nouns here that take more than an s."""


def plural(number: int, noun: str) -> str:
    """A number and its noun, in the plural unless the number is 1.

    >>> plural(1, "epoch"), plural(1243, "node"), plural(0, "batch"), plural(2, "leaf")
    ('1 epoch', '1,243 nodes', '0 batches', '2 leaves')
    """
    if number == 1:
        return f"1 {noun}"
    for ending, plural_ending in _ENDINGS.items():
        if noun.endswith(ending):
            return f"{number:,} {noun.removesuffix(ending)}{plural_ending}"
    return f"{number:,} {noun}s"

"""Numbers of things in messages and reprs."""

from __future__ import annotations


def plural(number: int, noun: str) -> str:
    """A number and its noun, in the plural unless the number is 1.

    >>> plural(1, "epoch"), plural(1243, "node"), plural(0, "batch")
    ('1 epoch', '1,243 nodes', '0 batches')
    """
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun}{'es' if noun.endswith('tch') else 's'}"

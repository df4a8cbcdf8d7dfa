"""Words of messages and reprs."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """A number of things, with an s where English wants it.

    >>> counted(1, "epoch"), counted(2, "epoch"), counted(0, "batch")
    ('1 epoch', '2 epochs', '0 batches')
    """
    ending = "" if number == 1 else "es" if noun.endswith("tch") else "s"
    return f"{number} {noun}{ending}"

"""The label of a node: a string, for messages and diagrams."""

from __future__ import annotations

Label = str
"""What a label must be; an alias, because the compiled build would check `str` itself,
with another message."""


def checked_label(label: object) -> str:
    """The label as a plain string.

    Raises:
        TypeError: it is not a string.

    >>> checked_label("w")
    'w'
    """
    if isinstance(label, str):
        return str.__str__(label)
    raise TypeError(f"label: expected a string, got {type(label).__name__} {label!r}")

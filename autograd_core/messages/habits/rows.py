"""How a table of habits is written: several names, one advice."""

from __future__ import annotations


def each(names: str, advice: str) -> dict[str, str]:
    """The same advice for several names, which stand in one string.

    >>> each("mm bmm", "write `x @ y`")
    {'mm': 'write `x @ y`', 'bmm': 'write `x @ y`'}
    """
    return dict.fromkeys(names.split(), advice)

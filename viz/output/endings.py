"""The ending of a file name, which says what to write."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


def ending_of(target: Path, endings: Iterable[str], otherwise: str = "") -> str:
    """The ending of a path, in small letters and without its dot.

    Args:
        target: the path.
        endings: those that are known.
        otherwise: what else the message offers.

    Raises:
        ValueError: it is not among them.

    >>> ending_of(Path("graph.SVG"), ["svg", "png"])
    'svg'
    """
    known = [*endings]
    ending = target.suffix.lower().removeprefix(".")
    if ending not in known:
        raise ValueError(
            f"cannot tell from {str(target)!r} what to write: unknown file ending "
            f"{target.suffix!r}; known: {', '.join(f'.{name}' for name in known)}"
            f"{otherwise}"
        )
    return ending

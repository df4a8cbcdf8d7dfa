"""Attributes added to a class after it was made.

In the compiled build (`type_names.pxd`) the class is C's, and Python would refuse.
"""

from __future__ import annotations

from typing import Any


def add(kind: type, names: dict[str, Any]) -> None:
    """Give a class these attributes."""
    for name, attribute in names.items():
        setattr(kind, name, attribute)

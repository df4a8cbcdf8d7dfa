"""The numbers of a NumPy array of float64, to read and write by index.

In the compiled build `arrays.pxd` replaces the function by C: a pointer to the numbers.
"""

from __future__ import annotations

from typing import Any


def numbers(array: Any) -> Any:
    """The numbers of a contiguous array."""
    return array

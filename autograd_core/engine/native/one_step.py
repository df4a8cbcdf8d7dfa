"""`backward()` on a result that was computed from leaves alone: no walk is needed.

A compiled function gives such results, so their fixed cost counts. In the compiled
build `one_step.pxd` replaces the function: nothing of it calls Python, so no other
thread can come in between, and the lock of the walks is not needed either.
"""

from __future__ import annotations

from typing import Any


def sent(root: Any, seed: Any) -> bool:
    """Send the gradient of a root to its operands, if all are leaves.

    The plain build leaves it to a walk.

    Args:
        root: a result.
        seed: its upstream gradient.

    Returns:
        Whether it was done.
    """
    return False

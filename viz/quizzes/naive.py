"""The naive recursion: what a backward pass without an order adds up."""

from __future__ import annotations

from typing import Any

from autograd_core.extend import edges as edges_of

NAIVE_LIMIT = 2000
"""The recursion is given up after so many passes."""


def naive_gradient(root: Any, target: Any) -> float | None:
    """Return what a recursion without order adds up; None if it would take too long.

    It hands a gradient on as soon as something has arrived, and again with the next.

    >>> from autograd_core import Value
    >>> a = Value(1.0)
    >>> b = a + a
    >>> naive_gradient(b + b, a)  # 4 is right
    6.0
    """
    grads: dict[Any, float] = {root: 1.0}
    calls = [(root, iter(edges_of(root)))]
    for _ in range(NAIVE_LIMIT):
        while calls:
            node, edges = calls[-1]
            edge = next(edges, None)
            if edge is not None:
                break
            calls.pop()
        else:
            return grads.get(target, 0.0)
        _, parent, local = edge
        grads[parent] = grads.get(parent, 0.0) + grads[node] * local
        calls.append((parent, iter(edges_of(parent))))
    return None

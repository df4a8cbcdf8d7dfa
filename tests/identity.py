"""Nodes compared by identity: `==` compares their numbers."""

from collections.abc import Sequence


def identical(nodes: Sequence[object], expected: Sequence[object]) -> bool:
    """Whether these are the very nodes, in this order; numbers compare as numbers.

    >>> from autograd_core import Value
    >>> a, twin = Value(2.0), Value(2.0)
    >>> identical((a, 1.0), (a, 1.0)), identical((a,), (twin,))
    (True, False)
    """
    if len(nodes) != len(expected):
        return False
    pairs = zip(nodes, expected, strict=True)
    return all(x is y or (type(x) is type(y) is float and x == y) for x, y in pairs)

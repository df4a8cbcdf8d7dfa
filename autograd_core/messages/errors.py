"""The errors of the engine that have a meaning of their own."""

from __future__ import annotations


class GraphError(RuntimeError):
    """The graph cannot give what was asked of it.

    Raised for `backward()` where nothing was recorded, and for a higher derivative
    through a node whose local derivatives are plain numbers.
    """


class NonFiniteError(ArithmeticError):
    """`detect_anomaly` met an inf or nan; the message says where it was made."""


# Tracebacks name them as users import them.
GraphError.__module__ = NonFiniteError.__module__ = "autograd_core"

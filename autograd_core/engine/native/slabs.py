"""Where nodes lie in memory. The plain build leaves that to Python.

The compiled build (`slabs.pxd`) gives Values memory of their own: a million-node graph
that follows another one then finds its pages mapped and its nodes in order, and costs
per node what a small graph costs.
"""

from __future__ import annotations


def keep(kind: type) -> None:
    """Let instances of `kind` lie in slabs; the plain build does nothing."""


ZEROED = False
"""Whether all fields of a new node are 0 before it has any."""

"""Zoom levels of a diagram: the scopes that are drawn as one box each."""

from __future__ import annotations

from typing import Any

from autograd_core.extend import short_repr
from viz.graph.scopes import NEURON, Path

LEVELS = ("op", "neuron", "layer", "model")
"""From the most detailed to the most general."""


def prefix_at(scope: Path, level: str | int) -> Path:
    """The scope that a box is folded into at a level.

    Args:
        scope: the scopes a node lies in, the outermost first; at least one.
        level: "neuron" for the innermost scope, "layer" for the one around neurons,
            "model" for the outermost; an int is how many scopes to go down.

    >>> scope = ("encoder", "layers.0", "neurons.3")
    >>> [prefix_at(scope, level) for level in ("layer", "model", 0)]
    [('encoder', 'layers.0'), ('encoder',), ()]
    """
    if isinstance(level, int):
        return scope[:level]
    if level == "neuron":
        return scope
    if level == "layer":
        end = len(scope)
        while end > 1 and NEURON.fullmatch(scope[end - 1]):
            end -= 1
        return scope[:end]
    # A name with a number is one of several layers, so the model is around it.
    return () if scope[0].rpartition(".")[2].isdecimal() else scope[:1]


def checked_level(level: Any) -> str | int | None:
    """The level, if it is one.

    Raises:
        TypeError: it is neither a name nor a depth.
        ValueError: an unknown name, or a depth below 0.
    """
    if level is None or (isinstance(level, str) and level in (*LEVELS, "scalar")):
        return level
    remedy = f"known: {', '.join(LEVELS)}, scalar, or a depth such as 1"
    if isinstance(level, str):
        raise ValueError(f"draw: unknown level {short_repr(level, 40)}; {remedy}")
    if isinstance(level, int) and not isinstance(level, bool):
        if level < 0:
            raise ValueError(f"draw: a depth must be at least 0, got level={level}")
        return level
    raise TypeError(
        f"draw: level must be a name or a depth, got {type(level).__name__} "
        f"{short_repr(level, 40)}; {remedy}"
    )

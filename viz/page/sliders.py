"""The leaves that get a slider, and the range of each."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from autograd_core import Node, Value, topological_order
from autograd_core.extend import as_float, describe, short_repr
from viz.graph.scalar_replay import Replay
from viz.graph.selection import requested_nodes

Sliders = Iterable[Node | str] | Mapping[Node | str, tuple[float, float]] | None
"""Leaves or their names, perhaps with `(low, high)`; None for all leaves."""


class HasParameters(Protocol):
    """A model: what has parameters."""

    def parameters(self) -> Iterable[Any]:
        """Its parameters."""
        ...


Params = Iterable[Node | str] | HasParameters | None
"""Leaves or their names, or a model with its parameters; None for all leaves."""


def checked_sliders(
    sliders: Any, scalars: Replay, names: Sequence[str]
) -> dict[Value, tuple[float, float] | None]:
    """The leaves that get a slider, each with its range or None.

    Args:
        sliders: the user's argument.
        scalars: the graph.
        names: the page's names of its nodes, in topological order.

    Returns:
        Leaves of the graph, in the order given.

    Raises:
        TypeError: not a list or dict of Values and names, or a range without numbers.
        ValueError: not a leaf of the graph, or not a range `(low, high)`.

    >>> w, x = Value(0.5, label="w"), Value(2.0, label="x")
    >>> scalars = Replay(w * x, {}, {}, {})
    >>> checked_sliders(["w"], scalars, ["w", "x", "n1"]) == {w: None}
    True
    >>> checked_sliders({x: (-1, 1)}, scalars, ["w", "x", "n1"])[x]
    (-1.0, 1.0)
    """
    nodes = topological_order(scalars.root)
    leaves = _leaves(nodes, names)
    if sliders is None:
        return dict.fromkeys(leaves.values())
    if isinstance(sliders, (str, Node)):
        sliders = [sliders]
    if isinstance(sliders, bytes) or not isinstance(sliders, Iterable):
        raise TypeError(
            "play: sliders must be a list of leaves or names, or a dict from those to "
            f"(low, high), got {short_repr(sliders, 40)}"
        )
    pairs: Iterable[tuple[Any, Any]] = [(leaf, None) for leaf in sliders]
    if isinstance(sliders, Mapping):
        pairs = sliders.items()
    return {
        _leaf(leaf, leaves): _ends(key, ends)
        for key, ends in pairs
        for leaf in requested_nodes("play", _checked_key(key), scalars, nodes)
    }


def _checked_key(key: Any, role: str = "a slider is for a leaf") -> str | Node:
    if not isinstance(key, (str, Node)):
        raise TypeError(f"play: {role} or its name, got {short_repr(key, 40)}")
    return key


def checked_params(
    params: Any, scalars: Replay, names: Sequence[str]
) -> list[Value] | None:
    """The leaves that a step may move; None for all.

    Args:
        params: the user's argument: leaves or names, or a module that has them.
        scalars: the graph.
        names: the page's names of its nodes, in topological order.

    Raises:
        TypeError: not a list of Values and names.
        ValueError: not a leaf of the graph.

    >>> w, x = Value(0.5, label="w"), Value(2.0, label="x")
    >>> scalars = Replay(w * x, {}, {}, {})
    >>> checked_params([w], scalars, ["w", "x", "n1"]) == [w]
    True
    """
    if params is None:
        return None
    parameters = getattr(params, "parameters", None)
    if callable(parameters) and not isinstance(params, Node):
        params = parameters()
    if isinstance(params, (str, Node)):
        params = [params]
    if isinstance(params, (bytes, Mapping)) or not isinstance(params, Iterable):
        raise TypeError(
            "play: params must be a list of leaves or names, or a model, got "
            f"{short_repr(params, 40)}"
        )
    nodes = topological_order(scalars.root)
    leaves = _leaves(nodes, names)
    requests = [_checked_key(key, "params names a leaf") for key in params]
    return [
        _leaf(leaf, leaves, "step")
        for key in requests
        for leaf in requested_nodes("play", key, scalars, nodes)
    ]


def surface_places(
    surface: Any, scalars: Replay, names: Sequence[str]
) -> list[int] | None:
    """The places of the two leaves of a surface; None where none are given.

    Raises:
        TypeError: not leaves or their names.
        ValueError: not two of the graph.

    >>> w, x = Value(0.5, label="w"), Value(2.0, label="x")
    >>> surface_places(("x", "w"), Replay(w * x, {}, {}, {}), ["w", "x", "n1"])
    [1, 0]
    """
    if surface is not None and not isinstance(surface, (list, tuple, str)):
        raise TypeError(
            "play: surface takes two leaves or their names, such as ('w', 'b'), got "
            f"{short_repr(surface, 40)}"
        )
    leaves = checked_params(surface, scalars, names)
    if leaves is None:
        return None
    order = topological_order(scalars.root)
    places = [next(i for i, n in enumerate(order) if n is leaf) for leaf in leaves]
    if len({*places}) != 2 or len(places) != 2:
        raise ValueError(
            f"play: surface takes two leaves, such as ('w', 'b'), got {len(places)}"
        )
    return places


def _leaves(nodes: Sequence[Any], names: Sequence[str]) -> dict[str, Any]:
    pairs = zip(nodes, names, strict=True)
    return {name: node for node, name in pairs if node.is_leaf}


def _leaf(key: Any, leaves: Mapping[str, Value], purpose: str = "slider") -> Value:
    """A leaf by itself or by its name."""
    if isinstance(key, str):
        if key in leaves:
            return leaves[key]
        examples = ", ".join([*leaves][:8]) + (", ..." if len(leaves) > 8 else "")
        raise ValueError(
            f"play: no leaf is called {short_repr(key, 40)}; there are {examples}"
        )
    if not any(key is leaf for leaf in leaves.values()):
        why = "is not in the graph" if key.is_leaf else "is a result, not a leaf"
        raise ValueError(
            f"play: no {purpose} for {short_repr(describe(key))}: it {why}"
        )
    return key


def _ends(key: Any, ends: Any) -> tuple[float, float] | None:
    if ends is None:
        return None
    where = f"play: the range of slider {short_repr(key, 40)}"
    if isinstance(ends, (str, Value)) or not isinstance(ends, Sequence):
        raise TypeError(f"{where} must be (low, high), got {short_repr(ends, 40)}")
    if len(ends) != 2:
        raise ValueError(f"{where} must be (low, high), got {short_repr(ends, 40)}")
    low, high = (as_float(end, where) for end in ends)
    if not (math.isfinite(high - low) and low < high):
        raise ValueError(f"{where} must be finite, the low end first: {low}, {high}")
    return low, high

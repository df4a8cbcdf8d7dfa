"""The layers of a graph or of a model: what has a bar of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from viz.graph.scopes import module_path, scopes_of

OTHER = "inputs and others"


def layers_of_graph(order: Sequence[Any], names: Mapping[Any, str]) -> dict[Any, str]:
    """Return the layer of each node of a graph: its outermost scope.

    Where there are no scopes, every leaf is a layer of its own and results have none.

    Args:
        order: all nodes in topological order.
        names: of the nodes.

    >>> from autograd_core import Value, topological_order
    >>> w, x = Value(2.0, label="w"), Value(3.0, label="x")
    >>> order = topological_order(w * x)
    >>> layers_of_graph(order, {w: "w", x: "x"}) == {w: "w", x: "x"}
    True
    """
    scopes = scopes_of(order)
    if not scopes:
        return {node: names[node] for node in order if node.is_leaf}
    return {node: scopes[node][0] if node in scopes else OTHER for node in order}


def layer_of_parameter(name: str) -> str:
    """Return the layer of a parameter of a model by its dotted name.

    >>> layer_of_parameter("layers.0.neurons.1.w.0"), layer_of_parameter("weight")
    ('layers.0', 'weight')
    """
    path = module_path(name)
    return path[0] if path else name


def layer_places(
    order: Sequence[Any], names: Mapping[Any, str]
) -> list[tuple[str, list[int]]]:
    """Return the layers with the places of their leaves; of one without, all its nodes.

    >>> from autograd_core import Value, topological_order
    >>> w, x = Value(2.0, label="w"), Value(3.0, label="x")
    >>> order = topological_order(w * x)
    >>> layer_places(order, {w: "w", x: "x"})
    [('w', [0]), ('x', [1])]
    """
    layer_of = layers_of_graph(order, names)
    places: dict[str, list[int]] = {}
    leaves: dict[str, list[int]] = {}
    for place, node in enumerate(order):
        if node in layer_of:
            layer = layer_of[node]
            places.setdefault(layer, []).append(place)
            if node.is_leaf:
                leaves.setdefault(layer, []).append(place)
    return [
        (layer, leaves.get(layer, places[layer]))
        for layer in sorted(places, key=OTHER.__eq__)
        if layer != OTHER or layer in leaves
    ]

"""The nodes that a user asks for, by themselves or by name, and the result itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autograd_core import GraphError, Node
from autograd_core.extend import short_repr
from viz.graph.node_names import names_of
from viz.graph.scalar_replay import Replay


def checked_result(where: str, node: Any) -> None:
    """Refuse an argument that has no gradients.

    Raises:
        TypeError: it is not a result of Values or Tensors.
        GraphError: it has several entries.
    """
    if not isinstance(node, Node):
        raise TypeError(f"{where}: {not_a_result(where, node)}")
    size = getattr(node, "size", 1)
    if size != 1:
        raise GraphError(
            f"{where}: the result has {size:,} entries; choose one of them, such as "
            "y[0], or a number made of all, y.sum()"
        )


def not_a_result(where: str, thing: Any) -> str:
    """Why something has no graph, and what to give instead.

    >>> not_a_result("draw", 3)
    'expected a Value or Tensor, got int 3; give a result, e.g. draw(Value(2.0) * 3)'
    """
    kind = type(thing).__name__
    if callable(getattr(thing, "parameters", None)) and callable(thing):
        return (
            f"{kind} is a model, and only what it computes has a graph: write "
            f"viz.{where}(model(x)), or viz.draw_network(model) for its neurons"
        )
    text = f"expected a Value or Tensor, got {kind} {short_repr(thing, 40)}; "
    if isinstance(thing, (list, tuple)) and any(isinstance(x, Node) for x in thing):
        return f"{text}give one of them, or a number made of all, such as their sum"
    return f"{text}give a result, e.g. {where}(Value(2.0) * 3)"


def requested_nodes(
    where: str, of: Any, scalars: Replay, nodes: Sequence[Any]
) -> list[Any]:
    """List the requests of an argument `of`: for a Tensor or its name its entries.

    Args:
        where: the function that was called, for messages.
        of: a node or its name, or a list of them.
        scalars: the graph.
        nodes: those of its nodes that the result depends on.

    Raises:
        ValueError: `of` is empty.
    """
    requests = of if isinstance(of, (list, tuple)) else [of]
    if not requests:
        raise ValueError(f"{where}: of is empty; leave it out for all nodes")
    inside = set(nodes)
    requested: list[Any] = []
    for request in requests:
        node = request
        if isinstance(request, str):
            node = scalars.by_name.get(request, request)
        entries = scalars.entries.get(node, []) if isinstance(node, Node) else []
        requested += [twin for twin in entries if twin in inside] or [request]
    return requested


def nodes_of_requests(
    where: str,
    requests: Sequence[Any],
    nodes: Sequence[Any],
    variables: Mapping[Node, str],
) -> list[Node]:
    """The nodes of a list of requests, each a node or a name.

    Args:
        where: the function that was called, for messages.
        requests: nodes and names.
        nodes: all nodes of the graph in topological order.
        variables: names of variables that hold nodes.

    Raises:
        TypeError: a request is neither a node nor a name.
        ValueError: a node is not in the graph.
    """
    inside = set(nodes)
    by_name: dict[str, Node] = {}
    if any(isinstance(request, str) for request in requests):
        names = names_of(nodes, inside, variables)
        by_name = {name: node for node, name in names.items()}
    targets: list[Node] = []
    for request in requests:
        if isinstance(request, str):
            if request not in by_name:
                examples = ", ".join([*by_name][:8])
                raise ValueError(
                    f"{where}: no node named {request!r}; there are {examples}"
                )
            targets.append(by_name[request])
        elif isinstance(request, Node):
            if request not in inside:
                raise ValueError(
                    f"{where}: {short_repr(request)} is not in the graph of the "
                    "result: the gradient with respect to it is 0"
                )
            targets.append(request)
        else:
            raise TypeError(
                f"{where}: of must be a node or its name, or a list of them, got "
                f"{type(request).__name__} {short_repr(request, 40)}"
            )
    return targets

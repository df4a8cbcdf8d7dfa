"""The nodes that a user asks for, by themselves or by name, and the result itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autograd_core import GraphError, Node
from autograd_core.extend import short_repr
from viz.graph.node_names import names_of
from viz.graph.scalar_replay import Replay


def checked_result(call: str, node: Any) -> None:
    """Refuse what has no gradients.

    Raises:
        TypeError: it is no result of Values or Tensors.
        GraphError: it has several entries.
    """
    if not isinstance(node, Node):
        raise TypeError(
            f"{call}: expected a Value or Tensor, got {type(node).__name__} "
            f"{short_repr(node, 40)}; give the result whose gradients you want, e.g. "
            f"{call}(Value(2.0) * 3)"
        )
    size = getattr(node, "size", 1)
    if size != 1:
        raise GraphError(
            f"{call}: the result has {size:,} entries; choose one of them, such as "
            "y[0], or a number made of all, y.sum()"
        )


def asked_nodes(call: str, of: Any, whole: Replay, nodes: Sequence[Any]) -> list[Any]:
    """What somebody asks for, one by one: for a Tensor or its name its entries.

    Args:
        call: the function that was called, for messages.
        of: a node or its name, or a list of them.
        whole: the graph.
        nodes: those of its nodes that the result depends on.

    Raises:
        ValueError: nothing is asked for.
    """
    asked = of if isinstance(of, (list, tuple)) else [of]
    if not asked:
        raise ValueError(f"{call}: of is empty; leave it out to be told all nodes")
    inside = set(nodes)
    alone: list[Any] = []
    for each in asked:
        node = whole.called.get(each, each) if isinstance(each, str) else each
        entries = whole.entries.get(node, []) if isinstance(node, Node) else []
        alone += [twin for twin in entries if twin in inside] or [each]
    return alone


def found_nodes(
    call: str, asked: Sequence[Any], nodes: Sequence[Any], found: Mapping[Node, str]
) -> list[Node]:
    """The nodes that somebody asks for, by themselves or by name.

    Args:
        call: the function that was called, for messages.
        asked: nodes and names.
        nodes: all nodes of the graph in topological order.
        found: names of variables that hold nodes.

    Raises:
        TypeError: something else was asked for.
        ValueError: a node is not in the graph.
    """
    inside = set(nodes)
    named: dict[str, Node] = {}
    if any(isinstance(each, str) for each in asked):
        names = names_of(nodes, inside, found)
        named = {name: node for node, name in names.items()}
    wanted: list[Node] = []
    for each in asked:
        if isinstance(each, str):
            if each not in named:
                known = ", ".join([*named][:8])
                raise ValueError(f"{call}: no node named {each!r}; there are {known}")
            wanted.append(named[each])
        elif isinstance(each, Node):
            if each not in inside:
                raise ValueError(
                    f"{call}: {short_repr(each)} is not in the graph of the result: "
                    "the gradient with respect to it is 0"
                )
            wanted.append(each)
        else:
            raise TypeError(
                f"{call}: of must be a node or its name, or a list of them, got "
                f"{type(each).__name__} {short_repr(each, 40)}"
            )
    return wanted

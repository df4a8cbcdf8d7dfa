"""Zoom levels: parts of a graph as one box each, and boxes that look alike as one.

A large graph has even more edges than nodes, so edges inside and between parts are
counted, not listed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Mapping
from dataclasses import replace
from itertools import chain

from autograd_core import Node
from autograd_core.extend import edges as edges_of
from viz.diagram.model import (
    Arrow,
    Box,
    Picture,
    box_of,
    cut,
    flow_of,
    picture_of,
    span_of,
)
from viz.diagram.similar_nodes import groups_alike, pattern
from viz.diagram.zoom_levels import LEVELS, prefix_at
from viz.graph.node_names import names_of
from viz.graph.scopes import Path, common
from viz.graph.trace import Graph, ids_of, traced

MOST_TO_FOLD = 300_000
"""A graph with more nodes is cut, unless a level is given."""

Join = Callable[[str, list[Box]], Box]


def folded(
    graph: Graph,
    level: str | int | None,
    budget: int,
    readable: Callable[[Picture], bool] = lambda picture: True,
) -> Picture:
    """The picture of a graph at a zoom level, of at most `budget` boxes.

    Args:
        graph: all of it.
        level: as in `draw`; None for the most detailed level that fits.
        budget: the largest number of boxes.
        readable: whether a picture fits otherwise. A graph within the budget is drawn
            whole if no level is readable.

    >>> from nn import MLP
    >>> from viz.graph.trace import graph_of
    >>> graph = graph_of(MLP(2, [3, 1], rng=0)([1.0, 2.0]))
    >>> [box.title for box in folded(graph, "layer", 100).boxes]
    ['layers.0', 'layers.1']
    """
    nodes = len(graph.order)
    if level == "op" or (level is None and nodes > MOST_TO_FOLD):
        return picture_of(traced(graph, budget))
    whole = picture_of(traced(graph)) if level is None and nodes <= budget else None
    if whole and readable(whole):
        return whole
    boxes = _boxes(graph)
    if level is not None:
        return cut(_alike(_parts(graph, boxes, level)), budget)
    best: Picture | None = None
    for zoom_level in LEVELS if graph.scopes else LEVELS[:1]:
        picture = (
            _alike_nodes(graph, boxes)
            if zoom_level == "op"
            else _alike(_parts(graph, boxes, zoom_level))
        )
        if picture and (best is None or len(picture.boxes) < len(best.boxes)):
            best = picture
            if len(best.boxes) <= budget and readable(best):
                return best
    if whole:
        return whole
    return cut(best, budget) if best else picture_of(traced(graph, budget))


def _parts(graph: Graph, boxes: list[Box], level: str | int) -> Picture:
    """Each scope of a level as one box."""
    keys: dict[Path, str] = {}
    groups: dict[Node, str] = {}
    prefixes: dict[str, Path] = {}
    for i, node in enumerate(graph.order):
        scope = graph.scopes.get(node)
        if scope:
            prefix = prefix_at(scope, level)
            key = keys.setdefault(prefix, f"n{i}_part")
            groups[node] = key
            prefixes[key] = prefix
    outputs: set[str] = set()

    def join(key: str, members: list[Box]) -> Box:
        return _part(key, prefixes[key], members, outputs)

    return _merged_nodes(graph, boxes, groups, join, outputs)


def _alike_nodes(graph: Graph, boxes: list[Box]) -> Picture | None:
    """Nodes that look alike as one box; None if there are none."""
    alone = {node: node.parents for node in graph.order}
    groups = groups_alike(dict(zip(graph.order, boxes, strict=True)), alone)
    return _merged_nodes(graph, boxes, groups, several) if groups else None


def _boxes(graph: Graph) -> list[Box]:
    """A box for each node."""
    order = graph.order
    names = names_of(order, ids := ids_of(order, order), graph.variables)
    return [box_of(graph.data_of(node, ids[node], names[node], 0, 0)) for node in order]


def _alike(picture: Picture) -> Picture:
    """Boxes that look alike as one box."""
    operands: dict[str, list[str]] = {}
    for arrow in picture.arrows:
        operands.setdefault(arrow.target, []).append(arrow.source)
    groups = groups_alike({box.id: box for box in picture.boxes}, operands)
    if not groups:
        return picture
    members: dict[str, list[Box]] = {}
    for box in picture.boxes:
        members.setdefault(groups.get(box.id, box.id), []).append(box)
    boxes = [
        several(key, group) if len(group) > 1 else group[0]
        for key, group in members.items()
    ]
    arrows: dict[tuple[str, str, int], Arrow] = {}
    for arrow in picture.arrows:
        source = groups.get(arrow.source, arrow.source)
        target = groups.get(arrow.target, arrow.target)
        alone = source == arrow.source and target == arrow.target
        key = (source, target, arrow.position if alone else -1)
        before = arrows.get(key)
        arrows[key] = (
            replace(arrow, source=source, target=target)
            if before is None
            else Arrow(source, target, uses=before.uses + arrow.uses)
        )
    return Picture(tuple(boxes), tuple(arrows.values()), picture.total)


def _merged_nodes(
    graph: Graph,
    boxes: list[Box],
    groups: Mapping[Node, str],
    join: Join,
    outputs: set[str] | None = None,
) -> Picture:
    """The picture of a graph with groups of nodes drawn as one box each.

    Args:
        graph: all of it.
        boxes: one for each node.
        groups: the group of each node that is in one.
        join: makes the box of a group.
        outputs: if given, takes the ids of the nodes that something outside their
            group uses, before `join` is called.
    """
    ids = {node: box.id for node, box in zip(graph.order, boxes, strict=True)}
    places = {node: groups.get(node) or ids[node] for node in graph.order}
    grouped = set(groups.values())
    members: dict[str, list[Box]] = {}
    operand_lists: dict[str, list[tuple[Node, ...]]] = {}
    arrows: list[Arrow] = []
    for node, box in zip(graph.order, boxes, strict=True):
        target = places[node]
        members.setdefault(target, []).append(box)
        parents = node.parents
        if target not in grouped:
            arrows += _arrows_between_nodes(graph, node, places, grouped)
            parents = tuple([parent for parent in parents if places[parent] in grouped])
        if parents:
            operand_lists.setdefault(target, []).append(parents)
    for target, lines in operand_lists.items():
        sources = Counter(map(places.__getitem__, chain.from_iterable(lines)))
        del sources[target]
        arrows += [Arrow(source, target, uses=n) for source, n in sources.items()]
    if outputs is not None:
        outputs.update(_outputs(graph, ids, places))
    group_boxes = [
        join(key, group) if key in grouped else group[0]
        for key, group in members.items()
    ]
    return Picture(tuple(group_boxes), tuple(arrows), len(graph.order))


def _arrows_between_nodes(
    graph: Graph, node: Node, places: Mapping[Node, str], grouped: Container[str]
) -> list[Arrow]:
    """The arrows to a node from those of its operands that are drawn alone, too."""
    grad = graph.grad_of(node)
    return [
        Arrow(places[parent], places[node], i, local, flow_of(grad, local))
        for i, parent, local in edges_of(node)
        if places[parent] not in grouped
    ]


def _outputs(
    graph: Graph, ids: Mapping[Node, str], places: Mapping[Node, str]
) -> set[str]:
    """The ids of the nodes that something outside their group uses."""
    outputs: set[Node] = set()
    for node in graph.order:
        target = places[node]
        outputs.update([parent for parent in node.parents if places[parent] != target])
    return {ids[parent] for parent in outputs}


def _part(key: str, prefix: Path, members: list[Box], outputs: set[str]) -> Box:
    """The box of a folded scope: its data and grad are those of its outputs."""
    is_root = any(box.kind == "root" for box in members)
    out = [box for box in members if box.id in outputs or box.kind == "root"]
    return Box(
        id=key,
        title=prefix[-1] if prefix else "model",
        named=True,
        kind="root" if is_root else "part",
        operator="",
        op="",
        scope=prefix[:-1],
        data=span_of([box.data for box in out]) or (0.0, 0.0),
        grad=span_of([box.grad for box in out]),
        nodes=len(members),
    )


def several(key: str, members: list[Box]) -> Box:
    """The box of several that look alike."""
    first = members[0]
    same_operator = all(box.operator == first.operator for box in members)
    return Box(
        id=key,
        title=pattern([box.title for box in members]) if first.named else "",
        named=first.named,
        kind=first.kind,
        operator=first.operator if same_operator else first.op,
        op=first.op,
        scope=common([box.scope for box in members]),
        data=span_of([box.data for box in members]) or first.data,
        grad=span_of([box.grad for box in members]),
        shape=first.shape,
        nodes=sum([box.nodes for box in members]),
        copies=len(members),
    )

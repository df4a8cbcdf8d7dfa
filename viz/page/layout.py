"""The positions that Graphviz gives to the boxes and edges of the stepper's graph.

Graphviz gets sizes and edges only, no text of the user's; the page draws the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from viz.diagram.ranks import LONG_EDGES, trace_length
from viz.graph.text_format import number
from viz.graph.trace import Trace
from viz.output.canvas import EXIT_SIDES
from viz.output.graphviz import render

ENTRY_SIDES = {"LR": "w", "TB": "n"}
# Every edge has room for it, as sliders change the numbers; longer ones shrink.
ROOM_FOR_NUMBER = "-0.00000"
_SVG = "{http://www.w3.org/2000/svg}"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_POINT = re.compile(r"-?[\d.]+,-?[\d.]+")


@dataclass(frozen=True, slots=True)
class Layout:
    """Places in px.

    Attributes:
        size: width and height of the picture, from 0, 0 on.
        boxes: left and top of each node.
        paths: the curve of each edge, for the `d` of an SVG path.
        labels: the middle of each edge's label, on its base line.
    """

    size: tuple[int, int]
    boxes: list[tuple[int, int]]
    paths: list[str]
    labels: list[tuple[int, int]]


Arrange = Callable[[Trace, Sequence[tuple[int, int]], str], Layout]
"""What gives places to a traced graph, the sizes of its boxes and a direction."""


def lay_out(
    traced: Trace, sizes: Sequence[tuple[int, int]], rankdir: str = "LR"
) -> Layout:
    """Lay a traced graph out by Graphviz.

    Args:
        traced: the graph, whole.
        sizes: width and height of each node's box in px.
        rankdir: the direction of the computation, "LR" or "TB".

    Returns:
        A place for every node and edge.

    Raises:
        RenderError: there is no Graphviz.

    >>> from autograd_core import Value
    >>> from viz.graph.trace import trace_graph
    >>> layout = lay_out(trace_graph(Value(2.0) * 3), [(100, 60), (160, 60)])
    >>> len(layout.boxes), len(layout.paths)
    (2, 1)
    """
    svg = ElementTree.fromstring(render(_dot(traced, sizes, rankdir), "svg"))
    positions = _positions(svg, traced)
    return _in_order(traced, positions, rankdir)


def _positions(svg: ElementTree.Element, traced: Trace) -> Layout:
    """The places as Graphviz wrote them."""
    x0, y0, width, height = _view(svg)
    boxes: dict[int, tuple[int, int]] = {}
    paths: dict[int, str] = {}
    labels: dict[int, tuple[int, int]] = {}
    for group in svg.iter(f"{_SVG}g"):
        name = group.get("id", "")
        if group.get("class") == "node":
            x, y = _top_left(_child(group, "polygon").get("points", ""))
            boxes[int(name[1:])] = (x - x0, y - y0)
        elif group.get("class") == "edge":
            label = _child(group, "text")
            path = _child(group, "path").get("d", "")
            paths[int(name[1:])] = _compact(path, x0, y0)
            x, y = _px(label.get("x")), _px(label.get("y"))
            labels[int(name[1:])] = (x - x0, y - y0)
    return Layout(
        (width, height),
        [boxes[i] for i in range(len(traced.nodes))],
        [paths[i] for i in range(len(traced.edges))],
        [labels[i] for i in range(len(traced.edges))],
    )


def _in_order(traced: Trace, layout: Layout, rankdir: str) -> Layout:
    """The same picture with leaves in the order of the operands where that can be had.

    Graphviz puts them in any order. Leaves in one column that feed the same results can
    swap their places, edges and all.
    """
    across, along = (1, 0) if rankdir == "LR" else (0, 1)
    edges: dict[str, list[int]] = {}
    for i, edge in enumerate(traced.edges):
        edges.setdefault(edge.parent, []).append(i)
    alike: dict[tuple[Any, ...], list[int]] = {}
    for i, node in enumerate(traced.nodes):
        if node.kind == "leaf":
            ends = sorted((traced.edges[e].child, e) for e in edges.get(node.id, []))
            edges[node.id] = [e for _, e in ends]
            key = (layout.boxes[i][along], *(child for child, _ in ends))
            alike.setdefault(key, []).append(i)
    boxes, paths, labels = [*layout.boxes], [*layout.paths], [*layout.labels]
    for group in alike.values():
        slots = sorted(group, key=lambda i: layout.boxes[i][across])
        in_order = sorted(group, key=lambda i: edges[traced.nodes[i].id][:1])
        for leaf, slot in zip(in_order, slots, strict=True):
            boxes[leaf] = layout.boxes[slot]
            mine, its = (edges[traced.nodes[i].id] for i in (leaf, slot))
            for use, place in zip(mine, its, strict=True):
                paths[use], labels[use] = layout.paths[place], layout.labels[place]
    return Layout(layout.size, boxes, paths, labels)


def _dot(traced: Trace, sizes: Sequence[tuple[int, int]], rankdir: str) -> str:
    lines = [
        f"digraph {{ rankdir={rankdir} nodesep=0.1 ranksep=0.2 pad=0.05",
        'node [shape=box fixedsize=true label=""]',
        "edge [arrowhead=none fontname=Helvetica fontsize=12]",
    ]
    if trace_length(traced) > LONG_EDGES:
        lines.append("splines=line nslimit=0.2")
    for i, (width, height) in enumerate(sizes):
        # A pixel of the page is a point of Graphviz, 1/72 inch.
        inches = f"width={width / 72:.4f} height={height / 72:.4f}"
        lines.append(f"{traced.nodes[i].id} [id=n{i} {inches}]")
    leave, enter = EXIT_SIDES[rankdir], ENTRY_SIDES[rankdir]
    for i, edge in enumerate(traced.edges):
        room = max(ROOM_FOR_NUMBER, number(edge.local), key=len)
        ends = f"{edge.parent}:{leave} -> {edge.child}:{enter}"
        lines.append(f'{ends} [id=e{i} label="{room}"]')
    return "\n".join([*lines, "}"])


def _child(group: ElementTree.Element, tag: str) -> ElementTree.Element:
    element = group.find(f".//{_SVG}{tag}")
    if element is None:
        raise ValueError(f"Graphviz drew {group.get('id')} without a {tag}")
    return element


def _top_left(points: str) -> tuple[int, int]:
    corners = [pair.split(",") for pair in points.split()]
    return _px(min(corners, key=_x)[0]), _px(min(corners, key=_y)[1])


def _x(corner: list[str]) -> float:
    return float(corner[0])


def _y(corner: list[str]) -> float:
    return float(corner[1])


def _px(text: str | None) -> int:
    return round(float(text or 0))


def _compact(path: str, x0: int = 0, y0: int = 0) -> str:
    """An SVG path of one move and curves, in whole px, relative, without blanks.

    Args:
        path: as Graphviz writes it.
        left, top: the corner that becomes 0, 0.

    >>> _compact("M10.2,20 C30,20 30,40.4 50,40")
    'M10,20c20,0,20,20,40,20'
    >>> _compact("M10,20 C10,20 40,10 40,10 40,10 70,30 70,30")  # straight
    'M10,20l30-10,30,20'
    """
    points = [
        (_px(x), _px(y)) for x, y in (pair.split(",") for pair in _POINT.findall(path))
    ]
    start = x, y = points[0]
    parts: list[tuple[str, list[int]]] = []
    for end in range(3, len(points), 3):
        first, second, last = points[end - 2 : end + 1]
        straight = first == (x, y) and second == last
        new_points = [last] if straight else [first, second, last]
        kind = "l" if straight else "c"
        if not parts or parts[-1][0] != kind:
            parts.append((kind, []))
        for px, py in new_points:
            parts[-1][1].extend((px - x, py - y))
        x, y = last
    commands = "".join(
        kind + ",".join(map(str, numbers)).replace(",-", "-") for kind, numbers in parts
    )
    return f"M{start[0] - x0},{start[1] - y0}{commands}"


def _view(svg: ElementTree.Element) -> tuple[int, int, int, int]:
    """Left, top, width, height of the picture as the nodes' coordinates have it."""
    _, _, width, height = map(float, svg.get("viewBox", "").split())
    transform = _child(svg, "g").get("transform", "")
    dx, dy = map(float, _NUMBER.findall(transform.partition("translate")[2]))
    return round(-dx), round(-dy), round(width), round(height)

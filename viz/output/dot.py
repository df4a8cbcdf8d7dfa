"""A picture of a graph as DOT text."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from viz.diagram.labels import shades, strengths
from viz.diagram.model import Picture
from viz.diagram.slide import Arrangement, arranged
from viz.diagram.themes import THEMES, Theme
from viz.output.canvas import SHOWABLE, Canvas, ghost_id

# Among more arrows than this labels are of no use, and each costs Graphviz a rank.
MAX_LABELS = 1500


def dot_source(
    picture: Picture,
    rankdir: str = "LR",
    show: Collection[str] = SHOWABLE,
    theme: Theme = THEMES["light"],
    arrangement: Arrangement | None = None,
) -> str:
    """The DOT text of a picture, the same bytes for the same picture.

    Args:
        picture: what to draw.
        rankdir: the direction of the computation: "LR", "TB", "RL" or "BT".
        show: any of "label", "data", "grad" (in the boxes), "local" (on the arrows,
            unless there are very many) and "shade" (the size of gradients).
        theme: colours and sizes.
        arrangement: rows and boxes; by default the one that fits a slide.

    Returns:
        DOT text that ends in a newline.

    >>> from autograd_core import Value
    >>> from viz.diagram.model import picture_of
    >>> from viz.graph.trace import trace_graph
    >>> text = dot_source(picture_of(trace_graph(Value(2.0, label="a") * 3)))
    >>> "n0:e -> n1_op" in text and "n1_op -> n1" in text
    True
    """
    if len(picture.arrows) > MAX_LABELS:
        show = [entry for entry in show if entry != "local"]
    if arrangement is None:
        arrangement = arranged(picture, rankdir, show, theme)
    canvas = Canvas(rankdir, show, theme, arrangement)
    graph = canvas.graph(picture)
    canvas.add_boxes(graph, picture, shades(picture) if "shade" in show else {})
    ghosts = arrangement.ghosts(picture)
    canvas.add_ghosts(graph, picture, ghosts)
    card = canvas.arrangement.look.card
    ovals = {box.id for box in picture.boxes if box.operator and not card}
    flows = strengths(picture) if "shade" in show else [0.0] * len(picture.arrows)
    arrows = [*enumerate(zip(picture.arrows, flows, strict=True))]
    if canvas.upward:
        arrows.reverse()
    for i, (arrow, flow) in arrows:
        row = arrangement.row_of(arrow.target)
        if (arrow.source, row) in ghosts:
            arrow = replace(arrow, source=ghost_id(arrow.source, row))
        canvas.add_arrow(graph, arrow, flow, arrow.target in ovals, i)
    canvas.add_cuts(graph, picture, ovals)
    canvas.place(graph, picture)
    return str(graph.source)

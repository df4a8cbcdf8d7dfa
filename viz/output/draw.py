"""`draw`: a graph of Values or Tensors as a picture."""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from autograd_core import GraphError, Node, Value
from autograd_core.extend import explained, plural, short_repr
from viz.diagram.folding import folded
from viz.diagram.model import Picture
from viz.diagram.slide import arranged, fits
from viz.diagram.themes import Theme, theme_named
from viz.diagram.zoom_levels import LEVELS, checked_level
from viz.graph.scalar_replay import replay
from viz.graph.selection import not_a_result
from viz.graph.trace import Graph, graph_of
from viz.graph.variable_names import names_around, names_in
from viz.ledger.ledger import ledger
from viz.output.canvas import RANKDIRS, SHOWABLE
from viz.output.dot import dot_source
from viz.output.drawing import Drawing as Drawing
from viz.output.drawing import Style, checked_format

MAX_NODES = 200
MOST_FOR_LEVELS = 2000
"""Of a larger graph only the level that is shown is kept."""


@explained
def draw(
    node: Node | Sequence[Node],
    *,
    rankdir: str = "LR",
    show: Iterable[str] = SHOWABLE,
    max_nodes: int | None = None,
    level: str | int | None = None,
    theme: str | Theme = "light",
    names: Mapping[str, Any] | None = None,
    forward: Node | None = None,
) -> Drawing:
    """Draw the graph of a result: boxes with data and grad, operators between them.

    The drawing is a snapshot: it keeps the numbers of this moment. Before `backward()`
    a gradient is drawn as a dash; after it, the arrows show what flows back: the larger
    the wider, and dashed where it is negative.

    The nodes of a network are framed by layer and neuron, those made inside a
    `scope("name")` by its name. The picture fits a slide of 1600x900 pixels: where its
    letters would be too small there, boxes take in their operators and the local
    derivatives, each where its arrow ends, and long chains break into rows; a row
    begins with the names that it takes from earlier ones. A graph too large even so is
    folded: parts become one box each, and boxes that look alike one box marked x16.
    What still does not fit is left out, and the drawing says how many nodes are
    hidden. A picture that is larger than a slide all the same (of `level="op"`, say)
    keeps its letters, and a warning says so where it is shown or saved.

    Args:
        node: the result whose graph to draw, or a compiled function, for the graph that
            it recorded; with `create_graph`, a gradient too. A list of results
            gives one picture of all.
        rankdir: where the computation runs: "LR", "RL", "TB" or "BT".
        show: any of "label", "data", "grad", "local", the local derivatives, and
            "shade", the size of gradients.
        max_nodes: the largest number of boxes; None for what can be read on a slide,
            and 200 at the most.
        level: "op" for every node, "neuron", "layer" or "model" for those parts as one
            box each; a number is how many scopes to open. None for the most detailed
            level that fits. "scalar" draws a small Tensor graph entry by entry.
        theme: "light", "dark", "projector" or "colorblind", or a `Theme`.
        names: variables to name nodes after, such as `locals()`; by default those of
            the caller, `{}` for none. A label goes before.
        forward: the result whose gradient `node` is: the nodes of the forward pass and
            those of the gradient get a frame each.

    Returns:
        A drawing that notebooks display; `.save("graph.png")` writes it.

    Raises:
        TypeError: `node` is not a Value or Tensor, or an option of the wrong type.
        ValueError: an unknown `rankdir`, `level`, `theme` or entry of `show`, or
            `max_nodes` below 1.
        GraphError: a Tensor graph that cannot be drawn entry by entry.

    >>> from autograd_core import Value
    >>> w, x = Value(0.5, label="w"), Value(2.0, label="x")
    >>> draw((w * x).tanh(), max_nodes=2)
    <Drawing of 2 of 4 nodes; .save("graph.svg") writes it, .svg() is its text>
    """
    # A compiled function is drawn as the graph that it records.
    if callable(getattr(node, "graph", None)):
        function: Any = node
        node = function.graph()
    results = _checked_results(node)
    if forward is not None and not isinstance(forward, Node):
        raise TypeError(
            f"draw: forward must be the result whose gradient this is, got "
            f"{_type_and_value(forward)}"
        )
    if rankdir not in RANKDIRS:
        raise ValueError(
            f"draw: unknown rankdir {rankdir!r}; known: {', '.join(RANKDIRS)}"
        )
    style = Style(rankdir, _checked_show(show), theme_named(theme))
    budget = MAX_NODES if max_nodes is None else checked_budget(max_nodes)
    level = checked_level(level)

    def readable(picture: Picture) -> bool:
        if max_nodes is not None:
            return True
        arrangement = arranged(picture, style.rankdir, style.show, style.theme)
        return fits(arrangement, style.theme)

    variables = names_around() if names is None else names_in(names)
    if level == "scalar":
        if len(results) > 1:
            raise ValueError('draw: level="scalar" is for one result, not for several')
        graph, level = scalar_graph(results[0], variables, forward), None
    else:
        graph = graph_of(results, variables, forward)
    pictures = _pictures(graph, level, budget, readable)
    picture = next(iter(pictures.values()))
    source = dot_source(picture, style.rankdir, style.show, style.theme)
    return Drawing(source, "svg", _described(picture), pictures, style)


def draw_dot(root: Value, format: str = "svg", rankdir: str = "LR") -> Drawing:
    """`draw` under the name and with the arguments of micrograd's notebooks.

    Args:
        root: the result whose graph to draw.
        format: what `.render(filename)` writes: "svg", "png", "pdf" or "dot".
        rankdir: "LR", "RL", "TB" or "BT".

    Returns:
        A drawing that notebooks display.

    Raises:
        TypeError: `root` is not a Value.
        ValueError: an unknown `format` or `rankdir`.

    >>> from autograd_core import Value
    >>> draw_dot(Value(2.0) + 1).source.startswith("digraph")
    True
    """
    checked = checked_format(format)
    drawing = draw(root, rankdir=rankdir, level="op")
    drawing.format = checked
    return drawing


def checked_node(where: str, node: Any) -> None:
    """Refuse an argument that has no graph.

    Raises:
        TypeError: it is not a Value or Tensor.
    """
    if not isinstance(node, Node):
        raise TypeError(f"{where}: {not_a_result(where, node)}")


def _checked_results(node: Any) -> list[Node]:
    """The results to draw: one, or those of a list.

    Raises:
        TypeError: something else.
        ValueError: an empty list.
    """
    if not isinstance(node, (list, tuple)):
        checked_node("draw", node)
        return [node]
    if not node:
        raise ValueError("draw: the list has no results to draw")
    for item in node:
        checked_node("draw", item)
    return [*dict.fromkeys(node)]


def scalar_graph(
    node: Any, variables: Mapping[Node, str], forward: Node | None = None
) -> Graph:
    """The graph of a result of one entry on Values, with the gradients of its nodes.

    Raises:
        GraphError: it has more entries, or an op without a form on Values.
    """
    if getattr(node, "size", 1) != 1:
        raise GraphError(
            f'draw(level="scalar"): the result has shape {node.shape}; draw one of '
            "its entries, such as y[0], or a number made of all, such as y.sum()"
        )
    scalars = replay('draw(level="scalar")', node, variables)
    if forward is not None and forward in scalars.entries:
        forward = scalars.entries[forward][0]
    graph = graph_of(scalars.root, scalars.variables, forward)
    if not scalars.entries:
        return graph
    grads: dict[Node, float] = {}
    if node.has_grad:
        seed = float(node.grad)
        grads = {entry.node: seed * entry.total for entry in ledger(scalars.root)}
    return replace(graph, grads=grads | scalars.grads())


def _pictures(
    graph: Graph,
    level: str | int | None,
    budget: int,
    readable: Callable[[Picture], bool],
) -> dict[str, Picture]:
    """The picture to show, and those of the other levels unless the graph is large."""
    picture = folded(graph, level, budget, readable)
    name = f"{level}" if level is not None else "op"
    if not graph.scopes or len(graph.order) > MOST_FOR_LEVELS:
        return {name: picture}
    by_level = {level: folded(graph, level, budget) for level in LEVELS}
    if level is None:
        same = [name for name, other in by_level.items() if other == picture]
        name = same[0] if same else "all"
    others = {key: value for key, value in by_level.items() if key != name}
    return {name: picture, **others}


def _described(picture: Picture) -> str:
    boxes, of = len(picture.boxes), plural(picture.total, "node")
    if boxes == picture.total:
        return of
    if boxes == picture.total - picture.hidden:
        return f"{boxes:,} of {of}"
    return f"{of} in {boxes:,} boxes"


def checked_budget(max_nodes: Any, where: str = "draw") -> int:
    """The largest number of nodes to draw, checked.

    Raises:
        TypeError: it is not an int.
        ValueError: it is below 1.
    """
    if isinstance(max_nodes, bool) or not hasattr(max_nodes, "__index__"):
        raise TypeError(
            f"{where}: max_nodes must be an int, got {_type_and_value(max_nodes)}"
        )
    max_nodes = operator.index(max_nodes)
    if max_nodes < 1:
        raise ValueError(f"{where}: max_nodes must be at least 1, got {max_nodes}")
    return max_nodes


def _checked_show(show: Iterable[str]) -> Collection[str]:
    if isinstance(show, str):
        show = (show,)
    if not isinstance(show, Iterable):
        raise TypeError(
            f"draw: show must be a list of {', '.join(SHOWABLE)}, got "
            f"{_type_and_value(show)}"
        )
    entries = tuple(show)
    for entry in entries:
        if entry not in SHOWABLE:
            raise ValueError(
                f"draw: unknown entry {entry!r} of show; known: {', '.join(SHOWABLE)}"
            )
    return entries


def _type_and_value(thing: object) -> str:
    return f"{type(thing).__name__} {short_repr(thing, 40)}"

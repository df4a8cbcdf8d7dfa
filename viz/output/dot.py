"""A picture of a graph as DOT text, in micrograd's look.

Each node is a box `label | data | grad`; a result has an oval with its operator in
front. Every text is escaped: a label is data, never markup.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from viz.diagram.fallback_layout import places
from viz.diagram.labels import (
    arrow_text,
    caption_of,
    cut_texts,
    facts_of,
    shades,
    strengths,
    title_of,
)
from viz.diagram.model import Arrow, Box, Picture
from viz.diagram.ranks import LONG_EDGES, LONGEST_EDGES, picture_length, picture_ranks
from viz.diagram.themes import THEMES, Theme, blended
from viz.graph.scopes import Path
from viz.graph.text_format import visible

RANKDIRS = ("LR", "TB", "RL", "BT")
EXIT_SIDES = {"LR": "e", "TB": "s", "RL": "w", "BT": "n"}
ENTRY_SIDES = {"LR": "w", "TB": "n", "RL": "e", "BT": "s"}
SHOWABLE = ("label", "data", "grad", "local", "shade")

# Among more arrows than this labels are of no use, and each costs Graphviz a rank.
MAX_LABELS = 1500
DEEPEST_SCOPE = 8
# So that the number of a gradient is easily read on the darkest shade (WCAG: 4.5 to 1).
MOST_SHADE = 0.4
BACKSLASH = "&#92;"
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\\": BACKSLASH}


def dot_source(
    picture: Picture,
    rankdir: str = "LR",
    show: Collection[str] = SHOWABLE,
    theme: Theme = THEMES["light"],
) -> str:
    """The DOT text of a picture, the same bytes for the same picture.

    Args:
        picture: what to draw.
        rankdir: the direction of the computation: "LR", "TB", "RL" or "BT".
        show: any of "label", "data", "grad" (in the boxes), "local" (on the arrows,
            unless there are very many) and "shade" (the size of gradients).
        theme: colours and sizes.

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
    canvas = Canvas(rankdir, show, theme)
    graph = canvas.graph(picture)
    frames: dict[Path, Any] = {(): graph}
    for path in scope_tree(picture.boxes):
        frames[path] = canvas.frame(path, len(frames))
    shade = shades(picture) if "shade" in show else {}
    for box in picture.boxes:
        canvas.add_box(frames[box.scope[:DEEPEST_SCOPE]], box, shade.get(box.id, 0.0))
    for path in sorted(frames, key=len, reverse=True):
        if path:
            frames[path[:-1]].subgraph(frames[path])
    ovals = {box.id for box in picture.boxes if box.operator}
    flows = strengths(picture) if "shade" in show else [0.0] * len(picture.arrows)
    for arrow, flow in zip(picture.arrows, flows, strict=True):
        canvas.add_arrow(graph, arrow, flow, arrow.target in ovals)
    canvas.add_cuts(graph, picture, ovals)
    canvas.place(graph, picture)
    return str(graph.source)


def scope_tree(boxes: Iterable[Box]) -> list[Path]:
    """All scopes of the boxes and all scopes around them, in order of appearance.

    >>> scope_tree([])
    []
    """
    paths: dict[Path, None] = {}
    for box in boxes:
        scope = box.scope[:DEEPEST_SCOPE]
        for depth in range(1, len(scope) + 1):
            paths[scope[:depth]] = None
    return list(paths)


def escaped(text: str, font: str = THEMES["light"].font) -> str:
    r"""Text for a DOT label in angle brackets: markup and DOT's escapes become text.

    >>> print(escaped(r'</svg><b> & "\N"'))
    &lt;/svg&gt;&lt;b&gt; &amp; &quot;&#92;<FONT FACE="Helvetica">N</FONT>&quot;
    """
    parts: list[str] = []
    before = ""
    for character in visible(text):
        entity = _ENTITIES.get(character, character)
        # Graphviz fills in `\\N` even here, and makes one of two backslashes; in a run
        # of its own the second character is a plain one.
        apart = before == "\\" and character in "NGETHL\\"
        parts.append(f'<FONT FACE="{font}">{entity}</FONT>' if apart else entity)
        before = character
    return "".join(parts)


class Canvas:
    """The DOT of each part of a picture, in the colours of a theme."""

    def __init__(self, rankdir: str, show: Collection[str], theme: Theme) -> None:
        self.rankdir = rankdir
        self.show = show
        self.theme = theme
        self.border = f"{max(1, round(theme.pen))}"
        self.exit = EXIT_SIDES[rankdir]

    def graph(self, picture: Picture) -> Any:
        """An empty graph with room for the picture."""
        import graphviz  # here, so that importing viz stays quick

        theme = self.theme
        graph = graphviz.Digraph("graph")
        graph.attr(rankdir=self.rankdir, nodesep="0.18", fontname=theme.font)
        graph.attr(bgcolor=theme.background, fontcolor=theme.faint)
        node = {"fontsize": f"{theme.size:g}", "fontcolor": theme.ink}
        graph.attr("node", shape="plain", fontname=theme.font, color=theme.line, **node)
        edge = {"fontsize": f"{theme.small:g}", "fontcolor": theme.local}
        graph.attr("edge", fontname=theme.font, color=theme.line, **edge)
        graph.attr("edge", arrowsize="0.6", penwidth=f"{theme.pen:g}")
        # Arrows to a wide op need room to converge.
        arrows = picture.arrows
        widest = max(Counter([arrow.target for arrow in arrows]).values(), default=0)
        room = 0.4 + 0.06 * max(0, widest - 2)
        graph.attr(ranksep=f"{min(2.5, room):.2f}")
        if picture_length(picture) > LONG_EDGES:
            graph.attr(splines="line", nslimit="0.1", mclimit="0.3")
        caption = caption_of(picture)
        if caption:
            size = f"{theme.size:g}"
            graph.attr(label=_html(caption), labelloc="b", fontsize=size)
        return graph

    def frame(self, path: Path, number: int) -> Any:
        """The frame of a scope, empty."""
        import graphviz

        theme = self.theme
        frame = graphviz.Digraph(f"cluster_{number}")
        frame.attr(
            label=_html(escaped(path[-1], theme.font)),
            labeljust="l",
            labelloc="t",
            fontsize=f"{theme.size:g}",
            fontname=theme.font,
            fontcolor=theme.faint,
            color=blended(theme.background, theme.line, 0.5),
            fillcolor=theme.scope if len(path) % 2 else theme.background,
            style="rounded,filled",
            penwidth=f"{theme.pen:g}",
        )
        return frame

    def add_box(self, graph: Any, box: Box, shade: float) -> None:
        """The box of a node, and the oval of its operator."""
        graph.node(box.id, label=self._table(box, shade))
        if box.operator:
            graph.node(f"{box.id}_op", **self._oval(box.operator))
            graph.edge(f"{box.id}_op", box.id)

    def add_arrow(self, graph: Any, arrow: Arrow, flow: float, to_oval: bool) -> None:
        """A use: from the far side of the operand to the operator."""
        theme = self.theme
        text = arrow_text(arrow, self.show)
        style = {"label": f" {text} "} if text else {}
        if arrow.uses > 1:
            style["fontcolor"] = theme.faint
        if flow:
            style["color"] = theme.negative if flow < 0 else theme.positive
            style["penwidth"] = f"{theme.pen * (0.8 + 2.2 * abs(flow)):.2f}"
            if flow < 0:
                style["style"] = "dashed"
        end = "_op" if to_oval else f":{ENTRY_SIDES[self.rankdir]}"
        graph.edge(f"{arrow.source}:{self.exit}", f"{arrow.target}{end}", **style)

    def add_cuts(self, graph: Any, picture: Picture, ovals: set[str]) -> None:
        """A dotted box at each place where the graph was cut."""
        before, behind = cut_texts(picture)
        for box, text in before.items():
            self._add_cut(graph, f"{box}_folded", text)
            target = f"{box}_op" if box in ovals else box
            graph.edge(f"{box}_folded", target, style="dotted")
        for box, text in behind.items():
            self._add_cut(graph, f"{box}_uses", text)
            graph.edge(box, f"{box}_uses", style="dotted")

    def place(self, graph: Any, picture: Picture) -> None:
        """Give Graphviz all positions if the arrows are too long for its own layout."""
        if picture_length(picture) <= LONGEST_EDGES:
            return
        graph.attr(layout="nop", splines="line")
        ranks = picture_ranks(picture)
        positions = places(picture, ranks, self.rankdir, self.show, self.theme)
        ovals = {f"{box.id}_op" for box in picture.boxes if box.operator}
        names = {box.id for box in picture.boxes} | ovals
        before, behind = cut_texts(picture)
        names |= {f"{name}_folded" for name in before}
        names |= {f"{name}_uses" for name in behind}
        for name, (x, y) in positions.items():
            if name in names:
                graph.node(name, pos=f"{x:.1f},{y:.1f}")

    def _table(self, box: Box, shade: float) -> str:
        """The box of a node: side by side if the graph runs sideways, else stacked."""
        theme = self.theme
        stacked = theme.stacked or box.nodes > 1 or bool(box.shape)
        sideways = self.rankdir in ("LR", "RL") and not stacked
        between = "" if sideways else "</TR><TR>"
        border = 2 * round(theme.pen) if box.kind == "root" else 0
        cells = [*self.cells(box, shade)] or ["<TD> </TD>"]
        return _html(
            f'<TABLE BORDER="{border}" CELLBORDER="{self.border}" CELLSPACING="0" '
            f'CELLPADDING="6" COLOR="{theme.line}" BGCOLOR="{getattr(theme, box.kind)}"'
            f"><TR>{between.join(cells)}</TR></TABLE>"
        )

    def cells(self, box: Box, shade: float) -> Iterator[str]:
        """The cells of a box: its title and its lines."""
        theme = self.theme
        if "label" in self.show and (title := title_of(box)):
            text = escaped(title, theme.font)
            faint = f'<FONT COLOR="{theme.faint}">{text}</FONT>'
            yield f"<TD>{f'<B>{text}</B>' if box.named else faint}</TD>"
        colours = {"data": theme.data, "grad": theme.grad}
        fill = getattr(theme, box.kind)
        for role, text in facts_of(box, self.show):
            colour = colours.get(role, theme.faint)
            inside = self._shaded(fill, shade) if role == "grad" and shade else ""
            yield f'<TD{inside}><FONT COLOR="{colour}">{text}</FONT></TD>'

    def _shaded(self, fill: str, shade: float) -> str:
        over = self.theme.negative if shade < 0 else self.theme.positive
        return f' BGCOLOR="{blended(fill, over, MOST_SHADE * abs(shade))}"'

    def _oval(self, operator: str) -> dict[str, str]:
        theme = self.theme
        return {
            "label": _html(escaped(operator, theme.font)),
            "shape": "ellipse",
            "style": "filled",
            "fillcolor": theme.operator,
            "margin": "0.06,0.03",
            "height": "0.4",
            "width": "0.5",
            "penwidth": f"{theme.pen:g}",
        }

    def _add_cut(self, graph: Any, name: str, text: str) -> None:
        theme = self.theme
        graph.node(
            name,
            label=_html(f"... {text}"),
            shape="box",
            style="dotted,filled",
            fillcolor=theme.scope,
            fontcolor=theme.faint,
            margin="0.1,0.06",
        )


def _html(markup: str) -> str:
    return f"<{markup}>"

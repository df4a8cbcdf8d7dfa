"""The parts of a picture as DOT, in micrograd's look and the colours of a theme.

Each node is a box `label | data | grad`; a result has an oval with its operator in
front. Every text is escaped: a label is data, never markup.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from viz.diagram.box_sizes import COMPACT
from viz.diagram.fallback_layout import places
from viz.diagram.labels import (
    arrow_text,
    caption_of,
    cut_texts,
    facts_of,
    short_arrow_text,
    title_of,
)
from viz.diagram.model import Arrow, Box, Picture
from viz.diagram.ranks import LONG_EDGES, LONGEST_EDGES, picture_length, picture_ranks
from viz.diagram.slide import DEEPEST_SCOPE, Arrangement
from viz.diagram.themes import Theme, blended
from viz.graph.scopes import Path
from viz.output.cards import card
from viz.output.markup import cell, coloured, escaped

RANKDIRS = ("LR", "TB", "RL", "BT")
EXIT_SIDES = {"LR": "e", "TB": "s", "RL": "w", "BT": "n"}
ENTRY_SIDES = {"LR": "w", "TB": "n", "RL": "e", "BT": "s"}
SHOWABLE = ("label", "data", "grad", "local", "shade")

# So that the number of a gradient is easily read on the darkest shade (WCAG: 4.5 to 1).
MOST_SHADE = 0.4


def ghost_id(source: str, row: int) -> str:
    """The id of the box that stands for another one in a later row."""
    return f"{source}_row{row}"


def shaded(theme: Theme, share: float) -> str:
    """The colour behind a gradient of a size from -1 to 1, the same in every box.

    On the yellow of a leaf a blue would look grey, as if it were switched off.

    >>> from viz.diagram.themes import THEMES
    >>> shaded(THEMES["light"], 1.0), shaded(THEMES["light"], 0.0)
    ('#aac4e3', '#ffffff')
    """
    over = theme.negative if share < 0 else theme.positive
    return blended(theme.result, over, MOST_SHADE * abs(share))


def text_id(arrow: Arrow, number: int) -> str:
    """The id of the text on an arrow."""
    return f"{arrow.target}_in{number}"


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


class Canvas:
    """The DOT of each part of a picture, in the colours of a theme."""

    def __init__(
        self,
        rankdir: str,
        show: Collection[str],
        theme: Theme,
        arrangement: Arrangement | None = None,
    ) -> None:
        self.rankdir = rankdir
        self.show = show
        self.theme = theme
        self.arrangement = arrangement or Arrangement()
        self.operands: Counter[str] = Counter()
        self.in_order: set[str] = set()
        self.upward = self.placed = False
        self.texts: dict[str, list[tuple[str, str, str]]] = {}
        self.frames = 0
        self.border = f"{max(1, round(theme.pen))}"
        self.exit = EXIT_SIDES[rankdir]

    def graph(self, picture: Picture) -> Any:
        """An empty graph with room for the picture."""
        import graphviz  # here, so that importing viz stays quick

        theme = self.theme
        graph = graphviz.Digraph("graph")
        look = self.arrangement.look
        graph.attr(rankdir=self.rankdir, nodesep=f"{look.nodesep:.2f}")
        graph.attr(fontname=theme.font)
        graph.attr(bgcolor=theme.background, fontcolor=theme.faint)
        node = {"fontsize": f"{theme.size:g}", "fontcolor": theme.ink}
        graph.attr("node", shape="plain", fontname=theme.font, color=theme.line, **node)
        small = theme.size if look.compact else theme.small
        edge = {"fontsize": f"{small:g}", "fontcolor": theme.local}
        graph.attr("edge", fontname=theme.font, color=theme.line, **edge)
        graph.attr("edge", arrowsize="0.6", penwidth=f"{theme.pen:g}")
        # Arrows to a wide op need room to converge.
        length = 0 if self.arrangement.row else picture_length(picture)
        self.placed = length > LONGEST_EDGES
        if self.placed and look.card:
            look = COMPACT
            self.arrangement = replace(self.arrangement, look=look)
        self.operands = Counter([arrow.target for arrow in picture.arrows])
        self.in_order = _in_order(picture)
        # With frames, Graphviz begins at the bottom of a picture that runs sideways.
        sideways = self.rankdir in ("LR", "RL")
        self.upward = sideways and any(box.scope for box in picture.boxes)
        for i, arrow in enumerate(picture.arrows):
            if self._on_arrow(arrow):
                text = (text_id(arrow, i), *self._arrow_text(arrow))
                self.texts.setdefault(arrow.target, []).append(text)
        widest = 0 if look.card else max(self.operands.values(), default=0)
        room = 0.06 * max(0, widest - 2) + look.ranksep
        graph.attr(ranksep=f"{min(2.5, room):.2f}")
        if length > LONG_EDGES:
            graph.attr(splines="line", nslimit="0.1", mclimit="0.3")
        lines = [caption_of(picture)]
        numbers = [arrow for arrow in picture.arrows if arrow.local is not None]
        if look.compact and "local" in self.show and numbers:
            where = "where arrows end" if look.card else "on the arrows"
            lines.append(f"{where}: local derivatives")
        caption = "; ".join(filter(None, lines))
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

    def add_boxes(
        self, graph: Any, picture: Picture, shade: Mapping[str, float]
    ) -> None:
        """All boxes, those of a scope inside its frame: one frame for each row."""
        rows: dict[int, list[Box]] = {}
        for box in picture.boxes:
            rows.setdefault(self.arrangement.row_of(box.id), []).append(box)
        # Graphviz puts the first part that hangs together at the left, or the bottom.
        for _, boxes in sorted(rows.items(), reverse=self.rankdir in ("LR", "RL")):
            frames: dict[Path, Any] = {(): graph}
            for path in scope_tree(reversed(boxes) if self.upward else boxes):
                self.frames += 1
                frames[path] = self.frame(path, self.frames)
            for box in reversed(boxes) if self.upward else boxes:
                frame = frames[box.scope[:DEEPEST_SCOPE]]
                self.add_box(frame, box, shade.get(box.id, 0.0))
                on_arrows = {} if self.arrangement.look.card else self.texts
                for name, text, colour in on_arrows.get(box.id, ()):
                    self._add_text(frame, name, text, colour)
            for path in sorted(frames, key=len, reverse=True):
                if path:
                    frames[path[:-1]].subgraph(frames[path])

    def add_ghosts(
        self, graph: Any, picture: Picture, ghosts: Collection[tuple[str, int]]
    ) -> None:
        """The names that a row takes from earlier ones, and where those go on."""
        theme = self.theme
        boxes = {box.id: box for box in picture.boxes}
        rows: dict[str, list[int]] = {}
        for source, row in sorted(ghosts, key=lambda ghost: ghost[1]):
            rows.setdefault(source, []).append(row + 1)
            box = boxes[source]
            title = escaped(title_of(box), theme.font)
            title = f"<B>{title}</B>" if box.named else title
            look = {"fillcolor": getattr(theme, box.kind), "fontcolor": theme.ink}
            self._add_note(graph, ghost_id(source, row), title, look)
        for source, later in rows.items():
            text = f"row {', '.join(map(str, later))}"
            if boxes[source].kind != "leaf":
                self._add_note(graph, f"{source}_on", text, {})
                graph.edge(f"{source}:{self.exit}", f"{source}_on", style="dotted")

    def add_box(self, graph: Any, box: Box, shade: float) -> None:
        """The box of a node, and the oval of its operator."""
        graph.node(box.id, label=self._table(box, shade))
        if box.operator and not self.arrangement.look.card:
            oval = self._oval(box.operator)
            if box.id in self.in_order or self.texts.get(box.id):
                oval["ordering"] = "in"
            graph.node(f"{box.id}_op", **oval)
            graph.edge(f"{box.id}_op", box.id)

    def add_arrow(
        self, graph: Any, arrow: Arrow, flow: float, to_oval: bool, number: int = 0
    ) -> None:
        """A use: from the far side of the operand to the operator."""
        theme = self.theme
        style: dict[str, str] = {}
        if flow:
            style["color"] = theme.negative if flow < 0 else theme.positive
            style["penwidth"] = f"{theme.pen * (0.8 + 2.2 * abs(flow)):.2f}"
            if flow < 0:
                style["style"] = "dashed"
        entry = ENTRY_SIDES[self.rankdir]
        tail = f"{arrow.source}:{self.exit}"
        head = arrow.target + ("_op" if to_oval else f":{entry}")
        text, colour = self._arrow_text(arrow)
        middle = text_id(arrow, number)
        if self._on_arrow(arrow) and self.arrangement.look.card:
            head = f"{arrow.target}:{middle}:{entry}"
        elif self._on_arrow(arrow):
            graph.edge(tail, f"{middle}:{entry}", dir="none", **style)
            tail = f"{middle}:{self.exit}"
        elif text:
            style |= {"label": f" {text} ", "fontcolor": colour}
        graph.edge(tail, head, **style)

    def _arrow_text(self, arrow: Arrow) -> tuple[str, str]:
        """The text of an arrow and its colour."""
        write = short_arrow_text if self.arrangement.look.compact else arrow_text
        colour = self.theme.faint if arrow.uses > 1 else self.theme.local
        return write(arrow, self.show), colour

    def _on_arrow(self, arrow: Arrow) -> bool:
        """Whether the text of an arrow stands on it, or where it ends.

        Beside arrows that come close to each other it could belong to either.
        """
        close = self.arrangement.look.compact or self.operands[arrow.target] > 2
        return close and not self.placed and bool(self._arrow_text(arrow)[0])

    def _add_text(self, graph: Any, name: str, text: str, colour: str) -> None:
        """A text on an arrow."""
        theme = self.theme
        size = theme.size if self.arrangement.look.compact else theme.small
        look = {"fontsize": f"{size:g}", "fontcolor": colour}
        graph.node(name, label=f" {text} ", width="0", height="0", **look)

    def add_cuts(self, graph: Any, picture: Picture, ovals: set[str]) -> None:
        """A dotted box at each place where the graph was cut."""
        before, behind = cut_texts(picture)
        for box, text in before.items():
            self._add_note(graph, f"{box}_folded", f"... {text}", {})
            target = f"{box}_op" if box in ovals else box
            graph.edge(f"{box}_folded", target, style="dotted")
        for box, text in behind.items():
            self._add_note(graph, f"{box}_uses", f"... {text}", {})
            graph.edge(box, f"{box}_uses", style="dotted")

    def place(self, graph: Any, picture: Picture) -> None:
        """Give Graphviz all positions if the arrows are too long for its own layout."""
        if not self.placed:
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
        arrangement = self.arrangement
        cells = [*self.cells(box, shade)] or ["<TD> </TD>"]
        flat = arrangement.flat_leaves and box.kind == "leaf"
        stacked = (theme.stacked or arrangement.look.compact) and not flat
        stacked = stacked or box.nodes > 1 or bool(box.shape)
        if arrangement.look.card and not flat:
            rows = card(*self._card_cells(box), cells, self.rankdir)
        else:
            sideways = self.rankdir in ("LR", "RL") and not stacked
            rows = f"<TR>{('' if sideways else '</TR><TR>').join(cells)}</TR>"
        border = 2 * round(theme.pen) if box.kind == "root" else 0
        return _html(
            f'<TABLE BORDER="{border}" CELLBORDER="{self.border}" CELLSPACING="0" '
            f'CELLPADDING="{arrangement.look.padding:g}" COLOR="{theme.line}" '
            f'BGCOLOR="{getattr(theme, box.kind)}">{rows}</TABLE>'
        )

    def cells(self, box: Box, shade: float) -> Iterator[str]:
        """The cells of a box: its title and its lines."""
        theme = self.theme
        if "label" in self.show and (title := title_of(box)):
            text = escaped(title, theme.font)
            yield cell(f"<B>{text}</B>" if box.named else coloured(text, theme.faint))
        colours = {"data": theme.data, "grad": theme.grad}
        for role, text in facts_of(box, self.show):
            look = {}
            if role == "grad" and shade:
                look["BGCOLOR"] = shaded(theme, shade)
            yield cell(coloured(text, colours.get(role, theme.faint)), **look)

    def _card_cells(self, box: Box) -> tuple[list[str], list[str]]:
        """The cell of the operator, and those at which arrows come in."""
        theme = self.theme
        operator = escaped(box.operator, theme.font)
        return (
            [cell(operator, BGCOLOR=theme.operator)] if operator else [],
            [
                cell(coloured(text, colour), PORT=name, BGCOLOR=theme.background)
                for name, text, colour in self.texts.get(box.id, ())
            ],
        )

    def _oval(self, operator: str) -> dict[str, str]:
        theme = self.theme
        look = {"shape": "ellipse", "style": "filled", "margin": "0.06,0.03"}
        size = {"height": "0.4", "width": "0.5"}
        if self.arrangement.look.compact:  # an ellipse is half as wide again as text
            look = {"shape": "box", "style": "rounded,filled", "margin": "0.06,0.04"}
            size = {"height": "0.3", "width": "0.3"}
        return {
            "label": _html(escaped(operator, theme.font)),
            "fillcolor": theme.operator,
            "penwidth": f"{theme.pen:g}",
            **look,
            **size,
        }

    def _add_note(
        self, graph: Any, name: str, text: str, look: Mapping[str, str]
    ) -> None:
        """A dotted box: something that stands elsewhere, or nowhere."""
        theme = self.theme
        plain = {"fillcolor": theme.scope, "fontcolor": theme.faint}
        shape = {"shape": "box", "style": "dotted,filled", "margin": "0.1,0.06"}
        size = {"width": "0", "height": "0"} if self.arrangement.look.compact else {}
        graph.node(name, label=_html(text), **shape, **size, **(plain | dict(look)))


def _in_order(picture: Picture) -> set[str]:
    """The results whose operands may stand in their order.

    Two results may want the same operands in opposite orders, so only those count whose
    operands come in the order of the boxes.
    """
    place = {box.id: i for i, box in enumerate(picture.boxes)}
    operands: dict[str, list[int]] = {}
    for arrow in picture.arrows:
        operands.setdefault(arrow.target, []).append(place[arrow.source])
    return {target for target, places in operands.items() if places == sorted(places)}


def _html(markup: str) -> str:
    return f"<{markup}>"

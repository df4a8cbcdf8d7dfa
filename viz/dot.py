"""A traced graph as DOT text, in micrograd's look.

Each node is a box `label | data | grad`; a result has an oval with its operator in
front. Every text is escaped: a label is data, never markup.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

from viz.tracing import Trace, TracedNode
from viz.wording import count, number, visible

RANKDIRS = ("LR", "TB", "RL", "BT")
EXIT_SIDES = {"LR": "e", "TB": "s", "RL": "w", "BT": "n"}
SHOWABLE = ("label", "data", "grad", "local")

# Chosen to differ also in a grey print: data dark, gradient and local mid-dark.
INK = "#222222"
FAINT = "#6b6b6b"
DATA = "#123a7a"
GRAD = "#a13a00"
LOCAL = "#006a5b"
LINE = "#555555"
FILL = {"leaf": "#fdf3d8", "result": "#ffffff", "root": "#e3edf9"}
OPERATOR_FILL = "#ececec"
FONT = "Helvetica"
# Beyond this many ranks crossed, curves take Graphviz minutes; straight lines seconds.
LONG_WAYS = 1000
EM_DASH = "\u2014"
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\\": "&#92;"}


def dot_source(
    traced: Trace,
    rankdir: str = "LR",
    show: Collection[str] = SHOWABLE,
) -> str:
    """The DOT text of a traced graph, the same bytes for the same graph.

    Args:
        traced: what to draw.
        rankdir: the direction of the computation: "LR", "TB", "RL" or "BT".
        show: any of "label", "data", "grad" (in the boxes), "local" (on the edges).

    Returns:
        DOT text that ends in a newline.

    >>> from autograd_core import Value
    >>> from viz.tracing import trace_graph
    >>> text = dot_source(trace_graph(Value(2.0, label="a") * 3))
    >>> "n0:e -> n1_op" in text and "n1_op -> n1" in text
    True
    """
    graph = _canvas(rankdir)
    # Edges into a wide op need way to gather in.
    widest = max(Counter([edge.child for edge in traced.edges]).values(), default=0)
    graph.attr(ranksep=f"{min(2.5, 0.4 + 0.06 * max(0, widest - 2)):.2f}")
    if way_length(traced) > LONG_WAYS:
        graph.attr(splines="line", nslimit="0.2")
    if traced.hidden:
        graph.attr(label=_html(_caption(traced)), labelloc="b", fontcolor=FAINT)
    for node in traced.nodes:
        graph.node(node.id, label=_box(node, rankdir, show))
        if node.operator:
            graph.node(f"{node.id}_op", **_oval(node.operator))
            graph.edge(f"{node.id}_op", node.id)
    exit_side = EXIT_SIDES[rankdir]
    for edge in traced.edges:
        local = number(edge.local) if "local" in show else ""
        source = f"{edge.parent}:{exit_side}"
        graph.edge(source, f"{edge.child}_op", **_local_label(local))
    _add_folds(graph, traced)
    return str(graph.source)


def way_length(traced: Trace) -> int:
    """How many ranks all edges cross together: what Graphviz's curves cost.

    >>> from autograd_core import Value
    >>> from viz.tracing import trace_graph
    >>> a = Value(2.0)
    >>> way_length(trace_graph((a + 1) * 2 + a))
    6
    """
    rank: dict[str, int] = {}
    for edge in traced.edges:
        above = rank.setdefault(edge.parent, 0) + 1
        rank[edge.child] = max(rank.get(edge.child, 0), above)
    first_use: dict[str, int] = {}
    for edge in traced.edges:
        first = min(first_use.get(edge.parent, rank[edge.child]), rank[edge.child])
        first_use[edge.parent] = first
    leaves = {node.id for node in traced.nodes if node.kind == "leaf"}
    starts = {
        each: first_use[each] - 1 if each in leaves else rank[each]
        for each in first_use
    }
    return sum([rank[edge.child] - starts[edge.parent] for edge in traced.edges])


def escaped(text: str) -> str:
    r"""Text for a DOT label in angle brackets: markup and DOT's escapes become text.

    >>> print(escaped(r'</svg><b> & "\N"'))
    &lt;/svg&gt;&lt;b&gt; &amp; &quot;&#92;<FONT FACE="Helvetica">N</FONT>&quot;
    """
    parts: list[str] = []
    before = ""
    for each in visible(text):
        shown = _ENTITIES.get(each, each)
        # Graphviz fills in `\\N` even here; in a run of its own the N is a plain N.
        apart = before == "\\" and each in "NGETHL"
        parts.append(f'<FONT FACE="{FONT}">{shown}</FONT>' if apart else shown)
        before = each
    return "".join(parts)


def _canvas(rankdir: str) -> Any:
    import graphviz  # here, so that importing viz stays quick

    graph = graphviz.Digraph("graph")
    graph.attr(rankdir=rankdir, nodesep="0.18", fontname=FONT)
    graph.attr(
        "node",
        shape="plain",
        fontname=FONT,
        fontsize="13",
        fontcolor=INK,
        color=LINE,
    )
    graph.attr(
        "edge",
        fontname=FONT,
        fontsize="11",
        fontcolor=LOCAL,
        color=LINE,
        arrowsize="0.6",
    )
    return graph


def _html(markup: str) -> str:
    return f"<{markup}>"


def _box(node: TracedNode, rankdir: str, show: Collection[str]) -> str:
    """The box of a node: side by side if the graph runs sideways, else stacked."""
    cells: list[str] = []
    if "label" in show:
        cells.append(
            f"<B>{escaped(node.label)}</B>"
            if node.label
            else f'<FONT COLOR="{FAINT}">{escaped(node.name)}</FONT>'
        )
    if "data" in show:
        cells.append(f'<FONT COLOR="{DATA}">data {number(node.data)}</FONT>')
    if "grad" in show:
        grad = EM_DASH if node.grad is None else number(node.grad)
        cells.append(f'<FONT COLOR="{GRAD}">grad {grad}</FONT>')
    cells = [f"<TD>{cell}</TD>" for cell in cells or [" "]]
    sideways = rankdir in ("LR", "RL")
    between = "" if sideways else "</TR><TR>"
    border = "2" if node.kind == "root" else "0"
    return _html(
        f'<TABLE BORDER="{border}" CELLBORDER="1" CELLSPACING="0" CELLPADDING="6" '
        f'COLOR="{LINE}" BGCOLOR="{FILL[node.kind]}">'
        f"<TR>{between.join(cells)}</TR></TABLE>"
    )


def _oval(operator: str) -> dict[str, str]:
    return {
        "label": _html(escaped(operator)),
        "shape": "ellipse",
        "style": "filled",
        "fillcolor": OPERATOR_FILL,
        "margin": "0.06,0.03",
        "height": "0.4",
        "width": "0.5",
    }


def _local_label(local: str) -> dict[str, str]:
    return {"label": f" local {local} "} if local else {}


def _caption(traced: Trace) -> str:
    return (
        f"the {count(len(traced.nodes), 'node')} nearest the result; "
        f"{count(traced.hidden, 'node')} hidden"
    )


def _add_folds(graph: Any, traced: Trace) -> None:
    """A dashed box at each place where the graph was cut."""
    cuts = [node for node in traced.nodes if node.hidden_operands]
    for node in cuts:
        # At a single cut everything hidden lies behind it.
        text = (
            f"{count(traced.hidden, 'node')} hidden"
            if len(cuts) == 1
            else f"{count(node.hidden_operands, 'operand')} hidden"
        )
        _add_fold(graph, f"{node.id}_folded", text)
        graph.edge(f"{node.id}_folded", f"{node.id}_op", style="dashed")
    for node in traced.nodes:
        if node.hidden_uses:
            text = f"{count(node.hidden_uses, 'use')} hidden"
            _add_fold(graph, f"{node.id}_uses", text)
            graph.edge(node.id, f"{node.id}_uses", style="dashed")


def _add_fold(graph: Any, name: str, text: str) -> None:
    graph.node(
        name,
        label=_html(f"... {text}"),
        shape="box",
        style="dashed,filled",
        fillcolor="#f7f7f7",
        fontcolor=FAINT,
        margin="0.1,0.06",
    )

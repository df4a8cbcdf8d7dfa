"""A picture of a graph as Mermaid text, which GitHub and many notes apps draw.

Every text goes in as character codes where it is not a letter or digit: a label is
data, never syntax or markup.
"""

from __future__ import annotations

from collections.abc import Collection

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
from viz.diagram.slide import DEEPEST_SCOPE
from viz.diagram.themes import THEMES, Theme
from viz.graph.scopes import Path
from viz.graph.text_format import visible
from viz.output.canvas import SHOWABLE, scope_tree, shaded

MOST_LINKS = 500
"""How many arrows Mermaid draws unless its `maxEdges` is raised."""
_PLAIN = frozenset(" ._-+*/()=,")
_INDENT = "    "
_CLASSES = {"root": "outcome"}
"""Mermaid has a class "root" around everything: its colours would reach all texts."""
WORD_JOINER = "\u2060"
"""A character that cannot be seen, between two that must not meet."""


def mermaid_source(
    picture: Picture,
    rankdir: str = "LR",
    show: Collection[str] = SHOWABLE,
    theme: Theme = THEMES["light"],
) -> str:
    """The Mermaid text of a picture; the arguments are those of `dot_source`.

    Args:
        picture: what to draw.
        rankdir: the direction of the computation.
        show: what to write and to shade.
        theme: its colours.

    Returns:
        A `flowchart`, ending in a newline.

    >>> from autograd_core import Value
    >>> from viz.diagram.model import picture_of
    >>> from viz.graph.trace import trace_graph
    >>> text = mermaid_source(picture_of(trace_graph(Value(2.0, label="a") * 3)))
    >>> text.splitlines()[0], "n1_op --> n1" in text
    ('flowchart LR', True)
    """
    lines = [f"flowchart {rankdir}"]
    if len(picture.arrows) > MOST_LINKS:
        lines.append(
            f"{_INDENT}%% {len(picture.arrows):,} arrows: Mermaid draws {MOST_LINKS} "
            "unless its setting maxEdges is raised"
        )
    lines += _classes(theme)
    shade = shades(picture) if "shade" in show else {}
    lines += _boxes(picture, show, shade, theme)
    ovals = {box.id for box in picture.boxes if box.operator}
    links = [f"{box.id}_op --> {box.id}" for box in picture.boxes if box.operator]
    flows = strengths(picture) if "shade" in show else [0.0] * len(picture.arrows)
    styles: list[str] = []
    for arrow, flow in zip(picture.arrows, flows, strict=True):
        if flow:
            colour = theme.negative if flow < 0 else theme.positive
            width = f"stroke-width:{1 + 3 * abs(flow):.1f}px"
            styles.append(f"linkStyle {len(links)} stroke:{colour},{width}")
        target = f"{arrow.target}_op" if arrow.target in ovals else arrow.target
        links.append(_link(arrow, target, arrow_text(arrow, show), flow))
    links += _cuts(picture, ovals)
    lines += [_INDENT + line for line in [*links, *styles]]
    caption = caption_of(picture)
    if caption:
        lines.append(f"{_INDENT}%% {caption}")
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """A text as a Mermaid string.

    >>> quoted('a "b" <c>')
    '"a #34;b#34; #60;c#62;"'
    """
    return f'"{coded(text)}"'


def coded(text: str) -> str:
    """A text with everything but letters, digits and a few signs as character codes."""
    # Mermaid takes `\\n` for a new line even after it has decoded the codes.
    one_line = visible(text).replace("\\n", f"\\{WORD_JOINER}n")
    return "".join(map(_coded_character, one_line))


def _coded_character(character: str) -> str:
    if character.isalnum() or character in _PLAIN:
        return character
    return f"#{ord(character)};"


def _classes(theme: Theme) -> list[str]:
    lines = [
        f"classDef {_CLASSES.get(kind, kind)} fill:{getattr(theme, kind)},"
        f"stroke:{theme.line},color:{theme.ink}"
        for kind in ("leaf", "result", "root", "part", "operator")
    ]
    dots = "stroke-dasharray:2 3"
    lines.append(
        f"classDef hidden fill:{theme.scope},stroke:{theme.line},"
        f"color:{theme.faint},{dots}"
    )
    return [_INDENT + line for line in lines]


def _boxes(
    picture: Picture, show: Collection[str], shade: dict[str, float], theme: Theme
) -> list[str]:
    """The boxes, those of a scope inside its subgraph."""
    inside: dict[Path, list[str]] = {(): []}
    tree = scope_tree(picture.boxes)
    for path in tree:
        inside[path] = []
    for box in picture.boxes:
        lines = inside[box.scope[:DEEPEST_SCOPE]]
        if box.operator:
            lines.append(f"{box.id}_op([{quoted(box.operator)}]):::operator")
        lines.append(
            f"{box.id}[{_text(box, show)}]:::{_CLASSES.get(box.kind, box.kind)}"
        )
        share = shade.get(box.id, 0.0)
        if share:
            lines.append(f"style {box.id} fill:{shaded(theme, share)}")
    # From the innermost scopes outward; those of one scope in their order.
    parts: dict[Path, list[str]] = {path: [] for path in inside}
    for number, path in reversed([*enumerate(tree)]):
        subgraph = [
            f"subgraph s{number}[{quoted(path[-1])}]",
            *[_INDENT + line for line in [*inside[path], *parts[path]]],
            "end",
            f"style s{number} fill:{theme.scope},stroke:{theme.line},color:{theme.ink}",
        ]
        parts[path[:-1]] = subgraph + parts[path[:-1]]
    return [_INDENT + line for line in [*inside[()], *parts[()]]]


def _text(box: Box, show: Collection[str]) -> str:
    title = title_of(box) if "label" in show else ""
    words = [title, *[text for _, text in facts_of(box, show)]]
    return '"' + "<br>".join([coded(word) for word in words if word] or [" "]) + '"'


def _link(arrow: Arrow, target: str, text: str, flow: float) -> str:
    line = "-.->" if flow < 0 else "-->"
    label = f"|{quoted(text)}|" if text else ""
    return f"{arrow.source} {line}{label} {target}"


def _cuts(picture: Picture, ovals: set[str]) -> list[str]:
    """What is hidden before and behind boxes."""
    before, behind = cut_texts(picture)
    lines = []
    for box, text in before.items():
        target = f"{box}_op" if box in ovals else box
        lines.append(f"{box}_folded[{quoted(text)}]:::hidden -.- {target}")
    for box, text in behind.items():
        lines.append(f"{box} -.- {box}_uses[{quoted(text)}]:::hidden")
    return lines

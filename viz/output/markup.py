"""Texts as markup of a DOT label: what somebody named a node is data, never markup."""

from __future__ import annotations

from viz.diagram.themes import THEMES
from viz.graph.text_format import visible

BACKSLASH = "&#92;"
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\\": BACKSLASH}


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


def coloured(text: str, colour: str) -> str:
    """Text in a colour.

    >>> coloured("2.0", "#00594c")
    '<FONT COLOR="#00594c">2.0</FONT>'
    """
    return f'<FONT COLOR="{colour}">{text}</FONT>'


def cell(text: str, **attributes: object) -> str:
    """A cell of a table.

    >>> cell("2.0", PORT="in0", ROWSPAN=3)
    '<TD PORT="in0" ROWSPAN="3">2.0</TD>'
    """
    settings = [f' {name}="{value}"' for name, value in attributes.items()]
    return f"<TD{''.join(settings)}>{text}</TD>"


def spanning(cell: str, **attributes: int) -> str:
    """A cell that also spans so many lines or columns.

    >>> spanning("<TD>2.0</TD>", ROWSPAN=3)
    '<TD ROWSPAN="3">2.0</TD>'
    """
    settings = [f' {name}="{n}"' for name, n in attributes.items() if n > 1]
    return cell.replace("<TD", f"<TD{''.join(settings)}", 1)

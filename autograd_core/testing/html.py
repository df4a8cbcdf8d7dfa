"""A report as a page fragment for notebooks. All text is escaped."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

_GREEN, _RED = "#1a7f37", "#cf222e"


def report_html(
    headline: str,
    circumstances: str,
    table: Sequence[Sequence[str]],
    remarks: Mapping[str, Sequence[str]],
    ok: bool,
) -> str:
    """A report of its parts.

    Args:
        headline: the verdict in a sentence.
        circumstances: the line below it.
        table: rows of cells; the first is the head.
        remarks: lines below the table, by what they are called.
        ok: whether the gradient passes, which colours the headline.

    >>> report_html("PASS: f", "f", [["input"], ["<b>"]], {}, True).count("&lt;b&gt;")
    1
    """
    color = _GREEN if ok else _RED
    title = f'<strong style="color:{color}">{_text(headline)}</strong>'
    parts = [
        f'<p style="margin:0">{title}</p>',
        f'<p style="margin:0"><small>{_text(circumstances)}</small></p>',
    ]
    if table:
        head, *rows = table
        lines = [_row(head, "th"), *[_row(row, "td") for row in rows]]
        parts.append("<table>" + "".join(lines) + "</table>")
    lines = [
        f"<li>{name}: {_text(remark)}</li>"
        for name, texts in remarks.items()
        for remark in texts
    ]
    parts += ["<ul>" + "".join(lines) + "</ul>"] if lines else []
    return "<div>" + "".join(parts) + "</div>"


def _row(cells: Sequence[str], tag: str) -> str:
    style = ' style="text-align:left"'
    inside = "".join(f"<{tag}{style}>{_text(cell)}</{tag}>" for cell in cells)
    return f"<tr>{inside}</tr>"


def _text(text: str) -> str:
    return html.escape(" ".join(text.split()))

"""The live page while there is no graph to step through."""

from __future__ import annotations

from html import escape

from viz.graph.text_format import visible
from viz.page.assets import asset
from viz.page.beside import Beside
from viz.page.texts import phrase, table, translated
from viz.page.write import filled, json_text, page_script, page_style, policy

LONGEST = 400


def waiting_page(message: str, picture: str, beside: Beside, lang: str = "en") -> str:
    """A page that says why there is no graph, perhaps with a picture of one.

    Args:
        message: why.
        picture: SVG text, or "".
        beside: what a live page has.
        lang: the language of all but the message.

    >>> "Type it." in waiting_page("Type it.", "", Beside())
    True
    """
    style = page_style(*beside.styles)
    script = page_script(*beside.scripts)
    if picture:
        picture = (
            '<div class="picture" role="region" tabindex="0" aria-label="'
            f'{phrase(lang, "Picture")}">{picture}</div>'
        )
    return filled(
        translated(asset("waiting.html"), lang),
        policy=policy(style, script, beside.connects),
        style=style,
        beside=translated(beside.panel, lang),
        message=escape(visible(message, LONGEST)),
        picture=picture,
        texts=json_text(dict(table(lang))),
        script=script,
    )

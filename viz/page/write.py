"""`play` and `page_html`: the stepper page, one file that needs nothing else."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from autograd_core import Tensor, Value
from autograd_core.extend import explained, short_repr, write_file
from viz.graph.source_lines import code_record
from viz.graph.text_format import visible
from viz.page.assets import asset
from viz.page.beside import Beside
from viz.page.derivatives import derivatives_script
from viz.page.graph_json import record_of
from viz.page.minify import packed_script, packed_style
from viz.page.page import Page, checked_path, page_of
from viz.page.sliders import (
    Params,
    Sliders,
    checked_params,
    checked_sliders,
    surface_places,
)
from viz.page.source import Source, source_of
from viz.page.story import Card, story_record
from viz.page.svg import card_width, leaf_width, picture
from viz.page.texts import checked_language, phrase, table, translated

MAX_NODES = 500
DERIVATIVES = "derivatives"
"""The script that is printed from the op table; all others are files."""
RANKDIRS = ("LR", "TB")
SCRIPTS = (
    *(
        "special",
        "ops",
        DERIVATIVES,
        "engine",
        "format",
        "numbers",
        "tabs",
        "quiz",
        "graph",
        "equation",
    ),
    *(
        "panels",
        "forward",
        "axes",
        "slope",
        "curve",
        "whatif",
        "rules",
        "train",
        "kinks",
    ),
    *("hints", "health", "code", "surface", "score", "ask", "predict", "do"),
    *("state", "python", "story", "views", "controls", "main"),
)
TITLE_LENGTH = 120


@explained
def play(
    node: Value | Tensor | Callable[[Any], Any],
    path: str | os.PathLike[str] | None = None,
    *,
    title: str | None = None,
    sliders: Sliders = None,
    params: Params = None,
    story: Sequence[Card | str] | None = None,
    code: bool | Callable[..., Any] = False,
    surface: Params = None,
    lang: str = "en",
    rankdir: str = "LR",
    max_nodes: int = MAX_NODES,
    data: Any = None,
    loss: Callable[[Any, Any], Any] | None = None,
    example: int = 0,
) -> Page | Path:
    """Show backpropagation step by step: a page, in a notebook or as one HTML file.

    The page goes forward op by op, then backward edge by edge: `upstream x local =
    contribution`, `old + contribution = new`. It has a ledger for each node, sliders
    that change the leaves, forward mode and the naive recursion for comparison, and a
    quiz. It replays the recorded graph: a Python `if` is not decided anew when a slider
    moves.

    With `data` it shows the loss of a model at one example, beside the points of all:
    a click on a point takes its example, one on the plane adds a point, with the Alt
    key it removes one; the line or the regions of the model follow every number.

    Args:
        node: the result to differentiate, of one entry; of a graph with Tensors the
            graph of their entries is shown. With `data` a model.
        path: where to write it, an .html file; an existing one is replaced. None for
            a `Page`, which notebooks show.
        title: the headline; names the result by default.
        sliders: the leaves that get a slider: Values or names, or a dict from those to
            `(low, high)`. By default all leaves; of a Tensor all entries.
        params: the leaves that "Step" moves down the gradient: Values or names, or a
            model for its parameters. By default all leaves; a padlock tells them apart.
        story: cards beside the graph, made by `viz.say`.
        code: True to show the lines that made the graph inside `viz.tracing()`; or the
            function that made it, for its source.
        surface: the two leaves over which the loss is shown as contours.
        lang: the language of the page, "en" or "de".
        rankdir: where the computation runs, "LR" or "TB".
        max_nodes: the largest graph to accept.
        data: `(X, y)`, at most 500 examples of one or two inputs.
        loss: `loss(outputs, targets)` of the model; `nn.squared_error` by default.
        example: which example to begin with.

    Returns:
        The path, or the `Page` if there is none.

    Raises:
        TypeError: `node` is not a Value or Tensor, or an option of the wrong type.
        GraphError: a Tensor whose graph cannot be shown entry by entry.
        ValueError: an op that the page cannot compute, too large a graph, a path not in
            .html, what should be a leaf is none, or another option out of its range.
        OSError: the file cannot be written.
        RenderError: there is no Graphviz to lay the graph out.

    >>> import tempfile
    >>> w, x = Value(0.5, label="w"), Value(2.0, label="x")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     play((w * x).tanh(), folder + "/step.html", sliders=["w"]).name
    'step.html'
    """
    target = None if path is None else checked_path(path)
    beside = None
    if data is not None:
        # Imported here: it needs nn and optim, which other pages do not.
        from viz.page.examples import example_of, points_beside

        chosen = example_of(node, data, loss, example)
        node, beside = chosen.root, points_beside(chosen)
        params = chosen.parameters() if params is None else params
    elif loss is not None:
        raise TypeError("play: loss= goes with data=, as in play(model, data=(X, y))")
    source = source_of(node, max_nodes)
    text = page_html(
        source,
        title=title,
        sliders=sliders,
        params=params,
        story=story,
        code=code,
        surface=surface,
        lang=lang,
        rankdir=rankdir,
        beside=beside,
    )
    if target is None:
        return page_of(source, text)
    write_file(target, text.encode())
    return target


def page_html(
    node: Any,
    *,
    title: str | None = None,
    sliders: Sliders = None,
    params: Params = None,
    story: Sequence[Card | str] | None = None,
    code: bool | Callable[..., Any] = False,
    surface: Params = None,
    lang: str = "en",
    rankdir: str = "LR",
    max_nodes: int = MAX_NODES,
    beside: Beside | None = None,
) -> str:
    """The text of the page that `play` writes; same arguments.

    `node` may be the `Source` of a result; `beside` is what a live page has more.

    Raises:
        TypeError: `node` is not a Value or Tensor, or an option of the wrong type.
        GraphError: a Tensor whose graph cannot be shown entry by entry.
        ValueError: as for `play`.
        RenderError: there is no Graphviz to lay the graph out.

    >>> page_html(Value(2.0) * 3).startswith("<!doctype html>")
    True
    """
    _check_options(title, rankdir)
    checked_language(lang)
    source = node if isinstance(node, Source) else source_of(node, max_nodes)
    scalars, traced, titles = source.scalars, source.trace, source.names
    record = record_of(
        scalars.root,
        traced,
        checked_sliders(sliders, scalars, titles),
        checked_params(params, scalars, titles),
    )
    if not title or not title.strip():
        title = phrase(lang, "Backpropagation through {0}", titles[-1])
    card, leaf = card_width(traced), leaf_width(traced)
    width = f":root{{--card-width:{card}px;--leaf-width:{leaf}px}}"
    extra = beside or Beside()
    style = f"{width}\n{page_style(*extra.styles)}"
    script = page_script(*extra.scripts)
    if lang != "en":
        record["texts"] = dict(table(lang))
    record["story"] = story_record(story, scalars, titles)
    record["surface"] = surface_places(surface, scalars, titles)
    record["code"] = code_record(code, scalars, titles, "play")
    record |= extra.record_of(traced, source.graph.order)
    return filled(
        translated(asset("page.html"), lang),
        title=escape(visible(title, TITLE_LENGTH)),
        policy=policy(style, script, extra.connects),
        beside=translated(extra.panel, lang),
        style=style,
        graph=picture(traced, source.gradients, rankdir, extra.arrange, lang),
        record=json_text(record),
        script=script,
    )


def _check_options(title: Any, rankdir: Any) -> None:
    if title is not None and not isinstance(title, str):
        raise TypeError(f"play: title must be a string, got {short_repr(title, 40)}")
    if rankdir not in RANKDIRS:
        raise ValueError(
            f"play: unknown rankdir {short_repr(rankdir, 40)}; "
            f"known: {', '.join(RANKDIRS)}"
        )


def filled(template: str, **parts: str) -> str:
    """The template with `{{name}}` replaced, all at once: a part is never searched."""
    return re.sub(r"\{\{(\w+)\}\}", lambda match: parts[match.group(1)], template)


def script_parts() -> list[str]:
    """The sources of the page's script, in their order."""
    return [
        derivatives_script() if name == DERIVATIVES else asset(f"{name}.js")
        for name in SCRIPTS
    ]


@functools.cache
def page_script(*more: str) -> str:
    """The script of a page, packed, and after it some of the page's other files."""
    parts = [*script_parts(), *map(asset, more)]
    return packed_script("\n".join(['"use strict";', *parts]))


@functools.cache
def page_style(*more: str) -> str:
    """The style of a page, packed, and after it some of the page's other files."""
    return "\n".join([packed_style(asset(name)) for name in ("page.css", *more)])


def policy(style: str, script: str, connects: str = "") -> str:
    """What the browser may load and run: this style and this script, nothing else."""
    more = f"; connect-src {connects}" if connects else ""
    return (
        f"default-src 'none'; img-src data:; style-src {_digest(style)}; "
        f"script-src {_digest(script)}; base-uri 'none'; form-action 'none'{more}"
    )


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def json_text(record: Mapping[str, Any]) -> str:
    """JSON that may stand in a script element: no `<` to end it, ASCII throughout."""
    text = json.dumps(record, separators=(",", ":"), allow_nan=False)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text

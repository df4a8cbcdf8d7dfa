"""Formulas of the pages as MathML, which browsers show without a script."""

from __future__ import annotations

import re

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)


ACCENT = re.compile(r"\\(hat|tilde)\b\s*({[^{}]+}|[a-zA-Z]|\\[a-zA-Z]+)")
FUNCTIONS = r"\\(?:ln|log|exp|sin|cos|tanh)\b"


def formula(tex: str, as_block: bool = False) -> str:
    r"""Return a formula as MathML.

    What docutils does not know is written as it does: `\frac12` and `\dots`, an index
    of a letter with a hat, and a space around the name of a function.
    """
    tex = ACCENT.sub(r"{\\\1{\2}{}}", tex)
    tex = re.sub(r"\\[dt]?frac(\d)(\d)", r"\\frac{\1}{\2}", tex)
    tex = tex.replace(r"\dots", r"\ldots")
    tex = re.sub(rf"(?<=[\w)}}])\s*(?={FUNCTIONS})", r"\\,", tex)
    tex = re.sub(rf"({FUNCTIONS})\s+(?!\(|\\left)", r"\1\\,", tex)
    return str(tex2mathml(tex, as_block=as_block))


def render(translator: nodes.NodeVisitor, node: nodes.Element) -> None:
    """Write one formula; one that cannot be read is a warning, and stands as text."""
    as_block = isinstance(node, nodes.math_block)
    try:
        text = formula(node.astext(), as_block)
    except MathError as error:
        LOGGER.warning("formula %r: %s", node.astext(), error, location=node)
        text = translator.encode(node.astext())
    if as_block:  # with room for what overflows: the theme would add a scroll bar
        text = f'<div style="padding: 0.5em 0">{text}</div>'
    translator.body.append(text)
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Make it the renderer of formulas."""
    app.add_html_math_renderer("mathml", (render, None), (render, None))

"""Settings of the site: `python -m sphinx -b html -W --keep-going -n docs site`.

It needs no network, neither to be built nor to be read or searched.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sphinx.application import Sphinx

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import mathml  # noqa: E402 - the modules beside this file
import reference  # noqa: E402

import autograd_core  # noqa: E402

project = "autograd_core"
author = "the autograd_core developers"
project_copyright = author
release = version = autograd_core.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]

myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence", "dollarmath"]

# `code` in a docstring is code, as in Markdown.
default_role = "code"
autodoc_member_order = "bysource"
autodoc_typehints = "none"
napoleon_use_ivar = True
napoleon_custom_sections = ["Source"]
# Types in docstrings are words for readers, such as "a Value"; links are strict.
nitpick_ignore_regex = [("py:.*", ".*")]

html_math_renderer = "mathml"
html_theme = "furo"
html_title = f"autograd_core {release}"
html_copy_source = False
html_show_sphinx = False


def setup(app: Sphinx) -> None:
    """Write the pages of the reference, and treat docstrings as the text they are."""
    reference.write_pages(HERE / "api")
    mathml.setup(app)
    # Before napoleon, which takes the sections apart.
    app.connect(
        "autodoc-process-docstring", reference.as_restructured_text, priority=100
    )

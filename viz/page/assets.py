"""The page's own files: script, style and template."""

from __future__ import annotations

import functools
from importlib.resources import files


@functools.cache
def asset(name: str) -> str:
    """The text of a file of the page.

    >>> asset("page.html")[:15]
    '<!doctype html>'
    """
    return files("viz.page").joinpath(name).read_text("utf-8")

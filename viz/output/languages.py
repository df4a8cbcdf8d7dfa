"""The languages of the page: it has a table of texts for each."""

from __future__ import annotations

import functools
from importlib.resources import files


@functools.cache
def languages() -> tuple[str, ...]:
    """The languages that the page can speak; the first is that of its sources.

    They are here for `backprop --help`, which is quick: viz.page imports NumPy.

    >>> languages()
    ('en', 'de')
    """
    names = sorted(item.name for item in (files("viz") / "page" / "texts").iterdir())
    return ("en", *(name[:-5] for name in names if name.endswith(".json")))

"""Attributes and errors added to a class after it was made.

In the compiled build (`type_names.pxd`) the class is C's, and Python would refuse.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

Explanations = tuple[
    dict[str, Any],
    Callable[[Any, Any, Any], None],
    Callable[[Any, str], None],
    Callable[[Any, Any], None],
]


def add(kind: Any, explanations: Explanations) -> None:
    """Give a class attributes, and functions that raise better errors than Python's.

    Args:
        kind: the class.
        explanations: `(names, arguments, attribute, first)`:
        names: the attributes.
        arguments: called with the new object and the arguments, if they do not fit.
        attribute: called with an object and the name of an attribute that it has no
            room for. Only the compiled build asks it: here each of the assignments that
            make a node would pay for that.
        first: called with a method and its first argument, if that is no object of the
            class. Only the compiled build asks it: here Python finds no attribute.
    """
    names, arguments, *_ = explanations
    for name, thing in names.items():
        setattr(kind, name, thing)
    plain = kind.__init__

    @functools.wraps(plain)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        try:
            plain(self, *args, **kwargs)
        except TypeError:
            arguments(self, args, kwargs)
            raise

    kind.__init__ = __init__

"""Names for nodes from the variables that hold them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any

from autograd_core import Node
from autograd_core.extend import is_own_file


def name(variables: Mapping[str, Any]) -> None:
    """Label every node that a variable holds with the name of the variable.

    Nodes in a list, tuple or dict are named after their place: `xs[0]`. A node that has
    a label keeps it; names that begin with an underscore are left out. `draw` and
    `explain` look at the caller's variables themselves, so this is for names that
    stay with the nodes.

    Args:
        variables: names and their values, such as `locals()`.

    Raises:
        TypeError: `variables` is not a mapping.

    >>> from autograd_core import Value
    >>> w, xs = Value(2.0), [Value(1.0), Value(3.0)]
    >>> name(locals())
    >>> w.label, xs[1].label
    ('w', 'xs[1]')
    """
    for node, variable in names_in(variables).items():
        if not node.label:
            node.label = variable


def names_in(variables: Mapping[str, Any]) -> dict[Node, str]:
    """The nodes that the variables hold; of several names the first one counts.

    Raises:
        TypeError: `variables` is not a mapping.

    >>> from autograd_core import Value
    >>> a = Value(2.0)
    >>> list(names_in({"_": a, "a": a, "b": a, "n": 3}).values())
    ['a']
    """
    if not isinstance(variables, Mapping):
        raise TypeError(
            f"names: expected a mapping of names, got {type(variables).__name__}; give "
            "locals(), or {} for none"
        )
    names: dict[Node, str] = {}
    for variable, content in list(variables.items()):
        if not isinstance(variable, str) or variable.startswith("_"):
            continue
        if not variable.isidentifier():  # such as those that test runners add
            continue
        for node, place in _nodes_of(variable, content):
            names.setdefault(node, place)
    return names


def names_around() -> dict[Node, str]:
    """`names_in` the code that called viz: its local variables, then its globals."""
    inner, outer = variables_around()
    names = names_in(inner)
    if inner is not outer:
        for node, variable in names_in(outer).items():
            names.setdefault(node, variable)
    return names


def variables_around() -> tuple[dict[str, Any], dict[str, Any]]:
    """The local and the global variables of the code that called viz."""
    frame = sys._getframe(1)
    while is_own_file(frame.f_code.co_filename):
        if frame.f_back is None:
            return {}, {}
        frame = frame.f_back
    return frame.f_locals, frame.f_globals


def _nodes_of(variable: str, content: Any) -> Iterator[tuple[Node, str]]:
    if isinstance(content, Node):
        yield content, variable
    elif type(content) in (list, tuple):
        for place, item in enumerate(content):
            if isinstance(item, Node):
                yield item, f"{variable}[{place}]"
    elif type(content) is dict:
        for key, item in list(content.items()):
            # The keys of IPython's `Out` are numbers.
            if isinstance(item, Node) and isinstance(key, str):
                yield item, f"{variable}[{key!r}]"

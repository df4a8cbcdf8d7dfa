"""The lines of the user's program that made the nodes of a graph."""

from __future__ import annotations

import ast
import inspect
import linecache
import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from autograd_core import topological_order
from autograd_core.extend import short_repr, traced_line
from autograd_core.extend import tracing as tracing
from viz.graph.scalar_replay import Replay
from viz.graph.text_format import visible

MOST_LINES = 120
LONGEST = 160
MOST_ABOVE = 40
"""How far above the first result the leaves are looked for."""
AROUND = 1
"""How many lines before and behind those of the nodes are shown."""


@dataclass(frozen=True, slots=True)
class Source:
    """Lines of a program, and which of them made which node.

    Attributes:
        file: the name of the file, without its folder.
        lines: `(number, text)`, in order; a number that jumps is a gap.
        numbers: of each node the number of its line, None if it is not known.
    """

    file: str
    lines: list[tuple[int, str]]
    numbers: list[int | None]


def code_record(
    code: Any, scalars: Replay, names: Sequence[str], where: str
) -> dict[str, Any] | None:
    """The lines as a record for the page; the entries of a Tensor have its line.

    Raises:
        TypeError: as for `source_of`.
        ValueError: as for `source_of`.
    """
    originals = {
        twin: node for node, twins in scalars.entries.items() for twin in twins
    }
    order = [originals.get(node, node) for node in topological_order(scalars.root)]
    source = source_of(code, order, names, where)
    return None if source is None else asdict(source)


def source_of(
    code: Any, order: Sequence[Any], names: Sequence[str], where: str
) -> Source | None:
    """The lines to show beside a graph.

    Args:
        code: True for the lines on record, a function for its source, False for none.
        order: the nodes; their lines are on record if they were made in `tracing()`.
        names: of the nodes; leaves are found by the assignments to their names.
        where: the function that was called, for messages.

    Raises:
        TypeError: `code` is neither.
        ValueError: no line is on record, or a function without source.

    >>> from autograd_core import Value
    >>> source_of(False, [Value(1.0)], ["w"], "play") is None
    True
    """
    if code is False or code is None:
        return None
    spots = [_spot(traced_line(node)) for node in order]
    if code is not True:
        file, first, texts = _function_source(code, where)
        line_numbers: Sequence[int] = range(first, first + len(texts))
        text_of: Mapping[int, str] = dict(zip(line_numbers, texts, strict=True))
        numbers = [
            spot[1] if spot and spot[0] == file and spot[1] in line_numbers else None
            for spot in spots
        ]
    else:
        files = Counter(spot[0] for spot in spots if spot)
        if not files:
            raise ValueError(
                f"{where}: code=True, but no line is on record for this graph; make it "
                "inside `with viz.tracing():`, or give the function that made it, "
                "code=f"
            )
        file = files.most_common(1)[0][0]
        numbers = [spot[1] if spot and spot[0] == file else None for spot in spots]
        text_of = dict(enumerate(linecache.getlines(file), 1))
        first = min(n for n in numbers if n is not None)
        numbers = _with_leaves(numbers, order, names, _above(text_of, first))
        line_numbers = _around([n for n in numbers if n is not None], len(text_of))
    lines = [(number, text_of.get(number, "").rstrip()) for number in line_numbers]
    numbers = _with_leaves(numbers, order, names, lines)
    texts_shown = [
        (number, visible(text.expandtabs(4), LONGEST))
        for number, text in lines[:MOST_LINES]
    ]
    return Source(visible(os.path.basename(file)), texts_shown, numbers)


def _spot(line: str | None) -> tuple[str, int] | None:
    """File and number of a line on record."""
    if line is None:
        return None
    file, _, number = line.rpartition(":")
    return (file, int(number)) if number.isdecimal() else None


def _function_source(code: Any, where: str) -> tuple[str, int, list[str]]:
    if not inspect.isroutine(code):
        raise TypeError(
            f"{where}: code must be True, False or the function that made the graph, "
            f"got {short_repr(code, 40)}"
        )
    function: Callable[..., Any] = inspect.unwrap(code)
    try:
        texts, first = inspect.getsourcelines(function)
        return inspect.getsourcefile(function) or "", max(first, 1), texts
    except (OSError, TypeError):
        raise ValueError(
            f"{where}: the source of {short_repr(code, 40)} cannot be read; define it "
            "in a file or a notebook"
        ) from None


def _above(text_of: Mapping[int, str], first: int) -> list[tuple[int, str]]:
    """The lines above one, as far as they belong to the same function or module."""
    depth = _indent(text_of.get(first, ""))
    lines: list[tuple[int, str]] = []
    for number in range(first - 1, max(0, first - MOST_ABOVE - 1), -1):
        text = text_of.get(number, "")
        if text.strip() and _indent(text) < depth and text.lstrip().startswith("def "):
            break
        if _indent(text) <= depth:
            lines.insert(0, (number, text))
    return lines


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _around(numbers: Sequence[int], last: int) -> list[int]:
    """The lines from the first to the last, or only those near a node."""
    low, high = max(1, min(numbers) - AROUND), max(numbers) + AROUND
    high = min(high, max(last, max(numbers)))
    if high - low < MOST_LINES:
        return [*range(low, high + 1)]
    near = {n + d for n in numbers for d in range(-AROUND, AROUND + 1)}
    return sorted(n for n in near if low <= n <= high)


def _with_leaves(
    numbers: Sequence[int | None],
    order: Sequence[Any],
    names: Sequence[str],
    lines: Sequence[tuple[int, str]],
) -> list[int | None]:
    """The lines of leaves, too: those that assign to their names."""
    assigned: dict[str, int] = {}
    for number, text in lines:
        try:
            tree = ast.parse(text.strip())
        except (SyntaxError, ValueError):
            continue
        for statement in tree.body:
            if isinstance(statement, (ast.Assign, ast.AnnAssign)):
                for part in ast.walk(statement):
                    if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                        assigned[part.id] = number
    return [
        assigned.get(name) if number is None and node.is_leaf else number
        for number, node, name in zip(numbers, order, names, strict=True)
    ]

"""`profile()`: how often each op ran, forward and backward, and how long it took.

A profile is a mode, so an op looks at a clock only while one is in force.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from time import perf_counter
from typing import Any

from autograd_core.messages.extras import MissingExtra, require
from autograd_core.modes import blocks
from autograd_core.modes.blocks import Variable
from autograd_core.modes.modes import Mode, in_force

_profiles: Variable = ContextVar("profiles", default=None)

FORWARD, BACKWARD = "forward", "backward"


class Cost:
    """How often an op ran in one direction, and its seconds in all."""

    __slots__ = ("count", "seconds")

    def __init__(self) -> None:
        self.count = 0
        self.seconds = 0.0


class profile(Mode):
    """Count and time every op in the block, forward and backward.

    Use it as `with profile() as p:` and print `p`, or as a decorator `@p` that adds up
    all calls. Blocks nest: the outer one counts what the inner one does. Each block
    watches the thread or task that entered it.

    An op on Tensors is timed by itself. An op on Values takes less time than looking
    at a clock: its forward time is that since the op before it, Python between the two
    included. A node that sends its gradient on counts as backward, for `backward()` and
    `gradients`; derivatives in forward mode (`jvp`) are not taken apart.

    >>> from autograd_core import Value
    >>> with profile() as p:
    ...     x = Value(2.0)
    ...     y = (x * x + x).tanh()
    ...     y.backward()
    >>> [(op, costs["forward"]["count"]) for op, costs in sorted(p.to_dict().items())]
    [('*', 1), ('+', 1), ('tanh', 1)]

    Source: torch.profiler for the idea.
    """

    variable = _profiles

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self._costs: dict[str, dict[str, Cost]] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> profile:  # type: ignore[override]
        super().__enter__()
        _clock.end = perf_counter()
        return self

    def _recreate_cm(self) -> profile:
        return self  # a decorator adds up the calls

    def add(self, op: str, direction: str, seconds: float) -> None:
        """Count one run of an op."""
        with self._lock:
            costs = self._costs.get(op)
            if costs is None:
                costs = self._costs[op] = {FORWARD: Cost(), BACKWARD: Cost()}
            cost = costs[direction]
            cost.count += 1
            cost.seconds += seconds

    def to_dict(self) -> dict[str, dict[str, dict[str, float]]]:
        """`{op: {"forward": {"count": ..., "seconds": ...}, "backward": ...}}`.

        The ops that took longest come first.
        """
        with self._lock:
            table = {
                op: {
                    direction: {"count": cost.count, "seconds": cost.seconds}
                    for direction, cost in costs.items()
                }
                for op, costs in self._costs.items()
            }

        def total(op: str) -> float:
            return sum(cost["seconds"] for cost in table[op].values())

        return {op: table[op] for op in sorted(table, key=total, reverse=True)}

    def __str__(self) -> str:
        """A table: drawn by rich where it is installed, else of plain columns."""
        rows = _cells(self.to_dict())
        try:
            return _by_rich(rows)
        except MissingExtra:
            return _plain(rows)

    def __repr__(self) -> str:
        return str(self)


def _cells(table: dict[str, dict[str, dict[str, float]]]) -> list[list[str]]:
    """The rows of the printed table: a header, one row an op, the sums."""
    rows = [["op", FORWARD, "ms", BACKWARD, "ms", "share"]]
    sums = [
        sum(costs[direction][field] for costs in table.values())
        for direction in (FORWARD, BACKWARD)
        for field in ("count", "seconds")
    ]
    whole = sums[1] + sums[3]
    numbers = {
        op: [costs[d][f] for d in (FORWARD, BACKWARD) for f in ("count", "seconds")]
        for op, costs in table.items()
    }
    for op, (n, forward, m, backward) in [*numbers.items(), ("all", sums)]:
        share = (forward + backward) / whole if whole else 0.0
        texts = [f"{n:,}", f"{1e3 * forward:.3f}", f"{m:,}", f"{1e3 * backward:.3f}"]
        rows.append([op, *texts, f"{100 * share:.0f} %"])
    return rows


def _by_rich(rows: list[list[str]]) -> str:
    """The table as rich draws it.

    Raises:
        MissingExtra: rich is not installed.
    """
    console, tables = require("rich.console", "repl"), require("rich.table", "repl")
    text = require("rich.text", "repl").Text
    header, *body = rows
    table = tables.Table()
    for i, title in enumerate(header):
        table.add_column(title, justify="right" if i else "left", no_wrap=True)
    for row in body:
        if row is body[-1]:
            table.add_section()
        table.add_row(*map(text, row))
    file = io.StringIO()
    console.Console(file=file, width=100, color_system=None).print(table)
    return file.getvalue().rstrip("\n")


def _plain(rows: list[list[str]]) -> str:
    """The table in columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if i else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )


# -- what the engine calls while a mode is in force ------------------------------------


class _Clock(threading.local):
    """The times of one thread.

    Attributes:
        end: when the last op ended, or the block began.
        started: when the op on Tensors began that is running now.
        inner: what the ops took that ran inside the one that is timed.
    """

    end = 0.0
    started = 0.0
    inner = 0.0


_clock = _Clock()


def active() -> list[Any]:
    """The profiles of the blocks that this thread or task is in, each once."""
    managers = [block.manager for block in blocks.chain(_profiles)]
    return list(dict.fromkeys(managers))


def start_op() -> None:
    """Note that an op on Tensors begins."""
    _clock.started = perf_counter()


def note_op(node: Any, since: float | None = None) -> None:
    """Count the op that made a node; its time begins with the end of the op before it.

    Args:
        node: the result.
        since: when the op began, if that is known.
    """
    if blocks.innermost(_profiles) is None:
        return
    seconds = perf_counter() - (_clock.end if since is None else since)
    for receiver in active():
        receiver.add(node.rule.symbol, FORWARD, seconds)
    _clock.inner += seconds
    _clock.end = perf_counter()


def note_tensor_op(node: Any) -> None:
    """Count the op that made a Tensor, timed by `start_op` unless it is too quick."""
    started = _clock.started
    note_op(node, started if started > _clock.end else None)


def begin_step() -> tuple[float, float]:
    """Begin the backward step of a node; what it gives goes to `end_step`."""
    outer = _clock.inner
    _clock.inner = 0.0
    _clock.end = perf_counter()
    return _clock.end, outer


def end_step(rule: Any, begun: tuple[float, float]) -> None:
    """Count a backward step; steps and ops that ran inside it count for themselves."""
    start, outer = begun
    seconds = perf_counter() - start
    for receiver in active():
        receiver.add(rule.symbol, BACKWARD, seconds - _clock.inner)
    _clock.inner = outer + seconds
    _clock.end = perf_counter()


def watched(nodes: Iterable[Any], totals: dict[int, Any]) -> Iterable[Any]:
    """The nodes of a walk; what is done with each is timed inside a profile.

    Args:
        nodes: in the order of the walk.
        totals: by id what each is to send on; a node without it sends nothing.
    """
    return _watched(nodes, totals) if in_force and active() else nodes


def _watched(nodes: Iterable[Any], totals: dict[int, Any]) -> Iterator[Any]:
    for node in nodes:
        if totals.get(id(node)) is None:
            yield node
            continue
        begun = begin_step()
        try:
            yield node
        finally:
            end_step(node.rule, begun)

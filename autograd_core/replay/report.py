"""What a compiled function has recorded and done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from autograd_core.messages.plural import plural


@dataclass(frozen=True)
class TapeReport:
    """One program.

    Attributes:
        rows: whether it is for a batch.
        ops_before, ops: how many ops it had before it was cleaned, and has now.
        guards: how many comparisons are checked at each replay.
        leaves: how many leaves it reads.
        python_ops: how many ops of Python it calls.
        bytes: the size of its instructions and slots.
    """

    rows: bool
    ops_before: int
    ops: int
    guards: int
    leaves: int
    python_ops: int
    bytes: int

    def __str__(self) -> str:
        kind = "rows" if self.rows else "one input"
        python = f", {self.python_ops} by Python" if self.python_ops else ""
        return (
            f"{kind}: {plural(self.ops, 'op')} ({self.ops_before} before cleaning)"
            f"{python}, {plural(self.guards, 'guard')}, {plural(self.leaves, 'leaf')}, "
            f"{self.bytes} bytes"
        )


@dataclass(frozen=True)
class Report:
    """What a compiled function has recorded and done; print it.

    Attributes:
        name: the name of the function.
        calls, recordings, eager_calls: how many there were.
        tapes: one for each way through the function and each structure of arguments.
        reasons: why calls ran eagerly.
        higher_orders: how derivatives of higher order are computed.
    """

    name: str
    calls: int
    recordings: int
    eager_calls: int
    tapes: tuple[TapeReport, ...]
    reasons: tuple[str, ...]
    higher_orders: str = "derivatives of second order run the function eagerly"

    def __str__(self) -> str:
        lines = [
            f"{self.name}: {plural(self.calls, 'call')}, "
            f"{plural(self.recordings, 'recording')}, {self.eager_calls} run eagerly"
        ]
        lines += [f"  tape {i} for {tape}" for i, tape in enumerate(self.tapes, 1)]
        lines += [f"  eagerly: {reason}" for reason in self.reasons]
        return "\n".join([*lines, f"  {self.higher_orders}"])


def report_of(tape: Any, rows: bool) -> TapeReport:
    """The report of a program on its machine."""
    layout = tape.layout
    size = layout.code.nbytes + layout.numbers.nbytes
    calls = len(layout.calls)
    if rows:
        size += layout.uniform_code.nbytes + 512 * layout.slots
        calls += len(layout.uniform_calls)
    return TapeReport(
        rows,
        layout.ops[0],
        layout.ops[1],
        len(tape.comparisons),
        len(tape.program.leaves),
        calls,
        size,
    )

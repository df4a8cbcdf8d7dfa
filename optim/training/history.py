"""The measurements of a training run, per step and per epoch."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograd_core.extend import Absent, plural, write_file
from optim.checks.other_names import HISTORIES
from optim.checks.ranges import at_least_zero
from optim.checks.saved import anything, dict_of, list_of, saved_fields
from optim.checks.settings import one_of, text

Table = dict[str, list[Any]]
"""Columns by name, equally long; None where nothing was measured."""


class History:
    """The measurements of `fit`: columns per epoch and per step, and why it ended.

    Attributes:
        epochs: a column per measure, such as `"loss"` and `"val_loss"`, with one entry
            per epoch; `history["loss"]` is short for `history.epochs["loss"]`.
        steps: the same per step (iteration), `"loss"` at least.
        stopped: why training ended.
        seconds: how long it took.
        steps_by: whether the steps were compiled, and if not, why; it is not saved.

    >>> history = History()
    >>> history.record_epoch({"loss": 0.5})
    >>> history.record_epoch({"loss": 0.25, "val_loss": 0.75})
    >>> history["loss"], history["val_loss"]
    ([0.5, 0.25], [None, 0.75])
    >>> history.last
    {'loss': 0.25, 'val_loss': 0.75}
    """

    def __init__(self) -> None:
        self.epochs: Table = {}
        self.steps: Table = {}
        self.stopped = ""
        self.seconds = 0.0
        self.steps_by = ""

    def record_epoch(self, row: dict[str, Any]) -> None:
        """Add the measures of one epoch."""
        _append(self.epochs, row)

    def record_step(self, row: dict[str, Any]) -> None:
        """Add the measures of one step."""
        _append(self.steps, row)

    @property
    def last(self) -> dict[str, Any]:
        """The measures of the last epoch; empty before the first one has ended."""
        return {name: column[-1] for name, column in self.epochs.items()}

    def to_dict(self) -> dict[str, Any]:
        """Everything, in plain dicts and lists."""
        return {
            "epochs": {name: list(column) for name, column in self.epochs.items()},
            "steps": {name: list(column) for name, column in self.steps.items()},
            "stopped": self.stopped,
            "seconds": self.seconds,
        }

    @classmethod
    def from_dict(cls, saved: dict[str, Any]) -> History:
        """The history that `to_dict` was called on.

        Raises:
            ValueError: `saved` is not what `to_dict()` gives.

        >>> History.from_dict(History().to_dict())
        <History of 0 epochs, 0 steps>
        """
        checks = {
            "epochs": _table,
            "steps": _table,
            "stopped": text,
            "seconds": at_least_zero,
        }
        history = cls()
        vars(history).update(saved_fields("history", saved, checks))
        return history

    def to_csv(self, path: str | Path | None = None, per: str = "epoch") -> str:
        """A table with a line per epoch or per step, counted from 1.

        Args:
            path: where to write it, if anywhere.
            per: "epoch" or "step".

        Returns:
            The text.

        Raises:
            ValueError: `per` is neither.
            OSError: the file cannot be written; an older one is still whole.

        >>> history = History()
        >>> history.record_epoch({"loss": 0.5, "accuracy": 0.75})
        >>> print(history.to_csv().strip())
        epoch,loss,accuracy
        1,0.5,0.75
        """
        table = (
            self.epochs
            if one_of("epoch", "step")("per", per) == "epoch"
            else (self.steps)
        )
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([per, *table])
        for i, row in enumerate(zip(*table.values(), strict=True), 1):
            writer.writerow([i, *row])
        if path is not None:
            write_file(path, out.getvalue().encode())
        return out.getvalue()

    def __getitem__(self, name: str) -> list[Any]:
        if name not in self.epochs:
            names = ", ".join(self.epochs) or "nothing"
            raise KeyError(f"no {name!r} per epoch; there is {names}")
        return self.epochs[name]

    def __contains__(self, name: object) -> bool:
        return name in self.epochs

    def __iter__(self) -> Iterator[str]:
        return iter(self.epochs)

    def keys(self) -> list[str]:
        """The names of what was measured per epoch."""
        return list(self.epochs)

    def __len__(self) -> int:
        """The number of finished epochs."""
        return _length(self.epochs)

    def __repr__(self) -> str:
        steps = plural(_length(self.steps), "step")
        measures = ", ".join(
            f"{name} {value:.4g}"
            for name, value in self.last.items()
            if isinstance(value, (int, float))
        )
        size = f"History of {plural(len(self), 'epoch')}, {steps}"
        return f"<{'; '.join(text for text in (size, measures, self.stopped) if text)}>"


for _name, _advice in HISTORIES.items():
    setattr(History, _name, Absent(_name, _advice))


def _length(table: Table) -> int:
    return max(map(len, table.values()), default=0)


def _table(name: str, value: Any) -> Table:
    """A copy of a table, whose columns are equally long."""
    table: Table = dict_of(list_of(anything))(name, value)
    lengths = sorted({len(column) for column in table.values()})
    if len(lengths) > 1:
        raise ValueError(f"{name} has columns of different lengths, {lengths}")
    return table


def _append(table: Table, row: dict[str, Any]) -> None:
    """Add a row; a column that is new, or missing, is filled up with None."""
    length = _length(table)
    for name in row:
        table.setdefault(name, [None] * length)
    for name, column in table.items():
        column.append(row.get(name))

"""The results of a search, as a table."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograd_core.extend import plural, write_file
from optim.checks.directions import direction

LONGEST_CELL = 200
"""How many letters of an error or a setting the printed table shows."""


@dataclass(frozen=True)
class Trial:
    """One combination of settings, and what came of it.

    Attributes:
        params: the settings by name.
        value: what trials are compared by; None if it failed.
        measures: all numbers that the run gave, by name.
        error: what went wrong, "" if nothing.
        seconds: how long it took.
    """

    params: dict[str, Any]
    value: float | None
    measures: dict[str, float]
    error: str
    seconds: float


class Trials:
    """All trials of a search.

    Args:
        trials: in the order in which they were made up.
        mode: "min" if smaller values are better, "max" if larger are; "auto" tells it
            from the name of the measure, a number without a name being a loss.

    Attributes:
        mode: as given; it may be set later.

    >>> table = Trials([Trial({"lr": 0.1}, 0.5, {"loss": 0.5}, "", 1.0),
    ...                 Trial({"lr": 9.0}, None, {}, "ValueError: nan", 1.0)])
    >>> table.best.params
    {'lr': 0.1}
    >>> print(table)
     lr  loss  error
    0.1   0.5
      9        ValueError: nan
    """

    def __init__(self, trials: list[Trial], mode: str = "auto") -> None:
        self._trials = list(trials)
        self.mode = mode

    @property
    def best(self) -> Trial:
        """The trial with the best value; nan is the worst.

        Raises:
            ValueError: all trials failed, the message is that of the first; or the name
                of the measure does not tell which values are better.
        """
        best = self.ranked()[0]
        if best.value is None:
            raise ValueError(
                f"all trials failed, the first of {len(self)}: {best.error}"
            )
        return best

    def ranked(self) -> list[Trial]:
        """The trials from the best to the worst, those that failed last.

        Raises:
            ValueError: as for `best`.
        """
        sign = 1 if self._direction() == "min" else -1

        def place(trial: Trial) -> tuple[int, float]:
            if trial.value is None:
                return (2, 0.0)
            return (1, 0.0) if math.isnan(trial.value) else (0, sign * trial.value)

        return sorted(self._trials, key=place)

    def _direction(self) -> str:
        names = [name for trial in self._trials for name in trial.measures]
        if self.mode == "auto" and names[:1] in ([], ["value"]):
            return "min"
        return direction(self.mode, names[0] if names else "", "Trials.mode")

    def _ordered(self) -> list[Trial]:
        """The trials as ranked; as they are if the name of the measure is no help."""
        try:
            return self.ranked()
        except ValueError:
            return self._trials

    def to_dict(self) -> dict[str, list[Any]]:
        """The table as columns: settings, measures, error, seconds."""
        rows = [_row(trial) for trial in self._trials]
        names = dict.fromkeys(name for row in rows for name in row)
        ends = ("error", "seconds")
        ordered = [*(name for name in names if name not in ends), *ends]
        return {name: [row.get(name) for row in rows] for name in ordered}

    def to_csv(self, path: str | Path | None = None) -> str:
        """The table as text, one line per trial.

        Args:
            path: where to write it, if anywhere.

        Raises:
            OSError: the file cannot be written; an older one is still whole.
        """
        columns = self.to_dict()
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
        if path is not None:
            write_file(path, out.getvalue().encode())
        return out.getvalue()

    def __len__(self) -> int:
        return len(self._trials)

    def __iter__(self) -> Iterator[Trial]:
        return iter(self._trials)

    def __getitem__(self, index: int) -> Trial:
        return self._trials[index]

    def __str__(self) -> str:
        """The table, the best trial first if the mode is known."""
        columns = Trials(self._ordered()).to_dict()
        del columns["seconds"]
        if not any(columns["error"]):
            del columns["error"]
        cells = [[_cell(name), *map(_cell, column)] for name, column in columns.items()]
        widths = [max(map(len, column)) for column in cells]
        lines = []
        for row in zip(*cells, strict=True):
            padded = [
                text.ljust(width) if name == "error" else text.rjust(width)
                for name, text, width in zip(columns, row, widths, strict=True)
            ]
            lines.append("  ".join(padded).rstrip())
        return "\n".join(lines)

    def __repr__(self) -> str:
        failures = sum(trial.value is None for trial in self._trials)
        words = plural(len(self), "trial") + (
            f", {failures} failed" if failures else ""
        )
        with suppress(ValueError):  # all failed, or the mode is not known
            words += f", best {self.best.value:.6g} at {self.best.params}"
        return f"<Trials: {words}>"


def _row(trial: Trial) -> dict[str, Any]:
    return {
        **trial.params,
        **trial.measures,
        "error": trial.error,
        "seconds": trial.seconds,
    }


def _cell(value: Any) -> str:
    """One line of text: an error may have several, and settings control characters."""
    if value is None:
        return ""
    text = f"{value:.6g}" if isinstance(value, float) else str(value)
    text = "".join(
        letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text
    )
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 3] + "..."

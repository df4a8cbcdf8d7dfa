"""A progress bar for training, shown on terminals only."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Any

from autograd_core.extend import MissingExtra, require, short_repr

# Redrawing costs more than a step of a small network.
INTERVAL = 0.1


class Progress:
    """Epoch, loss, metrics, examples per second and the time left, in one line.

    Args:
        setting: True for a bar, False for none, None for one on a terminal if rich is
            installed; or a rich Console to draw it on.

    Raises:
        MissingExtra: a bar is asked for, and rich is not installed.
        TypeError: `setting` is something else.
    """

    def __init__(self, setting: Any = None) -> None:
        self._bar: Any = None
        self._task: Any = None
        self._drawn = 0.0
        if setting is False:
            return
        try:
            console_class = require("rich.console", "repl").Console
        except MissingExtra:
            if setting is None:
                return
            raise
        if not (
            setting is None or setting is True or isinstance(setting, console_class)
        ):
            raise TypeError(
                "progress must be True, False, None or a rich Console, got "
                f"{type(setting).__name__} {short_repr(setting)}"
            )
        console: Any = setting
        if not isinstance(setting, console_class):
            console = console_class()
        if setting is not None or console.is_terminal:
            self._bar = _bar(console)

    def __enter__(self) -> Progress:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def update(self, training: Any) -> None:
        """Show where `training` is, now and then."""
        if self._bar is None:
            return
        per_epoch = len(training.batches)
        if self._task is None:
            self._start = training.step - 1
            self._since = time.perf_counter()
            self._task = self._bar.add_task(
                "", total=training.epochs * per_epoch, measures="", speed=""
            )
        seconds = time.perf_counter()
        # The end of an epoch has new measures to show.
        if seconds - self._drawn < INTERVAL and training.batch:
            return
        self._drawn = seconds
        elapsed = max(seconds - self._since, 1e-9)
        samples = (training.step - self._start) * training.batches.batch_size
        epoch = min(training.epoch + bool(training.batch), training.epochs)
        self._bar.update(
            self._task,
            description=f"epoch {epoch}/{training.epochs}",
            completed=training.epoch * per_epoch + training.batch,
            measures="  ".join(f"{n} {x:.3g}" for n, x in _measures(training).items()),
            speed=f"{samples / elapsed:,.0f} examples/s",
        )


def _measures(training: Any) -> dict[str, float]:
    """The loss, and one more measure: a line holds no more. Of the validation data, if
    there are some.
    """
    measures = training.means()
    last = training.history.last
    measures |= {name: value for name, value in last.items() if name.startswith("val_")}
    names = list(training.metrics) or ["loss"]
    second = f"val_{names[0]}" if f"val_{names[0]}" in measures else names[0]
    return {name: measures[name] for name in dict.fromkeys(["loss", second])}


def _bar(console: Any) -> Any:
    rich = require("rich.progress", "repl")
    return rich.Progress(
        rich.TextColumn("{task.description}"),
        rich.BarColumn(bar_width=10),
        rich.TextColumn("{task.fields[measures]}"),
        rich.TextColumn("{task.fields[speed]}"),
        rich.TextColumn("left"),
        rich.TimeRemainingColumn(),
        console=console,
    )

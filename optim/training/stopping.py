"""Criteria to stop: no improvement, no change, or a converged average."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core.extend import plural
from optim.checks.directions import direction, improves
from optim.checks.ranges import (
    any_number,
    at_least_one,
    at_least_zero,
    count,
    half_open_fraction,
)
from optim.checks.saved import (
    array_of_numbers,
    dict_of,
    list_of,
    optional,
    saved_fields,
)
from optim.checks.settings import check_settings, flag, one_of, setting, text
from optim.training.callbacks import Callback, monitored
from optim.training.weights import read_weights, write_weights

if TYPE_CHECKING:
    from optim.training.loop import Training


@dataclass(eq=False)
class EarlyStopping(Callback):
    """Stops when a measure has not improved for some epochs; keeps the best weights.

    Args:
        monitor: the measure per epoch, such as "val_loss" or "val_accuracy".
        patience: how many epochs without improvement are waited for.
        min_delta: by how much it must be better to count.
        mode: "min" if smaller is better, "max" if larger is; "auto" tells it from the
            name of the measure.
        restore_best: whether training ends with the weights of the best epoch, however
            it ends.

    Raises:
        TypeError: a setting is of the wrong kind.
        ValueError: a setting is out of its range, or the name of the measure does not
            tell which values are better.

    >>> EarlyStopping(monitor="val_score")
    Traceback (most recent call last):
    ValueError: EarlyStopping: does 'val_score' improve when it falls or when it ...

    Source: Prechelt, "Early stopping - but when?", 1998.
    """

    monitor: str = setting("val_loss", text)
    patience: int = setting(5, at_least_one)
    min_delta: float = setting(0.0, at_least_zero)
    mode: str = setting("auto", one_of("auto", "min", "max"))
    restore_best: bool = setting(True, flag)

    def __post_init__(self) -> None:
        check_settings(self, "EarlyStopping")
        direction(self.mode, self.monitor, "EarlyStopping")
        self.best: float | None = None
        self.best_epoch = 0
        self.waited = 0
        self._weights: dict[str, Any] = {}

    def on_epoch_end(self, training: Training) -> None:
        value = monitored(training, self.monitor, "EarlyStopping")
        mode = direction(self.mode, self.monitor, "EarlyStopping")
        if improves(value, self.best, mode, self.min_delta):
            self.best, self.best_epoch, self.waited = value, training.epoch, 0
            if self.restore_best:
                self._weights = read_weights(training.model, training.optimizer)
            return
        self.waited += 1
        if self.waited >= self.patience:
            best = "it was never a number"
            if self.best is not None:
                best = f"best {self.best:.6g} in epoch {self.best_epoch}"
            training.stop(
                f"{self.monitor} has not improved for "
                f"{plural(self.patience, 'epoch')}; {best}"
            )

    def on_train_end(self, training: Training) -> None:
        if self._weights:
            write_weights(training.model, training.optimizer, self._weights)

    def state_dict(self) -> dict[str, Any]:
        return {
            "best": self.best,
            "best_epoch": self.best_epoch,
            "waited": self.waited,
            "weights": self._weights,
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        checks = {
            "best": optional(any_number),
            "best_epoch": count,
            "waited": count,
            "weights": dict_of(array_of_numbers),
        }
        fields = saved_fields("EarlyStopping", state_dict, checks)
        self.best, self.best_epoch = fields["best"], fields["best_epoch"]
        self.waited, self._weights = fields["waited"], fields["weights"]


@dataclass(eq=False)
class PlateauStop(Callback):
    """Stops when a measure no longer changes significantly.

    That is, when the largest and the smallest of the last `epochs` + 1 values differ by
    at most rtol * (the largest absolute value) + atol.

    Args:
        monitor: the measure per epoch.
        rtol: the relative change that counts as none, >= 0.
        epochs: over how many epochs.
        atol: the absolute change that counts as none, >= 0.

    Raises:
        TypeError: a setting is of the wrong kind.
        ValueError: a setting is out of its range.

    >>> PlateauStop(rtol=1e-3)
    PlateauStop(monitor='loss', rtol=0.001, epochs=3, atol=1e-08)
    """

    monitor: str = setting("loss", text)
    rtol: float = setting(1e-4, at_least_zero)
    epochs: int = setting(3, at_least_one)
    atol: float = setting(1e-8, at_least_zero)

    def __post_init__(self) -> None:
        check_settings(self, "PlateauStop")
        self._values: list[float] = []

    def on_epoch_end(self, training: Training) -> None:
        self._values.append(monitored(training, self.monitor, "PlateauStop"))
        self._values = self._values[-self.epochs - 1 :]
        size = float(np.max(np.abs(self._values)))
        # Also of nan, which Python's max skips.
        if len(self._values) <= self.epochs or not math.isfinite(size):
            return
        width = max(self._values) - min(self._values)
        if width <= self.rtol * size + self.atol:
            training.stop(
                f"{self.monitor} has not changed significantly for "
                f"{plural(self.epochs, 'epoch')}"
            )

    def state_dict(self) -> dict[str, Any]:
        return {"values": self._values}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        checks = {"values": list_of(any_number)}
        self._values = saved_fields("PlateauStop", state_dict, checks)["values"]


@dataclass(eq=False)
class RunningAverageStop(Callback):
    """Stops when the running average of the loss has converged.

        Q <- rate * loss + (1 - rate) * Q

    It has converged when `steps` times in a row it moved by at most rtol * |Q| + atol.

    Args:
        rate: the share of the newest loss, in (0, 1].
        rtol: the relative move that counts as none, >= 0.
        steps: how many such moves in a row are waited for.
        atol: the absolute move that counts as none, >= 0.
        start: what Q is at first: "loss", that of the first step, or "objective", the
            loss of all samples before it, for which they are all evaluated once.

    Raises:
        TypeError: a setting is of the wrong kind.
        ValueError: a setting is out of its range.

    >>> RunningAverageStop(rate=0.1)
    RunningAverageStop(rate=0.1, rtol=0.0001, steps=10, atol=1e-08, start='loss')
    """

    rate: float = setting(0.01, half_open_fraction)
    rtol: float = setting(1e-4, at_least_zero)
    steps: int = setting(10, at_least_one)
    atol: float = setting(1e-8, at_least_zero)
    start: str = setting("loss", one_of("loss", "objective"))

    def __post_init__(self) -> None:
        check_settings(self, "RunningAverageStop")
        self.average: float | None = None
        self.still = 0

    def on_train_begin(self, training: Training) -> None:
        if self.start == "objective" and self.average is None:
            self.average = training.objective()

    def on_step_end(self, training: Training) -> None:
        loss = training.step_logs["loss"]
        if self.average is None:
            self.average = loss
            return
        before = self.average
        average = self.average = self.rate * loss + (1 - self.rate) * before
        change = abs(average - before)
        small = change <= self.rtol * abs(before) + self.atol
        self.still = self.still + 1 if small else 0
        if self.still >= self.steps:
            training.stop(
                f"the running average of the loss has converged to {self.average:.6g}"
            )

    def state_dict(self) -> dict[str, Any]:
        return {"average": self.average, "still": self.still}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        checks = {"average": optional(any_number), "still": count}
        fields = saved_fields("RunningAverageStop", state_dict, checks)
        self.average, self.still = fields["average"], fields["still"]

"""Checkpoints: a whole training run in one file, to continue it bit for bit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core.extend import short_repr
from optim.checks.directions import direction, improves
from optim.checks.ranges import any_number, at_least_one
from optim.checks.saved import optional, rng_state, saved_fields
from optim.checks.settings import check_settings, one_of, setting
from optim.training.archive import read_archive, write_archive
from optim.training.callbacks import Callback, monitored
from optim.training.history import History
from optim.training.saved_run import FORMAT, checked_run
from optim.training.weights import check_weights, read_weights, write_weights

if TYPE_CHECKING:
    from optim.training.loop import Training


@dataclass(eq=False)
class Checkpoint(Callback):
    """Saves the whole run, so that `fit(..., resume=path)` gives the same numbers.

    A file is replaced only when the new one is complete. When training is stopped in
    the middle of an epoch, by Ctrl-C for instance, that is saved too.

    Args:
        path: the file, such as "run.npz"; "{epoch}" and "{step}" in it are filled in,
            and a brace is written twice.
        every: save after every so many epochs or steps.
        per: "epoch" or "step".
        monitor: save only when this measure per epoch is the best so far.
        mode: "min" if smaller is better, "max" if larger is; "auto" tells it from the
            name of the measure.

    Raises:
        TypeError: a setting is of the wrong kind.
        ValueError: a setting is out of its range.

    >>> Checkpoint("run.npz", every=100, per="step").every
    100
    """

    path: str | Path
    every: int = setting(1, at_least_one)
    per: str = setting("epoch", one_of("epoch", "step"))
    monitor: str | None = None
    mode: str = setting("auto", one_of("auto", "min", "max"))

    def __post_init__(self) -> None:
        self._path_at(0, 0)
        check_settings(self, "Checkpoint")
        if self.monitor is not None and self.per == "step":
            raise ValueError("Checkpoint: a measure to monitor needs per='epoch'")
        if self.monitor is not None:
            direction(self.mode, self.monitor, "Checkpoint")
        self.best: float | None = None

    def on_step_recorded(self, training: Training) -> None:
        if self.per == "step" and training.step % self.every == 0:
            self.save(training)

    def on_epoch_recorded(self, training: Training) -> None:
        if self.per == "step" or training.epoch % self.every:
            return
        if self.monitor is not None:
            value = monitored(training, self.monitor, "Checkpoint")
            mode = direction(self.mode, self.monitor, "Checkpoint")
            if not improves(value, self.best, mode):
                return
            self.best = value
        self.save(training)

    def on_stop(self, training: Training) -> None:
        if training.batch and self.monitor is None:
            self.save(training)

    def save(self, training: Training) -> Path:
        """Write the file now.

        Returns:
            Its path.

        Raises:
            OSError: it cannot be written; an older one is still whole.
        """
        path = self._path_at(training.epoch, training.step)
        write_archive(path, snapshot(training))
        return path

    def _path_at(self, epoch: int, step: int) -> Path:
        """The path with its fields filled in.

        Raises:
            TypeError: it is not a path.
            ValueError: it has other fields.
        """
        if not isinstance(self.path, (str, Path)):
            raise TypeError(
                "Checkpoint: path must name a file, such as 'run.npz', got "
                f"{type(self.path).__name__} {short_repr(self.path)}"
            )
        try:
            return Path(str(self.path).format(epoch=epoch, step=step))
        except (LookupError, ValueError, AttributeError, TypeError) as error:
            fault = f"it has {error}" if isinstance(error, KeyError) else str(error)
            raise ValueError(
                f"Checkpoint: the fields of path {short_repr(str(self.path))} can be "
                f"{{epoch}} and {{step}}, {fault}; a brace is written twice, "
                "{{ or }}"
            ) from None

    def state_dict(self) -> dict[str, Any]:
        return {"best": self.best}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        fields = saved_fields("Checkpoint", state_dict, {"best": optional(any_number)})
        self.best = fields["best"]


def snapshot(training: Training) -> dict[str, Any]:
    """The state of a run as dicts, lists, numbers and arrays."""
    scheduler = training.scheduler
    return {
        "format": FORMAT,
        "samples": training.batches.count,
        "batch_size": training.batches.batch_size,
        "model": read_weights(training.model, training.optimizer),
        "optimizer": training.optimizer.state_dict(),
        "scheduler": None if scheduler is None else scheduler.state_dict(),
        "batches": training.batches.state_dict(),
        "drawn_at": training.drawn_at,
        "model_rngs": [rng.bit_generator.state for rng in _rngs_of(training.model)],
        "epoch": training.epoch,
        "step": training.step,
        "batch": training.batch,
        "sums": training.sums,
        "seen": training.seen,
        "history": training.history.to_dict(),
        "callbacks": [callback.state_dict() for callback in training.callbacks],
    }


def resume_run(training: Training, path: str | Path) -> None:
    """Set a fresh run to where the one in the file was.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is not a checkpoint of this run, but of another model, optimizer,
            data, schedule or callbacks, or it is damaged; the message names the field.
            Nothing is changed then.
    """
    saved = checked_run(read_archive(path), snapshot(training), training, path)
    try:
        history = History.from_dict(saved["history"])
    except ValueError as error:
        raise ValueError(f"{path} is damaged: {error}") from None
    _load_parts(training, saved, path)
    for name in ("epoch", "step", "batch", "sums", "seen", "drawn_at"):
        setattr(training, name, saved[name])
    training.history = history


def _load_parts(training: Training, saved: dict[str, Any], path: str | Path) -> None:
    """Load what the model, the optimizer and the others check themselves, or nothing.

    Raises:
        ValueError: one of them does not take its state; all are as they were.
    """
    model, optimizer = training.model, training.optimizer
    loads: dict[str, Callable[[Any], None]] = {
        "model": lambda state: write_weights(model, optimizer, state),
        "optimizer": optimizer.load_state_dict,
        "batches": training.batches.load_state_dict,
        "model_rngs": lambda states: _set_rngs(model, states),
        "callbacks": lambda states: _load_callbacks(training, states),
    }
    if training.scheduler is not None:
        loads["scheduler"] = training.scheduler.load_state_dict
    before = snapshot(training)
    things = [training.scheduler, training.batches, *training.callbacks]
    attributes = [(thing, dict(vars(thing))) for thing in things if thing is not None]
    name = ""
    try:
        for name, load in loads.items():
            load(saved[name])
    except BaseException as error:
        # Whatever has happened, from a wrong state to Ctrl-C.
        for thing, values in attributes:
            vars(thing).clear()
            vars(thing).update(values)
        training.batches.rng.bit_generator.state = before["batches"]["rng"]
        _set_rngs(model, before["model_rngs"])
        write_weights(model, optimizer, before["model"])
        optimizer.load_state_dict(before["optimizer"])
        if not isinstance(error, Exception):
            raise
        reason = str(error) or type(error).__name__
        raise ValueError(
            f"{path} is a checkpoint of another run: {reason} (field {name!r})"
        ) from error


def _load_callbacks(training: Training, states: list[Any]) -> None:
    for i, (callback, state) in enumerate(zip(training.callbacks, states, strict=True)):
        try:
            if state.get("weights"):
                check_weights(training.model, training.optimizer, state["weights"])
            callback.load_state_dict(state)
        except Exception as error:
            title = type(callback).__name__
            raise ValueError(f"callback {i}, {title}: {error!r}") from error


def _set_rngs(model: Any, states: list[Any]) -> None:
    rngs = _rngs_of(model)
    checked = [
        rng_state(rng)(f"generator {i}", state)
        for i, (rng, state) in enumerate(zip(rngs, states, strict=True))
    ]
    for rng, state in zip(rngs, checked, strict=True):
        rng.bit_generator.state = state


def _rngs_of(model: Any) -> list[np.random.Generator]:
    """The generators of a model's modules, such as those of dropout, each once."""
    modules = model.modules() if hasattr(model, "modules") else []
    rngs = {
        id(member): member
        for module in modules
        for member in vars(module).values()
        if isinstance(member, np.random.Generator)
    }
    return list(rngs.values())

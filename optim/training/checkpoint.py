"""Checkpoints: a whole training run in one file, to continue it bit for bit.

A file is a NumPy archive (.npz) without pickles: one array of bytes with the structure
as JSON, and one array per dtype with all numbers of that dtype, end to end.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core.extend import short_repr, write_file
from optim.checks.directions import direction, improves
from optim.checks.ranges import at_least_one
from optim.checks.settings import check_settings, one_of, setting
from optim.training.callbacks import Callback, monitored
from optim.training.history import History
from optim.training.weights import read_weights, write_weights

if TYPE_CHECKING:
    from optim.training.loop import Training

FORMAT = 1


@dataclass(eq=False)
class Checkpoint(Callback):
    """Saves the whole run, so that `fit(..., resume=path)` gives the same numbers.

    A file is replaced only when the new one is complete. When training is stopped in
    the middle of an epoch, by Ctrl-C for instance, that is saved too.

    Args:
        path: the file, such as "run.npz"; "{epoch}" and "{step}" in it are filled in.
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
        path = Path(str(self.path).format(epoch=training.epoch, step=training.step))
        write_archive(path, snapshot(training))
        return path

    def state_dict(self) -> dict[str, Any]:
        return {"best": self.best}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        self.best = state_dict["best"]


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
        FileNotFoundError: there is no such file.
        ValueError: it is not a checkpoint of this run, but of another model, optimizer,
            data, schedule or callbacks. Nothing is changed then.
    """
    saved = read_archive(path)
    _check_same_run(training, saved, path)
    weights = read_weights(training.model, training.optimizer)
    try:
        write_weights(training.model, training.optimizer, saved["model"])
        training.optimizer.load_state_dict(saved["optimizer"])
    except ValueError as error:
        write_weights(training.model, training.optimizer, weights)
        raise ValueError(f"{path} is a checkpoint of another run: {error}") from None
    if training.scheduler is not None:
        training.scheduler.load_state_dict(saved["scheduler"])
    training.batches.load_state_dict(saved["batches"])
    for rng, state in zip(_rngs_of(training.model), saved["model_rngs"], strict=True):
        rng.bit_generator.state = state
    for callback, state in zip(training.callbacks, saved["callbacks"], strict=True):
        callback.load_state_dict(state)
    for name in ("epoch", "step", "batch", "sums", "seen", "drawn_at"):
        setattr(training, name, saved[name])
    training.history = History.from_dict(saved["history"])


def write_archive(path: str | Path, tree: Any) -> None:
    """Write dicts, lists, numbers and arrays to a file, all or nothing.

    Raises:
        OSError: it cannot be written.
    """
    arrays: dict[str, list[Any]] = {}
    text = json.dumps(_packed(tree, arrays))
    stored: dict[str, Any] = {
        name: np.concatenate(parts) for name, parts in arrays.items()
    }
    stored["json"] = np.frombuffer(text.encode(), np.uint8)
    archive = io.BytesIO()
    np.savez(archive, **stored)
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    write_file(path, archive.getbuffer())


def read_archive(path: str | Path) -> Any:
    """The tree of a file that `write_archive` wrote.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is something else, or cut off.
    """
    try:
        with Path(path).open("rb") as file:
            if not zipfile.is_zipfile(file):
                raise ValueError("it is not an .npz archive, or cut off")
            file.seek(0)
            stored = np.load(file, allow_pickle=False)
            arrays = {name: stored[name] for name in stored.files if name != "json"}
            tree = json.loads(bytes(stored["json"]).decode())
            return _unpacked(tree, arrays)
    except FileNotFoundError:
        raise
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise ValueError(f"{path} is not a checkpoint: {error}") from None


def _packed(thing: Any, arrays: dict[str, list[Any]]) -> Any:
    """Replace arrays by references for JSON; collect their numbers in `arrays`."""
    if isinstance(thing, np.ndarray):
        parts = arrays.setdefault(thing.dtype.name, [])
        start = sum(len(part) for part in parts)
        parts.append(thing.ravel())
        return {"$array": [thing.dtype.name, start, list(thing.shape)]}
    if isinstance(thing, dict):
        pairs = [[key, _packed(value, arrays)] for key, value in thing.items()]
        if all(isinstance(key, str) for key in thing):
            return dict(pairs)
        return {"$pairs": pairs}
    if isinstance(thing, (list, tuple)):
        return [_packed(member, arrays) for member in thing]
    if isinstance(thing, np.generic):
        return thing.item()
    if thing is None or isinstance(thing, (bool, int, float, str)):
        return thing
    raise TypeError(
        f"a checkpoint holds numbers, texts and arrays, not a {type(thing).__name__}: "
        f"{short_repr(thing)}"
    )


def _unpacked(thing: Any, arrays: dict[str, Any]) -> Any:
    if isinstance(thing, list):
        return [_unpacked(member, arrays) for member in thing]
    if not isinstance(thing, dict):
        return thing
    if "$array" in thing:
        name, start, shape = thing["$array"]
        size = int(np.prod(shape, dtype=np.int64))
        return arrays[name][start : start + size].reshape(shape).copy()
    if "$pairs" in thing:
        return {key: _unpacked(value, arrays) for key, value in thing["$pairs"]}
    return {key: _unpacked(value, arrays) for key, value in thing.items()}


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


def _check_same_run(training: Training, saved: Any, path: str | Path) -> None:
    if not isinstance(saved, dict) or saved.get("format") != FORMAT:
        raise ValueError(f"{path} is not a checkpoint of this version")
    current = snapshot(training)
    differing = [
        f"{label} {saved[key]} there and {current[key]} here"
        for key, label in (("samples", "samples:"), ("batch_size", "batch size:"))
        if saved[key] != current[key]
    ]
    if _generator_of(saved) != _generator_of(current):
        differing.append(
            f"generator: {_generator_of(saved)} there, {_generator_of(current)} here"
        )
    for key, label in (
        ("model_rngs", "random generators in the model"),
        ("callbacks", "callbacks"),
    ):
        saved_count, count = len(saved[key]), len(current[key])
        if saved_count != count:
            differing.append(f"{label}: {saved_count} there, {count} here")
            if key == "callbacks":
                differing[-1] += " (give fit the ones it had, the Checkpoint too)"
    for i, (theirs, ours) in enumerate(
        zip(saved["callbacks"], current["callbacks"], strict=False)
    ):
        if theirs.keys() != ours.keys():
            name = type(training.callbacks[i]).__name__
            differing.append(f"callback {i} is not a {name} there")
    schedules = [
        scheduler and scheduler.keys()
        for scheduler in (saved["scheduler"], current["scheduler"])
    ]
    if schedules[0] != schedules[1]:
        differing.append("the schedule is another one")
    if differing:
        raise ValueError(
            f"{path} is a checkpoint of another run: {'; '.join(differing)}"
        )


def _generator_of(saved: Any) -> str:
    return saved["batches"]["rng"]["bit_generator"]

"""Damaged checkpoints: `fit(resume=...)` raises ValueError and changes nothing.

What is changed into another state that a run can be in is loaded: then the run must be
able to go on.
"""

from __future__ import annotations

import functools
import random
import tempfile
import warnings
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

import nn
from optim import (
    Adam,
    Callback,
    Checkpoint,
    EarlyStopping,
    PlateauStop,
    RunningAverageStop,
    batches,
    fit,
)
from optim.schedules import Cosine, ReduceOnPlateau, Scheduler
from optim.training.archive import read_archive, write_archive
from tests.fuzz.harness import Case
from tests.fuzz.mutations import (
    byte_mutation,
    mutated_bytes,
    mutated_tree,
    places,
    same,
    tree_mutation,
)

X = np.random.default_rng(0).normal(size=(20, 3))
Y = X.sum(axis=1, keepdims=True)


class _Resumed(Exception):
    """The checkpoint has been loaded."""


class _Gate(Callback):
    """Ends a run when it begins, or after some steps."""

    def __init__(self, steps: int) -> None:
        self.steps = steps

    def on_train_begin(self, training: Any) -> None:
        self.training = training
        if not self.steps:
            raise _Resumed

    def on_gradients(self, training: Any) -> None:
        if training.step + 1 == self.steps:
            training.stop("enough")


class Run:
    """A small run with everything that has a state."""

    def __init__(self, kind: str) -> None:
        self.model = nn.Sequential(
            nn.Linear(3, 4, rng=0),
            nn.BatchNorm1d(4),
            nn.Dropout(0.3, rng=1),
            nn.Linear(4, 1, rng=2),
        )
        self.optimizer = Adam(self.model.parameters(), lr=0.01)
        self.scheduler: Any = ReduceOnPlateau(self.optimizer, patience=1)
        if kind == "fixed":
            self.scheduler = Scheduler(self.optimizer, Cosine(0.05, steps=100))
        mode = "fixed" if kind == "fixed" else "redraw"
        self.batches = batches(X, Y, 6, rng=3, mode=mode)
        self.callbacks: list[Any] = [
            EarlyStopping(patience=3),
            PlateauStop(rtol=1e-9),
            RunningAverageStop(rtol=1e-9),
        ]

    def fit(self, steps: int, path: Path, resume: Path | None = None) -> None:
        """Run `steps` steps, then save; or load alone."""
        self.gate = _Gate(steps)
        fit(
            self.model,
            nn.squared_error,
            self.optimizer,
            self.batches,
            epochs=5,
            validation=(X, Y),
            callbacks=[*self.callbacks, self.gate, Checkpoint(path)],
            schedule=self.scheduler,
            resume=resume,
        )

    def state(self) -> dict[str, Any]:
        """Everything that a checkpoint could change."""
        return {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "scheduler": self.scheduler.state_dict(),
            "batches": self.batches.state_dict(),
            "dropout": self.model[2].rng.bit_generator.state,
            "callbacks": [callback.state_dict() for callback in self.callbacks],
        }

    def go_on(self) -> None:
        """Make one more step with whatever was loaded."""
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for samples in self.batches.draw():
                X_batch, y_batch = self.batches.take(samples)
                self.optimizer.zero_grad()
                nn.squared_error(self.model(X_batch), y_batch).backward()
                self.optimizer.step()
                break


class _Checkpoints:
    """Resuming from a damaged file, of a run stopped in the middle of an epoch."""

    kinds = ("redrawn", "fixed")

    @functools.cached_property
    def folder(self) -> Path:
        self._folder = tempfile.TemporaryDirectory()
        folder = Path(self._folder.name)
        for kind in self.kinds:
            Run(kind).fit(10, folder / kind)
        return folder

    def resume(self, kind: str) -> str:
        path = self.folder / "damaged"
        run = Run(kind)
        before = run.state()
        try:
            run.fit(0, self.folder / "new", path)
        except ValueError as error:
            assert same(run.state(), before), f"half loaded: {error}"
            assert str(path) in str(error), f"does not name the file: {error}"
            assert len(str(error)) < 1500, f"long message: {len(str(error))}"
            return "refused"
        except _Resumed:
            run.go_on()
        return "loaded"


class CheckpointBytes(_Checkpoints):
    """Bytes changed anywhere."""

    name = "checkpoint-bytes"

    def case(self, rng: random.Random) -> Case:
        kind = rng.choice(self.kinds)
        size = (self.folder / kind).stat().st_size
        changes = [byte_mutation(rng, size) for _ in range(rng.choice([1, 1, 2, 5]))]
        return [("of", kind), *changes]

    def run(self, case: Case) -> str:
        kind = next((kind for word, kind, *_ in case if word == "of"), self.kinds[0])
        changes = [change for change in case if change[0] != "of"]
        content = mutated_bytes((self.folder / kind).read_bytes(), changes)
        (self.folder / "damaged").write_bytes(content)
        return self.resume(kind)


class CheckpointStructure(_Checkpoints):
    """Fields changed, left out and added, in a file that is else as it should be."""

    name = "checkpoint-structure"

    @functools.cached_property
    def trees(self) -> dict[str, Any]:
        return {kind: read_archive(self.folder / kind) for kind in self.kinds}

    @functools.cached_property
    def paths(self) -> dict[str, Any]:
        return {kind: places(tree) for kind, tree in self.trees.items()}

    def case(self, rng: random.Random) -> Case:
        kind = rng.choice(self.kinds)
        changes = [
            tree_mutation(rng, self.paths[kind])
            for _ in range(rng.choice([1, 1, 2, 5]))
        ]
        return [("of", kind), *changes]

    def run(self, case: Case) -> str:
        kind = next((kind for word, kind, *_ in case if word == "of"), self.kinds[0])
        changes = [change for change in case if change[0] != "of"]
        tree = mutated_tree(self.trees[kind], changes)
        with mock.patch("os.fsync"):  # nothing here has to survive a power failure
            write_archive(self.folder / "damaged", tree)
        return self.resume(kind)

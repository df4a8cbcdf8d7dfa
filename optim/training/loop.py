"""The loop of `fit`: epochs, steps, and the calls of the callbacks."""

from __future__ import annotations

import math
import time
from contextlib import ExitStack
from typing import Any

from autograd_core import no_grad
from autograd_core.extend import warn, without_warnings
from optim.apply.optimizer import Optimizer
from optim.data.batches import Batches
from optim.schedules import ReduceOnPlateau, Scheduler
from optim.training.callbacks import Callback
from optim.training.evaluation import (
    checked_loss,
    compared,
    evaluate,
    in_mode,
    outputs_of,
    score,
)
from optim.training.history import History
from optim.training.progress import Progress
from optim.training.reach import Reach, check_broadcast, check_samples
from optim.training.replays import Replays


class _Abandoned(Exception):
    """A callback has stopped training in the middle of a step."""


class Training:
    """A run of `fit`, as its callbacks see it.

    Attributes:
        model, loss, optimizer, batches, validation, metrics: what `fit` was given.
        scheduler: what sets the learning rate, or None.
        epochs: how many there shall be.
        epoch: how many have ended.
        step: how many steps have been made.
        batch: how many of them in the present epoch.
        history: what was measured.
        step_logs: what will be recorded of the present step; callbacks may add.
        epoch_logs: the same of the present epoch.
        stop_reason: why training shall end, or None.
    """

    def __init__(
        self,
        model: Any,
        loss: Any,
        optimizer: Optimizer,
        data: Batches,
        *,
        epochs: int,
        validation: Any,
        metrics: dict[str, Any],
        scheduler: Any,
        callbacks: list[Callback],
        per_sample: bool,
    ) -> None:
        self.model, self.loss, self.optimizer = model, loss, optimizer
        self.batches, self.validation, self.metrics = data, validation, metrics
        self.scheduler, self.callbacks = scheduler, callbacks
        self.epochs, self.per_sample = epochs, per_sample
        self.epoch = self.step = self.batch = 0
        self.history = History()
        self.replays = Replays(model, loss, per_sample)
        self.step_logs: dict[str, Any] = {}
        self.epoch_logs: dict[str, Any] = {}
        self.stop_reason: str | None = None
        self.samples: Any = None
        self._current: Any = None
        self._clock = 0.0
        self._abandoned = False
        self._reach: Reach | None = None
        self._warned = False
        self._after_warning = ExitStack()
        # Sums over the samples of the present epoch, and how many those are.
        self.sums: dict[str, float] = {}
        self.seen = 0
        # Where the generator stood before the present epoch was drawn.
        self.drawn_at: Any = None

    def stop(self, reason: str) -> None:
        """End training after this step; the first reason given is kept."""
        if self.stop_reason is None:
            self.stop_reason = reason

    def abandon_step(self, reason: str) -> None:
        """End training without the present step, from `on_loss` or `on_gradients`."""
        self.stop(reason)
        self._abandoned = True

    def compute_loss(self) -> Any:
        """The loss of the present batch, once more, as a node."""
        return self._loss_and_outputs()[0]

    def objective(self) -> float:
        """The loss of all samples together, with the parameters as they are."""
        every: Any = (self.batches.X, self.batches.y)
        measures = evaluate(self.model, self.loss, every, per_sample=self.per_sample)
        return measures["loss"]

    def run(self, progress: Progress) -> None:
        """Train until all epochs are done or something stops it."""
        self._clock = time.perf_counter() - self.history.seconds
        self._call("on_train_begin")
        self._reach = Reach(self)
        with self._after_warning:
            while self.epoch < self.epochs and self.stop_reason is None:
                self._run_epoch(progress)
        message = (
            f"all {self.epochs} epochs done" if self.epochs > 1 else "1 epoch done"
        )
        self.history.stopped = self.stop_reason or message
        self.history.steps_by = str(self.replays)
        self.history.seconds = time.perf_counter() - self._clock
        self._call("on_stop")
        self._call("on_train_end")

    # -- an epoch --------------------------------------------------------------------

    def _run_epoch(self, progress: Progress) -> None:
        if not self.batch:
            self.sums, self.seen = {}, 0
            self.drawn_at = self.batches.rng.bit_generator.state
            order = self.batches.draw()
            self._call("on_epoch_begin")
        else:  # resumed in the middle: draw the same batches again
            state = self.batches.rng.bit_generator.state
            self.batches.rng.bit_generator.state = self.drawn_at
            order = self.batches.draw()
            self.batches.rng.bit_generator.state = state
        with in_mode(self.model, training=True):
            for samples in order[self.batch :]:
                if self.stop_reason is not None or not self._run_step(samples):
                    return
                progress.update(self)
        self._end_epoch()
        progress.update(self)

    def _end_epoch(self) -> None:
        self.epoch, self.batch = self.epoch + 1, 0
        self.epoch_logs = self.means()
        if self.validation is not None:
            measures = self.replays.measures(self.validation, self.metrics) or evaluate(
                self.model,
                self.loss,
                self.validation,
                metrics=self.metrics,
                per_sample=self.per_sample,
            )
            self.epoch_logs |= {
                f"val_{name}": value for name, value in measures.items()
            }
            self._warn_once("val_loss", measures["loss"])
        if isinstance(self.scheduler, ReduceOnPlateau):
            watched = "loss" if self.validation is None else "val_loss"
            self.scheduler.step(self.epoch_logs[watched])
        self._call("on_epoch_end")
        self.history.record_epoch(self.epoch_logs)
        self.history.seconds = time.perf_counter() - self._clock
        self._call("on_epoch_recorded")

    def means(self) -> dict[str, float]:
        """The mean of each measure over the samples of this epoch so far."""
        return {name: total / self.seen for name, total in self.sums.items()}

    # -- a step ----------------------------------------------------------------------

    def _run_step(self, samples: Any) -> bool:
        """One step; False if a callback has stopped it."""
        self.samples, self.step_logs = samples, {}
        self._current = self.batches.take(samples)
        measured: dict[str, float] = {}

        def closure() -> Any:
            self.optimizer.zero_grad()
            loss, outputs = self._replayed_or_eager()
            self._call("on_loss", loss)
            self._leave_if_abandoned()
            if self._reach is not None:
                X, y = self._current
                check_broadcast(loss, y)
                # Of a replay those of one sample will do.
                known = self._outputs_of(X[:1]) if outputs is None else outputs
                check_samples(self.loss, known, y)
            loss.backward()
            if self._reach is not None:
                reach, self._reach = self._reach, None
                reach.check()
            self._call("on_gradients")
            self._leave_if_abandoned()
            if not measured:  # an optimizer may call it several times
                measured["loss"] = loss.item()
                measured.update(
                    score(self.metrics, outputs, self._current[1], measured["loss"])
                )
            return loss

        weight = len(self.samples)
        try:
            if getattr(self.optimizer, "takes_samples", False):  # of several processes
                loss = self.optimizer.step(closure, samples=weight)  # type: ignore[call-arg]
                measured["loss"] = loss
                weight = round(self.optimizer.total_samples)  # type: ignore[attr-defined]
            else:
                self.optimizer.step(closure)
        except _Abandoned:
            return False
        self._count(measured, weight)
        return True

    def _count(self, measured: dict[str, float], weight: int) -> None:
        """Record a step, whose measures are means over so many samples."""
        self.step, self.batch = self.step + 1, self.batch + 1
        self.seen += weight
        for name, value in measured.items():
            self.sums[name] = self.sums.get(name, 0.0) + value * weight
        self._warn_once("loss", measured["loss"], f", batch {self.batch}")
        self.step_logs = {"loss": measured["loss"], **self.step_logs}
        self._call("on_step_end")
        self.history.record_step(self.step_logs)
        if isinstance(self.scheduler, Scheduler):
            self.scheduler.step()
        self._call("on_step_recorded")

    def _loss_and_outputs(self) -> tuple[Any, Any]:
        X, y = self._current
        outputs = outputs_of(self.model, X, self.per_sample)
        return checked_loss(compared(self.loss, outputs, y)), outputs

    def _replayed_or_eager(self) -> tuple[Any, Any]:
        """The loss, by a replay if there is one; the outputs, if metrics need them."""
        X, y = self._current
        loss = self.replays.loss(X, y)
        if loss is None:
            return self._loss_and_outputs()
        outputs = self.replays.outputs()
        if self.metrics and outputs is None:
            outputs = self._outputs_of(X)
        return loss, outputs

    def _outputs_of(self, X: Any) -> Any:
        with no_grad():
            return outputs_of(self.model, X, self.per_sample)

    def _warn_once(self, name: str, value: float, batch: str = "") -> None:
        """Warn of the first loss that is inf or nan, and of no op that follows it."""
        if self._warned or math.isfinite(value):
            return
        self._warned = True
        self._after_warning.enter_context(without_warnings())
        epoch = self.epoch + bool(batch)
        warn(
            f"fit: {name} became {value} in epoch {epoch}{batch}, and what has become "
            "nan learns nothing; a smaller learning rate may help, NaNGuard() stops "
            "before such a step and names the op that is the cause",
            RuntimeWarning,
        )

    def _leave_if_abandoned(self) -> None:
        if self._abandoned:
            raise _Abandoned

    def _call(self, name: str, *arguments: Any) -> None:
        for callback in self.callbacks:
            getattr(callback, name)(self, *arguments)

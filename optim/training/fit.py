"""`fit`: the training loop with batches, validation, schedules and callbacks."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import Any

from autograd_core import Value
from autograd_core.extend import CALLS, explained, plural, short_repr, warn
from optim.apply.expected import checked_optimizer
from optim.apply.optimizer import Optimizer
from optim.checks.other_names import LOSSES, remedy
from optim.checks.ranges import at_least_one
from optim.data.batches import Batches, batches
from optim.data.datasets import Dataset
from optim.schedules import ReduceOnPlateau, Scheduler
from optim.training.callbacks import as_callbacks, started
from optim.training.checkpoint import resume_run
from optim.training.evaluation import (
    as_metrics,
    checked_pair,
)
from optim.training.history import History
from optim.training.interrupts import Interrupts
from optim.training.loop import Training
from optim.training.progress import Progress


@explained
def fit(
    model: Callable[[Any], Any],
    loss: Callable[[Any, Any], Any],
    optimizer: Optimizer,
    data: tuple[Any, Any] | Dataset | Batches,
    *,
    epochs: int,
    batch_size: int | None = 32,
    validation: tuple[Any, Any] | Dataset | None = None,
    callbacks: Any = (),
    metrics: Any = (),
    schedule: Any = None,
    rng: Any = None,
    progress: Any = None,
    per_sample: bool | None = None,
    resume: str | Path | None = None,
) -> History:
    """Train a model on data, in epochs of mini-batches.

    Args:
        model: called with a batch of X; or with each sample, if the parameters are
            Values.
        loss: `loss(outputs, targets)`, one number; the mean over the batch, usually.
        optimizer: moves the parameters.
        data: X and y, equally long, also as a `Dataset`; or `batches(...)`, which then
            states how they are divided.
        epochs: how often to go through the data, those of a resumed run included.
        batch_size: samples per step; more than there are, or None, is all of them.
        validation: X and y to measure on after each epoch.
        callbacks: `Callback`s, and functions that get the `Training` after each epoch.
            A callback that has served in a fit before starts anew.
        metrics: functions `metric(outputs, targets)`, or a dict of them by name. On the
            training data they are averaged over the batches of the epoch, as the loss
            is; on the validation data they get everything at once.
        schedule: the learning rate as a function of the step, a `Scheduler`, or a
            `ReduceOnPlateau`, which gets the validation loss after each epoch and
            starts anew, while a `Scheduler` continues where it is.
        rng: for the order of the samples: a numpy.random.Generator, a seed, or None.
        progress: True for a bar, False for none, None for one on a terminal; or a rich
            Console to draw it on.
        per_sample: whether the model takes single samples; None looks at the
            parameters.
        resume: a checkpoint to continue from, with the same numbers bit for bit.

    Returns:
        What was measured. After Ctrl-C the step is finished, and the history tells
        what there is; a second Ctrl-C stops at once.

    Raises:
        TypeError: an argument is of the wrong kind, or the loss is not a node.
        ValueError: data of different lengths, empty, or with inf or nan; a setting out
            of its range; a loss of several numbers, or one that reaches no parameter; a
            checkpoint of another run.

    Warns:
        RuntimeWarning: once, when the loss becomes inf or nan. Metrics of a loss that
            is nan are nan.
        UserWarning: parameters of the model get no gradient in the first step, or were
            made after the optimizer; the resumed run has all `epochs` already.

    >>> from autograd_core import mean
    >>> from optim import SGD
    >>> w, b = Value(0.0), Value(0.0)
    >>> def squared_error(outputs, targets):
    ...     return mean([(y - t) ** 2 for y, t in zip(outputs, targets)])
    >>> data = [0.0, 1.0, 2.0, 3.0], [1.0, 3.0, 5.0, 7.0]
    >>> optimizer = SGD([w, b], lr=0.1)
    >>> history = fit(lambda x: w * x + b, squared_error, optimizer, data, epochs=200)
    >>> round(w.data, 3), round(b.data, 3), history.stopped
    (2.0, 1.0, 'all 200 epochs done')
    """
    training = Training(
        _checked_function("model", model, "X"),
        _checked_function("loss", loss, "outputs and targets"),
        _checked_optimizer(optimizer, model),
        _as_batches(data, batch_size, rng),
        epochs=at_least_one("epochs", epochs),
        validation=_checked_validation(validation),
        metrics=as_metrics(metrics),
        scheduler=_as_scheduler(schedule, optimizer),
        callbacks=as_callbacks(callbacks),
        per_sample=_takes_samples(optimizer) if per_sample is None else per_sample,
    )
    if getattr(optimizer, "takes_samples", False):
        optimizer.share_buffers(model)  # type: ignore[attr-defined]
    bar = Progress(progress)
    things: list[Any] = list(training.callbacks)
    if isinstance(schedule, ReduceOnPlateau):
        things.append(schedule)
    with started(things, resumed=resume is not None):
        if resume is not None:
            _resume(training, resume)
        with Interrupts(lambda: training.stop("interrupted by Ctrl-C")), bar:
            training.run(bar)
    return training.history


def _resume(training: Training, path: Any) -> None:
    """Set the run to where the one in the file was, and say if that was the end."""
    if not isinstance(path, (str, PathLike)):
        raise TypeError(
            f"fit: resume is the path of a checkpoint, got {type(path).__name__} "
            f"{short_repr(path)}; callbacks=[Checkpoint('run')] writes one, and "
            "resume='run' goes on from it"
        )
    epochs = training.epochs
    resume_run(training, Path(path))
    if training.epoch >= epochs:
        warn(
            f"fit: {path} has {plural(training.epoch, 'epoch')} already, and epochs="
            f"{epochs} counts them too, so nothing is trained; {epochs} more are "
            f"epochs={training.epoch + epochs}",
            UserWarning,
        )


def _checked_function(role: str, function: Any, arguments: str) -> Any:
    if isinstance(function, type):
        name = function.__name__
        raise TypeError(f"fit: the {role} is the class {name}; write {name}(...)")
    if not callable(function):
        raise TypeError(
            f"fit: the {role} must be a function of {arguments}, got "
            f"{type(function).__name__} {short_repr(function)}"
            f"{remedy(function, LOSSES) or '; ' + CALLS['fit']}"
        )
    return function


def _checked_optimizer(optimizer: Any, model: Any) -> Any:
    name = type(checked_optimizer(optimizer, "fit")).__name__
    try:
        inspect.signature(optimizer.step).bind(None)
    except TypeError:
        raise TypeError(
            f"fit: it calls step(closure), which {name}.step does not take; write "
            "def step(self, closure) in it, and closure() for the loss and gradients"
        ) from None
    if hasattr(model, "parameters"):
        ids = {id(param) for param in optimizer.params}
        trained = model.parameters()
        if not trained and hasattr(model, "freeze"):
            raise ValueError(
                "fit: all parameters of the model are frozen, or it has none; "
                "unfreeze() those to train"
            )
        if not any(id(param) in ids for param in trained):
            raise ValueError(
                "fit: the optimizer has none of the model's parameters; was it made "
                "for another model?"
            )
    return optimizer


def _as_batches(data: Any, batch_size: Any, rng: Any) -> Batches:
    if isinstance(data, Batches):
        if data.y is None:
            raise ValueError("fit: the batches have no y; for X alone, give y=X")
        return data
    X, y = checked_pair("data", data)
    return batches(X, y, batch_size, rng=rng)


def _checked_validation(validation: Any) -> Any:
    """X and y as they are, once it is sure that they can be used."""
    if validation is None:
        return None
    X, y = checked_pair("validation", validation)
    try:
        Batches(X, y)
    except (TypeError, ValueError) as error:
        raise type(error)(f"validation: {error}") from None
    return X, y


def _as_scheduler(schedule: Any, optimizer: Any) -> Any:
    if isinstance(schedule, ReduceOnPlateau) and schedule.mode == "max":
        raise ValueError(
            "fit: it gives a ReduceOnPlateau the loss, which is better when it is "
            "smaller; write mode='min'"
        )
    if schedule is None:
        return None
    if isinstance(schedule, (Scheduler, ReduceOnPlateau)):
        schedule.check_optimizer(optimizer)
        return schedule
    return Scheduler(optimizer, schedule)


def _takes_samples(optimizer: Any) -> bool:
    return any(isinstance(param, Value) for param in optimizer.params)

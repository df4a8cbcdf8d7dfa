"""Callbacks of the training loop: clipping, logs, a guard against nan."""

from __future__ import annotations

import copy
import difflib
import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core import NonFiniteError, detect_anomaly
from autograd_core.extend import short_repr, warn
from optim.checks.ranges import at_least_zero
from optim.checks.settings import check_settings, setting
from optim.training.clip import clip_grad_norm_, norm

if TYPE_CHECKING:
    from optim.training.loop import Training


class Callback:
    """Base class: override what you need; each method gets the `Training`.

    In the order of the calls: `on_train_begin`; per epoch `on_epoch_begin`; per step
    `on_loss` before the backward pass, `on_gradients` after it, `on_step_end` after the
    parameters have moved, `on_step_recorded` when the history has it; `on_epoch_end`
    after validation, `on_epoch_recorded`; `on_stop` when training ends, while the
    parameters are those of the last step; `on_train_end`.

    What is added to `training.step_logs` and `training.epoch_logs` until `on_step_end`
    and `on_epoch_end` is recorded. `training.stop(reason)` ends training after the
    step, `training.abandon_step(reason)` before it.

    What `state_dict()` gives is the state of one run: each `fit` begins with the one
    before the first fit, or with that of the checkpoint it resumes. A callback with
    other state resets it in `on_train_begin`.

    >>> class Printer(Callback):
    ...     def on_epoch_end(self, training):
    ...         print(training.epoch, training.epoch_logs["loss"])
    """

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for name in vars(cls):
            if not name.startswith("on_"):
                continue
            close = difflib.get_close_matches(name, dir(Callback), 1, 0.8)
            if close and name not in close:
                warn(
                    f"{cls.__name__}.{name} is never called; write {close[0]}",
                    UserWarning,
                )

    def on_train_begin(self, training: Training) -> None:
        """Before the first epoch."""

    def on_epoch_begin(self, training: Training) -> None:
        """Before the first step of an epoch."""

    def on_loss(self, training: Training, loss: Any) -> None:
        """The loss of a batch is known, nothing else yet."""

    def on_gradients(self, training: Training) -> None:
        """The gradients are known, the parameters have not moved yet."""

    def on_step_end(self, training: Training) -> None:
        """The parameters have moved."""

    def on_step_recorded(self, training: Training) -> None:
        """The history has the step, and the schedule is at the next one."""

    def on_epoch_end(self, training: Training) -> None:
        """An epoch and its validation are over."""

    def on_epoch_recorded(self, training: Training) -> None:
        """The history has the epoch."""

    def on_stop(self, training: Training) -> None:
        """Training is over, the parameters are as the last step left them."""

    def on_train_end(self, training: Training) -> None:
        """The last call."""

    def state_dict(self) -> dict[str, Any]:
        """The state that a checkpoint saves for the callback to continue from."""
        return {}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from there."""


class _FunctionCallback(Callback):
    """A function, called at the end of each epoch."""

    def __init__(self, function: Callable[[Training], Any]) -> None:
        self._function = function

    def on_epoch_end(self, training: Training) -> None:
        self._function(training)


def as_callbacks(callbacks: Any) -> list[Callback]:
    """Callbacks as a list; a function is called at the end of each epoch.

    Raises:
        TypeError: one of them is neither a Callback nor a function.

    >>> as_callbacks([3])
    Traceback (most recent call last):
    TypeError: a callback must be a Callback or a function of the Training, got int 3
    """
    if isinstance(callbacks, Callback) or not isinstance(callbacks, Iterable):
        callbacks = [callbacks]
    checked = []
    for callback in callbacks:
        is_class = isinstance(callback, type)
        if is_class or not (isinstance(callback, Callback) or callable(callback)):
            hint = "; write its name with ()" if is_class else ""
            raise TypeError(
                "a callback must be a Callback or a function of the Training, got "
                f"{type(callback).__name__} {short_repr(callback)}{hint}"
            )
        if not isinstance(callback, Callback):
            callback = _FunctionCallback(callback)
        checked.append(callback)
    return checked


@contextmanager
def started(things: Iterable[Any], *, resumed: bool = False) -> Iterator[None]:
    """Set callbacks and the like to their state before their first run, for a new one.

    Args:
        things: what has `state_dict()` and `load_state_dict()`.
        resumed: whether a checkpoint is about to set their state.

    Raises:
        ValueError: another run that has not ended uses one of them.

    >>> from optim import PlateauStop
    >>> stop = PlateauStop()
    >>> for run in range(2):
    ...     with started([stop]):
    ...         print(stop.state_dict())
    ...         stop.load_state_dict({"values": [0.5]})
    {'values': []}
    {'values': []}
    """
    stateful = [
        thing for thing in things if type(thing).state_dict is not Callback.state_dict
    ]
    for thing in stateful:
        if getattr(thing, "_in_use", False):
            raise ValueError(
                f"fit: the {type(thing).__name__} is in use by another fit that has "
                "not ended; give each fit its own"
            )
    try:
        for thing in stateful:
            thing._in_use = True
            if not hasattr(thing, "_first_state"):
                thing._first_state = copy.deepcopy(thing.state_dict())
            elif not resumed:
                thing.load_state_dict(copy.deepcopy(thing._first_state))
        yield
    finally:
        for thing in stateful:
            thing._in_use = False


class LearningRateLogger(Callback):
    """Records the learning rate of each step as "lr"; "lr_0", "lr_1", ... of groups."""

    def on_step_end(self, training: Training) -> None:
        rates = [group["lr"] for group in training.optimizer.param_groups]
        if len(rates) == 1:
            training.step_logs["lr"] = rates[0]
        else:
            training.step_logs |= {f"lr_{i}": rate for i, rate in enumerate(rates)}


class GradientNormLogger(Callback):
    """Records the norm of all gradients of each step as "gradient_norm"."""

    def on_gradients(self, training: Training) -> None:
        grads = [np.asarray(param.grad) for param in training.optimizer.params]
        training.step_logs["gradient_norm"] = norm(grads)


@dataclass(eq=False)
class GradientClipping(Callback):
    """Clips the norm of all gradients before each step; see `clip_grad_norm_`.

    Args:
        max_norm: the largest norm allowed, >= 0.

    Raises:
        TypeError: it is not a number.
        ValueError: it is out of its range.

    >>> GradientClipping(1.0)
    GradientClipping(max_norm=1.0)
    """

    max_norm: float = setting(1.0, at_least_zero)

    def __post_init__(self) -> None:
        check_settings(self, "GradientClipping")

    def on_gradients(self, training: Training) -> None:
        clip_grad_norm_(training.optimizer.params, self.max_norm)


class NaNGuard(Callback):
    """Stops before the first step whose loss or gradient is inf or nan.

    The parameters stay as they are. The batch is computed once more inside
    `detect_anomaly()`, and the warning names the op that made the first inf or nan.
    """

    def on_loss(self, training: Training, loss: Any) -> None:
        if not math.isfinite(loss.item()):
            self._stop(training, f"the loss became {loss.item()}")

    def on_gradients(self, training: Training) -> None:
        params = training.optimizer.params
        if not all(np.isfinite(param.grad).all() for param in params):
            self._stop(training, "a gradient became inf or nan")

    def _stop(self, training: Training, problem: str) -> None:
        origin = "it did not come again when the batch was computed once more"
        try:
            with np.errstate(all="ignore"), detect_anomaly():
                training.compute_loss().backward()
        except NonFiniteError as error:
            origin = str(error)
        reason = f"{problem} in step {training.step + 1}, which was left out: {origin}"
        training.abandon_step(reason)
        warn(reason, RuntimeWarning)


def monitored(training: Training, name: str, where: str) -> float:
    """A measure of the present epoch.

    Raises:
        ValueError: no measure has that name.
    """
    if name not in training.epoch_logs:
        hint = ""
        if name.startswith("val_") and training.validation is None:
            hint = "; give fit validation=(X, y)"
        raise ValueError(
            f"{where}: there is no {name!r} per epoch, only "
            f"{', '.join(training.epoch_logs)}{hint}"
        )
    return training.epoch_logs[name]

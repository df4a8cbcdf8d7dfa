"""Schedulers: they write the value of a schedule into an optimizer."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from autograd_core.extend import as_float, plural, short_repr
from optim.apply.expected import checked_optimizer
from optim.apply.optimizer import Optimizer
from optim.checks.ranges import any_number, at_least_zero, closed_fraction, count
from optim.checks.saved import saved_fields
from optim.checks.settings import check_settings, one_of, setting
from optim.schedules.base import checked_schedules


class Scheduler:
    """Sets a setting of an optimizer by a schedule: at once, and at each `step()`.

    Args:
        optimizer: whose setting.
        schedule: a function of the number of steps made so far; or a list of them, one
            for each parameter group.
        name: the setting: "lr", "momentum", "weight_decay", ...

    Call `step()` after `optimizer.step()`, once per update or once per epoch, whichever
    the schedule counts.

    Raises:
        TypeError: `optimizer` is not an optimizer, or `schedule` not a schedule.
        ValueError: there is not one schedule per group, the rule lacks the setting,
            or it refuses the value.

    >>> from autograd_core import Value
    >>> from optim import SGD
    >>> from optim.schedules import Exponential
    >>> optimizer = SGD([Value(1.0)], lr=0.5)
    >>> scheduler = Scheduler(optimizer, Exponential(8.0, gamma=0.5))
    >>> optimizer.lr
    8.0
    >>> scheduler.step()
    >>> optimizer.lr
    4.0
    """

    def __init__(
        self,
        optimizer: Optimizer,
        schedule: Callable[[int], Any] | Sequence[Callable[[int], Any]],
        name: str = "lr",
    ) -> None:
        self.optimizer = checked_optimizer(optimizer, "Scheduler")
        groups = len(optimizer.param_groups)
        if not (callable(schedule) or isinstance(schedule, (list, tuple))):
            raise TypeError(
                "Scheduler: the schedule must be a function of the step, such as "
                f"Cosine(0.1, steps=1000), got {type(schedule).__name__} "
                f"{short_repr(schedule)}"
            )
        schedules = [schedule] * groups if callable(schedule) else schedule
        self.schedules = checked_schedules("Scheduler", schedules)
        if len(self.schedules) != groups:
            raise ValueError(
                f"Scheduler: {plural(len(self.schedules), 'schedule')} for "
                f"{plural(groups, 'parameter group')}; give one, or one for each group"
            )
        self.name = name
        self.steps = 0
        self._set(0)

    def check_optimizer(self, optimizer: Any) -> None:
        """Raise a ValueError if it sets the rates of another optimizer."""
        _check_same_groups("Scheduler", self.optimizer, optimizer)

    def step(self) -> None:
        """Count one more step and set the value of the schedule there."""
        self._set(self.steps + 1)
        self.steps += 1

    def get_last_lr(self) -> list[Any]:
        """The last value of each group."""
        return [group[self.name] for group in self.optimizer.param_groups]

    def state_dict(self) -> dict[str, Any]:
        """The number of steps, from which a later run can continue."""
        return {"steps": self.steps}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Continue from a saved state and set the value of the schedule there.

        Raises:
            ValueError: it is not what `state_dict()` gives.
        """
        steps = saved_fields("Scheduler", state_dict, {"steps": count})["steps"]
        self._set(steps)
        self.steps = steps

    def _set(self, step: int) -> None:
        # All of them first: one that fails leaves all groups as they are.
        values = [schedule(step) for schedule in self.schedules]
        for group, value in zip(self.optimizer.param_groups, values, strict=True):
            group[self.name] = value

    def __repr__(self) -> str:
        return f"Scheduler({self.name} at step {self.steps}, {self.schedules[0]!r})"


@dataclass(eq=False)
class ReduceOnPlateau:
    """Lowers the rate when a measure has stopped improving.

    Call `step(measure)` once per epoch. More than `patience` calls in a row without an
    improvement multiply the rates by `factor`.

    Args:
        optimizer: whose learning rates.
        mode: "min" if smaller is better, "max" if larger is.
        factor: what the rates are multiplied by, in [0, 1].
        patience: how many calls without improvement are waited for.
        threshold: how much better counts as better: by this share of the best so far
            if threshold_mode is "rel", by this much if it is "abs".
        cooldown: how many calls after a reduction are not counted.
        min_lr: no rate falls below it.
        eps: a change smaller than this is not made.

    Raises:
        TypeError: `optimizer` is not an optimizer, or a setting is of the wrong kind.
        ValueError: a setting is out of its range.

    >>> from autograd_core import Value
    >>> from optim import SGD
    >>> optimizer = SGD([Value(1.0)], lr=0.5)
    >>> scheduler = ReduceOnPlateau(optimizer, patience=1)
    >>> for loss in [3.0, 2.0, 2.0, 2.0]:
    ...     scheduler.step(loss)
    >>> optimizer.lr
    0.05

    Known deviation from torch.optim.lr_scheduler.ReduceLROnPlateau, whose arguments
    these are: a share of the best is a share of its absolute value, so that a negative
    measure must improve too.
    """

    optimizer: Optimizer
    mode: str = setting("min", one_of("min", "max"))
    factor: float = setting(0.1, closed_fraction)
    patience: int = setting(10, count)
    threshold: float = setting(1e-4, at_least_zero)
    threshold_mode: str = setting("rel", one_of("rel", "abs"))
    cooldown: int = setting(0, count)
    min_lr: float = setting(0.0, at_least_zero)
    eps: float = setting(1e-8, at_least_zero)

    def __post_init__(self) -> None:
        check_settings(self, "ReduceOnPlateau")
        checked_optimizer(self.optimizer, "ReduceOnPlateau")
        self.best = math.inf if self.mode == "min" else -math.inf
        self.bad_steps = 0
        self.cooling = 0

    def check_optimizer(self, optimizer: Any) -> None:
        """Raise a ValueError if it lowers the rates of another optimizer."""
        _check_same_groups("ReduceOnPlateau", self.optimizer, optimizer)

    def step(self, measure: float) -> None:
        """Take note of the measure; lower the rates if it is time.

        Raises:
            TypeError: `measure` is not a number.
        """
        measure = as_float(measure, "ReduceOnPlateau.step")
        if self._better(measure):
            self.best = measure
            self.bad_steps = 0
        else:
            self.bad_steps += 1
        if self.cooling:
            self.cooling -= 1
            self.bad_steps = 0
        if self.bad_steps > self.patience:
            self._reduce()
            self.cooling = self.cooldown
            self.bad_steps = 0

    def state_dict(self) -> dict[str, Any]:
        """The state from which a later run can continue."""
        return {name: getattr(self, name) for name in ("best", "bad_steps", "cooling")}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from there.

        Raises:
            ValueError: it is not what `state_dict()` gives.
        """
        checks = {"best": any_number, "bad_steps": count, "cooling": count}
        vars(self).update(saved_fields("ReduceOnPlateau", state_dict, checks))

    def _better(self, measure: float) -> bool:
        """Return whether a measure is better than the best; nan never is."""
        sign = 1 if self.mode == "min" else -1
        margin = self.threshold
        if self.threshold_mode == "rel":
            margin *= abs(self.best) if math.isfinite(self.best) else 0.0
        return sign * measure < sign * self.best - margin

    def _reduce(self) -> None:
        for group in self.optimizer.param_groups:
            lower = max(group["lr"] * self.factor, self.min_lr)
            if group["lr"] - lower > self.eps:
                group["lr"] = lower


def _check_same_groups(where: str, scheduled: Optimizer, optimizer: Any) -> None:
    """Compare the groups: a wrapper, such as DataParallel, has those of another."""
    groups = getattr(optimizer, "param_groups", None)
    if optimizer is scheduled or groups is None:
        return
    if [*map(id, groups)] != [*map(id, scheduled.param_groups)]:
        raise ValueError(
            f"{where}: it was made for another optimizer, {scheduled!r}, and would not "
            f"change the rate of {optimizer!r}; make it for the one that is trained"
        )

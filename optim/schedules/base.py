"""Schedules: functions of the number of steps made so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from autograd_core.extend import is_number, short_repr
from optim.checks.ranges import count, finite
from optim.checks.settings import check_settings, setting


class Schedule:
    """A learning rate, or another setting, as a pure function of the step.

    `schedule(0)` is for the first update. Schedules multiply: `warmup * cosine` and
    `0.5 * cosine` are schedules again. Any function of the step may be used instead.

    >>> from optim.schedules import Cosine, LinearWarmup
    >>> schedule = LinearWarmup(steps=4, start_factor=0.0) * Cosine(0.1, steps=8)
    >>> [round(schedule(step), 4) for step in (0, 2, 4, 6, 8)]
    [0.0, 0.0427, 0.05, 0.0146, 0.0]
    """

    def __post_init__(self) -> None:
        name = type(self).__name__
        if any(hasattr(value, "param_groups") for value in vars(self).values()):
            raise TypeError(
                f"{name}: a schedule is a function of the step and takes no optimizer; "
                f"write Scheduler(optimizer, {name}(...))"
            )
        check_settings(self, name)

    def __call__(self, step: int) -> float:
        """The value for the update after `step` others.

        Raises:
            TypeError: `step` is not an integer.
            ValueError: it is negative.
        """
        return self.at(count("step", step))

    def at(self, step: int) -> float:
        """The formula, for a checked step."""
        raise NotImplementedError(
            f"{type(self).__name__} has no at(self, step), the value for a step"
        )

    def __mul__(self, other: Any) -> Schedule:
        if is_number(other):
            other = Constant(other)
        if not callable(other):
            return NotImplemented
        return Product((self, other))

    __rmul__ = __mul__


@dataclass(frozen=True)
class Constant(Schedule):
    """The same value at every step.

    >>> Constant(0.1)(1000)
    0.1
    """

    value: float = setting(0.0, finite)

    def at(self, step: int) -> float:
        return self.value


@dataclass(frozen=True)
class Product(Schedule):
    """The product of several schedules, as `a * b` makes it.

    PyTorch's ChainedScheduler is this: schedules of factors, applied one on another.

    Raises:
        TypeError: one of them is not a function of the step.

    >>> Product([Constant(0.5), lambda step: step])(4)
    2.0
    """

    factors: Any

    def __post_init__(self) -> None:
        object.__setattr__(self, "factors", checked_schedules("Product", self.factors))

    def at(self, step: int) -> float:
        result = 1.0
        for factor in self.factors:
            result *= factor(step)
        return result


def checked_schedules(where: str, schedules: Any) -> tuple[Any, ...]:
    """Several schedules, as a tuple.

    Raises:
        TypeError: it is not a list, or one of them is not a function of the step.
        ValueError: it is empty.

    >>> checked_schedules("Product", [0.1])
    Traceback (most recent call last):
    TypeError: Product: schedule 0 must be a function of the step, got float 0.1; ...
    """
    if not isinstance(schedules, (list, tuple)):
        raise TypeError(
            f"{where}: expected a list of schedules, got {type(schedules).__name__} "
            f"{short_repr(schedules)}"
        )
    if not schedules:
        raise ValueError(f"{where}: the list of schedules is empty")
    for i, schedule in enumerate(schedules):
        if not callable(schedule):
            raise TypeError(
                f"{where}: schedule {i} must be a function of the step, got "
                f"{type(schedule).__name__} {short_repr(schedule)}; for a fixed value "
                "write Constant(value)"
            )
    return tuple(schedules)

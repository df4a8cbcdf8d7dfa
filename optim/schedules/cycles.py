"""Cosine schedules, single or repeated, and sequences of schedules."""

from __future__ import annotations

import bisect
import math
from dataclasses import dataclass
from typing import Any

from autograd_core.extend import plural
from optim.checks.ranges import (
    at_least_one,
    at_least_zero,
    fraction,
    increasing_counts,
    positive,
)
from optim.checks.saved import optional
from optim.checks.settings import REQUIRED, check_settings, one_of, setting
from optim.schedules.base import Schedule, checked_schedules


@dataclass(frozen=True)
class Cosine(Schedule):
    """lr_min + (lr - lr_min) (1 + cos(pi t / steps)) / 2, and `lr_min` from then on.

    >>> [round(Cosine(8.0, steps=4)(step), 3) for step in range(6)]
    [8.0, 6.828, 4.0, 1.172, 0.0, 0.0]

    Known deviation from torch.optim.lr_scheduler.CosineAnnealingLR: after `steps`
    steps the rate stays low instead of rising again.

    Source: Loshchilov, Hutter, "SGDR: stochastic gradient descent with warm restarts",
    ICLR 2017.
    """

    lr: float = setting(REQUIRED, at_least_zero)
    steps: int = setting(REQUIRED, at_least_one)
    lr_min: float = setting(0.0, at_least_zero)

    def at(self, step: int) -> float:
        return cosine(self.lr, self.lr_min, min(step, self.steps) / self.steps)


@dataclass(frozen=True)
class CosineRestarts(Schedule):
    """A cosine that starts anew after `period` steps, each time `factor` times longer.

    Args:
        lr: the rate at each start.
        period: the steps of the first cosine.
        factor: how many times longer each one is than the one before, >= 1.
        lr_min: where each cosine ends.

    >>> [round(CosineRestarts(8.0, period=2, factor=2)(step), 3) for step in range(7)]
    [8.0, 4.0, 8.0, 6.828, 4.0, 1.172, 8.0]

    Source: Loshchilov, Hutter, "SGDR: stochastic gradient descent with warm restarts",
    ICLR 2017.
    """

    lr: float = setting(REQUIRED, at_least_zero)
    period: int = setting(REQUIRED, at_least_one)
    factor: int = setting(1, at_least_one)
    lr_min: float = setting(0.0, at_least_zero)

    def at(self, step: int) -> float:
        length = self.period
        if self.factor == 1:
            step %= length
        while step >= length:
            step -= length
            length *= self.factor
        return cosine(self.lr, self.lr_min, step / length)


@dataclass(frozen=True)
class Cyclic(Schedule):
    """Up and down again and again on straight lines, between `lr_min` and `lr`.

    Args:
        lr: the largest rate.
        rising: how many steps it rises.
        falling: how many steps it falls; None for as many.
        lr_min: the smallest rate.
        mode: "triangular"; "triangular2", in which the height halves with each cycle;
            or "exp_range", in which it is multiplied by `gamma` at each step.
        gamma: see there.

    >>> [round(Cyclic(8.0, rising=2, lr_min=4.0)(step), 3) for step in range(6)]
    [4.0, 6.0, 8.0, 6.0, 4.0, 6.0]

    Source: Smith, "Cyclical learning rates for training neural networks", WACV 2017.
    """

    lr: float = setting(REQUIRED, at_least_zero)
    rising: int = setting(REQUIRED, at_least_one)
    falling: int | None = setting(None, optional(at_least_one))
    lr_min: float = setting(0.0, at_least_zero)
    mode: str = setting("triangular", one_of("triangular", "triangular2", "exp_range"))
    gamma: float = setting(1.0, positive)

    def at(self, step: int) -> float:
        falling = self.rising if self.falling is None else self.falling
        cycle, place = divmod(step, self.rising + falling)
        share = place / self.rising
        if place > self.rising:
            share = (self.rising + falling - place) / falling
        height = self.lr - self.lr_min
        if self.mode == "triangular2":
            height *= 0.5**cycle
        elif self.mode == "exp_range":
            height *= self.gamma**step
        return self.lr_min + height * share


@dataclass(frozen=True)
class OneCycle(Schedule):
    """Up to a large rate, then down to a tiny one: from lr / div_factor to lr and on to
    lr / div_factor / final_div_factor.

    Args:
        lr: the largest rate.
        steps: of the whole cycle; the last value is kept after it.
        rising: the share of them in which the rate rises, in [0, 1).
        div_factor: how many times smaller than lr the first rate is.
        final_div_factor: how many times smaller than the first the last one is.
        anneal: "cos" or "linear".

    >>> [round(OneCycle(8.0, steps=6, rising=0.5)(step), 3) for step in range(6)]
    [0.32, 4.16, 8.0, 6.0, 2.0, 0.0]

    A momentum goes the other way, from 0.95 to 0.85 and back, say:

    >>> momentum = OneCycle(0.85, steps=41, div_factor=0.85 / 0.95, final_div_factor=1)
    >>> [round(momentum(step), 2) for step in (0, 11, 12, 40)]
    [0.95, 0.85, 0.85, 0.95]

    Source: Smith, Topin, "Super-convergence: very fast training of neural networks
    using large learning rates", 2018.
    """

    lr: float = setting(REQUIRED, at_least_zero)
    steps: int = setting(REQUIRED, at_least_one)
    rising: float = setting(0.3, fraction)
    div_factor: float = setting(25.0, positive)
    final_div_factor: float = setting(1e4, positive)
    anneal: str = setting("cos", one_of("cos", "linear"))

    def at(self, step: int) -> float:
        first = self.lr / self.div_factor
        peak, last = self.rising * self.steps - 1, self.steps - 1
        shape = cosine if self.anneal == "cos" else line
        if step <= peak:
            return shape(first, self.lr, step / peak if peak else 1.0)
        # Of few steps the top may lie before the first one, which is then below it.
        share = min((step - peak) / (last - peak), 1.0)
        return shape(self.lr, first / self.final_div_factor, share)


@dataclass(frozen=True)
class Sequential(Schedule):
    """One schedule after another; each counts its own steps from 0.

    Args:
        schedules: what to follow.
        milestones: the step at which each one but the first takes over.

    Raises:
        TypeError: one of them is not a function of the step.
        ValueError: there is not one milestone fewer than schedules.

    >>> from optim.schedules import Constant, Exponential
    >>> schedule = Sequential([Constant(1.0), Exponential(8.0, gamma=0.5)], [2])
    >>> [schedule(step) for step in range(5)]
    [1.0, 1.0, 8.0, 4.0, 2.0]
    """

    schedules: Any
    milestones: tuple[int, ...] = setting(REQUIRED, increasing_counts)

    def __post_init__(self) -> None:
        check_settings(self, "Sequential")
        schedules = checked_schedules("Sequential", self.schedules)
        if len(self.milestones) != len(schedules) - 1:
            raise ValueError(
                f"Sequential: {plural(len(schedules), 'schedule')} and "
                f"{plural(len(self.milestones), 'milestone')}; there must be one "
                "milestone fewer"
            )
        object.__setattr__(self, "schedules", schedules)

    def at(self, step: int) -> float:
        i = bisect.bisect_right(self.milestones, step)
        return self.schedules[i](step - (self.milestones[i - 1] if i else 0))


def cosine(start: float, end: float, share: float) -> float:
    """Half a wave from `start` to `end`, at a share in [0, 1] of the way.

    >>> cosine(1.0, 0.0, 0.5)
    0.5
    """
    return end + (start - end) * (1 + math.cos(math.pi * share)) / 2


def line(start: float, end: float, share: float) -> float:
    """The straight line from `start` to `end`, at a share in [0, 1] of the way.

    >>> line(1.0, 3.0, 0.5)
    2.0
    """
    return start + (end - start) * share

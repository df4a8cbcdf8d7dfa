"""Decaying rates, each by its formula in t, the number of steps so far."""

from __future__ import annotations

import bisect
import math
from dataclasses import dataclass

from optim.checks.ranges import (
    at_least_one,
    at_least_zero,
    closed_fraction,
    finite,
    increasing_counts,
    positive,
)
from optim.checks.settings import REQUIRED, setting
from optim.schedules.base import Schedule


@dataclass(frozen=True)
class InverseTime(Schedule):
    """lr / (gamma (t + 1)): sums without bound, while its squares do not.

    These are the two conditions under which stochastic descent converges.

    Args:
        lr: the rate at the first step, if gamma is 1.
        gamma: how fast it falls, > 0.

    >>> [InverseTime(0.6)(step) for step in range(3)]
    [0.6, 0.3, 0.19999999999999998]

    Source: Robbins, Monro, "A stochastic approximation method", 1951.
    """

    lr: float = setting(REQUIRED, at_least_zero)
    gamma: float = setting(1.0, positive)

    def at(self, step: int) -> float:
        return self.lr / (self.gamma * (step + 1))


@dataclass(frozen=True)
class InverseSqrt(Schedule):
    """lr / sqrt(gamma (t + 1)): the slower decay for online learning.

    Args:
        lr: the rate at the first step, if gamma is 1.
        gamma: how fast it falls, > 0.

    >>> [InverseSqrt(0.6)(step) for step in (0, 3, 8)]
    [0.6, 0.3, 0.19999999999999998]

    Source: Zinkevich, "Online convex programming and generalized infinitesimal gradient
    ascent", ICML 2003.
    """

    lr: float = setting(REQUIRED, at_least_zero)
    gamma: float = setting(1.0, positive)

    def at(self, step: int) -> float:
        return self.lr / math.sqrt(self.gamma * (step + 1))


@dataclass(frozen=True)
class StepDecay(Schedule):
    """lr gamma^floor(t / step_size): a smaller rate every `step_size` steps.

    >>> [StepDecay(8.0, step_size=2, gamma=0.5)(step) for step in range(5)]
    [8.0, 8.0, 4.0, 4.0, 2.0]
    """

    lr: float = setting(REQUIRED, at_least_zero)
    step_size: int = setting(REQUIRED, at_least_one)
    gamma: float = setting(0.1, positive)

    def at(self, step: int) -> float:
        return self.lr * self.gamma ** (step // self.step_size)


@dataclass(frozen=True)
class MultiStep(Schedule):
    """lr gamma^(milestones reached): a smaller rate at each of them.

    >>> [MultiStep(8.0, milestones=[1, 3], gamma=0.5)(step) for step in range(4)]
    [8.0, 4.0, 4.0, 2.0]
    """

    lr: float = setting(REQUIRED, at_least_zero)
    milestones: tuple[int, ...] = setting(REQUIRED, increasing_counts)
    gamma: float = setting(0.1, positive)

    def at(self, step: int) -> float:
        return self.lr * self.gamma ** bisect.bisect_right(self.milestones, step)


@dataclass(frozen=True)
class Exponential(Schedule):
    """lr gamma^t.

    >>> [Exponential(8.0, gamma=0.5)(step) for step in range(4)]
    [8.0, 4.0, 2.0, 1.0]
    """

    lr: float = setting(REQUIRED, at_least_zero)
    gamma: float = setting(REQUIRED, positive)

    def at(self, step: int) -> float:
        return self.lr * self.gamma**step


@dataclass(frozen=True)
class Polynomial(Schedule):
    """end + (lr - end) (1 - t / steps)^power, and `end` from then on.

    >>> [Polynomial(8.0, steps=4, power=2.0)(step) for step in range(6)]
    [8.0, 4.5, 2.0, 0.5, 0.0, 0.0]
    """

    lr: float = setting(REQUIRED, at_least_zero)
    steps: int = setting(REQUIRED, at_least_one)
    power: float = setting(1.0, positive)
    end: float = setting(0.0, at_least_zero)

    def at(self, step: int) -> float:
        share = 1 - min(step, self.steps) / self.steps
        return self.end + (self.lr - self.end) * share**self.power


@dataclass(frozen=True)
class Linear(Schedule):
    """A straight line from `start` to `end` in `steps` steps, then `end`.

    It falls or rises: for a momentum, `Linear(0.5, 0.99, steps=1000)`.

    >>> [Linear(0.5, 0.9, steps=4)(step) for step in (0, 2, 4, 9)]
    [0.5, 0.7, 0.9, 0.9]
    """

    start: float = setting(REQUIRED, finite)
    end: float = setting(REQUIRED, finite)
    steps: int = setting(REQUIRED, at_least_one)

    def at(self, step: int) -> float:
        share = min(step, self.steps) / self.steps
        return self.start * (1 - share) + self.end * share


@dataclass(frozen=True)
class LinearWarmup(Schedule):
    """From start_factor * lr up to lr in `steps` steps, then lr.

    With the default lr of 1 it is a factor: `LinearWarmup(100) * Cosine(0.1, 1000)`.

    >>> [LinearWarmup(steps=4, start_factor=0.5)(step) for step in (0, 2, 4, 9)]
    [0.5, 0.75, 1.0, 1.0]

    Source: Goyal et al., "Accurate, large minibatch SGD", 2017.
    """

    steps: int = setting(REQUIRED, at_least_one)
    lr: float = setting(1.0, at_least_zero)
    start_factor: float = setting(1 / 3, closed_fraction)

    def at(self, step: int) -> float:
        share = min(step, self.steps) / self.steps
        return self.lr * (self.start_factor + (1 - self.start_factor) * share)


@dataclass(frozen=True)
class GrowingMomentum(Schedule):
    """min(1 - 2^(-1 - log2(floor(t / period) + 1)), largest): for `momentum`, not `lr`.

    It grows as 1/2, 3/4, 5/6, 7/8, ..., a term every `period` steps.

    >>> [GrowingMomentum(period=10)(step) for step in (0, 10, 30, 5000)]
    [0.5, 0.75, 0.875, 0.99]

    Source: Sutskever, Martens, Dahl, Hinton, "On the importance of initialization and
    momentum in deep learning", ICML 2013, equation 5.
    """

    period: int = setting(250, at_least_one)
    largest: float = setting(0.99, closed_fraction)

    def at(self, step: int) -> float:
        return min(1 - 0.5 / (step // self.period + 1), self.largest)

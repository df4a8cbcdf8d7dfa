"""rates: eta0/(gamma t), eta0/sqrt(gamma t), and the ones in use today."""

import math

import numpy as np
import pytest

from autograd_core import Value
from optim import SGD
from optim.schedules import (
    Cosine,
    Exponential,
    InverseSqrt,
    InverseTime,
    LinearWarmup,
    Scheduler,
    StepDecay,
)

SAMPLES = np.random.default_rng(0).normal(3.0, 2.0, 50)


def follow(schedule, samples=SAMPLES):
    """Descend (theta - x)^2 / 2 for one sample x after the other; the points."""
    theta = Value(0.0)
    optimizer = SGD([theta], lr=1.0)
    scheduler = Scheduler(optimizer, schedule)
    points = []
    for x in samples:
        optimizer.zero_grad()
        ((theta - x) ** 2 / 2).backward()
        optimizer.step()
        scheduler.step()
        points.append(theta.data)
    return np.array(points)


def test_with_the_rate_1_over_t_the_descent_is_the_running_mean():
    """theta + (x - theta) / t: the average of the samples so far, to the last one."""
    running_mean = np.cumsum(SAMPLES) / np.arange(1, 51)
    assert follow(InverseTime(1.0)) == pytest.approx(running_mean, rel=1e-12)


def test_a_constant_rate_never_settles():
    late = slice(30, None)
    constant = follow(lambda step: 0.5)[late]
    assert constant.std() > 3 * follow(InverseTime(1.0))[late].std()
    assert constant.std() > 2 * follow(InverseSqrt(1.0, gamma=4.0))[late].std()


@pytest.mark.parametrize("t", [1, 2, 5, 100])
def test_the_formulas(t):
    eta0, gamma = 0.3, 1.7
    assert InverseTime(eta0, gamma)(t - 1) == pytest.approx(eta0 / (gamma * t))
    assert InverseSqrt(eta0, gamma)(t - 1) == pytest.approx(eta0 / math.sqrt(gamma * t))
    assert Exponential(eta0, gamma=0.9)(t) == pytest.approx(eta0 * 0.9**t)
    assert StepDecay(eta0, 2, gamma=0.5)(t) == pytest.approx(eta0 / 2 ** (t // 2))
    half_wave = (1 + math.cos(math.pi * t / 100)) / 2
    assert Cosine(eta0, steps=100)(t) == pytest.approx(eta0 * half_wave, abs=1e-15)
    assert LinearWarmup(100, eta0, start_factor=0.0)(t) == pytest.approx(eta0 * t / 100)

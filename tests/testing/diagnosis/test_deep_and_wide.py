"""Hints for a recurrence of many steps, and for many inputs without a graph."""

import numpy as np
import pytest

import autograd_core as ac
from autograd_core.testing import check_gradient

STEPS = 90
DRIVE = np.cos(np.arange(STEPS) ** 1.5)


def recurrence(w, b):
    h, total = 0.1, 0.0
    for t in range(STEPS):
        h = ac.tanh(w * h + b + DRIVE[t])
        total = total + h * h
    return total


def backward(w, b, mistake):
    """Backpropagation through time, with a mistake at each step."""
    states = [0.1]
    for t in range(STEPS):
        states.append(np.tanh(w * states[-1] + b + DRIVE[t]))
    dw = db = dh = 0.0
    for t in reversed(range(STEPS)):
        dh = dh + 2 * states[t + 1]
        da = dh * (1 if mistake == "no slope" else 1 - states[t + 1] ** 2)
        dw = dw + da * states[t]
        db = da if mistake == "overwritten" else db + da
        dh = 0.0 if mistake == "truncated" else da * w
    return dw, db


@pytest.mark.parametrize(
    ("mistake", "start"),
    [
        ("no slope", f"at each tanh (there are {STEPS}): a factor is missing"),
        ("overwritten", f"of the {STEPS} uses of b only the path via"),
        ("truncated", "at each multiply (there are 180): the path through operand 1"),
    ],
)
def test_a_mistake_at_each_of_many_steps(mistake, start):
    report = check_gradient(recurrence, (0.9, 0.1), lambda *at: backward(*at, mistake))
    assert len(report.hints) == 1
    assert report.hints[0].startswith(start)


SIDE = 22
KERNEL = np.sin(np.arange(SIDE * SIDE)).reshape(SIDE, SIDE)


def wide(W):
    W = np.asarray(W, float)
    return float(np.sum(np.tanh(W) * KERNEL) + 0.05 * np.sum(W * W))


@pytest.mark.parametrize(
    ("formula", "part"),
    [
        (lambda W, slope: (slope * KERNEL + 0.1 * W).T, "right after a transpose"),
        (lambda W, slope: slope * KERNEL, "off by -0.1 * W: the derivative of a reg"),
    ],
)
def test_hundreds_of_inputs_without_a_graph(formula, part):
    W = np.cos(np.arange(SIDE * SIDE)).reshape(SIDE, SIDE)
    report = check_gradient(wide, W, lambda W: formula(W, 1 - np.tanh(W) ** 2))
    assert part in report.hints[0]
    assert report.evaluations < 10 * W.size

"""Stories of lessons 15 to 19: gates, batches, penalties, curvature."""

from __future__ import annotations

from collections.abc import Mapping

import autograd_core as ac
from autograd_core import Value
from viz.course.stepper import Example
from viz.page import say

_BATCH = {"w": 0.0, "m1": 1.0, "m2": 1.0, "m3": 1.0, "m4": 1.0}
_TARGETS = (1.0, 3.0, 2.0, 6.0)


def _of_batch(w: Value, **chosen: Value) -> Value:
    """The mean of squares over the samples whose m is 1."""
    squares = [(w - target) ** 2 for target in _TARGETS]
    return ac.dot([*chosen.values()], squares) / ac.sum([*chosen.values()])


def _two_lines(x1: Value, x2: Value, b: Value) -> Value:
    """XOR: at least one input is on, and not both; b = -1.5 is "and"."""
    either = (4 * (x1 + x2 - 0.5)).sigmoid()
    not_both = (4 * (1.5 - x1 - x2)).sigmoid()
    either.label, not_both.label = "either", "not both"
    return (8 * (either + not_both + b)).sigmoid()


FURTHER: Mapping[int, Example] = {
    15: Example(
        {"x1": 0.0, "x2": 0.0, "b": -1.5},
        _two_lines,
        (
            say(
                "Without a bias, what does a unit say at (0, 0), whatever its weights "
                "are? Which gates does that rule out?",
                step=0,
            ),
            say(
                "Its sum is 0 there. If 0 fires, only NOR is left. Here all units "
                "have a bias, and their sigmoids are steep.",
                step=-1,
            ),
            say(
                "(1, 0): on. Two lines, at least one and not both, and a third unit "
                "that wants both: XOR.",
                step=-1,
                put={"x1": 1.0, "x2": 0.0},
            ),
            say(
                "(1, 1): off. Which of the two lines says no?",
                step=-1,
                put={"x1": 1.0, "x2": 1.0},
            ),
            say(
                "b is -0.5 now: one of the two is enough. What does it say at the "
                "four corners? Say it, then move x1 and x2.",
                step=-1,
                put={"x1": 0.0, "x2": 0.0, "b": -0.5},
            ),
        ),
        {"params": ["b"], "surface": ["x1", "x2"]},
    ),
    16: Example(
        _BATCH,
        _of_batch,
        (
            say(
                "A weight w and four samples with the targets 1, 3, 2, 6; m = 1 puts a "
                "sample into the batch. All are in. Where will the steps end?",
                step=0,
                show=["w", "m1", "m2", "m3", "m4", "L"],
            ),
            say(
                "At 3, the mean of the targets. The slope at 0 is -6: that of the "
                "whole batch.",
                step=-1,
                show=["w", "m1", "m2", "m3", "m4", "L"],
            ),
            say(
                "A mini-batch, samples 1 and 2: slope -4. Samples 3 and 4 have -8. "
                "What is their mean?",
                step=-1,
                put={"m3": 0.0, "m4": 0.0},
            ),
            say(
                "-6: right on average, whatever the batches are. A single sample, the "
                "fourth: -12. So small batches are off by more.",
                step=-1,
                put={"m1": 0.0, "m2": 0.0, "m3": 0.0, "m4": 1.0},
            ),
            say(
                "Take a step of rate 0.1, choose another sample, and so on. Does w "
                "come to rest? What if the rate falls?",
                step=-1,
                put={"w": 3.0, "m1": 1.0, "m4": 0.0},
            ),
        ),
        {"params": ["w"]},
    ),
    17: Example(
        {"w": 1.0, "target": 0.4, "l1": 0.0, "l2": 0.5},
        lambda w, target, l1, l2: (w - target) ** 2 / 2 + l1 * abs(w) + l2 / 2 * w**2,
        (
            say(
                "The data want w = 0.4, the penalty L2 of 0.5 wants 0. Where will the "
                "steps end: at 0, at 0.27, or at 0.4?",
                step=0,
            ),
            say(
                "At 0.4 / 1.5 = 0.27: L2 shrinks a weight, it does not remove it. "
                "Take ten steps of rate 0.5.",
                step=-1,
            ),
            say(
                "Now L1 of 0.5 in its place. Where will it end?",
                step=-1,
                put={"w": 1.0, "l1": 0.5, "l2": 0.0},
            ),
            say(
                "At 0: there the data pull with 0.4 and L1 holds with up to 0.5. "
                "Curve shows the kink. Steps swing about it, by a rate's length.",
                step=-1,
                put={"w": 0.0},
            ),
            say(
                "Make the target larger until w = 0 is no minimum any more. At which "
                "target is that?",
                step=-1,
                put={"w": 0.0, "target": 0.4},
            ),
        ),
        {"params": ["w"]},
    ),
    18: Example(
        {"x1": -1.2, "x2": 1.0},
        lambda x1, x2: 100 * (x2 - x1**2) ** 2 + (1 - x1) ** 2,
        (
            say(
                "Four times as many weights. How many times as long does a Newton step "
                "take, which solves as many equations? A number.",
                step=0,
            ),
            say(
                "64: the cube. Here are only two unknowns, in a bent valley; the "
                "minimum is at (1, 1). Open Surface.",
                step=-1,
            ),
            say(
                "The largest curvature is 1506, so plain steps need a rate below "
                "2 / 1506 = 0.0013. Try 0.001, then 0.01.",
                step=-1,
                put={"x1": -1.2, "x2": 1.0},
            ),
            say(
                "One Newton step from there: into the valley, but not along it. The "
                "slope of x2 is -0.12 after -88, and L has fallen from 24.2 to 4.73.",
                step=-1,
                put={"x1": -1.1752809, "x2": 1.38067416},
            ),
            say(
                "Curve over x1: its bending is the second derivative. Where along the "
                "valley is it negative?",
                step=-1,
                put={"x1": 0.0, "x2": 1.0},
            ),
        ),
        {"surface": ["x1", "x2"]},
    ),
    19: Example(
        {"v": 0.5, "unit": 1.0, "target": 2.0},
        lambda v, unit, target: (unit * v - target) ** 2 / 2,
        (
            say(
                "w = unit * v. The unit is made ten times as large, v ten times as "
                "small: w is what it was. How many times as far does a plain step "
                "move w?",
                step=0,
            ),
            say(
                "With unit 1 the slope of v is -1.5; a step of rate 0.01 moves w by "
                "0.015.",
                step=-1,
            ),
            say(
                "Unit 10: the slope of v is -15, v moves by 0.15, and w by 1.5: a "
                "hundred times as far. Take that step.",
                step=-1,
                put={"unit": 10.0, "v": 0.05},
            ),
            say(
                "A natural step divides by the Fisher information, here unit squared: "
                "rate * 15 / 100, times 10 in w. What is that for w?",
                step=-1,
                put={"unit": 10.0, "v": 0.05},
            ),
            say(
                "0.015, as with unit 1. Now Adam, rate 0.01, with both units: its step "
                "in v is the rate. In w it is the unit times the rate, not its square.",
                step=-1,
                put={"unit": 1.0, "v": 0.5},
            ),
        ),
        {"params": ["v"]},
    ),
}

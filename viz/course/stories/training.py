"""Stories of lessons 8 to 14: steps, networks and optimizers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

import nn
from viz.course.stepper import Example
from viz.page import say

_CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


def _alike() -> nn.MLP:
    """A network for XOR, all weights 0.5."""
    model = nn.MLP(2, [3, 1], rng=0)
    for name, parameter in model.named_parameters():
        parameter.data = 0.0 if name.endswith(".b") else 0.5
    return model


def _flat_line() -> nn.Neuron:
    line = nn.Neuron(1, None, rng=0)
    for parameter in line.parameters():
        parameter.data = 0.0
    return line


TRAINING: Mapping[int, Example] = {
    8: Example(
        {"x": 3.0},
        lambda x: x**2,
        (
            say(
                "A step is x - rate * 2x. From 3: at which rate does it stop "
                "converging? And where is it after 20 steps of 1.1?",
                step=0,
            ),
            say(
                "Open Loss, type the rate 1, and take ten steps: 3, -3, 3. Each step "
                "multiplies x by 1 - 2 * rate.",
                step=-1,
                put={"x": 3.0},
            ),
            say(
                "Now 1.1, twenty steps: 115. Undo takes them back.",
                step=-1,
                put={"x": 3.0},
            ),
            say(
                "Which rate gets there in one step? And how many steps of 0.1 does it "
                "take to 0.001? Guess first.",
                step=-1,
                put={"x": 3.0},
            ),
        ),
    ),
    9: Example(
        {},
        _flat_line,
        (
            say(
                "A line w x + b through points. Put every point in a second time: how "
                "does the gradient of the mean loss change? And of the sum?",
                step=0,
            ),
            say(
                "The mean: not at all. The sum: it doubles. Click beside a point to "
                "put it in again; the mean of all stands below the points.",
                step=-1,
            ),
            say(
                "The graph is that of one point; w is 0.5 now. Click another: same "
                "weights, its numbers. The slope of w is twice the error times x.",
                step=-1,
                put={"w.0": 0.5},
                show=["w.0", "x", "out", "y", "loss"],
            ),
            say(
                "Step goes down the loss of this point only. Find a step that lowers "
                "it, and raises the mean of all.",
                step=-1,
            ),
        ),
        {"data": (np.array([[1.0], [2.0], [4.0]]), np.array([2.0, 1.0, 3.0]))},
    ),
    10: Example(
        {},
        _alike,
        (
            say(
                "XOR, and all weights begin at 0.5. After 50 steps, do the three "
                "hidden units differ: much, a little, or not at all?",
                step=0,
            ),
            say(
                "Not at all. Click each point and take ten steps: the cards of the "
                "three units keep the same numbers.",
                step=-1,
            ),
            say(
                "One weight is 0.6 now. Step again, and compare the units.",
                step=-1,
                put={"layers.0.neurons.0.w.0": 0.6},
            ),
            say(
                "Choose another point: the graph is that example's. What a step wins "
                "for one it may lose for the others: watch the regions.",
                step=-1,
            ),
        ),
        {"data": (_CORNERS, np.array([0.0, 1.0, 1.0, 0.0])), "example": 1},
    ),
    11: Example(
        {"a": 2.0, "b": 1.0, "c": 0.1},
        lambda a, b, c: (a.exp() + b.exp() + c.exp()).log() - a,
        (
            say(
                "Scores 2, 1 and 0.1, and the first is right: the cross entropy. Its "
                "probability is 0.659. What is the slope by the score a?",
                step=0,
            ),
            say("Type it: a probability minus a target.", ask="a"),
            say(
                "-0.341, 0.242, 0.099: p - 1, p, p. They add up to 0.",
                step=-1,
                show=["a", "b", "c", "L"],
            ),
            say(
                "A higher score for the right class. Which slopes get smaller?",
                step=-1,
                put={"a": 6.0},
                show=["a", "b", "c", "L"],
            ),
            say(
                "The right one is far behind: the slope is nearly -1, and no more, "
                "however wrong it is. Take ten steps of rate 1.",
                step=-1,
                put={"a": -6.0},
                show=["a", "b", "c", "L"],
            ),
        ),
    ),
    12: Example(
        {"w": 1.5, "x": 1.0},
        lambda w, x: (w * x).sigmoid().sigmoid().sigmoid().sigmoid(),
        (
            say(
                "Four sigmoids in a row. What is the most that can be left of a "
                "gradient of 1 at the far end?",
                step=0,
            ),
            say(
                "4 to the power of -4, 0.0039: no sigmoid is steeper than 1/4. Here "
                "it is less. Open Health: widths and bars are logarithmic.",
                step=-1,
            ),
            say(
                "A large w saturates the first. How much is left now?",
                step=-1,
                put={"w": 10.0},
            ),
            say(
                "Move w: can you get the gradient of w above 0.003?",
                step=-1,
                put={"w": 1.5},
            ),
        ),
    ),
    13: Example(
        {"a": -5.0, "b": -2.0},
        lambda a, b: 0.1 * a**2 + 2 * b**2,
        (
            say(
                "The gradient is 1 at every step, the rate 0.01, momentum 0.9. To "
                "which length do the steps grow? A number.",
                step=0,
            ),
            say(
                "To 0.1, ten times the rate: 1 + 0.9 + 0.81 and so on is 10. Here is "
                "the valley of the lesson. Open Surface.",
                step=-1,
            ),
            say(
                "SGD, rate 0.4, ten steps: b has arrived, a crawls. With 0.6 b is "
                "thrown out.",
                step=-1,
                put={"a": -5.0, "b": -2.0},
            ),
            say(
                "Momentum, then RMSprop and Adam, from the same place. Below the "
                "surface the next step is taken apart into its arrows.",
                step=-1,
                put={"a": -5.0, "b": -2.0},
            ),
        ),
        {"surface": ["a", "b"]},
    ),
    14: Example(
        {"w11": 0.5, "w12": -1.0, "w21": 2.0, "w22": 0.25, "x1": 1.0, "x2": 2.0},
        lambda w11, w12, w21, w22, x1, x2: (
            (w11 * x1 + w12 * x2) + (w21 * x1 + w22 * x2)
        ),
        (
            say(
                "L is the sum of the entries of W x, number by number; x is (1, 2). "
                "What is dL/dW? A 2 x 2 matrix.",
                step=0,
            ),
            say("Type the entry of the second row, first column.", ask="w21"),
            say(
                "Each row is x. Which number of x belongs to which weight does not "
                "depend on the row.",
                step=-1,
                show=["w11", "w12", "w21", "w22", "x1", "x2"],
            ),
            say(
                "And dL/dx? x1 is used in both rows, so its uses add up: the sums of "
                "the columns of W.",
                ask="x1",
            ),
            say(
                "Change x2 to 5. Two gradients follow; which?",
                step=-1,
                put={"x2": 5.0},
            ),
        ),
    ),
}

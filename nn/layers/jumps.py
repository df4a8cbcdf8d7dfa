"""Activations that jump: to a chosen value at 0, or at random."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd_core as ac
from autograd_core.extend import as_float, checked_rng, payload_of
from nn.init import Rng
from nn.layers.activations import Activation


class Jump(Activation):
    """An activation with a jump at 0, where its value can be chosen.

    Attributes:
        name: the name of the op.
        at_zero: the value at 0.
    """

    name = ""

    def __init__(self, at_zero: float = 0.0) -> None:
        super().__init__(self.name)
        self.at_zero = as_float(at_zero, f"{type(self).__name__}: at_zero")

    def activate(self, x: Any) -> Any:
        """The op at an array or a node."""
        return self.op(x, self.at_zero) if self.op else x

    @property
    def choice(self) -> Any:
        """The name of the op, or for another value at 0 the function."""
        return self.activate if self.at_zero else self.name

    def extra_repr(self) -> str:
        """The value at 0, if it is not 0."""
        return f"at_zero={self.at_zero}" if self.at_zero else ""


class Sign(Jump):
    """-1 for x < 0, 1 for x > 0, `at_zero` for 0; no gradient passes.

    >>> Sign()([-3.0, 0.0]).data, Sign(at_zero=1)([-3.0, 0.0]).data
    (array([-1.,  0.]), array([-1.,  1.]))
    """

    name = "sign"


class Step(Jump):
    """1 for x > 0, 0 for x < 0, `at_zero` for 0; no gradient passes.

    >>> Step()([-3.0, 0.0]).data, Step(at_zero=1)([-3.0, 0.0]).data
    (array([0., 0.]), array([0., 1.]))
    """

    name = "step"


class StochasticStep(Activation):
    """1 with probability sigmoid(x), else 0: a unit that is binary and probabilistic.

    Its expectation is sigmoid(x). A sample has no derivative by x; the estimate used
    here takes the one of the expectation, sigmoid'(x), for it (straight through).

    Args:
        rng: a generator or a seed for the samples; None for an unpredictable one.
        straight_through: whether a gradient passes; if not, it is 0 as for `Step`.

    >>> StochasticStep(rng=0)([-9.0, 0.0, 0.0, 9.0]).data
    array([0., 1., 1., 1.])

    Source: Ackley, Hinton and Sejnowski, A Learning Algorithm for Boltzmann Machines,
    1985, for the unit; Bengio, Leonard and Courville, Estimating or Propagating
    Gradients Through Stochastic Neurons, 2013, for the gradient.
    """

    def __init__(self, *, rng: Rng = None, straight_through: bool = True) -> None:
        self.rng = checked_rng(rng)
        self.straight_through = bool(straight_through)

    def activate(self, x: Any) -> Any:
        """A sample for each entry of an array or a node."""
        p = ac.sigmoid(x)
        number = payload_of(p)
        sample = self.rng.random(np.shape(number)) < number
        # p - number is 0, and carries the derivative of p.
        carrier = p - number if self.straight_through else 0.0 * p
        return carrier + np.asarray(sample, np.asarray(number).dtype)[()]

    @property
    def choice(self) -> Any:
        """The function."""
        return self.activate

    def extra_repr(self) -> str:
        """Whether a gradient passes, if not."""
        return "" if self.straight_through else "straight_through=False"

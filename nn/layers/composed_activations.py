"""Activations that are composed of several ops, and one with a learned slope."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd_core as ac
from autograd_core import Tensor
from autograd_core.extend import Array
from nn.checks.arguments import checked_number, checked_width
from nn.layers.activations import Activation
from nn.layers.inputs import array_input
from nn.module.tensor_module import TensorModule, dtype_text
from nn.module.title import title

SELU_ALPHA = 1.6732632423543772848170429916717
SELU_SCALE = 1.0507009873554804934193349852946
"""With these, mean 0 and variance 1 are a fixed point of a layer."""


class _Composed(Activation):
    """An activation without an op of its own; a subclass defines `activate`."""

    def __init__(self) -> None:
        """Nothing to set."""

    @property
    def choice(self) -> Any:
        """The function, as `Neuron` takes it in `activation`."""
        return self.activate

    def extra_repr(self) -> str:
        """Nothing: the class has no settings."""
        return ""


class SELU(_Composed):
    """scale (x for x > 0, else alpha (e^x - 1)): activations that normalize themselves.

    >>> SELU()([-1.0, 2.0]).data.round(6)
    array([-1.111331,  2.101402])

    Source: Klambauer, Unterthiner, Mayr and Hochreiter, Self-Normalizing Neural
    Networks, 2017, for the two numbers.
    """

    def activate(self, x: Any) -> Any:
        """The activation of an array or a node."""
        return SELU_SCALE * ac.elu(x, SELU_ALPHA)


class Mish(_Composed):
    """x tanh(ln(1 + e^x)).

    >>> Mish()([1.0]).data.round(6)
    array([0.865098])

    Source: Misra, Mish: A Self Regularized Non-Monotonic Activation Function, 2019.
    """

    def activate(self, x: Any) -> Any:
        """The activation of an array or a node."""
        return x * ac.tanh(ac.softplus(x))


class Softsign(_Composed):
    """x / (1 + |x|).

    >>> Softsign()([-1.0, 3.0]).data
    array([-0.5 ,  0.75])
    """

    def activate(self, x: Any) -> Any:
        """The activation of an array or a node."""
        return x / (1.0 + ac.abs(x))


class PReLU(TensorModule):
    """x for x > 0, else weight x, with a learned slope.

    Args:
        num_parameters: 1 for one slope, or the number of channels, on axis 1, for a
            slope of each.
        init: the slope at first.
        dtype: float64 or float32.

    Attributes:
        weight: shape (num_parameters,).

    Raises:
        TypeError: a setting is not a number.
        ValueError: `num_parameters` is < 1, or `init` is not finite.

    >>> PReLU()([-1.0, 2.0]).data
    array([-0.25,  2.  ])

    Source: He, Zhang, Ren and Sun, Delving Deep into Rectifiers, 2015.
    """

    keeps_neurons = True

    def __init__(
        self, num_parameters: int = 1, init: float = 0.25, *, dtype: Any = np.float64
    ) -> None:
        # `num_parameters` is a method of every Module.
        count = checked_width(num_parameters, "PReLU", "num_parameters")
        self.init = checked_number(init, "PReLU", "init")
        slopes = np.full(count, self.init)
        self.weight = Tensor(slopes, dtype=dtype)

    def forward(self, x: Any) -> Tensor | Array:
        """The activation of each entry.

        Raises:
            TypeError: `x` is not an array of real numbers.
            ValueError: axis 1 is not as long as there are slopes.
        """
        x = array_input(x, self)
        n, weight = len(self.weight), self._operand(self.weight)
        if n > 1:
            if x.ndim < 2 or x.shape[1] != n:
                raise ValueError(
                    f"{title(self)}: expected (batch, {n}, ...), a slope for each "
                    f"channel, got {x.shape}; channels come first"
                )
            weight = ac.reshape(weight, (n, *(1,) * (x.ndim - 2)))
        if isinstance(x, np.ndarray):
            x = x.astype(self.weight.dtype, copy=False)
        return ac.where(x > 0.0, x, weight * x)

    def extra_repr(self) -> str:
        """The number of slopes, and where they began."""
        text = f"num_parameters={len(self.weight)}"
        text += "" if self.init == 0.25 else f", init={self.init}"
        return text + dtype_text(self.weight)

"""Activations as modules, to stand between layers; each applies one op to its input.

A Value gives a Value, everything else a Tensor. What the op is, and what its derivative
is at a kink, stands at the function of autograd_core.
"""

from __future__ import annotations

import copy
from typing import Any

import autograd_core as ac
from autograd_core.extend import Op, as_float
from nn.layers.inputs import array_input
from nn.module.activation_lookup import check_activation_gave, find_op
from nn.module.tensor_module import TensorModule
from nn.module.title import title


class Activation(TensorModule):
    """Any op of one operand, or a function of your own, as a module.

    Args:
        choice: the name of an op, or a function of a Tensor.

    Raises:
        TypeError: `choice` is no name and no function.
        ValueError: no op has this name.

    Attributes:
        op: the op, a function of your own, or None for the identity.

    >>> Activation("sin")
    Activation('sin')
    >>> Activation(lambda x: x * x)([1.0, 2.0]).data
    array([1., 4.])
    """

    def __init__(self, choice: Any) -> None:
        self.op = find_op(choice)
        self._choice = choice

    def forward(self, x: Any) -> Any:
        """The activation of each entry of `x`, of any shape.

        Raises:
            TypeError: `x` is neither an array nor a node, or a function of your own
                leaves the graph.
        """
        return self.activate(array_input(x, self, values=True))

    def activate(self, x: Any) -> Any:
        """The activation of an array or a node."""
        if self.op is None:
            return x
        out = self.op(x)
        if not isinstance(self.op, Op):
            check_activation_gave(self.op, out, x)
        return out

    @property
    def choice(self) -> Any:
        """What `Neuron` takes as `activation` for the same function.

        Raises:
            ValueError: it is no function of single Values.
        """
        return self._choice

    def extra_repr(self) -> str:
        """Which one it is."""
        return repr(self._choice)


class _Named(Activation):
    """An activation that its class names."""

    name = "identity"

    def __init__(self) -> None:
        super().__init__(self.name)

    def extra_repr(self) -> str:
        """Nothing: the class says it all."""
        return ""


class Identity(_Named):
    """x.

    >>> Identity()([-1.0, 2.0]).data
    array([-1.,  2.])
    """


class Sign(_Named):
    """-1, 0 or 1; no gradient passes.

    >>> Sign()([-3.0, 0.0]).data
    array([-1.,  0.])
    """

    name = "sign"


class Step(_Named):
    """1 for x > 0, else 0; no gradient passes.

    >>> Step()([-3.0, 0.5]).data
    array([0., 1.])
    """

    name = "step"


class Sigmoid(_Named):
    """1 / (1 + e^-x).

    >>> Sigmoid()([0.0]).data
    array([0.5])
    """

    name = "sigmoid"


class Tanh(_Named):
    """Hyperbolic tangent.

    >>> Tanh()([0.0]).data
    array([0.])
    """

    name = "tanh"


class ReLU(_Named):
    """max(x, 0).

    >>> ReLU()([-1.0, 2.0]).data
    array([0., 2.])
    """

    name = "relu"


class HardTanh(_Named):
    """x cut off at -1 and 1.

    >>> HardTanh()([-3.0, 0.5]).data
    array([-1. ,  0.5])
    """

    name = "hard_tanh"


class Softplus(_Named):
    """ln(1 + e^x).

    >>> Softplus()([0.0]).data.round(6)
    array([0.693147])
    """

    name = "softplus"


class GELU(_Named):
    """x Phi(x), Phi the normal distribution.

    >>> GELU()([1.0]).data.round(6)
    array([0.841345])
    """

    name = "gelu"


class SiLU(_Named):
    """x sigmoid(x), also called swish.

    >>> SiLU()([1.0]).data.round(6)
    array([0.731059])
    """

    name = "silu"


class LeakyReLU(Activation):
    """x for x > 0, else negative_slope x.

    >>> LeakyReLU(0.1)([-1.0, 2.0]).data
    array([-0.1,  2. ])
    """

    def __init__(self, negative_slope: float = 0.01) -> None:
        self.negative_slope = as_float(negative_slope, "LeakyReLU: negative_slope")

    def activate(self, x: Any) -> Any:
        """leaky_relu of an array or a node."""
        return ac.leaky_relu(x, self.negative_slope)

    @property
    def choice(self) -> Any:
        """Its name, or with another slope the function."""
        return "leaky_relu" if self.negative_slope == 0.01 else self.activate

    def extra_repr(self) -> str:
        """Its slope for x < 0."""
        return f"negative_slope={self.negative_slope}"


class ELU(Activation):
    """x for x > 0, else alpha (e^x - 1).

    >>> ELU()([-1.0, 2.0]).data.round(6)
    array([-0.632121,  2.      ])
    """

    def __init__(self, alpha: float = 1.0) -> None:
        self.alpha = as_float(alpha, "ELU: alpha")

    def activate(self, x: Any) -> Any:
        """elu of an array or a node."""
        return ac.elu(x, self.alpha)

    @property
    def choice(self) -> Any:
        """Its name, or with another alpha the function."""
        return "elu" if self.alpha == 1.0 else self.activate

    def extra_repr(self) -> str:
        """Its alpha."""
        return f"alpha={self.alpha}"


class Softmax(Activation):
    """e^x over the sum of e^x along an axis: shares that sum to 1.

    For a loss use `cross_entropy` on the logits instead: it needs no softmax.

    >>> Softmax()([[0.0, 0.0], [1e4, -1e4]]).data
    array([[0.5, 0.5],
           [1. , 0. ]])
    """

    def __init__(self, axis: int = -1) -> None:
        self.axis = axis

    def activate(self, x: Any) -> Any:
        """softmax of an array or a Tensor."""
        return ac.softmax(x, axis=self.axis)

    @property
    def choice(self) -> Any:
        """None: it needs a whole row."""
        raise ValueError(
            f"{title(self)}: it needs a whole row, so no single neuron has it"
        )

    def extra_repr(self) -> str:
        """Its axis."""
        return f"axis={self.axis}"


class LogSoftmax(Softmax):
    """The logarithm of the softmax along an axis; `nll_loss` takes it.

    >>> LogSoftmax()([[0.0, 0.0]]).data.round(6)
    array([[-0.693147, -0.693147]])
    """

    def activate(self, x: Any) -> Any:
        """log_softmax of an array or a Tensor."""
        return ac.log_softmax(x, axis=self.axis)


_BY_OP: dict[str, Any] = {each.name: each for each in _Named.__subclasses__()}
_BY_OP |= {"leaky_relu": LeakyReLU, "elu": ELU}
_OF_ROWS = {"softmax": Softmax, "log_softmax": LogSoftmax}


def activation_module(choice: Any) -> Activation | None:
    """The module for an activation as `Neuron` takes it, and softmax; None for none.

    A module stays what it is, in a copy of its own: it may stand in several places.

    >>> activation_module("relu"), activation_module("sin"), activation_module(None)
    (ReLU(), Activation('sin'), None)
    >>> activation_module("softmax"), activation_module(LeakyReLU(0.1))
    (Softmax(axis=-1), LeakyReLU(negative_slope=0.1))
    """
    # A neuron with the function of a module has it bound to that module.
    module = getattr(choice, "__self__", choice)
    if isinstance(module, Activation):
        return copy.copy(module)
    if isinstance(choice, str) and choice in _OF_ROWS:
        return _OF_ROWS[choice]()
    found = find_op(choice)
    if found is None:
        return None
    if isinstance(found, Op):
        return _BY_OP[found.name]() if found.name in _BY_OP else Activation(found.name)
    return Activation(found)

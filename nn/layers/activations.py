"""Activations as modules; each applies one op to its input.

A Value gives a Value, everything else a Tensor. The formula of an op and its derivative
at a kink are documented in autograd_core.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

from numpy.typing import ArrayLike

import autograd_core as ac
from autograd_core import Tensor, Value
from autograd_core.extend import Op, as_float, detecting
from nn.layers.inputs import array_input
from nn.module.activation_lookup import check_activation_output, find_op
from nn.module.tensor_module import TensorModule
from nn.module.title import title


class Activation(TensorModule):
    """Any op of one operand, or a user's function, as a module.

    Args:
        choice: the name of an op, or a function of a Tensor.

    Raises:
        TypeError: `choice` is neither a name nor a function.
        ValueError: no op has this name.

    Attributes:
        op: the op, the user's function, or None for the identity.

    >>> Activation("sin")
    Activation('sin')
    >>> Activation(lambda x: x * x)([1.0, 2.0]).data
    array([1., 4.])
    """

    keeps_neurons = True

    if TYPE_CHECKING:

        @overload  # type: ignore[override]
        def __call__(self, x: Value) -> Value: ...
        @overload
        def __call__(self, x: Tensor | ArrayLike) -> Tensor: ...
        def __call__(self, x: Any) -> Any:
            """The activation of each entry; see `forward`."""

    def __init__(self, choice: Any) -> None:
        self.op = find_op(choice)
        self._choice = choice

    def forward(self, x: Any) -> Any:
        """The activation of each entry of `x`, of any shape.

        Raises:
            TypeError: `x` is neither an array nor a node, or the user's function
                leaves the graph.
        """
        if type(x) is not Tensor or detecting():  # else it is as it should be
            x = array_input(x, self, values=True)
        return self.activate(x)

    def activate(self, x: Any) -> Any:
        """The activation of an array or a node."""
        if self.op is None:
            return x
        out = self.op(x)
        if not isinstance(self.op, Op):
            check_activation_output(self.op, out, x)
        return out

    @property
    def choice(self) -> Any:
        """The same function as `Neuron` takes it in `activation`.

        Raises:
            ValueError: it is not a function of a single Value.
        """
        return self._choice

    def extra_repr(self) -> str:
        """The choice."""
        return repr(self._choice)


class NamedActivation(Activation):
    """An activation whose class stands for one op.

    Attributes:
        name: the name of the op.
    """

    name = "identity"

    def __init__(self) -> None:
        super().__init__(self.name)

    def extra_repr(self) -> str:
        """Nothing: the class names the op."""
        return ""


class Identity(NamedActivation):
    """x.

    >>> Identity()([-1.0, 2.0]).data
    array([-1.,  2.])
    """


class Sigmoid(NamedActivation):
    """1 / (1 + e^-x).

    >>> Sigmoid()([0.0]).data
    array([0.5])
    """

    name = "sigmoid"


class Tanh(NamedActivation):
    """Hyperbolic tangent.

    >>> Tanh()([0.0]).data
    array([0.])
    """

    name = "tanh"


class ReLU(NamedActivation):
    """max(x, 0).

    >>> ReLU()([-1.0, 2.0]).data
    array([0., 2.])
    """

    name = "relu"


class HardTanh(NamedActivation):
    """x cut off at -1 and 1.

    >>> HardTanh()([-3.0, 0.5]).data
    array([-1. ,  0.5])
    """

    name = "hard_tanh"


class Softplus(NamedActivation):
    """ln(1 + e^x).

    >>> Softplus()([0.0]).data.round(6)
    array([0.693147])
    """

    name = "softplus"


class GELU(NamedActivation):
    """x Phi(x), Phi the normal distribution.

    >>> GELU()([1.0]).data.round(6)
    array([0.841345])
    """

    name = "gelu"


class SiLU(NamedActivation):
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
        """The name of the op, or for a slope other than 0.01 the function."""
        return "leaky_relu" if self.negative_slope == 0.01 else self.activate

    def extra_repr(self) -> str:
        """The slope for x < 0."""
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
        """The name of the op, or for an alpha other than 1 the function."""
        return "elu" if self.alpha == 1.0 else self.activate

    def extra_repr(self) -> str:
        """The value of alpha."""
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
        """Refused: softmax needs a whole row.

        Raises:
            ValueError: always.
        """
        raise ValueError(
            f"{title(self)}: it needs a whole row, so no single neuron has it"
        )

    def extra_repr(self) -> str:
        """The axis."""
        return f"axis={self.axis}"


class LogSoftmax(Softmax):
    """The logarithm of the softmax along an axis; `nll_loss` takes it.

    >>> LogSoftmax()([[0.0, 0.0]]).data.round(6)
    array([[-0.693147, -0.693147]])
    """

    def activate(self, x: Any) -> Any:
        """log_softmax of an array or a Tensor."""
        return ac.log_softmax(x, axis=self.axis)

"""Networks of single Values: `Neuron`, `Layer`, `MLP`, as in micrograd.

A neuron is `activation(w1 x1 + ... + wn xn + b)`: two nodes of the graph, the weighted
sum and the activation, however many inputs it has.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np

from autograd_core import Value
from autograd_core.extend import checked_rng, compiling, dot, payload_of
from nn.checks.arguments import checked_width
from nn.module.activation_lookup import (
    DEFAULT_ACTIVATION,
    activation_name,
    check_activation_output,
    find_activation,
)
from nn.module.conversion import converted
from nn.module.module import Module
from nn.scalar.arguments import checked_inputs, checked_widths
from nn.scalar.outputs import Outputs
from nn.scalar.row import Row

if TYPE_CHECKING:
    from nn.layers.containers import Sequential

Activation: TypeAlias = str | Callable[[Value], Value] | bool | None
"""The name of an op, or a function of a Value; None and False for the identity."""

LISTED = 8
"""The number of neurons or layers that a repr lists; with more it elides the middle."""


class Neuron(Module):
    """activation(w . x + b).

    Args:
        nin: the number of inputs.
        activation: the name of an op of one operand (`"tanh"`, `"relu"`, ...), a
            function `Value -> Value`, an activation module, or None or `"linear"` for
            the identity. micrograd's bool works too: True for the default activation,
            False for the identity.
        nonlin: micrograd's name for that bool; it takes precedence.
        bias: whether there is a b; without, the neuron is activation(w . x).
        rng: a `numpy.random.Generator` or a seed; None for an unpredictable one.

    The weights are drawn uniformly from +-1/sqrt(nin), the bias is 0.

    Raises:
        TypeError: `nin` is not an integer, or `activation` is not an activation.
        ValueError: `nin` < 1, or no op has the name `activation`.

    >>> neuron = Neuron(2, "relu", rng=0)
    >>> neuron.w[0].data, neuron.w[1].data, neuron.b.data = 0.5, -1.0, 2.0
    >>> neuron([4.0, 1.0]).data
    3.0

    Source: micrograd (Karpathy, 2020) for the interface; the range of the weights is
    LeCun, Bottou, Orr, Mueller, "Efficient BackProp", 1998, section 4.6, up to a
    factor sqrt(3).
    """

    depends_on_parameters_only = True

    def __init__(
        self,
        nin: int,
        activation: Activation = DEFAULT_ACTIVATION,
        *,
        nonlin: bool | None = None,
        bias: bool = True,
        rng: np.random.Generator | int | None = None,
    ) -> None:
        nin = checked_width(nin, "Neuron", "nin")
        choice = activation if nonlin is None else nonlin and activation
        choice = DEFAULT_ACTIVATION if choice is True else choice
        self.activation = find_activation(choice)
        limit = nin**-0.5
        weights = checked_rng(rng).uniform(-limit, limit, nin)
        self.w = [Value(weight) for weight in weights.tolist()]
        # For the type checker a Value: what sets neuron.b.data has a bias.
        self.b: Value = Value(0.0) if bias else cast("Any", None)

    if TYPE_CHECKING:

        def __call__(self, x: Any) -> Value: ...
        def parameters(self) -> list[Value]: ...
        def named_parameters(
            self, *, frozen: bool = False
        ) -> list[tuple[str, Value]]: ...

    @property
    def nonlin(self) -> bool:
        """Whether the neuron has an activation; micrograd's name for it."""
        return self.activation is not None

    def forward(self, x: Any) -> Value:
        """The output for one sample `x`: a list, tuple or 1-d array of nin entries.

        Raises:
            TypeError: `x` is not a sequence of numbers and Values.
            ValueError: its length is not nin.
        """
        return self.fire(checked_inputs(x, len(self.w), self))

    def fire(self, x: tuple[Any, ...]) -> Value:
        """The output for inputs that `checked_inputs` has checked."""
        if self.frozen:
            # A program reads the weights at each call, as constants.
            constant = Value.detach if compiling() else payload_of
            bias = None if self.b is None else constant(self.b)
            total = dot([constant(w) for w in self.w], x, bias)
        else:
            total = dot(self.w, x, self.b)
        activation = self.activation
        if activation is None:
            return total
        out = activation(total)
        if type(out) is not Value:
            check_activation_output(activation, out, total)
        return out

    def multiply_adds(self, output_shape: tuple[int, ...]) -> int:
        """The number of inputs."""
        return len(self.w)

    def extra_repr(self) -> str:
        """The number of inputs, the activation, and whether there is no bias."""
        bias = "" if self.b is not None else ", bias=False"
        return f"{len(self.w)}, {activation_name(self.activation)}{bias}"

    def __repr__(self) -> str:
        bias = "" if self.b is not None else ", bias=False"
        return f"{activation_name(self.activation)}Neuron({len(self.w)}{bias})"


class Layer(Row[Neuron], Module):
    """`nout` neurons with the same inputs.

    Args:
        nin: the number of inputs.
        nout: the number of neurons.
        activation: as for `Neuron`.
        nonlin: as for `Neuron`.
        bias: as for `Neuron`.
        rng: as for `Neuron`.

    Raises:
        TypeError: a width is not an integer, or `activation` is not an activation.
        ValueError: a width is < 1, or no op has the name `activation`.

    >>> layer = Layer(3, 2, "relu", rng=0)
    >>> len(layer([1.0, 2.0, 3.0]))
    2
    >>> layer
    Layer of [ReLUNeuron(3), ReLUNeuron(3)]
    """

    depends_on_parameters_only = True

    def __init__(
        self,
        nin: int,
        nout: int,
        activation: Activation = DEFAULT_ACTIVATION,
        *,
        nonlin: bool | None = None,
        bias: bool = True,
        rng: np.random.Generator | int | None = None,
    ) -> None:
        nin = checked_width(nin, "Layer", "nin")
        nout = checked_width(nout, "Layer", "nout")
        rng = checked_rng(rng)
        self.neurons = [
            Neuron(nin, activation, nonlin=nonlin, bias=bias, rng=rng)
            for _ in range(nout)
        ]

    if TYPE_CHECKING:

        def __call__(self, x: Any) -> Outputs: ...
        def parameters(self) -> list[Value]: ...
        def named_parameters(
            self, *, frozen: bool = False
        ) -> list[tuple[str, Value]]: ...

    def forward(self, x: Any) -> Any:
        """The outputs for one sample: a list, or for one neuron the Value itself.

        Raises:
            TypeError: `x` is not a sequence of numbers and Values.
            ValueError: its length is not nin.
        """
        row = checked_inputs(x, len(self.neurons[0].w), self)
        outs = [neuron.fire(row) for neuron in self.neurons]
        return outs[0] if len(outs) == 1 else outs

    def _row(self) -> list[Neuron]:
        return self.neurons

    def multiply_adds(self, output_shape: tuple[int, ...]) -> int:
        """The number of inputs times the number of neurons."""
        return sum(len(neuron.w) for neuron in self.neurons)

    def extra_repr(self) -> str:
        """The widths and the activation."""
        first = self.neurons[0]
        name = activation_name(first.activation)
        return f"{len(first.w)} -> {len(self.neurons)}, {name}"

    def __repr__(self) -> str:
        return f"Layer of [{elided(self.neurons)}]"


class MLP(Row[Layer], Module):
    """A multi-layer perceptron: layers one after the other.

    Args:
        nin: the number of inputs.
        nouts: the width of each layer, the last one being the output.
        activation: of all layers but the last; as for `Neuron`.
        out_activation: of the last layer; the identity by default.
        rng: a `numpy.random.Generator` or a seed, which makes a run repeatable;
            `random.seed` and `numpy.random.seed` change nothing here.
        bias: whether the neurons have a b.

    Raises:
        TypeError: a width is not an integer, `nouts` is not a list of widths, or an
            activation is not one.
        ValueError: `nouts` is empty, a width is < 1, or no op has the name.

    >>> model = MLP(3, [4, 4, 1], rng=0)
    >>> y = model([1.0, -2.0, 0.5])
    >>> y.backward()
    >>> [name for name, parameter in model.named_parameters()][2:4]
    ['layers.0.neurons.0.w.2', 'layers.0.neurons.0.b']

    Source: micrograd (Karpathy, 2020) for the interface; Rumelhart, Hinton, Williams,
    "Learning representations by back-propagating errors", Nature 323, 1986.
    """

    depends_on_parameters_only = True

    def __init__(
        self,
        nin: int,
        nouts: Sequence[int],
        activation: Activation = DEFAULT_ACTIVATION,
        out_activation: Activation = None,
        rng: np.random.Generator | int | None = None,
        *,
        bias: bool = True,
    ) -> None:
        widths = checked_widths(nin, nouts)
        rng = checked_rng(rng)
        find_activation(activation)  # a wrong one, even if no layer has it
        last = len(widths) - 2
        self.layers = [
            Layer(n, m, activation if i < last else out_activation, bias=bias, rng=rng)
            for i, (n, m) in enumerate(pairwise(widths))
        ]

    if TYPE_CHECKING:

        def __call__(self, x: Any) -> Outputs: ...
        def parameters(self) -> list[Value]: ...
        def named_parameters(
            self, *, frozen: bool = False
        ) -> list[tuple[str, Value]]: ...

    def forward(self, x: Any) -> Any:
        """The outputs for one sample: a list, or for one output the Value itself.

        Raises:
            TypeError: `x` is not a sequence of numbers and Values.
            ValueError: its length is not nin.
        """
        for layer in self.layers:
            x = layer(x)
        return x

    def _row(self) -> list[Layer]:
        return self.layers

    def to_tensor(self, dtype: Any = np.float64) -> Sequential:
        """The same network on Tensors, a `Sequential`, with the same weights.

        It takes whole batches, and is much faster; an output of width one keeps its
        axis. `to_scalar()` is the inverse.

        Args:
            dtype: float64 keeps the weights bit for bit; float32 rounds them.

        Raises:
            ValueError: the neurons of a layer have different activations.

        >>> model = MLP(2, [3, 1], rng=0)
        >>> model.to_tensor()([[1.0, 2.0], [0.0, 1.0]]).shape
        (2, 1)
        """
        return converted(self, dtype)

    def __repr__(self) -> str:
        return f"MLP of [{elided(self.layers)}]"


def elided(parts: Sequence[object]) -> str:
    """The parts, separated by commas, without the middle if there are many.

    >>> elided(range(100))
    '0, 1, 2, ... 94 more ..., 97, 98, 99'
    """
    if len(parts) <= LISTED:
        return ", ".join(map(repr, parts))
    middle = f"... {len(parts) - 6} more ..."
    return ", ".join([*map(repr, parts[:3]), middle, *map(repr, parts[-3:])])

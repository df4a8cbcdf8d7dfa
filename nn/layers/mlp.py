"""mlp: a multi-layer perceptron on Tensors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from autograd_core.extend import checked_rng, explained
from nn.checks.arguments import checked_width
from nn.init import Rng
from nn.init.lookup import Init
from nn.layers.activation_module import activation_module
from nn.layers.containers import Sequential
from nn.layers.linear import Linear
from nn.module.activation_lookup import DEFAULT_ACTIVATION
from nn.module.module import Module


@explained
def mlp(
    sizes: Sequence[int],
    activation: Any = DEFAULT_ACTIVATION,
    out_activation: Any = None,
    *,
    bias: bool = True,
    weight_init: Init = None,
    dtype: Any = np.float64,
    rng: Rng = None,
) -> Sequential:
    """A multi-layer perceptron on Tensors: Linear layers with activations between.

    Args:
        sizes: the widths from the input to the output, at least two.
        activation: of all layers but the last: a name, a function of a Tensor, an
            activation module, or None.
        out_activation: of the last layer; the identity by default.
        bias: whether the Linear layers have a b.
        weight_init: as for `Linear`.
        dtype: float64 or float32.
        rng: a generator or a seed. With the default weights, the same seed gives the
            same network as `MLP(sizes[0], sizes[1:])`.

    Raises:
        TypeError: a width is not an integer, or an activation is not one.
        ValueError: there are less than two widths, one is < 1, or no op has the name.

    >>> mlp([2, 3, 1], "relu")
    Sequential(
      (layers.0): Linear(2 -> 3)
      (layers.1): ReLU()
      (layers.2): Linear(3 -> 1)
    )
    """
    numbers = list(sizes) if isinstance(sizes, Iterable) else []
    if len(numbers) < 2 or isinstance(sizes, str):
        raise ValueError(
            "mlp: sizes must list the widths from the input to the output, at least "
            f"two, e.g. mlp([2, 16, 1]); got {sizes!r}"
        )
    widths = [checked_width(n, "mlp", f"sizes[{i}]") for i, n in enumerate(numbers)]
    rng = checked_rng(rng)
    activation_module(activation)  # a wrong one, even if no layer has it
    layers: list[Module] = []
    for i, (n_in, n_out) in enumerate(pairwise(widths)):
        layers.append(
            Linear(n_in, n_out, bias, weight_init=weight_init, dtype=dtype, rng=rng)
        )
        last = i == len(widths) - 2
        module = activation_module(out_activation if last else activation)
        if module is not None:
            layers.append(module)
    return Sequential(layers)

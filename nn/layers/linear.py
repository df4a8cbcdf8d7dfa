"""Linear: the weighted sums of a whole layer of neurons."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core import Tensor
from autograd_core.extend import Array, affine, payload_of
from nn.checks.arguments import checked_width
from nn.init import Rng
from nn.init.lookup import Init, initial_weights
from nn.layers.inputs import features_input
from nn.module.tensor_module import TensorModule, dtype_text


class Linear(TensorModule):
    """y = x W + b, the weighted sums of a whole layer.

    `x` is an array or a Tensor of shape (features,) or (batch, features).

    Args:
        in_features: the number of inputs.
        out_features: the number of outputs.
        bias: whether there is a b.
        weight_init: a function `(shape, rng=...) -> array` such as those of `nn.init`,
            or the name of one. By default weights are uniform on
            +-1/sqrt(in_features), as those of `Layer`, and the same ones for the same
            seed.
        dtype: float64 or float32.
        rng: a generator or a seed; None for an unpredictable one.

    Attributes:
        weight: W, shape (in_features, out_features).
        bias: b, shape (out_features,), 0 at first; None without.
        weight_mask: False where a weight is pruned, see `nn.prune`; None if none is.

    Raises:
        TypeError: a width is not an integer, or `weight_init` is not a function.
        ValueError: a width is < 1, or `weight_init` gives another shape.

    >>> layer = Linear(3, 2, rng=0)
    >>> layer(np.ones((5, 3))).shape
    (5, 2)
    >>> layer
    Linear(3 -> 2)

    Known deviations from torch.nn.Linear: the weight is not stored transposed, and the
    bias starts at 0.
    """

    weight_mask: Any = None
    transposed_in_torch = ("weight",)

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        *,
        weight_init: Init = None,
        dtype: Any = np.float64,
        rng: Rng = None,
    ) -> None:
        self.in_features = checked_width(in_features, "Linear", "in_features")
        self.out_features = checked_width(out_features, "Linear", "out_features")
        shape = (self.in_features, self.out_features)
        initial = initial_weights(shape, weight_init, rng, "Linear")
        self.weight = Tensor(initial, dtype=dtype)
        self.bias: Any = (
            Tensor(np.zeros(self.out_features), dtype=dtype) if bias else None
        )

    def forward(self, x: Any) -> Tensor | Array:
        """x W + b for `x` of shape (..., in_features).

        Raises:
            TypeError: `x` is not an array of real numbers.
            ValueError: the length of its last axis is not in_features.
        """
        weight: Any = self.weight
        bias: Any = self.bias
        x = features_input(x, self.in_features, self, weight.dtype)
        if self.frozen:
            weight, bias = payload_of(weight), payload_of(bias)
        if self.weight_mask is not None:
            weight = weight * self.weight_mask
        return x @ weight if bias is None else affine(x, weight, bias)

    def multiply_adds(self, output_shape: tuple[int, ...]) -> int:
        """The number of inputs, for each output."""
        return self.in_features * int(np.prod(output_shape))

    def extra_repr(self) -> str:
        """The widths, and the settings that differ from the default."""
        text = f"{self.in_features} -> {self.out_features}"
        text += "" if self.bias is not None else ", bias=False"
        if self.weight_mask is not None:
            text += f", {1 - self.weight_mask.mean():.0%} pruned"
        return text + dtype_text(self.weight)


def effective_weight(layer: Linear) -> Array:
    """The weight of a Linear layer, with zeros where it is pruned.

    >>> effective_weight(Linear(2, 3)).shape
    (2, 3)
    """
    weights = layer.weight.data
    return weights if layer.weight_mask is None else weights * layer.weight_mask

"""Layers without parameters: dropout, and flattening of axes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd_core import Tensor
from autograd_core.extend import Array, checked_rng
from nn.checks.arguments import checked_share, checked_width
from nn.init import Rng
from nn.layers.inputs import array_input
from nn.module.tensor_module import TensorModule
from nn.module.title import title


class Dropout(TensorModule):
    """In training each entry is 0 with probability p, else multiplied by 1 / (1 - p).

    So the expectation stays the same. In evaluation mode the layer is the identity.

    Args:
        p: the probability with which an entry is dropped, in [0, 1].
        rng: a generator or a seed for the masks; None for an unpredictable one.

    Raises:
        ValueError: p is outside [0, 1].

    >>> layer = Dropout(0.5, rng=0)
    >>> layer([1.0, 1.0, 1.0, 1.0]).data
    array([2., 0., 0., 0.])
    >>> layer.eval()([1.0, 1.0, 1.0, 1.0]).data
    array([1., 1., 1., 1.])

    Source: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, Dropout: A
    Simple Way to Prevent Neural Networks from Overfitting, 2014.
    """

    keeps_neurons = True

    def __init__(self, p: float = 0.5, *, rng: Rng = None) -> None:
        self.p = checked_share(p, "Dropout", "p")
        self.rng = checked_rng(rng)

    def forward(self, x: Any) -> Tensor | Array:
        """`x` with entries dropped, or `x` itself in evaluation mode."""
        x = array_input(x, self)
        if not self.training or self.p == 0.0:
            return x
        return dropped(x, self.p, self.rng)

    def extra_repr(self) -> str:
        """The probability."""
        return f"p={self.p}"


def dropped(x: Any, p: float, rng: np.random.Generator) -> Any:
    """`x` with entries set to 0 with probability p, the others divided by 1 - p.

    >>> dropped(np.ones(4), 0.5, np.random.default_rng(0)).tolist()
    [2.0, 0.0, 0.0, 0.0]
    """
    mask = rng.random(x.shape) >= p
    scale = 1.0 / (1.0 - p) if p < 1.0 else 0.0
    return x * (mask * scale).astype(x.dtype)


class Flatten(TensorModule):
    """All axes from `start_axis` on merged: (batch, 8, 8) becomes (batch, 64).

    Raises:
        TypeError: `start_axis` is not an integer.
        ValueError: it is negative.

    >>> from autograd_core import Tensor
    >>> Flatten()(Tensor([[[1.0, 2.0], [3.0, 4.0]]])).shape
    (1, 4)
    """

    keeps_neurons = True

    def __init__(self, start_axis: int = 1) -> None:
        self.start_axis = checked_width(start_axis, "Flatten", "start_axis", least=0)

    def forward(self, x: Any) -> Tensor | Array:
        """`x` with fewer axes.

        Raises:
            ValueError: it has no axis `start_axis`.
        """
        x = array_input(x, self)
        if self.start_axis > x.ndim:
            raise ValueError(
                f"{title(self)}: no axis {self.start_axis} in shape {x.shape}"
            )
        if x.ndim == self.start_axis:  # one sample of features: nothing to flatten
            return x
        outer, inner = x.shape[: self.start_axis], x.shape[self.start_axis :]
        return x.reshape((*outer, math.prod(inner)))

    def extra_repr(self) -> str:
        """The first axis, if it is not 1."""
        return "" if self.start_axis == 1 else f"start_axis={self.start_axis}"

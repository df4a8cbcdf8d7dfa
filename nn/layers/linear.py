"""Layers on Tensors: what goes into a `Sequential`.

Inputs are arrays or Tensors of shape (features,) or (batch, features); an array costs
no gradient of its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from autograd_core import Node, Tensor
from autograd_core.extend import short_repr
from nn import init
from nn.checks.arguments import checked_rng, checked_share, checked_width, title
from nn.checks.inputs import array_input, features_input
from nn.checks.numbers import plain
from nn.init import Rng
from nn.init.lookup import drawn
from nn.module.tensor_module import TensorModule

Init: TypeAlias = str | Callable[..., Any] | None
"""The name of a function of `nn.init`, or one like them; None for the default."""


class Linear(TensorModule):
    """y = x W + b, the weighted sums of a whole layer.

    Args:
        in_features: how many inputs it has.
        out_features: how many outputs.
        bias: whether b is there.
        weight_init: a function `(shape, rng=...) -> array` such as those of `nn.init`,
            or the name of one. By default weights are uniform on
            +-1/sqrt(in_features), as those of `Layer`, and the same ones for the same
            seed.
        dtype: float64 or float32.
        rng: a generator or a seed; None draws afresh.

    Attributes:
        weight: W, shape (in_features, out_features).
        bias: b, shape (out_features,), 0 at first; None without.
        weight_mask: False where a weight is pruned, see `nn.prune`; None before.

    Raises:
        TypeError: a width is no integer, or `weight_init` no function.
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
        first = drawn((self.in_features, self.out_features), weight_init, rng, "Linear")
        self.weight = Tensor(first, dtype=dtype)
        self.bias: Any = (
            Tensor(np.zeros(self.out_features), dtype=dtype) if bias else None
        )

    def forward(self, x: Any) -> Any:
        """x W + b for `x` of shape (..., in_features).

        Raises:
            TypeError: `x` is no array of real numbers.
            ValueError: its last axis has not in_features entries.
        """
        weight, bias = self.weight, self.bias
        x = features_input(x, self.in_features, self, weight.dtype)
        if self.frozen:
            weight, bias = weight.data, None if bias is None else bias.data
        if self.weight_mask is not None:
            weight = weight * self.weight_mask
        out = x @ weight
        return out if bias is None else out + bias

    def multiply_adds(self, output_shape: tuple[int, ...]) -> int:
        """in_features for each output."""
        return self.in_features * int(np.prod(output_shape))

    def extra_repr(self) -> str:
        """Its widths, and what is not as usual."""
        text = f"{self.in_features} -> {self.out_features}"
        text += "" if self.bias is not None else ", bias=False"
        if self.weight_mask is not None:
            text += f", {1 - self.weight_mask.mean():.0%} pruned"
        return text + dtype_text(self.weight)


def effective_weight(layer: Linear) -> Any:
    """The weight of a Linear layer as it counts, zeros where it is pruned.

    >>> effective_weight(Linear(2, 3)).shape
    (2, 3)
    """
    weights = layer.weight.data
    return weights if layer.weight_mask is None else weights * layer.weight_mask


class Dropout(TensorModule):
    """In training each entry is 0 with probability p, the others grow by 1 / (1 - p).

    So the expectation stays the same, and in evaluation mode nothing happens.

    Args:
        p: the share that is dropped, in [0, 1].
        rng: a generator or a seed for the masks; None draws afresh.

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

    def __init__(self, p: float = 0.5, *, rng: Rng = None) -> None:
        self.p = checked_share(p, "Dropout", "p")
        self.rng = checked_rng(rng)

    def forward(self, x: Any) -> Any:
        """`x` with entries dropped, or as it is in evaluation mode."""
        x = array_input(x, self)
        if not self.training or self.p == 0.0:
            return x
        kept = self.rng.random(x.shape) >= self.p
        scale = 1.0 / (1.0 - self.p) if self.p < 1.0 else 0.0
        return x * (kept * scale).astype(x.dtype)

    def extra_repr(self) -> str:
        """Its share."""
        return f"p={self.p}"


class Flatten(TensorModule):
    """All axes from `start_axis` on made one: (batch, 8, 8) becomes (batch, 64).

    Raises:
        TypeError: `start_axis` is no integer.
        ValueError: it is negative.

    >>> Flatten()(np.ones((5, 8, 8))).shape
    (5, 64)
    """

    def __init__(self, start_axis: int = 1) -> None:
        self.start_axis = checked_width(start_axis, "Flatten", "start_axis", least=0)

    def forward(self, x: Any) -> Any:
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
        kept, merged = x.shape[: self.start_axis], x.shape[self.start_axis :]
        return x.reshape((*kept, math.prod(merged)))

    def extra_repr(self) -> str:
        """Where it starts, if not at 1."""
        return "" if self.start_axis == 1 else f"start_axis={self.start_axis}"


class Embedding(TensorModule):
    """A table of learnt rows: ids of shape (...) give (..., embedding_dim) numbers.

    Args:
        num_embeddings: how many ids there are, from 0 on.
        embedding_dim: the length of a row.
        weight_init: as for `Linear`; by default standard normal.
        dtype: float64 or float32.
        rng: a generator or a seed.

    Attributes:
        weight: the table, shape (num_embeddings, embedding_dim).

    Raises:
        TypeError: a size is no integer.
        ValueError: a size is < 1.

    >>> Embedding(10, 3, rng=0)([[1, 2], [2, 9]]).shape
    (2, 2, 3)
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        *,
        weight_init: Init = init.normal,
        dtype: Any = np.float64,
        rng: Rng = None,
    ) -> None:
        self.num_embeddings = checked_width(
            num_embeddings, "Embedding", "num_embeddings"
        )
        self.embedding_dim = checked_width(embedding_dim, "Embedding", "embedding_dim")
        shape = (self.num_embeddings, self.embedding_dim)
        first = drawn(shape, weight_init, rng, "Embedding")
        self.weight = Tensor(first, dtype=dtype)

    def forward(self, ids: Any) -> Any:
        """The rows of these ids.

        Raises:
            TypeError: the ids are no integers.
            ValueError: an id is not among 0 to num_embeddings - 1, or a list is ragged.
        """
        array = _listed(ids, self)
        if array.dtype.kind not in "iu":
            raise TypeError(
                f"{title(self)}: expected integers, in an array or a list, got "
                f"{array.dtype if isinstance(ids, np.ndarray) else short_repr(ids)}"
            )
        wrong = (array < 0) | (array >= self.num_embeddings)
        if wrong.any():
            raise ValueError(
                f"{title(self)}: id {array[wrong].flat[0]} is not among 0 to "
                f"{self.num_embeddings - 1}"
            )
        return self.weight.data[array] if self.frozen else self.weight[array]

    def extra_repr(self) -> str:
        """Its sizes."""
        return f"{self.num_embeddings}, {self.embedding_dim}{dtype_text(self.weight)}"


def _listed(ids: Any, module: Embedding) -> Any:
    """Ids as an array; what holds nodes or other things is none of integers."""
    if isinstance(ids, np.ndarray):
        return plain(ids, title(module))
    try:
        return np.asarray(_whole(ids.data) if isinstance(ids, Node) else ids)
    except ValueError:
        raise ValueError(
            f"{title(module)}: the lists of ids differ in length, {short_repr(ids)}; "
            "fill the short ones up"
        ) from None


def _whole(numbers: Any) -> Any:
    """What a node holds, as integers if it holds nothing else."""
    array = np.asarray(numbers)
    whole = np.isfinite(array).all() and (np.floor(array) == array).all()
    return array.astype(np.intp) if whole else array


def dtype_text(parameter: Any) -> str:
    """What a repr adds for a dtype other than float64."""
    return "" if parameter.dtype == np.float64 else f", dtype={parameter.dtype}"

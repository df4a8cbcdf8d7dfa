"""Embedding: a table of learned rows."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd_core import Node, Tensor
from autograd_core.extend import Array, Payload, payload_of, short_repr
from nn import init
from nn.checks.arguments import checked_width
from nn.checks.numbers import plain
from nn.init import Rng
from nn.init.lookup import Init, initial_weights
from nn.module.tensor_module import TensorModule, dtype_text
from nn.module.title import title


class Embedding(TensorModule):
    """A table of learned rows: ids of shape (...) give (..., embedding_dim) numbers.

    Args:
        num_embeddings: the number of ids, which start at 0.
        embedding_dim: the length of a row.
        weight_init: as for `Linear`; by default standard normal.
        dtype: float64 or float32.
        rng: a generator or a seed.

    Attributes:
        weight: the table, shape (num_embeddings, embedding_dim).

    Raises:
        TypeError: a size is not an integer.
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
        initial = initial_weights(shape, weight_init, rng, "Embedding")
        self.weight = Tensor(initial, dtype=dtype)

    def forward(self, ids: Any) -> Tensor | Array:
        """The rows of these ids.

        Raises:
            TypeError: the ids are not integers.
            ValueError: an id is not among 0 to num_embeddings - 1, or a list is ragged.
        """
        array = _array_of_ids(ids, self)
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
        return payload_of(self.weight)[array] if self.frozen else self.weight[array]

    def extra_repr(self) -> str:
        """The sizes."""
        return f"{self.num_embeddings}, {self.embedding_dim}{dtype_text(self.weight)}"


def _array_of_ids(ids: Any, module: Embedding) -> NDArray[Any]:
    """Ids as an array; its dtype is not an integer one if `ids` holds anything else."""
    if isinstance(ids, np.ndarray):
        return plain(ids, title(module))
    try:
        return np.asarray(
            _as_integers(payload_of(ids)) if isinstance(ids, Node) else ids
        )
    except ValueError:
        raise ValueError(
            f"{title(module)}: the lists of ids differ in length, {short_repr(ids)}; "
            "fill the short ones up"
        ) from None


def _as_integers(numbers: Payload) -> NDArray[Any]:
    """The numbers of a node, as integers if all of them are whole."""
    array = np.asarray(numbers)
    are_whole = np.isfinite(array).all() and (np.floor(array) == array).all()
    return array.astype(np.intp) if are_whole else array

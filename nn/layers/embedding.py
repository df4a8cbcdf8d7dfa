"""Embedding: a table of learned rows."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd_core import Node, Tensor, where
from autograd_core.extend import (
    Array,
    Payload,
    is_mapped,
    payload_of,
    plain_table,
    short_repr,
)
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
        padding_idx: an id that fills short sequences up: its row is 0 at first and gets
            no gradient. A negative one counts from the end.
        weight_init: as for `Linear`; by default standard normal.
        dtype: float64 or float32.
        rng: a generator or a seed.

    Attributes:
        weight: the table, shape (num_embeddings, embedding_dim).

    Raises:
        TypeError: a size is not an integer.
        ValueError: a size is < 1, or `padding_idx` is not an id.

    >>> Embedding(10, 3, rng=0)([[1, 2], [2, 9]]).shape
    (2, 2, 3)
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None = None,
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
        self.padding_idx = self._checked_padding(padding_idx)
        if self.padding_idx is not None:
            initial[self.padding_idx] = 0.0
        self.weight = Tensor(initial, dtype=dtype)

    def _checked_padding(self, padding_idx: Any) -> int | None:
        if padding_idx is None:
            return None
        n = self.num_embeddings
        index = checked_width(padding_idx, "Embedding", "padding_idx", least=-n)
        if index >= n:
            raise ValueError(
                f"Embedding: padding_idx must be an id among 0 to {n - 1}, got {index}"
            )
        return index % n

    def forward(self, ids: Any) -> Tensor | Array:
        """The rows of these ids.

        Raises:
            TypeError: the ids are not integers.
            ValueError: an id is not among 0 to num_embeddings - 1, or a list is ragged.
        """
        if is_mapped(ids):
            # In a function of vmap: the ids of all examples pick their rows at once.
            return ids.level.box(self.forward(ids.level.inner(ids)))
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
        rows = self._operand(self.weight)[array]
        if self.padding_idx is None or self.frozen:
            return rows
        fills = (array == self.padding_idx)[..., None]
        return where(fills, payload_of(self.weight)[self.padding_idx], rows)

    def extra_repr(self) -> str:
        """The sizes, and the id of the padding."""
        text = f"{self.num_embeddings}, {self.embedding_dim}"
        text += "" if self.padding_idx is None else f", padding_idx={self.padding_idx}"
        return text + dtype_text(self.weight)


def _array_of_ids(ids: Any, module: Embedding) -> NDArray[Any]:
    """Ids as an array; its dtype is not an integer one if `ids` holds anything else."""
    ids = plain_table(ids, title(module))
    if isinstance(ids, np.ndarray):
        return plain(ids, title(module))
    try:
        numbers = _as_integers(payload_of(ids)) if isinstance(ids, Node) else ids
        array = np.asarray(numbers)
        # An empty list has no kind of entries; NumPy takes them for floats.
        return array if array.size else array.astype(np.intp)
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

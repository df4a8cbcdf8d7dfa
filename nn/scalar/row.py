"""A module that is a row of others, which are found by their number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar, overload

T = TypeVar("T")


class Row(Generic[T]):
    """Neurons of a layer, or layers of a network: `model[0]`, `len(model)`, `for`.

    >>> from nn import MLP
    >>> model = MLP(2, [3, 1])
    >>> len(model), len(model[0]), model[-1] is model.layers[1]
    (2, 3, True)
    """

    def _row(self) -> list[T]:
        raise NotImplementedError

    def __len__(self) -> int:
        return len(self._row())

    def __iter__(self) -> Iterator[T]:
        return iter(self._row())

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        return self._row()[index]

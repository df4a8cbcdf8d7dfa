"""Types of the functions that transforms give, for editors and type checkers.

Plain arguments give plain results, nodes give nodes, so the type of an argument tells
that of its derivative, whatever type the function itself was written for. Where a plain
argument meets nodes that the function closes over, the results are nodes too, which
these types do not say.
"""

from __future__ import annotations

from typing import Any, Protocol, TypeVar, overload

import numpy as np

from autograd_core.engine.node import Node
from autograd_core.messages.types import Array

_T = TypeVar("_T")
_NodeT = TypeVar("_NodeT", bound=Node)
_AnyArray = np.ndarray[Any, Any]


class Gradient(Protocol):
    """A function whose result is like its first argument."""

    @overload
    def __call__(self, x: float, /, *args: Any, **kwargs: Any) -> float: ...
    @overload
    def __call__(self, x: _AnyArray, /, *args: Any, **kwargs: Any) -> Array: ...
    @overload
    def __call__(self, x: _T, /, *args: Any, **kwargs: Any) -> _T: ...


class SecondGradient(Protocol):
    """A function whose result is like its second argument."""

    @overload
    def __call__(self, x: Any, y: float, /, *args: Any, **kwargs: Any) -> float: ...
    @overload
    def __call__(self, x: Any, y: _AnyArray, /, *args: Any, **kwargs: Any) -> Array: ...
    @overload
    def __call__(self, x: Any, y: _T, /, *args: Any, **kwargs: Any) -> _T: ...


class ValueAndGradient(Protocol):
    """A function that gives a number, and what is like its first argument."""

    @overload
    def __call__(
        self, x: float, /, *args: Any, **kwargs: Any
    ) -> tuple[float, float]: ...
    @overload
    def __call__(
        self, x: _AnyArray, /, *args: Any, **kwargs: Any
    ) -> tuple[float, Array]: ...
    @overload
    def __call__(
        self, x: _NodeT, /, *args: Any, **kwargs: Any
    ) -> tuple[_NodeT, _NodeT]: ...
    @overload
    def __call__(self, x: _T, /, *args: Any, **kwargs: Any) -> tuple[Any, _T]: ...


class Hessian(Protocol):
    """A function whose result is a number of a number, an array of an array."""

    @overload
    def __call__(self, x: float, /, *args: Any, **kwargs: Any) -> float: ...
    @overload
    def __call__(self, x: _AnyArray, /, *args: Any, **kwargs: Any) -> Array: ...
    @overload
    def __call__(self, x: _NodeT, /, *args: Any, **kwargs: Any) -> _NodeT: ...
    @overload
    def __call__(self, x: Any, /, *args: Any, **kwargs: Any) -> Any: ...


class ArrayFunction(Protocol):
    """A function of an array, or of a node, whose result is another."""

    @overload
    def __call__(self, x: _AnyArray, /, *args: Any, **kwargs: Any) -> Array: ...
    @overload
    def __call__(self, x: _NodeT, /, *args: Any, **kwargs: Any) -> _NodeT: ...
    @overload
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...

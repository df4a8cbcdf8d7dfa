"""Types of functions of arrays for editors: nodes in, a node out; arrays in, an array.

Each class is the type of some functions that differ in nothing but what they compute;
the decorator of the same name gives it, and errors that explain.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import (
    TYPE_CHECKING,
    Any,
    Concatenate,
    ParamSpec,
    Protocol,
    TypeAlias,
    TypeVar,
    cast,
    overload,
)

from autograd_core.engine.node import Node
from autograd_core.messages.explained import explained
from autograd_core.messages.types import Array, ArrayLike

if TYPE_CHECKING:
    from autograd_core.array_ops.functions.arguments import ArrayT, TensorT
    from autograd_core.tensor.tensor import Tensor

    Parts: TypeAlias = Sequence[Tensor | Array] | Tensor

P = ParamSpec("P")
NodeT = TypeVar("NodeT", bound=Node)
_T = TypeVar("_T")
Nested: TypeAlias = Sequence[_T] | Sequence[Sequence[_T]]


class OfNumbers(Protocol[P]):
    """A function of numbers, applied to each entry of arrays."""

    __name__: str

    @overload
    def __call__(self, x: NodeT, *args: P.args, **kwargs: P.kwargs) -> NodeT: ...
    @overload
    def __call__(  # pyright: ignore[reportOverlappingOverload]
        self, x: float, *args: P.args, **kwargs: P.kwargs
    ) -> float: ...
    @overload
    def __call__(self, x: ArrayLike, *args: P.args, **kwargs: P.kwargs) -> Array: ...


class OfTwoArrays(Protocol[P]):
    """A function of two arrays; the result is a Tensor if one of them is."""

    __name__: str

    @overload
    def __call__(
        self, a: TensorT, b: TensorT | ArrayLike, *args: P.args, **kwargs: P.kwargs
    ) -> TensorT: ...
    @overload
    def __call__(
        self, a: ArrayLike, b: TensorT, *args: P.args, **kwargs: P.kwargs
    ) -> TensorT: ...
    @overload
    def __call__(
        self, a: ArrayLike, b: ArrayLike, *args: P.args, **kwargs: P.kwargs
    ) -> Array: ...


class OfParts(Protocol):
    """A function of a list of arrays; the result is a Tensor if one of them is."""

    __name__: str

    @overload
    def __call__(self, tup: Sequence[Array]) -> Array: ...  # type: ignore[overload-overlap]
    @overload
    def __call__(self, tup: Parts) -> Tensor: ...


class OfBlocks(Protocol):
    """A function of nested lists of arrays and numbers."""

    __name__: str

    @overload
    def __call__(self, arrays: Tensor | Nested[Tensor]) -> Tensor: ...
    @overload
    def __call__(self, arrays: Array | Nested[Array]) -> Array: ...
    @overload
    def __call__(self, arrays: Any) -> Any: ...


class OfEach(Protocol):
    """A function of one array, which for several gives a tuple."""

    __name__: str

    @overload
    def __call__(self, x: ArrayT, /) -> ArrayT: ...
    @overload
    def __call__(self, x: ArrayLike, /) -> Array: ...
    @overload
    def __call__(self, x: Any, y: Any, /, *others: Any) -> tuple[Any, ...]: ...


def of_numbers(function: Callable[Concatenate[Any, P], Any]) -> OfNumbers[P]:
    """A function of one operand and options as `OfNumbers`."""
    return cast("OfNumbers[P]", explained(function))


def of_two_arrays(function: Callable[Concatenate[Any, Any, P], Any]) -> OfTwoArrays[P]:
    """A function of two arrays and options as `OfTwoArrays`."""
    return cast("OfTwoArrays[P]", explained(function))


def of_parts(function: Callable[[Any], Any]) -> OfParts:
    """A function of a list of arrays as `OfParts`."""
    return cast("OfParts", explained(function))


def of_blocks(function: Callable[[Any], Any]) -> OfBlocks:
    """A function of nested lists of arrays as `OfBlocks`."""
    return cast("OfBlocks", explained(function))


def of_each(function: Callable[..., Any]) -> OfEach:
    """A function of any number of arrays as `OfEach`."""
    return cast("OfEach", explained(function))

"""The methods of a Tensor: ops of whole arrays, and Python's protocols.

Each op is documented at the function of the same name in `array_ops.functions`.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core.array_ops.checks import checked_axis
from autograd_core.array_ops.entries import values
from autograd_core.array_ops.functions import (
    index as indexing,
)
from autograd_core.array_ops.functions import (
    normalize,
    norms,
    products,
    reductions,
)
from autograd_core.array_ops.functions import (
    shape as shapes,
)
from autograd_core.engine import walk
from autograd_core.engine.node import Node, payload_of
from autograd_core.interop.absent import EntryCount
from autograd_core.messages.operands import describe
from autograd_core.messages.types import (
    Array,
    Axis,
    DType,
    DTypeLike,
    Integer,
    Integers,
    Scalar,
    Shape,
)
from autograd_core.messages.unpacking import warn_of_pair
from autograd_core.modes.active_inputs import running
from autograd_core.modes.user_code import warn

if TYPE_CHECKING:
    from typing_extensions import Self

_ENTRIES_IN_REPR = 100


class ArrayMethods(Node):
    """Base class of Tensor.

    >>> from autograd_core import Tensor
    >>> Tensor([[1.0, 2.0]]).T.shape
    (2, 1)
    """

    __slots__ = ("_array",)
    _holds_array = True
    __pandas_priority__ = 10_000  # tables leave their operators to a Tensor, too
    _is_mapped = False  # a name that is missing costs a formatted error in each op

    if TYPE_CHECKING:
        _array: Array

    @property
    def shape(self) -> Shape:
        """The lengths of the axes."""
        return self._array.shape

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self._array.ndim

    @property
    def size(self) -> int:
        """The number of entries."""
        return EntryCount(self._array.size)

    @property
    def dtype(self) -> DType:
        """float32 or float64."""
        return self._array.dtype

    @property
    def T(self) -> Self:
        """The axes reversed."""
        return shapes.transpose(self)

    def sum(self, axis: Axis = None, keepdims: bool = False, **options: Any) -> Self:
        """The sum along axes; d/d entry = 1."""
        return reductions.sum(self, axis, keepdims, **options)

    def mean(self, axis: Axis = None, keepdims: bool = False, **options: Any) -> Self:
        """The mean along axes; d/d entry = 1/n."""
        return reductions.mean(self, axis, keepdims, **options)

    def var(
        self,
        axis: Axis = None,
        *,
        keepdims: bool = False,
        ddof: Scalar = 0,
        **options: Any,
    ) -> Self:
        """The variance along axes, with divisor n - ddof."""
        return reductions.var(self, axis, keepdims=keepdims, ddof=ddof, **options)

    def std(
        self,
        axis: Axis = None,
        *,
        keepdims: bool = False,
        ddof: Scalar = 0,
        **options: Any,
    ) -> Self:
        """The standard deviation along axes, with divisor n - ddof."""
        return reductions.std(self, axis, keepdims=keepdims, ddof=ddof, **options)

    def prod(self, axis: Axis = None, keepdims: bool = False, **options: Any) -> Self:
        """The product along axes."""
        return reductions.prod(self, axis, keepdims, **options)

    def max(self, axis: Axis = None, keepdims: bool = False, **options: Any) -> Self:
        """The largest entry along axes; ties share the gradient."""
        return reductions.max(self, axis, keepdims, **options)

    def min(self, axis: Axis = None, keepdims: bool = False, **options: Any) -> Self:
        """The smallest entry along axes; ties share the gradient."""
        return reductions.min(self, axis, keepdims, **options)

    def argmax(self, axis: Integer | None = None, keepdims: bool = False) -> Any:
        """The position of the largest entry: an integer, or an array of them."""
        axis = _one_axis(axis, self, "argmax")
        return np.argmax(self._array, axis, keepdims=keepdims)

    def argmin(self, axis: Integer | None = None, keepdims: bool = False) -> Any:
        """The position of the smallest entry: an integer, or an array of them."""
        axis = _one_axis(axis, self, "argmin")
        return np.argmin(self._array, axis, keepdims=keepdims)

    def logsumexp(self, axis: Axis = None, keepdims: bool = False) -> Self:
        """log of the sum of e^x along axes, without overflow."""
        return reductions.logsumexp(self, axis, keepdims)

    def softmax(self, axis: Axis = -1) -> Self:
        """e^x / sum of e^x along an axis."""
        return normalize.softmax(self, axis)

    def log_softmax(self, axis: Axis = -1) -> Self:
        """The logarithms of the softmax along an axis."""
        return normalize.log_softmax(self, axis)

    def cumsum(self, axis: Integer | None = None, dtype: Any = None) -> Self:
        """The running sums along an axis."""
        return normalize.cumsum(self, axis, dtype)

    def norm(
        self,
        ord: Scalar | str | None = None,
        axis: Axis = None,
        keepdims: bool = False,
    ) -> Self:
        """The length of vectors or matrices; its gradient at 0 is 0."""
        return norms.norm(self, ord, axis, keepdims)

    def dot(self, other: Any) -> Self:
        """`np.dot`: the last axis of this with the last but one of the other."""
        return products.dot(self, other)

    def reshape(self, *shape: Any) -> Self:
        """The same entries in another shape: `t.reshape(2, -1)`."""
        return shapes.reshape(self, shape[0] if len(shape) == 1 else shape)

    def ravel(self) -> Self:
        """All entries along one axis."""
        return shapes.ravel(self)

    def flatten(self, start_axis: Integer = 0) -> Self:
        """All entries along one axis, or those of the axes from `start_axis` on."""
        if not start_axis:
            return shapes.ravel(self)
        k = checked_axis(start_axis, self, "flatten")
        length = math.prod(self.shape[k:])
        return shapes.reshape(self, (*self.shape[:k], length))

    def transpose(self, *axes: Any) -> Self:
        """The axes in another order, reversed by default."""
        if not axes or axes == (None,):
            return shapes.transpose(self)
        if axes == (0, 1):
            warn(
                "transpose(0, 1) leaves a matrix as it is, as in NumPy; for what "
                "PyTorch does write x.swapaxes(0, 1)",
                UserWarning,
            )
        return shapes.transpose(self, axes[0] if len(axes) == 1 else axes)

    def swapaxes(self, axis1: Integer, axis2: Integer) -> Self:
        """Two axes exchanged."""
        return shapes.swapaxes(self, axis1, axis2)

    def squeeze(self, axis: Axis = None) -> Self:
        """Without axes of length 1."""
        return shapes.squeeze(self, axis)

    def expand_dims(self, axis: Integers) -> Self:
        """New axes of length 1 at positions in the result."""
        return shapes.expand_dims(self, axis)

    def broadcast_to(self, shape: Integers) -> Self:
        """Entries repeated along new axes and along those of length 1."""
        return shapes.broadcast_to(self, shape)

    def astype(self, dtype: DTypeLike) -> Self:
        """The same numbers as float32 or float64."""
        return shapes.astype(self, dtype)

    def trace(
        self,
        offset: Integer = 0,
        axis1: Integer = 0,
        axis2: Integer = 1,
        dtype: Any = None,
    ) -> Self:
        """The sum of a diagonal of a matrix, or of each in a stack."""
        return indexing.trace(self, offset, axis1, axis2, dtype)

    def diagonal(
        self, offset: Integer = 0, axis1: Integer = 0, axis2: Integer = 1
    ) -> Self:
        """A diagonal of a matrix, or of each in a stack."""
        return indexing.diagonal(self, offset, axis1, axis2)

    def take(
        self, indices: Any, axis: Integer | None = None, mode: str = "raise"
    ) -> Self:
        """The entries at positions along an axis."""
        return repeating().take(self, indices, axis, mode)

    def repeat(self, repeats: Any, axis: Integer | None = None) -> Self:
        """Each entry repeated along an axis."""
        return repeating().repeat(self, repeats, axis)

    def all(self, axis: Axis = None, **options: Any) -> Any:
        """Whether no entry is 0: a bool, or an array of them."""
        return np.all(self._array, axis, **options)

    def any(self, axis: Axis = None, **options: Any) -> Any:
        """Whether an entry is not 0: a bool, or an array of them."""
        return np.any(self._array, axis, **options)

    def tolist(self) -> Any:
        """The entries as plain floats in nested lists; they leave the graph."""
        if running:
            walk.check_stays(self, "tolist()")
        return self._array.tolist()

    def item(self) -> float:
        """The one entry as a plain float; it leaves the graph.

        Raises:
            ValueError: there is not exactly one entry.
        """
        if self._array.size != 1:
            raise ValueError(
                f"item() of {describe(self)}: only a Tensor of one entry is a number; "
                "use numpy() for all of them"
            )
        if running:
            walk.check_stays(self, "item()")
        return float(self._array.item())

    def numpy(self) -> Array:
        """A copy of the entries as a plain array; it leaves the graph."""
        if running:
            walk.check_stays(self, "numpy()")
        return self._array.copy()

    def values(self) -> Any:
        """The entries as Values, in nested lists as deep as there are axes."""
        return values(self)

    # -- Python's protocols ----------------------------------------------------------

    def __repr__(self) -> str:
        return text_of(self)

    def __format__(self, spec: str) -> str:
        if not spec:
            return repr(self)
        if self._array.size != 1:
            raise ValueError(
                f"the format {spec!r} is for one number, not for {describe(self)}; use "
                "np.array2string(t.data, precision=3)"
            )
        return format(self._array.item(), spec)

    def __bool__(self) -> bool:
        """Whether the one entry is not 0.

        Raises:
            ValueError: there is not exactly one entry.
        """
        if self._array.size != 1:
            raise ValueError(
                f"the truth value of {describe(self)} is ambiguous: it has "
                f"{self._array.size} entries; use (t.data > 0).all() or .any()"
            )
        return bool(self._array.item() != 0)

    def __len__(self) -> int:
        if not self._array.ndim:
            raise TypeError(f"len() of {describe(self)}, which has no axes")
        return self._array.shape[0]

    def __setitem__(self, index: object, value: object) -> None:
        raise TypeError(
            f"{describe(self)} cannot be assigned to in place, it would not be "
            "recorded: use autograd_core.where or concatenate, or "
            "t.data[...] = ... on a leaf"
        )

    def __getitem__(self, index: object) -> Self:
        return indexing.getitem(self, index)

    def __iter__(self) -> Iterator[Self]:
        """The parts along the first axis, each with its gradient."""
        if not self._array.ndim:
            raise TypeError(f"{describe(self)} has no axis to iterate over")
        if len(self._array) == 2 and self.op in ("max", "min"):
            warn_of_pair(self.op)
        return iter([self[i] for i in range(len(self._array))])

    def __contains__(self, number: object) -> bool:
        """Whether an entry equals the number, as for a NumPy array."""
        return bool(np.any(self._array == payload_of(number)))


def repeating() -> Any:
    """The module of functions that is imported when one is first used."""
    return importlib.import_module("autograd_core.array_ops.functions.repeating")


def text_of(node: ArrayMethods) -> str:
    """The repr of a Tensor: its numbers, or the shape of a large or empty one."""
    fields = "" if node.dtype == np.float64 else f", dtype={node.dtype}"
    fields += f", label={node.label!r}" if node.label else ""
    fields += f", op={node.op!r}" if node.op else ""
    if node.size > _ENTRIES_IN_REPR or not node.size:
        return f"Tensor(shape={node.shape}{fields})"
    gap = "\n       " if node.ndim > 1 else " "
    numbers, grad = _numbers(payload_of(node), 7), _numbers(node.grad, 12)
    return f"Tensor({numbers},{gap}grad={grad}{fields})"


def _numbers(array: Array, indent: int) -> str:
    return np.array2string(np.asarray(array), separator=", ", prefix=" " * indent)


def _one_axis(axis: Any, x: object, name: str) -> Integer | None:
    return None if axis is None else checked_axis(axis, x, name)

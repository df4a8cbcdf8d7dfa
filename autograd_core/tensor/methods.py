"""What a Tensor has beyond a Node: the ops of whole arrays, as methods.

What the op does stands at the function of the same name in `autograd_core.array_ops`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core import array_ops
from autograd_core.array_ops import coercion
from autograd_core.array_ops.checks import checked_axis
from autograd_core.engine.node import Node
from autograd_core.interop.torch_names import TENSORS, missing
from autograd_core.messages.operands import describe

_SHOWN_ENTRIES = 100


class ArrayMethods(Node):
    """Base class of Tensor.

    >>> from autograd_core import Tensor
    >>> Tensor([[1.0, 2.0]]).T.shape
    (2, 1)
    """

    __slots__ = ("_array",)

    if TYPE_CHECKING:
        _array: np.ndarray

    def __getattr__(self, name: str) -> Any:
        owner = f"a {type(self).__name__}"
        raise missing(owner, name, TENSORS.get(name), self)

    @property
    def shape(self) -> tuple[int, ...]:
        """The lengths of the axes."""
        return self._array.shape

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self._array.ndim

    @property
    def size(self) -> int:
        """The number of entries."""
        return self._array.size

    @property
    def dtype(self) -> Any:
        """float32 or float64."""
        return self._array.dtype

    @property
    def T(self) -> Any:
        """The axes reversed."""
        return array_ops.transpose(self)

    def sum(self, axis: Any = None, keepdims: Any = False) -> Any:
        """The sum along axes; d/d entry = 1."""
        return array_ops.sum(self, axis, keepdims)

    def mean(self, axis: Any = None, keepdims: Any = False) -> Any:
        """The mean along axes; d/d entry = 1/n."""
        return array_ops.mean(self, axis, keepdims)

    def var(self, axis: Any = None, keepdims: Any = False, ddof: Any = 0) -> Any:
        """The variance along axes, with divisor n - ddof."""
        return array_ops.var(self, axis, keepdims, ddof)

    def std(self, axis: Any = None, keepdims: Any = False, ddof: Any = 0) -> Any:
        """The standard deviation along axes, with divisor n - ddof."""
        return array_ops.std(self, axis, keepdims, ddof)

    def prod(self, axis: Any = None, keepdims: Any = False) -> Any:
        """The product along axes."""
        return array_ops.prod(self, axis, keepdims)

    def max(self, axis: Any = None, keepdims: Any = False) -> Any:
        """The largest entry along axes; ties share the gradient."""
        return array_ops.max(self, axis, keepdims)

    def min(self, axis: Any = None, keepdims: Any = False) -> Any:
        """The smallest entry along axes; ties share the gradient."""
        return array_ops.min(self, axis, keepdims)

    def argmax(self, axis: Any = None) -> Any:
        """Where the largest entry is: a plain integer, or an array of them."""
        return np.argmax(self.data, _one_axis(axis, self, "argmax"))

    def argmin(self, axis: Any = None) -> Any:
        """Where the smallest entry is: a plain integer, or an array of them."""
        return np.argmin(self.data, _one_axis(axis, self, "argmin"))

    def logsumexp(self, axis: Any = None, keepdims: Any = False) -> Any:
        """log of the sum of e^x along axes, without overflow."""
        return array_ops.logsumexp(self, axis, keepdims)

    def softmax(self, axis: Any = -1) -> Any:
        """e^x / sum of e^x along an axis."""
        return array_ops.softmax(self, axis)

    def log_softmax(self, axis: Any = -1) -> Any:
        """The logarithms of the softmax along an axis."""
        return array_ops.log_softmax(self, axis)

    def cumsum(self, axis: Any = None) -> Any:
        """The running sums along an axis."""
        return array_ops.cumsum(self, axis)

    def norm(self, ord: Any = None, axis: Any = None, keepdims: Any = False) -> Any:
        """The length of vectors or matrices; its gradient at 0 is 0."""
        return array_ops.norm(self, ord, axis, keepdims)

    def dot(self, other: Any) -> Any:
        """`np.dot`: the last axis of this with the last but one of the other."""
        return array_ops.dot(self, other)

    def reshape(self, *shape: Any) -> Any:
        """The same entries in another shape: `t.reshape(2, -1)`."""
        wanted = shape[0] if len(shape) == 1 else shape
        return array_ops.reshape(self, wanted)

    def ravel(self) -> Any:
        """All entries along one axis."""
        return array_ops.ravel(self)

    def flatten(self) -> Any:
        """All entries along one axis."""
        return array_ops.ravel(self)

    def transpose(self, *axes: Any) -> Any:
        """The axes in the order given, reversed by default."""
        if not axes or axes == (None,):
            return array_ops.transpose(self)
        return array_ops.transpose(self, axes[0] if len(axes) == 1 else axes)

    def swapaxes(self, axis1: Any, axis2: Any) -> Any:
        """Two axes exchanged."""
        return array_ops.swapaxes(self, axis1, axis2)

    def squeeze(self, axis: Any = None) -> Any:
        """Without axes of length 1."""
        return array_ops.squeeze(self, axis)

    def expand_dims(self, axis: Any) -> Any:
        """New axes of length 1 at the places given."""
        return array_ops.expand_dims(self, axis)

    def broadcast_to(self, shape: Any) -> Any:
        """Entries repeated along new axes and along those of length 1."""
        return array_ops.broadcast_to(self, shape)

    def astype(self, dtype: Any) -> Any:
        """The same numbers as float32 or float64."""
        return array_ops.astype(self, dtype)

    def trace(self, offset: Any = 0, axis1: Any = 0, axis2: Any = 1) -> Any:
        """The sum of a diagonal of a matrix, or of each in a stack."""
        return array_ops.trace(self, offset, axis1, axis2)

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
        return float(self._array.item())

    def numpy(self) -> np.ndarray:
        """A copy of the entries as a plain array; it leaves the graph."""
        return self._array.copy()

    def values(self) -> Any:
        """The entries as Values, in nested lists as deep as there are axes."""
        return array_ops.values(self)

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
        return format(self.item(), spec)

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

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        raise TypeError(
            f"turning {describe(self)} into a plain array would silently leave the "
            "graph: use t.numpy(), or the functions of autograd_core, such as "
            "stack([t, u]) for np.array([t, u])"
        )

    def __setitem__(self, index: Any, value: Any) -> None:
        raise TypeError(
            f"{describe(self)} is not assigned to in place, the graph could not know: "
            "use autograd_core.where or concatenate, or t.data[...] = ... on a leaf"
        )

    def __getitem__(self, index: Any) -> Any:
        return array_ops.getitem(self, index)

    def __iter__(self) -> Iterator[Any]:
        """The parts along the first axis, each with its gradient."""
        if not self.data.ndim:
            raise TypeError(f"{describe(self)} has no axis to iterate over")
        return iter([self[i] for i in range(len(self.data))])

    def __contains__(self, number: Any) -> bool:
        """Whether an entry equals the number, as for an array of NumPy's."""
        return bool(np.any(self.data == coercion.payload_of(number)))


def text_of(node: Any) -> str:
    """The repr of a Tensor: its numbers, or the shape of a large or empty one."""
    more = "" if node.dtype == np.float64 else f", dtype={node.dtype}"
    more += f", label={node.label!r}" if node.label else ""
    more += f", op={node.op!r}" if node.op else ""
    if node.size > _SHOWN_ENTRIES or not node.size:
        return f"Tensor(shape={node.shape}{more})"
    gap = "\n       " if node.ndim > 1 else " "
    numbers, grad = _numbers(node.data, 7), _numbers(node.grad, 12)
    return f"Tensor({numbers},{gap}grad={grad}{more})"


def _numbers(array: Any, indent: int) -> str:
    return np.array2string(np.asarray(array), separator=", ", prefix=" " * indent)


def _one_axis(axis: Any, x: Any, name: str) -> Any:
    return None if axis is None else checked_axis(axis, x, name)

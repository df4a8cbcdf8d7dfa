"""The data and the gradient of a Tensor, and how the walk adds to the gradient.

`gradient_buffer.pxd` holds the types of the compiled build.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core.array_ops.broadcasting import broadcast, unbroadcast
from autograd_core.messages.types import Array, ArrayLike, Operand
from autograd_core.tensor import payloads
from autograd_core.tensor.methods import ArrayMethods

ndarray = np.ndarray


class GradientArray(ArrayMethods):
    """The part of a Tensor that holds its numbers and its gradient.

    >>> from autograd_core import Tensor
    >>> Tensor([1.0, 2.0]).grad
    array([0., 0.])
    """

    __slots__ = ("_buffered", "_gradient", "_owned")

    if TYPE_CHECKING:
        _gradient: Any
        _owned: bool
        _buffered: bool

    @property
    def data(self) -> Array:
        """The array itself. Assign to a leaf to change it; the shape and dtype stay.

        An array of the right dtype is taken as it is, without a copy.
        """
        return self._array

    @data.setter
    def data(self, data: ArrayLike) -> None:
        self._array = payloads.replacement(self, data, "Tensor.data")

    @property
    def grad(self) -> Array:
        """d root / d self after `root.backward()`, else zeros; shape and dtype of data.

        Leaves accumulate over several `backward()` calls, in place: copy an array that
        you want to keep. Assigning None or 0 resets, and leaves the array as it was.
        The gradient of a leaf is its own array; results may share theirs.
        """
        if self._gradient is None:
            return np.zeros(self._array.shape, self._array.dtype)
        return self._gradient

    @grad.setter
    def grad(self, grad: ArrayLike | None) -> None:
        if grad is None or (type(grad) in (int, float) and grad == 0):
            self.zero_grad()
            return
        if grad is not self._gradient:
            self._gradient = payloads.replacement(self, grad, "Tensor.grad")
            # It is the caller's array: the next backward() must not write into it.
            self._owned = False
            self._buffered = False
        self._reached = True

    def zero_grad(self) -> None:
        """Reset the gradient: `grad` is zeros again and `has_grad` False."""
        self._reached = False
        if self._buffered:
            self._gradient.fill(0.0)
        else:
            self._gradient = None

    def use_buffers(self, data: Array, grad: Array) -> None:
        """Use arrays of the caller as the data and the gradient of a leaf.

        An optimizer that owns one flat buffer gives each parameter its views of it.

        Args:
            data: an array of this shape and dtype; it becomes `data`, with its own
                numbers.
            grad: another one; every `backward()` and `zero_grad()` writes into it,
                until `grad` is assigned.

        Raises:
            TypeError: one of the two is not an array of this dtype.
            ValueError: one of the two is of another shape, or read-only.

        >>> from autograd_core import Tensor
        >>> flat, flat_grad = np.ones(4), np.zeros(4)
        >>> b = Tensor([2.0, 2.0])
        >>> b.use_buffers(flat[2:], flat_grad[2:])
        >>> b.square().sum().backward()
        >>> flat_grad
        array([0., 0., 2., 2.])
        """
        new_data = payloads.buffer(self, data, "data")
        new_grad = payloads.buffer(self, grad, "grad")
        if self._gradient is None:
            new_grad.fill(0.0)
        else:
            np.copyto(new_grad, self._gradient)
        self._array, self._gradient = new_data, new_grad
        self._owned = self._buffered = True

    # -- called by the walk ----------------------------------------------------------

    def _seed(self, gradient: Array) -> None:
        self._add(gradient, gradient)

    def _add(self, contribution: Any, upstream: Any) -> None:
        """Add a contribution to the gradient; the first one of a walk replaces it."""
        array = self._array
        if type(contribution) is not ndarray:
            contribution = np.asarray(contribution)
        if contribution.shape != array.shape or contribution.dtype is not array.dtype:
            contribution = unbroadcast(contribution, array.shape, array.dtype)
        if self._reached:
            if self._owned:
                np.add(self._gradient, contribution, self._gradient)
            else:
                self._gradient = np.asarray(self._gradient + contribution)
                self._owned = True
        elif self._buffered:
            np.copyto(self._gradient, contribution)
        else:
            # A rule may return the upstream gradient itself, or a view of it. A result
            # may share it with other nodes; the gradient of a leaf is its own array.
            self._owned = contribution is not upstream and contribution.base is None
            if not self._owned and self._rule is None:
                contribution = contribution.copy()
                self._owned = True
            self._gradient = contribution
        self._reached = True

    def _receive(self, contribution: Any, upstream: Any, ready: Any) -> None:
        """Add a contribution; the last one makes a result ready to send its own."""
        self._add(contribution, upstream)
        if self._rule is not None:
            self._pending -= 1
            if self._pending == 0:
                ready.append(self)

    def _receive_entry(self, index: Any, contribution: Any, ready: Any) -> None:
        """Add a contribution to one entry, from the Value made of it."""
        if not self._reached:
            zeros = np.zeros(self._array.shape, self._array.dtype)
            self._add(zeros, None)
        elif not self._owned:
            self._gradient = self._gradient.copy()
            self._owned = True
        self._gradient[index] += contribution
        if self._rule is not None:
            self._pending -= 1
            if self._pending == 0:
                ready.append(self)

    def _fitted(self, cotangent: Operand) -> Operand:
        """A cotangent in the shape and dtype of this node, summed over broadcasts."""
        return unbroadcast(cotangent, self._array.shape, self._array.dtype)

    def _spread(self, tangent: Operand) -> Operand:
        """A tangent in the shape and dtype of this node."""
        return broadcast(tangent, self._array.shape, self._array.dtype)

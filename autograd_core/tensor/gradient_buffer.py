"""The data and the gradient of a Tensor, and its part in a walk over the graph.

`gradient_buffer.pxd` holds the types of the compiled build.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import autograd_core.engine.native.timed_walk as timed_walk
import autograd_core.engine.walk as walk
from autograd_core.array_ops.broadcasting import broadcast, unbroadcast
from autograd_core.array_ops.entries import EntryShare, scattered
from autograd_core.engine.node import Node, payload_of, seen_by_rule
from autograd_core.messages.types import Array, ArrayLike, Operand, Totals
from autograd_core.modes import modes
from autograd_core.modes.active_inputs import running
from autograd_core.modes.anomaly import check_cotangent
from autograd_core.tensor import array_changes, payloads
from autograd_core.tensor.jacobian_of_op import local_grads
from autograd_core.tensor.methods import ArrayMethods

ndarray = np.ndarray
watched = array_changes.watched

# Whether a walk has reached a Tensor; only one walk runs at a time, but a custom op may
# walk a graph of its own in the middle of it.
quiet = False

# How often the data of a Tensor was assigned: the time, for `_made` and `_assigned`.
assignments = 0


class GradientArray(ArrayMethods):
    """The part of a Tensor that holds its numbers and its gradient.

    >>> from autograd_core import Tensor
    >>> Tensor([1.0, 2.0]).grad
    array([0., 0.])
    """

    __slots__ = ("_assigned", "_buffered", "_gradient", "_made", "_owned")

    if TYPE_CHECKING:
        _gradient: Any
        _made: int  # when the op ran
        _assigned: int  # when `data` was assigned last
        _owned: bool
        _buffered: bool

    @property
    def local_grads(self) -> tuple[Array, ...]:
        """d self / d parent, one array for each parent.

        For an elementwise op the derivative of each entry, of the shape of the result;
        for any other op the Jacobian, of shape `self.shape + parent.shape`.
        """
        return local_grads(self)

    @property
    def data(self) -> Array:
        """The array itself. Assign to a leaf to change it; the shape and dtype stay.

        An array of the right dtype is taken as it is, without a copy. A graph that was
        recorded with the old numbers cannot be walked any more.

        Raises:
            GraphError: inside a function that a transform differentiates, where the
                array depends on its inputs: it would count as a constant.
        """
        if running:
            walk.check_stays(self, "data")
        return self._array

    @data.setter
    def data(self, data: ArrayLike) -> None:
        self._array = payloads.replacement(self, data, "Tensor.data")
        note_assignment(self)

    @property
    def grad(self) -> Array:
        """d root / d self after `root.backward()`, else zeros; shape and dtype of data.

        Leaves accumulate over several `backward()` calls, in place: copy an array that
        you want to keep. Assigning None or 0 resets it; the array stays as it was.
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
        if not np.array_equal(new_data, self._array, equal_nan=True):
            note_assignment(self)
        self._array, self._gradient = new_data, new_grad
        self._owned = self._buffered = True

    def _payload(self) -> Any:
        return self._array

    # -- in `backward()` -------------------------------------------------------------

    def _seed(self, gradient: Array) -> None:
        self._add(gradient, gradient)

    def _send(self, ready: Any) -> None:
        """Send each operand that is a node its contribution.

        The first Tensor of a walk runs the rest of it inside `np.errstate`: local
        derivatives may be inf, and entering it for every node would be slow.
        """
        global quiet
        if quiet:
            self._send_contributions(ready)
            return
        try:
            quiet = True
            with np.errstate(all="ignore"):
                self._send_contributions(ready)
                timed_walk.run(ready)
        finally:
            quiet = False

    def _send_contributions(self, ready: Any) -> None:
        if self._nary:
            operands: tuple[Any, ...] = self._x
        elif self._y is None:
            operands = (self._x,)
        else:
            operands = (self._x, self._y)
        numbers = tuple([payload_of(operand) for operand in operands])
        for i in range(len(operands)):
            if isinstance(operands[i], Node):
                node: Node = operands[i]
                if isinstance(node, GradientArray):
                    leaf: GradientArray = node
                    # The first contribution to a buffer is computed in its place.
                    if (
                        leaf._buffered
                        and not leaf._reached
                        and self._rule.vjp_into(
                            i, self._gradient, numbers, leaf._gradient
                        )
                    ):
                        leaf._reached = True
                        continue
                contribution = self._rule.vjp(i, self._gradient, self._array, numbers)
                node._receive(contribution, self._gradient, ready)

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

    # -- in `gradients` --------------------------------------------------------------

    def _contribute(self, upstream: Any, totals: Totals, on_nodes: bool) -> None:
        checking = modes.detecting()
        if checking:
            self._check_unchanged()
        # Once for all operands, of which there may be thousands.
        out, operands = seen_by_rule(self, on_nodes)
        rule = self._rule.at(out, operands)
        for i, parent in enumerate(self.operands):
            if isinstance(parent, Node) and id(parent) in totals:
                share = parent._unbroadcast(rule.vjp(i, upstream, out, operands))
                if checking:
                    check_cotangent(parent, self, payload_of(share))
                totals[id(parent)] = parent._accumulate(totals[id(parent)], share)

    def _accumulate(self, total: Any, share: Any) -> Any:
        # Contributions to single entries are collected, and scattered all at once.
        if isinstance(share, EntryShare):
            sums, entries = total if isinstance(total, tuple) else (total, [])
            entries.append(share)
            return (sums, entries)
        if isinstance(total, tuple):
            sums, entries = total
            return (share if sums is None else sums + share, entries)
        return share if total is None else total + share

    def _total(self, total: Any) -> Operand:
        if not isinstance(total, tuple):
            return total
        sums, entries = total
        share = scattered(entries, self)
        return share if sums is None else sums + share

    def _unbroadcast(self, cotangent: Operand) -> Operand:
        """A cotangent in the shape and dtype of this node, summed over broadcasts."""
        return unbroadcast(cotangent, self._array.shape, self._array.dtype)

    def _broadcast(self, tangent: Operand) -> Operand:
        """A tangent in the shape and dtype of this node."""
        return broadcast(tangent, self._array.shape, self._array.dtype)

    def _check_current(self) -> None:
        if self._made != assignments:
            array_changes.check_assignments(self, self._made)
        if watched:
            array_changes.check_watched(self)

    def _assigned_after(self, time: Any) -> bool:
        """Whether `data` was assigned later than an op ran."""
        return bool(self._assigned > time)

    def _check_unchanged(self) -> None:
        """Raise if an array of this op was changed in place since it ran."""
        array_changes.check_checksums(self)

    def note_change(self) -> None:
        """Say that the array of `data` was written into, as optimizers do.

        As after an assignment of `data`, results of the old numbers refuse `backward`.
        """
        note_assignment(self)


def note_assignment(tensor: GradientArray) -> None:
    """Note that the data of a Tensor was assigned."""
    global assignments
    assignments += 1
    tensor._assigned = assignments

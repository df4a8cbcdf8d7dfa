"""The storage of parameters under an optimizer: flat arrays, one per dtype.

Rules are elementwise, so to them all parameters are one long array. Values are gathered
into it and scattered back. Tensors live in it: their data and gradients are views.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core import Value
from autograd_core.extend import (
    all_have_gradients,
    assign,
    clear_gradients,
    data_of,
    forget_gradients,
    gather,
    live_in,
    note_changes,
)


class ValueSlots:
    """Values, gathered into float64 arrays and scattered back.

    >>> w, b = Value(1.0), Value(2.0)
    >>> slots = ValueSlots([w, b])
    >>> slots.store(10 * slots.numbers())
    >>> w.data, b.data
    (10.0, 20.0)
    """

    def __init__(self, params: Sequence[Value]) -> None:
        self.params = list(params)

    def numbers(self) -> Any:
        """The parameters as one flat array, the caller's to change."""
        return data_of(self.params)

    def taken(self) -> tuple[Any, Any, list[bool] | None]:
        """The parameters, their gradients, and which are idle, in one pass."""
        count = len(self.params)
        numbers, gradients = np.empty(count), np.empty(count)
        if gather(self.params, numbers, gradients):
            return numbers, gradients, None
        return numbers, gradients, self.idle()

    def idle(self) -> list[bool] | None:
        """Whether each parameter is without a gradient; None if all have one."""
        if all_have_gradients(self.params):
            return None
        return [not (param.has_grad or param.grad) for param in self.params]

    def forget(self) -> bool:
        """Let no parameter have a gradient; whether one had."""
        return clear_gradients(self.params)

    def entries(self, members: list[int]) -> Any:
        """The entries of some parameters, an index that copies."""
        return np.array(members)

    def store(self, numbers: Any) -> None:
        """Give each parameter its entry of a flat array."""
        assign(self.params, numbers)

    def split(self, flat: Any) -> list[Any]:
        """A flat array as one float per parameter."""
        return flat.tolist()


class TensorSlots:
    """Tensors of one dtype that live in one flat array, and their gradients in another.

    A Tensor that was given other arrays meanwhile (`t.data = ...`, `t.grad = ...`, a
    second optimizer) is taken in again, with the numbers it has then.
    """

    def __init__(self, params: Sequence[Any]) -> None:
        self.params = list(params)
        dtype = self.params[0].data.dtype
        count = sum(param.data.size for param in self.params)
        self._flat, self._flat_grad = np.empty(count, dtype), np.empty(count, dtype)
        self._data, self._grads = self.split(self._flat), self.split(self._flat_grad)
        self._take_in()

    def numbers(self) -> Any:
        """The parameters as one flat array; changing it changes them."""
        self._take_in()
        return self._flat

    def taken(self) -> tuple[Any, Any, list[bool] | None]:
        """The parameters, their gradients, and which are idle."""
        self._take_in()
        return self._flat, self._flat_grad, self.idle()

    def idle(self) -> list[bool] | None:
        """Whether each parameter is without a gradient; None if all have one."""
        if all_have_gradients(self.params):
            return None
        # A gradient may have been written into the array by hand.
        return [not (param.has_grad or np.any(param.grad)) for param in self.params]

    def forget(self) -> bool:
        """Let no parameter have a gradient; whether one had."""
        if live_in(self.params, self._data, self._grads):
            self._flat_grad.fill(0.0)
            return forget_gradients(self.params)
        return clear_gradients(self.params)

    def entries(self, members: list[int]) -> Any:
        """The entries of some parameters, an index that copies."""
        chosen = np.zeros(len(self.params), bool)
        chosen[members] = True
        return np.repeat(chosen, [param.data.size for param in self.params])

    def store(self, numbers: Any) -> None:
        """Give each parameter its part of a flat array."""
        if numbers is not self._flat:
            self.numbers()[...] = numbers
        note_changes(self.params)

    def split(self, flat: Any) -> list[Any]:
        """A flat array as one view per parameter, of its shape."""
        ends = np.cumsum([param.data.size for param in self.params])
        parts = np.split(flat, ends[:-1])
        return [
            part.reshape(param.data.shape)
            for part, param in zip(parts, self.params, strict=True)
        ]

    def _take_in(self) -> None:
        """Let every parameter live in its views, with the numbers that it has now."""
        if live_in(self.params, self._data, self._grads):
            return
        for param, data, grad in zip(self.params, self._data, self._grads, strict=True):
            if param.data is not data or param.grad is not grad:
                if param.data is not data:
                    data[...] = param.data
                param.use_buffers(data, grad)

    def __reduce__(self) -> Any:
        # Copied views would be arrays of their own; a copy makes its own views.
        return type(self), (self.params,)


Slots = ValueSlots | TensorSlots


def slots_for(params: Sequence[Any]) -> list[Slots]:
    """The parameters in slots by kind and dtype, each kind in the order given.

    >>> [type(slots).__name__ for slots in slots_for([Value(1.0), Value(2.0)])]
    ['ValueSlots']
    """
    by_kind: dict[Any, list[Any]] = {}
    for param in params:
        kind = None if isinstance(param, Value) else param.data.dtype
        by_kind.setdefault(kind, []).append(param)
    return [
        ValueSlots(members) if kind is None else TensorSlots(members)
        for kind, members in by_kind.items()
    ]

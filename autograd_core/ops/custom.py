"""`CustomOp`: an elementwise op of the user's own."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_core.messages.errors import GraphError, add_note
from autograd_core.messages.numbers import as_float
from autograd_core.messages.operands import (
    call_text,
    is_node,
    is_tensor,
    payload,
    short_repr,
)
from autograd_core.messages.signatures import signature_or_any
from autograd_core.messages.types import (
    Array,
    Operand,
    Operands,
    Payload,
    Shape,
    Tangents,
)
from autograd_core.modes import active_inputs
from autograd_core.ops.object_arrays import entrywise, holds_nodes
from autograd_core.ops.rule import Rule, product, weighted_sum


class CustomOp(Rule):
    """An op made by `custom_op`; call it like a function."""

    symbol: str = ""

    def __init__(
        self, forward: Callable[..., Any], local_grads: Callable[..., Any], name: str
    ) -> None:
        self.forward = forward
        self.local_grads = local_grads
        self.name = self.symbol = self.__name__ = name
        self.__doc__ = forward.__doc__
        # The local derivatives at the operands of one Tensor, or in one walk on nodes.
        self._slopes: Operands | None = None
        self._on_nodes = False

    def __repr__(self) -> str:
        return f"<op {self.name!r}>"

    def __call__(self, *operands: Operand) -> Any:
        """The value at numbers or arrays, or a recorded node if an operand is one."""
        if any(map(is_tensor, operands)):
            return self._on_tensors(operands)
        for operand in operands:
            record = getattr(type(operand), "_apply", None)
            if record is not None:
                return record(self, operands)
        if any(isinstance(x, np.ndarray) and x.ndim for x in operands):
            if holds_nodes(operands):
                return entrywise(self, operands)
            arrays: Any = operands
            try:
                return self.array(*arrays)
            except ValueError as error:
                raise ValueError(f"{call_text(self, operands)}: {error}") from error
        return self.value(*[as_float(x, self.name) for x in operands])

    def _on_tensors(self, operands: Operands) -> Any:
        """The node of an op on arrays, which keeps its local derivatives as arrays.

        Those of Values are numbers that their nodes keep. So the user's functions run
        here and at higher orders, not in the middle of `backward()`, which would have
        to hold its lock meanwhile, and would stop halfway through if one fails.
        """
        rule = copy.copy(self)
        first: Any = next(x for x in operands if is_tensor(x))
        node = first._apply(rule, operands)
        if node.parents:
            arrays = [*map(payload, node.operands)]
            with np.errstate(all="ignore"):
                rule._slopes = self._slopes_at(node._payload(), arrays)
        return node

    def value(self, *numbers: float) -> float:
        """The user's forward function at floats.

        Raises:
            TypeError: it gave no number.
        """
        try:
            out = self.forward(*numbers)
        except TypeError:
            self._check_count(self.forward, "", numbers)
            raise
        except Exception as error:
            add_note(error, f"in the forward of custom op {self.name} at {numbers}")
            raise
        return as_float(out, f"custom op {self.name}, forward")

    def _check_count(
        self, function: Callable[..., Any], role: str, operands: Sequence[Any]
    ) -> None:
        signature = signature_or_any(function)
        try:
            signature.bind(*operands)
        except TypeError as error:
            raise TypeError(
                f"custom op {self.name}{role}{signature}: {error}"
            ) from None

    def evaluate(
        self, numbers: Sequence[float], are_nodes: Sequence[bool]
    ) -> tuple[float, list[float]]:
        """The value and the local derivatives; the user's functions run once each.

        Raises:
            TypeError: one of them gave no number.
            ValueError: there is not one derivative for each operand.
        """
        out = self.value(*numbers)
        slopes = self._derivatives(numbers)
        where = f"custom op {self.name}, local_grads"
        return out, [as_float(slope, where) for slope in slopes]

    def local_grad(self, i: int, out: Operand, operands: Operands) -> Operand:
        """The user's local derivative, at payloads or as an expression of nodes.

        Raises:
            GraphError: it is not written in operators and ops.
        """
        return self._slopes_at(out, operands)[i]

    def array(self, *arrays: Payload) -> Array:
        """The user's forward function at arrays, entry by entry.

        Raises:
            TypeError: it works on single numbers only.
        """
        try:
            out = self.forward(*map(read_only, arrays))
        except TypeError as error:
            raise TypeError(
                f"custom op {self.name}: its forward takes no arrays ({error}); write "
                "it with the functions of autograd_core, or wrap it in np.vectorize"
            ) from error
        except ValueError as error:
            if "truth value" not in str(error):
                raise
            raise ValueError(
                f"the forward of custom op {self.name} branches, which an array as a "
                "whole cannot; write autograd_core.where(condition, a, b), or wrap it "
                "in np.vectorize"
            ) from error
        return self._like(out, np.broadcast_shapes(*map(np.shape, arrays)), "forward")

    def _like(self, result: object, shape: Shape, role: str) -> Array:
        """What a function of the user gave for arrays: floats, one for each entry.

        A local derivative may be the same along axes that were broadcast.
        """
        array = np.asarray(result)
        if array.dtype.kind not in "fiub":
            raise TypeError(
                f"custom op {self.name}, {role}: expected numbers, got "
                f"{short_repr(result)}"
            )
        if array.shape != shape and (
            role == "forward" or not _broadcasts_to(array.shape, shape)
        ):
            raise ValueError(
                f"custom op {self.name}, {role}: expected one number for each entry, "
                f"shape {shape}, got shape {array.shape}"
            )
        return array if array.dtype.kind == "f" else array.astype(np.float64)

    def on_values(self, *operands: Any) -> Any:
        """The op on every entry."""
        return np.frompyfunc(self, len(operands), 1)(*operands)

    def at(self, out: Operand, operands: Operands) -> Rule:
        """The op with its local derivatives at these operands, computed once."""
        rule = copy.copy(self)
        rule._slopes = self._slopes_at(out, operands)
        rule._on_nodes = is_node(out)
        return rule

    def vjp(
        self, i: int, upstream: Operand, out: Operand, operands: Operands
    ) -> Operand:
        """upstream gradient x local derivative, for operand `i`, on arrays or nodes."""
        return product(upstream, self._slopes_at(out, operands)[i])

    def jvp(self, tangents: Tangents, out: Operand, operands: Operands) -> Operand:
        """Sum of local derivative x tangent; a tangent that is None is 0."""
        return weighted_sum(tangents, self._slopes_at(out, operands))

    def _slopes_at(self, out: Operand, operands: Operands) -> Operands:
        """The user's local derivatives at arrays or nodes.

        Raises:
            TypeError: one of them is not a number or array.
            ValueError: one is of another shape, or there is not one for each operand.
            GraphError: on nodes, they are not written in operators and ops.
        """
        if self._slopes is not None and self._on_nodes == is_node(out):
            return self._slopes
        if is_node(out):
            return self._slopes_on_nodes(operands)
        slopes = self._derivatives([*map(read_only, operands)])
        shape = np.shape(np.asarray(out))
        return [
            slope
            if isinstance(slope, float)
            else self._like(slope, shape, "local_grads")
            for slope in slopes
        ]

    def _slopes_on_nodes(self, operands: Operands) -> Operands:
        nodes: Any = [operand for operand in operands if is_node(operand)]
        try:
            with active_inputs.derivative_of(self.name, nodes):
                return self._derivatives(operands)
        except TypeError as error:
            raise GraphError(
                f"no higher derivative through custom op {self.name}: its local_grads "
                f"must be written in operators and functions of autograd_core ({error})"
            ) from error

    def _derivatives(self, operands: Sequence[Any]) -> Operands:
        """What the user's local_grads gives for the operands: one for each."""
        try:
            slopes = self.local_grads(*operands)
        except Exception as error:
            if isinstance(error, TypeError):
                role = ": it calls local_grads with the operands, local_grads"
                self._check_count(self.local_grads, role, operands)
            add_note(error, f"in the local_grads of custom op {self.name}")
            raise
        one_each: Any = slopes if isinstance(slopes, (tuple, list)) else (slopes,)
        if len(one_each) != len(operands):
            raise ValueError(
                f"custom op {self.name}: local_grads gave {len(one_each)} derivatives "
                f"for {len(operands)} operands; return a tuple with one for each"
            )
        return one_each


def read_only(operand: Any) -> Any:
    """What a function of the user sees of an array of the graph, or of several.

    >>> read_only(np.zeros(2)).flags.writeable, read_only(2.0)
    (False, 2.0)
    """
    if type(operand) is tuple:
        return tuple(map(read_only, operand))
    if type(operand) is not np.ndarray:
        return operand
    view = operand.view()
    view.flags.writeable = False
    return view


def _broadcasts_to(shape: Shape, full: Shape) -> bool:
    try:
        return np.broadcast_shapes(shape, full) == full
    except ValueError:
        return False

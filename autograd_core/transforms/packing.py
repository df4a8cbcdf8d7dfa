"""Ops with several results: one node that holds them all, and a node for each part."""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.array_ops import index
from autograd_core.array_ops.array_rule import ArrayRule, apply
from autograd_core.array_ops.checks import shape_of
from autograd_core.array_ops.joining import Concatenate
from autograd_core.array_ops.shape import Reshape, astype, reshape
from autograd_core.messages.types import Array, DType, Operand, Operands, Shape
from autograd_core.ops.rule import Rule

Form = tuple[Shape, DType]
"""The shape and dtype of one result."""


class PackedRule(ArrayRule):
    """An op whose results, if they are several, lie one after the other in its node.

    Attributes:
        forms: the shape and dtype of each result, known when the op has run.
        several: whether the results are a tuple.
    """

    __slots__ = ("_pulled", "forms", "several")
    forms: list[Form]
    several: bool

    def __init__(self) -> None:
        # The last upstream gradient, and the cotangents that no operand took yet.
        self._pulled: tuple[Any, dict[int, Any]] = (None, {})

    # The user's functions are on whole arrays.
    on_values = Rule.on_values

    def pack(self, outs: Sequence[Any]) -> Any:
        """What the node holds: the only result, or the entries of all in a row."""
        if not self.several:
            return outs[0]
        rows = [reshape(out, (-1,)) for out in outs]
        return apply(Concatenate(0), *rows) if rows else np.zeros(0)

    def pack_arrays(self, outs: Sequence[Array], several: bool) -> Array:
        """`pack` of what the op gave, of which the shapes are noted."""
        self.several = several
        self.forms = [(out.shape, out.dtype) for out in outs]
        return np.asarray(self.pack(outs))

    def unpack(self, packed: Any) -> tuple[Any, ...]:
        """The results, or their cotangents or tangents, one by one."""
        if not self.several:
            return (packed,)
        parts, start = [], 0
        for k, (shape, dtype) in enumerate(self.forms):
            stop = start + math.prod(shape)
            part = index.getitem(packed, slice(start, stop))
            part = apply(Reshape(shape, f"{self.name}[{k}]"), part)
            parts.append(astype(part, dtype) if part.dtype != dtype else part)
            start = stop
        return tuple(parts)

    def shown(self, packed: Any) -> Any:
        """A result as the user's functions see it: one, or a tuple."""
        parts = self.unpack(packed)
        return parts if self.several else parts[0]

    # -- reverse mode ------------------------------------------------------------------

    def at(self, out: Operand, operands: Operands) -> PackedRule:
        # A copy, which no node of the graph refers to, may keep nodes.
        rule = copy.copy(self)
        rule._pulled = (None, {})
        return rule

    def vjp(
        self, i: int, upstream: Operand, out: Operand, operands: Operands
    ) -> Operand:
        """The cotangent of operand `i`; all of them are computed at once."""
        of, cotangents = self._pulled
        if of is not upstream or i not in cotangents:
            cotangents = dict(enumerate(self._cotangents(upstream, out, operands)))
        cotangent = cotangents.pop(i)
        self._pulled = (upstream, cotangents) if cotangents else (None, {})
        return zeros_for(operands[i]) if cotangent is None else cotangent

    def _cotangents(
        self, upstream: Operand, out: Operand, operands: Operands
    ) -> list[Any]:
        """The cotangent of each operand, None for 0."""
        raise NotImplementedError


def float_array(x: Any) -> Array:
    """Numbers as an array of floats.

    Raises:
        TypeError: it holds something else.
    """
    array = np.asarray(x)
    if array.dtype.kind not in "fiub":
        raise TypeError(f"expected real numbers, got dtype {array.dtype}")
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def zeros_for(operand: Any) -> Array:
    """The tangent of an operand that does not move."""
    return np.zeros(shape_of(operand), getattr(operand, "dtype", np.float64))

"""`einsum`: any product of arrays, summed over any of their axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.array_ops import array_rule, shape
from autograd_core.array_ops.array_rule import Multilinear
from autograd_core.array_ops.checks import shape_of
from autograd_core.ops.op import number_like


class Einsum(Multilinear):
    """One letter per axis, no letter twice in one operand, no ellipsis."""

    __slots__ = ("inputs", "output")
    name = "einsum"

    def __init__(self, inputs: tuple[str, ...], output: str) -> None:
        self.inputs = inputs
        self.output = output

    def array(self, *operands: Any) -> Any:
        parts = [number_like(each, *operands) for each in operands]
        return np.einsum(
            f"{','.join(self.inputs)}->{self.output}", *parts, optimize=True
        )

    def on_values(self, *operands: Any) -> Any:
        return np.einsum(f"{','.join(self.inputs)}->{self.output}", *operands)

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        others = [each for k, each in enumerate(operands) if k != i]
        letters = [each for k, each in enumerate(self.inputs) if k != i]
        known = set(self.output).union(*letters)
        wanted = self.inputs[i]
        found = "".join([letter for letter in wanted if letter in known])
        part = array_rule.apply(
            Einsum((self.output, *letters), found), upstream, *others
        )
        # An axis that only this operand has was summed away: each entry gets it all.
        for place, letter in enumerate(wanted):
            if letter not in known:
                part = shape.expand_dims(part, place)
        full = shape_of(operands[i])
        lengths = np.broadcast_shapes(shape_of(part), full)
        return shape.broadcast_to(part, lengths)

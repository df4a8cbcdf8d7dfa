"""`einsum`: any product of arrays, summed over any of their axes."""

from __future__ import annotations

import string
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.array_ops import shape
from autograd_core.array_ops.array_rule import MultilinearRule, apply
from autograd_core.array_ops.checks import shape_of
from autograd_core.array_ops.value_arrays import ObjectArray
from autograd_core.messages.types import Array, Operand, Operands
from autograd_core.ops.op import number_like


class Einsum(MultilinearRule):
    """One letter per axis, no letter twice in one operand, no ellipsis."""

    __slots__ = ("inputs", "output")
    name = "einsum"

    def __init__(self, inputs: tuple[str, ...], output: str) -> None:
        self.inputs = inputs
        self.output = output

    def array(self, *operands: Array) -> Array:
        parts = [number_like(operand, *operands) for operand in operands]
        return np.einsum(
            f"{','.join(self.inputs)}->{self.output}", *parts, optimize=True
        )

    def on_values(self, *operands: ObjectArray) -> ObjectArray:
        return np.einsum(f"{','.join(self.inputs)}->{self.output}", *operands)

    def batched(self, operands: Sequence[Any], mapped: Sequence[bool]) -> Any:
        used = set(self.output).union(*self.inputs)
        examples = next(letter for letter in string.ascii_letters if letter not in used)
        inputs = [
            examples + letters if m else letters
            for letters, m in zip(self.inputs, mapped, strict=True)
        ]
        return apply(Einsum(tuple(inputs), examples + self.output), *operands)

    def vjp(
        self, i: int, upstream: Operand, out: Operand, operands: Operands
    ) -> Operand:
        others = [operand for k, operand in enumerate(operands) if k != i]
        groups = [letters for k, letters in enumerate(self.inputs) if k != i]
        shared = set(self.output).union(*groups)
        letters = self.inputs[i]
        output = "".join([letter for letter in letters if letter in shared])
        part = apply(Einsum((self.output, *groups), output), upstream, *others)
        # An axis that only this operand has was summed: every entry along it gets all.
        for axis, letter in enumerate(letters):
            if letter not in shared:
                part = shape.expand_dims(part, axis)
        full = shape_of(operands[i])
        lengths = np.broadcast_shapes(shape_of(part), full)
        return shape.broadcast_to(part, lengths)

"""Ops that move, combine or reduce whole arrays, each bound to its parameters.

A rule is made per call, `Sum(axis=0)`, and kept by the node. Like the derivatives of
the op table its `vjp` and `jvp` are written in operators and functions of this package,
so the same lines serve arrays and, for higher orders, nodes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.array_ops import coercion
from autograd_core.array_ops.checks import shape_of
from autograd_core.engine.node import Node
from autograd_core.messages.operands import describe
from autograd_core.ops.rule import Rule


class Structural(Rule):
    """An op that is not elementwise. Subclasses define `array`, `vjp` and `jvp`.

    Attributes:
        name: NumPy's name of the function.
        symbol: what diagrams and `repr` print.
        infix: whether the symbol is written between its operands.
    """

    __slots__ = ()

    def on_values(self, *operands: Any) -> Any:
        """The op on object arrays of Values, for `to_scalar_graph`."""
        return self.array(*operands)


class Linear(Structural):
    """An op that is linear in all its operands together, such as `concatenate`."""

    __slots__ = ()

    def jvp(self, tangents: Sequence[Any], out: Any, operands: Sequence[Any]) -> Any:
        """The op itself, applied to the tangents."""
        filled = [
            np.zeros(shape_of(operand)) if tangent is None else tangent
            for tangent, operand in zip(tangents, operands, strict=True)
        ]
        return apply(self, *filled)


class Multilinear(Structural):
    """An op that is linear in each of its operands, such as `matmul`."""

    __slots__ = ()

    def jvp(self, tangents: Sequence[Any], out: Any, operands: Sequence[Any]) -> Any:
        """The product rule: the op with one operand at a time replaced."""
        total = None
        for i, tangent in enumerate(tangents):
            if tangent is not None:
                moved = [*operands[:i], tangent, *operands[i + 1 :]]
                term = apply(self, *moved)
                total = term if total is None else total + term
        return total


def apply(rule: Any, *operands: Any) -> Any:
    """The rule on arrays, or a recorded node if an operand is one.

    Raises:
        TypeError: an operand is neither a number, an array nor a node.
        ValueError: the shapes do not go together, or an axis does not exist.
    """
    first = operands[0]
    if len(operands) == 1 and isinstance(first, Node) and is_arrays(first):
        only: Any = first
        return only._record(rule, operands)
    for operand in operands:
        if type(operand) is not np.ndarray or operand.dtype.kind != "f":
            break
    else:
        return _on_arrays(rule, operands)
    operands = tuple([_node_or_array(rule, each, operands) for each in operands])
    for operand in operands:
        if is_arrays(operand) and isinstance(operand, Node):
            tensor: Any = operand
            return tensor._record(rule, operands)
    for operand in operands:
        if isinstance(operand, Node):
            raise TypeError(
                f"{rule.name}({describe(operand)}): it works on whole arrays; make a "
                "Tensor of your Values first, stack_values([a, b, ...])"
            )
    return _on_arrays(rule, operands)


def _node_or_array(rule: Any, operand: Any, operands: Sequence[Any]) -> Any:
    if isinstance(operand, Node):
        return operand
    return np.asarray(coercion.as_array(rule, operand, operands))


def _on_arrays(rule: Any, operands: Sequence[Any]) -> Any:
    try:
        return rule.array(*operands)
    except (ValueError, IndexError) as error:
        raise coercion.shape_error(rule, operands, error) from None


def is_arrays(operand: Any) -> bool:
    """Whether a function should treat its operand as an array, not as a sequence."""
    if isinstance(operand, Node):
        return hasattr(operand, "shape")
    if isinstance(operand, np.ndarray):
        return operand.dtype.kind != "O"
    return isinstance(operand, np.generic)

"""Ops of whole arrays, each bound to its settings: the base classes of their rules.

A rule is made per call, `Sum(axis=0)`, and the node that it makes keeps it. As in the
table of elementwise ops, `vjp` and `jvp` are written in operators and functions of this
package, so the same lines serve arrays and, for higher orders, nodes.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.array_ops import coercion
from autograd_core.array_ops.checks import behind_examples, shape_of
from autograd_core.engine.node import Node
from autograd_core.messages.operands import describe, is_tensor
from autograd_core.messages.types import Array, Operand
from autograd_core.ops.rule import Rule


class ArrayRule(Rule):
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


class LinearRule(ArrayRule):
    """An op that is linear in all its operands together, such as `concatenate`."""

    __slots__ = ()

    def jvp(
        self,
        tangents: Sequence[Operand | None],
        out: Operand,
        operands: Sequence[Operand],
    ) -> Operand:
        """The op itself, applied to the tangents."""
        filled = [
            np.zeros(shape_of(operand)) if tangent is None else tangent
            for tangent, operand in zip(tangents, operands, strict=True)
        ]
        return apply(self, *filled)


class MultilinearRule(ArrayRule):
    """An op that is linear in each of its operands, such as `matmul`."""

    __slots__ = ()

    def jvp(
        self,
        tangents: Sequence[Operand | None],
        out: Operand,
        operands: Sequence[Operand],
    ) -> Operand:
        """The product rule: the op with one operand at a time replaced."""
        terms = [
            apply(self, *operands[:i], tangent, *operands[i + 1 :])
            for i, tangent in enumerate(tangents)
            if tangent is not None
        ]
        total = terms[0]
        for term in terms[1:]:
            total = total + term
        return total


class AlongAxes(ArrayRule):
    """An op along axes, its setting `axis`: for many examples along the next ones."""

    __slots__ = ()

    def batched(self, operands: Sequence[Any], mapped: Sequence[bool]) -> Any:
        rule: Any = copy.copy(self)
        rule.axis = behind_examples(rule.axis, operands[0])
        return apply(rule, operands[0])


class OfMatrices(ArrayRule):
    """An op on the last axes of its operand, whatever stands in front of them."""

    __slots__ = ()

    def batched(self, operands: Sequence[Any], mapped: Sequence[bool]) -> Any:
        return apply(self, operands[0])


def apply(rule: ArrayRule, *operands: Any) -> Any:
    """The rule on arrays, or a recorded node if an operand is one.

    Raises:
        TypeError: an operand is neither a number, an array nor a node.
        ValueError: the shapes do not go together, or an axis does not exist.
    """
    first = operands[0]
    if len(operands) == 1 and isinstance(first, Node) and is_tensor(first):
        return _apply_to_node(rule, first, operands)
    for operand in operands:
        if type(operand) is not np.ndarray or operand.dtype.kind != "f":
            break
    else:
        return _on_arrays(rule, operands)
    operands = tuple([_node_or_array(rule, x, operands) for x in operands])
    nodes = [operand for operand in operands if isinstance(operand, Node)]
    for node in nodes:
        if is_tensor(node):
            return _apply_to_node(rule, node, operands)
    if nodes:
        raise no_array(nodes[0], rule.name)
    return _on_arrays(rule, operands)


def no_array(value: Node, name: str) -> TypeError:
    """The error of a function of arrays that got a Value."""
    return TypeError(
        f"{name}({describe(value)}): it works on whole arrays; make a Tensor of your "
        "Values first, stack_values([a, b, ...])"
    )


def _apply_to_node(rule: ArrayRule, tensor: Any, operands: tuple[Any, ...]) -> Any:
    """The node that a Tensor among the operands makes of the op."""
    return tensor._apply(rule, operands)


def _node_or_array(rule: ArrayRule, operand: Any, operands: tuple[Any, ...]) -> Any:
    if isinstance(operand, Node):
        return operand
    return np.asarray(coercion.as_array(rule, operand, operands))


def _on_arrays(rule: ArrayRule, operands: tuple[Any, ...]) -> Array:
    try:
        return rule.array(*operands)
    except (ValueError, IndexError) as error:
        raise coercion.shape_error(rule, operands, error) from None

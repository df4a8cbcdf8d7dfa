"""Leaves of arguments and results: as new nodes, as plain numbers, their cotangents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.array_ops.array_rule import LinearRule
from autograd_core.array_ops.checks import shape_of
from autograd_core.engine import value
from autograd_core.engine.node import Node, payload_of
from autograd_core.engine.value import Value
from autograd_core.messages.numbers import is_number
from autograd_core.messages.operands import describe, is_mapped, short_repr
from autograd_core.messages.types import Operand, Payload
from autograd_core.modes import modes
from autograd_core.tensor import tensor
from autograd_core.tensor.methods import ArrayMethods
from autograd_core.tensor.tensor import Tensor
from autograd_core.tensor.value_tensor import stack_values
from autograd_core.transforms.pytree import Leaf


class _Input(LinearRule):
    """The input of a transform, made of a node of the caller's: the same number."""

    __slots__ = ()
    name = "input"

    def array(self, x: Operand) -> Operand:
        return x

    def vjp(
        self, i: int, upstream: Operand, out: Operand, operands: Sequence[Operand]
    ) -> Operand:
        return upstream

    def local_grad(self, i: int, out: Operand, operands: Sequence[Operand]) -> float:
        """d out / d operand = 1."""
        return 1.0


_INPUT = _Input()


def input_of_run(leaf: Leaf) -> Node:
    """The input of a run for an argument.

    Inside `no_grad()` it is a leaf: the function is recorded from it all the same.
    """
    if isinstance(leaf, (Value, Tensor)) and not modes.recording():
        return leaf.detach()
    return input_node(leaf)


def input_node(leaf: Leaf) -> Node:
    """A new node with the number or array of an argument.

    For a node of the caller's it is a result of that node, so derivatives of the
    transform's own result go on into the caller's graph.
    """
    if isinstance(leaf, Value):
        node: Node = value.record(_INPUT, payload_of(leaf), leaf, None, 1.0, 0.0)
    elif isinstance(leaf, Tensor):
        node = tensor.record(_INPUT, payload_of(leaf), leaf, None, False)
    elif isinstance(leaf, np.ndarray):
        return Tensor(leaf)
    else:
        return Value(float(leaf))  # type: ignore[arg-type]
    node.label = leaf.label
    return node


def values_as_tensor(leaf: Leaf) -> Leaf:
    """An array that NumPy made of Values as a Tensor; anything else as it is."""
    if isinstance(leaf, np.ndarray) and leaf.dtype == object:
        return stack_values(leaf)
    return leaf


def result_leaf(leaf: Leaf, where: str) -> Leaf:
    """A leaf of a result that is differentiated, with `values_as_tensor`.

    Raises:
        TypeError: it is a bool or an integer, of which every derivative would be 0.
    """
    leaf = values_as_tensor(leaf)
    number = innermost(leaf)
    if not isinstance(number, Node) and np.asarray(number).dtype.kind in "biu":
        raise TypeError(
            f"{where}: {_discrete(leaf)}, which has no derivative: comparisons, argmax "
            "and the like jump; give the numbers that it was computed from, or for a "
            "constant a float, such as 0.0"
        )
    return leaf


def _discrete(leaf: Any) -> str:
    """What a bool, an integer, or an array of them is, for messages."""
    kind = "bool" if np.asarray(innermost(leaf)).dtype.kind == "b" else "integer"
    if shape_of(leaf):
        return f"an array of {kind}s"
    return f"{kind}s, one for each example" if is_mapped(leaf) else f"the {kind} {leaf}"


def innermost(leaf: Any) -> Any:
    """What is inside all boxes of `vmap`: an array, a number or a node."""
    while is_mapped(leaf):
        leaf = leaf.inner
    return leaf


def for_caller(leaf: Any) -> Any:
    """A result or derivative on the graph: inside `no_grad()` a node without one."""
    if is_mapped(leaf):
        return leaf.changed(for_caller)
    recorded = isinstance(leaf, Node) and not modes.recording()
    return input_node(leaf) if recorded else leaf


def plain_number(leaf: Any) -> Any:
    """A node as a number, or as an array of the caller's own; anything else as it is.

    The array is a copy: what is written into it must not change the graph.
    """
    if is_mapped(leaf):
        return leaf.changed(plain_number)
    if not isinstance(leaf, Node):
        return leaf
    number = payload_of(leaf)
    return without_axes(number.copy()) if isinstance(number, np.ndarray) else number


def without_axes(number: Leaf) -> Leaf:
    """An array without axes as NumPy's number."""
    return number[()] if isinstance(number, np.ndarray) and not number.ndim else number


def cotangent_like(node: Node, cotangent: Any, where: str) -> Leaf:
    """A cotangent or tangent, checked against the node that it belongs to.

    Raises:
        TypeError: it is not a number or array.
        ValueError: it is of another shape.
    """
    if isinstance(cotangent, Node) and shape_of(cotangent) == shape_of(node) == ():
        # A Value and a Tensor without axes stand for each other.
        cotangent = _as_kind_of(node, cotangent)
    if is_mapped(cotangent) or (is_mapped(node) and isinstance(cotangent, Node)):
        number = cotangent
    elif isinstance(cotangent, type(node)):
        number = payload_of(cotangent)
    elif isinstance(cotangent, Node):
        raise TypeError(f"{where} for {describe(node)}: got {describe(cotangent)}")
    else:
        number = np.asarray(cotangent)
        if number.dtype.kind not in "fiub":
            raise TypeError(
                f"{where} for {describe(node)}: expected numbers, got "
                f"{short_repr(cotangent, 40)}"
            )
    shape, got = shape_of(node), shape_of(number)
    if got != shape:
        raise ValueError(
            f"{where} for {describe(node)}: expected shape {shape}, got {got}"
        )
    if isinstance(cotangent, Node):
        return cotangent
    if isinstance(node, ArrayMethods):
        return np.asarray(number, node.dtype)
    return float(number)


def _as_kind_of(node: Node, number: Node) -> Node:
    """A Value or Tensor without axes, as the one of the two that the node is."""
    if isinstance(node, Tensor) and isinstance(number, Value):
        return tensor.as_tensor(number, (node,))
    if isinstance(node, Value) and isinstance(number, Tensor):
        return number.values()
    return number


def zeros_like(leaf: Leaf) -> Payload:
    """The cotangent or tangent 0 of a leaf, in its dtype."""
    if isinstance(leaf, (np.ndarray, ArrayMethods)):
        return np.zeros(leaf.shape, leaf.dtype)
    return 0.0


def ones_like(leaf: Leaf) -> Payload:
    """The cotangent 1 for every entry of a leaf, in its dtype."""
    if isinstance(leaf, (np.ndarray, ArrayMethods)):
        return np.ones(leaf.shape, leaf.dtype)
    return 1.0


def tangent_of_constant(constant: Payload) -> Payload:
    """0 in the shape of a constant; a product with 0 would be nan for inf."""
    return np.zeros(np.shape(constant)) if np.shape(constant) else 0.0


def is_single_number(leaf: object) -> bool:
    """Whether a result is one number: a number, a Value, or an array of one entry.

    >>> is_single_number(2.0), is_single_number(np.ones(3))
    (True, False)
    """
    return is_number(leaf) or isinstance(leaf, Value) or np.size(leaf) == 1  # type: ignore[arg-type]

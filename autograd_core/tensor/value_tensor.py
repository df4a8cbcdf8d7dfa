"""`stack_values` and `to_scalar_graph`: Values to a Tensor, a Tensor to Values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, overload

import numpy as np

from autograd_core.array_ops.checks import integer, integers
from autograd_core.array_ops.entries import StackValues
from autograd_core.array_ops.value_arrays import ObjectArray, map_entries
from autograd_core.engine import walk
from autograd_core.engine.node import Node, payload_of, rule_of
from autograd_core.engine.value import Value
from autograd_core.interop.copying import copy_node
from autograd_core.messages.errors import GraphError
from autograd_core.messages.numbers import as_float
from autograd_core.messages.operands import describe, is_tensor
from autograd_core.messages.types import Integers, Shape
from autograd_core.ops.rule import Rule
from autograd_core.tensor.tensor import Tensor, record


@overload
def stack_values(
    values: Value | Sequence[Value] | Sequence[Sequence[Value]],
    shape: Integers | None = None,
) -> Tensor: ...
@overload
def stack_values(values: Any, shape: Integers | None = None) -> Any: ...
def stack_values(values: Any, shape: Integers | None = None) -> Any:
    """A Tensor of Values, float64; each Value gets its entry of the gradient.

    Args:
        values: a Value, or a list of Values and numbers, or a list of equally long
            lists of them.
        shape: another shape for the result.

    Returns:
        A Tensor, recorded as one op; of numbers alone a plain array.

    Raises:
        TypeError: an entry is neither a Value nor a number.
        ValueError: the lists are ragged.

    >>> from autograd_core import Value
    >>> a, b = Value(1.0), Value(2.0)
    >>> stack_values([a, b]).square().sum().backward()
    >>> a.grad, b.grad
    (2.0, 4.0)
    """
    flat: list[Any] = []
    nested_shape = _flatten(values, flat)
    operands = tuple([_value_or_float(entry) for entry in flat])
    rule = StackValues(nested_shape if shape is None else _shape_of(len(flat), shape))
    out = rule.array(*[payload_of(operand) for operand in operands])
    if not any(isinstance(operand, Node) for operand in operands):
        return out
    return record(rule, out, operands, None, True)


def _value_or_float(entry: object) -> Value | float:
    if isinstance(entry, Value):
        return entry
    if is_tensor(entry):
        raise TypeError(
            f"stack_values: {describe(entry)} is not a Value; Tensors are put together "
            "with stack or concatenate"
        )
    return as_float(entry, "stack_values")


def _shape_of(n: int, shape: Integers) -> Shape:
    """The shape for n entries, its -1 filled in."""
    entries = np.empty(n, dtype=bool)
    try:
        return entries.reshape(integers(shape, entries, "stack_values")).shape
    except ValueError as error:
        raise ValueError(f"stack_values of {n} entries: {error}") from None


def _flatten(values: Any, flat: list[Any]) -> Shape:
    """Append the entries of nested lists to `flat`, and return their shape."""
    if isinstance(values, np.ndarray):
        flat.extend(values.ravel())
        return values.shape
    if isinstance(values, Iterator):
        values = list(values)
    if not isinstance(values, (list, tuple)):
        flat.append(values)
        return ()
    shapes = [_flatten(part, flat) for part in values]
    if any(shape != shapes[0] for shape in shapes):
        raise ValueError(
            "stack_values: a ragged list: its rows differ in length or depth"
        )
    return (len(shapes), *(shapes[0] if shapes else ()))


def to_scalar_graph(node: Tensor, most: int = 10_000) -> Any:
    """The graph of a small Tensor, replayed on Values, entry by entry, for drawing.

    Each entry becomes a Value; those of a labelled Tensor are labelled like `W[0,1]`.

    Args:
        node: a Tensor.
        most: the largest number of entries, over all nodes, that is replayed.

    Returns:
        A Value for a Tensor of one entry, else an object array of Values.

    Raises:
        TypeError: `node` is not a Tensor, or `most` not an integer.
        GraphError: the graph is too large, or has an op without a form on Values.

    >>> from autograd_core import Tensor
    >>> x = Tensor([1.0, 2.0], label="x")
    >>> loss = to_scalar_graph((x * x).sum())
    >>> loss.backward()
    >>> [(x.label, x.grad) for x in loss.parents[0].parents[:1]]
    [('x[0]', 2.0)]
    """
    if not isinstance(node, Tensor):
        raise TypeError(f"to_scalar_graph: expected a Tensor, got {describe(node)}")
    most = integer(most, node, "to_scalar_graph", "most")
    order = walk.topological_order(node)
    size = sum(part.size for part in order if isinstance(part, Tensor))
    if size > most:
        raise GraphError(
            f"to_scalar_graph of {describe(node)}: its graph has {size} entries, more "
            f"than {most}; draw a smaller one, or raise `most`"
        )
    twins: dict[int, Any] = {}
    originals = {id(part) for part in order}
    for part in order:
        twins[id(part)] = twin = _replayed(part, twins)
        if part.label and not isinstance(part, Value):
            _label_entries(twin, part.label, originals)
    result = map_entries(_as_value, twins[id(node)])
    return result.item() if result.size == 1 else result


def _as_value(entry: Any) -> Value:
    """An entry of a result as a Value; some ops put plain zeros beside Values."""
    return entry if isinstance(entry, Value) else Value(float(entry))


def _replayed(node: Any, twins: dict[int, Any]) -> Any:
    """A node on Values: an object array, or the Value itself."""
    if node.is_leaf:
        return node if isinstance(node, Value) else _leaf_values(node)
    operands = [twins.get(id(operand), operand) for operand in node.operands]
    node._check_current()
    if not isinstance(node, Value):
        return _object_array(_on_values(rule_of(node), operands), node.shape)
    if any(isinstance(operand, np.ndarray) for operand in operands):
        return _on_values(rule_of(node), operands)
    if all(a is b for a, b in zip(operands, node.operands, strict=True)):
        return node
    twin = copy_node(node, twins)
    twin.zero_grad()
    return twin


def _on_values(rule: Rule, operands: list[Any]) -> Any:
    """The op on object arrays of Values."""
    arrays = [np.asarray(operand, dtype=object) for operand in operands]
    try:
        return rule.on_values(*arrays)
    except TypeError as error:
        raise GraphError(
            f"to_scalar_graph: the op {rule.name} has no form on Values ({error})"
        ) from error


def _object_array(entries: Any, shape: Shape) -> ObjectArray:
    out = np.empty(shape, dtype=object)
    out[...] = entries
    return out


def _leaf_values(leaf: Tensor) -> ObjectArray:
    out = np.empty(leaf.shape, dtype=object)
    for position in np.ndindex(*leaf.shape):
        out[position] = Value(float(payload_of(leaf)[position]))
    return out


def _label_entries(twin: ObjectArray, label: str, originals: set[int]) -> None:
    """Label the entries that have no label yet, except the Values of the caller."""
    for index, entry in np.ndenumerate(twin):
        if isinstance(entry, Value) and not entry.label and id(entry) not in originals:
            entry.label = f"{label}[{','.join(map(str, index))}]" if index else label

"""From Values to Tensors and back: ops, so a graph may mix both."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograd_core.array_ops import coercion
from autograd_core.array_ops.checks import integer, integers
from autograd_core.array_ops.entries import StackValues
from autograd_core.engine import value, walk
from autograd_core.engine.node import Node
from autograd_core.messages.errors import GraphError
from autograd_core.messages.numbers import as_float
from autograd_core.messages.operands import describe
from autograd_core.tensor import tensor


def stack_values(values: Any, shape: tuple[int, ...] | None = None) -> Any:
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
    found = _flatten(values, flat)
    operands = tuple([_entry_operand(each) for each in flat])
    op = StackValues(found if shape is None else _shape_for(len(flat), shape))
    out = op.array(*[coercion.payload_of(each) for each in operands])
    if not any(isinstance(each, Node) for each in operands):
        return out
    return tensor.record(op, out, operands, None, True)


def _entry_operand(each: Any) -> Any:
    if isinstance(each, value.Value):
        return each
    if coercion.is_tensor(each):
        raise TypeError(
            f"stack_values: {describe(each)} is no Value; Tensors are put together "
            "with stack or concatenate"
        )
    return as_float(each, "stack_values")


def _shape_for(n: int, wanted: Any) -> tuple[int, ...]:
    """The shape wanted for n entries, its -1 filled in."""
    entries = np.empty(n, dtype=bool)
    try:
        return entries.reshape(integers(wanted, entries, "stack_values")).shape
    except ValueError as error:
        raise ValueError(f"stack_values of {n} entries: {error}") from None


def _flatten(values: Any, flat: list[Any]) -> tuple[int, ...]:
    """Add the entries of nested lists to `flat`, and give their shape."""
    if isinstance(values, np.ndarray):
        flat.extend(values.ravel())
        return values.shape
    if isinstance(values, Iterator):
        values = list(values)
    if not isinstance(values, (list, tuple)):
        flat.append(values)
        return ()
    shapes = [_flatten(each, flat) for each in values]
    if any(each != shapes[0] for each in shapes):
        raise ValueError(
            "stack_values: a ragged list: its rows differ in length or depth"
        )
    return (len(shapes), *(shapes[0] if shapes else ()))


def to_scalar_graph(node: Any, most: int = 10_000) -> Any:
    """The graph of a small Tensor, replayed on Values, entry by entry, for drawing.

    Each entry becomes a Value; those of a labelled Tensor are labelled like `W[0,1]`.

    Args:
        node: a Tensor.
        most: the largest number of entries, over all nodes, that is replayed.

    Returns:
        A Value for a Tensor of one entry, else an object array of Values.

    Raises:
        TypeError: `node` is no Tensor, or `most` no integer.
        GraphError: the graph is too large, or has an op without a form on Values.

    >>> from autograd_core import Tensor
    >>> x = Tensor([1.0, 2.0], label="x")
    >>> loss = to_scalar_graph((x * x).sum())
    >>> loss.backward()
    >>> [(each.label, each.grad) for each in loss.parents[0].parents[:1]]
    [('x[0]', 2.0)]
    """
    if not isinstance(node, tensor.Tensor):
        raise TypeError(f"to_scalar_graph: expected a Tensor, got {describe(node)}")
    most = integer(most, node, "to_scalar_graph", "most")
    order = walk.topological_order(node)
    size = sum(each.size for each in order if isinstance(each, tensor.Tensor))
    if size > most:
        raise GraphError(
            f"to_scalar_graph of {describe(node)}: its graph has {size} entries, more "
            f"than {most}; draw a smaller one, or raise `most`"
        )
    twins: dict[int, Any] = {}
    own = {id(each) for each in order}
    for each in order:
        twins[id(each)] = twin = _replayed(each, twins)
        if each.label and not isinstance(each, value.Value):
            _label_entries(twin, each.label, own)
    result = twins[id(node)]
    return result.item() if result.size == 1 else result


def _replayed(node: Any, twins: dict[int, Any]) -> Any:
    """A node on Values: an object array, or the Value itself."""
    if node.is_leaf and isinstance(node, value.Value):
        return node
    if node.is_leaf:
        return _leaf_values(node)
    op = node.rule
    operands = [twins.get(id(each), each) for each in node.operands]
    on_arrays = any(isinstance(each, np.ndarray) for each in operands)
    if isinstance(node, value.Value) and not on_arrays:
        if all(a is b for a, b in zip(operands, node.operands, strict=True)):
            return node
        twin = node._clone(twins)
        twin.zero_grad()
        return twin
    boxed = [np.asarray(each, dtype=object) for each in operands]
    try:
        entries = op.on_values(*boxed)
        return (
            entries
            if isinstance(node, value.Value)
            else _object_array(entries, node.shape)
        )
    except TypeError as error:
        raise GraphError(
            f"to_scalar_graph: the op {op.name} has no form on Values ({error})"
        ) from error


def _object_array(entries: Any, full: tuple[int, ...]) -> Any:
    out = np.empty(full, dtype=object)
    out[...] = entries
    return out


def _leaf_values(leaf: Any) -> Any:
    out = np.empty(leaf.shape, dtype=object)
    for place in np.ndindex(*leaf.shape):
        out[place] = value.Value(float(leaf.data[place]))
    return out


def _label_entries(twin: Any, label: str, own: set[int]) -> None:
    """Label the entries that have no label yet, but for the Values of the caller."""
    for place, each in np.ndenumerate(twin):
        if isinstance(each, value.Value) and not each.label and id(each) not in own:
            each.label = f"{label}[{','.join(map(str, place))}]" if place else label

"""`Module.summary`: a table of the layers, from one run on zeros."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core import Tensor, no_grad
from autograd_core.extend import payload_of, require
from nn.checks.arguments import checked_shape
from nn.checks.rich_table import Table
from nn.module.contents import Contents
from nn.module.parameter_tree import Tree

if TYPE_CHECKING:
    from nn.module.module import Module


@dataclass(frozen=True)
class Row:
    """One layer: its output shape, parameters and cost.

    Attributes:
        name: its dotted name.
        layer: its class and settings.
        output_shape: of its last call; None if it was not called.
        parameters: the number of entries of its own parameters.
        multiply_adds: the number of multiplications (each with an addition), in all
            its calls together.
    """

    name: str
    layer: str
    output_shape: tuple[int, ...] | None
    parameters: int
    multiply_adds: int


@dataclass(frozen=True, repr=False)
class Summary(Table):
    """The rows of a summary; `print` writes them as a table.

    >>> from nn import MLP
    >>> table = MLP(2, [3, 1]).summary((2,))
    >>> table.rows[0].layer, table.rows[0].parameters, table.parameters
    ('Layer(2 -> 3, Tanh)', 9, 13)
    """

    title: str
    rows: tuple[Row, ...]
    frozen: int

    @property
    def parameters(self) -> int:
        """The number of entries of all parameters together."""
        return sum(row.parameters for row in self.rows)

    @property
    def multiply_adds(self) -> int:
        """The multiply-adds of all layers."""
        return sum(row.multiply_adds for row in self.rows)

    def __rich__(self) -> Any:
        table = require("rich.table", "repl").Table(title=self.title, show_footer=True)
        table.add_column("layer", "total")
        table.add_column("output shape", justify="right")
        table.add_column("parameters", f"{self.parameters:,}", justify="right")
        table.add_column("multiply-adds", f"{self.multiply_adds:,}", justify="right")
        text = require("rich.text", "repl").Text
        for row in self.rows:
            table.add_row(
                text(f"{row.name} {row.layer}".strip()),
                "not called" if row.output_shape is None else str(row.output_shape),
                f"{row.parameters:,}",
                f"{row.multiply_adds:,}",
            )
        if self.frozen:
            table.caption = f"{self.frozen:,} of the parameters are frozen"
        return table


def summarize(
    module: Module, input_shape: Sequence[int], dtype: Any = float
) -> Summary:
    """Run `module` on zeros in evaluation mode, and record the output shapes.

    >>> from nn import MLP
    >>> [row.output_shape for row in summarize(MLP(2, [3, 1]), (2,)).rows]
    [(3,), ()]
    """
    shape = checked_shape(input_shape, "input_shape")
    own_sizes: dict[int, int] = {}
    tree = Tree(module, Contents)
    for entry in tree.entries():
        key = id(tree.owner(entry)[1])
        own_sizes[key] = own_sizes.get(key, 0) + int(np.size(entry[0].data))
    calls = _output_shapes(module, np.zeros(shape, dtype))
    rows = _collect(module, "", calls, own_sizes)
    frozen = module.num_parameters() - module.num_parameters(frozen=False)
    return Summary(f"{type(module).__name__}, input {shape}", tuple(rows), frozen)


def _output_shapes(module: Module, x: Any) -> dict[int, list[Any]]:
    """The output shapes of each module, one for each call, by the id of the module."""
    shapes: dict[int, list[Any]] = {}
    modules = module.modules()
    modes = [part.training for part in modules]

    def record(part: Module, inputs: Any, out: Any) -> None:
        shapes.setdefault(id(part), []).append(_shape(out))

    removers = [part.register_forward_hook(record) for part in modules]
    module.eval()
    try:
        with no_grad():
            try:
                module(x)
            except ValueError:  # it may be one sample of what takes batches only
                shapes.clear()
                try:
                    module(x[None])
                except (TypeError, ValueError):
                    shapes.clear()
                    module(x)  # as it was: the message is of the shape that was given
                shapes.update({key: _of_one(calls) for key, calls in shapes.items()})
    finally:
        for part, mode, remove in zip(modules, modes, removers, strict=True):
            part.training = mode
            remove()
    return shapes


def _of_one(shapes: list[Any]) -> list[Any]:
    """The shapes of one sample, from those of a batch."""
    return [shape[1:] for shape in shapes]


def _shape(out: Any) -> tuple[int, ...]:
    if isinstance(out, tuple) and out and isinstance(out[0], Tensor):
        return out[0].shape  # the outputs of a recurrent layer, and its last state
    if isinstance(out, (list, tuple)):
        return (len(out), *(_shape(out[0]) if out else ()))
    return np.shape(payload_of(out))


def _collect(
    module: Module, name: str, calls: dict[int, list[Any]], own_sizes: dict[int, int]
) -> list[Row]:
    """Rows for a module: one if none of its parts was called, else of its parts."""
    parts = module.modules()
    is_unit = not any(id(part) in calls for part in parts[1:])
    count = sum(
        own_sizes.get(id(part), 0) for part in (parts if is_unit else parts[:1])
    )
    shapes = calls.get(id(module), [])
    rows = []
    if count or (is_unit and shapes):
        cost = sum(map(module.multiply_adds, shapes)) if is_unit else 0
        layer = f"{type(module).__name__}({module.extra_repr()})"
        rows.append(Row(name, layer, shapes[-1] if shapes else None, count, cost))
    if not is_unit:
        for key, child in module.named_children():
            rows += _collect(child, f"{name}.{key}".lstrip("."), calls, own_sizes)
    return rows

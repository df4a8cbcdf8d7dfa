"""The nodes of a batch: the rows that take one way are replayed together."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core.array_ops.functions.joining import concatenate
from autograd_core.engine import sequences
from autograd_core.engine.value import record_many
from autograd_core.replay.columns import Columns
from autograd_core.replay.eager_caller import HAS_MACHINES
from autograd_core.replay.program_rule import ProgramRule
from autograd_core.replay.rows_rule import RowsRule
from autograd_core.replay.structures import Group
from autograd_core.tensor.tensor import record as record_tensor

if TYPE_CHECKING or HAS_MACHINES:
    from autograd_core.replay import machine

if TYPE_CHECKING:
    from autograd_core.replay.function import CompiledFunction


def reduced(
    function: CompiledFunction,
    groups: list[Group],
    rows: Columns,
    rest: Any,
    weight: float,
) -> Any:
    """The weighted sum of the results of all rows; None if it is not finite.

    Args:
        function: what is replayed.
        groups: rows and their programs.
        rows: the arguments.
        rest: the rows without a program, done by the engine.
        weight: the factor of each row.
    """
    nodes = [weighted(function, group, rows, weight) for group in groups]
    if any(node is None for node in nodes):
        return None
    if len(rest):
        nodes.append(_by_engine(function, rows, rest, weight))
    return nodes[0] if len(nodes) == 1 else sequences.sum(nodes)


def weighted(
    function: CompiledFunction, group: Group, rows: Columns, weight: float
) -> Any:
    """The weighted sum of the rows of a group; None if it is not finite."""
    tape, selection = group
    weights = np.full(len(selection), weight)
    sums = tape.rows.run(rows.shared, rows.of_rows(selection), weights)
    if not machine.finite_sums(sums):
        return None
    again = functools.partial(_by_engine, function, rows, selection, weight)
    out = float(np.frombuffer(sums, count=1)[0])
    rule = ProgramRule(function.name, again)
    return record_many(rule, out, tape.operands(rows), sums[8:])


def _by_engine(
    function: CompiledFunction,
    rows: Columns,
    selection: Any,
    weight: float,
    operands: Any = None,
) -> Any:
    return function.eager_rows(rows, selection.tolist(), "sum") * weight


def unreduced(
    function: CompiledFunction, groups: list[Group], rows: Columns, rest: Any
) -> Any:
    """The result of each row as a Tensor; None if one is not finite."""
    parts, order = [], []
    for group in groups:
        selection = group[1]
        again = functools.partial(function.eager_rows, rows, selection.tolist(), "none")
        rule = RowsRule(function.name, group, rows, again)
        out = rule.results()
        if not np.isfinite(out).all():
            return None
        parts.append(record_tensor(rule, out, group[0].operands(rows), None, True))
        order.append(selection)
    if len(rest):
        parts.append(function.eager_rows(rows, rest.tolist(), "none"))
        order.append(rest)
    if len(parts) == 1:
        return parts[0]
    return concatenate(parts)[np.argsort(np.concatenate(order))]

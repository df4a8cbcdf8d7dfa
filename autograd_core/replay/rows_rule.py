"""The rule of a Tensor that a compiled function made: the result of each row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core.engine.gradients import pull_back, push_forward
from autograd_core.engine.node import Node
from autograd_core.ops.rule import Rule
from autograd_core.replay.columns import Columns

if TYPE_CHECKING:
    from autograd_core.replay.structures import Group


class RowsRule(Rule):
    """The results of a compiled function for rows, a Tensor: no reduction.

    Attributes:
        name: the name of the function.
        group, columns: what was computed.
        run: makes the Tensor again by the engine, for higher orders.
    """

    __slots__ = ("_data", "_sums", "_upstream", "columns", "group", "name", "run")

    def __init__(
        self, name: str, group: Group, columns: Columns, run: Callable[[], Any]
    ) -> None:
        self.name, self.group, self.columns, self.run = name, group, columns, run
        # The leaves may be assigned before the gradient is computed.
        self._data = group[0].rows.leaf_data()
        self._upstream: Any = None
        self._sums: Any = None

    def __repr__(self) -> str:
        return f"<op {self.name!r}, compiled>"

    def results(self) -> Any:
        """The result of each row."""
        tape, selection = self.group
        out = np.empty(len(selection))
        numbers = self.columns.of_rows(selection)
        tape.rows.run(self.columns.shared, numbers, np.zeros(len(selection)), out)
        return out

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        """The sum over rows of upstream gradient x local derivative."""
        if isinstance(out, Node):
            totals = pull_back([self.run()], [upstream], operands, True, operands)
            return totals.get(id(operands[i]), 0.0)
        if self._upstream is not upstream:
            tape, selection = self.group
            numbers = self.columns.of_rows(selection)
            weights = np.ascontiguousarray(upstream, np.float64)
            sums = tape.rows.run(
                self.columns.shared, numbers, weights, None, None, self._data
            )
            self._sums = np.frombuffer(sums)[1:]
            self._upstream = upstream
        return float(self._sums[i])

    def jvp(self, tangents: Sequence[Any], out: Any, operands: Sequence[Any]) -> Any:
        """The tangent of each row, by the engine."""
        tangents_by_id = {
            id(x): tangent
            for x, tangent in zip(operands, tangents, strict=True)
            if tangent is not None
        }
        nodes = list(self.group[0].operands(self.columns))
        return push_forward([self.run()], tangents_by_id, isinstance(out, Node), nodes)[
            0
        ]

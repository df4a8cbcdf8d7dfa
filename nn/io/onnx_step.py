"""One op of a network in all runs that were traced."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.io.onnx_graph import Graph, Length
from nn.io.onnx_trace import lengths_of


class Step:
    """One op in all runs.

    Attributes:
        graph: where its form is added.
        nodes: its node in each run.
        rules: its rule in each run; they may differ in lengths.
        names: the names of its operands in ONNX.
        where: the start of messages.
    """

    def __init__(
        self, graph: Graph, nodes: tuple[Any, ...], names: list[str], where: str
    ) -> None:
        self.graph, self.nodes, self.names, self.where = graph, nodes, names, where
        self.rules = [node.rule for node in nodes]

    @property
    def rule(self) -> Any:
        """The rule of the first run."""
        return self.rules[0]

    def lengths(self, operand: int | None = None) -> list[Length]:
        """The lengths of the result, or of an operand."""
        arrays = self.nodes
        if operand is not None:
            arrays = tuple(node.operands[operand] for node in self.nodes)
        return lengths_of([np.shape(array) for array in arrays], self.where)

    def axes(self) -> tuple[int, ...]:
        """The axes of a reduction."""
        axis, ndim = self.rule.axis, len(self.nodes[0].operands[0].shape)
        axes = range(ndim) if axis is None else np.atleast_1d(axis).tolist()
        return tuple(k % ndim for k in axes)

    def number(self, operand: int) -> float:
        """An operand that must be one number, the same in all runs."""
        numbers = {float(node.operands[operand]) for node in self.nodes}
        if len(numbers) > 1:
            raise TypeError(f"{self.where}: its setting depends on the batch")
        return numbers.pop()

"""An ONNX graph under construction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

Length = tuple[int, int]
"""The length of an axis for a batch of n samples: a n + c, as (a, c)."""


class Graph:
    """The nodes and constants of an ONNX graph.

    Attributes:
        onnx: the package.
        nodes: in the order of computation.
        constants: its arrays, float32 or integers.
    """

    def __init__(self, onnx: Any) -> None:
        self.onnx = onnx
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self._batch = ""
        self._names: dict[Any, str] = {}

    def add(self, op: str, *inputs: str, out: str = "", **settings: Any) -> str:
        """Add a node, and return the name of its output."""
        name = out or f"{op.lower()}_{len(self.nodes)}"
        node = self.onnx.helper.make_node(op, list(inputs), [name], **settings)
        self.nodes.append(node)
        return name

    def constant(self, numbers: Any, dtype: Any = np.float32) -> str:
        """Add a constant array, if it is a new one, and return its name."""
        array = np.asarray(numbers)
        if dtype == np.float32 and array.dtype.kind == "f":
            # The largest numbers of float64 would become infinite.
            limit = float(np.finfo(np.float32).max)
            finite = np.isfinite(array)
            array = np.where(finite, np.clip(array, -limit, limit), array)
        array = np.ascontiguousarray(array, dtype=dtype).reshape(array.shape)
        key = (array.dtype.str, array.shape, array.tobytes())
        if key in self._names:  # such as a weight that each step of a sequence takes
            return self._names[key]
        name = self._names[key] = f"constant_{len(self.constants)}"
        self.constants.append(self.onnx.numpy_helper.from_array(array, name))
        return name

    def integers(self, numbers: Sequence[int]) -> str:
        """Add a row of integers, such as axes or a shape."""
        return self.constant(np.array(numbers, np.int64), np.int64)

    def shape(self, lengths: Sequence[Length]) -> str:
        """The shape of an array, whose lengths may depend on the batch."""
        if all(a == 0 for a, _ in lengths):
            return self.integers([c for _, c in lengths])
        if not self._batch:
            whole = self.add("Shape", "x")
            self._batch = self.add("Gather", whole, self.integers([0]), axis=0)
        parts = []
        for a, c in lengths:
            part = self.integers([c])
            if a:
                scaled = self.add("Mul", self._batch, self.integers([a]))
                part = self.add("Add", scaled, part)
            parts.append(part)
        return self.add("Concat", *parts, axis=0)

    def reshape(self, x: str, lengths: Sequence[Length]) -> str:
        """An array in another shape."""
        if sum(a != 0 for a, _ in lengths) == 1:
            # -1 is the length that the number of entries leaves.
            sizes = [-1 if a else c for a, c in lengths]
            if all(sizes):
                return self.add("Reshape", x, self.integers(sizes))
        return self.add("Reshape", x, self.shape(lengths))

"""The ops that a module applies to its input, from runs on batches of several sizes.

What differs between the runs depends on the batch: lengths must be linear in its size,
and numbers must not differ, or they would be those of one input in the file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograd_core import Node, Tensor
from autograd_core.extend import payload_of
from nn.io.onnx_graph import Length
from nn.layers.embedding import Embedding
from nn.module.module import Module

BATCHES = (2, 3, 5)
"""Lengths that are linear in these are so for every batch."""


class Call(NamedTuple):
    """A call of a module that has a form of its own in ONNX."""

    module: Module
    argument: Any


class Trace:
    """One run: what was computed, in order.

    Attributes:
        x: the input.
        outs: the outputs.
        calls: calls of modules, by the id of what they gave.
        order: the nodes that depend on the input, operands first; what a module of
            `calls` computed inside is left out.
        takes_ids: whether an Embedding is given numbers of the input.
    """

    def __init__(
        self, network: Module, x: Any, has_form: Callable[[Module, Any], bool]
    ) -> None:
        self.x = Tensor(x)
        self.calls: dict[int, Call] = {}
        self._has_form = has_form
        self._dependent: dict[int, bool] = {id(self.x): True}
        self.outs = self._run(network)
        self.order = self._ordered()
        self.takes_ids = any(
            isinstance(call.module, Embedding) for call in self.calls.values()
        )

    def _run(self, network: Module) -> list[Any]:
        modules = network.modules()
        modes = [part.training for part in modules]

        def note(module: Module, inputs: tuple[Any, ...], out: Any) -> None:
            if not inputs or not isinstance(inputs[0], Node) or out is inputs[0]:
                return
            if self._has_form(module, inputs[0]) and self.depends(inputs[0]):
                self.calls[id(out)] = Call(module, inputs[0])
                self._dependent[id(out)] = True

        removers = [part.register_forward_hook(note) for part in modules]
        network.eval()
        try:
            # Zeros and random numbers may not be in the domain of a function.
            with np.errstate(all="ignore"):
                out = network(self.x)
        finally:
            for part, mode, remove in zip(modules, modes, removers, strict=True):
                part.training = mode
                remove()
        return _flat(out)

    def depends(self, node: Any) -> bool:
        """Whether a node depends on the input."""
        known = self._dependent
        stack = [node]
        while stack:
            top = stack[-1]
            if id(top) in known:
                stack.pop()
                continue
            unknown = [parent for parent in top.parents if id(parent) not in known]
            if unknown:
                stack += unknown
            else:
                known[id(top)] = any(known[id(parent)] for parent in top.parents)
                stack.pop()
        return known[id(node)]

    def operands(self, node: Any) -> tuple[Any, ...]:
        """What a step takes: the argument of a call, or the operands of an op."""
        call = self.calls.get(id(node))
        return node.operands if call is None else (call.argument,)

    def _ordered(self) -> list[Any]:
        done: set[int] = {id(self.x)}
        order: list[Any] = []
        stack = list(reversed(self.outs))
        while stack:
            node = stack[-1]
            waiting = [
                operand
                for operand in self.operands(node)
                if isinstance(operand, Node)
                and id(operand) not in done
                and self.depends(operand)
            ]
            if id(node) in done or not self.depends(node):
                stack.pop()
            elif waiting:
                stack += waiting
            else:
                done.add(id(node))
                order.append(node)
                stack.pop()
        return order


def _flat(out: Any) -> list[Any]:
    """The Tensors among nested tuples, lists and None."""
    if isinstance(out, (tuple, list)):
        return [tensor for part in out for tensor in _flat(part)]
    if isinstance(out, dict):
        raise TypeError(
            "export_onnx: the network gives a dict; an output is a Tensor, or a tuple "
            "of them"
        )
    return [] if out is None else [out]


def lengths_of(shapes: Sequence[Sequence[int]], where: str) -> list[Length]:
    """The lengths of the axes of one array in all runs.

    Raises:
        TypeError: they are not linear in the size of the batch.

    >>> lengths_of([(2, 4), (3, 4), (5, 4)], "x")
    [(1, 0), (0, 4)]
    """
    lengths = []
    if len({len(shape) for shape in shapes}) > 1:
        raise TypeError(f"{where}: the number of axes depends on the batch")
    for sizes in zip(*shapes, strict=True):
        a = (sizes[1] - sizes[0]) // (BATCHES[1] - BATCHES[0])
        c = sizes[0] - a * BATCHES[0]
        if any(
            size != a * batch + c for size, batch in zip(sizes, BATCHES, strict=True)
        ):
            raise TypeError(
                f"{where}: for batches of {BATCHES} samples an axis has lengths "
                f"{sizes}, which ONNX here has no form for"
            )
        lengths.append((int(a), int(c)))
    return lengths


def merged(arrays: Sequence[Any], where: str) -> tuple[Any, list[Length] | None]:
    """A constant that all runs have, and its lengths if they depend on the batch.

    Along an axis as long as the batch all entries must be the same; one is kept.

    Raises:
        TypeError: its numbers differ from run to run, so they depend on the input.

    >>> merged([np.zeros((2, 3)), np.zeros((3, 3)), np.zeros((5, 3))], "add")
    (array([[0., 0., 0.]]), [(1, 0), (0, 3)])
    """
    arrays = [np.asarray(payload_of(array)) for array in arrays]
    lengths = lengths_of([array.shape for array in arrays], where)
    varying = [axis for axis, (a, _) in enumerate(lengths) if a]
    firsts = []
    for array in arrays:
        first = array
        for axis in varying:
            first = first[(slice(None),) * axis + (slice(0, 1),)]
        if not _same(np.broadcast_to(first, array.shape), array):
            raise TypeError(_depends(where))
        firsts.append(first)
    if not all(_same(firsts[0], other) for other in firsts[1:]):
        raise TypeError(_depends(where))
    return firsts[0], lengths if varying else None


def _same(a: Any, b: Any) -> bool:
    return bool(np.array_equal(a, b, equal_nan=a.dtype.kind == "f"))


def _depends(where: str) -> str:
    return (
        f"{where}: it takes numbers that depend on the input but left the graph, as a "
        "comparison, .data or float() gives them, so the file would hold those of one "
        "input; write ops such as maximum, clip, relu or abs instead"
    )

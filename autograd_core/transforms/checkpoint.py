"""`checkpoint`: a function that is run again in the walk back, to save memory.

`stop_gradient`: numbers that no derivative goes through.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ParamSpec, TypeVar

import numpy as np

from autograd_core.array_ops import entries
from autograd_core.engine import gradients, walk
from autograd_core.engine.node import Node, payload_of
from autograd_core.engine.record import is_value
from autograd_core.messages.errors import GraphError
from autograd_core.messages.operands import is_mapped
from autograd_core.messages.types import Operand, Operands, Tangents, Totals
from autograd_core.modes import active_inputs, modes
from autograd_core.modes.recordings import compiling
from autograd_core.modes.scopes import scope, scope_of
from autograd_core.tensor.tensor import Tensor, record
from autograd_core.transforms import pytree
from autograd_core.transforms.arguments import check_function
from autograd_core.transforms.leaf import input_node
from autograd_core.transforms.packing import PackedRule, zeros_for
from autograd_core.transforms.pytree import PyTree

_P = ParamSpec("_P")
_R = TypeVar("_R")
_Tree = TypeVar("_Tree")


def stop_gradient(x: _Tree) -> _Tree:
    """The same numbers as constants: no derivative goes through them.

    Args:
        x: a node, a number or an array, or a tuple, list or dict of them.

    >>> from autograd_core import grad
    >>> grad(lambda x: x * stop_gradient(x**2))(3.0)
    9.0
    """
    leaves = pytree.leaves(x, "stop_gradient")
    constants = [_fresh(leaf) if isinstance(leaf, Node) else leaf for leaf in leaves]
    return pytree.rebuild(x, constants)  # type: ignore[no-any-return]


def checkpoint(f: Callable[_P, _R]) -> Callable[_P, _R]:
    """The same function, which keeps no graph: a walk back runs it once more.

    The value and all derivatives stay. Between the forward pass and the walk back only
    the arguments, and what f closes over, are kept in memory; the price is one more
    run of f in each walk. In functions of `vmap` and `compile` f is called as it is.

    Args:
        f: a function of any arguments and results, which gives the same numbers each
            time.

    Raises:
        GraphError: (in the walk back) f gave other numbers than before: it drew random
            numbers, or what it reads was changed.

    >>> from autograd_core import grad, tanh
    >>> layer = checkpoint(lambda w, x: tanh(w * x))
    >>> round(grad(lambda w: layer(w, layer(w, 1.0)))(0.5), 6)
    0.811253

    Source: Chen et al., "Training deep nets with sublinear memory cost", 2016.
    """
    check_function(f, "checkpoint")

    @functools.wraps(f, updated=())
    def run(*args: _P.args, **kwargs: _P.kwargs) -> Any:
        leaves = pytree.leaves_of_anything((args, kwargs))
        as_it_is = not modes.recording() or compiling()
        if as_it_is or any(map(is_mapped, leaves)):
            return f(*args, **kwargs)
        return _recorded(f, args, kwargs)

    return run


def _recorded(
    f: Callable[..., Any], args: Sequence[PyTree], kwargs: Mapping[str, Any]
) -> PyTree:
    """The result of f, of which the graph is dropped at once."""
    segment = _Segment(f, args, kwargs)
    inputs = [_fresh(leaf) for leaf in segment.inputs]
    begin = walk.begin()
    with _marker() as mark:
        out = segment.run(inputs, begin)
    outs = pytree.leaves(out, "checkpoint: the result")
    if any(map(is_mapped, outs)):
        return f(*args, **kwargs)
    roots = [x for x in outs if isinstance(x, Node)]
    outside = _outside(roots, inputs, mark, begin)
    operands = [*segment.inputs, *outside]
    if not operands:
        return out
    rule = _Checkpoint(segment, outside)
    packed = rule.pack_arrays(
        [np.asarray(payload_of(root)) for root in roots], len(roots) != 1
    )
    node = record(rule, packed, tuple(map(_as_tensor, operands)), None, True)
    parts = iter(rule.unpack(node))
    values = [x for x in roots if is_value(x)]

    def result(x: Any) -> Any:
        if not isinstance(x, Node):
            return x
        part = next(parts)
        return entries.entry(part, ()) if any(x is value for value in values) else part

    return pytree.map_leaves(out, result)


class _Segment:
    """A call of f: its node arguments may be replaced by others."""

    def __init__(
        self, f: Callable[..., Any], args: Sequence[PyTree], kwargs: Mapping[str, Any]
    ) -> None:
        self._f = f
        self._arguments: Any = (tuple(args), dict(kwargs))
        leaves = pytree.leaves_of_anything(self._arguments)
        self.inputs = [x for x in leaves if isinstance(x, Node)]

    def run(self, inputs: Sequence[Node], begin: int) -> PyTree:
        """The result of f at other nodes, with its graph."""
        remaining = iter(inputs)
        leaves = pytree.leaves_of_anything(self._arguments)
        new = [next(remaining) if isinstance(x, Node) else x for x in leaves]
        args, kwargs = pytree.rebuild(self._arguments, new)
        with active_inputs.transform_of(inputs, begin), modes.recording_resumed():
            return self._f(*args, **kwargs)


_numbers = itertools.count()


class _marker:
    """Marks the nodes that are made while the block runs, by a scope of its own."""

    def __enter__(self) -> str:
        name = f"checkpoint {next(_numbers)}"
        self._scope = scope(name)
        self._scope.__enter__()
        return name

    def __exit__(self, *exception: Any) -> None:
        self._scope.__exit__(*exception)


def _fresh(leaf: Any) -> Node:
    """A leaf with the same numbers."""
    return leaf.detach()  # type: ignore[no-any-return]


def _as_tensor(node: Any) -> Any:
    return entries.stacked([node], (), Tensor(0.0)) if is_value(node) else node


def _outside(
    roots: Sequence[Any], inputs: Sequence[Any], mark: str, begin: int
) -> list[Node]:
    """The nodes from outside that a run has used."""
    outside: list[Node] = []
    seen = {id(x) for x in inputs}
    pending = list(roots)
    while pending:
        node = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if node.rule is not None and mark in scope_of(node):
            pending += node.parents
        elif node.rule is not None or walk.depends_on_older([node], begin):
            outside.append(node)
    return outside


class _Checkpoint(PackedRule):
    """A call of a function as one node, whose operands are all that it depends on."""

    __slots__ = ("_outside", "_segment")
    name = "checkpoint"
    recomputes = False

    def __init__(self, segment: _Segment, outside: list[Node]) -> None:
        super().__init__()
        self._segment = segment
        self._outside = outside

    @property
    def settings(self) -> dict[str, object]:
        """None: what was called stands in the program."""
        return {}

    def _again(self, out: Operand, operands: Operands) -> tuple[list[Any], list[Any]]:
        """The inputs and the results of one more run, as nodes.

        Raises:
            GraphError: the numbers are others than before.
        """
        # A Value stands among the operands as a Tensor without axes.
        inputs: list[Any] = [
            input_node(_like(x, operand))
            for x, operand in zip(self._segment.inputs, operands, strict=False)
        ]
        result = self._segment.run(inputs, walk.begin())
        roots = [x for x in pytree.leaves(result) if isinstance(x, Node)]
        again = [np.asarray(payload_of(root)) for root in roots]
        before = self.unpack(payload_of(out))
        if len(again) != len(before) or not all(
            np.array_equal(x, y, equal_nan=True)
            for x, y in zip(again, before, strict=True)
        ):
            raise GraphError(
                "checkpoint: the function gave other numbers when it was run again in "
                "the walk back: it must draw no random numbers, and what it reads must "
                "stay as it was"
            )
        return inputs, roots

    # -- derivatives -------------------------------------------------------------------

    def _cotangents(
        self, upstream: Operand, out: Operand, operands: Operands
    ) -> list[Any]:
        on_nodes = isinstance(out, Node)
        inputs, roots = self._again(out, operands)
        targets = [*inputs, *self._outside]
        with modes.recording_resumed():
            seeds = [
                _like(root, part)
                for root, part in zip(roots, self.unpack(upstream), strict=True)
            ]
            totals = _pulled_back(roots, seeds, targets, on_nodes)
            return [_cotangent(totals.get(id(target))) for target in targets]

    def jvp(self, tangents: Tangents, out: Operand, operands: Operands) -> Operand:
        on_nodes = isinstance(out, Node)
        inputs, roots = self._again(out, operands)
        targets = [*inputs, *self._outside]
        moving = {
            id(target): _like(target, tangent)
            for target, tangent in zip(targets, tangents, strict=True)
            if tangent is not None
        }
        found = gradients.push_forward(roots, moving, on_nodes, stop=targets)
        outs = self.unpack(out)
        return self.pack(
            [
                zeros_for(x) if t is None else _cotangent(t)
                for t, x in zip(found, outs, strict=True)
            ]
        )


def _like(node: Any, vector: Any) -> Any:
    """A cotangent or tangent for a node: a Value's is a number."""
    if not is_value(node):
        return vector
    return entries.entry(vector, ()) if isinstance(vector, Node) else float(vector)


def _cotangent(total: Any) -> Any:
    """A total as an array or Tensor; None for 0."""
    if total is None or not (is_value(total) or isinstance(total, float)):
        return total
    return _as_tensor(total) if isinstance(total, Node) else np.asarray(total)


def _pulled_back(
    roots: Sequence[Any], seeds: Sequence[Any], targets: Sequence[Any], on_nodes: bool
) -> Totals:
    """`gradients.pull_back`, in the middle of a walk.

    That one counts consumers on the nodes themselves, and the walk that called this
    rule has counts on the nodes from outside.
    """
    stop = {id(x) for x in targets}
    order = _operands_first(roots, stop)
    totals: Totals = dict.fromkeys(stop)
    for node in order:
        if any(id(x) in totals for x in node.parents):
            totals[id(node)] = None
    for root, seed in zip(roots, seeds, strict=True):
        if id(root) in totals:
            totals[id(root)] = root._accumulate(totals[id(root)], seed)
    with np.errstate(all="ignore"):
        for node in reversed(order):
            total = totals.get(id(node))
            if total is not None:
                totals[id(node)] = None
                node._contribute(node._total(total), totals, on_nodes)
    return {
        id(x): x._total(totals[id(x)]) for x in targets if totals[id(x)] is not None
    }


def _operands_first(roots: Iterable[Any], stop: set[int]) -> list[Any]:
    """The results of a graph above the nodes of `stop`, operands before consumers."""
    order: list[Any] = []
    seen = set(stop)
    pending = [(root, False) for root in roots]
    while pending:
        node, done = pending.pop()
        if done:
            order.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            pending.append((node, True))
            pending += [(x, False) for x in node.parents if id(x) not in seen]
    return order

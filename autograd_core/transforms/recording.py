"""One run of a function on inputs of its own, to be walked back and forward.

The inputs of a transform are new nodes, linked to the caller's nodes if it got some. So
every level of nested transforms differentiates with respect to its own inputs and
nothing else: derivatives of closures cannot be confused. A result that depends on nodes
made before the run, by an argument or by what the function closes over, is a node.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from autograd_core.engine import gradients, walk
from autograd_core.engine.backward import refuse_if_unrecorded
from autograd_core.engine.node import Node
from autograd_core.messages.errors import add_note
from autograd_core.messages.operands import is_mapped
from autograd_core.modes import active_inputs, modes
from autograd_core.transforms import pytree
from autograd_core.transforms.leaf import (
    for_caller,
    innermost,
    plain_number,
    result_leaf,
    tangent_of_constant,
    without_axes,
)
from autograd_core.transforms.maps import Maps
from autograd_core.transforms.pytree import Leaf, PyTree

_OBJECTS = (
    "a number that is differentiated is a Value, and an array with Values in it one of "
    "objects, which LAPACK, SciPy and arrays mixed with floats do not take; give the "
    "transform an array, such as np.array(2.0) for 2.0"
)


_LISTS = (
    "a list of numbers stays a list, of Values, without arithmetic; give the transform "
    "an array, such as np.array([1.0, 2.0]) for [1.0, 2.0]"
)


class Recording:
    """`f(*args)`, run once, with what is needed to differentiate it.

    Args:
        name: the transform, for messages.
        f: the function.
        args: its positional arguments.
        kwargs: its keyword arguments, which are not differentiated.
        argnums: which arguments are inputs.
        has_aux: whether f gives a pair `(out, aux)`.

    Raises:
        GraphError: f computed a result inside `no_grad()`.

    Attributes:
        inputs: the new nodes, one for each leaf of the input arguments.
        primals: the input arguments, trees of what the caller gave.
        out: the result, a tree of nodes and constants.
        outputs: the leaves of `out`.
        aux: the second part of the result of f.
        create_graph: whether results and derivatives are nodes, because the caller's
            arguments are, or what the function closes over.
    """

    def __init__(
        self,
        name: str,
        f: Callable[..., Any],
        args: Sequence[PyTree],
        kwargs: Mapping[str, Any],
        argnums: Sequence[int],
        has_aux: bool = False,
    ) -> None:
        self.primals = [args[k] for k in argnums]
        where = f"{name}, argument {argnums[0] if argnums else 0}"
        begin = walk.begin()
        leaves = [leaf for tree in self.primals for leaf in pytree.leaves(tree, where)]
        self._maps = Maps()
        self._bases = [self._maps.input(leaf) for leaf in leaves]
        self.inputs = [self._maps.above(node) for node in self._bases]
        call = list(args)
        for k, nodes in zip(argnums, self.by_argument(self.inputs), strict=True):
            call[k] = nodes
        out = self._run(f, call, kwargs, begin)
        aux = None
        if has_aux:
            out, aux = _pair(out, name)
        where = f"{name}: the result of {_name_of(f)}"
        self.out = pytree.map_leaves(out, lambda leaf: result_leaf(leaf, where), where)
        self.outputs = pytree.leaves(self.out)
        self._results = [
            self._maps.below(x) if isinstance(x, Node) else x for x in self.outputs
        ]
        for node in self._roots():
            refuse_if_unrecorded(node, name, in_no_grad=False)
        has_nodes = bool(_nodes_in([*args]))
        self.create_graph = has_nodes or self._close_over_nodes(self._roots(), begin)
        self.aux = None
        if has_aux:
            on_graph = has_nodes or self._close_over_nodes(_nodes_in(aux), begin)
            self.aux = _mapped(aux, for_caller if on_graph else plain_number)

    def _run(
        self,
        f: Callable[..., Any],
        call: list[PyTree],
        kwargs: Mapping[str, Any],
        begin: int,
    ) -> Any:
        """f at the new inputs, which other transforms see while it runs."""
        with active_inputs.transform_of(self._bases, begin), modes.recording_resumed():
            try:
                return f(*call, **kwargs)
            except (TypeError, AttributeError) as error:
                if _is_about_objects(error):
                    add_note(error, _OBJECTS)
                elif "'list'" in str(error) or "got list" in str(error):
                    add_note(error, _LISTS)
                raise

    def _roots(self) -> list[Node]:
        """The outputs that are nodes; the others are constants."""
        return [result for result in self._results if isinstance(result, Node)]

    def _close_over_nodes(self, results: Sequence[Node], begin: int) -> bool:
        """Whether results depend on nodes of the caller's that are not arguments.

        They are leaves that were there before this run began: parameters of a model,
        inputs of an outer transform. A leaf that f makes is a constant. Inside
        `no_grad()` none counts.
        """
        return modes.recording() and walk.depends_on_older(results, begin, self._bases)

    def pull(self, cotangents: Sequence[Leaf]) -> list[Leaf]:
        """The cotangent of each input, given those of the outputs (reverse mode).

        The walk stops at the inputs: the graphs that made the caller's nodes are not
        part of f, and may be of any size.
        """
        seeds = [self._maps.below(cotangent) for cotangent in cotangents]
        on_graph = self._on_graph(seeds)
        pairs = [
            (result, seed)
            for result, seed in zip(self._results, seeds, strict=True)
            if isinstance(result, Node)
        ]
        with modes.recording_resumed():
            totals = gradients.pull_back(
                [root for root, _ in pairs],
                [seed for _, seed in pairs],
                self._bases,
                on_graph,
                stop=self._bases,
            )
            slopes = [_taken(totals, node, on_graph) for node in self._bases]
        return [self._for_caller(for_caller(slope), seeds) for slope in slopes]

    def push(self, tangents: Sequence[Leaf | None]) -> list[Leaf]:
        """The tangent of each output, given those of the inputs (forward mode).

        Args:
            tangents: one for each input; None where it does not move.
        """
        vectors = [None if t is None else self._maps.below(t) for t in tangents]
        on_graph = self._on_graph(vectors)
        by_input = {
            id(node): vector
            for node, vector in zip(self._bases, vectors, strict=True)
            if vector is not None
        }
        with modes.recording_resumed():
            roots = self._roots()
            totals = iter(
                gradients.push_forward(roots, by_input, on_graph, stop=self._bases)
            )
            results = [
                gradients.answer(result, next(totals), on_graph)
                if isinstance(result, Node)
                else tangent_of_constant(result)
                for result in self._results
            ]
        finish = for_caller if on_graph else without_axes
        return [self._for_caller(finish(result), vectors) for result in results]

    def _on_graph(self, vectors: Iterable[Leaf | None]) -> bool:
        """Whether derivatives are nodes: of this run, or of these (co)tangents."""
        return self.create_graph or any(isinstance(leaf, Node) for leaf in vectors)

    def _for_caller(self, leaf: Leaf, vectors: Sequence[Leaf | None]) -> Leaf:
        """A derivative in the boxes that the run was called in.

        Vectors in the boxes of a later `vmap` take a walk on nodes, but no node is
        asked for if they are plain inside.
        """
        if any(map(is_mapped, vectors)) and not self._on_graph(map(innermost, vectors)):
            leaf = plain_number(leaf)
        return self._maps.above(leaf)

    def result(self) -> PyTree:
        """The result of f for the caller: plain, unless derivatives are nodes."""
        finish = for_caller if self.create_graph else plain_number
        return pytree.map_leaves(self.out, finish)

    def by_argument(self, leaves: Sequence[Any]) -> list[PyTree]:
        """One leaf for each input as trees, one for each input argument."""
        remaining = iter(leaves)
        return [
            pytree.map_leaves(primal, lambda leaf: next(remaining))
            for primal in self.primals
        ]


def _references(totals: dict[int, Any], key: int) -> tuple[Any, int]:
    """A total, taken out of the table, and how many references there are to it."""
    total = totals.pop(key, None)
    return total, sys.getrefcount(total)


_MINE = _references({0: np.zeros(1)}, 0)[1]
"""The references to an array that nobody else holds."""


def _taken(totals: dict[int, Any], node: Node, on_graph: bool) -> Any:
    """The cotangent of an input as the caller gets it: an array of his own.

    A walk may give several nodes one array, which is copied then; a copy of the
    gradients of many examples would take as long as they did.
    """
    total, references = _references(totals, id(node))
    if (
        not on_graph
        and references == _MINE
        and type(total) is np.ndarray
        and total.flags.owndata
        and total.flags.writeable
    ):
        return total
    return gradients.answer(node, total, on_graph)


def _nodes_in(tree: Any) -> list[Node]:
    """The nodes among the leaves of anything."""
    leaves = map(innermost, pytree.leaves_of_anything(tree))
    return [leaf for leaf in leaves if isinstance(leaf, Node)]


def _mapped(aux: Any, function: Callable[[Any], Any]) -> Any:
    """The aux of f, of any kind, with each leaf replaced by `function(leaf)`."""
    if isinstance(aux, (dict, tuple, list)):
        leaves = [_mapped(leaf, function) for leaf in pytree.leaves_of_anything(aux)]
        return pytree.rebuild(aux, leaves)
    return function(aux)


def _is_about_objects(error: Exception) -> bool:
    """Whether NumPy or SciPy refused an array of objects."""
    signs = ("dtype('O')", "has no callable", "not supported for the input types")
    return any(sign in str(error) for sign in signs)


def _pair(out: Any, name: str) -> tuple[Any, Any]:
    if isinstance(out, tuple) and len(out) == 2:
        return out
    raise TypeError(
        f"{name}(has_aux=True): the function must return a pair (out, aux), got "
        f"{type(out).__name__}"
    )


def _name_of(f: Callable[..., Any]) -> str:
    return getattr(f, "__name__", type(f).__name__)

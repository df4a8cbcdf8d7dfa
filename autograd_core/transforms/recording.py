"""One run of a function on inputs of its own, to be walked back and forward.

The inputs of a transform are new nodes, linked to the caller's nodes if it got some. So
every level of nested transforms differentiates with respect to its own inputs and
nothing else: derivatives of closures cannot be confused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_core.array_ops.array_rule import Linear
from autograd_core.engine import gradients, value, walk
from autograd_core.engine.backward import refuse_unrecorded
from autograd_core.engine.node import Node
from autograd_core.engine.value import Value
from autograd_core.messages.numbers import is_number
from autograd_core.messages.operands import describe, short_repr
from autograd_core.modes import active_inputs, modes
from autograd_core.tensor import tensor
from autograd_core.tensor.tensor import Tensor
from autograd_core.tensor.value_tensor import stack_values
from autograd_core.transforms import pytree


class _Input(Linear):
    """The input of a transform, made of a node of the caller's: the same number."""

    __slots__ = ()
    name = "input"

    def array(self, x: Any) -> Any:
        return x

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        return upstream

    def local_grad(self, i: int, out: Any, operands: Sequence[Any]) -> Any:
        """d out / d operand = 1."""
        return 1.0


_INPUT = _Input()


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
        aux: what else f gave.
        create_graph: whether derivatives are nodes, because the caller's are or an
            outer transform differentiates through this one.
    """

    def __init__(
        self,
        name: str,
        f: Callable[..., Any],
        args: Sequence[Any],
        kwargs: dict[str, Any],
        argnums: Sequence[int],
        has_aux: bool = False,
    ) -> None:
        self.name = name
        self.primals = [args[k] for k in argnums]
        where = f"{name}, argument {argnums[0] if argnums else 0}"
        given = [leaf for each in self.primals for leaf in pytree.leaves(each, where)]
        self.inputs = [_input_node(leaf) for leaf in given]
        fresh = iter(self.inputs)
        call = list(args)
        for k, primal in zip(argnums, self.primals, strict=True):
            call[k] = pytree.transform(primal, lambda leaf: next(fresh))
        out = self._run(f, call, kwargs)
        aux = None
        if has_aux:
            out, aux = _pair(out, name)
        where = f"{name}: the result of {_name_of(f)}"
        self.out = pytree.transform(out, _one_node, where)
        self.outputs = pytree.leaves(self.out)
        for each in self.outputs:
            if isinstance(each, Node):
                refuse_unrecorded(each, name, recording=False)
        self.create_graph = self._nested(args)
        self.aux = aux if self.create_graph else _plain_nodes(aux)

    def _run(
        self, f: Callable[..., Any], call: list[Any], kwargs: dict[str, Any]
    ) -> Any:
        """What f gives for the new inputs; while it runs, other transforms see them."""
        with active_inputs.transform_of(self.inputs), modes.recording_resumed():
            return f(*call, **kwargs)

    def _nested(self, args: Sequence[Any]) -> bool:
        """Whether derivatives must be nodes: the caller, or an outer transform, counts.

        Inside an outer transform any node counts that is no input of this one;
        elsewhere only the inputs of a transform that is running in another thread.
        """
        if any(isinstance(leaf, Node) for each in args for leaf in _leaves_in(each)):
            return True
        outer = dict(active_inputs.inputs)
        if not outer:
            return False
        inside = active_inputs.inside()
        own = {id(each) for each in self.inputs}
        roots = [each for each in self.outputs if isinstance(each, Node)]
        return any(
            id(each) in outer or (inside and each.is_leaf and id(each) not in own)
            for each in walk.nodes_met(roots, self.inputs)
        )

    def pull(self, cotangents: Sequence[Any]) -> list[Any]:
        """The cotangent of each input, given those of the outputs (reverse mode)."""
        on_graph = self.create_graph or any(isinstance(x, Node) for x in cotangents)
        pairs = zip(self.outputs, cotangents, strict=True)
        live = [(out, each) for out, each in pairs if isinstance(out, Node)]
        roots, seeds = [out for out, _ in live], [each for _, each in live]
        with modes.recording_resumed():
            totals = gradients.pull_back(
                roots, seeds, self.inputs, on_graph, stop=self.inputs
            )
            return [
                each._finished(totals.get(id(each)), on_graph) for each in self.inputs
            ]

    def push(self, tangents: Sequence[Any]) -> list[Any]:
        """The tangent of each output, given those of the inputs (forward mode)."""
        moved = {
            id(node): tangent
            for node, tangent in zip(self.inputs, tangents, strict=True)
            if tangent is not None
        }
        on_graph = self.create_graph or any(isinstance(each, Node) for each in tangents)
        roots = [each for each in self.outputs if isinstance(each, Node)]
        with modes.recording_resumed():
            found = iter(
                gradients.push_forward(roots, moved, on_graph, stop=self.inputs)
            )
            out = [
                each._finished(next(found), on_graph)
                if isinstance(each, Node)
                else _constant_zero(each)
                for each in self.outputs
            ]
        return out if on_graph else [_without_axes(each) for each in out]

    def result(self) -> Any:
        """What f gave, as the caller gets it."""
        return self.plain(self.out)

    def plain(self, out: Any) -> Any:
        """A tree as the caller gets it: plain, unless derivatives are nodes."""
        if self.create_graph:
            return out
        return pytree.transform(out, plain_number)

    def by_argument(self, found: list[Any]) -> list[Any]:
        """Leaves as trees, one for each input argument."""
        rest = iter(found)
        return [
            pytree.transform(primal, lambda leaf: next(rest)) for primal in self.primals
        ]


def plain_number(leaf: Any) -> Any:
    """A node as a number or array of the caller's own: the graph keeps the other."""
    if not isinstance(leaf, Node):
        return leaf
    number = walk.payload(leaf)
    return _without_axes(number.copy()) if isinstance(number, np.ndarray) else number


def _without_axes(number: Any) -> Any:
    """An array without axes as NumPy's number."""
    return number[()] if isinstance(number, np.ndarray) and not number.ndim else number


def cotangent_like(out: Any, given: Any, name: str) -> Any:
    """A cotangent or tangent, checked against the node that it belongs to.

    Raises:
        TypeError: it is no number or array.
        ValueError: it is of another shape.
    """
    if isinstance(given, type(out)):
        number = given.data
    elif isinstance(given, Node):
        raise TypeError(f"{name} for {describe(out)}: got {describe(given)}")
    else:
        number = np.asarray(given)
        if number.dtype.kind not in "fiub":
            raise TypeError(
                f"{name} for {describe(out)}: expected numbers, got "
                f"{short_repr(given, 40)}"
            )
    wanted = np.shape(walk.payload(out))
    if np.shape(number) != wanted:
        raise ValueError(
            f"{name} for {describe(out)}: expected shape {wanted}, got "
            f"{np.shape(number)}"
        )
    if isinstance(given, Node):
        return given
    return float(number) if isinstance(out, Value) else number.astype(out.dtype)


def _input_node(leaf: Any) -> Any:
    """A new node with the number or array of an argument."""
    if isinstance(leaf, Value):
        node: Any = value.record(_INPUT, leaf.data, leaf, None, 1.0, 0.0)
    elif isinstance(leaf, Tensor):
        node = tensor.record(_INPUT, leaf.data, leaf, None, False)
    elif isinstance(leaf, np.ndarray):
        return Tensor(leaf)
    else:
        return Value(float(leaf))
    node.label = leaf.label
    return node


def _constant_zero(constant: Any) -> Any:
    """The tangent of a constant; a product with 0 would be nan for inf."""
    return np.zeros(constant.shape) if np.shape(constant) else 0.0


def _one_node(leaf: Any) -> Any:
    """A leaf of a result; an array that NumPy made of Values as a Tensor."""
    if isinstance(leaf, np.ndarray) and leaf.dtype == object:
        return stack_values(leaf)
    return leaf


def _plain_nodes(aux: Any) -> Any:
    """What else f gave, of any kind, with plain numbers in the place of nodes."""
    if isinstance(aux, (dict, tuple, list)):
        found = [_plain_nodes(leaf) for leaf in _leaves_in(aux)]
        return pytree.rebuild(aux, found)
    return plain_number(aux)


def _leaves_in(argument: Any) -> list[Any]:
    """The leaves of any argument, whatever they are."""
    if isinstance(argument, (dict, tuple, list)):
        parts = argument.values() if isinstance(argument, dict) else argument
        return [leaf for part in parts for leaf in _leaves_in(part)]
    return [argument]


def _pair(out: Any, name: str) -> tuple[Any, Any]:
    if isinstance(out, tuple) and len(out) == 2:
        return out
    raise TypeError(
        f"{name}(has_aux=True): the function must return a pair (out, aux), got "
        f"{type(out).__name__}"
    )


def _name_of(f: Any) -> str:
    return getattr(f, "__name__", type(f).__name__)


def is_scalar(leaf: Any) -> bool:
    """Whether a result is one number.

    >>> is_scalar(2.0), is_scalar(np.ones(3))
    (True, False)
    """
    return is_number(leaf) or isinstance(leaf, Value) or np.size(leaf) == 1

"""`vmap`: a function of one example, called with many at once."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_core.array_ops.checks import is_integer, shape_of
from autograd_core.array_ops.functions.joining import stack
from autograd_core.array_ops.functions.rearranging import moveaxis
from autograd_core.engine.node import Node
from autograd_core.messages.errors import GraphError, NeedsOneExample
from autograd_core.messages.explained import explained
from autograd_core.messages.numbers import is_number
from autograd_core.messages.operands import is_mapped, is_tensor, short_repr
from autograd_core.messages.plural import plural
from autograd_core.modes import active_maps
from autograd_core.transforms import pytree
from autograd_core.transforms.arguments import check_function
from autograd_core.transforms.draws import Draws
from autograd_core.transforms.leaf import values_as_tensor
from autograd_core.transforms.level import Level, warn_of_loop
from autograd_core.transforms.pytree import PyTree
from autograd_core.transforms.types import ArrayFunction


@explained
def vmap(
    f: Callable[..., PyTree], in_axes: PyTree = 0, out_axes: PyTree = 0
) -> ArrayFunction:
    """The function that computes f for each example, all of them in one pass.

    Each op of f runs once, on arrays with one more axis for the examples. An op without
    batching rule runs in a loop, with a warning that names it. Per-sample gradients are
    `vmap(grad(f))`; `vmap` nests with itself and with every transform.

    Args:
        f: a function of one example, written in operators and functions of
            autograd_core or NumPy's names for them. What it draws at random, and what
            it changes outside, would be drawn or changed once for all examples.
        in_axes: the axis of the examples in each argument: an integer for all, or one
            for each positional argument; None for an argument that is the same for all
            examples. In the place of an integer may stand a tuple, list or dict of
            them, for the parts of an argument. Keyword arguments have axis 0.
        out_axes: the axis of the examples in the result; an integer, or a structure of
            them like the result.

    Returns:
        A function of the same arguments; its result has the axis of the examples. It is
        made of arrays; of Tensors if an argument is a node, or f closes over one.

    Raises:
        TypeError: `in_axes` or `out_axes` is of another structure than what it
            belongs to; (when called) an argument to be mapped has no axes, or a result
            is not made of numbers and arrays.
        ValueError: (when called) arguments differ in the number of examples, have no
            such axis, or none is mapped.
        GraphError: (when called) f goes different ways for different numbers (`if`,
            `range`), reads a number (`item()`), or draws random numbers.

    >>> import numpy as np
    >>> from autograd_core import grad
    >>> w, xs = np.array([1.0, 2.0]), np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    >>> vmap(lambda x: w @ x)(xs)
    array([1., 2., 3.])
    >>> vmap(grad(lambda w, x: (w @ x) ** 2), in_axes=(None, 0))(w, xs)
    array([[2., 0.],
           [0., 4.],
           [6., 6.]])
    """
    check_function(f, "vmap")
    _check_axes(in_axes, "in_axes")
    _check_axes(out_axes, "out_axes")

    @functools.wraps(f, updated=())
    def mapped(*args: PyTree, **kwargs: PyTree) -> PyTree:
        examples = _Examples(args, kwargs, in_axes)
        draws = Draws(f, args, kwargs)
        try:
            out = examples.at_once(f)
        except NeedsOneExample as reason:
            if reason.level is not examples.level:
                raise
            warn_of_loop(reason.name, examples.level.size, "the whole function")
            return examples.one_by_one(f, out_axes)
        draws.refuse()
        return _with_structure(
            out,
            out_axes,
            lambda leaf, axis: _result(leaf, axis, examples.level),
            "out_axes",
            "the result",
        )

    return mapped


def one_by_one(
    f: Callable[..., Any], in_axes: PyTree, name: str, args: Sequence[PyTree]
) -> PyTree:
    """What `vmap(f, in_axes)(*args)` gives, by a loop, with a warning that says so."""
    examples = _Examples(args, {}, in_axes)
    warn_of_loop(name, examples.level.size, "it")
    return examples.one_by_one(f, 0)


class _Examples:
    """The arguments of a mapped function, and along which axis the examples lie."""

    def __init__(
        self, args: Sequence[PyTree], kwargs: dict[str, PyTree], in_axes: PyTree
    ) -> None:
        axes = in_axes
        if not isinstance(in_axes, (tuple, list)):
            axes = [in_axes] * len(args)
        if len(axes) != len(args):
            raise TypeError(
                f"vmap: in_axes={in_axes!r} is for {plural(len(axes), 'argument')}, "
                f"but the function was called with {len(args)}"
            )
        names = [f"argument {k}" for k in range(len(args))]
        self.args = [*zip(args, axes, names, strict=True)]
        self.kwargs = {
            name: (tree, 0, f"argument {name!r}") for name, tree in kwargs.items()
        }
        self.sizes: dict[str, int] = {}
        for tree, axis, name in (*self.args, *self.kwargs.values()):
            _with_structure(
                tree, axis, functools.partial(self._note_size, name), "in_axes", name
            )
        self.level = Level(self._size(), len(active_maps.levels()) + 1)

    def _note_size(self, name: str, leaf: Any, axis: int | None) -> None:
        if axis is None:
            return
        pytree.leaves(leaf, f"vmap, {name}")
        shape = shape_of(leaf)
        if not (isinstance(leaf, np.ndarray) or is_tensor(leaf)) or not shape:
            raise TypeError(
                f"vmap: {name} is {short_repr(leaf, 40)}, which has no axis of "
                "examples; write np.array([...]) for several numbers, or in_axes=None "
                "for one that is the same for all examples"
            )
        if not -len(shape) <= axis < len(shape):
            raise ValueError(
                f"vmap: {name} of shape {shape} has no axis {axis}; see in_axes"
            )
        self.sizes.setdefault(f"{name} of shape {shape} along axis {axis}", shape[axis])

    def _size(self) -> int:
        if not self.sizes:
            raise ValueError(
                "vmap: no argument is mapped, all of in_axes are None; give the axis "
                "of the examples in at least one"
            )
        if len({*self.sizes.values()}) > 1:
            lengths = "; ".join([f"{n} in {name}" for name, n in self.sizes.items()])
            raise ValueError(
                f"vmap: the arguments differ in the number of examples: {lengths}"
            )
        return next(iter(self.sizes.values()))

    def _call(self, f: Callable[..., Any], part: Callable[[Any, Any], Any]) -> PyTree:
        """f at arguments of which each leaf is `part(leaf, axis)`."""

        def changed(tree: PyTree, axis: PyTree, name: str) -> PyTree:
            return _with_structure(tree, axis, part, "in_axes", name)

        args = [changed(*argument) for argument in self.args]
        return f(*args, **{name: changed(*x) for name, x in self.kwargs.items()})

    def at_once(self, f: Callable[..., Any]) -> PyTree:
        """The result of f, of which leaves may stand for all examples."""

        def box(leaf: Any, axis: int | None) -> Any:
            return leaf if axis is None else self.level.box(_in_front(leaf, axis))

        with active_maps.inside(self.level):
            return self._call(f, box)

    def one_by_one(self, f: Callable[..., Any], out_axes: PyTree) -> PyTree:
        """The results of a loop over the examples, put together."""
        if not self.level.size:
            raise GraphError("vmap: there are no examples to call the function with")

        def example(k: int) -> Callable[[Any, Any], Any]:
            return lambda leaf, axis: (
                leaf
                if axis is None
                else leaf[(slice(None),) * (axis % leaf.ndim) + (k,)]
            )

        outs = [self._call(f, example(k)) for k in range(self.level.size)]
        parts = [iter(pytree.leaves(out, "vmap: the result")) for out in outs]

        def together(leaf: Any, axis: int | None) -> Any:
            leaves = [values_as_tensor(next(part)) for part in parts]
            return _in_place(_stacked(leaves), axis, leaf)

        return _with_structure(outs[0], out_axes, together, "out_axes", "the result")


def _stacked(leaves: list[Any]) -> Any:
    if any(isinstance(leaf, Node) for leaf in leaves):
        return stack(leaves)
    return np.stack(leaves)


def _in_front(leaf: Any, axis: int) -> Any:
    return leaf if axis == 0 else moveaxis(leaf, axis, 0)


def _in_place(x: Any, axis: int | None, leaf: Any) -> Any:
    """The axis of the examples, in front, where the caller wants it.

    Raises:
        ValueError: there is no such axis.
    """
    ndim = len(shape_of(x))
    if axis is None:
        raise ValueError(
            f"vmap: out_axes is None for {short_repr(leaf, 60)}, which differs from "
            "example to example; give an axis"
        )
    if not -ndim <= axis < ndim:
        raise ValueError(
            f"vmap: out_axes={axis}, but with the axis of the examples a result has "
            f"shape {shape_of(x)}"
        )
    return x if axis == 0 else moveaxis(x, 0, axis)


def _result(leaf: Any, axis: int | None, level: Level) -> Any:
    """A leaf of the result, with the axis of the examples where the caller wants it."""
    if is_mapped(leaf) and leaf.level is level:
        return _in_place(leaf.inner, axis, leaf)
    if not (isinstance(leaf, (Node, np.ndarray)) or is_number(leaf)):
        raise TypeError(
            "vmap: the function must give numbers, arrays or Tensors, or tuples, lists "
            f"and dicts of them; got {type(leaf).__name__} {short_repr(leaf, 40)}"
        )
    if axis is None:
        return leaf
    # The same for all examples.
    return _in_place(level.inner(leaf), axis, leaf)


def _check_axes(axes: PyTree, name: str) -> None:
    """Raise where something else than integers and None stands in the axes.

    Raises:
        TypeError: it does.
    """
    for axis in pytree.leaves_of_anything(axes):
        if axis is not None and not is_integer(axis):
            raise TypeError(
                f"vmap: {name} must be integers or None, or tuples, lists and dicts of "
                f"them, got {short_repr(axes)}"
            )


def _with_structure(
    tree: PyTree,
    axes: PyTree,
    function: Callable[[Any, int | None], Any],
    name: str,
    of: str,
) -> PyTree:
    """A tree with `function(leaf, axis)` for each leaf; an axis may be for a branch.

    Raises:
        TypeError: the structures differ.
    """
    if axes is None and name == "in_axes":
        function(tree, None)
        return tree
    if axes is None or is_integer(axes):
        if isinstance(tree, (dict, tuple, list)):
            leaves = pytree.leaves_of_anything(tree)
            return pytree.rebuild(tree, [function(leaf, axes) for leaf in leaves])
        return function(tree, axes)
    if isinstance(axes, dict):
        matches = isinstance(tree, dict) and tree.keys() == axes.keys()
        branches = [(tree[key], axes[key]) for key in tree] if matches else []
    else:
        matches = isinstance(tree, (tuple, list)) and len(tree) == len(axes)
        branches = [*zip(tree, axes, strict=True)] if matches else []
    if not matches:
        raise TypeError(
            f"vmap: {name} {axes!r} does not fit {of}, {pytree.outline(tree)}; give an "
            "integer for all of it, or a structure like it"
        )
    parts = [_with_structure(*branch, function, name, of) for branch in branches]
    if isinstance(tree, dict):
        return dict(zip(tree, parts, strict=True))
    if hasattr(tree, "_fields"):
        return type(tree)(*parts)
    return type(tree)(parts)

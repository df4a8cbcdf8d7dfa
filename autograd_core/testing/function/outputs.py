"""The results of a function, made one number: the output of a gradient check."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.engine.node import Node, payload_of
from autograd_core.messages.numbers import as_float
from autograd_core.messages.types import Array, Shape
from autograd_core.testing.function.trees import paths, plain_tree, restored
from autograd_core.transforms import pytree

_ONE_RESULT = 1.75
"""The upstream gradient of a function of one number, for a formula that takes one."""


class Upstream:
    """Random upstream gradients for a function that returns more than one number.

    sum over outputs of u_k y_k has the gradient J^T u; with u drawn at random, a wrong
    entry anywhere in the Jacobian J shows.

    Args:
        seed: draws u, when the shapes of the outputs are known.

    Attributes:
        weights: u, an array for each output; None for a function of one number.
        float32: whether an output was computed in float32.
        form: the results, which the weights are made like.

    >>> upstream = Upstream(seed=0)
    >>> upstream.contract(3.0), upstream.weights
    (3.0, None)
    >>> u = np.random.default_rng(0).standard_normal(2)
    >>> float(upstream.contract([1.0, 2.0])) == float(u @ [1.0, 2.0])
    True
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.weights: list[Any] | None = None
        self.float32 = False
        self.form: Any = None
        self._first: Any = None

    def contract(self, out: Any) -> Any:
        """The result of f as one number, or a node of one entry.

        Raises:
            TypeError: the output holds anything but numbers.
        """
        first = out
        out, outputs = self._outputs(out)
        self.float32 = any(_is_float32(output) for output in outputs)
        if self.form is None:
            zeros = [np.zeros(np.shape(payload_of(output)))[()] for output in outputs]
            self.form, self._first = pytree.rebuild(out, zeros), first
        if len(outputs) == 1 and np.size(payload_of(outputs[0])) == 1:
            return _single(outputs[0])
        if self.weights is None:
            rng = np.random.default_rng(self.seed)
            shapes = [np.shape(payload_of(output)) for output in outputs]
            self.weights = [rng.standard_normal(shape) for shape in shapes]
        total: Any = 0.0
        for output, weight in zip(outputs, self.weights, strict=True):
            total = total + _weighted(output, weight)
        return total

    def in_a_row(self, out: Any) -> Array:
        """The numbers that f gave, in the order of `flat`."""
        outputs = [np.ravel(payload_of(output)) for output in self._outputs(out)[1]]
        return np.concatenate([[], *outputs]).astype(np.float64)

    def flat(self) -> Array:
        """All weights in a row."""
        assert self.weights is not None
        return np.concatenate([np.ravel(weight) for weight in [[], *self.weights]])

    @property
    def shape(self) -> Shape:
        """The shape of the results; of several, that of all in a row."""
        if self.weights is None:
            return np.shape(pytree.leaves(self.form)[0])
        if len(self.weights) == 1:
            return np.shape(self.weights[0])
        return (self.flat().size,)

    def combined(self, results: Any) -> float:
        """sum over outputs of u_k y_k of other numbers made like the results.

        Raises:
            ValueError: they are made in another way.
        """
        weights = [1.0] if self.weights is None else self.weights
        leaves = pytree.leaves(results, "jvp")
        shapes = [np.shape(zero) for zero in pytree.leaves(self.form)]
        own_shapes = [np.shape(payload_of(leaf)) for leaf in leaves]
        if own_shapes != shapes:
            raise ValueError(
                f"jvp: expected a product of the shape of the results, {shapes}, got "
                f"{own_shapes}"
            )
        pairs = zip(weights, leaves, strict=True)
        return float(sum(np.sum(weight * payload_of(leaf)) for weight, leaf in pairs))

    def cotangents(self) -> tuple[Any, float]:
        """`(g, scale)`: g is made like the results, and g J is scale times u J.

        Of one number, g is not 1: a product with the Jacobian that ignores g shows.
        """
        weights, scale = self.weights, 1.0
        if weights is None:
            weights, scale = [_ONE_RESULT], _ONE_RESULT
        zeros = pytree.leaves(self.form)
        pairs = zip(zeros, weights, strict=True)
        g = pytree.rebuild(self.form, [zero + weight for zero, weight in pairs])
        return restored(g, self._first), scale

    def name(self, k: int) -> str:
        """The place of one number among the results: `[2]`, `[0, 1]`, `['loss']`.

        Args:
            k: its position in the row of all.
        """
        leaves = pytree.leaves(self.form)
        for zero, path in zip(leaves, paths(self.form, ""), strict=True):
            if k < np.size(zero):
                entry = np.unravel_index(k, np.shape(zero)) if np.ndim(zero) else ()
                return path + (str(list(map(int, entry))) if entry else "")
            k -= np.size(zero)
        raise IndexError("no such result")

    @property
    def note(self) -> str:
        """The note on it in a report, `""` for a function of one number."""
        if self.weights is None:
            return ""
        shapes = ", ".join(str(np.shape(weight)) for weight in self.weights)
        if not self.flat().size:
            return f"f returns no numbers, shape {shapes}: there is nothing to compare"
        noun = "shape" if len(self.weights) == 1 else "shapes"
        return (
            f"f returns {noun} {shapes}: the Jacobian is checked by the gradient of "
            f"sum(u * f), u drawn from the normal distribution with seed {self.seed}"
        )

    def _outputs(self, out: Any) -> tuple[Any, list[Any]]:
        """The results as a tree, and its leaves."""
        if isinstance(out, np.ndarray) and out.dtype == object:
            out = out.ravel().tolist()
        if out is None:
            raise TypeError("f: it returned None; does it lack its return?")
        out = plain_tree(_boxed(out))
        return out, pytree.leaves(out, "f")


class SingleOutput(Upstream):
    """One number of the results of a function, instead of a combination of all.

    Args:
        upstream: of all results.
        k: the position of the number in the row of all.
    """

    def __init__(self, upstream: Upstream, k: int) -> None:
        super().__init__(upstream.seed)
        self.form, self._first, self.k = upstream.form, upstream._first, k

    def contract(self, out: Any) -> Any:
        """The number, or a node of one entry."""
        k = self.k
        for output in self._outputs(out)[1]:
            size = int(np.size(payload_of(output)))
            if k < size:
                self.float32 = _is_float32(output)
                if np.ndim(payload_of(output)):
                    entry = np.unravel_index(k, np.shape(payload_of(output)))
                    return output[tuple(map(int, entry))]
                return _single(output)
            k -= size
        raise IndexError("no such result")

    def cotangents(self) -> tuple[Any, float]:
        """1 for the number, 0 for all others."""
        leaves, k = [], self.k
        for zero in pytree.leaves(self.form):
            unit = np.zeros(np.size(zero))
            if 0 <= k < unit.size:
                unit[k] = 1.0
            leaves.append(unit.reshape(np.shape(zero))[()])
            k -= unit.size
        return restored(pytree.rebuild(self.form, leaves), self._first), 1.0


def _boxed(out: Any) -> Any:
    """An output whose complex numbers, of the complex step, are arrays."""
    if isinstance(out, (tuple, list)) and not hasattr(out, "_fields"):
        return type(out)(_boxed(part) for part in out)
    if isinstance(out, dict):
        return {key: _boxed(part) for key, part in out.items()}
    return np.asarray(out) if isinstance(out, (complex, np.complexfloating)) else out


def _weighted(output: Any, weight: Array) -> Any:
    if np.shape(weight) == ():
        return float(weight) * _single(output)
    if isinstance(output, Node):
        product: Any = output * weight.astype(output.data.dtype)
        return product.sum()
    return np.sum(weight * output)


def _single(output: Any) -> Any:
    """An output of one entry: a number, or the node as it is."""
    return output.reshape(())[()] if isinstance(output, np.ndarray) else output


def _is_float32(output: Any) -> bool:
    data = payload_of(output)
    return isinstance(data, (np.ndarray, np.generic)) and data.dtype == np.float32


def is_complex(out: Any) -> bool:
    """Whether a result of `contract` is a complex number."""
    return bool(np.iscomplexobj(payload_of(out)))


def as_number(out: Any, complex_inputs: bool) -> float | complex:
    """A result of `contract` as a float; as a complex number for complex inputs.

    Raises:
        TypeError: it is complex, and no input is.
        GraphError: it depends on what a transform that is running differentiates by.
    """
    data = out.data if isinstance(out, Node) else out
    if isinstance(data, np.ndarray):
        data = data.reshape(())[()]
    if isinstance(data, (complex, np.complexfloating)) and complex_inputs:
        return complex(data)
    return as_float(data, "f")

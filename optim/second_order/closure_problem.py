"""A closure over parameters, as a function of a flat vector."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_core import Node, gradients, topological_order
from autograd_core.extend import (
    as_float,
    describe,
    is_number,
    is_single_number,
    pytree,
    short_repr,
)
from optim.apply.flat_params import slots_for
from optim.checks.arguments import loss_of
from optim.second_order.flat_tree import Layout, payload
from optim.second_order.function_problem import (
    Lowest,
    Problem,
    Product,
    checked_several,
)


class ClosureProblem(Problem):
    """The loss that a closure computes, as a function of the parameters it is made of.

    The gradient is the one that the closure left with `backward()`; if it left none,
    that of the loss it returned. Evaluating moves the parameters; `move` brings them
    back.

    Args:
        params: the leaves.
        closure: a function without arguments; it computes and returns the loss.
        seen: a point of an earlier step and the loss there, or None.

    >>> from autograd_core import Value
    >>> w = Value(3.0)
    >>> problem = ClosureProblem([w], lambda: w**3)
    >>> problem.evaluate(np.array([2.0])), w.data
    ((8.0, array([12.])), 2.0)
    """

    def __init__(
        self, params: Sequence[Any], closure: Callable[[], Any], seen: Any = None
    ) -> None:
        self._slots = slots_for(params)
        self._params = [param for slots in self._slots for param in slots.params]
        self._layout = Layout(self._params, "parameters")
        self._closure = closure
        self._at: Any = None
        self._loss: Any = None
        self.first: Any = None
        self.evaluations = 0
        self.products = 0
        self.lowest = Lowest()
        self.seen = seen
        self._longest_move = np.zeros(0)
        self._has_changed = False

    def numbers(self) -> Any:
        """The parameters as a vector of its own."""
        return self._layout.flatten(self._params)

    def move(self, x: Any) -> None:
        """Give each parameter its part of a vector."""
        start = 0
        for slots in self._slots:
            size = sum(payload(param).size for param in slots.params)
            slots.store(x[start : start + size])
            start += size

    def evaluate(self, x: Any) -> tuple[float, Any]:
        """The loss at x and its gradient."""
        loss = self._run(x, self._closure)
        number = _number(loss)
        self._compare(x, number)
        self._at, self._loss = x, loss
        if any(param.has_grad for param in self._params):
            flat = self._layout.flatten([param.grad for param in self._params])
        else:
            flat = self._layout.flatten(list(gradients(self._graph(), self._params)))
            if not flat.any():
                self._check_reached([loss])
        self.keep(x, number, flat)
        return number, flat

    def curvature(self, x: Any) -> Product:
        """v -> H v: the gradient as a graph, and its gradient for each v."""
        if self._at is not x:
            self.evaluate(x)
        slopes = list(gradients(self._graph(), self._params, create_graph=True))

        def product(v: Any) -> Any:
            self.products += 1
            upstream = self._layout.restore(v)
            products = gradients(slopes, self._params, upstream=upstream)
            return self._layout.flatten(list(products))

        return product

    def outputs(self, x: Any) -> Any:
        """The outputs of the closure at x, flat."""
        out = checked_several(self._run(x, self._closure), "the closure")
        flat = Layout(out, "the closure").flatten(out)
        self._compare(x, flat)
        return flat

    def jacobian(self, x: Any, of: Any = None) -> tuple[Any, Any]:
        """The outputs of the closure at x and their derivatives, one walk per entry."""
        out = checked_several(self._run(x, of or self._closure), "the closure")
        rows = []
        for leaf in pytree.leaves(out, "the closure"):
            for upstream in _basis(leaf):
                slopes = [np.zeros_like(payload(param)) for param in self._params]
                if isinstance(leaf, Node):
                    slopes = list(gradients(leaf, self._params, upstream=upstream))
                rows.append(self._layout.flatten(slopes))
        flat, matrix = Layout(out, "the closure").flatten(out), np.stack(rows)
        if of is None:
            self._compare(x, flat)
            if not matrix.any():
                self._check_reached(pytree.leaves(out, "the closure"))
        return flat, matrix

    def unmoved(self, grad: Any) -> bool:
        """Whether the loss has stayed the same although the gradient says otherwise.

        Args:
            grad: the gradient where the parameters were at first.
        """
        if self._has_changed or not self._longest_move.size:
            return False
        loss = float(np.linalg.norm(self.seen[1]))
        # Less than that float32 may not resolve.
        return bool(abs(grad @ self._longest_move) > 1e-4 * loss)

    def _compare(self, x: Any, loss: Any) -> None:
        """Take note whether the loss, or the outputs, changes with the parameters."""
        if self.seen is None:
            self.seen = x, loss
        first, before = self.seen
        if not np.array_equal(before, loss):
            self._has_changed = True
        elif np.abs(x - first).max() > np.abs(self._longest_move).max(initial=0.0):
            self._longest_move = x - first

    def _check_reached(self, outputs: Sequence[Any]) -> None:
        """Refuse a loss in whose graph no parameter is."""
        ids = set(map(id, self._params))
        for output in outputs:
            if isinstance(output, Node):
                graph = topological_order(output)
                if any(id(node) in ids for node in graph):
                    return
        raise ValueError(
            "the loss that the closure returned does not depend on the parameters: "
            "none of them is in its graph, which .data and detach() leave; compute it "
            "inside the closure from the parameters themselves"
        )

    def _run(self, x: Any, closure: Callable[[], Any]) -> Any:
        """Call the closure with the parameters at x and without gradients."""
        self.move(x)
        for param in self._params:
            param.zero_grad()
        self.evaluations += 1
        out = loss_of(closure)
        self.first = out if self.evaluations == 1 else self.first
        return out

    def _graph(self) -> Any:
        """The loss of the last evaluation, which must be a node."""
        if isinstance(self._loss, Node) and not self._loss.is_leaf:
            return self._loss
        raise TypeError(
            f"the closure returned {short_repr(self._loss)}, which has no graph: "
            "loss.item() and loss.data leave it; return the loss itself"
        )


def _number(loss: Any) -> float:
    """The loss as a float.

    Raises:
        TypeError: it is not one number.
    """
    if isinstance(loss, Node) and is_single_number(loss):
        return float(payload(loss).item())
    if is_number(loss):
        return as_float(loss, "the closure")
    text = describe(loss) if isinstance(loss, Node) else short_repr(loss)
    raise TypeError(f"the closure must return the loss, one number; it returned {text}")


def _basis(leaf: Any) -> list[Any]:
    """For each entry of an output, the upstream gradient that is 1 there."""
    shape = payload(leaf).shape
    if not shape:
        return [1.0]
    size = payload(leaf).size
    return list(np.eye(size, dtype=payload(leaf).dtype).reshape(size, *shape))

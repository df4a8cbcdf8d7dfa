"""Numerical gradients on their own: as numbers, and in an `assert ... == ...`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograd_core.engine.node import Node, payload_of
from autograd_core.messages.explained import explained
from autograd_core.messages.types import Array
from autograd_core.testing.function.components import Component
from autograd_core.testing.function.inputs import plain
from autograd_core.testing.function.problem import Problem
from autograd_core.testing.numeric.derivative import derivative
from autograd_core.testing.numeric.estimate import Derivative
from autograd_core.testing.numeric.evaluate import quiet
from autograd_core.testing.options import tolerance
from autograd_core.testing.traceback_frames import hides_frames
from autograd_core.transforms import pytree

_MOST_PRINTED = 6
_RTOL, _RTOL_FLOAT32 = 1e-6, 1e-3

_ROUNDINGS_FLOAT32 = 4
"""Roundings in a component of a float32 gradient, relative to the largest one."""


@hides_frames
@explained
def numerical_gradient(f: Callable[..., Any], at: Any, *, method: str = "auto") -> Any:
    """The gradient of f by finite differences, with no use of the engine's gradients.

    df/dx_i = lim (f(x + h e_i) - f(x - h e_i)) / 2h

    Args:
        f: a function that returns one number.
        at: one argument; a tuple of several; a dict of them by name. An argument is a
            number, an array, a node, or tuples, lists and dicts of those.
        method: `auto`, `central`, `ridders`, `taylor` or `complex`.

    Returns:
        Of the form of `at`: floats and float64 arrays. nan where f has no derivative,
        the middle of the interval at a kink.

    Raises:
        TypeError: f returns more than one number.

    >>> round(numerical_gradient(lambda x: x**3, 2.0), 9)
    12.0
    >>> gradient = numerical_gradient(lambda w, b: w * b, {"w": 2.0, "b": 5.0})
    >>> {name: round(slope, 9) for name, slope in gradient.items()}
    {'w': 5.0, 'b': 2.0}
    >>> numerical_gradient(lambda x: np.sum(x**2), np.array([1.0, 2.0])).round(9)
    array([2., 4.])

    Source: Ridders, "Accurate computation of F'(x) and F'(x)F''(x)", 1982.
    """
    problem = _scalar(f, at)
    gradients: list[Array] = [np.empty(np.shape(x)) for x in problem.payloads]
    for i, entry in problem.components():
        estimate = _estimate(problem, Component(i, entry), method=method)
        gradients[i][entry] = estimate.value
    values = [
        gradient if isinstance(payload, np.ndarray) else float(gradient)
        for gradient, payload in zip(gradients, problem.payloads, strict=True)
    ]
    trees = problem.arguments.filled(values, plain)
    if isinstance(at, Mapping):
        return dict(zip(at, trees, strict=True))
    return tuple(trees) if isinstance(at, tuple) else trees[0]


def _scalar(f: Callable[..., Any], at: Any) -> Problem:
    """The problem; refused if f does not give one number."""
    problem = Problem(f, at)
    try:
        with quiet():
            problem.value(problem.exact)
    except (ArithmeticError, ValueError):
        # Outside the domain there is no gradient: nan. Of arrays it is another mistake.
        if any(isinstance(payload, np.ndarray) for payload in problem.payloads):
            raise
    if problem.upstream.weights is not None:
        shapes = ", ".join(str(np.shape(u)) for u in problem.upstream.weights)
        raise TypeError(
            f"{problem.name}: a gradient is that of one number, but it returned "
            f"shape {shapes}; sum it or take one entry. check_gradient checks the "
            "whole Jacobian"
        )
    return problem


def _estimate(
    problem: Problem,
    component: Component,
    expected: Sequence[float] = (),
    rtol: float = _RTOL,
    method: str = "auto",
) -> Derivative:
    f, x = problem.along(component), problem.number(component)
    with quiet():
        return derivative(
            f, x, expected=expected, rtol=rtol, method=method, eps=problem.eps
        )


class approx_grad:
    """The numerical gradient of f, equal to whatever is within its error bar.

    Args:
        f: a function that returns one number.
        at: the point, as for `numerical_gradient`.
        rtol: the relative error allowed; by default 1e-6, and 1e-3 if the point is
            float32, whose gradients are rounded.
        atol: the absolute one.

    At a kink every subgradient is equal to it. Where f is too inaccurate to decide,
    nothing is. Differences are taken when it is compared or printed, so that a right
    gradient costs two evaluations of f per component.

    >>> from autograd_core import Tensor
    >>> x = Tensor([1.0, 3.0])
    >>> x.square().sum().backward()
    >>> x.grad == approx_grad(lambda x: np.sum(x * x), x)
    True
    >>> np.array([2.0, 6.1]) == approx_grad(lambda x: np.sum(x * x), x)
    False
    """

    # NumPy's == would compare element by element.
    __array_ufunc__ = None
    __hash__ = None  # type: ignore[assignment]

    def __init__(
        self,
        f: Callable[..., Any],
        at: Any,
        *,
        rtol: float | None = None,
        atol: float = 0.0,
    ) -> None:
        self._problem = _scalar(f, at)
        self._float32 = self._problem.dtype == "float32"
        default = _RTOL_FLOAT32 if self._float32 else _RTOL
        self.rtol, self.atol = default if rtol is None else rtol, atol
        tolerance("rtol", self.rtol)
        tolerance("atol", self.atol)
        names = [argument.name for argument in self._problem.arguments.arguments]
        trees = [argument.tree for argument in self._problem.arguments.arguments]
        if isinstance(at, Mapping):
            self._form: Any = dict(zip(names, trees, strict=True))
        else:
            self._form = tuple(trees) if isinstance(at, tuple) else trees[0]

    def __eq__(self, other: object) -> bool:
        if isinstance(self._form, (np.ndarray, Node)) and isinstance(other, list):
            try:
                other = np.array(other, dtype=np.float64)
            except (TypeError, ValueError):
                return False
        if not pytree.same_structure(self._form, other):
            return False
        try:
            leaves = [_numbers(leaf) for leaf in pytree.leaves_like(self._form, other)]
        except (TypeError, ValueError):
            return False
        pairs = zip(leaves, self._problem.payloads, strict=True)
        if any(np.shape(leaf) != np.shape(payload) for leaf, payload in pairs):
            return False
        return all(
            self._same(leaves[component.input], component)
            for component in self._problem.components()
        )

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __repr__(self) -> str:
        problem = self._problem
        leaves = []
        for i, payload in enumerate(problem.payloads):
            components = [x for x in problem.components() if x.input == i]
            texts = [_text(_estimate(problem, x)) for x in components[:_MOST_PRINTED]]
            texts += ["..."] * (np.size(payload) > _MOST_PRINTED)
            text = f"[{', '.join(texts)}]" if np.shape(payload) else texts[0]
            leaves.append(_Text(text))
        return repr(pytree.rebuild(self._form, leaves))

    def _same(self, gradients: Array, component: Component) -> bool:
        gradient, atol = float(gradients[component.entry]), self.atol
        if self._float32:
            # Components that are small next to the others have lost as many digits.
            largest = float(np.max(np.abs(gradients)))
            eps = float(np.finfo(np.float32).eps)
            atol = max(atol, _ROUNDINGS_FLOAT32 * eps * largest)
        estimate = _estimate(self._problem, component, [gradient], self.rtol)
        return estimate.agrees(gradient, self.rtol, atol) and estimate.resolves(atol)


class _Text:
    """A text that is its own repr."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def _numbers(leaf: object) -> Array:
    return np.asarray(payload_of(leaf), dtype=np.float64)


def _text(estimate: Derivative) -> str:
    if estimate.kink is not None:
        return f"kink {estimate.interval}"
    return f"{estimate.value:.9g} ± {estimate.error:.0e}"

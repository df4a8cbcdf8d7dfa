"""Numerical gradients on their own: as numbers, and in an `assert ... == ...`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograd_core.engine.node import Node
from autograd_core.testing.function.inputs import Component, plain
from autograd_core.testing.function.problem import Problem, quiet
from autograd_core.testing.numeric.derivative import derivative
from autograd_core.testing.numeric.estimate import Derivative
from autograd_core.testing.options import tolerance
from autograd_core.transforms import pytree

_SHOWN = 6
_RTOL, _RTOL_FLOAT32 = 1e-6, 1e-3


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
    found: list[Any] = [np.empty(np.shape(each)) for each in problem.payloads]
    for component in problem.components():
        found[component.input][component.place] = _estimate(
            problem, component, method=method
        ).value
    numbers = zip(found, problem.payloads, strict=True)
    values = [
        each if isinstance(payload, np.ndarray) else float(each)
        for each, payload in numbers
    ]
    filled = problem.arguments.filled(values, plain)
    if isinstance(at, Mapping):
        return dict(zip(at, filled, strict=True))
    return tuple(filled) if isinstance(at, tuple) else filled[0]


def _scalar(f: Callable[..., Any], at: Any) -> Problem:
    """The problem; refused if f does not give one number."""
    problem = Problem(f, at)
    try:
        with quiet():
            problem.value(problem.exact)
    except (ArithmeticError, ValueError):
        # Outside the domain there is no gradient: nan. Of arrays it is another mistake.
        if any(isinstance(each, np.ndarray) for each in problem.payloads):
            raise
    if problem.upstream.weights is not None:
        shapes = ", ".join(str(np.shape(each)) for each in problem.upstream.weights)
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
    f, x = problem.along(component), problem.entry(component)
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

    At a kink every subgradient is equal to it. Where f is too inaccurate to tell,
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
        usual = _RTOL_FLOAT32 if self._float32 else _RTOL
        self.rtol, self.atol = usual if rtol is None else rtol, atol
        tolerance("rtol", self.rtol)
        tolerance("atol", self.atol)
        names = [each.name for each in self._problem.arguments.arguments]
        given = [each.given for each in self._problem.arguments.arguments]
        if isinstance(at, Mapping):
            self._form: Any = dict(zip(names, given, strict=True))
        else:
            self._form = tuple(given) if isinstance(at, tuple) else given[0]

    def __eq__(self, other: object) -> bool:
        if isinstance(self._form, (np.ndarray, Node)) and isinstance(other, list):
            try:
                other = np.array(other, dtype=np.float64)
            except (TypeError, ValueError):
                return False
        if not pytree.same_structure(self._form, other):
            return False
        try:
            leaves = [_numbers(each) for each in pytree.leaves_like(self._form, other)]
        except (TypeError, ValueError):
            return False
        pairs = zip(leaves, self._problem.payloads, strict=True)
        if any(np.shape(mine) != np.shape(payload) for mine, payload in pairs):
            return False
        return all(
            self._same(leaves[component.input], component)
            for component in self._problem.components()
        )

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __repr__(self) -> str:
        texts: dict[int, list[str]] = {}
        for i, payload in enumerate(self._problem.payloads):
            mine = [each for each in self._problem.components() if each.input == i]
            texts[i] = [_text(_estimate(self._problem, each)) for each in mine[:_SHOWN]]
            texts[i] += ["..."] * (np.size(payload) > _SHOWN)
        shown = [
            _Shown(f"[{', '.join(texts[i])}]" if np.shape(payload) else texts[i][0])
            for i, payload in enumerate(self._problem.payloads)
        ]
        return repr(pytree.rebuild(self._form, shown))

    def _same(self, gradients: Any, component: Component) -> bool:
        gradient, atol = float(gradients[component.place]), self.atol
        if self._float32:
            # Components that are small beside the others have lost as many digits.
            largest = float(np.max(np.abs(gradients)))
            atol = max(atol, 4 * float(np.finfo(np.float32).eps) * largest)
        found = _estimate(self._problem, component, [gradient], self.rtol)
        return found.agrees(gradient, self.rtol, atol) and found.resolves(atol)


class _Shown:
    """A text that is its own repr."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def _numbers(given: Any) -> Any:
    data = given.data if isinstance(given, Node) else given
    return np.asarray(data, dtype=np.float64)


def _text(found: Derivative) -> str:
    if found.kink is not None:
        return f"kink {found.interval}"
    return f"{found.value:.9g} ± {found.error:.0e}"

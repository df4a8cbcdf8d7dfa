"""Numerical gradients on their own: as numbers, and in an `assert ... == ...`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core.node import Node
from autograd_core.testing.estimate import Derivative
from autograd_core.testing.numeric import derivative
from autograd_core.testing.problem import Problem, quiet


def numerical_gradient(f: Callable[..., Any], at: Any, *, method: str = "auto") -> Any:
    """The gradient of f by finite differences, with no use of the engine's gradients.

    df/dx_i = lim (f(x + h e_i) - f(x - h e_i)) / 2h

    Args:
        f: a function that returns one number.
        at: a number or array; a tuple for several inputs; a dict of inputs by name.
        method: `auto`, `central`, `ridders` or `complex`.

    Returns:
        Of the form of `at`: floats and arrays. nan where f has no derivative, the
        middle of the interval at a kink.

    >>> round(numerical_gradient(lambda x: x**3, 2.0), 9)
    12.0
    >>> gradient = numerical_gradient(lambda w, b: w * b, {"w": 2.0, "b": 5.0})
    >>> {name: round(slope, 9) for name, slope in gradient.items()}
    {'w': 5.0, 'b': 2.0}

    Source: Ridders, "Accurate computation of F'(x) and F'(x)F''(x)", 1982.
    """
    problem = Problem(f, at)
    found = []
    for i in range(len(problem.names)):
        estimates = _estimates(problem, i, method)
        shape = np.shape(problem.payloads[i])
        numbers = np.array([each.value for each in estimates]).reshape(shape)
        found.append(numbers if shape else float(numbers))
    if isinstance(at, dict):
        return dict(zip(at, found, strict=True))
    return tuple(found) if isinstance(at, tuple) else found[0]


def _estimates(problem: Problem, i: int, method: str = "auto") -> list[Derivative]:
    with quiet():
        return [
            derivative(problem.along(each), problem.entry(each), method=method)
            for each in problem.components([i])
        ]


class approx_grad:
    """The numerical gradient of f, equal to whatever is within its error bar.

    Args:
        f: a function that returns one number.
        at: a number or array; a tuple for several inputs.
        rtol: the relative error allowed.
        atol: the absolute one.

    At a kink every subgradient is equal to it. Where f is too inaccurate to tell,
    nothing is.

    >>> from autograd_core import Value
    >>> x = Value(3.0)
    >>> (x * x).backward()
    >>> x.grad == approx_grad(lambda x: x * x, 3.0)
    True
    >>> 6.1 == approx_grad(lambda x: x * x, 3.0)
    False
    """

    # NumPy's == would compare element by element.
    __array_ufunc__ = None
    __hash__ = None  # type: ignore[assignment]

    def __init__(
        self, f: Callable[..., Any], at: Any, *, rtol: float = 1e-6, atol: float = 0.0
    ) -> None:
        self.rtol, self.atol = rtol, atol
        self._single = not isinstance(at, tuple)
        problem = Problem(f, at)
        self._shapes = [np.shape(each) for each in problem.payloads]
        self._found = [_estimates(problem, i) for i in range(len(problem.names))]

    def __eq__(self, other: object) -> bool:
        given = [other] if self._single else other
        if not isinstance(given, (tuple, list)) or len(given) != len(self._found):
            return False
        trios = zip(given, self._shapes, self._found, strict=True)
        return all(self._same(each, shape, found) for each, shape, found in trios)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __repr__(self) -> str:
        parts = []
        for shape, found in zip(self._shapes, self._found, strict=True):
            texts = [_text(each) for each in found[:6]]
            texts += ["..."] * (len(found) > 6)
            parts.append(f"[{', '.join(texts)}]" if shape else texts[0])
        return parts[0] if self._single else f"({', '.join(parts)})"

    def _same(self, given: Any, shape: Any, found: list[Derivative]) -> bool:
        data = given.data if isinstance(given, Node) else given
        try:
            numbers = np.asarray(data, dtype=np.float64)
        except (TypeError, ValueError):
            return False
        if numbers.shape != shape:
            return False
        pairs = zip(numbers.reshape(-1), found, strict=True)
        return all(
            each.agrees(float(number), self.rtol, self.atol)
            and each.resolves(self.atol)
            for number, each in pairs
        )


def _text(found: Derivative) -> str:
    if found.kink is not None:
        return f"kink [{found.kink[0]:.6g}, {found.kink[1]:.6g}]"
    return f"{found.value:.9g} ± {found.error:.0e}"

"""The Taylor test: a right gradient leaves a remainder of second order."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_core.messages.explained import explained
from autograd_core.testing.function.analytic import Formula
from autograd_core.testing.function.autodiff import differentiate
from autograd_core.testing.function.components import InputGradients, as_components
from autograd_core.testing.function.problem import Problem
from autograd_core.testing.numeric.evaluate import quiet
from autograd_core.testing.numeric.taylor_remainder import RIGHT, rates
from autograd_core.testing.traceback_frames import hides_frames

_FIRST_STEP = 0.01
"""The first step, relative to the inputs; the others halve it."""


@dataclass(frozen=True, repr=False)
class TaylorTable:
    """Remainders of the first-order Taylor expansion along one direction.

    Attributes:
        steps: the step sizes, each half of the one before.
        remainders: |f(x + h d) - f(x) - h g d| for each step.
        rates: log2 of consecutive remainders: 2 for a right gradient, 1 for a wrong
            one and at a kink; nan below the rounding of f.
        linear: whether all remainders are rounding, as for a linear f.
        ok: whether the gradient passes.
    """

    steps: tuple[float, ...]
    remainders: tuple[float, ...]
    rates: tuple[float, ...]
    linear: bool
    ok: bool

    @property
    def rate(self) -> float:
        """The median of the rates above rounding."""
        visible = sorted(rate for rate in self.rates if not math.isnan(rate))
        return visible[len(visible) // 2] if visible else math.nan

    def __bool__(self) -> bool:
        return self.ok

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        lines = [f"{'h':>10}  {'remainder':>10}  rate"]
        for i, (h, remainder) in enumerate(
            zip(self.steps, self.remainders, strict=True)
        ):
            rate = f"{self.rates[i - 1]:.2f}" if i else ""
            lines.append(f"{h:10.3e}  {remainder:10.3e}  {rate}".rstrip())
        answer = "right" if self.ok else "wrong, or f has a kink here"
        reason = "only rounding is left" if self.linear else f"rate {self.rate:.2f}"
        return "\n".join([*lines, f"the gradient is {answer}: {reason}"])


@hides_frames
@explained
def taylor_test(
    f: Callable[..., Any],
    at: Any,
    analytic: Any = None,
    *,
    seed: int = 0,
    steps: int = 8,
) -> TaylorTable:
    """Halve the step and measure the remainder of the linear approximation.

    R(h) = |f(x + h d) - f(x) - h <g, d>| = O(h^2) if g is the gradient, else O(h).

    Args:
        f: a function; results of more than one number get random weights.
        at: the point, as for `check_gradient`.
        analytic: the gradient, a value or a function; the engine's by default.
        seed: draws the direction d.
        steps: how many step sizes, from a hundredth of the inputs down.

    Returns:
        The table; `.ok`, `.rate`, and `print(table)`.

    Raises:
        TypeError: f does not take nodes and there is no `analytic`.
        ValueError: `analytic` is of another shape than the inputs, or `steps` < 2.

    >>> table = taylor_test(lambda x: x**3, 2.0)
    >>> table.ok, round(table.rate, 1)
    (True, 2.0)
    >>> taylor_test(lambda x: x**3, 2.0, analytic=12.1).ok
    False

    Source: Farrell, Ham, Funke and Rognes, "Automated derivation of the adjoint of
    high-level transient finite element programs", 2013.
    """
    if steps < 2:
        raise ValueError(f"steps: a rate takes two steps or more, got {steps}")
    problem = Problem(f, at, seed=seed)
    rng = np.random.default_rng(seed)
    with quiet():
        problem.value(problem.exact)  # its upstream gradients, before the formula
        gradient = _gradient(problem, analytic)
        direction = _direction(problem, rng)
        products = [gradient[i] * tangent for i, tangent in direction.items()]
        slope = math.fsum(float(np.sum(product)) for product in products)
        along = problem.along_direction(direction)
        start = along(0.0)
        hs = [_FIRST_STEP / 2**k for k in range(steps)]
        values = [along(h) for h in hs]
    pairs = list(zip(hs, values, strict=True))
    remainders = [abs(v - start - h * slope) for h, v in pairs]
    # What f adds up may be far larger than f: its parts round, too.
    parts = sum(float(np.sum(np.abs(product))) for product in products)
    scales = [max(abs(v), abs(start), parts) for v in values]
    logarithms, linear = rates(remainders, scales, problem.eps)
    visible = [rate for rate in logarithms if not math.isnan(rate)]
    # All rates must be high: a small error shows only once h^2 has gone below it.
    ok = linear or (bool(visible) and min(visible) > RIGHT)
    return TaylorTable(tuple(hs), tuple(remainders), logarithms, linear, ok)


def _direction(problem: Problem, rng: np.random.Generator) -> dict[int, Any]:
    """A random direction, in units of the inputs, that moves every component."""
    direction = {}
    for i, payload in enumerate(map(np.asarray, problem.exact)):
        signs = rng.choice([-1.0, 1.0], payload.shape)
        sizes = rng.uniform(0.5, 1.0, payload.shape)
        direction[i] = signs * sizes * np.where(payload == 0, 1.0, np.abs(payload))
    return direction


def _gradient(problem: Problem, analytic: Any) -> InputGradients:
    if analytic is not None:
        formula = Formula(problem)
        gradient = formula.read(analytic, problem.exact)
        if formula.misshapen:
            raise ValueError(f"analytic: {formula.notes[-1]}")
        return gradient
    engine = differentiate(problem.output, problem.leaves(problem.exact))
    if engine.gradients is None:
        raise TypeError(f"{engine.reason}; give analytic=")
    return {i: as_components(array) for i, array in enumerate(engine.gradients)}

"""The gradients of one problem: by hand and by the engine, ready to be compared."""

from __future__ import annotations

from dataclasses import dataclass, field

from autograd_core.testing.function.analytic import Formula
from autograd_core.testing.function.autodiff import Autodiff
from autograd_core.testing.function.components import InputGradients
from autograd_core.testing.function.float32_rounding import Rounding
from autograd_core.testing.function.problem import Problem


@dataclass
class Gradients:
    """The gradients of one problem, and where they come from.

    Attributes:
        problem: the function and the point.
        engine: what the engine did.
        formula: the gradient by hand as it was read, None without one.
        by_hand: the gradient by hand for each input, None without one.
        by_engine: the gradient of the engine for each input, None without one.
        rounding: the float32 rounding of each gradient, None in float64.
        order: 2 if the function is itself a gradient.
    """

    problem: Problem
    engine: Autodiff = field(default_factory=Autodiff)
    formula: Formula | None = None
    by_hand: InputGradients | None = None
    by_engine: InputGradients | None = None
    rounding: dict[int, Rounding] | None = None
    order: int = 1

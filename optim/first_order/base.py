"""Parts of several families of rules: a safe root, a moving average."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from autograd_core import sqrt
from optim.apply.rule import GradientRule
from optim.checks.ranges import at_least_zero
from optim.checks.settings import flag, setting


@dataclass(frozen=True, kw_only=True)
class RootRule(GradientRule):
    """The base class of rules that divide by the root of an average of squares.

    `eps` keeps that away from 0, outside the root or inside, as the sources differ:

        eps_inside_root=False   sqrt(x) + eps
        eps_inside_root=True    sqrt(x + eps)

    Args:
        eps: keeps the divisor away from 0, finite and >= 0.
        eps_inside_root: whether it is added under the root or to the root.
    """

    eps: float = setting(1e-8, at_least_zero)
    eps_inside_root: bool = setting(False, flag)

    def root(self, x: Any) -> Any:
        """The root of `x`, kept away from 0."""
        return sqrt(x + self.eps) if self.eps_inside_root else sqrt(x) + self.eps


def moving_average(average: Any, new: Any, keep: float) -> Any:
    """The exponential moving average, keep * average + (1 - keep) * new.

    >>> moving_average(1.0, 3.0, 0.5)
    2.0
    """
    return keep * average + (1 - keep) * new

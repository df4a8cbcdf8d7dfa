"""Steps of equal length: the sign of the gradient, or of a momentum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from autograd_core import sign
from optim.apply.carries import carries
from optim.apply.optimizer import Optimizer, Params
from optim.apply.rule import GradientRule, State
from optim.checks.ranges import at_least_zero, two_fractions
from optim.checks.settings import flag, setting
from optim.first_order.base import moving_average


@dataclass(frozen=True, kw_only=True)
class SignSGDRule(GradientRule):
    """Only the sign of the gradient counts: every parameter moves by lr.

        params <- params - lr * sign(g)

    Args:
        lr: the length of each step, >= 0.
        weight_decay, decoupled_weight_decay, maximize: see `GradientRule`.

    >>> rule = SignSGDRule(lr=0.5)
    >>> rule.update(-1e-9, rule.init(2.0), 2.0)[0]
    2.5

    Source: Bernstein, Wang, Azizzadenesheli, Anandkumar, "signSGD: compressed
    optimisation for non-convex problems", ICML 2018.
    """

    def move(self, g: Any, state: State, params: Any) -> tuple[Any, State]:
        return params - self.lr * sign(g), state


@carries(SignSGDRule)
class SignSGD(Optimizer):
    """Steps of equal length: only the sign of the gradient counts.

    >>> from autograd_core import Value
    >>> w = Value(1.0, label="w")
    >>> optimizer = SignSGD([w], lr=0.5)
    >>> (3 * w).backward()
    >>> optimizer.step()
    >>> round(w.data, 6)
    0.5
    """

    def __init__(
        self,
        params: Params,
        lr: float = ...,
        weight_decay: float = ...,
        *,
        maximize: bool = ...,
        decoupled_weight_decay: bool = ...,
    ) -> None: ...


@dataclass(frozen=True, kw_only=True)
class LionRule(GradientRule):
    """The sign of a momentum: one array of memory, steps of equal length.

        params <- params - lr * sign(b1 * m + (1 - b1) * g)
        m <- b2 * m + (1 - b2) * g

    Args:
        lr: the length of each step, >= 0; a third to a tenth of Adam's is usual.
        betas: (b1, b2), in [0, 1).
        weight_decay, decoupled_weight_decay, maximize: see `GradientRule`.

    >>> rule = LionRule(lr=0.5, betas=(0.5, 0.75))
    >>> rule.update(-4.0, rule.init(1.0), 1.0)
    (1.5, {'step': 1, 'exp_avg': -1.0})

    Source: Chen, Liang, Huang et al., "Symbolic discovery of optimization algorithms",
    NeurIPS 2023.
    """

    lr: float = setting(1e-4, at_least_zero)
    betas: tuple[float, float] = setting((0.9, 0.99), two_fractions)
    decoupled_weight_decay: bool = setting(True, flag)

    @property
    def buffers(self) -> tuple[str, ...]:
        return ("exp_avg",)

    def move(self, g: Any, state: State, params: Any) -> tuple[Any, State]:
        b1, b2 = self.betas
        step = sign(moving_average(state["exp_avg"], g, b1))
        state["exp_avg"] = moving_average(state["exp_avg"], g, b2)
        return params - self.lr * step, state


@carries(LionRule)
class Lion(Optimizer):
    """The sign of a momentum: one array of memory, steps of equal length.

    >>> from autograd_core import Value
    >>> w = Value(1.0, label="w")
    >>> optimizer = Lion([w], lr=0.5)
    >>> (3 * w).backward()
    >>> optimizer.step()
    >>> round(w.data, 6)
    0.5
    """

    def __init__(
        self,
        params: Params,
        lr: float = ...,
        betas: tuple[float, float] = ...,
        weight_decay: float = ...,
        *,
        maximize: bool = ...,
        decoupled_weight_decay: bool = ...,
    ) -> None: ...

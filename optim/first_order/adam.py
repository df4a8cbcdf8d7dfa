"""Adam: a moving average of the gradient, divided by the root of one of its square."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from autograd_core import maximum
from optim.apply.carries import carries
from optim.apply.compiled import Loop, one_pass
from optim.apply.optimizer import Optimizer, Params
from optim.apply.rule import State
from optim.checks.ranges import at_least_zero, two_fractions
from optim.checks.settings import flag, setting
from optim.first_order.base import RootRule, moving_average


@dataclass(frozen=True, kw_only=True)
class AdamRule(RootRule):
    """Averages of the gradient and of its square, corrected for their start at 0.

        m <- b1 * m + (1 - b1) * g
        v <- b2 * v + (1 - b2) * g^2
        params <- params - lr * m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + eps)

    Args:
        lr: the learning rate, >= 0.
        betas: (b1, b2), the shares of the old averages, in [0, 1).
        amsgrad: divide by the largest v so far instead of the present one.
        eps, eps_inside_root: see `RootRule`.
        weight_decay, decoupled_weight_decay, maximize: see `GradientRule`.

    >>> rule = AdamRule(lr=0.5, betas=(0.5, 0.75), eps=0.0)
    >>> rule.update(4.0, rule.init(1.0), 1.0)  # the first step is lr * sign(g)
    (0.5, {'step': 1, 'exp_avg': 2.0, 'exp_avg_sq': 4.0})

    Source: Kingma, Ba, "Adam: a method for stochastic optimization", ICLR 2015,
    algorithm 1; amsgrad: Reddi, Kale, Kumar, "On the convergence of Adam and beyond",
    ICLR 2018, with v corrected as in torch.optim.Adam.
    """

    betas: tuple[float, float] = setting((0.9, 0.999), two_fractions)
    amsgrad: bool = setting(False, flag)

    @property
    def buffers(self) -> tuple[str, ...]:
        largest = ("max_exp_avg_sq",) if self.amsgrad else ()
        return ("exp_avg", "exp_avg_sq", *largest)

    def move(self, g: Any, state: State, params: Any) -> tuple[Any, State]:
        (b1, b2), t = self.betas, state["step"]
        m = state["exp_avg"] = moving_average(state["exp_avg"], g, b1)
        v = state["exp_avg_sq"] = moving_average(state["exp_avg_sq"], g * g, b2)
        if self.amsgrad:
            v = state["max_exp_avg_sq"] = maximum(state["max_exp_avg_sq"], v)
        root = self.root(v * (1 / (1 - b2**t)))
        return params - self.lr / (1 - b1**t) * (m / root), state


@carries(AdamRule)
class Adam(Optimizer):
    """Adaptive moments: an average of the gradient over the root of one of its square.

    >>> from autograd_core import Value
    >>> w = Value(1.0, label="w")
    >>> optimizer = Adam([w], lr=0.5)
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
        eps: float = ...,
        weight_decay: float = ...,
        amsgrad: bool = ...,
        *,
        maximize: bool = ...,
        decoupled_weight_decay: bool = ...,
        eps_inside_root: bool = ...,
        decay_bias: bool = ...,
    ) -> None: ...


@dataclass(frozen=True, kw_only=True)
class AdamWRule(AdamRule):
    """Adam with decoupled weight decay, 0.01 unless said otherwise.

        params <- params * (1 - lr * weight_decay), then as `AdamRule`

    Args:
        lr: the learning rate, >= 0.
        betas, amsgrad: see `AdamRule`.
        eps, eps_inside_root: see `RootRule`.
        weight_decay, decoupled_weight_decay, maximize: see `GradientRule`.

    >>> rule = AdamWRule(lr=0.5, weight_decay=0.5)
    >>> rule.update(0.0, rule.init(4.0), 4.0)[0]
    3.0

    Source: Loshchilov, Hutter, "Decoupled weight decay regularization", ICLR 2019.
    """

    weight_decay: float = setting(1e-2, at_least_zero)
    decoupled_weight_decay: bool = setting(True, flag)


@carries(AdamWRule)
class AdamW(Optimizer):
    """Adam with decoupled weight decay.

    >>> from autograd_core import Value
    >>> w = Value(1.0, label="w")
    >>> optimizer = AdamW([w], lr=0.5, weight_decay=0.1)
    >>> (3 * w).backward()
    >>> optimizer.step()
    >>> round(w.data, 6)
    0.45
    """

    def __init__(
        self,
        params: Params,
        lr: float = ...,
        betas: tuple[float, float] = ...,
        eps: float = ...,
        weight_decay: float = ...,
        amsgrad: bool = ...,
        *,
        maximize: bool = ...,
        eps_inside_root: bool = ...,
        decay_bias: bool = ...,
    ) -> None: ...


@one_pass(AdamRule, AdamWRule)
def _adam_loop(rule: AdamRule, state: State) -> Loop | None:
    if rule.amsgrad:
        return None
    (b1, b2), t = rule.betas, state["step"] + 1
    eps, inside = (0.0, rule.eps) if rule.eps_inside_root else (rule.eps, 0.0)
    return Loop(
        "adam",
        (state["exp_avg"], state["exp_avg_sq"]),
        (rule.lr / (1 - b1**t), b1, 1 - b1, b2, 1 - b2, 1 / (1 - b2**t), eps, inside),
    )

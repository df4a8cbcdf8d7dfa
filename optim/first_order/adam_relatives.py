"""Relatives of Adam: Nesterov's momentum, a rectified average, the largest gradient."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from autograd_core import absolute, maximum
from optim.apply.carries import carries
from optim.apply.optimizer import Optimizer, Params
from optim.apply.rule import GradientRule, State
from optim.checks.ranges import at_least_zero, two_fractions
from optim.checks.settings import setting
from optim.first_order.base import RootRule, moving_average


@dataclass(frozen=True, kw_only=True)
class NAdamRule(RootRule):
    """Adam with Nesterov's momentum, which grows over time.

        mu(t) = b1 * (1 - 0.96^(t * momentum_decay) / 2)
        P <- P * mu(t), starting at 1
        m, v as in `AdamRule`
        params <- params - lr * ((1 - mu(t)) / (1 - P) * g
                                 + mu(t+1) / (1 - P * mu(t+1)) * m)
                                / (sqrt(v / (1 - b2^t)) + eps)

    Args:
        lr: the learning rate, >= 0.
        betas: (b1, b2), the shares of the old averages, in [0, 1).
        momentum_decay: how fast mu grows to b1, >= 0.
        eps, eps_inside_root: see `RootRule`.
        weight_decay, decoupled_weight_decay, maximize: see `GradientRule`.

    >>> rule = NAdamRule(lr=0.5, betas=(0.5, 0.75), eps=0.0, momentum_decay=0.0)
    >>> params, state = rule.update(4.0, rule.init(1.0), 1.0)
    >>> round(params, 6), state["mu_product"]  # 1 - 0.5 * (1 + 0.25 / 0.9375 * 0.5)
    (0.433333, 0.25)

    Source: Dozat, "Incorporating Nesterov momentum into Adam", ICLR workshop 2016.
    """

    lr: float = setting(2e-3, at_least_zero)
    betas: tuple[float, float] = setting((0.9, 0.999), two_fractions)
    momentum_decay: float = setting(4e-3, at_least_zero)

    @property
    def buffers(self) -> tuple[str, ...]:
        return ("exp_avg", "exp_avg_sq")

    def init(self, params: Any) -> State:
        return {**super().init(params), "mu_product": 1.0}

    def move(self, g: Any, state: State, params: Any) -> tuple[Any, State]:
        (b1, b2), t = self.betas, state["step"]
        m = state["exp_avg"] = moving_average(state["exp_avg"], g, b1)
        v = state["exp_avg_sq"] = moving_average(state["exp_avg_sq"], g * g, b2)
        mu, next_mu = self._mu(t), self._mu(t + 1)
        product = state["mu_product"] = state["mu_product"] * mu
        of_g = self.lr * (1 - mu) / (1 - product)
        of_m = self.lr * next_mu / (1 - product * next_mu)
        root = self.root(v / (1 - b2**t))
        return params - (of_g * g + of_m * m) / root, state

    def _mu(self, t: int) -> float:
        """The momentum of update `t`."""
        return self.betas[0] * (1 - 0.5 * 0.96 ** (t * self.momentum_decay))


@carries(NAdamRule)
class NAdam(Optimizer):
    """Adam with Nesterov's momentum.

    >>> from autograd_core import Value
    >>> w = Value(1.0, label="w")
    >>> optimizer = NAdam([w], lr=0.5)
    >>> (3 * w).backward()
    >>> optimizer.step()
    >>> round(w.data, 6)
    0.471774
    """

    def __init__(
        self,
        params: Params,
        lr: float = ...,
        betas: tuple[float, float] = ...,
        eps: float = ...,
        weight_decay: float = ...,
        momentum_decay: float = ...,
        decoupled_weight_decay: bool = ...,
        *,
        maximize: bool = ...,
        eps_inside_root: bool = ...,
        decay_bias: bool = ...,
    ) -> None: ...


@dataclass(frozen=True, kw_only=True)
class RAdamRule(RootRule):
    """Adam that waits with its division until the average of squares can be trusted.

        rho_inf = 2 / (1 - b2) - 1
        rho = rho_inf - 2 t b2^t / (1 - b2^t)
        m, v as in `AdamRule`
        if rho > 5:
            R = sqrt((rho-4) (rho-2) rho_inf / ((rho_inf-4) (rho_inf-2) rho))
            params <- params - lr m / (1 - b1^t) * R sqrt(1 - b2^t) / (sqrt(v) + eps)
        else:
            params <- params - lr m / (1 - b1^t)

    Args:
        lr: the learning rate, >= 0.
        betas: (b1, b2), the shares of the old averages, in [0, 1).
        eps, eps_inside_root: see `RootRule`.
        weight_decay, decoupled_weight_decay, maximize: see `GradientRule`.

    >>> rule = RAdamRule(lr=0.5, betas=(0.5, 0.75))
    >>> rule.update(4.0, rule.init(1.0), 1.0)[0]  # no division yet: a step of lr * g
    -1.0

    Source: Liu, Jiang, He, Chen, Liu, Gao, Han, "On the variance of the adaptive
    learning rate and beyond", ICLR 2020.
    """

    betas: tuple[float, float] = setting((0.9, 0.999), two_fractions)

    @property
    def buffers(self) -> tuple[str, ...]:
        return ("exp_avg", "exp_avg_sq")

    def move(self, g: Any, state: State, params: Any) -> tuple[Any, State]:
        (b1, b2), t = self.betas, state["step"]
        m = state["exp_avg"] = moving_average(state["exp_avg"], g, b1)
        v = state["exp_avg_sq"] = moving_average(state["exp_avg_sq"], g * g, b2)
        rate = self.lr / (1 - b1**t)
        correction = 1 - b2**t
        longest = 2 / (1 - b2) - 1
        rho = longest - 2 * t * b2**t / correction
        if rho <= 5:
            return params - rate * m, state
        rectified = math.sqrt(
            ((rho - 4) * (rho - 2) * longest)
            / ((longest - 4) * (longest - 2) * rho)
            * correction
        )
        return params - rate * rectified * (m / self.root(v)), state


@carries(RAdamRule)
class RAdam(Optimizer):
    """Adam that divides only once its average of squares can be trusted.

    >>> from autograd_core import Value
    >>> w = Value(1.0, label="w")
    >>> optimizer = RAdam([w], lr=0.5)
    >>> (3 * w).backward()
    >>> optimizer.step()
    >>> round(w.data, 6)
    -0.5
    """

    def __init__(
        self,
        params: Params,
        lr: float = ...,
        betas: tuple[float, float] = ...,
        eps: float = ...,
        weight_decay: float = ...,
        decoupled_weight_decay: bool = ...,
        *,
        maximize: bool = ...,
        eps_inside_root: bool = ...,
        decay_bias: bool = ...,
    ) -> None: ...


@dataclass(frozen=True, kw_only=True)
class AdamaxRule(GradientRule):
    """Adam with the largest gradient, exponentially forgotten, for the root.

        m <- b1 * m + (1 - b1) * g
        u <- max(b2 * u, |g| + eps)
        params <- params - lr / (1 - b1^t) * m / u

    Args:
        lr: the learning rate, >= 0.
        betas: (b1, b2), the shares of the old m and u, in [0, 1).
        eps: keeps u away from 0.
        weight_decay, decoupled_weight_decay, maximize: see `GradientRule`.

    >>> rule = AdamaxRule(lr=0.5, betas=(0.5, 0.75), eps=0.0)
    >>> rule.update(4.0, rule.init(1.0), 1.0)
    (0.5, {'step': 1, 'exp_avg': 2.0, 'exp_inf': 4.0})

    Source: Kingma, Ba, "Adam: a method for stochastic optimization", ICLR 2015,
    algorithm 2.
    """

    lr: float = setting(2e-3, at_least_zero)
    betas: tuple[float, float] = setting((0.9, 0.999), two_fractions)
    eps: float = setting(1e-8, at_least_zero)

    @property
    def buffers(self) -> tuple[str, ...]:
        return ("exp_avg", "exp_inf")

    def move(self, g: Any, state: State, params: Any) -> tuple[Any, State]:
        b1, b2 = self.betas
        m = state["exp_avg"] = moving_average(state["exp_avg"], g, b1)
        u = state["exp_inf"] = maximum(b2 * state["exp_inf"], absolute(g) + self.eps)
        return params - self.lr / (1 - b1 ** state["step"]) * (m / u), state


@carries(AdamaxRule)
class Adamax(Optimizer):
    """Adam with the largest gradient, exponentially forgotten, for the root.

    >>> from autograd_core import Value
    >>> w = Value(1.0, label="w")
    >>> optimizer = Adamax([w], lr=0.5)
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
        *,
        maximize: bool = ...,
        decoupled_weight_decay: bool = ...,
        decay_bias: bool = ...,
    ) -> None: ...

"""A step size for every parameter: Adagrad, Adadelta, RMSprop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from autograd_core import relu
from optim.apply.carries import carries
from optim.apply.optimizer import Optimizer, Params
from optim.apply.rule import State, zeros_like
from optim.checks.ranges import (
    at_least_zero,
    closed_fraction,
    fraction,
)
from optim.checks.settings import flag, setting
from optim.first_order.base import RootRule, moving_average


@dataclass(frozen=True, kw_only=True)
class AdagradRule(RootRule):
    """Divide by the root of the sum of all squared gradients so far.

        s <- s + g^2
        params <- params - lr / (1 + (t - 1) * lr_decay) * g / (sqrt(s) + eps)

    Args:
        lr: the learning rate, >= 0.
        lr_decay: how fast the rate falls, >= 0.
        initial_accumulator_value: s before the first update, >= 0.
        eps, eps_inside_root: see `RootRule`.
        weight_decay, decoupled_weight_decay, maximize: see `GradientRule`.

    >>> rule = AdagradRule(lr=1.0, eps=0.0)
    >>> params, state = rule.update(3.0, rule.init(0.0), 0.0)
    >>> params, state
    (-1.0, {'step': 1, 'sum': 9.0})
    >>> rule.update(4.0, state, params)
    (-1.8, {'step': 2, 'sum': 25.0})

    Source: Duchi, Hazan, Singer, "Adaptive subgradient methods for online learning and
    stochastic optimization", JMLR 2011.
    """

    lr: float = setting(1e-2, at_least_zero)
    lr_decay: float = setting(0.0, at_least_zero)
    initial_accumulator_value: float = setting(0.0, at_least_zero)
    eps: float = setting(1e-10, at_least_zero)

    @property
    def buffers(self) -> tuple[str, ...]:
        return ("sum",)

    def init(self, params: Any) -> State:
        start = zeros_like(params) + self.initial_accumulator_value
        return {"step": 0, "sum": start}

    def move(self, g: Any, state: State, params: Any) -> tuple[Any, State]:
        s = state["sum"] = state["sum"] + g * g
        lr = self.lr / (1 + (state["step"] - 1) * self.lr_decay)
        return params - lr * (g / self.root(s)), state


@carries(AdagradRule)
class Adagrad(Optimizer):
    """Divide by the root of the sum of all squared gradients so far.

    >>> from autograd_core import Value
    >>> w = Value(1.0, label="w")
    >>> optimizer = Adagrad([w], lr=0.5)
    >>> (3 * w).backward()
    >>> optimizer.step()
    >>> round(w.data, 6)
    0.5
    """

    def __init__(
        self,
        params: Params,
        lr: float = ...,
        lr_decay: float = ...,
        weight_decay: float = ...,
        initial_accumulator_value: float = ...,
        eps: float = ...,
        *,
        maximize: bool = ...,
        decoupled_weight_decay: bool = ...,
        eps_inside_root: bool = ...,
        decay_bias: bool = ...,
    ) -> None: ...


@dataclass(frozen=True, kw_only=True)
class AdadeltaRule(RootRule):
    """Steps in the parameters' own unit: the root mean square of the steps so far.

        s <- rho * s + (1 - rho) * g^2
        d = sqrt(a + eps) / sqrt(s + eps) * g
        a <- rho * a + (1 - rho) * d^2
        params <- params - lr * d

    Args:
        lr: a factor on every step, >= 0.
        rho: the share of the old averages, in [0, 1].
        eps, eps_inside_root: see `RootRule`; here eps also makes the first step.
        weight_decay, decoupled_weight_decay, maximize: see `GradientRule`.

    >>> rule = AdadeltaRule(rho=0.75, eps=1.0)
    >>> params, state = rule.update(2.0, rule.init(0.0), 0.0)
    >>> round(params, 6), round(state["acc_delta"], 6)  # -2/sqrt(2), (1 - rho) 2
    (-1.414214, 0.5)

    Source: Zeiler, "ADADELTA: an adaptive learning rate method", 2012.
    """

    lr: float = setting(1.0, at_least_zero)
    rho: float = setting(0.9, closed_fraction)
    eps: float = setting(1e-6, at_least_zero)
    eps_inside_root: bool = setting(True, flag)

    @property
    def buffers(self) -> tuple[str, ...]:
        return ("square_avg", "acc_delta")

    def move(self, g: Any, state: State, params: Any) -> tuple[Any, State]:
        rho, a = self.rho, state["acc_delta"]
        s = state["square_avg"] = moving_average(state["square_avg"], g * g, rho)
        delta = self.root(a) / self.root(s) * g
        state["acc_delta"] = moving_average(a, delta * delta, rho)
        return params - self.lr * delta, state


@carries(AdadeltaRule)
class Adadelta(Optimizer):
    """Steps in the parameters' own unit, mostly without a rate to choose.

    >>> from autograd_core import Value
    >>> w = Value(1.0, label="w")
    >>> optimizer = Adadelta([w], eps=1.0)
    >>> (3 * w).backward()
    >>> optimizer.step()
    >>> round(w.data, 6)
    -1.176429
    """

    def __init__(
        self,
        params: Params,
        lr: float = ...,
        rho: float = ...,
        eps: float = ...,
        weight_decay: float = ...,
        *,
        maximize: bool = ...,
        decoupled_weight_decay: bool = ...,
        eps_inside_root: bool = ...,
        decay_bias: bool = ...,
    ) -> None: ...


@dataclass(frozen=True, kw_only=True)
class RMSpropRule(RootRule):
    """Divide by the root of a moving average of squared gradients.

        s <- alpha * s + (1 - alpha) * g^2
        a <- alpha * a + (1 - alpha) * g           if centered
        r = sqrt(s - a^2 if centered else s) + eps
        v <- momentum * v + g / r
        params <- params - lr * (g / r + momentum * v  if nesterov else  v)

    Args:
        lr: the learning rate, >= 0.
        alpha: the share of the old averages, in [0, 1].
        momentum: how much of the last update is kept, in [0, 1).
        centered: divide by the standard deviation instead.
        nesterov: look ahead along v; needs momentum. The parameters are then the
            points ahead, as in `SGDRule`.
        eps, eps_inside_root: see `RootRule`.
        weight_decay, decoupled_weight_decay, maximize: see `GradientRule`.

    >>> rule = RMSpropRule(lr=0.5, alpha=0.75, eps=0.0)
    >>> rule.update(2.0, rule.init(0.0), 0.0)  # s = 1, a step of 0.5 * 2 / 1
    (-1.0, {'step': 1, 'square_avg': 1.0})

    Known deviation from torch.optim.RMSprop: s - a^2 is a variance, but rounding can
    make it negative; it is 0 then, where PyTorch's root gives nan.

    Source: Tieleman, Hinton, "Lecture 6.5: RMSProp", COURSERA, 2012; centered: Graves,
    "Generating sequences with recurrent neural networks", 2013; with Nesterov's
    momentum: Goodfellow, Bengio, Courville, "Deep Learning", 2016, algorithm 8.6.
    """

    lr: float = setting(1e-2, at_least_zero)
    alpha: float = setting(0.99, closed_fraction)
    momentum: float = setting(0.0, fraction)
    centered: bool = setting(False, flag)
    nesterov: bool = setting(False, flag)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.nesterov and not self.momentum:
            raise ValueError(
                f"RMSprop: nesterov=True needs momentum > 0, got {self.momentum!r}"
            )

    @property
    def buffers(self) -> tuple[str, ...]:
        return (
            "square_avg",
            *(("grad_avg",) if self.centered else ()),
            *(("momentum_buffer",) if self.momentum else ()),
        )

    def move(self, g: Any, state: State, params: Any) -> tuple[Any, State]:
        s = state["square_avg"] = moving_average(state["square_avg"], g * g, self.alpha)
        if self.centered:
            mean = moving_average(state["grad_avg"], g, self.alpha)
            state["grad_avg"] = mean
            s = relu(s - mean * mean)
        step = g / self.root(s)
        if self.momentum:
            v = state["momentum_buffer"] = (
                self.momentum * state["momentum_buffer"] + step
            )
            step = step + self.momentum * v if self.nesterov else v
        return params - self.lr * step, state


@carries(RMSpropRule)
class RMSprop(Optimizer):
    """Divide by the root of a moving average of squared gradients.

    >>> from autograd_core import Value
    >>> w = Value(1.0, label="w")
    >>> optimizer = RMSprop([w], lr=0.5, alpha=0.75)
    >>> (3 * w).backward()
    >>> optimizer.step()
    >>> round(w.data, 6)
    0.0
    """

    def __init__(
        self,
        params: Params,
        lr: float = ...,
        alpha: float = ...,
        eps: float = ...,
        weight_decay: float = ...,
        momentum: float = ...,
        centered: bool = ...,
        *,
        nesterov: bool = ...,
        maximize: bool = ...,
        decoupled_weight_decay: bool = ...,
        eps_inside_root: bool = ...,
        decay_bias: bool = ...,
    ) -> None: ...

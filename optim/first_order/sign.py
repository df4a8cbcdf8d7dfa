"""Steps by the sign of the gradient: SignSGD, Lion, and Rprop with adaptive lengths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_core import clip, relu, sign
from optim.apply.carries import carries
from optim.apply.optimizer import Optimizer, Params
from optim.apply.rule import GradientRule, State, zeros_like
from optim.checks.ranges import (
    at_least_zero,
    interval,
    shrink_and_grow,
    two_fractions,
)
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
        decay_bias: bool = ...,
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
        decay_bias: bool = ...,
    ) -> None: ...


@dataclass(frozen=True, kw_only=True)
class RpropRule(GradientRule):
    """Step sizes that grow while a sign stays, and shrink when it flips.

        d <- d * (etas[1] if g * previous g > 0, etas[0] if < 0, else 1)
        d <- d cut off at step_sizes[0] and step_sizes[1]
        params <- params - d * sign(g), but where the sign has flipped, stay

    For the gradient of a whole batch: it looks at signs only, and one of a mini-batch
    is often wrong.

    Args:
        lr: the first step size of every parameter, >= 0.
        etas: the factors (shrink, grow), 0 < shrink < 1 < grow.
        step_sizes: the smallest and the largest step size.
        weight_decay, decoupled_weight_decay, maximize: see `GradientRule`.

    >>> rule = RpropRule(lr=0.5, etas=(0.5, 2.0))
    >>> params, state = rule.update(3.0, rule.init(0.0), 0.0)
    >>> params, state
    (-0.5, {'step': 1, 'prev': 3.0, 'step_size': 0.5})
    >>> rule.update(0.1, state, params)
    (-1.5, {'step': 2, 'prev': 0.1, 'step_size': 1.0})

    Source: Riedmiller, Braun, "A direct adaptive method for faster backpropagation
    learning: the RPROP algorithm", 1993; without its weight backtracking.
    """

    lr: float = setting(1e-2, at_least_zero)
    etas: tuple[float, float] = setting((0.5, 1.2), shrink_and_grow)
    step_sizes: tuple[float, float] = setting((1e-6, 50.0), interval)

    @property
    def buffers(self) -> tuple[str, ...]:
        return ("prev", "step_size")

    def init(self, params: Any) -> State:
        zeros = zeros_like(params)
        return {"step": 0, "prev": zeros, "step_size": zeros + self.lr}

    def move(self, g: Any, state: State, params: Any) -> tuple[Any, State]:
        shrink, grow = self.etas
        # Of the signs, not of the gradients: their product can underflow to 0.
        agreement = sign(g) * sign(state["prev"])
        flipped = relu(-agreement)
        factor = 1 + (grow - 1) * relu(agreement) - (1 - shrink) * flipped
        size = _cut_off(state["step_size"] * factor, *self.step_sizes)
        g = g * (1 - flipped)
        state["prev"], state["step_size"] = g, size
        return params - size * sign(g), state


@carries(RpropRule)
class Rprop(Optimizer):
    """Step sizes that grow while a sign stays, and shrink when it flips.

    For the gradient of a whole batch: the signs of mini-batches flip by chance.

    >>> from autograd_core import Value
    >>> w = Value(1.0, label="w")
    >>> optimizer = Rprop([w], lr=0.5)
    >>> (3 * w).backward()
    >>> optimizer.step()
    >>> round(w.data, 6)
    0.5
    """

    def __init__(
        self,
        params: Params,
        lr: float = ...,
        etas: tuple[float, float] = ...,
        step_sizes: tuple[float, float] = ...,
        *,
        weight_decay: float = ...,
        maximize: bool = ...,
        decoupled_weight_decay: bool = ...,
        decay_bias: bool = ...,
    ) -> None: ...


def _cut_off(x: Any, low: float, high: float) -> Any:
    # The op `clip` takes its bounds as float64 and would widen a float32 array.
    return x.clip(low, high) if isinstance(x, np.ndarray) else clip(x, low, high)

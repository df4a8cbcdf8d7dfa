"""Gradient descent and its momentum, in the spellings found in the literature.

All of them remember one array. With a constant rate and v_0 = 0 they walk the same way:

    SGDRule        v <- momentum v + g       params <- params - lr v
    MomentumRule   v <- momentum v - lr g    params <- params + v
    HeavyBallRule  params <- params - lr g + momentum (params - previous params)

The change of variables: MomentumRule's v is -lr times SGDRule's, and HeavyBallRule's
params - previous is MomentumRule's v. When the rate changes on the way, the last two
still agree, and SGDRule differs: it applies the new rate to the old gradients too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from optim.apply.carries import carries
from optim.apply.compiled import Loop, one_pass
from optim.apply.optimizer import Optimizer, Params
from optim.apply.rule import GradientRule, State
from optim.checks.ranges import closed_fraction
from optim.checks.settings import flag, setting


@dataclass(frozen=True, kw_only=True)
class SGDRule(GradientRule):
    """Stochastic gradient descent, optionally with momentum.

    With g the gradient and at the first update v = g:

        v <- momentum * v + (1 - dampening) * g
        params <- params - lr * (g + momentum * v  if nesterov else  v)

    Args:
        lr: the learning rate, >= 0.
        momentum: how much of the last update is kept, in [0, 1]; with 1
            nothing is forgotten.
        dampening: how much of the gradient is left out of v, in [0, 1].
        nesterov: look ahead along v; needs momentum and no dampening. The parameters
            are then NesterovRule's look-ahead points.
        weight_decay, decoupled_weight_decay, maximize: see `GradientRule`.

    >>> rule = SGDRule(lr=0.1, momentum=0.5)
    >>> params, state = rule.update(10.0, rule.init(2.0), 2.0)
    >>> params, state
    (1.0, {'step': 1, 'momentum_buffer': 10.0})
    >>> rule.update(10.0, state, params)
    (-0.5, {'step': 2, 'momentum_buffer': 15.0})

    Source: Polyak, "Some methods of speeding up the convergence of iteration methods",
    1964; Sutskever, Martens, Dahl, Hinton, "On the importance of initialization and
    momentum in deep learning", ICML 2013; the arguments are torch.optim.SGD's.
    """

    momentum: float = setting(0.0, closed_fraction)
    dampening: float = setting(0.0, closed_fraction)
    nesterov: bool = setting(False, flag)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.nesterov and (not self.momentum or self.dampening):
            raise ValueError(
                "SGD: nesterov=True needs momentum > 0 and dampening = 0, got "
                f"momentum={self.momentum!r}, dampening={self.dampening!r}"
            )

    @property
    def buffers(self) -> tuple[str, ...]:
        return ("momentum_buffer",) if self.momentum else ()

    def move(self, g: Any, state: State, params: Any) -> tuple[Any, State]:
        if not self.momentum:
            return params - self.lr * g, state
        # The first gradient enters whole: dampening would only shrink the first step.
        share = 1.0 if state["step"] == 1 else 1 - self.dampening
        v = self.momentum * state["momentum_buffer"] + share * g
        state["momentum_buffer"] = v
        step = g + self.momentum * v if self.nesterov else v
        return params - self.lr * step, state


@carries(SGDRule)
class SGD(Optimizer):
    """Stochastic gradient descent, optionally with momentum.

    >>> from autograd_core import Value
    >>> w = Value(1.0, label="w")
    >>> optimizer = SGD([w], lr=0.5)
    >>> optimizer.lr = 0.25
    >>> (3 * w).backward()
    >>> optimizer.step()
    >>> round(w.data, 6)
    0.25
    """

    def __init__(
        self,
        params: Params,
        lr: float = ...,
        momentum: float = ...,
        dampening: float = ...,
        weight_decay: float = ...,
        nesterov: bool = ...,
        *,
        maximize: bool = ...,
        decoupled_weight_decay: bool = ...,
        decay_bias: bool = ...,
    ) -> None: ...


@one_pass(SGDRule)
def _sgd_loop(rule: SGDRule, state: State) -> Loop:
    if not rule.momentum:
        return Loop("sgd", (), (rule.lr,))
    share = 1.0 if state["step"] == 0 else 1 - rule.dampening
    return Loop(
        "momentum",
        (state["momentum_buffer"],),
        (rule.lr, rule.momentum, share, rule.nesterov),
    )


@dataclass(frozen=True, kw_only=True)
class MomentumRule(GradientRule):
    """Momentum with the learning rate inside the velocity.

        v <- momentum * v - lr * g
        params <- params + v

    Args:
        lr: the learning rate, >= 0.
        momentum: how much of the velocity is kept, in [0, 1]; with 1
            nothing is forgotten.
        weight_decay, decoupled_weight_decay, maximize: see `GradientRule`.

    >>> rule = MomentumRule(lr=0.5, momentum=0.5)
    >>> params, state = rule.update(2.0, rule.init(3.0), 3.0)
    >>> rule.update(2.0, state, params)
    (0.5, {'step': 2, 'velocity': -1.5})

    Source: Sutskever, Martens, Dahl, Hinton, "On the importance of initialization and
    momentum in deep learning", ICML 2013.
    """

    momentum: float = setting(0.9, closed_fraction)

    @property
    def buffers(self) -> tuple[str, ...]:
        return ("velocity",)

    def move(self, g: Any, state: State, params: Any) -> tuple[Any, State]:
        v = state["velocity"] = self.momentum * state["velocity"] - self.lr * g
        return params + v, state


@carries(MomentumRule)
class Momentum(Optimizer):
    """Gradient descent with the learning rate inside the velocity.

    >>> from autograd_core import Value
    >>> w = Value(1.0, label="w")
    >>> optimizer = Momentum([w], lr=0.5)
    >>> (3 * w).backward()
    >>> optimizer.step()
    >>> round(w.data, 6)
    -0.5
    """

    def __init__(
        self,
        params: Params,
        lr: float = ...,
        momentum: float = ...,
        weight_decay: float = ...,
        *,
        maximize: bool = ...,
        decoupled_weight_decay: bool = ...,
        decay_bias: bool = ...,
    ) -> None: ...


@dataclass(frozen=True, kw_only=True)
class NesterovRule(MomentumRule):
    """Nesterov's momentum in its original form: the gradient of the point ahead.

        g = gradient at  ahead = params + momentum * v
        v <- momentum * v - lr * g
        params <- params + v

    `SGDRule(nesterov=True)` keeps the points ahead as its parameters instead. At a
    constant rate both take the gradient at the same points.

    Args:
        lr: the learning rate, >= 0.
        momentum: how much of the velocity is kept, in [0, 1]; with 1
            nothing is forgotten.
        weight_decay, decoupled_weight_decay, maximize: see `GradientRule`.

    >>> rule = NesterovRule(lr=0.25, momentum=0.5)
    >>> params, state = rule.update(4.0, rule.init(2.0), 2.0)  # x**2 at 2.0
    >>> params, rule.ahead(state, params)
    (1.0, 0.5)
    >>> params, state = rule.update(1.0, state, params)  # x**2 at 0.5
    >>> params
    0.25

    Source: Nesterov, "A method of solving a convex programming problem with
    convergence rate O(1/k^2)", 1983; Sutskever et al., ICML 2013.
    """

    def ahead(self, state: State, params: Any) -> Any:
        """The point to which the momentum alone would move the parameters."""
        return params + self.momentum * state["velocity"]


@carries(NesterovRule)
class Nesterov(Optimizer):
    """Nesterov's momentum in its original form, with the gradient at the point ahead.

    `step` needs a closure, since the gradient is not taken at the parameters.
    `SGD(..., nesterov=True)` is the usual reformulation, which needs none.

    >>> from autograd_core import Value
    >>> w = Value(1.0, label="w")
    >>> optimizer = Nesterov([w], lr=0.25, momentum=0.5)
    >>> def closure():
    ...     optimizer.zero_grad()
    ...     loss = w**2
    ...     loss.backward()
    ...     return loss
    >>> for _ in range(2):
    ...     loss = optimizer.step(closure)
    >>> loss.data, w.data  # the second gradient is that at 0.25
    (0.0625, 0.125)
    """

    def __init__(
        self,
        params: Params,
        lr: float = ...,
        momentum: float = ...,
        weight_decay: float = ...,
        *,
        maximize: bool = ...,
        decoupled_weight_decay: bool = ...,
        decay_bias: bool = ...,
    ) -> None: ...


@dataclass(frozen=True, kw_only=True)
class HeavyBallRule(GradientRule):
    """Momentum as a memory of the previous point.

        params <- params - lr * g + momentum * (params - previous params)

    Args:
        lr: the learning rate, >= 0.
        momentum: how much of the last move is repeated, in [0, 1]; with
            1 nothing is forgotten.
        weight_decay, decoupled_weight_decay, maximize: see `GradientRule`.

    >>> rule = HeavyBallRule(lr=0.5, momentum=0.5)
    >>> params, state = rule.update(2.0, rule.init(3.0), 3.0)
    >>> rule.update(2.0, state, params)
    (0.5, {'step': 2, 'previous': 2.0})

    The difference of two points loses digits when the moves are small compared to them;
    MomentumRule keeps them.

    Source: Polyak, "Some methods of speeding up the convergence of iteration methods",
    1964.
    """

    momentum: float = setting(0.9, closed_fraction)

    @property
    def buffers(self) -> tuple[str, ...]:
        return ("previous",)

    def move(self, g: Any, state: State, params: Any) -> tuple[Any, State]:
        previous = params if state["step"] == 1 else state["previous"]
        state["previous"] = params
        return params - self.lr * g + self.momentum * (params - previous), state


@carries(HeavyBallRule)
class HeavyBall(Optimizer):
    """Gradient descent that repeats a part of its last move.

    >>> from autograd_core import Value
    >>> w = Value(1.0, label="w")
    >>> optimizer = HeavyBall([w], lr=0.5)
    >>> (3 * w).backward()
    >>> optimizer.step()
    >>> round(w.data, 6)
    -0.5
    """

    def __init__(
        self,
        params: Params,
        lr: float = ...,
        momentum: float = ...,
        weight_decay: float = ...,
        *,
        maximize: bool = ...,
        decoupled_weight_decay: bool = ...,
        decay_bias: bool = ...,
    ) -> None: ...

"""Gradient descent and its momentum by name: PyTorch's names and defaults.

Each is an `Optimizer` with a rule of `optim.rules`.
"""

from __future__ import annotations

from optim import rules
from optim.apply.optimizer import Optimizer, Params


class SGD(Optimizer):
    """Stochastic gradient descent, with momentum if wanted.

    The formula and its source stand at `optim.rules.SGDRule`.

    Args:
        params: leaves, such as `model.parameters()`, or groups of them.
        lr: the learning rate, >= 0; assign `optimizer.lr` to change it.
        momentum: how much of the last update is kept, in [0, 1).
        dampening: how much of the gradient the momentum leaves out, in [0, 1].
        weight_decay: strength of the pull towards 0, >= 0.
        nesterov: look ahead along the momentum.
        maximize: go uphill.
        decoupled_weight_decay: shrink the parameters themselves; else the decay is an
            L2 term in the gradient.

    Raises:
        TypeError: `params` is no iterable of parameters, or a setting of a wrong kind.
        ValueError: `params` is empty, holds a result of an op or one parameter twice,
            or a setting is out of its range.

    >>> from autograd_core import Value
    >>> w = Value(1.0, label="w")
    >>> optimizer = SGD([w], lr=0.5)
    >>> optimizer.lr = 0.25
    >>> (3 * w).backward()
    >>> optimizer.step()
    >>> round(w.data, 6)
    0.25

    Known deviation from torch.optim, for this and all other optimizers: the steps are
    counted for all parameters of a group together, also for one that some of them did
    not move, since no `backward()` reached it.
    """

    def __init__(
        self,
        params: Params,
        lr: float = 1e-3,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
        decoupled_weight_decay: bool = False,
    ) -> None:
        rule = rules.SGDRule(
            lr=lr,
            momentum=momentum,
            dampening=dampening,
            weight_decay=weight_decay,
            nesterov=nesterov,
            maximize=maximize,
            decoupled_weight_decay=decoupled_weight_decay,
        )
        super().__init__(params, rule)


class Momentum(Optimizer):
    """Gradient descent with the learning rate inside the velocity.

    The formula and its source stand at `optim.rules.MomentumRule`.

    Args:
        params: leaves, such as `model.parameters()`, or groups of them.
        lr: the learning rate, >= 0; assign `optimizer.lr` to change it.
        momentum: how much of the last update is kept, in [0, 1).
        weight_decay: strength of the pull towards 0, >= 0.
        maximize: go uphill.
        decoupled_weight_decay: shrink the parameters themselves; else the decay is an
            L2 term in the gradient.

    Raises:
        TypeError: `params` is no iterable of parameters, or a setting of a wrong kind.
        ValueError: `params` is empty, holds a result of an op or one parameter twice,
            or a setting is out of its range.

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
        lr: float = 1e-3,
        momentum: float = 0.9,
        weight_decay: float = 0.0,
        *,
        maximize: bool = False,
        decoupled_weight_decay: bool = False,
    ) -> None:
        rule = rules.MomentumRule(
            lr=lr,
            momentum=momentum,
            weight_decay=weight_decay,
            maximize=maximize,
            decoupled_weight_decay=decoupled_weight_decay,
        )
        super().__init__(params, rule)


class HeavyBall(Optimizer):
    """Gradient descent that repeats a part of its last move.

    The formula and its source stand at `optim.rules.HeavyBallRule`.

    Args:
        params: leaves, such as `model.parameters()`, or groups of them.
        lr: the learning rate, >= 0; assign `optimizer.lr` to change it.
        momentum: how much of the last move is repeated, in [0, 1).
        weight_decay: strength of the pull towards 0, >= 0.
        maximize: go uphill.
        decoupled_weight_decay: shrink the parameters themselves; else the decay is an
            L2 term in the gradient.

    Raises:
        TypeError: `params` is no iterable of parameters, or a setting of a wrong kind.
        ValueError: `params` is empty, holds a result of an op or one parameter twice,
            or a setting is out of its range.

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
        lr: float = 1e-3,
        momentum: float = 0.9,
        weight_decay: float = 0.0,
        *,
        maximize: bool = False,
        decoupled_weight_decay: bool = False,
    ) -> None:
        rule = rules.HeavyBallRule(
            lr=lr,
            momentum=momentum,
            weight_decay=weight_decay,
            maximize=maximize,
            decoupled_weight_decay=decoupled_weight_decay,
        )
        super().__init__(params, rule)


class Nesterov(Optimizer):
    """Nesterov's momentum in its original form, with the gradient at the point ahead.

    The formula and its source stand at `optim.rules.NesterovRule`.

    Args:
        params: leaves, such as `model.parameters()`, or groups of them.
        lr: the learning rate, >= 0; assign `optimizer.lr` to change it.
        momentum: how much of the last update is kept, in [0, 1).
        weight_decay: strength of the pull towards 0, >= 0.
        maximize: go uphill.
        decoupled_weight_decay: shrink the parameters themselves; else the decay is an
            L2 term in the gradient.

    Raises:
        TypeError: `params` is no iterable of parameters, or a setting of a wrong kind.
        ValueError: `params` is empty, holds a result of an op or one parameter twice,
            or a setting is out of its range.

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
        lr: float = 1e-3,
        momentum: float = 0.9,
        weight_decay: float = 0.0,
        *,
        maximize: bool = False,
        decoupled_weight_decay: bool = False,
    ) -> None:
        rule = rules.NesterovRule(
            lr=lr,
            momentum=momentum,
            weight_decay=weight_decay,
            maximize=maximize,
            decoupled_weight_decay=decoupled_weight_decay,
        )
        super().__init__(params, rule)

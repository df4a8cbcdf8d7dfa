"""Optimizers with a step size per parameter: PyTorch's names and defaults.

Each is an `Optimizer` with a rule of `optim.rules`.
"""

from __future__ import annotations

from optim import rules
from optim.apply.optimizer import Optimizer, Params


class Adagrad(Optimizer):
    """Divide by the root of the sum of all squared gradients so far.

    The formula and its source stand at `optim.rules.AdagradRule`.

    Args:
        params: leaves, such as `model.parameters()`, or groups of them.
        lr: the learning rate, >= 0; assign `optimizer.lr` to change it.
        lr_decay: how fast the rate falls, >= 0.
        weight_decay: strength of the pull towards 0, >= 0.
        initial_accumulator_value: the sum of squares before the first step, >= 0.
        eps: keeps the divisor away from 0.
        maximize: go uphill.
        decoupled_weight_decay: shrink the parameters themselves; else the decay is an
            L2 term in the gradient.
        eps_inside_root: whether it is added under the root or beside it.

    Raises:
        TypeError: `params` is no iterable of parameters, or a setting of a wrong kind.
        ValueError: `params` is empty, holds a result of an op or one parameter twice,
            or a setting is out of its range.

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
        lr: float = 1e-2,
        lr_decay: float = 0.0,
        weight_decay: float = 0.0,
        initial_accumulator_value: float = 0.0,
        eps: float = 1e-10,
        *,
        maximize: bool = False,
        decoupled_weight_decay: bool = False,
        eps_inside_root: bool = False,
    ) -> None:
        rule = rules.AdagradRule(
            lr=lr,
            lr_decay=lr_decay,
            weight_decay=weight_decay,
            initial_accumulator_value=initial_accumulator_value,
            eps=eps,
            maximize=maximize,
            decoupled_weight_decay=decoupled_weight_decay,
            eps_inside_root=eps_inside_root,
        )
        super().__init__(params, rule)


class Adadelta(Optimizer):
    """Steps in the parameters' own unit, with hardly a rate to choose.

    The formula and its source stand at `optim.rules.AdadeltaRule`.

    Args:
        params: leaves, such as `model.parameters()`, or groups of them.
        lr: a factor on every step, >= 0.
        rho: the share of the old averages, in [0, 1].
        eps: keeps the divisor away from 0, and makes the first step.
        weight_decay: strength of the pull towards 0, >= 0.
        maximize: go uphill.
        decoupled_weight_decay: shrink the parameters themselves; else the decay is an
            L2 term in the gradient.
        eps_inside_root: whether it is added under the root or beside it.

    Raises:
        TypeError: `params` is no iterable of parameters, or a setting of a wrong kind.
        ValueError: `params` is empty, holds a result of an op or one parameter twice,
            or a setting is out of its range.

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
        lr: float = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0.0,
        *,
        maximize: bool = False,
        decoupled_weight_decay: bool = False,
        eps_inside_root: bool = True,
    ) -> None:
        rule = rules.AdadeltaRule(
            lr=lr,
            rho=rho,
            eps=eps,
            weight_decay=weight_decay,
            maximize=maximize,
            decoupled_weight_decay=decoupled_weight_decay,
            eps_inside_root=eps_inside_root,
        )
        super().__init__(params, rule)


class RMSprop(Optimizer):
    """Divide by the root of a moving average of squared gradients.

    The formula and its source stand at `optim.rules.RMSpropRule`.

    Args:
        params: leaves, such as `model.parameters()`, or groups of them.
        lr: the learning rate, >= 0; assign `optimizer.lr` to change it.
        alpha: the share of the old averages, in [0, 1].
        eps: keeps the divisor away from 0.
        weight_decay: strength of the pull towards 0, >= 0.
        momentum: how much of the last update is kept, in [0, 1).
        centered: divide by the standard deviation of the gradients.
        nesterov: look ahead along the momentum.
        maximize: go uphill.
        decoupled_weight_decay: shrink the parameters themselves; else the decay is an
            L2 term in the gradient.
        eps_inside_root: whether it is added under the root or beside it.

    Raises:
        TypeError: `params` is no iterable of parameters, or a setting of a wrong kind.
        ValueError: `params` is empty, holds a result of an op or one parameter twice,
            or a setting is out of its range.

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
        lr: float = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum: float = 0.0,
        centered: bool = False,
        *,
        nesterov: bool = False,
        maximize: bool = False,
        decoupled_weight_decay: bool = False,
        eps_inside_root: bool = False,
    ) -> None:
        rule = rules.RMSpropRule(
            lr=lr,
            alpha=alpha,
            eps=eps,
            weight_decay=weight_decay,
            momentum=momentum,
            centered=centered,
            nesterov=nesterov,
            maximize=maximize,
            decoupled_weight_decay=decoupled_weight_decay,
            eps_inside_root=eps_inside_root,
        )
        super().__init__(params, rule)


class Rprop(Optimizer):
    """Step sizes that grow while a sign stays, and shrink when it flips.

    For the gradient of a whole batch: the signs of mini-batches flip by chance.

    The formula and its source stand at `optim.rules.RpropRule`.

    Args:
        params: leaves, such as `model.parameters()`, or groups of them.
        lr: the first step size of every parameter, >= 0.
        etas: the factors (shrink, grow) of a step size, 0 < shrink < 1 < grow.
        step_sizes: the smallest and the largest step size.
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
    >>> optimizer = Rprop([w], lr=0.5)
    >>> (3 * w).backward()
    >>> optimizer.step()
    >>> round(w.data, 6)
    0.5
    """

    def __init__(
        self,
        params: Params,
        lr: float = 1e-2,
        etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50.0),
        *,
        weight_decay: float = 0.0,
        maximize: bool = False,
        decoupled_weight_decay: bool = False,
    ) -> None:
        rule = rules.RpropRule(
            lr=lr,
            etas=etas,
            step_sizes=step_sizes,
            weight_decay=weight_decay,
            maximize=maximize,
            decoupled_weight_decay=decoupled_weight_decay,
        )
        super().__init__(params, rule)

"""Adam and its relatives by name: PyTorch's names, arguments and defaults.

Each is an `Optimizer` with a rule of `optim.rules`.
"""

from __future__ import annotations

from optim import rules
from optim.apply.optimizer import Optimizer, Params


class Adam(Optimizer):
    """Adaptive moments: an average of the gradient over the root of one of its square.

    The formula and its source stand at `optim.rules.AdamRule`.

    Args:
        params: leaves, such as `model.parameters()`, or groups of them.
        lr: the learning rate, >= 0; assign `optimizer.lr` to change it.
        betas: the shares of the old averages, each in [0, 1).
        eps: keeps the divisor away from 0.
        weight_decay: strength of the pull towards 0, >= 0.
        amsgrad: divide by the largest average of squares so far.
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
    >>> optimizer = Adam([w], lr=0.5)
    >>> (3 * w).backward()
    >>> optimizer.step()
    >>> round(w.data, 6)
    0.5
    """

    def __init__(
        self,
        params: Params,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        decoupled_weight_decay: bool = False,
        eps_inside_root: bool = False,
    ) -> None:
        rule = rules.AdamRule(
            lr=lr,
            betas=betas,
            eps=eps,
            weight_decay=weight_decay,
            amsgrad=amsgrad,
            maximize=maximize,
            decoupled_weight_decay=decoupled_weight_decay,
            eps_inside_root=eps_inside_root,
        )
        super().__init__(params, rule)


class AdamW(Optimizer):
    """Adam with decoupled weight decay.

    The formula and its source stand at `optim.rules.AdamWRule`.

    Args:
        params: leaves, such as `model.parameters()`, or groups of them.
        lr: the learning rate, >= 0; assign `optimizer.lr` to change it.
        betas: the shares of the old averages, each in [0, 1).
        eps: keeps the divisor away from 0.
        weight_decay: strength of the pull towards 0, >= 0.
        amsgrad: divide by the largest average of squares so far.
        maximize: go uphill.
        eps_inside_root: whether it is added under the root or beside it.

    Raises:
        TypeError: `params` is no iterable of parameters, or a setting of a wrong kind.
        ValueError: `params` is empty, holds a result of an op or one parameter twice,
            or a setting is out of its range.

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
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        eps_inside_root: bool = False,
    ) -> None:
        rule = rules.AdamWRule(
            lr=lr,
            betas=betas,
            eps=eps,
            weight_decay=weight_decay,
            amsgrad=amsgrad,
            maximize=maximize,
            eps_inside_root=eps_inside_root,
        )
        super().__init__(params, rule)


class NAdam(Optimizer):
    """Adam with Nesterov's momentum.

    The formula and its source stand at `optim.rules.NAdamRule`.

    Args:
        params: leaves, such as `model.parameters()`, or groups of them.
        lr: the learning rate, >= 0; assign `optimizer.lr` to change it.
        betas: the shares of the old averages, each in [0, 1).
        eps: keeps the divisor away from 0.
        weight_decay: strength of the pull towards 0, >= 0.
        momentum_decay: how fast the momentum grows to betas[0], >= 0.
        decoupled_weight_decay: shrink the parameters themselves; else the decay is an
            L2 term in the gradient.
        maximize: go uphill.
        eps_inside_root: whether it is added under the root or beside it.

    Raises:
        TypeError: `params` is no iterable of parameters, or a setting of a wrong kind.
        ValueError: `params` is empty, holds a result of an op or one parameter twice,
            or a setting is out of its range.

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
        lr: float = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum_decay: float = 4e-3,
        decoupled_weight_decay: bool = False,
        *,
        maximize: bool = False,
        eps_inside_root: bool = False,
    ) -> None:
        rule = rules.NAdamRule(
            lr=lr,
            betas=betas,
            eps=eps,
            weight_decay=weight_decay,
            momentum_decay=momentum_decay,
            decoupled_weight_decay=decoupled_weight_decay,
            maximize=maximize,
            eps_inside_root=eps_inside_root,
        )
        super().__init__(params, rule)


class RAdam(Optimizer):
    """Adam that divides only once its average of squares can be trusted.

    The formula and its source stand at `optim.rules.RAdamRule`.

    Args:
        params: leaves, such as `model.parameters()`, or groups of them.
        lr: the learning rate, >= 0; assign `optimizer.lr` to change it.
        betas: the shares of the old averages, each in [0, 1).
        eps: keeps the divisor away from 0.
        weight_decay: strength of the pull towards 0, >= 0.
        decoupled_weight_decay: shrink the parameters themselves; else the decay is an
            L2 term in the gradient.
        maximize: go uphill.
        eps_inside_root: whether it is added under the root or beside it.

    Raises:
        TypeError: `params` is no iterable of parameters, or a setting of a wrong kind.
        ValueError: `params` is empty, holds a result of an op or one parameter twice,
            or a setting is out of its range.

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
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        decoupled_weight_decay: bool = False,
        *,
        maximize: bool = False,
        eps_inside_root: bool = False,
    ) -> None:
        rule = rules.RAdamRule(
            lr=lr,
            betas=betas,
            eps=eps,
            weight_decay=weight_decay,
            decoupled_weight_decay=decoupled_weight_decay,
            maximize=maximize,
            eps_inside_root=eps_inside_root,
        )
        super().__init__(params, rule)


class Adamax(Optimizer):
    """Adam with the largest gradient, exponentially forgotten, for the root.

    The formula and its source stand at `optim.rules.AdamaxRule`.

    Args:
        params: leaves, such as `model.parameters()`, or groups of them.
        lr: the learning rate, >= 0; assign `optimizer.lr` to change it.
        betas: the shares of the old averages, each in [0, 1).
        eps: keeps the divisor away from 0.
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
    >>> optimizer = Adamax([w], lr=0.5)
    >>> (3 * w).backward()
    >>> optimizer.step()
    >>> round(w.data, 6)
    0.5
    """

    def __init__(
        self,
        params: Params,
        lr: float = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        *,
        maximize: bool = False,
        decoupled_weight_decay: bool = False,
    ) -> None:
        rule = rules.AdamaxRule(
            lr=lr,
            betas=betas,
            eps=eps,
            weight_decay=weight_decay,
            maximize=maximize,
            decoupled_weight_decay=decoupled_weight_decay,
        )
        super().__init__(params, rule)

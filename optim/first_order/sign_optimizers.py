"""Optimizers with steps of equal length by name: only signs count.

Each is an `Optimizer` with a rule of `optim.rules`.
"""

from __future__ import annotations

from optim import rules
from optim.apply.optimizer import Optimizer, Params


class SignSGD(Optimizer):
    """Steps of equal length: only the sign of the gradient counts.

    The formula and its source stand at `optim.rules.SignSGDRule`.

    Args:
        params: leaves, such as `model.parameters()`, or groups of them.
        lr: the length of a step, >= 0; assign `optimizer.lr` to change it.
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
    >>> optimizer = SignSGD([w], lr=0.5)
    >>> (3 * w).backward()
    >>> optimizer.step()
    >>> round(w.data, 6)
    0.5
    """

    def __init__(
        self,
        params: Params,
        lr: float = 1e-3,
        weight_decay: float = 0.0,
        *,
        maximize: bool = False,
        decoupled_weight_decay: bool = False,
    ) -> None:
        rule = rules.SignSGDRule(
            lr=lr,
            weight_decay=weight_decay,
            maximize=maximize,
            decoupled_weight_decay=decoupled_weight_decay,
        )
        super().__init__(params, rule)


class Lion(Optimizer):
    """The sign of a momentum: one array of memory, steps of equal length.

    The formula and its source stand at `optim.rules.LionRule`.

    Args:
        params: leaves, such as `model.parameters()`, or groups of them.
        lr: the length of a step, >= 0; a third to a tenth of Adam's is usual.
        betas: the shares of the old average, in the step and in the memory.
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
    >>> optimizer = Lion([w], lr=0.5)
    >>> (3 * w).backward()
    >>> optimizer.step()
    >>> round(w.data, 6)
    0.5
    """

    def __init__(
        self,
        params: Params,
        lr: float = 1e-4,
        betas: tuple[float, float] = (0.9, 0.99),
        weight_decay: float = 0.0,
        *,
        maximize: bool = False,
        decoupled_weight_decay: bool = True,
    ) -> None:
        rule = rules.LionRule(
            lr=lr,
            betas=betas,
            weight_decay=weight_decay,
            maximize=maximize,
            decoupled_weight_decay=decoupled_weight_decay,
        )
        super().__init__(params, rule)

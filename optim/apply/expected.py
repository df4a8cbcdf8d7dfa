"""The check that an argument is an optimizer."""

from __future__ import annotations

from typing import Any

from autograd_core.extend import short_repr
from optim.apply.optimizer import Optimizer
from optim.checks.other_names import OPTIMIZERS, remedy


def checked_optimizer(optimizer: Any, where: str) -> Optimizer:
    """An optimizer with parameters; anything else is refused.

    Args:
        optimizer: the argument.
        where: the start of the error message.

    Raises:
        TypeError: `optimizer` is not an optimizer, or was left without parameters.

    >>> checked_optimizer(0.1, "fit")
    Traceback (most recent call last):
    TypeError: fit: expected an optimizer, such as Adam(model.parameters()), got ...
    """
    if isinstance(optimizer, type):
        raise TypeError(
            f"{where}: the optimizer is the class {optimizer.__name__}; write "
            f"{optimizer.__name__}(model.parameters())"
        )
    if not isinstance(optimizer, Optimizer):
        advice = remedy(optimizer, OPTIMIZERS)
        if hasattr(optimizer, "step"):
            advice = (
                "; one of your own is Optimizer(model.parameters(), rule), with a rule "
                "that has init and update; a loop of your own can call any step()"
            )
        raise TypeError(
            f"{where}: expected an optimizer, such as Adam(model.parameters()), got "
            f"{type(optimizer).__name__} {short_repr(optimizer)}{advice}"
        )
    if not hasattr(optimizer, "_groups"):
        name = type(optimizer).__name__
        raise TypeError(
            f"{where}: the {name} has no parameters; call super().__init__(params, "
            f"rule) in the __init__ of {name}"
        )
    return optimizer

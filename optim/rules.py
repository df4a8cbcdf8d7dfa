"""Update rules as pure functions: no graph, no parameters, no hidden state.

`init(params)` gives the first state, `update(grads, state, params)` the new parameters
and the next state. Each is written once, in operators, so that it works on a float and
on a flat array alike; nothing that goes in is changed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Any, Protocol

from autograd_core.operands import is_number


class Rule(Protocol):
    """What an `Optimizer` needs to know of a rule."""

    def init(self, params: Any) -> Any:
        """The state before the first update."""
        ...

    def update(self, grads: Any, state: Any, params: Any) -> tuple[Any, Any]:
        """The parameters after one update, and the state after it."""
        ...


@dataclass(frozen=True)
class SGDRule:
    """Stochastic gradient descent, with momentum and L2 weight decay if wanted.

    With g = grads + weight_decay * params, and at the first update v = g:

        v <- momentum * v + (1 - dampening) * g
        params <- params - lr * (g + momentum * v  if nesterov else  v)

    Args:
        lr: the learning rate, >= 0.
        momentum: how much of the last update is kept, in [0, 1).
        dampening: how much of the gradient is left out of v.
        nesterov: look ahead along v; needs momentum and no dampening.
        weight_decay: strength of the pull towards 0, >= 0.

    Raises:
        TypeError: one of the numbers is no number.
        ValueError: one of them is out of its range.

    >>> rule = SGDRule(lr=0.1, momentum=0.5)
    >>> params, state = rule.update(10.0, rule.init(2.0), 2.0)
    >>> params, state
    (1.0, 10.0)
    >>> params, state = rule.update(10.0, state, params)
    >>> params, state
    (-0.5, 15.0)

    Source: Polyak, "Some methods of speeding up the convergence of iteration methods",
    1964; Sutskever, Martens, Dahl, Hinton, "On the importance of initialization and
    momentum in deep learning", ICML 2013; the order of operations is torch.optim.SGD's.
    """

    lr: float
    momentum: float = 0.0
    dampening: float = 0.0
    nesterov: bool = False
    weight_decay: float = 0.0

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name != "nesterov" and not _is_plain_number(value):
                raise TypeError(
                    f"SGD: {field.name} must be a number, got "
                    f"{type(value).__name__} {value!r}"
                )
        if not (math.isfinite(self.lr) and self.lr >= 0):
            raise ValueError(f"SGD: lr must be finite and >= 0, got {self.lr!r}")
        if not 0 <= self.momentum < 1:
            raise ValueError(f"SGD: momentum must be in [0, 1), got {self.momentum!r}")
        if not 0 <= self.dampening <= 1:
            raise ValueError(
                f"SGD: dampening must be in [0, 1], got {self.dampening!r}"
            )
        if not (math.isfinite(self.weight_decay) and self.weight_decay >= 0):
            raise ValueError(
                f"SGD: weight_decay must be finite and >= 0, got {self.weight_decay!r}"
            )
        if self.nesterov and (not self.momentum or self.dampening):
            raise ValueError(
                "SGD: nesterov=True needs momentum > 0 and dampening = 0, got "
                f"momentum={self.momentum!r}, dampening={self.dampening!r}"
            )

    def init(self, params: Any) -> None:
        """No velocity yet: the first gradient becomes it."""
        return None

    def update(self, grads: Any, state: Any, params: Any) -> tuple[Any, Any]:
        """The parameters after one update, and the velocity."""
        g = grads + self.weight_decay * params if self.weight_decay else grads
        if not self.momentum:
            return params - self.lr * g, None
        v = g if state is None else self.momentum * state + (1 - self.dampening) * g
        step = g + self.momentum * v if self.nesterov else v
        return params - self.lr * step, v


def _is_plain_number(value: object) -> bool:
    return is_number(value) and not isinstance(value, bool)

"""The base class of update rules: two pure functions, `init` and `update`."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import numpy as np

from autograd_core.extend import short_repr
from optim.checks.ranges import at_least_zero
from optim.checks.settings import check_settings, flag, setting

State: TypeAlias = dict[str, Any]
"""The memory of a rule by name: arrays of the parameters' shape, and numbers."""


class Rule(Protocol):
    """The protocol of rules that `Optimizer` accepts.

    Both functions are elementwise and pure: each entry of the result depends on the
    same entry of what goes in, and nothing that goes in is changed.
    """

    def init(self, params: Any) -> Any:
        """The state before the first update."""
        ...

    def update(self, grads: Any, state: Any, params: Any) -> tuple[Any, Any]:
        """The parameters after one update, and the state after it."""
        ...


@dataclass(frozen=True, kw_only=True)
class GradientRule:
    """The base class of the rules here: settings that all share, and the weight decay.

    With t counted from 1, and g the gradient, or minus the gradient if `maximize`:

        coupled decay    g <- g + weight_decay * params
        decoupled decay  params <- params * (1 - lr * weight_decay)

    and then the rule's own `move(g, state, params)`. Coupled is an L2 penalty
    weight_decay/2 |params|^2 on the loss; decoupled shrinks the parameters in
    addition to the rule's update. For plain SGD the two are the same.

    Args:
        lr: the learning rate, finite and >= 0.
        weight_decay: strength of the pull towards 0, finite and >= 0.
        decoupled_weight_decay: shrink the parameters themselves; otherwise the decay is
            an L2 term in the gradient.
        maximize: go uphill.

    Raises:
        TypeError: a setting is of the wrong kind.
        ValueError: a setting is out of its range.

    A rule of your own names its memory in `buffers` and implements `move`:

    >>> @dataclass(frozen=True, kw_only=True)
    ... class HalfStep(GradientRule):
    ...     def move(self, g, state, params):
    ...         return params - 0.5 * self.lr * g, state
    >>> rule = HalfStep(lr=0.1)
    >>> rule.update(10.0, rule.init(2.0), 2.0)
    (1.5, {'step': 1})

    Source: Loshchilov, Hutter, "Decoupled weight decay regularization", ICLR 2019.
    """

    lr: float = setting(1e-3, at_least_zero)
    weight_decay: float = setting(0.0, at_least_zero)
    decoupled_weight_decay: bool = setting(False, flag)
    maximize: bool = setting(False, flag)

    def __post_init__(self) -> None:
        if "__dataclass_fields__" not in vars(type(self)):
            undeclared = inspect.get_annotations(type(self))
            if undeclared:
                raise TypeError(
                    f"{type(self).__name__}: {', '.join(undeclared)} would be no "
                    "setting; write @dataclass(frozen=True, kw_only=True) above the "
                    "class"
                )
        check_settings(self, self.title)

    @property
    def title(self) -> str:
        """The name that messages and optimizers use: `Adam` for `AdamRule`."""
        return type(self).__name__.removesuffix("Rule")

    @property
    def buffers(self) -> tuple[str, ...]:
        """The names of the arrays in the state."""
        return ()

    def init(self, params: Any) -> State:
        """The state before the first update: step 0, and zeros for each buffer.

        Raises:
            TypeError: params is a dict, list or tuple, or `buffers` is no tuple.
        """
        if isinstance(params, (dict, list, tuple)):
            raise TypeError(
                f"a rule moves a float or one array, not a {type(params).__name__}; "
                "keep a state for each of its arrays, or give their Tensors to an "
                "Optimizer"
            )
        if not isinstance(self.buffers, tuple):
            raise TypeError(
                f"{type(self).__name__}.buffers must be a property that gives a tuple "
                f"of names, such as ('velocity',), got {short_repr(self.buffers)}"
            )
        return {"step": 0, **{name: zeros_like(params) for name in self.buffers}}

    def update(self, grads: Any, state: State, params: Any) -> tuple[Any, State]:
        """The parameters after one update, and the state after it.

        Args:
            grads: the gradient at `ahead(state, params)`, a float or an array.
            state: what `init` or the last `update` gave.
            params: a float, or an array of the same shape.

        Raises:
            TypeError: `move` reads a buffer that `buffers` does not name.
        """
        if self.maximize:
            grads = -grads
        if self.weight_decay and self.decoupled_weight_decay:
            params = params * (1 - self.lr * self.weight_decay)
        elif self.weight_decay:
            grads = grads + self.weight_decay * self.ahead(state, params)
        state = {**state, "step": state["step"] + 1}
        try:
            return self.move(grads, state, params)
        except KeyError as error:
            name = error.args[0]
            if name in state or not isinstance(name, str):
                raise
            raise TypeError(
                f"{type(self).__name__}.move asks for state[{name!r}], but its buffers "
                f"are {self.buffers}; name it there"
            ) from error

    def ahead(self, state: State, params: Any) -> Any:
        """The point where `update` needs the gradient: `params`, for most rules."""
        return params

    def move(self, g: Any, state: State, params: Any) -> tuple[Any, State]:
        """The rule itself: `g` has its sign and decay, `state["step"]` counts from 1.

        `state` is a copy whose entries may be replaced; the arrays in it stay as they
        are.
        """
        raise NotImplementedError(
            f"{type(self).__name__} has no move(self, g, state, params), which returns "
            "the new parameters and the state"
        )


def zeros_like(params: Any) -> Any:
    """0.0 for a float, an array of zeros for an array.

    >>> zeros_like(2.5), zeros_like(np.array([1.0, 2.0], np.float32))
    (0.0, array([0., 0.], dtype=float32))
    """
    return np.zeros_like(params) if isinstance(params, np.ndarray) else 0.0

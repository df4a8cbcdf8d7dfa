"""The shell around a rule: it reads gradients off Values and writes the new numbers."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from operator import attrgetter
from typing import Any

import numpy as np

from autograd_core import Value
from autograd_core.operands import describe
from optim.rules import Rule, SGDRule

_data = attrgetter("data")
_grad = attrgetter("grad")


class Optimizer:
    """Applies a rule to parameters, all of them at once.

    Args:
        params: leaf Values, such as `model.parameters()`.
        rule: a rule of `optim.rules`, or your own.

    Raises:
        TypeError: `params` is no iterable of Values.
        ValueError: it is empty, holds a result of an op, or one Value twice.

    >>> from optim.rules import SGDRule
    >>> w = Value(1.0, label="w")
    >>> optimizer = Optimizer([w], SGDRule(lr=0.5))
    >>> (3 * w).backward()
    >>> optimizer.step()
    >>> w.data
    -0.5
    """

    rule: Any

    def __init__(self, params: Iterable[Value], rule: Rule) -> None:
        self.params = _checked(params)
        self.rule = rule
        self.state = rule.init(self._gather(_data))

    def step(self) -> None:
        """Move every parameter once, by the gradients as they are now.

        A parameter that no `backward()` reached has gradient 0. Gradients that are inf
        or nan are applied like any other, as PyTorch does; `detect_anomaly()` finds
        where they come from.
        """
        grads, numbers = self._gather(_grad), self._gather(_data)
        moved, self.state = self.rule.update(grads, self.state, numbers)
        for param, number in zip(self.params, moved.tolist(), strict=True):
            param.data = number

    def zero_grad(self) -> None:
        """Forget the gradients of the parameters; call it before each `backward()`."""
        for param in self.params:
            param.zero_grad()

    def _gather(self, what: Any) -> Any:
        return np.fromiter(map(what, self.params), np.float64, len(self.params))

    def __repr__(self) -> str:
        n = len(self.params)
        settings = repr(self.rule).partition("(")[2].removesuffix(")")
        count = f"{n} parameter{'' if n == 1 else 's'}"
        return f"{type(self).__name__}({count}, {settings or self.rule})"


class SGD(Optimizer):
    """Stochastic gradient descent; the formula stands at `optim.rules.SGDRule`.

    Args:
        params: leaf Values, such as `model.parameters()`.
        lr: the learning rate, >= 0; assign `optimizer.lr` to change it.
        momentum: how much of the last update is kept, in [0, 1).
        nesterov: look ahead along the momentum.
        weight_decay: strength of the pull towards 0, >= 0.
        dampening: how much of the gradient the momentum leaves out.

    Raises:
        TypeError: `params` is no iterable of Values, or a number is no number.
        ValueError: `params` is empty, holds a result of an op or one Value twice, or a
            number is out of its range.

    >>> w = Value(1.0, label="w")
    >>> optimizer = SGD([w], lr=0.5)
    >>> optimizer.lr = 0.25
    >>> (3 * w).backward()
    >>> optimizer.step()
    >>> w.data
    0.25

    Known deviation from torch.optim.SGD: a parameter without a gradient counts as one
    with gradient 0, so momentum and weight decay still move it.
    """

    def __init__(
        self,
        params: Iterable[Value],
        lr: float,
        momentum: float = 0.0,
        nesterov: bool = False,
        weight_decay: float = 0.0,
        *,
        dampening: float = 0.0,
    ) -> None:
        rule = SGDRule(lr, momentum, dampening, nesterov, weight_decay)
        super().__init__(params, rule)

    @property
    def lr(self) -> float:
        """The learning rate of the next step."""
        return self.rule.lr

    @lr.setter
    def lr(self, lr: float) -> None:
        self.rule = dataclasses.replace(self.rule, lr=lr)


def _checked(params: Any) -> list[Value]:
    """The parameters as a list, each a leaf, each once.

    >>> w = Value(1.0, label="w")
    >>> _checked([w, w])
    Traceback (most recent call last):
    ValueError: parameter w = 1.0 is given twice; a step would move it once, so ...
    """
    if isinstance(params, Value):
        raise TypeError(
            f"expected a list of parameters, got the single Value {describe(params)}; "
            "write [it]"
        )
    if hasattr(params, "parameters"):
        raise TypeError(
            f"expected a list of parameters, got a {type(params).__name__}; "
            "write model.parameters()"
        )
    if isinstance(params, (str, bytes, dict)) or not isinstance(params, Iterable):
        raise TypeError(
            "expected a list of parameters, e.g. model.parameters(); got "
            f"{type(params).__name__}"
        )
    listed = list(params)
    if not listed:
        raise ValueError("no parameters to optimize: the list is empty")
    seen: set[int] = set()
    for i, param in enumerate(listed):
        _check_parameter(i, param)
        if id(param) in seen:
            raise ValueError(
                f"parameter {describe(param)} is given twice; a step would move it "
                "once, so list it once"
            )
        seen.add(id(param))
    return listed


def _check_parameter(i: int, param: Any) -> None:
    if isinstance(param, tuple):
        raise TypeError(
            f"parameter {i} is a tuple; write model.parameters(), not "
            "model.named_parameters()"
        )
    if not isinstance(param, Value):
        raise TypeError(
            f"parameter {i} must be a Value, got {type(param).__name__} {param!r}; "
            "only Values have gradients"
        )
    if not param.is_leaf:
        raise ValueError(
            f"parameter {i}, {describe(param)}, is the result of {param.op!r}: only "
            "leaves can be moved; optimize the Values it was computed from"
        )

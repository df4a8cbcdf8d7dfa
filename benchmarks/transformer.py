"""The step of a small transformer, on any engine with micrograd's interface."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from tests.drop_in import microgpt_style


def step(value: Any) -> Callable[[], float]:
    """One Adam step on one word."""
    weights = microgpt_style.make_weights(value)
    ops = microgpt_style.Ops(value)

    def train() -> float:
        return microgpt_style.train(ops, weights, ["juniper"])[0]

    return train


def with_exp_and_log(value: Any) -> Any:
    """micrograd's Value, given the two functions it lacks in its own manner."""

    def exp(self: Any) -> Any:
        out = value(math.exp(self.data), (self,), "exp")

        def _backward() -> None:
            self.grad += out.data * out.grad

        out._backward = _backward
        return out

    def log(self: Any) -> Any:
        out = value(math.log(self.data), (self,), "log")

        def _backward() -> None:
            self.grad += out.grad / self.data

        out._backward = _backward
        return out

    value.exp = exp
    value.log = log
    return value

"""Training steps of the drop-in programs, on any engine with micrograd's interface."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from tests.drop_in import microgpt_style, micrograd_style


def moons_step(value: Any, model: Any) -> Callable[[], float]:
    """One step of the moons demo, 100 points: hinge loss, L2, gradient descent."""
    points, labels = micrograd_style.two_moons(100)

    def step() -> float:
        loss, _ = micrograd_style.hinge_loss(value, model, points, labels)
        for p in model.parameters():
            p.grad = 0
        loss.backward()
        for p in model.parameters():
            p.data -= 0.01 * p.grad
        return loss.data

    return step


def transformer_step(value: Any) -> Callable[[], float]:
    """One Adam step of the small transformer on one word."""
    weights = microgpt_style.make_weights(value)
    ops = microgpt_style.Ops(value)

    def step() -> float:
        return microgpt_style.train(ops, weights, ["juniper"])[0]

    return step


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

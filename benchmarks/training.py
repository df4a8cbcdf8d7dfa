"""Training steps that run on any engine with micrograd's interface."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any


def two_moons(points: int) -> tuple[list[list[float]], list[int]]:
    """Two interleaved half circles with a little noise, labels -1 and 1."""
    noise = random.Random(5)
    inputs, labels = [], []
    for i in range(points):
        angle = math.pi * (i // 2) / (points // 2 - 1)
        upper = i % 2 == 0
        x = math.cos(angle) if upper else 1.0 - math.cos(angle)
        y = math.sin(angle) if upper else 0.5 - math.sin(angle)
        inputs.append([x + noise.gauss(0, 0.1), y + noise.gauss(0, 0.1)])
        labels.append(-1 if upper else 1)
    return inputs, labels


def moons_step(value: Any, model: Any) -> Callable[[], float]:
    """One step of micrograd's moons demo: hinge loss, L2, gradient descent."""
    inputs, labels = two_moons(100)

    def step() -> float:
        scores = [model([value(each) for each in row]) for row in inputs]
        losses = [
            (1 + -label * score).relu()
            for label, score in zip(labels, scores, strict=True)
        ]
        data_loss = sum(losses) * (1.0 / len(losses))
        total = data_loss + 1e-4 * sum(p * p for p in model.parameters())
        for p in model.parameters():
            p.grad = 0
        total.backward()
        for p in model.parameters():
            p.data -= 0.01 * p.grad
        return total.data

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

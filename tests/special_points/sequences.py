"""The ops over sequences and the reductions, of two numbers: what is right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import autograd_core as ac
from tests.autograd_core.ops.op_table import larger
from tests.special_points.numbers import Number

Function = Callable[..., Any]


def smaller(x: Any, y: Any) -> Any:
    return -larger(-x, -y)


def log_sum(x: Any, y: Any) -> Any:
    return larger(x, y) + np.log(1.0 + np.exp(-abs(x - y)))


def share(x: Any, y: Any) -> Any:
    return 1.0 / (1.0 + np.exp(y - x))


def power_norm(p: float) -> Function:
    def length(x: Any, y: Any) -> Any:
        if p < 0 and (abs(x) <= 0 or abs(y) <= 0):
            return Number(0.0)
        return (abs(x) ** p + abs(y) ** p) ** (Number(1.0) / p)

    return length


def euclidean(x: Any, y: Any) -> Any:
    return np.sqrt(x * x + y * y)


def norm(ord: float) -> Function:
    return lambda x, axis: ac.norm(x, ord, axis=axis)


REDUCTIONS: dict[str, tuple[Function, Function]] = {
    "sum": (ac.sum, lambda x, y: x + y),
    "mean": (ac.mean, lambda x, y: (x + y) / 2),
    "prod": (ac.prod, lambda x, y: x * y),
    "var": (ac.var, lambda x, y: (x - y) ** 2 / 4),
    "std": (ac.std, lambda x, y: abs(x - y) / 2),
    "max": (ac.max, larger),
    "min": (ac.min, smaller),
    "logsumexp": (ac.logsumexp, log_sum),
    "norm": (lambda x, axis: ac.norm(x, axis=axis), euclidean),
    "norm 1": (norm(1), lambda x, y: abs(x) + abs(y)),
    "norm 3": (norm(3), power_norm(3)),
    "norm 1.5": (norm(1.5), power_norm(1.5)),
    "norm 0.5": (norm(0.5), power_norm(0.5)),
    "norm -1": (norm(-1), power_norm(-1)),
    "norm inf": (norm(np.inf), lambda x, y: larger(abs(x), abs(y))),
    "norm -inf": (norm(-np.inf), lambda x, y: smaller(abs(x), abs(y))),
    "softmax": (lambda x, axis: ac.softmax(x, axis=axis)[..., 0], share),
    "log_softmax": (
        lambda x, axis: ac.log_softmax(x, axis=axis)[..., 0],
        lambda x, y: x - log_sum(x, y),
    ),
    "cumsum": (lambda x, axis: ac.cumsum(x, axis=axis)[..., 1], lambda x, y: x + y),
}
"""`(op along an axis, the same of two Numbers)`."""

NARY: dict[str, tuple[Function, Function]] = {
    "sum": (ac.sum, lambda x, y: x + y),
    "mean": (ac.mean, lambda x, y: (x + y) / 2),
    "dot": (lambda xs: ac.dot(xs[:1], xs[1:]), lambda x, y: x * y),
    "max": (ac.max, larger),
    "min": (ac.min, smaller),
    "logsumexp": (ac.logsumexp, log_sum),
    "softmax": (lambda xs: ac.softmax(xs)[0], share),
    "log_softmax": (
        lambda xs: ac.log_softmax(xs)[0],
        lambda x, y: x - log_sum(x, y),
    ),
}
"""`(op of a list of Values, the same of two Numbers)`."""

ORDERS_BELOW_1 = ("norm 0.5", "norm -1")
"""Norms whose slope is 0 by convention for an entry that is 0."""

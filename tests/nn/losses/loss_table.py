"""One row for each loss: a batch it takes, and its formula in plain Python."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

import nn
from autograd_core import Value


def entropy_term(p: float, q: float) -> float:
    return p * math.log(p / q) if p > 0 else 0.0


def logits_row(z: Any, t: Any) -> float:
    top = max(z)
    normalizer = top + math.log(sum(math.exp(entry - top) for entry in z))
    return sum(share * (normalizer - entry) for entry, share in zip(z, t, strict=True))


def smoothed_row(z: Any, t: Any) -> float:
    weights = [2.0, 0.5, 1.0]
    aims = [w * (0.8 * entry + 0.2 / 3) for w, entry in zip(weights, t, strict=True)]
    return logits_row(z, aims)


def margin_row(z: Any, t: Any) -> float:
    right = list(t).index(1.0)
    gaps = [0.7 - z[right] + z[c] for c in range(len(z)) if c != right]
    return sum(max(0.0, gap) for gap in gaps) / len(z)


@dataclass(frozen=True)
class Row:
    """A loss, outputs and targets away from kinks, and the loss of one item.

    Attributes:
        function: the loss as a function.
        cls: the loss as a class.
        outputs: an array.
        targets: an array of the same shape.
        item: (output, target) -> loss, of numbers or of rows.
        options: of the function and the class.
        by_row: whether a row is one item.
        constant_targets: whether no derivative is taken by the targets.
    """

    function: Callable[..., Any]
    cls: type
    outputs: Any
    targets: Any
    item: Callable[[Any, Any], float]
    options: dict[str, Any]
    by_row: bool = False
    constant_targets: bool = False

    def items(self) -> list[float]:
        """The loss of each item by the formula."""
        if self.by_row:
            pairs = zip(self.outputs.tolist(), self.targets.tolist(), strict=True)
        else:
            pairs = zip(self.outputs.ravel(), self.targets.ravel(), strict=True)
        return [self.item(y, t) for y, t in pairs]


ANY = np.array([[0.3, -1.2, 2.5], [1.4, -0.6, -2.2]])
OTHER = np.array([[0.9, -1.5, 0.2], [-1.1, 0.25, -2.0]])
SHARES = np.array([[0.2, 0.5, 0.3], [0.7, 0.1, 0.2]])
BITS = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
SIGNS = 2 * BITS - 1
P, Q = SHARES, np.array([[0.6, 0.3, 0.1], [0.25, 0.25, 0.5]])

ROWS = {
    "squared_error": Row(
        nn.squared_error, nn.SquaredErrorLoss, ANY, OTHER, lambda y, t: (y - t) ** 2, {}
    ),
    "half squared_error": Row(
        nn.squared_error,
        nn.SquaredErrorLoss,
        ANY,
        OTHER,
        lambda y, t: (y - t) ** 2 / 2,
        {"half": True},
    ),
    "mean_absolute_error": Row(
        nn.mean_absolute_error,
        nn.MeanAbsoluteErrorLoss,
        ANY,
        OTHER,
        lambda y, t: abs(y - t),
        {},
    ),
    "mean_squared_log_error": Row(
        nn.mean_squared_log_error,
        nn.MeanSquaredLogErrorLoss,
        np.exp(ANY),
        np.exp(OTHER),
        lambda y, t: math.log((1 + y) / (1 + t)) ** 2,
        {},
    ),
    "huber": Row(
        nn.huber,
        nn.HuberLoss,
        ANY,
        OTHER,
        lambda y, t: (
            (y - t) ** 2 / 2 if abs(y - t) <= 0.7 else 0.7 * (abs(y - t) - 0.35)
        ),
        {"delta": 0.7},
    ),
    "binary_cross_entropy": Row(
        nn.binary_cross_entropy,
        nn.BinaryCrossEntropyLoss,
        np.array([[0.2, 0.45, 0.3], [0.7, 0.1, 0.2]]),
        np.array([[0.95, 0.05, 0.4], [0.1, 0.8, 0.9]]),
        lambda y, t: -(t * math.log(y) + (1 - t) * math.log(1 - y)),
        {},
    ),
    "binary_cross_entropy_with_logits": Row(
        nn.binary_cross_entropy_with_logits,
        nn.BinaryCrossEntropyWithLogitsLoss,
        ANY,
        np.array([[0.95, 0.05, 0.4], [0.1, 0.8, 0.9]]),
        lambda z, t: math.log(1 + math.exp(z)) - t * z,
        {},
    ),
    "hinge": Row(
        nn.hinge,
        nn.HingeLoss,
        ANY,
        SIGNS,
        lambda y, t: max(0.0, 1 - t * y),
        {},
        constant_targets=True,
    ),
    "squared_hinge": Row(
        nn.squared_hinge,
        nn.SquaredHingeLoss,
        ANY,
        SIGNS,
        lambda y, t: max(0.0, 1 - t * y) ** 2,
        {},
        constant_targets=True,
    ),
    "multiclass_hinge": Row(
        nn.multiclass_hinge,
        nn.MulticlassHingeLoss,
        np.array([[0.3, -0.2, 0.1], [1.4, 1.3, -0.5]]),
        BITS,
        margin_row,
        {"margin": 0.7},
        by_row=True,
        constant_targets=True,
    ),
    "cross_entropy": Row(
        nn.cross_entropy, nn.CrossEntropyLoss, ANY, SHARES, logits_row, {}, by_row=True
    ),
    "cross_entropy with options": Row(
        nn.cross_entropy,
        nn.CrossEntropyLoss,
        ANY,
        SHARES,
        smoothed_row,
        {"class_weights": [2.0, 0.5, 1.0], "label_smoothing": 0.2},
        by_row=True,
    ),
    "nll_loss": Row(
        nn.nll_loss,
        nn.NLLLoss,
        np.log(Q),
        SHARES,
        lambda y, t: -sum(a * b for a, b in zip(y, t, strict=True)),
        {},
        by_row=True,
    ),
    "kl_divergence": Row(
        nn.kl_divergence,
        nn.KLDivergenceLoss,
        P,
        Q,
        lambda p, q: sum(map(entropy_term, p, q)),
        {},
        by_row=True,
    ),
    "symmetric_kl": Row(
        nn.symmetric_kl,
        nn.SymmetricKLLoss,
        P,
        Q,
        lambda p, q: sum(map(entropy_term, p, q)) + sum(map(entropy_term, q, p)),
        {},
        by_row=True,
    ),
    "bhattacharyya": Row(
        nn.bhattacharyya,
        nn.BhattacharyyaLoss,
        P,
        Q,
        lambda p, q: (
            -math.log(sum(math.sqrt(a * b) for a, b in zip(p, q, strict=True)))
        ),
        {},
        by_row=True,
    ),
    "js_divergence": Row(
        nn.js_divergence,
        nn.JSDivergenceLoss,
        P,
        Q,
        lambda p, q: (
            sum(entropy_term(a, (a + b) / 2) for a, b in zip(p, q, strict=True)) / 2
            + sum(entropy_term(b, (a + b) / 2) for a, b in zip(p, q, strict=True)) / 2
        ),
        {},
        by_row=True,
    ),
}


def as_values(array):
    if np.ndim(array) == 0:
        return Value(float(array))
    return [as_values(part) for part in array]


def flat(nested):
    if not isinstance(nested, list):
        return [nested]
    return [entry for part in nested for entry in flat(part)]

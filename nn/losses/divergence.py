"""Divergences between distributions: rows of probabilities on the last axis."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core import Node, log, sqrt, where
from autograd_core import sum as sum_of
from autograd_core.extend import Array, Operand, Payload, payload_of
from nn.checks.numbers import Entries
from nn.losses.base import Loss, check_range
from nn.losses.signatures import typed_divergence


class _Divergence(Loss):
    """A sum over the last axis of a function of each pair of probabilities."""

    item_axes = 1

    def __init__(self, *, reduction: str = "mean") -> None:
        super().__init__(reduction)

    def prepared(self, y: Entries, t: Entries) -> tuple[Entries, float]:
        """Refuse negative numbers. Rows need not sum to 1: an entry can vary alone."""
        for position, entries in (("first", y), ("second", t)):
            check_range(
                entries,
                0.0,
                np.inf,
                f"{self.name}: the {position} argument must hold probabilities",
            )
        return super().prepared(y, t)

    def items(self, y: Any, t: Any) -> Payload:
        """The sum of the terms of each row."""
        with np.errstate(divide="ignore"):
            return np.sum(self.terms(y, t), axis=-1)

    def terms(self, p: Array, q: Array) -> Array:
        """The term of each entry, on arrays."""
        raise NotImplementedError


class KLDivergenceLoss(_Divergence):
    """`kl_divergence` with fixed options.

    >>> KLDivergenceLoss()([0.5, 0.5], [0.5, 0.5])
    0.0
    """

    name = "kl_divergence"

    def terms(self, p: Array, q: Array) -> Array:
        """p ln(p / q)."""
        return p * np.where(p > 0, log_ratio(p, q), 0.0)

    def slope(self, i: int, y: Any, t: Any) -> Operand:
        """ln(p / q) + 1 by p, -p / q by q."""
        return log_ratio(y, t) + 1.0 if i == 0 else -ratio(y, t)


@typed_divergence
def kl_divergence(
    p: Any, q: Any, *, reduction: str = "mean", sample_weight: Any = None
) -> Any:
    """Kullback-Leibler divergence KL(P, Q) = sum p ln(p / q).

    d/dq = -p/q, d/dp = ln(p/q) + 1. It is 0 for equal distributions only, infinite
    where q = 0 < p, and not symmetric. A term with p = 0 is 0. For distributions that
    are nearly equal, rounding may leave it below 0, by some 1e-16.

    Args:
        p: probabilities of shape (classes,) or (batch, classes), the reference.
        q: probabilities of the same shape.
        reduction: `"mean"` over the rows, `"batchmean"`, `"sum"` or `"none"`.
        sample_weight: a number >= 0 for each item, or each sample, that its loss is
            multiplied by; the mean divides by their sum.

    Returns:
        One node, or a number for plain numbers; with `"none"` one of each row.

    Raises:
        TypeError: an argument holds anything but numbers and nodes.
        ValueError: the shapes differ, or a number is negative.

    Source: Kullback and Leibler, On Information and Sufficiency, 1951. PyTorch's
    kl_div(input, target) is kl_divergence(target, exp(input)).

    >>> p, uniform = [9 / 25, 12 / 25, 4 / 25], [1 / 3, 1 / 3, 1 / 3]
    >>> round(kl_divergence(p, uniform), 7), round(kl_divergence(uniform, p), 7)
    (0.0852996, 0.097455)
    """
    return KLDivergenceLoss(reduction=reduction)(p, q, sample_weight)


class SymmetricKLLoss(_Divergence):
    """`symmetric_kl` with fixed options.

    >>> SymmetricKLLoss()([0.5, 0.5], [0.5, 0.5])
    0.0
    """

    name = "symmetric_kl"

    def terms(self, p: Array, q: Array) -> Array:
        """(p - q) ln(p / q)."""
        return (p - q) * log_ratio(p, q)

    def slope(self, i: int, y: Any, t: Any) -> Operand:
        """ln(p / q) + 1 - q / p by p; the same with p and q exchanged by q."""
        p, q = (y, t) if i == 0 else (t, y)
        # Where both are 0, q / p is 1, as everywhere along p = q: the minimum.
        return log_ratio(p, q) + 1.0 - ratio(q, p, 1.0)


@typed_divergence
def symmetric_kl(
    p: Any, q: Any, *, reduction: str = "mean", sample_weight: Any = None
) -> Any:
    """KL(P, Q) + KL(Q, P) = sum (p - q) ln(p / q); arguments as for `kl_divergence`.

    >>> p, uniform = [9 / 25, 12 / 25, 4 / 25], [1 / 3, 1 / 3, 1 / 3]
    >>> round(symmetric_kl(p, uniform), 6)
    0.182755

    Source: Kullback and Leibler, On Information and Sufficiency, 1951, their J.
    """
    return SymmetricKLLoss(reduction=reduction)(p, q, sample_weight)


class JSDivergenceLoss(_Divergence):
    """`js_divergence` with fixed options.

    >>> round(JSDivergenceLoss()([1.0, 0.0], [0.0, 1.0]), 6)
    0.693147
    """

    name = "js_divergence"

    def terms(self, p: Array, q: Array) -> Array:
        """(p ln(p / m) + q ln(q / m)) / 2, m = (p + q) / 2."""
        m = 0.5 * (p + q)
        to_p, to_q = [x * np.where(x > 0, log_ratio(x, m), 0.0) for x in (p, q)]
        return 0.5 * (to_p + to_q)

    def slope(self, i: int, y: Any, t: Any) -> Operand:
        """ln(p / m) / 2 by p; the same for q."""
        return 0.5 * log_ratio(y if i == 0 else t, 0.5 * (y + t))


@typed_divergence
def js_divergence(
    p: Any, q: Any, *, reduction: str = "mean", sample_weight: Any = None
) -> Any:
    """Jensen-Shannon divergence, (KL(P, M) + KL(Q, M)) / 2 with M = (P + Q) / 2.

    d/dp = ln(p/m) / 2. Symmetric, and at most ln 2, also if entries are 0. Arguments as
    for `kl_divergence`.

    Source: Lin, Divergence Measures Based on the Shannon Entropy, 1991.

    >>> round(js_divergence([0.5, 0.5], [0.25, 0.75]), 6)
    0.033822
    """
    return JSDivergenceLoss(reduction=reduction)(p, q, sample_weight)


class BhattacharyyaLoss(_Divergence):
    """`bhattacharyya` with fixed options.

    >>> BhattacharyyaLoss()([0.5, 0.5], [0.5, 0.5])
    0.0
    """

    name = "bhattacharyya"
    slope_mixes = True

    def items(self, y: Any, t: Any) -> Payload:
        """-ln of the overlap of each row."""
        with np.errstate(divide="ignore"):
            return 0.0 - np.log(np.sum(np.sqrt(y * t), axis=-1))

    def slope(self, i: int, y: Any, t: Any) -> Operand:
        """-sqrt(q / p) / (2 overlap) by p; the same with p and q exchanged by q."""
        p, q = (y, t) if i == 0 else (t, y)
        overlap = sum_of(sqrt(p * q), axis=-1, keepdims=True)
        return -0.5 * sqrt(ratio(q, p, 1.0)) / overlap


@typed_divergence
def bhattacharyya(p: Any, q: Any, *, reduction: str = "mean") -> Any:
    """Bhattacharyya distance of two distributions, -ln sum sqrt(p q).

    d/dp = -sqrt(q/p) / (2 sum sqrt(p q)). Symmetric, 0 for equal distributions only,
    infinite if they have no outcome in common. One lecture gives the Kullback-Leibler
    divergence this name: they are two measures. Arguments as for `kl_divergence`.

    Source: Bhattacharyya, On a measure of divergence between two statistical
    populations, 1943.

    >>> p, uniform = [9 / 25, 12 / 25, 4 / 25], [1 / 3, 1 / 3, 1 / 3]
    >>> round(bhattacharyya(p, uniform), 7)
    0.0229102
    """
    return BhattacharyyaLoss(reduction=reduction)(p, q)


def log_ratio(p: Any, q: Any) -> Any:
    """ln(p / q), and 0 where both are 0; no quotient overflows."""
    empty = (p <= 0) & (q <= 0)
    return log(where(empty, 1.0, p)) - log(where(empty, 1.0, q)) + _edge(p, q, empty)


def ratio(p: Any, q: Any, at_zero: float = 0.0) -> Any:
    """p / q, and `at_zero` where both are 0."""
    empty = (p <= 0) & (q <= 0)
    quotient = where(empty, at_zero, p) / where(empty, 1.0, q)
    return quotient + _edge(p, q, empty)


def _edge(p: Any, q: Any, empty: Any) -> Any:
    """0, whose derivative where both are 0 is infinite, as that of ln p and 1 / q.

    The values there are conventions, so that a derivative of theirs would be a finite
    number that is wrong.
    """
    is_node = isinstance(p, Node) or isinstance(q, Node)
    if not is_node or not np.any(payload_of(empty)):
        return 0.0
    roots = sqrt(where(empty, p, 1.0)) - sqrt(where(empty, q, 1.0))
    return where(empty, roots, 0.0)

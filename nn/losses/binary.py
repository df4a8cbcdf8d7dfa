"""Losses of two classes: cross entropy for targets 0 and 1, hinges for -1 and +1."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core import (
    log,
    log1p,
    maximum,
    relu,
    sigmoid,
    softplus,
    square,
    stack_values,
    step,
)
from autograd_core.extend import Operand, Payload, short_repr
from nn.checks.numbers import Entries, numbers_of
from nn.losses.base import Loss, check_range, fixed, times
from nn.losses.signatures import typed_loss

LOWEST_LOG = -100.0
"""A probability of exactly 0 is taken for e^-100: a finite loss, as in PyTorch."""
LEAST_VARIANCE = 1e-12
"""The lower bound of p (1 - p) in the derivative, as in PyTorch."""


class _ProbabilityLoss(Loss):
    """A loss whose targets are probabilities."""

    def __init__(self, *, reduction: str = "mean") -> None:
        super().__init__(reduction)

    def prepared(self, y: Entries, t: Entries) -> tuple[Entries, float]:
        """Refuse targets outside [0, 1]."""
        check_range(
            t,
            0.0,
            1.0,
            f"{self.name}: targets must lie in [0, 1] (for -1 and +1 use hinge, or "
            "(t + 1) / 2)",
        )
        return super().prepared(y, t)


class BinaryCrossEntropyLoss(_ProbabilityLoss):
    """`binary_cross_entropy` with fixed options; PyTorch's `BCELoss`.

    >>> round(BinaryCrossEntropyLoss()([0.5], [1]), 6)
    0.693147
    """

    name = "binary_cross_entropy"

    def prepared(self, y: Entries, t: Entries) -> tuple[Entries, float]:
        """Refuse outputs outside [0, 1]: they must be logits."""
        check_range(
            y,
            0.0,
            1.0,
            f"{self.name}: outputs must be probabilities in [0, 1] (for logits use "
            "binary_cross_entropy_with_logits)",
        )
        return super().prepared(y, t)

    def items(self, y: Payload, t: Payload) -> Payload:
        """-(t ln y + (1 - t) ln(1 - y)), each logarithm at least -100."""
        with np.errstate(divide="ignore"):
            hit, miss = maximum(log(y), LOWEST_LOG), maximum(log1p(-y), LOWEST_LOG)
        return -(t * hit + (1.0 - t) * miss)

    def slope(self, i: int, y: Operand, t: Operand) -> Operand:
        """(y - t) / (y (1 - y)) by y, ln(1 - y) - ln y by t."""
        if i == 0:
            return (y - t) / maximum(y * (1.0 - y), LEAST_VARIANCE)
        with np.errstate(divide="ignore"):
            return maximum(log1p(-y), LOWEST_LOG) - maximum(log(y), LOWEST_LOG)


@typed_loss
def binary_cross_entropy(
    input: Any, target: Any, *, reduction: str = "mean", sample_weight: Any = None
) -> Any:
    """-(t ln p + (1 - t) ln(1 - p)) for probabilities p; d/dp = (p - t) / (p (1 - p)).

    A logarithm is at least -100 and p (1 - p) at least 1e-12, so the loss of a certain
    and wrong answer is 100, not infinity. If p comes from a sigmoid, use
    `binary_cross_entropy_with_logits`, which needs no such bounds.

    Args:
        input: probabilities p in [0, 1].
        target: 0 and 1, or probabilities, of the same shape.
        reduction: `"mean"`, `"batchmean"`, `"sum"` or `"none"`.
        sample_weight: a number >= 0 for each item, or each sample, that its loss is
            multiplied by; the mean divides by their sum.

    Returns:
        One node, or a number for plain numbers; with `"none"` one of each entry.

    Raises:
        TypeError: an argument holds anything but numbers and nodes.
        ValueError: the shapes differ, or a number lies outside [0, 1].

    One lecture omits the minus of the cross entropy, another the bracket around both
    terms: plainly slips. A log-likelihood, which is to be maximized, is minus this.

    >>> round(binary_cross_entropy([0.9, 0.2], [1, 0]), 6)
    0.164252
    """
    return fixed(BinaryCrossEntropyLoss, reduction=reduction).forward(
        input, target, sample_weight
    )


class BinaryCrossEntropyWithLogitsLoss(_ProbabilityLoss):
    """`binary_cross_entropy_with_logits`, fixed options; PyTorch's `BCEWithLogitsLoss`.

    >>> BinaryCrossEntropyWithLogitsLoss()([-1e4], [1])
    10000.0
    """

    name = "binary_cross_entropy_with_logits"
    activation = "sigmoid"
    pos_weight: Any = None

    def __init__(self, *, reduction: str = "mean", pos_weight: Any = None) -> None:
        super().__init__(reduction=reduction)
        if pos_weight is not None:
            self.pos_weight = _checked_pos_weight(pos_weight, self.name)

    def plain(self, input: Any, target: Any) -> Any:
        """The loss; of Values with a weight for each column, by way of a Tensor."""
        if np.ndim(self.pos_weight):
            y = Entries(input, f"{self.name}, outputs")
            if y.shape[-1:] != self.pos_weight.shape:
                raise ValueError(
                    f"{self.name}: pos_weight must be a number or one for each of the "
                    f"columns of {y.shape}, got shape {self.pos_weight.shape}"
                )
            if y.has_values:
                return super().plain(stack_values(input), target).values()
        return super().plain(input, target)

    def items(self, y: Payload, t: Payload) -> Payload:
        """t softplus(-z) + (1 - t) softplus(z): two terms >= 0, so no digits cancel."""
        return times(self._hits(t), softplus(-y)) + times(1.0 - t, softplus(y))

    def slope(self, i: int, y: Operand, t: Operand) -> Operand:
        """sigmoid(z) - t by z, without a difference of nearly equal numbers."""
        if i == 0:
            return (1.0 - t) * sigmoid(y) - self._hits(t) * sigmoid(-y)
        return -y if self.pos_weight is None else self._hits(softplus(-y)) - softplus(y)

    def _hits(self, t: Any) -> Any:
        """t times the weight of targets that are 1."""
        weight = self.pos_weight
        if weight is None:
            return t
        if isinstance(weight, np.ndarray):  # so that float32 stays
            weight = weight.astype(getattr(t, "dtype", weight.dtype))
        return t * weight


@typed_loss
def binary_cross_entropy_with_logits(
    input: Any,
    target: Any,
    *,
    pos_weight: Any = None,
    reduction: str = "mean",
    sample_weight: Any = None,
) -> Any:
    """Binary cross entropy of sigmoid(z), for any z: ln(1 + e^z) - t z.

    d/dz = sigmoid(z) - t.

    Args:
        input: logits z.
        target: 0 and 1, or probabilities, of the same shape.
        pos_weight: a factor of the term of targets that are 1, -t ln sigmoid(z): one
            number, or one for each column; above 1 where they are rare.
        reduction: `"mean"`, `"batchmean"`, `"sum"` or `"none"`.
        sample_weight: a number >= 0 for each item, or each sample, that its loss is
            multiplied by; the mean divides by their sum.

    Returns:
        One node, or a number for plain numbers; with `"none"` one of each entry.

    Raises:
        TypeError: an argument holds anything but numbers and nodes.
        ValueError: the shapes differ, or a target lies outside [0, 1].

    >>> binary_cross_entropy_with_logits([1e4, -1e4], [1, 1], reduction="none")
    array([    0., 10000.])
    """
    return fixed(
        BinaryCrossEntropyWithLogitsLoss, reduction=reduction, pos_weight=pos_weight
    ).forward(input, target, sample_weight)


def _checked_pos_weight(weight: Any, where: str) -> Any:
    array = np.asarray(
        numbers_of(weight, f"{where}: pos_weight", constant=True), np.float64
    )
    if array.ndim > 1 or not ((array >= 0.0) & np.isfinite(array)).all():
        raise ValueError(
            f"{where}: pos_weight must be a number >= 0 or a list of them, got "
            f"{short_repr(weight)}"
        )
    return array if array.ndim else float(array)


class HingeLoss(Loss):
    """`hinge` with fixed options.

    >>> HingeLoss()([0.5, -2.0], [1, -1])
    0.25
    """

    name = "hinge"

    def __init__(self, *, reduction: str = "mean") -> None:
        super().__init__(reduction)

    def prepared(self, y: Entries, t: Entries) -> tuple[Entries, float]:
        """Refuse targets other than -1 and +1."""
        numbers = np.asarray(t.numbers)
        wrong = np.abs(numbers) != 1.0
        if wrong.any():
            raise ValueError(
                f"{self.name}: targets must be -1 and +1 (of 0 and 1 make 2 * t - 1), "
                f"got {numbers[wrong].flat[0].item()}"
            )
        return super().prepared(y, t)

    def items(self, y: Payload, t: Payload) -> Payload:
        """max(0, 1 - t y)."""
        return relu(1.0 - t * y)

    def slope(self, i: int, y: Operand, t: Operand) -> Operand:
        """-t by y where t y < 1, else 0."""
        return -(t if i == 0 else y) * step(1.0 - t * y)


@typed_loss
def hinge(
    input: Any, target: Any, *, reduction: str = "mean", sample_weight: Any = None
) -> Any:
    """max(0, 1 - t y) for t = -1 or +1; d/dy = -t where t y < 1, else 0.

    At the kink t y = 1 the slope is 0.

    Args:
        input: scores y.
        target: -1 and +1, of the same shape.
        reduction: `"mean"`, `"batchmean"`, `"sum"` or `"none"`.
        sample_weight: a number >= 0 for each item, or each sample, that its loss is
            multiplied by; the mean divides by their sum.

    Returns:
        One node, or a number for plain numbers; with `"none"` one of each entry.

    Raises:
        TypeError: an argument holds anything but numbers and nodes.
        ValueError: the shapes differ, or a target is another number.

    Source: Cortes and Vapnik, Support-Vector Networks, 1995.

    >>> hinge([0.5, -2.0, -0.5], [1, -1, 1], reduction="none")
    array([0.5, 0. , 1.5])
    """
    return fixed(HingeLoss, reduction=reduction).forward(input, target, sample_weight)


class SquaredHingeLoss(HingeLoss):
    """`squared_hinge` with fixed options.

    >>> SquaredHingeLoss()([0.5, -2.0], [1, -1])
    0.125
    """

    name = "squared_hinge"

    def items(self, y: Payload, t: Payload) -> Payload:
        """max(0, 1 - t y)^2."""
        return square(super().items(y, t))

    def slope(self, i: int, y: Operand, t: Operand) -> Operand:
        """-2 t max(0, 1 - t y) by y."""
        return -2.0 * (t if i == 0 else y) * relu(1.0 - t * y)


@typed_loss
def squared_hinge(
    input: Any, target: Any, *, reduction: str = "mean", sample_weight: Any = None
) -> Any:
    """max(0, 1 - t y)^2 for t = -1 or +1; d/dy = -2 t max(0, 1 - t y), no kink.

    Arguments, result and errors as for `hinge`.

    >>> squared_hinge([0.5, -2.0, -0.5], [1, -1, 1], reduction="none")
    array([0.25, 0.  , 2.25])
    """
    return fixed(SquaredHingeLoss, reduction=reduction).forward(
        input, target, sample_weight
    )

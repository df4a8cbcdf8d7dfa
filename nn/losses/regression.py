"""Losses of numbers against numbers; each is a mean over all of them by default."""

from __future__ import annotations

from typing import Any

from autograd_core import absolute, clip, log1p, sign, square
from autograd_core.extend import Operand, Payload, as_float
from nn.losses.base import Loss, fixed
from nn.losses.signatures import typed_loss


class SquaredErrorLoss(Loss):
    """`squared_error` with fixed options; PyTorch's `MSELoss`.

    >>> SquaredErrorLoss(half=True, reduction="sum")([1.0, 4.0], [1.0, 2.0])
    2.0
    """

    name = "squared_error"

    def __init__(self, *, half: bool = False, reduction: str = "mean") -> None:
        super().__init__(reduction)
        self.half = bool(half)

    def items(self, y: Payload, t: Payload) -> Payload:
        """(y - t)^2, or half of it."""
        error = y - t
        square = error * error
        return square * 0.5 if self.half else square

    def slope(self, i: int, y: Operand, t: Operand) -> Operand:
        """2 (y - t) by y, or half of it."""
        factor = 1.0 if self.half else 2.0
        return (y - t) * (factor if i == 0 else -factor)


@typed_loss
def squared_error(
    input: Any,
    target: Any,
    *,
    half: bool = False,
    reduction: str = "mean",
    sample_weight: Any = None,
) -> Any:
    """Squared error, (y - t)^2; d/dy = 2 (y - t).

    The scalings of the lectures, for N samples of M outputs:

    | sum (y - t)^2 | `reduction="sum"` |
    | 1/2 sum (y - t)^2 | `half=True, reduction="sum"`; its slope is y - t |
    | 1/N sum (y - t)^2 | `reduction="batchmean"`: per sample the sum over its outputs |
    | J = 1/N sum 1/2 (y - t)^2 | `half=True, reduction="batchmean"` |
    | 1/(N M) sum (y - t)^2 | `reduction="mean"`, the default; for M = 1 the third |

    Args:
        input: outputs y: a Tensor, an array, a Value, or nested lists of Values.
        target: targets t, of the same shape.
        half: halve it.
        reduction: `"mean"`, `"batchmean"` (the sum divided by the length of the first
            axis), `"sum"` or `"none"`.
        sample_weight: a number >= 0 for each item, or each sample, that its loss is
            multiplied by; the mean divides by their sum.

    Returns:
        One node, or a number for plain numbers; with `"none"` one of each entry.

    Raises:
        TypeError: an argument holds anything but numbers and nodes.
        ValueError: the shapes differ, or the reduction is not one of the four.

    >>> from autograd_core import Value
    >>> y = [Value(1.0), Value(4.0)]
    >>> loss = squared_error(y, [1.0, 2.0])
    >>> loss.backward()
    >>> loss.data, y[1].grad
    (2.0, 2.0)
    """
    return fixed(SquaredErrorLoss, half=half, reduction=reduction).forward(
        input, target, sample_weight
    )


class MeanAbsoluteErrorLoss(Loss):
    """`mean_absolute_error` with fixed options; PyTorch's `L1Loss`.

    >>> MeanAbsoluteErrorLoss()([1.0, 4.0], [1.0, 2.0])
    1.0
    """

    name = "mean_absolute_error"

    def __init__(self, *, reduction: str = "mean") -> None:
        super().__init__(reduction)

    def items(self, y: Payload, t: Payload) -> Payload:
        """|y - t|."""
        return absolute(y - t)

    def slope(self, i: int, y: Operand, t: Operand) -> Operand:
        """sign(y - t) by y."""
        return sign(y - t) if i == 0 else sign(t - y)


@typed_loss
def mean_absolute_error(
    input: Any, target: Any, *, reduction: str = "mean", sample_weight: Any = None
) -> Any:
    """Absolute error, |y - t|; d/dy = sign(y - t), 0 where y = t.

    Its optimum is the median, where that of the squared error is the mean, so outliers
    influence it less. Arguments, result and errors as for `squared_error`.

    >>> mean_absolute_error([1.0, 4.0], [1.0, 2.0], reduction="sum")
    2.0
    """
    return fixed(MeanAbsoluteErrorLoss, reduction=reduction).forward(
        input, target, sample_weight
    )


class MeanSquaredLogErrorLoss(Loss):
    """`mean_squared_log_error` with fixed options.

    >>> MeanSquaredLogErrorLoss()([0.0], [0.0])
    0.0
    """

    name = "mean_squared_log_error"

    def __init__(self, *, reduction: str = "mean") -> None:
        super().__init__(reduction)

    def items(self, y: Payload, t: Payload) -> Payload:
        """(ln(1 + y) - ln(1 + t))^2."""
        return square(log1p(y) - log1p(t))

    def slope(self, i: int, y: Operand, t: Operand) -> Operand:
        """2 (ln(1 + y) - ln(1 + t)) / (1 + y) by y."""
        difference = (log1p(y) - log1p(t)) * 2.0
        return difference / (1.0 + y) if i == 0 else -difference / (1.0 + t)


@typed_loss
def mean_squared_log_error(
    input: Any, target: Any, *, reduction: str = "mean", sample_weight: Any = None
) -> Any:
    """Squared logarithmic error, (ln(1 + y) - ln(1 + t))^2.

    d/dy = 2 (ln(1 + y) - ln(1 + t)) / (1 + y). For quantities above -1 that span
    orders of magnitude: it measures ratios. Arguments and result as for
    `squared_error`; at y < -1 it is nan, with a warning.

    >>> round(mean_squared_log_error([9.0], [99.0]), 6)
    5.301898
    """
    return fixed(MeanSquaredLogErrorLoss, reduction=reduction).forward(
        input, target, sample_weight
    )


class HuberLoss(Loss):
    """`huber` with fixed options.

    >>> HuberLoss(delta=2.0)([3.0], [0.0])
    4.0
    """

    name = "huber"

    def __init__(self, delta: float = 1.0, *, reduction: str = "mean") -> None:
        super().__init__(reduction)
        self.delta = as_float(delta, "huber: delta")
        if not self.delta > 0.0:
            raise ValueError(f"huber: delta must be > 0, got {delta!r}")

    def items(self, y: Payload, t: Payload) -> Payload:
        """The parabola and the line in one, d clip(d) - clip(d)^2 / 2, d = y - t."""
        difference = y - t
        clipped = clip(difference, -self.delta, self.delta)
        return clipped * (difference - 0.5 * clipped)

    def slope(self, i: int, y: Operand, t: Operand) -> Operand:
        """y - t clipped to +-delta, by y."""
        return clip(y - t if i == 0 else t - y, -self.delta, self.delta)


@typed_loss
def huber(
    input: Any,
    target: Any,
    *,
    delta: float = 1.0,
    reduction: str = "mean",
    sample_weight: Any = None,
) -> Any:
    """(y - t)^2 / 2 where |y - t| <= delta, else delta (|y - t| - delta / 2).

    d/dy = y - t clipped to +-delta: it bounds the influence of an outlier.
    Arguments, result and errors as for `squared_error`.

    Args:
        input: outputs y.
        target: targets t, of the same shape.
        delta: the distance at which the parabola becomes a line, > 0.
        reduction: `"mean"`, `"batchmean"`, `"sum"` or `"none"`.
        sample_weight: a number >= 0 for each item, or each sample, that its loss is
            multiplied by; the mean divides by their sum.

    Raises:
        ValueError: delta is not positive.

    Source: Huber, Robust Estimation of a Location Parameter, 1964.

    >>> huber([0.5, 3.0], [0.0, 0.0], reduction="none")
    array([0.125, 2.5  ])
    """
    return fixed(HuberLoss, delta, reduction=reduction).forward(
        input, target, sample_weight
    )

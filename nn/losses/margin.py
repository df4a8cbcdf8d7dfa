"""The hinge of several classes."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd_core as ac
from autograd_core.extend import Operand, Payload, as_float, note_obstacle
from nn.checks.numbers import Entries
from nn.losses.base import fixed
from nn.losses.classification import ClassLoss
from nn.losses.signatures import typed_loss


class MulticlassHingeLoss(ClassLoss):
    """`multiclass_hinge` with fixed options; PyTorch's `MultiMarginLoss`.

    >>> MulticlassHingeLoss(margin=2.0)([[1.0, 0.0]], [0])
    0.5
    """

    name = "multiclass_hinge"
    slope_mixes = True

    def __init__(self, margin: float = 1.0, *, reduction: str = "mean") -> None:
        super().__init__(reduction)
        self.margin = as_float(margin, "multiclass_hinge: margin")

    def prepared(self, y: Entries, t: Entries) -> tuple[Entries, float]:
        """Refuse targets that do not name one class of each row."""
        # One-hot rows are whole numbers, so like class ids they get no gradient.
        if t.has_values:
            note_obstacle(f"{self.name} reads its targets as numbers")
        t, count = super().prepared(y, Entries(t.numbers, self.name))
        if not np.isin(t.numbers, (0.0, 1.0)).all():
            raise ValueError(
                f"{self.name}: targets must be class ids or one-hot rows, not shares"
            )
        return t, count

    def items(self, y: Any, t: Any) -> Payload:
        """sum over the wrong classes of max(0, margin - y_t + y_c), over n classes."""
        return np.sum(ac.relu(self._gaps(y, t)), axis=-1) / y.shape[-1]

    def slope(self, i: int, y: Any, t: Any) -> Operand:
        """1/n by a wrong class within the margin; minus their sum by the right one."""
        if i == 1:
            return np.zeros(t.shape)
        active = ac.step(self._gaps(y, t))
        count = ac.sum(active, axis=-1, keepdims=True)
        return (active - t * count) / float(y.shape[-1])

    def _gaps(self, y: Any, t: Any) -> Any:
        """margin - y_t + y_c of the wrong classes, 0 for the right one.

        Scores are selected, not multiplied by 0 and 1: one may be infinite.
        """
        right = t > 0.5
        best = ac.sum(ac.where(right, y, 0.0), axis=-1, keepdims=True)
        gaps = self.margin - best + ac.where(right, 0.0, y)
        return ac.where(right, 0.0, gaps)


@typed_loss
def multiclass_hinge(
    input: Any,
    target: Any,
    *,
    margin: float = 1.0,
    reduction: str = "mean",
    sample_weight: Any = None,
) -> Any:
    """1/n sum over the classes c other than t of max(0, margin - y_t + y_c).

    At a kink the slope is 0.

    Args:
        input: scores y of shape (classes,) or (batch, classes).
        target: class ids of shape () or (batch,), or one-hot rows.
        margin: the distance by which the right class should lead.
        reduction: `"mean"` over the rows, `"batchmean"`, `"sum"` or `"none"`.
        sample_weight: a number >= 0 for each item, or each sample, that its loss is
            multiplied by; the mean divides by their sum.

    Returns:
        One node, or a number for plain numbers; with `"none"` one of each row.

    Raises:
        TypeError: an argument holds anything but numbers and nodes.
        ValueError: the shapes do not fit, or an id is not a class.

    Source: Weston and Watkins, Support vector machines for multi-class pattern
    recognition, 1999; the division by the number of classes n is PyTorch's.

    >>> multiclass_hinge([[1.0, 0.5, -2.0]], [0], reduction="sum")
    0.16666666666666666
    """
    return fixed(MulticlassHingeLoss, margin, reduction=reduction).forward(
        input, target, sample_weight
    )

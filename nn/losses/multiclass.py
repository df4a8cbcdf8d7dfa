"""Losses of several classes: rows of scores, with the classes on the last axis.

Targets are class ids, one for each row, or rows of their own: one-hot, or for the
entropies any probabilities.
"""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd_core as ac
from autograd_core.operands import as_float
from nn.checks import checked_share
from nn.entries import Entries
from nn.losses.base import Loss, check_range, refuse_nodes
from nn.targets import class_ids


class _ByClass(Loss):
    """Turns class ids into rows, and knows what a weighted mean divides by."""

    item_axes = 1
    class_weights: Any = None

    def prepared(self, y: Entries, t: Entries) -> tuple[Entries, float]:
        """Targets as rows of probabilities."""
        if not y.shape or not y.size:
            raise ValueError(
                f"{self.name}: outputs must have shape (classes,) or (batch, classes), "
                f"got {y.shape}"
            )
        classes = y.shape[-1]
        weights = self._weights(classes)
        rows = y.size / classes
        if t.shape == y.shape[:-1]:
            refuse_nodes(t, f"{self.name} of class ids")
            ids = class_ids(t.numbers, classes, self.name)
            if weights is not None:
                rows = float(weights[ids].sum())
                if rows == 0.0 and self.reduction == "mean":
                    raise ValueError(
                        f"{self.name}: the class weights of all targets are 0, so "
                        "there is no mean"
                    )
            return Entries(np.eye(classes)[ids], self.name), rows
        if t.shape != y.shape:
            swapped = y.tensor is None and t.tensor is not None
            raise ValueError(
                f"{self.name}: for outputs of shape {y.shape} targets must be class "
                f"ids of shape {y.shape[:-1]} or probabilities of shape {y.shape}, got "
                f"{t.shape}{'; outputs come first, then targets' if swapped else ''}"
            )
        if t.tensor is None and not t.has_values:
            self._check_rows(t)
        return t, rows

    def _check_rows(self, t: Entries) -> None:
        check_range(t, 0.0, 1.0, f"{self.name}: targets must be probabilities")
        sums = np.sum(t.numbers, axis=-1)
        wrong = np.abs(sums - 1.0) > 1e-3
        if wrong.any():
            raise ValueError(
                f"{self.name}: each row of targets must sum to 1, got "
                f"{np.atleast_1d(sums)[np.atleast_1d(wrong)][0].item():.6g}"
            )

    def _weights(self, classes: int) -> Any:
        weights = self.class_weights
        if weights is not None and len(weights) != classes:
            raise ValueError(
                f"{self.name}: class_weights has {len(weights)} entries for {classes} "
                "classes"
            )
        return weights

    def _weighted(self, t: Any) -> Any:
        return t if self.class_weights is None else t * _like(self.class_weights, t)


class CrossEntropyLoss(_ByClass):
    """`cross_entropy` with its options kept.

    >>> CrossEntropyLoss(label_smoothing=0.1)
    CrossEntropyLoss(class_weights=None, label_smoothing=0.1, reduction='mean')
    """

    name = "cross_entropy"
    slope_mixes = True

    def __init__(
        self,
        class_weights: Any = None,
        *,
        label_smoothing: float = 0.0,
        reduction: str = "mean",
    ) -> None:
        super().__init__(reduction)
        self.class_weights = _checked_weights(class_weights, self.name)
        self.label_smoothing = checked_share(
            label_smoothing, self.name, "label_smoothing"
        )

    def items(self, y: Any, t: Any) -> Any:
        """sum q_c (logsumexp(z) - z_c), q the weighted and smoothed targets."""
        return np.sum(times(self._aims(t), _surprise(y)), axis=-1)

    def slope(self, i: int, y: Any, t: Any) -> Any:
        """softmax(z) sum(q) - q by z; by t the surprise of each class, weighted."""
        if i == 0:
            aims = self._aims(t)
            total = ac.sum(aims, axis=-1, keepdims=True)
            return ac.softmax(y, axis=-1) * total - aims
        surprise = -ac.log_softmax(y, axis=-1)
        return self._weighted(surprise) * (1.0 - self.label_smoothing)

    def _aims(self, t: Any) -> Any:
        if self.label_smoothing:
            share = self.label_smoothing / t.shape[-1]
            t = t * (1.0 - self.label_smoothing) + share
        return self._weighted(t)


def cross_entropy(
    input: Any,
    target: Any,
    *,
    class_weights: Any = None,
    label_smoothing: float = 0.0,
    reduction: str = "mean",
) -> Any:
    """Cross entropy of softmax(z): sum over classes of -t_c ln softmax(z)_c.

    d/dz = softmax(z) - t: no exponential overflows and no logarithm sees a 0,
    whatever the logits.

    Args:
        input: logits z of shape (classes,) or (batch, classes).
        target: class ids of shape () or (batch,); or one-hot or other probabilities, of
            the shape of the logits.
        class_weights: a factor for each class. With class ids the mean divides by the
            sum of the weights of the targets, else by the number of rows, as in
            PyTorch.
        label_smoothing: the share of each target that is spread over all classes.
        reduction: `"mean"` over the rows, `"sum"` or `"none"`.

    Returns:
        One node, or a number for plain numbers; with `"none"` one of each row.

    Raises:
        TypeError: an argument holds anything but numbers and nodes.
        ValueError: the shapes do not fit, an id is no class, a row of targets is no
            distribution, or an option is out of range.

    Source: Szegedy et al., Rethinking the Inception Architecture, 2016, for the
    smoothing. Two lectures drop the leading minus, plainly a slip.

    >>> from autograd_core import Value
    >>> logits = [Value(2.0), Value(0.0), Value(0.0)]
    >>> loss = cross_entropy(logits, 0)
    >>> loss.backward()
    >>> round(loss.data, 6), round(logits[0].grad, 6)
    (0.239545, -0.213014)
    """
    return CrossEntropyLoss(
        class_weights, label_smoothing=label_smoothing, reduction=reduction
    )(input, target)


class NLLLoss(_ByClass):
    """`nll_loss` with its options kept.

    >>> NLLLoss()([[-0.5, -1.0]], [1])
    1.0
    """

    name = "nll_loss"

    def __init__(self, class_weights: Any = None, *, reduction: str = "mean") -> None:
        super().__init__(reduction)
        self.class_weights = _checked_weights(class_weights, self.name)

    def items(self, y: Any, t: Any) -> Any:
        """-sum t_c l_c."""
        return -np.sum(times(self._weighted(t), y), axis=-1)

    def slope(self, i: int, y: Any, t: Any) -> Any:
        """-t by l."""
        return -self._weighted(t if i == 0 else y)


def nll_loss(
    input: Any, target: Any, *, class_weights: Any = None, reduction: str = "mean"
) -> Any:
    """Negative log likelihood, -l_t for rows l of log probabilities; d/dl_t = -1.

    After `log_softmax` it is `cross_entropy`, in two steps instead of one. Arguments,
    result and errors as there.

    >>> nll_loss([[-0.5, -1.0], [-0.25, -2.0]], [1, 0], reduction="none")
    array([1.  , 0.25])
    """
    return NLLLoss(class_weights, reduction=reduction)(input, target)


class MulticlassHingeLoss(_ByClass):
    """`multiclass_hinge` with its options kept; PyTorch's `MultiMarginLoss`.

    >>> MulticlassHingeLoss(margin=2.0)([[1.0, 0.0]], [0])
    0.5
    """

    name = "multiclass_hinge"
    slope_mixes = True

    def __init__(self, margin: float = 1.0, *, reduction: str = "mean") -> None:
        super().__init__(reduction)
        self.margin = as_float(margin, "multiclass_hinge: margin")

    def prepared(self, y: Entries, t: Entries) -> tuple[Entries, float]:
        """Targets must name one class of each row."""
        refuse_nodes(t, self.name)
        t, count = super().prepared(y, t)
        if not np.isin(t.numbers, (0.0, 1.0)).all():
            raise ValueError(
                f"{self.name}: targets must be class ids or one-hot rows, not shares"
            )
        return t, count

    def items(self, y: Any, t: Any) -> Any:
        """sum over the wrong classes of max(0, margin - y_t + y_c), over n classes."""
        return np.sum(ac.relu(self._gaps(y, t)) * (1.0 - t), axis=-1) / y.shape[-1]

    def slope(self, i: int, y: Any, t: Any) -> Any:
        """1/n for each wrong class within the margin; their sum off the right one."""
        if i == 1:
            return np.zeros(t.shape)
        active = ac.step(self._gaps(y, t)) * (1.0 - t)
        count = ac.sum(active, axis=-1, keepdims=True)
        return (active - t * count) / float(y.shape[-1])

    def _gaps(self, y: Any, t: Any) -> Any:
        return self.margin - ac.sum(y * t, axis=-1, keepdims=True) + y


def multiclass_hinge(
    input: Any, target: Any, *, margin: float = 1.0, reduction: str = "mean"
) -> Any:
    """1/n sum over the classes c other than t of max(0, margin - y_t + y_c).

    At a kink the slope is 0.

    Args:
        input: scores y of shape (classes,) or (batch, classes).
        target: class ids of shape () or (batch,), or one-hot rows.
        margin: by how much the right class should lead.
        reduction: `"mean"` over the rows, `"sum"` or `"none"`.

    Returns:
        One node, or a number for plain numbers; with `"none"` one of each row.

    Raises:
        TypeError: an argument holds anything but numbers and nodes, or targets nodes.
        ValueError: the shapes do not fit, or an id is no class.

    Source: Weston and Watkins, Support vector machines for multi-class pattern
    recognition, 1999; the division by the number of classes n is PyTorch's.

    >>> multiclass_hinge([[1.0, 0.5, -2.0]], [0], reduction="sum")
    0.16666666666666666
    """
    return MulticlassHingeLoss(margin, reduction=reduction)(input, target)


def times(weights: Any, x: Any) -> Any:
    """weights * x, and 0 where the weight is 0 though x is infinite."""
    return np.where(weights == 0.0, 0.0, x) * weights


def _surprise(z: Any) -> Any:
    """-log_softmax(z), with all digits also where it is nearly 0."""
    rows = z.reshape(-1, z.shape[-1])
    every, top = np.arange(len(rows)), rows.argmax(axis=-1)
    shifted = rows - rows[every, top][:, None]
    others = np.exp(shifted)
    others[every, top] = 0.0
    surprise = np.log1p(others.sum(axis=-1, keepdims=True)) - shifted
    return surprise.reshape(z.shape)


def _checked_weights(weights: Any, name: str) -> Any:
    if weights is None:
        return None
    array = np.asarray(weights)
    if array.ndim != 1 or array.dtype.kind not in "fiub":
        raise TypeError(
            f"{name}: class_weights must be a list with one number per class, got "
            f"{weights!r}"
        )
    if not (array >= 0).all():
        raise ValueError(f"{name}: class_weights must be >= 0, got {array.tolist()}")
    return array.astype(np.float64)


def _like(weights: Any, t: Any) -> Any:
    """The weights in the dtype of `t`, so that float32 stays."""
    return weights.astype(getattr(t, "dtype", weights.dtype))

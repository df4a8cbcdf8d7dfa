"""Cross entropies of several classes, from logits and from log probabilities."""

from __future__ import annotations

import functools
import operator
from typing import Any

import numpy as np

import autograd_core as ac
from autograd_core import Tensor
from autograd_core.extend import Operand, Payload
from nn.checks.arguments import checked_share
from nn.checks.numbers import Entries
from nn.losses.base import fixed, times
from nn.losses.classification import ClassLoss, checked_weights
from nn.losses.of_class_ids import CrossEntropyOfIds
from nn.losses.signatures import typed_loss


class CrossEntropyLoss(ClassLoss):
    """`cross_entropy` with fixed options.

    >>> CrossEntropyLoss(label_smoothing=0.1)
    CrossEntropyLoss(class_weights=None, label_smoothing=0.1, reduction='mean')
    """

    name = "cross_entropy"
    activation = "softmax"
    ignore_index: int | None = -100
    slope_mixes = True

    def __init__(
        self,
        class_weights: Any = None,
        *,
        label_smoothing: float = 0.0,
        reduction: str = "mean",
        ignore_index: int = -100,
        class_axis: int = -1,
    ) -> None:
        super().__init__(reduction)
        self.class_weights = checked_weights(class_weights, self.name)
        self.label_smoothing = checked_share(
            label_smoothing, self.name, "label_smoothing"
        )
        self._set_rows(ignore_index, class_axis)

    def plain(self, input: Any, target: Any) -> Any:
        """The loss; a Tensor of logits and class ids make a node that keeps softmax."""
        if isinstance(input, Tensor):
            shape, ids = input.shape, target
            # Integers need no other form; what else it is, `Entries` says.
            if type(target) is not np.ndarray or target.dtype != np.intp:
                ids = Entries(target, f"{self.name}, targets").numbers
            if shape and np.shape(ids) == shape[:-1]:
                self.check_scores(shape)
                ids, count = self.checked_ids(ids, shape)
                scale = self.scale(count, shape)
                rule = CrossEntropyOfIds(self, scale, ids, shape[-1])
                return input._apply(rule, (input,))
        return super().plain(input, target)

    def items(self, y: Any, t: Any) -> Payload:
        """sum q_c (logsumexp(z) - z_c), q the weighted and smoothed targets."""
        return np.sum(times(self._smoothed(t), _negative_log_softmax(y)), axis=-1)

    def slope(self, i: int, y: Any, t: Any) -> Operand:
        """softmax(z) sum(q) - q by z; by t -ln softmax(z), weighted."""
        if i == 0:
            q = self._smoothed(t)
            return ac.softmax(y, axis=-1) * ac.sum(q, axis=-1, keepdims=True) - q
        weighted = self._weighted(-ac.log_softmax(y, axis=-1))
        return weighted * (1.0 - self.label_smoothing)

    def row_expressions(self, y: list[Any], t: list[Any]) -> Any:
        """The formulas of `items` and `slope` for one row of symbols."""
        n, share = len(t), 1.0 - self.label_smoothing
        weights = [1.0] * n if self.class_weights is None else self.class_weights
        smooth = self.label_smoothing / n
        q = [(x * share + smooth) * float(w) for x, w in zip(t, weights, strict=True)]
        top = functools.reduce(ac.maximum, y)
        shifted = [z - top for z in y]
        powers = [ac.exp(z) for z in shifted]
        first, others = 1.0, 0.0
        for z, power in zip(y, powers, strict=True):
            # Of the largest the first is left out of the logarithm.
            others = others + ac.where(first * (z >= top), 0.0, power)
            first = first * (z < top)
        losses = [ac.log1p(others) - z for z in shifted]
        item = _sum([times(a, b) for a, b in zip(q, losses, strict=True)])
        total, normalizer = _sum(q), _sum(powers)
        by_y = [
            power / normalizer * total - x for power, x in zip(powers, q, strict=True)
        ]
        by_t = [x * (float(w) * share) for x, w in zip(losses, weights, strict=True)]
        return item, by_y, by_t

    def _smoothed(self, t: Any) -> Any:
        """The targets, smoothed and weighted."""
        if self.label_smoothing:
            share = self.label_smoothing / t.shape[-1]
            t = t * (1.0 - self.label_smoothing) + share
        return self._weighted(t)


@typed_loss
def cross_entropy(
    input: Any,
    target: Any,
    *,
    class_weights: Any = None,
    label_smoothing: float = 0.0,
    reduction: str = "mean",
    ignore_index: int = -100,
    class_axis: int = -1,
    sample_weight: Any = None,
) -> Any:
    """Cross entropy of softmax(z): sum over classes of -t_c ln softmax(z)_c.

    d/dz = softmax(z) - t: no exponential overflows and no logarithm is of 0,
    whatever the logits.

    Args:
        input: logits z of shape (classes,), (batch, classes) or (..., classes): the
            classes are on the last axis, however many there are, unless `class_axis`
            says another one.
        target: class ids of shape (), (batch,) or (...,), whole numbers in a list, an
            array or a Tensor; or one-hot or other probabilities, of the shape of the
            logits.
        class_weights: a factor for each class. With class ids the mean divides by the
            sum of the weights of the targets, else by the number of rows, as in
            PyTorch.
        label_smoothing: the share of each target that is distributed over all classes.
        reduction: `"mean"` over the rows, `"sum"`, `"batchmean"` (the sum divided by
            the length of the first axis, whatever the weights) or `"none"`.
        ignore_index: a class id that stands for no target, such as that of padding: its
            rows do not count, neither in the loss nor in the divisor of the mean.
        class_axis: the axis of the classes; 1 for logits as PyTorch has them.
        sample_weight: a number >= 0 for each item, or each sample, that its loss is
            multiplied by; the mean divides by their sum.

    Returns:
        One node, or a number for plain numbers; with `"none"` one of each row.

    Raises:
        TypeError: an argument holds anything but numbers and nodes.
        ValueError: the shapes do not fit, an id is not a class, a row of targets is not
            a distribution, or an option is out of range.

    Known deviation from torch.nn.functional.cross_entropy, which has the classes on
    axis 1: write class_axis=1.

    Source: Szegedy et al., Rethinking the Inception Architecture, 2016, for the
    smoothing. One lecture omits the leading minus, plainly a slip.

    >>> from autograd_core import Value
    >>> logits = [Value(2.0), Value(0.0), Value(0.0)]
    >>> loss = cross_entropy(logits, 0)
    >>> loss.backward()
    >>> round(loss.data, 6), round(logits[0].grad, 6)
    (0.239545, -0.213014)
    """
    return fixed(
        CrossEntropyLoss,
        class_weights,
        label_smoothing=label_smoothing,
        reduction=reduction,
        ignore_index=ignore_index,
        class_axis=class_axis,
    ).forward(input, target, sample_weight)


class NLLLoss(ClassLoss):
    """`nll_loss` with fixed options.

    >>> NLLLoss()([[-0.5, -1.0]], [1])
    1.0
    """

    name = "nll_loss"
    compares_classes = False
    ignore_index: int | None = -100

    def __init__(
        self,
        class_weights: Any = None,
        *,
        reduction: str = "mean",
        ignore_index: int = -100,
        class_axis: int = -1,
    ) -> None:
        super().__init__(reduction)
        self.class_weights = checked_weights(class_weights, self.name)
        self._set_rows(ignore_index, class_axis)

    def items(self, y: Any, t: Any) -> Payload:
        """-sum t_c l_c."""
        return -np.sum(times(self._weighted(t), y), axis=-1)

    def slope(self, i: int, y: Any, t: Any) -> Operand:
        """-t by l."""
        return -self._weighted(t if i == 0 else y)


@typed_loss
def nll_loss(
    input: Any,
    target: Any,
    *,
    class_weights: Any = None,
    reduction: str = "mean",
    ignore_index: int = -100,
    class_axis: int = -1,
    sample_weight: Any = None,
) -> Any:
    """Negative log likelihood, -l_t for rows l of log probabilities; d/dl_t = -1.

    After `log_softmax` it is `cross_entropy`, in two steps instead of one. Arguments,
    result and errors as there.

    >>> nll_loss([[-0.5, -1.0], [-0.25, -2.0]], [1, 0], reduction="none")
    array([1.  , 0.25])
    """
    return fixed(
        NLLLoss,
        class_weights,
        reduction=reduction,
        ignore_index=ignore_index,
        class_axis=class_axis,
    ).forward(input, target, sample_weight)


def _sum(terms: list[Any]) -> Any:
    return functools.reduce(operator.add, terms)


def _negative_log_softmax(z: Any) -> Any:
    """-ln softmax(z), without cancellation where it is nearly 0."""
    rows = z.reshape(-1, z.shape[-1])
    # ln(sum e^z) - z = log1p(sum over the classes below the largest) - (z - largest):
    # log1p has all digits if the largest score dominates, which log(1 + ...) has not.
    largest = (np.arange(len(rows)), rows.argmax(axis=-1))
    shifted = rows - rows[largest][:, None]
    others = np.exp(shifted)
    others[largest] = 0.0
    losses = np.log1p(others.sum(axis=-1, keepdims=True)) - shifted
    return losses.reshape(z.shape)

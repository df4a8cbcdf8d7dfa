"""`ClassLoss`, the base class of losses of several classes, on the last axis.

Targets are class ids, one for each row of scores, or rows themselves: one-hot, or for
the entropies any probabilities.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

import numpy as np

import autograd_core as ac
from autograd_core import Tensor, take
from autograd_core.extend import (
    Array,
    ColumnMismatch,
    compiling,
    is_number,
    note_obstacle,
)
from nn.checks.numbers import Entries, numbers_of
from nn.checks.targets import class_ids
from nn.losses.base import Loss, check_range
from nn.losses.node import nested
from nn.losses.weighted import checked_sample_weights, weighted_loss


class IgnoredTargets(Exception):
    """Among the targets is `ignore_index`, so not all rows count.

    >>> issubclass(IgnoredTargets, ValueError)
    False
    """


class ClassLoss(Loss):
    """A loss of rows of scores; class ids become one-hot rows.

    Class ids may be nodes, such as the entries of a Tensor of labels: whole numbers
    have no derivative, so no gradient goes to them.
    """

    item_axes = 1
    compares_classes = True
    class_weights: Array | None = None
    # Options that are stored only where they differ, so that the repr stays short.
    ignore_index: int | None = None
    class_axis: int = -1

    def of_one_batch(self, input: Any, target: Any, sample_weight: Any) -> Any:
        """The loss; targets that are `ignore_index` have none."""
        if self.class_axis != -1:
            input, target = self._with_classes_last(input, target)
        try:
            if sample_weight is not None:
                return weighted_loss(self, input, target, sample_weight)
            return self.plain(input, target)
        except IgnoredTargets:
            return self._without_ignored(input, target, sample_weight)

    def of_many(self) -> Loss:
        """The loss of each item; a class axis from the front moves on by one."""
        single: Any = super().of_many()
        if self.class_axis >= 0:
            single.class_axis = self.class_axis + 1
        return single

    def _set_rows(self, ignore_index: Any, class_axis: Any) -> None:
        """Store what tells which targets count, and where the classes are."""
        for name, value in (("ignore_index", ignore_index), ("class_axis", class_axis)):
            if not isinstance(value, (int, np.integer)) or isinstance(value, bool):
                raise TypeError(
                    f"{self.name}: {name} must be an integer, got {value!r}"
                )
            if value != getattr(type(self), name):
                setattr(self, name, int(value))

    def _with_classes_last(self, input: Any, target: Any) -> tuple[Any, Any]:
        """Scores, and shares of the classes if the targets are such, rearranged."""
        parts = [Entries(part, self.name) for part in (input, target)]
        ndim = len(parts[0].shape)
        if not -ndim <= self.class_axis < ndim:
            raise ValueError(
                f"{self.name}: outputs of shape {parts[0].shape} have no axis "
                f"{self.class_axis} for the classes"
            )
        first, second = [
            _last_axis(part, self.class_axis) if len(part.shape) == ndim else whole
            for part, whole in zip(parts, (input, target), strict=True)
        ]
        return first, second

    def _without_ignored(self, input: Any, target: Any, sample_weight: Any) -> Any:
        """The loss of the other rows: the ignored ones become zeros of weight 0."""
        ids = np.asarray(Entries(target, f"{self.name}, targets").numbers)
        counts = ids != self.ignore_index
        weights: Any = counts.astype(float)
        if sample_weight is not None:
            given = checked_sample_weights(sample_weight, ids.shape, self.name)
            weights = weights * given
        rows: Any
        if isinstance(input, (Tensor, np.ndarray)):
            rows = ac.where(counts[..., None], input, 0.0)
        else:
            entries = Entries(input, f"{self.name}, outputs")
            spread = np.broadcast_to(counts[..., None], entries.shape).ravel()
            pairs = zip(entries.flat, spread, strict=True)
            rows = nested([x if count else 0.0 for x, count in pairs], entries.shape)
        others = copy.copy(self)
        others.ignore_index, others.class_axis = None, -1
        none_left = f"all targets are {self.ignore_index}, which is ignored"
        return weighted_loss(others, rows, np.where(counts, ids, 0), weights, none_left)

    def item_weights(self, target: Any, shape: tuple[int, ...]) -> Any:
        """The class weights of class ids, 0 if ignored; 1 for rows of probabilities."""
        if self.class_weights is None and self.ignore_index is None:
            return 1.0
        entries = Entries(target, self.name)
        if entries.shape != shape:
            return 1.0
        ids = np.asarray(entries.numbers).astype(np.intp)
        counts = ids != self.ignore_index
        if self.class_weights is None:
            return counts
        return self.class_weights[np.where(counts, ids, 0)] * counts

    def prepared(self, y: Entries, t: Entries) -> tuple[Entries, float]:
        """The targets as rows of probabilities, and the divisor of a weighted mean."""
        self.check_scores(y.shape)
        if t.shape == y.shape[:-1]:
            ids, count = self.checked_ids(t.numbers, y.shape)
            if t.has_values and compiling():
                if self.class_weights is not None:
                    note_obstacle(f"the divisor of {self.name} depends on the targets")
                return Entries(_one_hot(t.flat, y.shape), self.name), count
            hot = self.hot_rows(ids, y.shape, y.numbers.dtype)
            return Entries(hot, self.name), count
        if t.shape != y.shape:
            remedy, error = "", ValueError
            if t.shape == (*y.shape[:-1], 1):
                remedy, error = "; write targets[:, 0]", ColumnMismatch
            elif t.shape == y.shape[:1] + y.shape[2:]:
                remedy = "; for classes on axis 1 write class_axis=1"
            elif y.tensor is None and t.tensor is not None:
                remedy = "; outputs come first, then targets"
            raise error(
                f"{self.name}: for outputs of shape {y.shape} targets must be class "
                f"ids of shape {y.shape[:-1]} or probabilities of shape {y.shape}, got "
                f"{t.shape}{remedy}"
            )
        if t.tensor is None and not t.has_values:
            self._check_rows(t)
        self._weights(y.shape[-1])
        return t, y.size / y.shape[-1]

    def check_scores(self, shape: tuple[int, ...]) -> None:
        """Raise if outputs of this shape are not rows of scores, or none at all."""
        if not shape:
            raise ValueError(
                f"{self.name}: outputs must have shape (classes,) or (batch, classes), "
                f"got {shape}"
            )
        if 0 in shape:
            raise ValueError(f"{self.name}: nothing to compare, the shape is {shape}")
        if shape[-1] == 1 and self.compares_classes:
            raise ValueError(
                f"{self.name}: outputs of shape {shape} are scores of one class, with "
                "no other to compare it with: the loss is 0 whatever they are; for one "
                "score per sample take binary_cross_entropy_with_logits, or give the "
                "network one output per class"
            )

    def checked_ids(self, targets: Any, shape: tuple[int, ...]) -> tuple[Any, float]:
        """The class ids, and the divisor of the mean: the rows, or their weights.

        Args:
            targets: numbers, one for each row.
            shape: of the outputs.
        """
        classes = shape[-1]
        weights = self._weights(classes)
        ignored = self.ignore_index
        try:
            ids = class_ids(targets, classes, self.name)
        except ValueError:
            if ignored is not None and np.any(np.asarray(targets) == ignored):
                raise IgnoredTargets from None
            raise
        if ignored is not None and ignored >= 0 and (ids == ignored).any():
            raise IgnoredTargets
        if weights is None:
            return ids, float(ids.size)
        count = float(weights[ids].sum())
        if count == 0.0 and self.reduction == "mean":
            raise ValueError(
                f"{self.name}: the class weights of all targets are 0, so there is no "
                "mean"
            )
        return ids, count

    def hot_rows(self, ids: Any, shape: tuple[int, ...], dtype: Any) -> Array:
        """Class ids as one-hot rows."""
        hot = np.zeros(shape, dtype)
        np.put_along_axis(hot, ids[..., None], 1.0, axis=-1)
        return hot

    def _check_rows(self, t: Entries) -> None:
        check_range(t, 0.0, 1.0, f"{self.name}: targets must be probabilities")
        sums = np.sum(t.numbers, axis=-1)
        wrong = np.abs(sums - 1.0) > 1e-3
        if wrong.any():
            shape = np.shape(t.numbers)
            remedy = (
                f"; outputs of shape {shape} are one row, the scores of {shape[0]} "
                "classes, and one score for each sample is a matter of "
                "binary_cross_entropy_with_logits"
            )
            raise ValueError(
                f"{self.name}: each row of targets must sum to 1, got "
                f"{np.atleast_1d(sums)[np.atleast_1d(wrong)][0].item():.6g}"
                f"{remedy if len(shape) == 1 else ''}"
            )

    def _weights(self, classes: int) -> Array | None:
        weights = self.class_weights
        if weights is not None and len(weights) != classes:
            raise ValueError(
                f"{self.name}: class_weights has {len(weights)} entries for {classes} "
                "classes"
            )
        return weights

    def _weighted(self, t: Any) -> Any:
        return t if self.class_weights is None else t * _like(self.class_weights, t)


def _last_axis(part: Entries, axis: int) -> Any:
    """The entries with an axis moved to the end; Values in nested lists."""
    if part.has_values:
        entries = np.array(part.flat, object).reshape(part.shape)
        return np.moveaxis(entries, axis, -1).tolist()
    return ac.moveaxis(part.numbers if part.tensor is None else part.tensor, axis, -1)


def _one_hot(ids: list[Any], shape: tuple[int, ...]) -> list[Any]:
    """Rows of 0 and 1 for class ids that a compiled function may be given others of."""
    table: Any = np.eye(shape[-1]).tolist()
    rows = np.empty((len(ids), shape[-1]), object)
    for i, class_id in enumerate(ids):
        rows[i] = table[int(class_id)] if is_number(class_id) else take(table, class_id)
    return rows.reshape(shape).tolist()


def checked_weights(weights: Any, where: str) -> Array | None:
    """The factors of the classes as an array; None if there are no weights.

    Raises:
        TypeError: they are not a list of numbers.
        ValueError: one is negative, inf or nan.

    >>> checked_weights([1, 2], "cross_entropy")
    array([1., 2.])
    """
    if weights is None:
        return None
    if is_number(weights) or not isinstance(weights, Iterable):
        raise TypeError(
            f"{where}: class_weights must be a list with one number per class, got "
            f"{weights!r}"
        )
    array = np.asarray(
        numbers_of(weights, f"{where}: class_weights", constant=True), np.float64
    )
    if array.ndim != 1:
        raise TypeError(
            f"{where}: class_weights must be a list with one number per class, got "
            f"shape {array.shape}"
        )
    if not ((array >= 0.0) & np.isfinite(array)).all():
        raise ValueError(
            f"{where}: class_weights must be finite and >= 0, got {array.tolist()}"
        )
    return array


def _like(weights: Any, t: Any) -> Any:
    """The weights in the dtype of `t`, so that float32 stays."""
    return weights.astype(getattr(t, "dtype", weights.dtype))

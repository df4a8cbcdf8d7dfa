"""Scores of whole data sets: F1, the area under the ROC curve, and R^2."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd_core.extend import Array, explained
from nn.checks.numbers import numbers_of
from nn.checks.targets import binary_targets, class_ids
from nn.metrics import class_counts, refuse_nan

AVERAGES = ("binary", "macro", "micro", "weighted")


@explained
def f1(
    outputs: Any,
    targets: Any,
    threshold: float | None = None,
    *,
    average: str | None = "binary",
) -> Any:
    """F1 = 2 TP / (2 TP + FP + FN), the harmonic mean of precision and recall.

    Args:
        outputs: scores or class ids, as for `accuracy`.
        targets: class ids or one-hot, as for `accuracy`.
        threshold: as for `accuracy`.
        average: "binary", the F1 of class 1 of two classes; of several classes
            "macro", their mean, "weighted", the mean by how often they occur in the
            targets, or "micro", from the counts of all; None for one of each class. A
            class that neither occurs nor is predicted does not count; it has 0.

    Raises:
        TypeError: outputs or targets are not numbers.
        ValueError: as for `accuracy`; or there are more than two classes, and `average`
            is "binary".

    >>> f1([1, 1, 0, 0], [1, 0, 0, 0])
    0.6666666666666666
    >>> f1([0, 1, 2, 2], [0, 1, 1, 2], average="macro")
    0.7777777777777777

    Source: van Rijsbergen, Information Retrieval, 1979; scikit-learn's f1_score, which
    takes the targets first.
    """
    if average is not None and average not in AVERAGES:
        raise ValueError(
            f"f1: average must be one of {', '.join(AVERAGES)} or None, got {average!r}"
        )
    counts = class_counts(outputs, targets, threshold, None, "f1")
    hits = counts.diagonal()
    occurs, predicted = counts.sum(axis=1), counts.sum(axis=0)
    if average == "micro":
        return float(2 * hits.sum() / (occurs + predicted).sum())
    both = occurs + predicted
    scores = 2 * hits / np.maximum(both, 1)
    if average is None:
        return scores
    if average == "binary":
        if len(scores) > 2:
            raise ValueError(
                f"f1: there are {len(scores)} classes; write average='macro', 'micro', "
                "'weighted' or None"
            )
        return float(scores[1])
    weights = occurs if average == "weighted" else both > 0
    return float(np.average(scores, weights=weights))


@explained
def roc_auc(outputs: Any, targets: Any) -> float:
    """The area under the ROC curve: the chance that a sample of the class scores more.

    That is, more than one that is not of the class; equal scores count half.

    Args:
        outputs: a score for each sample, of shape (samples,) or (samples, 1); or one
            for each class, (samples, classes).
        targets: 0 and 1, or -1 and +1; of more than two classes their ids, and the
            result is the mean over the classes, each against all others.

    Raises:
        TypeError: outputs or targets are not numbers.
        ValueError: the shapes do not fit, a class does not occur, or a number is nan.

    >>> roc_auc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])
    0.75

    Source: Hanley and McNeil, The meaning and use of the area under a receiver
    operating characteristic (ROC) curve, 1982; scikit-learn's roc_auc_score, which
    takes the targets first.
    """
    scores = numbers_of(outputs, "roc_auc", steps=True)
    actual = numbers_of(targets, "roc_auc", steps=True)
    refuse_nan(scores, "outputs", "roc_auc", "; has training diverged?")
    if scores.ndim == 2 and scores.shape[1] == 2:
        scores = scores[:, 1] - scores[:, 0]
    elif scores.ndim == 2 and scores.shape[1] == 1:
        scores = scores[:, 0]
    if actual.ndim == 2 and actual.shape[1] == 1:
        actual = actual[:, 0]
    if scores.ndim == 1:
        highs, _ = binary_targets(actual, len(scores), "roc_auc")
        return _area(scores, highs, "1")
    if scores.ndim != 2 or actual.shape != scores.shape[:1]:
        raise ValueError(
            "roc_auc: outputs must have shape (samples,) or (samples, classes), and "
            f"targets (samples,); got {scores.shape} and {actual.shape}"
        )
    ids = class_ids(actual, scores.shape[1], "roc_auc")
    areas = [_area(scores[:, k], ids == k, str(k)) for k in range(scores.shape[1])]
    return float(np.mean(areas))


def _area(scores: Array, highs: NDArray[np.bool_], name: str) -> float:
    """The share of pairs in the right order, from the ranks of the scores."""
    count = int(highs.sum())
    if not 0 < count < len(highs):
        raise ValueError(
            f"roc_auc: {'all' if count else 'none'} of the targets are of class "
            f"{name}; it needs samples of the class and others"
        )
    _, places, repeats = np.unique(scores, return_inverse=True, return_counts=True)
    # Equal scores share the mean of their ranks, which count from 1.
    ranks = np.cumsum(repeats) - (repeats - 1) / 2
    total = ranks[places.reshape(-1)][highs].sum() - count * (count + 1) / 2
    return float(total / (count * (len(highs) - count)))


@explained
def r2(outputs: Any, targets: Any) -> float:
    """R^2 = 1 - sum (t - y)^2 / sum (t - mean t)^2: 1 is perfect, the mean of t has 0.

    Args:
        outputs: what was predicted, y, of shape (samples,) or (samples, columns).
        targets: what is true, t, of the same shape. Columns have one R^2 each, and the
            result is their mean. If all of t are equal it is 1 for y = t, else 0.

    Raises:
        TypeError: outputs or targets are not numbers.
        ValueError: the shapes differ, there are fewer than two samples, or one is nan.

    >>> r2([2.5, 0.0, 2.0, 8.0], [3.0, -0.5, 2.0, 7.0])
    0.9486081370449679

    Source: scikit-learn's r2_score, which takes the targets first.
    """
    y, t = numbers_of(outputs, "r2"), numbers_of(targets, "r2")
    for name, array in (("outputs", y), ("targets", t)):
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            raise ValueError(f"r2: {name} hold inf or nan")
    if y.shape != t.shape or y.ndim not in (1, 2) or len(y) < 2:
        remedy = "; write outputs[:, 0]" if y.shape == (*t.shape, 1) else ""
        raise ValueError(
            "r2: outputs and targets must have the same shape, (samples,) or (samples, "
            f"columns), of at least two samples; got {y.shape} and {t.shape}{remedy}"
        )
    error = np.square(t - y).sum(axis=0)
    spread = np.square(t - t.mean(axis=0)).sum(axis=0)
    scores = np.where(
        spread > 0, 1 - error / np.where(spread > 0, spread, 1), error == 0
    )
    return float(np.mean(scores))

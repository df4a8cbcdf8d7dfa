"""Metrics: accuracy, confusion matrix, lengths of gradients."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd_core.extend import Array, as_float, explained
from nn.checks.numbers import numbers_of
from nn.checks.targets import binary_targets, class_ids
from nn.module.checked_module import checked_module
from nn.module.module import Module
from nn.module.parameter_tree import Tree
from nn.scalar.neuron import Neuron


@explained
def one_hot(ids: Any, classes: int | None = None) -> Array:
    """A 1 in the column of the class, 0 in the others.

    Args:
        ids: class ids from 0 on, in any shape.
        classes: the number of columns; by default the largest id + 1.

    Returns:
        float64 of shape (*shape of ids, classes).

    Raises:
        TypeError: the ids are not numbers.
        ValueError: an id is not a class.

    >>> one_hot([2, 0])
    array([[0., 0., 1.],
           [1., 0., 0.]])
    """
    checked = class_ids(ids, classes, "one_hot")
    if classes is None:
        classes = int(checked.max(initial=-1)) + 1
    return (checked[..., None] == np.arange(classes)).astype(np.float64)


@explained
def accuracy(
    outputs: Any,
    targets: Any,
    threshold: float | None = None,
    *,
    class_axis: int = -1,
    ignore_index: int = -100,
) -> float:
    """The share of samples that are classified correctly, from 0 to 1.

    Args:
        outputs: scores of shape (samples, classes), the largest for the predicted
            class; of sequences (samples, steps, classes), and so on; or class ids of
            shape (samples,); or, with a threshold, one score per sample.
        targets: class ids of shape (samples,), of sequences (samples, steps); or
            one-hot, of the shape of the outputs; with a threshold 0 and 1, or -1 and
            +1.
        threshold: scores above it count as the higher of two classes: 0.0 for logits
            and for targets -1 and +1, 0.5 for probabilities.
        class_axis: the axis of the classes; 1 for scores as PyTorch has them.
        ignore_index: a class id that stands for no target, such as that of padding.

    Raises:
        TypeError: outputs or targets are not numbers.
        ValueError: the shapes do not fit, a target is not a class, or a number is nan.

    >>> accuracy([[0.1, 2.0], [3.0, 0.3], [0.2, 0.5]], [1, 0, 0])
    0.6666666666666666
    >>> accuracy([-0.3, 1.2], [-1, 1], threshold=0.0)
    1.0
    """
    predicted, actual, _ = _classes_of(
        *(outputs, targets, threshold, None, "accuracy", class_axis, ignore_index)
    )
    return float(np.mean(predicted == actual))


@explained
def confusion_matrix(
    outputs: Any,
    targets: Any,
    threshold: float | None = None,
    *,
    classes: int | None = None,
    class_axis: int = -1,
    ignore_index: int = -100,
) -> NDArray[np.intp]:
    """The number of samples of class i (row) that were classified as j (column).

    Args:
        outputs: scores or class ids, as for `accuracy`.
        targets: class ids or one-hot, as for `accuracy`.
        threshold: as for `accuracy`.
        classes: their number; by default from the scores, or the largest id, and two
            at least.
        class_axis: as for `accuracy`.
        ignore_index: as for `accuracy`.

    Returns:
        Counts of shape (classes, classes), correct ones on the diagonal.

    Raises:
        TypeError: outputs or targets are not numbers.
        ValueError: the shapes do not fit, an id is not a class, or a number is nan.

    >>> confusion_matrix([1, 0, 1], [1, 0, 0])
    array([[1, 1],
           [0, 1]])
    """
    return class_counts(
        *(outputs, targets, threshold, classes, "confusion_matrix"),
        *(class_axis, ignore_index),
    )


def class_counts(
    outputs: Any,
    targets: Any,
    threshold: float | None,
    classes: int | None,
    where: str,
    class_axis: int = -1,
    ignore_index: int = -100,
) -> NDArray[np.intp]:
    """The confusion matrix, whose errors name the function `where`.

    >>> class_counts([1, 0, 1], [1, 0, 0], None, None, "f1").tolist()
    [[1, 1], [0, 1]]
    """
    predicted, actual, count = _classes_of(
        *(outputs, targets, threshold, classes, where, class_axis, ignore_index)
    )
    counts = np.zeros((count, count), np.intp)
    np.add.at(counts, (actual, predicted), 1)
    return counts


def _classes_of(
    outputs: Any,
    targets: Any,
    threshold: float | None,
    classes: int | None,
    where: str,
    class_axis: int,
    ignore_index: int,
) -> tuple[NDArray[np.intp], NDArray[np.intp], int]:
    """The predicted classes, the actual ones, and the number of classes."""
    scores, actual = _rows_of(
        numbers_of(outputs, where, steps=True),
        numbers_of(targets, where, steps=True),
        class_axis,
        where,
    )
    counts = actual != ignore_index
    if actual.ndim == 1 and len(actual) == len(scores) and not counts.all():
        if not counts.any():
            raise ValueError(
                f"{where}: all targets are {ignore_index}, which is ignored"
            )
        scores, actual = scores[counts], actual[counts]
    refuse_nan(scores, "outputs", where, "; has training diverged?")
    refuse_nan(actual, "targets", where, "")
    predicted: NDArray[Any]
    if threshold is not None:
        return *_by_threshold(scores, actual, threshold, where), 2
    actual = _ids_of(actual, scores.shape, where)
    if scores.ndim == 2 and scores.shape[1] != 1:
        classes = scores.shape[1] if classes is None else classes
        predicted = scores.argmax(axis=1)
    elif scores.ndim == 1 and (scores == np.floor(scores)).all():
        predicted = scores
    else:
        kind = "fractions of shape " if scores.ndim == 1 else ""
        raise ValueError(
            f"{where}: outputs must have shape (samples, classes), or be class ids of "
            f"shape (samples,), got {kind}{scores.shape}; one score per sample needs a "
            "threshold: 0.0 for logits, 0.5 for probabilities"
        )
    if len(predicted) != len(actual) or not len(actual):
        raise ValueError(
            f"{where}: outputs and targets must be equally many, at least one; got "
            f"{len(predicted)} and {len(actual)}"
        )
    if np.isin(predicted, (-1, 1)).all() and np.isin(actual, (-1, 1)).all():
        predicted, actual = predicted > 0, actual > 0  # the coding of a perceptron
    ids = [class_ids(numbers, classes, where) for numbers in (predicted, actual)]
    # A classification has two classes at least, even if one of them does not occur.
    return ids[0], ids[1], classes or int(max(ids[0].max(), ids[1].max(), 1)) + 1


def _rows_of(
    scores: NDArray[Any], targets: NDArray[Any], class_axis: int, where: str
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Scores as (samples, classes) and targets alike, from sequences and images."""
    if class_axis != -1:
        if not -scores.ndim <= class_axis < scores.ndim:
            raise ValueError(
                f"{where}: outputs of shape {scores.shape} have no axis {class_axis} "
                "for the classes"
            )
        if targets.ndim == scores.ndim:
            targets = np.moveaxis(targets, class_axis, -1)
        scores = np.moveaxis(scores, class_axis, -1)
    if scores.ndim < 3:
        return scores, targets
    if targets.shape not in (scores.shape, scores.shape[:-1]):
        raise ValueError(
            f"{where}: for outputs of shape {scores.shape}, with the classes on the "
            f"last axis, targets must be class ids of shape {scores.shape[:-1]}, got "
            f"{targets.shape}; class_axis=1 for classes on axis 1"
        )
    width = scores.shape[-1]
    is_hot = targets.ndim == scores.ndim
    return scores.reshape(-1, width), targets.reshape((-1, width) if is_hot else -1)


def refuse_nan(numbers: NDArray[Any], role: str, where: str, hint: str) -> None:
    """Refuse nan: it belongs to no class, and argmax would take it for the largest.

    Raises:
        ValueError: an entry is nan.

    >>> refuse_nan(np.array([0.5, np.nan]), "outputs", "accuracy", "")
    Traceback (most recent call last):
    ValueError: accuracy: outputs[1] is nan, which belongs to no class
    """
    if numbers.dtype.kind != "f":
        return
    places = np.argwhere(np.isnan(numbers))
    if len(places):
        raise ValueError(
            f"{where}: {role}{places[0].tolist()} is nan, which belongs to no class"
            f"{hint}"
        )


def _by_threshold(
    scores: Array, targets: NDArray[Any], threshold: float, where: str
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The predicted and the actual classes, 0 and 1, for one score per sample."""
    limit = as_float(threshold, f"{where}: threshold")
    refuse_nan(np.array([limit]), "threshold", where, "")
    if scores.ndim != 1 and (scores.ndim != 2 or scores.shape[1] != 1):
        raise ValueError(
            f"{where}: with a threshold, outputs must be one score per sample, got "
            f"shape {scores.shape}"
        )
    highs, _ = binary_targets(targets.reshape(-1), scores.size, where)
    return (scores.reshape(-1) > limit).astype(np.intp), highs.astype(np.intp)


def _ids_of(targets: NDArray[Any], shape: tuple[int, ...], where: str) -> NDArray[Any]:
    """Targets as class ids; `shape` is that of the outputs."""
    if targets.ndim < 2 or targets.shape[1] == 1:
        return targets.reshape(-1)
    if targets.shape != shape and len(shape) == 2 and shape[1] > 1:
        raise ValueError(
            f"{where}: one-hot targets must have the shape of the outputs, {shape}, "
            f"got {targets.shape}"
        )
    return targets.argmax(axis=1).reshape(-1)


def gradient_norms(module: Module) -> dict[str, float]:
    """The length of the gradient of each layer's parameters, by the layer's name.

    sqrt(sum g^2) over the layer; 0 for parameters that no `backward()` has reached.

    Raises:
        TypeError: `module` is not a module.

    >>> from nn import MLP
    >>> model = MLP(2, [3, 1], rng=0)
    >>> model([1.0, -1.0]).backward()
    >>> list(gradient_norms(model))
    ['layers.0', 'layers.1']

    Source: Glorot and Bengio, Understanding the difficulty of training deep
    feedforward neural networks, 2010, for reading a network this way.
    """
    tree = Tree(checked_module(module, "gradient_norms"), Module)
    squares: dict[str, float] = {}
    for entry in tree.entries():
        name, layer = tree.owner(entry)
        if isinstance(layer, Neuron) and ".neurons." in f".{name}":
            name = f".{name}".rpartition(".neurons.")[0].lstrip(".")
        square = float(np.sum(np.square(entry[0].grad)))
        squares[name] = squares.get(name, 0.0) + square
    return {name: math.sqrt(square) for name, square in squares.items()}

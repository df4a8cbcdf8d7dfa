"""How well a network does: predictions, accuracy, confusion, sizes of gradients."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd_core.extend import as_float
from nn.checks.numbers import numbers_of
from nn.checks.targets import binary_targets, class_ids
from nn.module.checked_module import checked_module
from nn.module.module import Module
from nn.module.parameter_tree import Tree
from nn.scalar.neuron import Neuron


def one_hot(ids: Any, classes: int | None = None) -> Any:
    """A 1 in the column of the class, 0 in the others.

    Args:
        ids: class ids from 0 on, in any shape.
        classes: how many columns; the largest id + 1 by default.

    Returns:
        float64 of shape (*shape of ids, classes).

    Raises:
        TypeError: the ids are no numbers.
        ValueError: one is no class.

    >>> one_hot([2, 0])
    array([[0., 0., 1.],
           [1., 0., 0.]])
    """
    checked = class_ids(ids, classes, "one_hot")
    if classes is None:
        classes = int(checked.max(initial=-1)) + 1
    return (checked[..., None] == np.arange(classes)).astype(np.float64)


def accuracy(outputs: Any, targets: Any, threshold: float | None = None) -> float:
    """The share of samples that are classified right, from 0 to 1.

    Args:
        outputs: scores of shape (samples, classes), of which the largest counts; or
            class ids of shape (samples,); or, with a threshold, one score per sample.
        targets: class ids of shape (samples,), or one-hot (samples, classes); with a
            threshold 0 and 1, or -1 and +1.
        threshold: scores above it count as the higher of two classes: 0.0 for logits
            and for targets -1 and +1, 0.5 for probabilities.

    Raises:
        TypeError: outputs or targets are no numbers.
        ValueError: the shapes do not fit, or a target is no class.

    >>> accuracy([[0.1, 2.0], [3.0, 0.3], [0.2, 0.5]], [1, 0, 0])
    0.6666666666666666
    >>> accuracy([-0.3, 1.2], [-1, 1], threshold=0.0)
    1.0
    """
    guesses, wanted, _ = _classes_of(outputs, targets, threshold, None, "accuracy")
    return float(np.mean(guesses == wanted))


def confusion_matrix(
    outputs: Any,
    targets: Any,
    threshold: float | None = None,
    *,
    classes: int | None = None,
) -> Any:
    """How many samples of class i (row) were taken for class j (column).

    Args:
        outputs: scores or class ids, as for `accuracy`.
        targets: class ids or one-hot, as for `accuracy`.
        threshold: as for `accuracy`.
        classes: how many there are; by default as many as scores or ids show.

    Returns:
        Counts of shape (classes, classes); the right answers lie on the diagonal.

    Raises:
        TypeError: outputs or targets are no numbers.
        ValueError: the shapes do not fit, or an id is no class.

    >>> confusion_matrix([1, 0, 1], [1, 0, 0])
    array([[1, 1],
           [0, 1]])
    """
    guesses, wanted, count = _classes_of(
        outputs, targets, threshold, classes, "confusion_matrix"
    )
    counts = np.zeros((count, count), np.intp)
    np.add.at(counts, (wanted, guesses), 1)
    return counts


def _classes_of(
    outputs: Any,
    targets: Any,
    threshold: float | None,
    classes: int | None,
    owner: str,
) -> tuple[Any, Any, int]:
    """The classes that were guessed, those that are right, and how many there are."""
    scores, wanted = numbers_of(outputs, owner), numbers_of(targets, owner)
    one_each = scores.ndim == 1 or (scores.ndim == 2 and scores.shape[1] == 1)
    if threshold is not None:
        threshold = as_float(threshold, f"{owner}: threshold")
        if not one_each:
            raise ValueError(
                f"{owner}: with a threshold, outputs must be one score per sample, got "
                f"shape {scores.shape}"
            )
        highs, _ = binary_targets(wanted.reshape(-1), scores.size, owner)
        return (scores.reshape(-1) > threshold).astype(np.intp), highs.astype(int), 2
    wanted = _ids_of(wanted, scores.shape, owner)
    if scores.ndim == 2 and not one_each:
        classes = scores.shape[1] if classes is None else classes
        guesses = scores.argmax(axis=1)
    elif scores.ndim == 1:
        guesses = scores
    else:
        raise ValueError(
            f"{owner}: outputs must have shape (samples, classes), or be class ids of "
            f"shape (samples,), got {scores.shape}; one score per sample needs a "
            "threshold: 0.0 for logits, 0.5 for probabilities"
        )
    if len(guesses) != len(wanted) or not len(wanted):
        raise ValueError(
            f"{owner}: outputs and targets must be equally many, at least one; got "
            f"{len(guesses)} and {len(wanted)}"
        )
    if np.isin(guesses, (-1, 1)).all() and np.isin(wanted, (-1, 1)).all():
        guesses, wanted = guesses > 0, wanted > 0  # as a perceptron says it
    guesses, wanted = [class_ids(each, classes, owner) for each in (guesses, wanted)]
    return guesses, wanted, classes or int(max(guesses.max(), wanted.max())) + 1


def _ids_of(wanted: Any, shape: tuple[int, ...], owner: str) -> Any:
    """Targets as class ids; `shape` is that of the outputs."""
    if wanted.ndim < 2 or wanted.shape[1] == 1:
        return wanted.reshape(-1)
    if wanted.shape != shape and len(shape) == 2 and shape[1] > 1:
        raise ValueError(
            f"{owner}: one-hot targets must have the shape of the outputs, {shape}, "
            f"got {wanted.shape}"
        )
    return wanted.argmax(axis=1).reshape(-1)


def gradient_norms(module: Module) -> dict[str, float]:
    """The length of the gradient of each layer's parameters, by the layer's name.

    sqrt(sum g^2) over the layer; parameters that no `backward()` reached count as 0.

    Raises:
        TypeError: `module` is no module.

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
        name, owner = tree.owner(entry)
        if isinstance(owner, Neuron) and ".neurons." in f".{name}":
            name = f".{name}".rpartition(".neurons.")[0].lstrip(".")
        square = float(np.sum(np.square(entry[0].grad)))
        squares[name] = squares.get(name, 0.0) + square
    return {name: math.sqrt(square) for name, square in squares.items()}

"""How well a network does: predictions, accuracy, confusion, sizes of gradients."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd_core import Value, no_grad
from nn.checks import binary_targets, checked_width, class_ids
from nn.entries import numbers_of
from nn.module import Module
from nn.scalar import Neuron
from nn.tree import Tree


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
    scores = numbers_of(outputs, "accuracy")
    if threshold is not None:
        column = scores[:, 0] if scores.ndim == 2 and scores.shape[1] == 1 else scores
        if column.ndim != 1:
            raise ValueError(
                "accuracy: with a threshold, outputs must be one score per sample, got "
                f"shape {scores.shape}"
            )
        wanted = numbers_of(targets, "accuracy").reshape(-1)
        highs, _ = binary_targets(wanted, column.size, "accuracy")
        return float(np.mean((column > threshold) == highs))
    guesses, wanted = _classes_of(scores, targets, "accuracy")
    return float(np.mean(guesses == wanted))


def confusion_matrix(outputs: Any, targets: Any, classes: int | None = None) -> Any:
    """How many samples of class i (row) were taken for class j (column).

    Args:
        outputs: scores or class ids, as for `accuracy`.
        targets: class ids or one-hot, as for `accuracy`.
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
    scores = numbers_of(outputs, "confusion_matrix")
    if classes is None and scores.ndim == 2:
        classes = scores.shape[1]
    guesses, wanted = _classes_of(scores, targets, "confusion_matrix", classes)
    if classes is None:
        classes = int(max(guesses.max(), wanted.max())) + 1
    counts = np.zeros((classes, classes), np.intp)
    np.add.at(counts, (wanted, guesses), 1)
    return counts


def _classes_of(
    scores: Any, targets: Any, owner: str, classes: int | None = None
) -> tuple[Any, Any]:
    """The classes that were guessed and those that are right, as ids."""
    if scores.ndim == 2:
        if classes is None:
            classes = scores.shape[1]
        if scores.shape[1] == 1:
            raise ValueError(
                f"{owner}: one score per sample, shape {scores.shape}, says which of "
                "two classes only with a threshold; give accuracy(..., threshold=0.0) "
                "for logits, 0.5 for probabilities"
            )
        guesses = scores.argmax(axis=1)
    elif scores.ndim == 1:
        guesses = class_ids(scores, classes, owner)
    else:
        raise ValueError(
            f"{owner}: outputs must have shape (samples, classes) or (samples,), got "
            f"{scores.shape}"
        )
    wanted = numbers_of(targets, owner)
    if wanted.ndim == 2 and wanted.shape[1] > 1:
        wanted = wanted.argmax(axis=1)
    wanted = class_ids(wanted.reshape(-1), classes, owner)
    if len(guesses) != len(wanted) or not len(wanted):
        raise ValueError(
            f"{owner}: outputs and targets must be equally many, at least one; got "
            f"{len(guesses)} and {len(wanted)}"
        )
    return guesses, wanted


def predict(module: Module, X: Any, batch_size: int = 256) -> Any:
    """What `module` gives for every sample, in evaluation mode and without a graph.

    Args:
        module: of Tensors, called with batches; or of Values, called with each sample.
        X: samples, shape (samples, ...).
        batch_size: how many samples go through at once.

    Returns:
        An array of shape (samples, ...).

    Raises:
        ValueError: there are no samples, or `batch_size` < 1.

    >>> from nn import MLP
    >>> model = MLP(2, [3, 1], rng=0)
    >>> predict(model, [[0.0, 1.0], [1.0, 0.0]]).shape
    (2,)
    """
    size = checked_width(batch_size, "predict", "batch_size")
    inputs = numbers_of(X, "predict")
    if inputs.ndim < 1 or not len(inputs):
        raise ValueError(
            "predict: X must have shape (samples, ...) with at least one sample, got "
            f"{inputs.shape}"
        )
    modes = [(each, each.training) for each in module.modules()]
    module.eval()
    try:
        with no_grad():
            if _takes_one_sample(module):
                outs = [numbers_of([module(x)], "predict") for x in inputs]
            else:
                outs = [
                    numbers_of(module(inputs[i : i + size]), "predict")
                    for i in range(0, len(inputs), size)
                ]
    finally:
        for each, mode in modes:
            each.training = mode
    return np.concatenate(outs)


def _takes_one_sample(module: Module) -> bool:
    named = module.named_parameters(frozen=True)
    return any(isinstance(parameter, Value) for _, parameter in named)


def gradient_norms(module: Module) -> dict[str, float]:
    """The length of the gradient of each layer's parameters, by the layer's name.

    sqrt(sum g^2) over the layer; parameters that no `backward()` reached count as 0.

    >>> from nn import MLP
    >>> model = MLP(2, [3, 1], rng=0)
    >>> model([1.0, -1.0]).backward()
    >>> list(gradient_norms(model))
    ['layers.0', 'layers.1']

    Source: Glorot and Bengio, Understanding the difficulty of training deep
    feedforward neural networks, 2010, for reading a network this way.
    """
    tree = Tree(module, Module)
    squares: dict[str, float] = {}
    for entry in tree.entries():
        name, owner = tree.owner(entry)
        if isinstance(owner, Neuron) and ".neurons." in f".{name}":
            name = f".{name}".rpartition(".neurons.")[0].lstrip(".")
        square = float(np.sum(np.square(entry[0].grad)))
        squares[name] = squares.get(name, 0.0) + square
    return {name: math.sqrt(square) for name, square in squares.items()}

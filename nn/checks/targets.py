"""Checks of targets: class ids, and the two codings of two classes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd_core.extend import short_repr
from nn.checks.arguments import checked_width
from nn.checks.numbers import numbers_of


def binary_targets(
    y: Any, samples: int, where: str
) -> tuple[NDArray[np.bool_], tuple[int, int]]:
    """A mask of the targets that are the higher of two numbers, and these two numbers.

    Raises:
        TypeError: an entry is not a number.
        ValueError: there is not one for each sample, or they are not 0/1 or -1/+1.

    >>> binary_targets([-1, 1, -1], 3, "Perceptron.fit")
    (array([False,  True, False]), (-1, 1))
    """
    targets = numbers_of(y, f"{where}: y")
    if targets.shape != (samples,) or not samples:
        raise ValueError(
            f"{where}: y must have one target for each of the {samples} samples, got "
            f"shape {targets.shape}"
        )
    for coding in ((0, 1), (-1, 1)):
        if np.isin(targets, coding).all():
            return targets == coding[1], coding
    numbers = short_repr(np.unique(targets).tolist())
    raise ValueError(
        f"{where}: targets must be 0 and 1, or -1 and +1; y holds {numbers}"
    )


def class_ids(y: Any, classes: int | None, where: str) -> NDArray[np.intp]:
    """Class ids as an array of integers from 0 to classes - 1.

    Args:
        y: integers, in any shape; floats that are whole numbers are accepted.
        classes: the number of classes, at least 1; None for any number.
        where: the start of the error message.

    Raises:
        TypeError: an entry is not a number, or `classes` is not an integer.
        ValueError: one is not a whole number, is negative, or too large.

    >>> class_ids([0, 2, 3], 3, "cross_entropy")
    Traceback (most recent call last):
    ValueError: cross_entropy: class id 3 is not among the 3 classes 0 to 2
    """
    ids = numbers_of(y, f"{where}: class ids", steps=True)
    if type(classes) is int and _are_ids(ids, classes):
        return ids.copy()
    if classes is not None:
        classes = checked_width(classes, where, "classes")
    wrong = (ids < 0) | (ids >= (np.inf if classes is None else classes))
    if ids.dtype.kind == "f":
        wrong |= np.floor(ids) != ids
    if wrong.any():
        first = ids[wrong].flat[0].item()
        if classes is None or first != first // 1:
            raise ValueError(f"{where}: class ids must be integers >= 0, got {first}")
        raise ValueError(
            f"{where}: class id {int(first)} is not among the {classes} classes 0 to "
            f"{classes - 1}"
        )
    return ids.astype(np.intp)


def _are_ids(ids: NDArray[Any], classes: int) -> bool:
    """Whether they are surely ids; as unsigned integers negative ones are largest."""
    if ids.dtype != np.intp or not ids.size:
        return False
    return bool(np.maximum.reduce(ids.view(np.uintp), axis=None) < classes)

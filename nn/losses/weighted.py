"""Losses of samples that count more or less than others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import autograd_core as ac
from autograd_core import Tensor
from autograd_core.extend import Array, payload_of
from nn.checks.numbers import flattened, numbers_of
from nn.losses.node import nested

if TYPE_CHECKING:
    from nn.losses.base import Loss


def weighted_loss(
    loss: Loss, input: Any, target: Any, sample_weight: Any, none_left: str = ""
) -> Any:
    """A loss whose items are multiplied by weights; the mean divides by their sum.

    Args:
        loss: with any reduction.
        input: the outputs.
        target: the targets.
        sample_weight: a number for each item, or for each entry of the first axes; a
            Tensor gets a gradient.
        none_left: what is said if all weights are 0.

    Raises:
        TypeError: the weights are not numbers.
        ValueError: they do not fit, one is negative or not finite, or all are 0.

    >>> from nn import SquaredErrorLoss
    >>> weighted_loss(SquaredErrorLoss(), [1.0, 4.0], [1.0, 2.0], [3.0, 1.0])
    1.0
    """
    items = loss.unreduced().plain(input, target)
    of_values = isinstance(items, list)
    shape = flattened(items, loss.name)[0] if of_values else np.shape(items)
    weights = checked_sample_weights(sample_weight, shape, loss.name)
    factor = _factor(loss, target, weights, none_left)
    if of_values:
        return _of_values(loss, items, shape, weights, factor)
    if isinstance(items, Tensor):
        weights = weights.astype(items.dtype)
    # A loss that does not count may be infinite; by a weight of 0 it is the derivative.
    counts_all = isinstance(weights, Tensor) or weights.all()
    counted = items if counts_all else ac.where(weights != 0.0, items, 0.0)
    out = counted * weights
    if factor is None:
        return out
    out = out.sum() * factor
    return out if isinstance(out, Tensor) else float(out)


def checked_sample_weights(weights: Any, shape: tuple[int, ...], where: str) -> Any:
    """Weights in the shape of the items: a Tensor if they are one, else an array.

    Raises:
        TypeError: they are not numbers, or Values.
        ValueError: they do not fit, or one is negative, inf or nan.

    >>> checked_sample_weights([1, 2], (2, 3), "huber").tolist()
    [[1.0, 1.0, 1.0], [2.0, 2.0, 2.0]]
    """
    given: Any = weights
    if not isinstance(weights, Tensor):
        numbers = numbers_of(weights, f"{where}: sample_weight", constant=True)
        given = np.asarray(numbers, np.float64)
    array = payload_of(given)
    if array.shape != shape[: array.ndim] or (shape and not array.ndim):
        raise ValueError(
            f"{where}: sample_weight must have shape {shape}, one number for each "
            f"loss{f', or {shape[:1]}' if len(shape) > 1 else ''}; got {array.shape}"
        )
    if not ((array >= 0.0) & np.isfinite(array)).all():
        raise ValueError(f"{where}: sample_weight must be finite and >= 0")
    after = (1,) * (len(shape) - array.ndim)
    aligned = given.reshape(array.shape + after)
    if isinstance(weights, Tensor):
        return ac.broadcast_to(aligned, shape)
    return np.broadcast_to(aligned, shape)


def _factor(loss: Loss, target: Any, weights: Any, none_left: str) -> Any:
    """What the sum of the weighted items is multiplied by; None for no reduction."""
    if loss.reduction != "mean":
        return loss.scale(1.0, (*weights.shape, *(1,) * loss.item_axes))
    total = (weights * loss.item_weights(target, weights.shape)).sum()
    if payload_of(total) == 0.0:
        raise ValueError(
            f"{loss.name}: {none_left or 'all weights are 0'}, so there is no mean"
        )
    return 1.0 / total


def _of_values(
    loss: Loss, items: Any, shape: tuple[int, ...], weights: Array, factor: Any
) -> Any:
    """The same for nested lists of Values."""
    if isinstance(weights, Tensor):
        raise TypeError(
            f"{loss.name}: sample_weight is a Tensor, the outputs are Values; make "
            "them a Tensor too, autograd_core.stack_values([...])"
        )
    flat = flattened(items, "loss")[1]
    products = [
        item * float(weight) if weight else 0.0
        for item, weight in zip(flat, weights.ravel(), strict=True)
    ]
    return nested(products, shape) if factor is None else ac.sum(products) * factor

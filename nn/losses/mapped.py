"""A loss inside a function of `vmap`: all examples are one batch with one more axis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import autograd_core as ac
from autograd_core.extend import innermost, payload_of
from nn.losses.weighted import checked_sample_weights

if TYPE_CHECKING:
    from nn.losses.base import Loss


def mapped_loss(loss: Loss, input: Any, target: Any, sample_weight: Any) -> Any:
    """The loss of each example, of which the arguments stand for all.

    Args:
        loss: with any reduction, which is that of each example by itself.
        input: the outputs.
        target: the targets.
        sample_weight: as in `Loss.forward`.

    Returns:
        What stands for the losses of all examples.

    Raises:
        ValueError: the arguments do not fit, or an example has no mean.

    >>> from nn import squared_error
    >>> y = np.array([[1.0, 2.0], [3.0, 5.0]])
    >>> ac.vmap(squared_error, in_axes=(0, None))(y, np.array([1.0, 1.0]))
    array([ 0.5, 10. ])
    """
    arguments = [input, target, sample_weight]
    level = innermost(arguments)
    level.check_running()
    y, t, weights = [None if x is None else level.inner(x) for x in arguments]
    out = loss.of_many().forward(y, t, weights)
    if loss.reduction != "none":
        factors = _factors(loss, t, weights, out)
        if out.ndim > 1:
            out = ac.sum(out, axis=tuple(range(1, out.ndim)))
        out = out * factors
    return level.box(out)


def _factors(loss: Loss, target: Any, weights: Any, items: Any) -> Any:
    """What the sum over the items of each example is multiplied by."""
    shape = tuple(items.shape)
    if loss.reduction != "mean":
        return loss.scale(1.0, (*shape[1:], *(1,) * loss.item_axes))
    counts: Any = np.ones(shape)
    if weights is not None:
        counts = checked_sample_weights(weights, shape, loss.name)
    totals = (counts * loss.item_weights(target, shape)).reshape(shape[0], -1).sum(1)
    if not (numbers := payload_of(totals)).all():
        raise ValueError(
            f"{loss.name}: in example {numbers.argmin()} of vmap all targets are "
            "ignored or have weight 0, so there is no mean"
        )
    return (1.0 / totals).astype(items.dtype)

"""The steps of `fit` for a scalar model, compiled: all samples of a batch at once.

It serves models that say that they depend on nothing but their parameters, and losses
that are means over the samples, as those of `nn` do. All others run as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core import GraphError, compile, compiled
from autograd_core.extend import note_outputs
from optim.training.evaluation import checked_pair, compared, score


class Replays:
    """The loss of batches by a compiled function, where there can be one.

    Args:
        model, loss: what `fit` was given.
        per_sample: whether the model takes single samples.

    Attributes:
        reason: why there is none, "" if there is.
        steps: how many losses it has computed.
    """

    def __init__(self, model: Any, loss: Callable[..., Any], per_sample: bool) -> None:
        self.reason = _obstacle(model, loss, per_sample)
        self.steps = 0
        self._function: Any = None
        if not self.reason:

            def loss_of_sample(x: Any, t: Any) -> Any:
                output = model(x)
                note_outputs(output)
                # That of a batch of one: what it does with shapes stays the same.
                return compared(loss, [output], [t])

            self._function = compile(loss_of_sample)

    def loss(self, X: Any, y: Any) -> Any:
        """The loss of a batch as a node; None if it is not compiled."""
        if self.reason:
            return None
        columns = [_numbers(X), _numbers(y)]
        if columns[0] is None or columns[1] is None:
            self.reason = "the data are no arrays of numbers"
            return None
        try:
            loss = self._function.batch(*columns)
        except GraphError as error:
            self.reason = str(error)
            return None
        if self._function.reasons:
            self.reason = next(iter(self._function.reasons))
        self.steps += 1
        return loss

    def measures(self, data: Any, metrics: Any) -> dict[str, float] | None:
        """The loss and the metrics on other data; None if they are not compiled."""
        X, y = checked_pair("validation", data)
        loss = self.loss(X, y)
        if loss is None:
            return None
        self.steps -= 1
        outputs = self.outputs()
        number = loss.item()
        if outputs is None:
            return None
        return {"loss": number, **score(metrics, outputs, y, number)}

    def outputs(self) -> Any:
        """The outputs of the last batch, as the model gives them; None if not known."""
        outputs = self._function.outputs
        if outputs is None:
            return None
        return outputs[0].tolist() if len(outputs) == 1 else outputs.T.tolist()

    def __str__(self) -> str:
        if self.reason:
            return f"eager: {self.reason}"
        return f"compiled: {self.steps} steps were replays"


def _obstacle(model: Any, loss: Any, per_sample: bool) -> str:
    """Why the steps cannot be compiled."""
    if not compiled:
        return "this is the plain build"
    if not per_sample:
        return "the model takes whole batches"
    # Not inherited: a subclass may compute something else.
    if not vars(type(model)).get("depends_on_parameters_only", False):
        return f"{type(model).__name__} may depend on more than its parameters"
    if not getattr(loss, "averages_samples", False):
        return "the loss is not known to be a mean over the samples"
    return ""


def _numbers(data: Any) -> Any:
    """Samples as an array of floats; None if they are not such."""
    array = np.asarray(data)
    if array.dtype.kind not in "fiu" or not 0 < array.ndim < 3:
        return None
    return np.ascontiguousarray(array, np.float64)

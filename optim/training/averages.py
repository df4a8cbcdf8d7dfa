"""Averages of the weights over the steps of training."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core.extend import plural, short_repr
from optim.checks.ranges import closed_fraction, count
from optim.checks.saved import array_of_numbers, list_of, saved_fields
from optim.training.callbacks import Callback

if TYPE_CHECKING:
    from optim.training.loop import Training


class ExponentialMovingAverage(Callback):
    """average = decay average + (1 - decay) weights, after each step.

    The first update takes the weights themselves. Among the callbacks of `fit` it is
    updated at each step; in a loop of your own call `update()` after `step()`. The
    averages are used inside `with average.in_use():`. Running statistics of a
    normalization are not averaged.

    Args:
        parameters: those of a model, `model.parameters()`.
        decay: in [0, 1]: about the last 1 / (1 - decay) steps count.

    Raises:
        TypeError: `parameters` is not a list of leaves, or `decay` not a number.
        ValueError: there are no parameters, or `decay` is out of its range.

    >>> from autograd_core import Value
    >>> w = Value(1.0)
    >>> average = ExponentialMovingAverage([w], decay=0.75)
    >>> for w.data in (4.0, 0.0):
    ...     average.update()
    >>> with average.in_use():
    ...     print(w.data)
    3.0
    >>> w.data
    0.0

    Source: Polyak and Juditsky, Acceleration of stochastic approximation by averaging,
    1992; torch.optim.swa_utils.AveragedModel for the first update.
    """

    def __init__(self, parameters: Iterable[Any], decay: float = 0.999) -> None:
        where = "ExponentialMovingAverage"
        if hasattr(parameters, "parameters"):
            raise TypeError(f"{where}: write model.parameters() for the parameters")
        if not isinstance(parameters, Iterable):
            raise TypeError(
                f"{where}: expected the parameters, such as model.parameters(), got "
                f"{short_repr(parameters)}"
            )
        self.parameters = list(parameters)
        if not self.parameters or not all(
            hasattr(parameter, "zero_grad") for parameter in self.parameters
        ):
            raise ValueError(
                f"{where}: expected a list of parameters, such as model.parameters(), "
                f"got {short_repr(self.parameters)}"
            )
        self.decay = closed_fraction("decay", decay)
        self.updates = 0
        self._averages: list[Any] = []

    def update(self) -> None:
        """Take the present weights into the averages."""
        weights = [np.array(parameter.data) for parameter in self.parameters]
        if self.updates:
            pairs = zip(self._averages, weights, strict=True)
            # As torch.lerp: the difference is exact where nothing has moved.
            share = 1.0 - self.decay
            weights = [old + share * (new - old) for old, new in pairs]
        self._averages = [
            np.asarray(new, np.asarray(parameter.data).dtype)
            for new, parameter in zip(weights, self.parameters, strict=True)
        ]
        self.updates += 1

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Inside, the parameters are the averages; afterwards as they were before.

        Raises:
            ValueError: there was no update yet.
        """
        if not self.updates:
            raise ValueError(
                "ExponentialMovingAverage: there is no average before the first "
                "update(), or before fit has made a step with it among its callbacks"
            )
        weights = [np.array(parameter.data) for parameter in self.parameters]
        _assign(self.parameters, self._averages)
        try:
            yield
        finally:
            _assign(self.parameters, weights)

    def on_step_end(self, training: Training) -> None:
        self.update()

    def state_dict(self) -> dict[str, Any]:
        """The averages, and the number of updates."""
        return {"updates": self.updates, "averages": list(self._averages)}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from there.

        Raises:
            ValueError: it is the state of other parameters; nothing is changed.
        """
        checks = {"updates": count, "averages": list_of(array_of_numbers)}
        fields = saved_fields("ExponentialMovingAverage", state_dict, checks)
        shapes = [np.shape(average) for average in fields["averages"]]
        own = [np.shape(parameter.data) for parameter in self.parameters]
        if fields["updates"] and shapes != own:
            raise ValueError(
                "ExponentialMovingAverage: the state is of "
                f"{plural(len(shapes), 'parameter')} of other shapes"
            )
        self.updates = fields["updates"]
        self._averages = [np.array(average) for average in fields["averages"]]

    def __repr__(self) -> str:
        parameters = plural(len(self.parameters), "parameter")
        return f"<ExponentialMovingAverage of {parameters}, decay {self.decay}>"


def _assign(parameters: list[Any], arrays: list[Any]) -> None:
    for parameter, array in zip(parameters, arrays, strict=True):
        is_array = isinstance(parameter.data, np.ndarray)
        parameter.data = array if is_array else float(array)

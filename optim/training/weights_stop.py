"""A criterion to stop that looks at the parameters instead of the loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core.extend import plural
from optim.checks.ranges import at_least_one, at_least_zero, count
from optim.checks.saved import array_of_numbers, optional, saved_fields
from optim.checks.settings import check_settings, one_of, setting
from optim.training.callbacks import Callback

if TYPE_CHECKING:
    from optim.training.loop import Training


@dataclass(eq=False)
class WeightsStop(Callback):
    """Stops when the parameters have converged.

    That is, when `times` times in a row |w - previous w| <= rtol * |w| + atol, with the
    Euclidean norms of all parameters of the optimizer together.

    Args:
        rtol: the relative move that counts as none, >= 0.
        times: how many such moves in a row are waited for.
        atol: the absolute move that counts as none, >= 0.
        per: "epoch" or "step", between which w is compared. Steps on single samples
            go to and fro by a length that only a falling rate makes small.

    Raises:
        TypeError: a setting is of the wrong kind.
        ValueError: a setting is out of its range.

    >>> WeightsStop(rtol=1e-3)
    WeightsStop(rtol=0.001, times=3, atol=1e-08, per='epoch')
    """

    rtol: float = setting(1e-4, at_least_zero)
    times: int = setting(3, at_least_one)
    atol: float = setting(1e-8, at_least_zero)
    per: str = setting("epoch", one_of("epoch", "step"))

    def __post_init__(self) -> None:
        check_settings(self, "WeightsStop")
        self.still = 0
        self._previous: Any = None

    def on_train_begin(self, training: Training) -> None:
        if self._previous is None:
            self._previous = _numbers(training)

    def on_step_end(self, training: Training) -> None:
        if self.per == "step":
            self._compare(training)

    def on_epoch_end(self, training: Training) -> None:
        if self.per == "epoch":
            self._compare(training)

    def _compare(self, training: Training) -> None:
        weights = _numbers(training)
        move = np.linalg.norm(weights - self._previous)
        self._previous = weights
        small = move <= self.rtol * np.linalg.norm(weights) + self.atol
        self.still = self.still + 1 if small else 0
        if self.still >= self.times:
            training.stop(
                "the weights have converged: they have hardly moved for "
                f"{plural(self.times, self.per)}, in the last by {move:.3g}"
            )

    def state_dict(self) -> dict[str, Any]:
        return {"still": self.still, "previous": self._previous}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        checks = {"still": count, "previous": optional(array_of_numbers)}
        fields = saved_fields("WeightsStop", state_dict, checks)
        self.still, self._previous = fields["still"], fields["previous"]


def _numbers(training: Training) -> Any:
    """All parameters of the optimizer as one vector."""
    return np.concatenate(
        [np.ravel(parameter.data) for parameter in training.optimizer.params]
    )

"""The learning rate range test: small, good, large, divergent, in one short run."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_core.extend import explained
from optim.apply.expected import checked_optimizer
from optim.apply.optimizer import Optimizer
from optim.checks.ranges import at_least_one, half_open_fraction, positive
from optim.data.batches import Batches
from optim.data.datasets import Dataset
from optim.schedules import Exponential
from optim.training.callbacks import Callback
from optim.training.fit import fit
from optim.training.weights import kept_weights


@dataclass(frozen=True)
class Sweep:
    """The measurements of a sweep over learning rates.

    Attributes:
        rates: the learning rate of each step, growing.
        losses: the loss of the batch before that step.
        smoothed: the losses as a running average, without the noise of the batches.
        suggestion: the rate at which the smoothed loss falls fastest per decade.
        diverged_at: the rate at which the sweep was broken off, None if it was not.
    """

    rates: Any
    losses: Any
    smoothed: Any
    suggestion: float
    diverged_at: float | None

    def __repr__(self) -> str:
        end = "no divergence"
        if self.diverged_at is not None:
            end = f"diverged at {self.diverged_at:.2g}"
        return (
            f"<Sweep of {len(self.rates)} learning rates from {self.rates[0]:.2g} to "
            f"{self.rates[-1]:.2g}: {end}, try {self.suggestion:.2g}>"
        )


@explained
def learning_rate_sweep(
    model: Callable[[Any], Any],
    loss: Callable[[Any, Any], Any],
    optimizer: Optimizer,
    data: tuple[Any, Any] | Dataset | Batches,
    *,
    lr_min: float = 1e-6,
    lr_max: float = 10.0,
    steps: int = 100,
    batch_size: int | None = 32,
    smoothing: float = 0.1,
    divergence: float = 4.0,
    rng: Any = None,
) -> Sweep:
    """Train with a rate that grows with every step, and watch the loss.

        rate(t) = lr_min * (lr_max / lr_min)^(t / (steps - 1))

    The sweep ends early once the smoothed loss is `divergence` times its smallest
    value, or is inf or nan. Model and optimizer are afterwards as they were before.

    Args:
        model, loss, optimizer, data, batch_size, rng: as for `fit`.
        lr_min, lr_max: the first and the last rate, 0 < lr_min < lr_max.
        steps: how many, at least 2.
        smoothing: the share of the newest loss in the running average, in (0, 1].
        divergence: how many times the smallest smoothed loss is too much, > 1.

    Returns:
        Rates and losses, and a rate to begin with. `viz` draws it.

    Raises:
        TypeError: an argument is of the wrong kind.
        ValueError: a number is out of its range, the loss is not finite from the first
            step on, or as for `fit`.

    >>> from autograd_core import Value
    >>> from optim import SGD
    >>> w = Value(5.0)
    >>> def square(outputs, targets):
    ...     return outputs[0] ** 2
    >>> sweep = learning_rate_sweep(lambda x: w * x, square, SGD([w]), ([1.0], [0.0]))
    >>> 0.05 < sweep.suggestion < 0.5 < sweep.diverged_at  # w <- (1 - 2 lr) w
    True
    >>> w
    Value(data=5.0, grad=0.0)

    Source: Smith, "Cyclical learning rates for training neural networks", WACV 2017.
    """
    count, rates_tried = _checked_rates(lr_min, lr_max, steps)
    watch = _Watch(count, smoothing, divergence)
    state = checked_optimizer(optimizer, "learning_rate_sweep").state_dict()
    try:
        with kept_weights(model, optimizer), warnings.catch_warnings():
            # A sweep continues until it overflows, so NumPy need not warn.
            warnings.simplefilter("ignore", RuntimeWarning)
            history = fit(
                model,
                loss,
                optimizer,
                data,
                epochs=count,
                batch_size=batch_size,
                callbacks=watch,
                schedule=rates_tried,
                rng=rng,
                progress=False,
            )
    finally:
        optimizer.load_state_dict(state)
        optimizer.zero_grad()
    rates = np.array(history.steps["lr"])
    losses = np.array(history.steps["loss"])
    if not np.isfinite(losses[0]):
        raise ValueError(
            f"learning_rate_sweep: the loss is {losses[0]} at the first step, before "
            "any rate was tried; look for its origin in the data or the model, with "
            "detect_anomaly()"
        )
    return Sweep(
        rates,
        losses,
        np.array(watch.smoothed),
        _steepest(rates, np.array(watch.smoothed), round(1 / watch.share)),
        float(rates[-1]) if watch.diverged else None,
    )


def _checked_rates(lr_min: Any, lr_max: Any, steps: Any) -> tuple[int, Exponential]:
    """Return the number of rates to try, and a function that gives them."""
    low, high = positive("lr_min", lr_min), positive("lr_max", lr_max)
    if not low < high:
        raise ValueError(f"lr_min must be below lr_max, got {lr_min!r} and {lr_max!r}")
    count = at_least_one("steps", steps)
    if count < 2:
        raise ValueError(f"steps must be at least 2, got {steps!r}")
    return count, Exponential(low, gamma=(high / low) ** (1 / (count - 1)))


class _Watch(Callback):
    """Records the rates and smooths the losses; stops when there is enough."""

    def __init__(self, steps: int, smoothing: float, divergence: float) -> None:
        self.steps = steps
        self.share = half_open_fraction("smoothing", smoothing)
        self.limit = positive("divergence", divergence)
        if not self.limit > 1:
            raise ValueError(f"divergence must be > 1, got {divergence!r}")
        self.smoothed: list[float] = []
        self.average = 0.0
        self.diverged = False

    def on_step_end(self, training: Any) -> None:
        loss = training.step_logs["loss"]
        training.step_logs["lr"] = training.optimizer.lr
        self.average = self.share * loss + (1 - self.share) * self.average
        # Corrected for the start at 0, as in Adam.
        steps = len(self.smoothed) + 1
        smoothed = self.average / (1 - (1 - self.share) ** steps)
        self.smoothed.append(smoothed)
        best = min(self.smoothed)
        if not math.isfinite(smoothed) or smoothed - best > (self.limit - 1) * abs(
            best
        ):
            self.diverged = True
            training.stop("diverged")
        if steps == self.steps:
            training.stop("all rates tried")


def _steepest(rates: Any, losses: Any, settled: int) -> float:
    """The rate at which the loss falls fastest on a logarithmic axis of rates.

    The first `settled` losses are averages of few, so they fall by chance.
    """
    finite = np.isfinite(losses)
    # After the smallest loss comes the way up: a later fall is noise.
    end = int(np.argmin(np.where(finite, losses, np.inf))) + 1
    if end < 2:
        return float(rates[0])
    slopes = np.gradient(losses[:end], np.log(rates[:end]))
    start = settled if settled < end else 0
    return float(rates[start + int(np.argmin(slopes[start:]))])

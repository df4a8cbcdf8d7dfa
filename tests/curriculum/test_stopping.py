"""stopping: no significant change, a converged running average, validation loss."""

import numpy as np
import pytest

from autograd_core import Value, mean
from nn import MLP, losses
from optim import (
    SGD,
    Adam,
    EarlyStopping,
    PlateauStop,
    RunningAverageStop,
    fit,
    train_test_split,
)
from optim.toys import moons

X = np.linspace(-1, 1, 20)
Y = 3 * X + 1


def squared_error(outputs, targets):
    return mean([(y - t) ** 2 for y, t in zip(outputs, targets, strict=True)])


def line(**settings):
    w, b = Value(0.0), Value(0.0)
    history = fit(
        lambda x: w * x + b,
        squared_error,
        SGD([w, b], lr=0.1),
        (X, Y),
        **{"epochs": 2000, "batch_size": None, **settings},
    )
    return w, b, history


def test_no_significant_change():
    """Without noise the loss falls by a constant factor, and 1 % is always passed."""
    *_, history = line(callbacks=PlateauStop(rtol=0.01), epochs=50)
    assert history.stopped == "all 50 epochs done"
    # With noise there is a floor, and there the changes become small.
    noisy = Y + np.random.default_rng(0).normal(0, 0.1, 20)
    w, b = Value(0.0), Value(0.0)
    history = fit(
        lambda x: w * x + b,
        squared_error,
        SGD([w, b], lr=0.1),
        (X, noisy),
        epochs=2000,
        batch_size=None,
        callbacks=PlateauStop(rtol=1e-3, epochs=3),
    )
    best = np.polyfit(X, noisy, 1)
    assert len(history) < 200
    assert (w.data, b.data) == pytest.approx(tuple(best), abs=0.05)
    last = history["loss"][-4:]
    assert max(last) - min(last) <= 1e-3 * max(last)


def test_the_running_average_q_converges():
    """do Q <- lambda L + (1 - lambda) Q until Q converges, one sample a step."""
    stop = RunningAverageStop(rate=0.05, rtol=0.0, steps=20, atol=1e-6)
    w, b, history = line(batch_size=1, rng=0, callbacks=stop)
    assert (w.data, b.data) == pytest.approx((3, 1), abs=1e-2)
    assert "running average of the loss has converged" in history.stopped
    q = history.steps["loss"][0]
    for loss in history.steps["loss"][1:]:
        q = 0.05 * loss + 0.95 * q
    assert stop.average == pytest.approx(q, rel=1e-12)


def test_early_stop_on_the_validation_loss():
    """Few noisy points and a wide network: the validation loss turns up again."""
    X, y = moons(60, noise=0.35, rng=0)
    X_train, X_val, y_train, y_val = train_test_split(X, y, test_size=0.5, rng=0)
    model = MLP(2, [12, 2], rng=0)
    stopping = EarlyStopping(patience=8)
    history = fit(
        model,
        losses.cross_entropy,
        Adam(model.parameters(), lr=0.05),
        (X_train, y_train),
        epochs=150,
        validation=(X_val, y_val),
        callbacks=stopping,
        rng=0,
    )
    validation = history["val_loss"]
    assert "has not improved for 8 epochs" in history.stopped
    assert np.argmin(validation) == len(validation) - 9 == stopping.best_epoch - 1
    # The training loss went on falling: this is overfitting.
    assert history["loss"][-1] < history["loss"][stopping.best_epoch - 1]
    outputs = [model(x) for x in X_val]
    loss_now = losses.cross_entropy(outputs, y_val).data
    assert loss_now == pytest.approx(min(validation), rel=1e-12), (
        "the best weights are back"
    )

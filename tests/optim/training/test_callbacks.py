"""Callbacks: when they are called, what they record, when they stop, what they say."""

import math

import numpy as np
import pytest

from autograd_core import Tensor, Value
from optim import (
    SGD,
    Adam,
    Callback,
    EarlyStopping,
    GradientClipping,
    GradientNormLogger,
    History,
    LearningRateLogger,
    NaNGuard,
    PlateauStop,
    RunningAverageStop,
    fit,
)
from optim.schedules import Exponential
from tests.optim.networks import X, Y, squared_error, tensor_model, weights


def run(callbacks=(), epochs=3, model=None, **settings):
    model = model or tensor_model()
    optimizer = Adam(model.parameters(), lr=0.01)
    return fit(
        model,
        squared_error,
        optimizer,
        (X, Y),
        epochs=epochs,
        callbacks=callbacks,
        **{"batch_size": 25, "rng": 0, **settings},
    )


class Measures(Callback):
    """Overwrites a measure of each epoch by numbers given."""

    def __init__(self, values, name="val_loss"):
        self.values, self.name = values, name

    def on_epoch_end(self, training):
        training.epoch_logs[self.name] = self.values[training.epoch - 1]


# -- the calls -------------------------------------------------------------------------


def test_the_order_of_the_calls():
    calls = []

    class Watching(Callback):
        pass

    for name in [
        attribute for attribute in vars(Callback) if attribute.startswith("on_")
    ]:

        def hook(self, training, *rest, name=name):
            calls.append(name)

        setattr(Watching, name, hook)
    run(Watching(), epochs=2)
    step = ["on_loss", "on_gradients", "on_step_end", "on_step_recorded"]
    epoch = ["on_epoch_begin", *step, *step, "on_epoch_end", "on_epoch_recorded"]
    end = ["on_stop", "on_train_end"]
    assert calls == ["on_train_begin", *epoch, *epoch, *end]


def test_what_a_callback_sees():
    records = []

    class Watching(Callback):
        def on_step_end(self, training):
            records.append((training.epoch, training.batch, training.step))

        def on_epoch_end(self, training):
            records.append((training.epoch, list(training.epoch_logs)))

    run(Watching(), epochs=2, validation=(X, Y))
    logs = ["loss", "val_loss"]
    assert records == [(0, 1, 1), (0, 2, 2), (1, logs), (1, 1, 3), (1, 2, 4), (2, logs)]


def test_a_function_is_called_at_the_end_of_each_epoch():
    records = []
    run([lambda training: records.append(training.epoch_logs["loss"])], epochs=2)
    assert len(records) == 2


def test_what_is_added_to_the_logs_is_recorded():
    class Adding(Callback):
        def on_gradients(self, training):
            training.step_logs["even"] = training.step % 2 == 0

        def on_epoch_end(self, training):
            if training.epoch == 2:
                training.epoch_logs["late"] = "yes"

    history = run(Adding(), epochs=2)
    assert history.steps["even"] == [True, False, True, False]
    assert history["late"] == [None, "yes"]


def test_stopping_in_the_middle_of_an_epoch_finishes_the_step():
    class Stopping(Callback):
        def on_gradients(self, training):
            if training.step == 2:
                training.stop("enough")
                training.stop("another reason")

    history = run(Stopping())
    assert (len(history), len(history.steps["loss"])) == (1, 3)
    assert history.stopped == "enough"


# -- loggers and clipping --------------------------------------------------------------


def test_learning_rates_are_those_of_the_steps():
    history = run(LearningRateLogger(), epochs=2, schedule=Exponential(0.1, gamma=0.5))
    assert history.steps["lr"] == [0.1, 0.05, 0.025, 0.0125]


def test_learning_rates_of_groups():
    w, b = Tensor(1.0), Tensor(1.0)
    optimizer = SGD([{"params": [w], "lr": 0.1}, {"params": [b], "lr": 0.2}])
    history = fit(
        lambda x: w * x + b,
        squared_error,
        optimizer,
        (X[:, 0], X[:, 0]),
        epochs=1,
        batch_size=None,
        callbacks=LearningRateLogger(),
    )
    assert (history.steps["lr_0"], history.steps["lr_1"]) == ([0.1], [0.2])


def test_gradient_norms_by_hand():
    """Of the mean of (w x)^2: 2 w mean(x^2)."""
    w = Tensor(3.0)
    history = fit(
        lambda x: w * x,
        squared_error,
        SGD([w], lr=0.0),
        ([1.0, 2.0], [0.0, 0.0]),
        epochs=1,
        callbacks=[GradientClipping(5.0), GradientNormLogger()],
    )
    assert history.steps["gradient_norm"] == pytest.approx([5.0], rel=1e-6)
    history = fit(
        lambda x: w * x,
        squared_error,
        SGD([w], lr=0.0),
        ([1.0, 2.0], [0.0, 0.0]),
        epochs=1,
        callbacks=GradientNormLogger(),
    )
    assert history.steps["gradient_norm"] == pytest.approx([2 * 3 * 2.5], rel=1e-14)


# -- early stopping --------------------------------------------------------------------


def stopped_after(callback, values, name="val_loss"):
    history = run([Measures(values, name), callback], epochs=len(values))
    return len(history), history.stopped


def test_early_stopping_waits_patiently():
    losses = [5.0, 4.0, 4.5, 4.0, 3.9, 4.0, 4.1, 4.2, 1.0]
    assert stopped_after(EarlyStopping(patience=3), losses) == (
        8,
        "val_loss has not improved for 3 epochs; best 3.9 in epoch 5",
    )
    assert stopped_after(EarlyStopping(patience=2), losses)[0] == 4
    assert stopped_after(EarlyStopping(patience=4), losses)[0] == 9


def test_early_stopping_upwards_by_a_minimum():
    accuracies = [0.5, 0.6, 0.604, 0.608, 0.9]
    settings = {"mode": "max", "min_delta": 0.01, "monitor": "val_accuracy"}
    callback = EarlyStopping(patience=2, **settings)
    assert stopped_after(callback, accuracies, "val_accuracy")[0] == 4
    assert (callback.best, callback.best_epoch) == (0.6, 2)


def test_a_nan_is_no_improvement():
    callback = EarlyStopping(patience=2)
    assert stopped_after(callback, [math.nan, math.nan, math.nan])[0] == 2
    assert callback.best is None


@pytest.mark.parametrize(
    "ending", ["stopped", "all epochs", "interrupted", "in mid-epoch"]
)
def test_the_best_weights_are_restored_however_it_ends(ending):
    values = {
        "stopped": [3.0, 2.0, 4.0, 4.0, 4.0],
        "all epochs": [3.0, 2.0, 4.0],
        "interrupted": [3.0, 2.0, 4.0, 5.0, 5.0],
        "in mid-epoch": [3.0, 2.0, 4.0],
    }[ending]

    class Interrupt(Callback):
        def on_gradients(self, training):
            if ending == "in mid-epoch" and training.step == 4:
                training.stop("interrupted")

        def on_epoch_end(self, training):
            if ending == "interrupted" and training.epoch == 3:
                training.stop("interrupted")

    copies = []
    model = tensor_model()

    def keep(training):
        copies.append(weights(model))

    stopping = EarlyStopping(patience=3 if ending == "stopped" else 9)
    history = run(
        [Measures(values), stopping, keep, Interrupt()],
        epochs=len(values),
        model=model,
    )
    assert np.array_equal(weights(model), copies[1])
    assert len(history.steps["loss"]) > 4, "it went on after the best epoch"


def test_running_statistics_are_restored_too():
    model = tensor_model()
    copies = []
    run(
        [
            Measures([1.0, 2.0]),
            EarlyStopping(),
            lambda training: copies.append(model.layers[1].running_mean.copy()),
        ],
        epochs=2,
        model=model,
    )
    assert np.array_equal(model.layers[1].running_mean, copies[0])


def test_restoring_can_be_left_out():
    model, copies = tensor_model(), []
    run(
        [
            Measures([1.0, 2.0]),
            EarlyStopping(restore_best=False),
            lambda training: copies.append(weights(model)),
        ],
        epochs=2,
        model=model,
    )
    assert np.array_equal(weights(model), copies[1])


def test_early_stopping_without_that_measure_says_what_there_is():
    with pytest.raises(
        ValueError, match=r"no 'val_loss' per epoch, only loss; give fit validation"
    ):
        run(EarlyStopping())
    with pytest.raises(ValueError, match="EarlyStopping: there is no 'accuracy' per"):
        run(EarlyStopping(monitor="accuracy"))


# -- plateau and running average -------------------------------------------------------


def test_plateau_stops_when_nothing_changes_significantly():
    losses = [9.0, 5.0, 2.0, 1.0, 1.004, 0.998, 1.001, 1.0, 1.0]
    stop = PlateauStop(monitor="val_loss", rtol=0.01, epochs=3)
    assert stopped_after(stop, losses) == (
        7,
        "val_loss has not changed significantly for 3 epochs",
    )


def test_plateau_of_a_loss_of_zero():
    stop = PlateauStop(monitor="val_loss", epochs=2)
    assert stopped_after(stop, [0.0, 0.0, 0.0, 0.0])[0] == 3


def test_running_average_is_the_lectures_q():
    """Q <- lambda L + (1 - lambda) Q, from the first loss on; stop when it stands."""
    stop = RunningAverageStop(rate=0.3, rtol=0.02, steps=2)
    history = run(stop, epochs=200)
    q, still = history.steps["loss"][0], 0
    steps = 1
    for loss in history.steps["loss"][1:]:
        steps += 1
        new = 0.3 * loss + 0.7 * q
        still = still + 1 if abs(new - q) <= 0.02 * abs(q) else 0
        q = new
        if still == 2:
            break
    assert len(history.steps["loss"]) == steps < 400
    assert stop.average == pytest.approx(q, rel=1e-12)
    assert history.stopped == (
        f"the running average of the loss has converged to {q:.6g}"
    )


# -- the guard -------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:invalid value encountered in log")
def test_the_guard_stops_before_the_step_and_names_the_op():
    w = Tensor([1.0], label="w")
    with pytest.warns(RuntimeWarning, match="the loss became nan in step 3") as caught:
        history = fit(
            lambda x: w * x,
            lambda outputs, targets: outputs.log().mean(),
            SGD([w], lr=0.4),
            ([1.0, 1.0], [0.0, 0.0]),
            epochs=10,
            callbacks=NaNGuard(),
        )
    # w = 1, 0.6, -0.07 after two steps: the log of a negative number comes third.
    text = str(caught[-1].message)
    assert "log" in text
    assert "gave" in text
    assert "test_callbacks.py" in text
    assert history.stopped in text
    assert len(history.steps["loss"]) == 2
    assert w.data == pytest.approx(1 - 0.4 / 1 - 0.4 / 0.6)


def test_the_guard_finds_a_gradient_that_is_not_finite():
    w = Value(0.0, label="w")
    with pytest.warns(RuntimeWarning, match="a gradient became inf or nan in step 1"):
        history = fit(
            lambda x: w.sqrt() * x,
            lambda outputs, targets: outputs[0],
            SGD([w], lr=0.1),
            ([1.0], [0.0]),
            epochs=2,
            callbacks=NaNGuard(),
        )
    assert w.data == 0.0
    assert "which was left out" in history.stopped
    assert "sqrt" in history.stopped


def test_the_guard_lets_good_steps_pass():
    assert run(NaNGuard()).stopped == "all 3 epochs done"


# -- history ---------------------------------------------------------------------------


def test_history_as_tables(tmp_path):
    history = run(LearningRateLogger(), epochs=2, validation=(X, Y))
    path = tmp_path / "history.csv"
    text = history.to_csv(path)
    assert path.read_text(encoding="utf-8") == text
    lines = text.splitlines()
    assert lines[0] == "epoch,loss,val_loss"
    assert [float(cell) for cell in lines[2].split(",")] == [
        2,
        history["loss"][1],
        history["val_loss"][1],
    ]
    steps = history.to_csv(per="step").splitlines()
    assert steps[0] == "step,loss,lr"
    assert len(steps) == 5
    with pytest.raises(ValueError, match="per must be 'epoch' or 'step', got 'day'"):
        history.to_csv(per="day")


def test_history_there_and_back():
    history = run(epochs=2)
    twin = History.from_dict(history.to_dict())
    assert twin.to_dict() == history.to_dict()
    twin.record_epoch({"loss": 0.0})
    assert len(history) == 2


def test_history_names_what_it_has():
    history = run(epochs=1, validation=(X, Y))
    with pytest.raises(
        KeyError, match="no 'accuracy' per epoch; there is loss, val_lo"
    ):
        history["accuracy"]
    assert repr(history).startswith("<History of 1 epoch, 2 steps; loss 0.")
    assert repr(history).endswith("; 1 epoch done>")


# -- bad settings ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: EarlyStopping(patience=0), "EarlyStopping: patience must be at least"),
        (
            lambda: EarlyStopping(5),
            "EarlyStopping: monitor must be a string, got int 5",
        ),
        (
            lambda: EarlyStopping(min_delta=-1),
            "EarlyStopping: min_delta must be finite",
        ),
        (
            lambda: EarlyStopping(mode="low"),
            "mode must be 'auto' or 'min' or 'max', got",
        ),
        (lambda: PlateauStop(rtol=math.nan), "PlateauStop: rtol must be fin"),
        (lambda: PlateauStop(epochs=0), "PlateauStop: epochs must be at least 1"),
        (lambda: RunningAverageStop(rate=0), r"rate must be in \(0, 1\], got 0"),
        (lambda: RunningAverageStop(steps=0), "steps must be at least 1, got 0"),
        (lambda: GradientClipping(-1), "GradientClipping: max_norm must be finite and"),
    ],
)
def test_bad_settings(make, message):
    with pytest.raises((TypeError, ValueError), match=message):
        make()

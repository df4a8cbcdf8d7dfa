"""One callback in several runs: each run is as with a callback of its own."""

import threading

import numpy as np
import pytest

import nn
from optim import (
    SGD,
    Callback,
    EarlyStopping,
    PlateauStop,
    RunningAverageStop,
    WeightsStop,
    fit,
    grid_search,
)
from optim.schedules import ReduceOnPlateau, Scheduler
from optim.training.checkpoint import Checkpoint
from tests.optim.networks import X, Y, squared_error, tensor_model, weights


def run(callbacks, lr=0.1, model=None, **settings):
    model = model or tensor_model()
    optimizer = SGD(model.parameters(), lr=lr)
    history = fit(
        model,
        squared_error,
        optimizer,
        (X, Y),
        callbacks=callbacks,
        **{"epochs": 8, "validation": (X, Y), "batch_size": 25, "rng": 0} | settings,
    )
    return history.stopped, history["loss"], weights(model).tolist()


class Best(EarlyStopping):
    """A subclass with an `on_train_begin` of its own that calls no other."""

    def on_train_begin(self, training):
        self.runs = getattr(self, "runs", 0) + 1


class Countdown(Callback):
    """A callback of a user, whose state is what `state_dict` gives."""

    def __init__(self, epochs):
        self.left = epochs

    def on_epoch_end(self, training):
        self.left -= 1
        if not self.left:
            training.stop("the countdown is over")

    def state_dict(self):
        return {"left": self.left}

    def load_state_dict(self, state_dict):
        self.left = state_dict["left"]


MAKERS = {
    "early stopping": lambda: EarlyStopping(patience=2),
    "subclass": lambda: Best(patience=2),
    "plateau": lambda: PlateauStop(rtol=0.5, epochs=2),
    "running average": lambda: RunningAverageStop(rate=0.5, rtol=0.5, steps=3),
    "from the objective": lambda: RunningAverageStop(
        rate=0.5, rtol=0.5, steps=3, start="objective"
    ),
    "weights": lambda: WeightsStop(rtol=0.5, times=3, per="step"),
    "own": lambda: Countdown(3),
}


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_a_second_run_is_as_with_a_new_callback(make):
    """The rate 1e-9 cannot reach what the first run has reached."""
    shared = make()
    first, second, third = (run([shared], lr) for lr in (0.1, 1e-9, 0.1))
    assert first == third == run([make()], 0.1)
    assert second == run([make()], 1e-9)


def test_a_network_of_another_shape_may_follow():
    stop = EarlyStopping(patience=1)
    run([stop])
    wide = nn.mlp([3, 9, 2], rng=0)
    expected = run([EarlyStopping(patience=1)], model=nn.mlp([3, 9, 2], rng=0))
    assert run([stop], model=wide) == expected


def test_a_run_that_was_broken_off_leaves_nothing():
    def broken(training):
        if training.epoch == 3:
            raise RuntimeError("broken")

    stop = EarlyStopping(patience=2)
    with pytest.raises(RuntimeError, match="broken"):
        run([stop, broken])
    assert run([stop], 1e-9) == run([EarlyStopping(patience=2)], 1e-9)


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_a_shared_callback_in_a_search(n_jobs):
    stop, rates = EarlyStopping(patience=2), [0.1, 1e-9, 0.01]

    def last_loss(lr, stop=stop):
        return run([stop], lr)[1][-1]

    trials = grid_search(last_loss, {"lr": rates}, n_jobs=n_jobs)
    expected = [last_loss(lr, EarlyStopping(patience=2)) for lr in rates]
    assert [trial.value for trial in trials] == expected


def test_a_checkpoint_of_the_best_is_written_in_a_worse_run_too(tmp_path):
    path = tmp_path / "best.npz"
    best = Checkpoint(path, monitor="val_loss")
    run([best])
    path.unlink()
    run([best], 1e-9)
    assert path.exists()


def test_a_resumed_run_continues_with_the_saved_state(tmp_path):
    """Also if the callback has been in other runs in between."""

    def callbacks():
        return [PlateauStop(rtol=0.1, epochs=4), Checkpoint(path)]

    path = tmp_path / "run.npz"
    whole = run(callbacks(), 1e-3, epochs=9)
    assert "has not changed" in whole[0]
    stop, save = callbacks()
    run([stop, save], 1e-3, epochs=3)
    run(stop, 0.5, epochs=1)
    resumed = run([stop, save], 1e-3, epochs=9, resume=path)
    assert resumed == whole
    # And the fit after that starts anew, not from what was saved.
    assert run(stop, 1e-3, epochs=9) == run(callbacks()[0], 1e-3, epochs=9)


def test_a_resume_that_fails_leaves_the_state(tmp_path):
    stop = EarlyStopping(patience=2)
    run([stop])
    best = stop.best
    with pytest.raises(FileNotFoundError):
        run([stop], resume=tmp_path / "absent.npz")
    assert stop.best == best


def test_reduce_on_plateau_starts_anew_and_a_scheduler_continues():
    model = tensor_model()
    optimizer = SGD(model.parameters(), lr=1e-9)

    def train(schedule, epochs):
        data = (X, Y)
        fit(model, squared_error, optimizer, data, epochs=epochs, schedule=schedule)

    plateau = ReduceOnPlateau(optimizer, patience=1)
    train(plateau, epochs=2)  # an epoch without improvement, a second would reduce
    train(plateau, epochs=2)
    assert optimizer.lr == 1e-9
    steps = []
    scheduler = Scheduler(optimizer, lambda step: steps.append(step) or 1e-9)
    train(scheduler, epochs=1)
    count = scheduler.steps
    train(scheduler, epochs=1)
    assert scheduler.steps == 2 * count > 0
    assert steps == list(range(2 * count + 1))


def test_two_runs_at_once_are_refused():
    stop = EarlyStopping(patience=2)
    errors = []

    def inner(training):
        if not errors:
            thread = threading.Thread(target=attempt)
            thread.start()
            thread.join()

    def attempt():
        with pytest.raises(ValueError, match="EarlyStopping is in use by another fit"):
            run([stop])
        errors.append(True)

    assert run([stop, inner]) == run([EarlyStopping(patience=2), lambda training: None])
    assert errors == [True]


# -- the direction of a measure --------------------------------------------------------

UP = (
    *("accuracy", "val_accuracy", "acc", "auc", "ROC_AUC", "r2", "val_r2_score", "F1"),
    *("recall_at_5", "log_likelihood", "neg_mean_squared_error", "top_5_accuracy"),
    *("cosine_similarity", "R2Score", "neg_log_loss", "val_iou"),
)
DOWN = (
    *("loss", "val_loss", "error_rate", "MSE", "val_mae", "mean_absolute_error"),
    *("squared_error", "cross_entropy", "perplexity", "negative_log_likelihood"),
    *("MeanSquaredErrorLoss", "kl_divergence", "binary_crossentropy", "huber"),
)
UNKNOWN = ("score", "val_share", "accuracy_loss", "negative_accuracy", "gap", "")


class Planned(Callback):
    """Gives a measure planned values."""

    def __init__(self, name, values):
        self.name, self.values = name, values

    def on_epoch_end(self, training):
        training.epoch_logs[self.name] = self.values[training.epoch - 1]


@pytest.mark.parametrize("name", [*UP, *DOWN])
def test_the_direction_is_told_by_the_name(name, tmp_path):
    values = [0.5, 0.75, 0.25, 0.5, 0.5, 0.5, 0.5, 0.5]
    best_epoch = 2 if name in UP else 3
    stop = EarlyStopping(monitor=name, patience=8)
    save = Checkpoint(tmp_path / "{epoch}.npz", monitor=name)
    run([Planned(name, values), stop, save])
    assert stop.best_epoch == best_epoch
    written = sorted(int(path.stem) for path in tmp_path.iterdir())
    assert written == [1, best_epoch]
    trials = grid_search(lambda x: {name: x}, {"x": [0.5, 0.75, 0.25]}, n_jobs=1)
    assert trials.best.value == values[best_epoch - 1]
    trials = grid_search(
        lambda x: {name: x, "other": 0.0}, {"x": values}, objective=name, n_jobs=1
    )
    assert trials.best.value == values[best_epoch - 1]


@pytest.mark.parametrize("name", UNKNOWN)
def test_an_unknown_direction_is_asked_for(name):
    question = f"does '{name}' improve when it falls or when it rises"
    for make in (
        lambda: EarlyStopping(monitor=name),
        lambda: Checkpoint("run.npz", monitor=name),
        lambda: grid_search(lambda x: {name: x}, {"x": [1]}, objective=name),
    ):
        with pytest.raises(ValueError, match=question):
            make()
    assert EarlyStopping(monitor=name, mode="max").mode == "max"
    trials = grid_search(lambda x: {name: x}, {"x": [1, 2]}, n_jobs=1)
    assert "best" not in repr(trials)
    assert len(str(trials).splitlines()) == 3
    with pytest.raises(ValueError, match=f"Trials.mode: {question}"):
        trials.best  # noqa: B018
    trials.mode = "max"
    assert trials.best.value == 2


def test_a_number_without_a_name_is_a_loss():
    assert grid_search(lambda x: x, {"x": [2, 1, 3]}, n_jobs=1).best.value == 1


def test_accuracy_is_monitored_upwards_in_a_real_run():
    rng = np.random.default_rng(0)
    points = rng.normal(size=(100, 2))
    ids = (points[:, 0] > points[:, 1]).astype(int)
    model = nn.mlp([2, 8, 2], rng=0)
    stop = EarlyStopping(monitor="val_accuracy", patience=3)
    history = fit(
        model,
        nn.cross_entropy,
        SGD(model.parameters(), lr=0.1),
        (points, ids),
        epochs=20,
        validation=(points, ids),
        metrics={"accuracy": nn.accuracy},
        callbacks=stop,
        rng=0,
    )
    assert stop.best == max(history["val_accuracy"])
    assert nn.accuracy(nn.predict(model, points), ids) == stop.best


def test_nan_is_never_the_best(tmp_path):
    nan = float("nan")
    save = Checkpoint(tmp_path / "{epoch}.npz", monitor="loss")
    run([Planned("loss", [nan, 3.0, nan, 2.0, 2.5, nan, nan, nan]), save])
    assert sorted(path.stem for path in tmp_path.iterdir()) == ["2", "4"]


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_plateau_with_nan_or_inf_inside_is_none(place, value):
    window = [1.0] * 4
    window[place] = value
    values = [*window, 2.0, 3.0, 4.0, 5.0]
    stop = PlateauStop(monitor="loss", epochs=3)
    assert run([Planned("loss", values), stop])[0] == "all 8 epochs done"

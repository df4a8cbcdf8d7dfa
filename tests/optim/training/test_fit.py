"""fit: the same numbers as a loop by hand, what it records, and what it refuses."""

import io
import math
import os
import signal

import numpy as np
import pytest

from autograd_core import Tensor, Value, no_grad
from nn import Dropout, Linear, Sequential, accuracy
from nn.losses import SquaredErrorLoss
from optim import (
    LBFGS,
    SGD,
    Adam,
    Callback,
    Nesterov,
    batches,
    evaluate,
    fit,
)
from optim.schedules import Exponential, ReduceOnPlateau, Scheduler
from optim.training.progress import Progress
from tests.optim.networks import (
    CLASSES,
    X,
    Y,
    cross_entropy,
    scalar_model,
    squared_error,
    tensor_model,
    weights,
)


def adam(model, **settings):
    return Adam(model.parameters(), **{"lr": 0.01, **settings})


def by_hand(model, epochs=3, size=8, seed=5):
    """The loop that `fit` saves you from; the loss of every step."""
    optimizer, rng, losses = adam(model), np.random.default_rng(seed), []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), size):
            i = order[start : start + size]
            if isinstance(optimizer.params[0], Value):
                outputs = [model(x) for x in X[i]]
            else:
                outputs = model(X[i])
            loss = squared_error(outputs, Y[i])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


# -- what it does ----------------------------------------------------------------------


@pytest.mark.parametrize("make", [tensor_model, scalar_model])
def test_it_is_the_loop_by_hand_bit_for_bit(make):
    expected, model = make(), make()
    losses = by_hand(expected)
    history = fit(
        model, squared_error, adam(model), (X, Y), epochs=3, batch_size=8, rng=5
    )
    assert history.steps["loss"] == losses
    assert np.array_equal(weights(model), weights(expected))
    assert history.stopped == "all 3 epochs done"
    assert history.seconds > 0


def test_the_loss_of_an_epoch_is_the_mean_over_its_samples():
    """50 samples in batches of 8: six of them and one of 2."""
    model = tensor_model()
    history = fit(model, squared_error, adam(model), (X, Y), epochs=2, batch_size=8)
    sizes = np.array([8] * 6 + [2])
    steps = np.array(history.steps["loss"]).reshape(2, 7)
    assert history["loss"] == pytest.approx((steps @ sizes / 50).tolist(), rel=1e-13)


def test_metrics_are_averaged_in_training_and_whole_in_validation():
    model = tensor_model()
    history = fit(
        model,
        cross_entropy,
        adam(model, lr=0.0),
        (X, CLASSES),
        epochs=1,
        batch_size=8,
        validation=(X[:20], CLASSES[:20]),
        metrics=[accuracy],
        rng=0,
    )
    # Nothing moved: training saw the batches in training mode, validation did not.
    accuracies = []
    model.train()
    for xs, ys in batches(X, CLASSES, 8, rng=0):
        accuracies += [accuracy(model(xs), ys)] * len(ys)
    model.eval()
    assert history["accuracy"] == pytest.approx([np.mean(accuracies)])
    assert history["val_loss"] != history["loss"]
    assert list(history.last) == ["loss", "accuracy", "val_loss", "val_accuracy"]


def test_evaluate_by_hand():
    model = tensor_model()
    model.eval()
    outputs = model(X).data
    expected = {
        "loss": ((outputs - Y) ** 2).mean(),
        "worst": abs(outputs - Y).max(),
    }
    model.train()
    for size in (7, 50, None):
        measures = evaluate(
            model,
            squared_error,
            (X, Y),
            batch_size=size,
            metrics={"worst": lambda outputs, y: abs(outputs - y).max()},
        )
        assert measures == pytest.approx(expected, rel=1e-12)
    assert all(module.training for module in model.modules())


def test_evaluate_on_values_and_on_functions():
    model = scalar_model()
    outputs = [[output.data for output in model(x)] for x in X]
    measures = evaluate(model, squared_error, (X, Y))
    assert measures["loss"] == pytest.approx(((np.array(outputs) - Y) ** 2).mean())

    def error(outputs, targets):
        return float(np.mean(np.abs(outputs - targets)))

    assert evaluate(lambda x: 2 * x, error, (X, X))["loss"] == pytest.approx(
        abs(X).mean()
    )


def test_validation_is_in_evaluation_mode_and_training_in_training_mode():
    modes = []

    class Watching(Dropout):
        def forward(self, x):
            modes.append(self.training)
            return super().forward(x)

    model = Sequential([Linear(3, 2, rng=0), Watching(0.5, rng=0)])
    model.eval()
    fit(
        model,
        squared_error,
        adam(model),
        (X, Y),
        epochs=2,
        batch_size=25,
        validation=(X, Y),
    )
    assert modes == [True, True, False] * 2
    assert not model.training, "as it was before"


def test_a_model_may_be_any_function():
    w = Tensor(np.zeros((3, 2)))
    fit(lambda x: x @ w, squared_error, SGD([w], lr=0.5), (X, X[:, :2]), epochs=60)
    assert w.data == pytest.approx(np.eye(3)[:, :2], abs=1e-3)


def test_per_sample_says_how_a_model_of_values_is_called():
    w = Value(0.0)
    shapes = []

    def model(x):
        shapes.append(np.shape(x))
        return [w * number for number in x]

    def loss(outputs, targets):
        return (outputs[0] - targets[0]) ** 2

    fit(model, loss, SGD([w]), ([1.0, 2.0], [1.0, 2.0]), epochs=1, per_sample=False)
    assert shapes == [(2,)]


def test_optimizers_that_ask_again_get_the_same_batch():
    model = scalar_model()
    optimizer = Nesterov(model.parameters(), lr=0.05)
    history = fit(model, squared_error, optimizer, (X, Y), epochs=10, rng=0)
    assert history["loss"][-1] < 0.8 * history["loss"][0]


def test_batches_may_be_given_as_they_are():
    model, twin = tensor_model(), tensor_model()
    loader = batches(X, Y, 8, rng=5, mode="fixed")
    history = fit(model, squared_error, adam(model), loader, epochs=2)
    losses = []
    optimizer = adam(twin)
    for xs, ys in [*loader, *loader]:
        loss = squared_error(twin(xs), ys)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert history.steps["loss"] == losses


def test_the_seed_decides_everything_and_nothing_global_is_touched():
    state = np.random.get_state()[1].copy()

    def run(seed):
        model = tensor_model(dropout=0.3)
        fit(model, squared_error, adam(model), (X, Y), epochs=2, rng=seed)
        return weights(model)

    assert np.array_equal(run(1), run(1))
    assert not np.array_equal(run(1), run(2))
    assert (np.random.get_state()[1] == state).all()


# -- schedules -------------------------------------------------------------------------


def rates(schedule, optimizer, **settings):
    records = []

    class Watching(Callback):
        def on_gradients(self, training):
            records.append(training.optimizer.lr)

    fit(
        lambda x: optimizer.params[0] * x,
        lambda outputs, targets: (outputs - targets).square().mean(),
        optimizer,
        (X[:, 0], X[:, 0]),
        batch_size=25,
        schedule=schedule,
        callbacks=Watching(),
        **settings,
    )
    return records


def test_a_schedule_counts_steps_across_epochs():
    optimizer = SGD([Tensor(0.0)], lr=7.0)
    records = rates(Exponential(0.1, gamma=0.5), optimizer, epochs=2)
    assert records == [0.1, 0.05, 0.025, 0.0125]


def test_any_function_and_a_scheduler_will_do():
    assert rates(lambda step: step / 10, SGD([Tensor(0.0)]), epochs=1) == [0.0, 0.1]
    optimizer = SGD([Tensor(0.0)], lr=0.25, momentum=0.5)
    momentum = Scheduler(optimizer, lambda step: 0.1 * step, name="momentum")
    assert rates(momentum, optimizer, epochs=1) == [0.25, 0.25]
    assert momentum.get_last_lr() == [0.2]


def test_reduce_on_plateau_gets_the_loss_of_each_epoch():
    optimizer = SGD([Tensor(0.0)], lr=0.0)
    scheduler = ReduceOnPlateau(optimizer, patience=0, factor=0.5, eps=0.0)
    optimizer.lr = 1e-30  # too little to improve anything
    records = rates(scheduler, optimizer, epochs=3, rng=0)
    assert records == [1e-30, 1e-30, 1e-30, 1e-30, 5e-31, 5e-31]


# -- Ctrl-C ----------------------------------------------------------------------------


class PressCtrlC(Callback):
    def __init__(self, step, times=1):
        self.step, self.times = step, times

    def on_gradients(self, training):
        if training.step + 1 == self.step:
            for _ in range(self.times):
                os.kill(os.getpid(), signal.SIGINT)


def test_ctrl_c_finishes_the_step_and_returns_what_there_is():
    model, twin = tensor_model(), tensor_model()
    losses = by_hand(twin, epochs=1)
    history = fit(
        model,
        squared_error,
        adam(model),
        (X, Y),
        epochs=10,
        batch_size=8,
        rng=5,
        callbacks=PressCtrlC(step=4),
    )
    assert history.steps["loss"] == losses[:4]
    assert history.stopped == "interrupted by Ctrl-C"
    assert len(history) == 0
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_second_ctrl_c_stops_at_once():
    model = tensor_model()
    with pytest.raises(KeyboardInterrupt):
        fit(
            model,
            squared_error,
            adam(model),
            (X, Y),
            epochs=10,
            callbacks=PressCtrlC(step=2, times=2),
        )
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_handler_of_the_program_stays_in_charge():
    pressed = []
    before = signal.signal(signal.SIGINT, lambda *_: pressed.append(1))
    try:
        model = tensor_model()
        press = PressCtrlC(step=1)
        history = fit(
            model, squared_error, adam(model), (X, Y), epochs=1, callbacks=press
        )
    finally:
        signal.signal(signal.SIGINT, before)
    assert pressed == [1]
    assert history.stopped == "1 epoch done"


# -- progress --------------------------------------------------------------------------


def run_with(progress, **options):
    model = tensor_model()
    fit(
        model,
        cross_entropy,
        adam(model),
        (X, CLASSES),
        epochs=3,
        progress=progress,
        metrics=[accuracy],
        **options,
    )


def test_the_bar_shows_epoch_loss_metric_speed_and_time_left():
    from rich.console import Console

    console = Console(file=io.StringIO(), force_terminal=True, width=100)
    run_with(console, validation=(X, CLASSES))
    last = console.file.getvalue().split("epoch")[-1]
    for progress in (
        " 3/3",
        "loss 0.",
        "val_accuracy 0.",
        "examples/s",
        "left",
        "0:00:00",
    ):
        assert progress in last


def test_silent_where_there_is_no_terminal(capsys):
    run_with(None)
    run_with(False)
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")


def test_a_wish_for_progress_that_says_nothing():
    with pytest.raises(TypeError, match="progress must be True, False, None"):
        Progress("yes")


def test_a_bar_on_request_without_a_terminal(capsys):
    run_with(True)
    assert "epoch 3/3" in capsys.readouterr().out


def test_without_rich_there_is_no_bar(monkeypatch, capsys):
    import sys

    from autograd_core.messages.extras import MissingExtra

    monkeypatch.setitem(sys.modules, "rich.console", None)
    monkeypatch.setitem(sys.modules, "rich", None)
    run_with(None)
    with pytest.raises(MissingExtra, match=r'rich.*"autograd_core\[repl\]"'):
        run_with(True)


# -- bad input -------------------------------------------------------------------------

NAN = X.copy()
NAN[3, 1] = math.nan


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"data": (X, Y[:9])}, ValueError, "X has 50 samples and y 9"),
        ({"data": ([], [])}, ValueError, "X is empty"),
        ({"data": (NAN, Y)}, ValueError, r"X\[3, 1\] is nan"),
        ({"data": X}, TypeError, r"data must be a pair \(X, y\), got ndarray"),
        ({"data": batches(X)}, ValueError, "the batches have no y"),
        (
            {"validation": (X, Y[:9])},
            ValueError,
            "validation: X has 50 samples and y 9",
        ),
        ({"validation": 0.2}, TypeError, r"validation must be a pair \(X, y\)"),
        ({"epochs": 0}, ValueError, "epochs must be at least 1, got 0"),
        ({"epochs": 2.5}, TypeError, "epochs must be an integer"),
        ({"batch_size": 0}, ValueError, "batch_size must be at least 1, got 0"),
        ({"rng": "seed"}, TypeError, "rng must be a numpy.random.Generator"),
        ({"callbacks": [3]}, TypeError, "a callback must be a Callback or a function"),
        ({"callbacks": [Callback]}, TypeError, r"got type .*write its name with \(\)"),
        ({"metrics": 3}, TypeError, "metrics must be functions of outputs and targets"),
        ({"metrics": ["acc"]}, TypeError, "the metric 'str' must be a function of"),
        ({"metrics": [lambda a, b: 0]}, ValueError, "give a dict with a name for each"),
        (
            {"metrics": {"m": lambda a, b: a}},
            TypeError,
            "the metric 'm' must give a num",
        ),
        ({"schedule": 0.1}, TypeError, "the schedule must be a function of the step"),
        ({"optimizer": 0.1}, TypeError, "expected an optimizer, such as Adam"),
        ({"optimizer": Adam}, TypeError, r"class Adam; write Adam\(model.parameters"),
        ({"loss": "mse"}, TypeError, "the loss must be a function of outputs and targ"),
        ({"loss": SquaredErrorLoss}, TypeError, r"write SquaredErrorLoss\(...\)"),
        ({"model": 0.1}, TypeError, "the model must be a function of X"),
        ({"model": scalar_model(1)}, ValueError, "none of the model's parameters"),
        (
            {"loss": lambda y, t: 0.5},
            TypeError,
            "the loss must be a Value or Tensor, got",
        ),
        ({"loss": lambda y, t: None}, TypeError, "the loss must be a Value or Tensor"),
        (
            {"loss": lambda y, t: y - t},
            ValueError,
            r"the loss must be a single number, got Tensor of shape \(32, 2\); take",
        ),
    ],
)
def test_bad_input_changes_nothing(change, error, message):
    model = tensor_model()
    before = model.state_dict()["layers.0.weight"]
    arguments = {
        "model": model,
        "loss": squared_error,
        "optimizer": adam(model),
        "data": (X, Y),
        "epochs": 2,
        **change,
    }
    with pytest.raises(error, match=message):
        fit(**arguments)
    assert np.array_equal(model.state_dict()["layers.0.weight"], before)


def test_nothing_is_recorded_in_validation():
    recorded = []

    class Watching(Linear):
        def forward(self, x):
            out = super().forward(x)
            recorded.append(bool(out.parents))
            return out

    model = Watching(3, 2, rng=0)
    fit(
        model,
        squared_error,
        adam(model),
        (X, Y),
        epochs=1,
        batch_size=None,
        validation=(X, Y),
    )
    assert recorded == [True, False]
    with no_grad():
        assert not model(X).parents


def test_methods_that_search_a_line_ask_several_times_per_step():
    """L-BFGS on least squares of the whole batch: it ends at the closed form."""
    w = Tensor(np.zeros((3, 2)))
    history = fit(
        lambda x: x @ w,
        squared_error,
        LBFGS([w]),
        (X, Y),
        epochs=12,
        batch_size=None,
    )
    assert len(history.steps["loss"]) == 12
    assert w.data == pytest.approx(np.linalg.lstsq(X, Y, rcond=None)[0], abs=1e-6)
    assert history["loss"][0] == pytest.approx((Y**2).mean())

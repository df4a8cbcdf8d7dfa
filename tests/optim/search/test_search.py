"""Searches: all combinations, random ones, in processes, with trials that fail."""

import math
import os
import sys
from collections import Counter

import numpy as np
import pytest

from autograd_core import Value
from optim import SGD, Adam, fit, grid_search, learning_rate_sweep, random_search
from optim.search.results import Trial, Trials
from optim.spaces import integers, log_uniform, uniform
from tests.optim.networks import X, Y, squared_error, tensor_model, weights

GRID = {"x": [0.0, 1.0, 2.0], "y": ["a", "bb"]}


def bowl(x, y):
    """Smallest, 1.0, at x = 1, y = "a"."""
    return (x - 1) ** 2 + len(y)


# -- grid search -----------------------------------------------------------------------


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_every_combination_in_order(n_jobs):
    trials = grid_search(bowl, GRID, n_jobs=n_jobs)
    assert [trial.params for trial in trials] == [
        {"x": x, "y": y} for x in GRID["x"] for y in GRID["y"]
    ]
    assert [trial.value for trial in trials] == [2, 3, 1, 2, 2, 3]
    assert trials.best.params == {"x": 1.0, "y": "a"}
    assert grid_search(bowl, GRID, mode="max", n_jobs=1).best.value == 3


def test_processes_of_its_own():
    """joblib's workers are other processes, so what they do to globals stays there."""
    trials = grid_search(lambda x: os.getpid(), {"x": [1, 2, 3]}, n_jobs=2)
    assert os.getpid() not in {trial.value for trial in trials}


def test_another_backend_of_joblib():
    trials = grid_search(
        lambda x: os.getpid(), {"x": [1, 2]}, n_jobs=2, backend="threading"
    )
    assert {trial.value for trial in trials} == {os.getpid()}


def test_a_backend_that_another_package_brings():
    """joblib loads it, and says what is missing: the package, or here a cluster."""
    expected = "dask is not installed|first create a Dask Client"
    with pytest.raises(ValueError, match=expected):
        grid_search(abs, {"x": [1, 2]}, backend="dask")


def fails_at_one(x):
    if x == 1:
        raise ArithmeticError("the loss became nan")
    return x


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_a_failed_trial_does_not_lose_the_others(n_jobs):
    trials = grid_search(fails_at_one, {"x": [0, 1, 2]}, n_jobs=n_jobs)
    assert [trial.value for trial in trials] == [0, None, 2]
    assert trials[1].error == "ArithmeticError: the loss became nan"
    assert trials.best.value == 0
    assert "1 failed" in repr(trials)


def test_a_backend_that_gives_all_results_at_the_end():
    trials = grid_search(
        fails_at_one, {"x": [0, 1, 2]}, n_jobs=2, backend="multiprocessing"
    )
    assert [trial.value for trial in trials] == [0, None, 2]


def test_a_trial_that_exits_and_one_without_a_result():
    trials = grid_search(lambda x: x and sys.exit(x), {"x": [0.5, 3]}, n_jobs=1)
    assert [trial.error for trial in trials] == ["SystemExit: 0.5", "SystemExit: 3"]
    (trial,) = grid_search(lambda x: None, {"x": [1]}, n_jobs=1)
    assert trial.error.startswith("TypeError: the run returned None; it must return")


def dies_at_one(x):
    if x == 1:
        os._exit(1)
    return x


def test_a_process_that_dies_does_not_lose_the_others():
    trials = grid_search(dies_at_one, {"x": [0, 1, 2, 3]}, n_jobs=2)
    assert [trial.value for trial in trials] == [0, None, 2, 3]
    assert trials[1].error.startswith("the process that ran it ended without a result")


def test_several_numbers_and_which_counts():
    def run(x):
        return {"loss": x, "accuracy": 1 - x}

    trials = grid_search(
        run, {"x": [0.5, 0.25]}, objective="accuracy", mode="max", n_jobs=1
    )
    assert trials.best.measures == {"loss": 0.25, "accuracy": 0.75}
    unknown = grid_search(run, {"x": [0.5]}, objective="f1", n_jobs=1)
    assert unknown[0].error == (
        "ValueError: the run gives no 'f1', only loss, accuracy"
    )
    undecided = grid_search(run, {"x": [0.5]}, n_jobs=1)
    assert "say which to compare by, objective=..." in undecided[0].error


def train(lr, seed=0):
    model = tensor_model(seed=seed)
    return fit(
        model,
        squared_error,
        Adam(model.parameters(), lr=lr),
        (X, Y),
        epochs=3,
        validation=(X, Y),
        rng=0,
    )


def test_a_run_may_give_the_history_of_a_fit():
    trials = grid_search(train, {"lr": [1e-6, 1e-2]}, objective="val_loss", n_jobs=2)
    assert trials.best.params == {"lr": 1e-2}
    assert trials.best.measures == train(1e-2).last


# -- random search ---------------------------------------------------------------------


def test_the_combinations_depend_on_the_seed_alone():
    space = {"x": uniform(0.0, 2.0), "y": ["a", "bb"]}

    def params(**settings):
        return [trial.params for trial in random_search(bowl, space, 6, **settings)]

    assert params(rng=0, n_jobs=1) == params(rng=0, n_jobs=2)
    assert params(rng=0, n_jobs=1) != params(rng=1, n_jobs=1)


def test_what_is_drawn_is_distributed_as_it_says():
    rng = np.random.default_rng(0)
    logs = np.log10([log_uniform(1e-4, 1.0)(rng) for _ in range(4000)])
    assert np.histogram(logs, bins=4, range=(-4, 0))[0] == pytest.approx(1000, abs=120)
    evenly = [uniform(-1.0, 3.0)(rng) for _ in range(4000)]
    assert np.histogram(evenly, bins=4, range=(-1, 3))[0] == pytest.approx(
        1000, abs=120
    )
    counts = Counter(integers(1, 4)(rng) for _ in range(4000))
    assert sorted(counts) == [1, 2, 3, 4]
    assert list(counts.values()) == pytest.approx([1000] * 4, abs=120)


def test_a_space_may_hold_any_function():
    trials = random_search(
        lambda x: x, {"x": lambda rng: rng.normal()}, 3, rng=0, n_jobs=1
    )
    assert [t.value for t in trials] == np.random.default_rng(0).normal(size=3).tolist()


# -- the table -------------------------------------------------------------------------


def table():
    return Trials(
        [
            Trial({"lr": 0.1, "kind": "a"}, 0.5, {"loss": 0.5}, "", 1.0),
            Trial({"lr": 9.0, "kind": "b"}, None, {}, "ValueError: nan", 2.0),
            Trial({"lr": 0.2, "kind": "c"}, math.nan, {"loss": math.nan}, "", 3.0),
            Trial({"lr": 0.3, "kind": "d"}, 0.25, {"loss": 0.25}, "", 4.0),
        ]
    )


def test_ranked_from_best_to_failed():
    assert [trial.params["kind"] for trial in table().ranked()] == ["d", "a", "c", "b"]


def test_as_columns_as_csv_and_as_text(tmp_path):
    columns = table().to_dict()
    assert list(columns) == ["lr", "kind", "loss", "error", "seconds"]
    assert columns["loss"][:2] == [0.5, None]
    path = tmp_path / "trials.csv"
    assert table().to_csv(path) == path.read_text(encoding="utf-8")
    assert path.read_text(encoding="utf-8").splitlines()[:3] == [
        "lr,kind,loss,error,seconds",
        "0.1,a,0.5,,1.0",
        "9.0,b,,ValueError: nan,2.0",
    ]
    assert str(table()).splitlines() == [
        " lr  kind  loss  error",
        "0.3     d  0.25",
        "0.1     a   0.5",
        "0.2     c   nan",
        "  9     b        ValueError: nan",
    ]
    assert repr(table()) == (
        "<Trials: 4 trials, 1 failed, best 0.25 at {'lr': 0.3, 'kind': 'd'}>"
    )


def test_each_trial_is_one_line_of_the_printed_table():
    """Errors have line breaks and what a terminal would obey; both come out as text."""
    error = "ValueError: first\nsecond\x1b[31m\r\u202e" + "x" * 20_000
    trials = Trials([Trial({"name\n": "a\tb\x07"}, None, {}, error, 1.0)])
    header, line = str(trials).split("\n")
    assert header == r"  name\n  error"
    assert line.startswith(r"a\tb\x07  ValueError: first\nsecond\x1b[31m\r\u202exxx")
    assert str(trials).replace("\n", "").isprintable()
    assert len(line) < 300
    assert trials.to_dict()["error"] == [error]


def test_all_failed():
    trials = grid_search(fails_at_one, {"x": [1]}, n_jobs=1)
    with pytest.raises(ValueError, match="all trials failed, the first of 1: A"):
        print(trials.best)
    assert repr(trials) == "<Trials: 1 trial, 1 failed>"


# -- the learning rate sweep -----------------------------------------------------------


def square(outputs, targets):
    return outputs[0] ** 2


def test_the_sweep_of_a_parabola_by_hand():
    """w <- (1 - 2 lr) w: the losses are w^2, whatever happens."""
    w = Value(5.0)
    sweep = learning_rate_sweep(
        lambda x: w * x,
        square,
        SGD([w]),
        ([1.0], [0.0]),
        lr_min=1e-3,
        lr_max=0.9,
        steps=30,
        smoothing=1.0,
    )
    rates = np.geomspace(1e-3, 0.9, 30)
    positions = 5 * np.cumprod(np.concatenate([[1], 1 - 2 * rates[:-1]]))
    assert sweep.rates == pytest.approx(rates, rel=1e-12)
    assert sweep.losses == pytest.approx(positions**2, rel=1e-10)
    assert np.array_equal(sweep.smoothed, sweep.losses)
    assert sweep.diverged_at is None
    steepest = np.argmin(np.gradient(positions**2, np.log(rates)))
    assert sweep.suggestion == pytest.approx(rates[steepest])


def test_the_first_losses_are_too_few_to_fall_by_more_than_chance():
    """The second batch is easier than the first; the others teach at a rate near 1."""
    w, records = Value(1.0), []

    def loss(outputs, targets):
        records.append(1)
        return outputs[0] ** 2 * (1.5 if len(records) == 1 else 1.0)

    sweep = learning_rate_sweep(lambda x: w * x, loss, SGD([w]), ([1.0], [0.0]))
    assert sweep.losses[1] == pytest.approx(sweep.losses[0] / 1.5, rel=1e-3)
    assert 0.02 < sweep.suggestion < 1.0


def test_the_sweep_ends_when_the_loss_explodes():
    w = Value(5.0)
    sweep = learning_rate_sweep(
        lambda x: w * x, square, SGD([w]), ([1.0], [0.0]), lr_max=100.0
    )
    assert 1.0 < sweep.diverged_at < 100.0
    assert len(sweep.rates) < 100
    assert 0.02 < sweep.suggestion < 1.0, "beyond 1 the parabola diverges"
    assert "diverged at" in repr(sweep)


def test_a_sweep_into_nan_ends_quietly():
    w = Value(1e3)
    sweep = learning_rate_sweep(
        lambda x: w * x,
        lambda outputs, targets: (outputs[0] ** 2).exp(),
        SGD([w]),
        ([1e-2], [0.0]),
        lr_max=1e10,
    )
    assert sweep.diverged_at is not None


@pytest.mark.parametrize("fails", [False, True])
def test_everything_is_as_it_was_afterwards(fails):
    model = tensor_model()
    optimizer = Adam(model.parameters(), lr=0.123)
    fit(model, squared_error, optimizer, (X, Y), epochs=1, rng=0)
    before, state = weights(model), optimizer.state_dict()
    calls = []

    def loss(outputs, targets):
        calls.append(1)
        if fails and len(calls) > 5:
            raise ArithmeticError("no")
        return squared_error(outputs, targets)

    try:
        learning_rate_sweep(model, loss, optimizer, (X, Y), steps=20, rng=0)
    except ArithmeticError:
        assert fails
    assert np.array_equal(weights(model), before)
    assert optimizer.lr == 0.123
    for i, entries in optimizer.state_dict()["state"].items():
        for name, value in entries.items():
            assert np.array_equal(value, state["state"][i][name])
    assert not any(param.has_grad for param in optimizer.params)


# -- bad input -------------------------------------------------------------------------


def sweep_with(**settings):
    w = Value(5.0)
    return learning_rate_sweep(
        lambda x: w * x, square, SGD([w]), ([1.0], [0.0]), **settings
    )


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: grid_search(3, GRID), TypeError, "run must be a function of the sett"),
        (lambda: grid_search(bowl, [1]), TypeError, "grid must be a dict with a list"),
        (lambda: grid_search(bowl, {}), ValueError, "grid is empty"),
        (lambda: grid_search(bowl, {"x": 3}), TypeError, "'x' needs a list of values"),
        (lambda: grid_search(bowl, {"x": "abc"}), TypeError, "needs a list of values"),
        (lambda: grid_search(bowl, {"x": []}), ValueError, "grid: 'x' has no values"),
        (
            lambda: grid_search(bowl, GRID, mode="low"),
            ValueError,
            "'min' or 'max'",
        ),
        (lambda: random_search(bowl, 3), TypeError, "space must be a dict of where to"),
        (lambda: random_search(bowl, {}), ValueError, "space is empty"),
        (
            lambda: random_search(bowl, {"x": 3}),
            TypeError,
            "must be a list of values",
        ),
        (
            lambda: random_search(bowl, {"x": []}),
            ValueError,
            "'x' has no values",
        ),
        (lambda: random_search(bowl, GRID, 0), ValueError, "trials must be at least 1"),
        (lambda: random_search(bowl, GRID, rng="0"), TypeError, "rng must be a numpy"),
        (lambda: uniform(2, 1), ValueError, "low must be below high, got 2.0 and 1.0"),
        (lambda: log_uniform(0, 1), ValueError, "low must be finite and > 0, got 0"),
        (lambda: integers(3, 3), ValueError, "low must be below high, got 3 and 3"),
        (lambda: sweep_with(lr_min=0), ValueError, "lr_min must be finite and > 0"),
        (
            lambda: sweep_with(lr_min=1, lr_max=1),
            ValueError,
            "lr_min must be below",
        ),
        (lambda: sweep_with(steps=1), ValueError, "steps must be at least 2, got 1"),
        (lambda: sweep_with(smoothing=0), ValueError, r"smoothing must be in \(0, 1\]"),
        (lambda: sweep_with(divergence=1), ValueError, "divergence must be > 1, got 1"),
    ],
)
def test_bad_input(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_without_joblib_the_message_says_what_to_install(monkeypatch):
    from autograd_core.messages.extras import MissingExtra

    monkeypatch.setitem(sys.modules, "joblib", None)
    with pytest.raises(MissingExtra, match=r'joblib.*"autograd_core\[search\]"'):
        grid_search(bowl, GRID)

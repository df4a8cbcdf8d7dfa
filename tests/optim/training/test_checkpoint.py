"""Checkpoints: going on bit for bit from anywhere, whole files, and wrong files."""

import math

import numpy as np
import pytest

from autograd_core import Value
from optim import (
    SGD,
    Adam,
    Callback,
    Checkpoint,
    EarlyStopping,
    PlateauStop,
    RunningAverageStop,
    batches,
    fit,
)
from optim.schedules import Cosine, ReduceOnPlateau
from optim.training import checkpoint
from tests.optim.networks import (
    X,
    Y,
    scalar_model,
    squared_error,
    tensor_model,
    weights,
)


class Stop(Callback):
    """Ends training after a step, as Ctrl-C does."""

    def __init__(self, step):
        self.step = step

    def on_gradients(self, training):
        if training.step + 1 == self.step:
            training.stop("stopped by the test")


def run(path=None, *, stop=None, epochs=4, make=None, callbacks=None, **settings):
    """4 epochs of 7 steps, in a run of their own; the model and the history."""
    model = (make or (lambda: tensor_model(dropout=0.3)))()
    optimizer = Adam(model.parameters(), lr=0.01)
    callback_list = [Stop(stop)] if callbacks is None else [Stop(stop), *callbacks]
    if path is not None:
        callback_list.append(Checkpoint(path))
    settings = {"rng": 5, "batch_size": 8, "validation": (X, Y), **settings}
    if "schedule" in settings:
        settings["schedule"] = settings["schedule"](optimizer)
    history = fit(
        model,
        squared_error,
        optimizer,
        (X, Y),
        epochs=epochs,
        callbacks=callback_list,
        **settings,
    )
    return model, history


def assert_same(first, second):
    (model, history), (twin, other) = first, second
    assert np.array_equal(weights(model), weights(twin))
    # NaN would differ from itself, and there is none.
    assert history.steps == other.steps
    assert history.epochs == other.epochs
    assert history.stopped == other.stopped


# -- going on --------------------------------------------------------------------------


@pytest.mark.parametrize("stop", [1, 6, 7, 8, 14, 20, 27])
def test_going_on_is_bit_identical_wherever_it_stopped(stop, tmp_path):
    """With batch norm, dropout and validation; 7 and 14 are ends of epochs."""
    path = tmp_path / "run.npz"
    _, history = run(path, stop=stop)
    assert len(history.steps["loss"]) == stop
    assert_same(run(path, resume=path), run(tmp_path / "whole.npz"))


@pytest.mark.parametrize("stop", [3, 7, 10])
def test_going_on_with_values(stop, tmp_path):
    path = tmp_path / "run.npz"
    run(path, stop=stop, make=scalar_model, epochs=2)
    resumed = run(path, make=scalar_model, epochs=2, resume=path)
    assert_same(resumed, run(path, make=scalar_model, epochs=2))


@pytest.mark.parametrize("stop", [5, 16])
@pytest.mark.parametrize(
    "schedule",
    [
        lambda optimizer: Cosine(0.05, steps=28),
        lambda optimizer: ReduceOnPlateau(optimizer, patience=0, threshold=0.5),
    ],
    ids=["cosine", "plateau"],
)
def test_schedules_go_on(schedule, stop, tmp_path):
    path = tmp_path / "run.npz"
    run(path, stop=stop, schedule=schedule)
    resumed = run(path, schedule=schedule, resume=path)
    assert_same(resumed, run(path, schedule=schedule))


@pytest.mark.parametrize("stop", [5, 7, 16])
def test_callbacks_go_on(stop, tmp_path):
    def callbacks():
        return [
            EarlyStopping(patience=2, min_delta=0.02),
            PlateauStop(rtol=1e-9, atol=0.0),
            RunningAverageStop(rate=0.2, rtol=1e-9, atol=0.0),
        ]

    path = tmp_path / "run.npz"
    run(path, stop=stop, callbacks=callbacks(), epochs=12)
    resumed = run(path, callbacks=callbacks(), epochs=12, resume=path)
    assert_same(resumed, run(path, callbacks=callbacks(), epochs=12))
    assert "has not improved" in resumed[1].stopped


def test_fixed_batches_go_on_though_their_seed_is_unknown(tmp_path):
    """rng=None draws afresh: the file knows which batches they were."""
    path = tmp_path / "run.npz"

    def fixed_run(stop, resume=None):
        model = scalar_model()
        history = fit(
            model,
            squared_error,
            Adam(model.parameters(), lr=0.01),
            batches(X, Y, 25, mode="fixed"),
            epochs=2,
            callbacks=[Stop(stop), Checkpoint(path)],
            resume=resume,
        )
        return weights(model), history.steps["loss"]

    fixed_run(stop=1)
    copy = tmp_path / "copy.npz"
    copy.write_bytes(path.read_bytes())
    assert np.array_equal(fixed_run(None, path)[0], fixed_run(None, copy)[0])


def test_a_generator_shared_with_the_model_goes_on(tmp_path):
    path = tmp_path / "run.npz"

    def shared(stop=None, **options):
        rng = np.random.default_rng(3)
        model = tensor_model(dropout=0.5)
        model.layers[3].rng = rng
        history = fit(
            model,
            squared_error,
            Adam(model.parameters(), lr=0.01),
            (X, Y),
            epochs=3,
            batch_size=8,
            rng=rng,
            callbacks=[Stop(stop), Checkpoint(path)],
            **options,
        )
        return model, history

    shared(stop=10)
    assert_same(shared(resume=path), shared())


def test_more_epochs_than_were_planned(tmp_path):
    path = tmp_path / "run.npz"
    run(path, epochs=2)
    assert_same(run(path, epochs=4, resume=path), run(path, epochs=4))


def test_nothing_is_left_to_do(tmp_path):
    path = tmp_path / "run.npz"
    model, history = run(path, epochs=2)
    message = "2 epochs already, and epochs=2 counts them .* 2 more are epochs=4"
    with pytest.warns(UserWarning, match=message) as caught:
        repeat, same = run(path, epochs=2, resume=path)
    assert caught[0].filename == __file__
    assert np.array_equal(weights(model), weights(repeat))
    assert same.steps == history.steps


def test_resume_takes_a_path():
    message = "resume is the path of a checkpoint, got dict .* writes one"
    with pytest.raises(TypeError, match=message):
        run(None, epochs=1, resume={})


def test_a_model_that_is_a_function(tmp_path):
    path = tmp_path / "run.npz"

    def straight_line(stop=None, resume=None):
        w, b = Value(0.0), Value(0.0)
        fit(
            lambda x: w * x + b,
            lambda outputs, targets: (outputs[0] - targets[0]) ** 2,
            SGD([w, b], lr=0.1, momentum=0.5),
            ([1.0, 2.0, 3.0], [2.0, 4.0, 5.0]),
            epochs=3,
            batch_size=1,
            rng=0,
            callbacks=[Stop(stop), Checkpoint(path, every=1, per="step")],
            resume=resume,
        )
        return w.data, b.data

    straight_line(stop=4)
    assert straight_line(resume=path) == straight_line()


# -- when it saves ---------------------------------------------------------------------


def epochs_saved(tmp_path, **settings):
    path = tmp_path / "e{epoch}-s{step}.npz"
    run(callbacks=[Checkpoint(path, **settings)])
    return sorted(file.name for file in tmp_path.iterdir())


def test_every_few_epochs_or_steps(tmp_path):
    assert epochs_saved(tmp_path / "a", every=2) == ["e2-s14.npz", "e4-s28.npz"]
    expected = ["e1-s10.npz", "e2-s20.npz"]
    assert epochs_saved(tmp_path / "b", every=10, per="step") == expected


def test_only_the_best(tmp_path):
    class Measures(Callback):
        def on_epoch_end(self, training):
            training.epoch_logs["score"] = [0.5, 0.7, math.nan, 0.6][training.epoch - 1]

    path = tmp_path / "{epoch}.npz"
    best = Checkpoint(path, monitor="score", mode="max")
    run(callbacks=[best, Measures()])
    assert sorted(file.name for file in tmp_path.iterdir()) == ["1.npz", "2.npz"]


def test_directories_are_made(tmp_path):
    path = tmp_path / "new" / "dir" / "run.npz"
    run(path, epochs=1)
    assert path.exists()


def test_a_write_that_fails_leaves_the_old_file_whole(tmp_path, monkeypatch):
    path = tmp_path / "run.npz"
    run(path, epochs=1)
    before = path.read_bytes()

    def full_disk(file, **arrays):
        file.write(b"half")
        raise OSError("no space left on device")

    monkeypatch.setattr(np, "savez", full_disk)
    with pytest.raises(OSError, match="no space left"):
        run(path, epochs=1)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["run.npz"]


# -- files -----------------------------------------------------------------------------


def test_any_tree_there_and_back(tmp_path):
    tree = {
        "numbers": [1, 2.5, math.inf, True, None, "text", 2**200],
        "by number": {0: {"a": np.arange(6.0).reshape(2, 3)}, 1: np.array(7, np.int8)},
        "float32": np.array([0.1, math.nan], np.float32),
        "empty": np.zeros((0, 3)),
        "more of a dtype": [np.array([9.0]), np.float32(0.1)],
    }
    path = tmp_path / "tree"
    checkpoint.write_archive(path, tree)
    back = checkpoint.read_archive(path)
    assert back["numbers"] == tree["numbers"]
    assert list(back["by number"]) == [0, 1]
    assert np.array_equal(back["by number"][0]["a"], tree["by number"][0]["a"])
    assert back["by number"][1].dtype == np.int8
    assert np.array_equal(back["float32"], tree["float32"], equal_nan=True)
    assert back["float32"].dtype == np.float32
    assert back["empty"].shape == (0, 3)
    assert back["more of a dtype"] == [9.0, float(np.float32(0.1))]


def test_what_no_file_can_hold_is_named(tmp_path):
    with pytest.raises(TypeError, match="a checkpoint holds numbers, texts and arrays"):
        checkpoint.write_archive(tmp_path / "x", {"model": object()})
    assert list(tmp_path.iterdir()) == []


# -- wrong files -----------------------------------------------------------------------


def file_with(path, content):
    path.write_bytes(content)
    return path


def array_file(path):
    with path.open("wb") as file:
        np.save(file, np.zeros(3))
    return path


def archive(path):
    with path.open("wb") as file:
        np.savez(file, a=np.zeros(3))
    return path


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda path: path, FileNotFoundError, "run.npz"),
        (lambda path: file_with(path, b""), ValueError, "run.npz is not a checkpoint"),
        (
            lambda path: file_with(path, b"text"),
            ValueError,
            "run.npz is not a checkpoint",
        ),
        (array_file, ValueError, "is not a checkpoint: it is not an .npz archive"),
        (archive, ValueError, "run.npz is not a checkpoint"),
    ],
)
def test_files_that_are_no_checkpoints(make, error, message, tmp_path):
    with pytest.raises(error, match=message):
        run(resume=make(tmp_path / "run.npz"))


def test_a_file_that_was_cut_off(tmp_path):
    path = tmp_path / "run.npz"
    run(path, epochs=1)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(ValueError, match="is not a checkpoint"):
        run(path, resume=path)


def test_a_checkpoint_of_another_version(tmp_path):
    path = tmp_path / "run.npz"
    checkpoint.write_archive(path, {"format": 99})
    with pytest.raises(ValueError, match="not a checkpoint of this version"):
        run(path, resume=path)


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"make": scalar_model}, "random generators in the model: 0 there, 1 here"),
        ({"make": tensor_model}, "random generators in the model: 0 there, 1 here"),
        ({"batch_size": 16}, "batch size: 16 there and 8 here"),
        (
            {"rng": np.random.Generator(np.random.MT19937(0))},
            "generator: MT19937 there",
        ),
        ({"callbacks": [EarlyStopping()]}, "callbacks: 3 there, 2 here"),
        ({"schedule": lambda optimizer: Cosine(0.1, 5)}, "the schedule is another one"),
    ],
)
def test_a_checkpoint_of_another_run(other, message, tmp_path):
    path = tmp_path / "run.npz"
    run(path, epochs=1, **other)
    with pytest.raises(
        ValueError, match=f"is a checkpoint of another run: .*{message}"
    ):
        run(path, resume=path)


class Watch:
    """Makes models and keeps the last one, to see that it was not changed."""

    def __init__(self, make):
        self.make = make

    def __call__(self):
        self.model = self.make()
        self.before = weights(self.model)
        return self.model


def test_a_checkpoint_of_another_model_changes_nothing(tmp_path):
    path = tmp_path / "run.npz"
    run(path, epochs=1, make=scalar_model)
    watch = Watch(tensor_model)
    with pytest.raises(
        ValueError, match=r"another run: the state does not fit Sequential"
    ):
        run(path, make=watch, resume=path)
    assert np.array_equal(weights(watch.model), watch.before)


def test_a_checkpoint_of_another_optimizer_changes_nothing(tmp_path):
    path = tmp_path / "run.npz"
    run(path, epochs=1, make=tensor_model)
    model = tensor_model(seed=1)
    before = weights(model)
    with pytest.raises(
        ValueError, match="another run: the saved state is that of Adam, this"
    ):
        fit(
            model,
            squared_error,
            SGD(model.parameters()),
            (X, Y),
            epochs=1,
            batch_size=8,
            callbacks=[Stop(None), Checkpoint(path)],
            rng=0,
            resume=path,
        )
    assert np.array_equal(weights(model), before)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"every": 0}, "Checkpoint: every must be at least 1, got 0"),
        ({"per": "day"}, "Checkpoint: per must be 'epoch' or 'step', got 'day'"),
        ({"per": "step", "monitor": "loss"}, "a measure to monitor needs per='epoch'"),
    ],
)
def test_bad_settings(settings, message):
    with pytest.raises(ValueError, match=message):
        Checkpoint("run.npz", **settings)

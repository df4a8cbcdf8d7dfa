"""Damaged checkpoints: the message names the field, and nothing has changed."""

import copy
import math

import numpy as np
import pytest

from optim import Callback, Checkpoint
from optim.training.archive import read_archive, write_archive
from tests.fuzz.files.checkpoints import Run
from tests.fuzz.mutations import same
from tests.optim.training.resuming import refused

# -- fields ----------------------------------------------------------------------------

FIELDS = (
    *("samples", "batch_size", "model", "optimizer", "scheduler", "batches"),
    *("drawn_at", "model_rngs", "epoch", "step", "batch", "sums", "seen", "history"),
    "callbacks",
)


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("value", ["missing", "x", -1, 0.5, math.nan, [None]])
def test_every_field_is_named(tree, field, value, tmp_path):
    tree[field] = value
    if value == "missing":
        del tree[field]
    write_archive(tmp_path / "damaged", tree)
    name = {"samples": "samples", "model_rngs": "model_rngs"}.get(field, field)
    refused(tmp_path / "damaged", rf"is damaged: .*\b{name}\b")


DAMAGES = [
    (("epoch",), True, "epoch must be an integer, got bool True"),
    (("epoch",), 1, "step is 10, which is not where epoch 1, batch 2 of 4 is"),
    (("batch",), 5, "batch is 5, an epoch has 4"),
    (("seen",), 21, "seen is 21, there are 20 samples"),
    (("drawn_at",), None, "drawn_at is missing"),
    (
        ("drawn_at", "has_uint32"),
        2,
        "drawn_at must be a state of PCG64; its has_",
    ),
    (("drawn_at", "state", "inc"), -1, "drawn_at must be a state of PCG64"),
    (("sums", "loss"), "x", r"sums\['loss'\] must be a number, got str 'x'"),
    (("history",), None, "history must be a dict, got NoneType None"),
    (("history", "epochs", "loss"), [1.0], "history: epochs has columns of different"),
    (("history", "epochs"), {"a": 1}, r"history: epochs\['a'\] must be a list"),
    (("history", "seconds"), math.inf, "history: seconds must be finite"),
    (("history", "stopped"), 3, "history: stopped must be a string, got int 3"),
    (("model", "layers.0.bias"), [1.0], r"model\['layers.0.bias'\] must be an array"),
    (
        ("model", "layers.0.bias"),
        np.zeros(5),
        r"another run: the state does not fit .*layers.0.bias .*\(field 'model'\)",
    ),
    (("optimizer", "param_groups", 0, "lr"), "x", r"lr must .*\(field 'optimizer'\)"),
    (("optimizer", "state", 0, "step"), -1, "'step' must be a number of steps, got -1"),
    (("optimizer", "state", 0, "exp_avg"), np.ones(2), r"'exp_avg' must have shape"),
    (("optimizer", "rule"), "SGD", "the saved state is that of SGD, this optimizer is"),
    (("scheduler", "best"), "x", r"ReduceOnPlateau: best must .*\(field 'scheduler'\)"),
    (("scheduler", "cooling"), -1, r"ReduceOnPlateau: cooling must be at least 0"),
    (("batches", "fixed"), [], r"fixed is that of batches of another mode"),
    (("batches", "rng", "state"), 7, r"rng must be a state of PCG64; its state must"),
    (("batches", "rng", "bit_generator"), "X", "generator: X there, PCG64 here"),
    (("model_rngs", 0, "uinteger"), "x", r"generator 0 must be a .*'model_rngs'\)"),
    (("callbacks", 0, "waited"), -1, "callback 0, EarlyStopping: .*waited must be at"),
    (("callbacks", 0, "weights"), {"w": np.ones(2)}, "callback 0, .*of another model"),
    (("callbacks", 1, "values"), ["x"], r"callback 1, PlateauStop: .*values\[0\] must"),
    (
        ("callbacks", 2, "average"),
        "x",
        "callback 2, RunningAverageStop: .*average mu",
    ),
    (("callbacks", 4, "best"), [], "callback 4, Checkpoint: .*best must be a number"),
]


@pytest.mark.parametrize(("path", "value", "message"), DAMAGES)
def test_a_field_that_is_wrong(tree, path, value, message, tmp_path):
    parent = tree
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = value
    write_archive(tmp_path / "damaged", tree)
    refused(tmp_path / "damaged", message)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (None, "fixed is that of batches of another mode"),
        (
            [np.arange(6)] * 4,
            "fixed must divide the numbers of 20 samples into 4 b",
        ),
        ([np.arange(6.0)], "fixed must divide"),
        ([np.arange(i, i + 6) for i in range(0, 24, 6)], "fixed must divide"),
        (["x"], r"fixed\[0\] must be an array of numbers"),
    ],
)
def test_fixed_batches(parts, message, tmp_path):
    Run("fixed").fit(10, tmp_path / "saved")
    tree = read_archive(tmp_path / "saved")
    tree["batches"]["fixed"] = parts
    write_archive(tmp_path / "damaged", tree)
    refused(tmp_path / "damaged", rf"{message}.*\(field 'batches'\)", Run("fixed"))


@pytest.mark.parametrize(
    ("kind", "place", "value", "message"),
    [
        ("MT19937", ("state", "pos"), 625, "its pos is 625"),
        ("MT19937", ("state", "pos"), -1, "its pos is -1"),
        (
            "MT19937",
            ("state", "key"),
            np.zeros(3, np.uint32),
            "its key must be an",
        ),
        ("Philox", ("buffer_pos",), 5, "its buffer_pos is 5"),
        ("SFC64", ("state", "state"), np.zeros(4), "its state must be an array of sha"),
    ],
)
def test_no_generator_is_set_to_read_beyond_its_arrays(kind, place, value, message):
    from optim.checks.saved import rng_state

    rng = np.random.Generator(getattr(np.random, kind)(0))
    state = copy.deepcopy(rng.bit_generator.state)
    assert rng_state(rng)("rng", state) is state
    parent = state
    for key in place[:-1]:
        parent = parent[key]
    parent[place[-1]] = value
    with pytest.raises(ValueError, match=f"rng must be a state of {kind}; {message}"):
        rng_state(rng)("rng", state)


@pytest.mark.parametrize(
    "error", [KeyError("x"), ZeroDivisionError("0"), KeyboardInterrupt()], ids=repr
)
def test_a_callback_that_fails_to_load_changes_nothing(error, tmp_path):
    """It comes last, when the model and the optimizer have their state already."""

    class Fails(Callback):
        def __init__(self, fails):
            self.fails, self.number = fails, 1

        def state_dict(self):
            return {"number": self.number}

        def load_state_dict(self, state_dict):
            self.number = -1
            if self.fails:
                raise error

    def run(fails):
        made = Run("redrawn")
        made.callbacks.append(Fails(fails))
        return made

    run(False).fit(10, tmp_path / "saved")
    if isinstance(error, Exception):
        name = f"callback 3, Fails: {type(error).__name__}.*field 'callbacks'"
        refused(tmp_path / "saved", name, run(True))
    else:
        resumed = run(True)
        before = resumed.state()
        with pytest.raises(KeyboardInterrupt):
            resumed.fit(0, tmp_path / "new", tmp_path / "saved")
        assert same(resumed.state(), before)


# -- the path --------------------------------------------------------------------------

CAN_BE = r"can be \{epoch\} and \{step\}, .*; a brace is written twice, \{\{ or \}\}"


@pytest.mark.parametrize(
    ("path", "error", "message"),
    [
        ("run{x}.npz", ValueError, r"path 'run\{x\}.npz' can .* it has 'x'; a brace"),
        *[
            (f"run{field}.npz", ValueError, CAN_BE)
            for field in (
                *("{}", "{0}", "{", "}", "{epoch:x", "{epoch:s}", "{epoch.x}"),
                *("{epoch[0]}", "{step", "{Epoch}"),
            )
        ],
        (3, TypeError, "path must name a file, such as 'run.npz', got int 3"),
        (None, TypeError, "path must name a file, .*, got NoneType None"),
    ],
)
def test_a_path_is_checked_when_the_checkpoint_is_made(path, error, message):
    with pytest.raises(error, match=f"Checkpoint: .*{message}"):
        Checkpoint(path)

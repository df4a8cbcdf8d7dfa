"""Wrong states in load_state_dict: what the messages say, and that nothing changes."""

import copy
import math

import numpy as np
import pytest

import optim
from autograd_core import Tensor, Value
from optim import schedules
from tests.fuzz.mutations import same


def stepped(optimizer_class, **settings):
    """An optimizer after a step."""
    w, b = Tensor([1.0, 2.0]), Value(3.0)
    optimizer = optimizer_class([w, b], **settings)

    def closure():
        optimizer.zero_grad()
        loss = (w * w).sum() + b * b
        loss.backward()
        return loss

    optimizer.step(closure)
    return optimizer


def adam():
    return stepped(optim.Adam)


def lbfgs():
    return stepped(optim.LBFGS)


def scheduler():
    return schedules.Scheduler(
        optim.SGD([Value(1.0)], lr=0.1), schedules.Cosine(0.1, steps=10)
    )


def plateau():
    return schedules.ReduceOnPlateau(optim.SGD([Value(1.0)], lr=0.1))


def fixed_batches():
    return optim.batches(np.arange(10.0), batch_size=4, rng=0, mode="fixed")


STATES = [
    (adam, ("rule",), "x" * 20_000, "the saved state is that of xxx"),
    (adam, ("rule",), ["Adam"], r"the saved state is that of \['Adam'\]"),
    (adam, ("state", 0), [1.0], "saved state of parameter 0 must be a dict, got list"),
    (adam, ("state", 0, "step"), -1, "parameter 0: 'step' must be a number of steps"),
    (adam, ("state", 0, "step"), 1.5, "parameter 0: 'step' must be a number of steps"),
    (adam, ("state", 0, "step"), math.nan, "'step' must be a number of steps, got nan"),
    (adam, ("state", 0, "step"), 10**400, "'step' must be made of numbers"),
    (
        adam,
        ("state", 1, "exp_avg"),
        "x",
        "1: 'exp_avg' must be made of numbers, got 'x",
    ),
    (adam, ("state", 0, "exp_avg"), [[1], [1, 2]], "'exp_avg' must be made of numbers"),
    (
        adam,
        ("param_groups", 0, "params"),
        [0, 0],
        "the saved groups name a parameter tw",
    ),
    (
        adam,
        ("param_groups", 0, "params"),
        [[0], 1],
        'a dict with "state" and "param_gr',
    ),
    (
        adam,
        ("param_groups", 0, "lr"),
        10**400,
        "lr must be in the range of float64, got",
    ),
    (adam, ("param_groups", 0, "lr"), "x", "lr must be a number, got str 'x'"),
    (adam, ("param_groups", 0, "x" * 20_000), 1, "Adam has no setting 'xxx"),
    (
        lbfgs,
        ("state", 0, "s"),
        np.ones((2, 3)),
        "'y' of .* has shape|'s' of .* has sha",
    ),
    (lbfgs, ("state", 0, "grad"), "delete", "the saved state of LBFGS.* lacks 'grad'"),
    (lbfgs, ("param_groups", 0, "line_search"), "x" * 20_000, "line_search must be"),
    (scheduler, ("steps",), -1, "Scheduler: steps must be at least 0, got -1"),
    (scheduler, ("steps",), "x", "Scheduler: steps must be an integer, got str 'x'"),
    (
        scheduler,
        ("steps",),
        "delete",
        "expected a dict of steps, got one that lacks ste",
    ),
    (scheduler, ("x",), 1, "Scheduler: expected a dict of steps, got one that has x"),
    (plateau, ("best",), "x", "ReduceOnPlateau: best must be a number, got str 'x'"),
    (
        plateau,
        ("cooling",),
        True,
        "ReduceOnPlateau: cooling must be an integer, got bo",
    ),
    (
        fixed_batches,
        ("fixed",),
        None,
        "batches: fixed is that of batches of another mod",
    ),
    (
        fixed_batches,
        ("rng",),
        None,
        "batches: rng must be a state of PCG64; it must hav",
    ),
]


@pytest.mark.parametrize(("make", "path", "value", "message"), STATES)
def test_a_wrong_state(make, path, value, message):
    thing = make()
    before = thing.state_dict()
    state = copy.deepcopy(before)
    parent = state
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = value
    if isinstance(value, str) and value == "delete":
        del parent[path[-1]]
    with pytest.raises((TypeError, ValueError), match=message) as caught:
        thing.load_state_dict(state)
    assert len(str(caught.value)) < 400
    assert same(thing.state_dict(), before)
    thing.load_state_dict(before)
    assert same(thing.state_dict(), before)


@pytest.mark.parametrize("saved", [None, [], {}, {"epochs": {}}, 3, "x"])
def test_a_history_of_something_else(saved):
    with pytest.raises(ValueError, match="history: expected a dict of epochs, seconds"):
        optim.History.from_dict(saved)


def test_an_integer_beyond_float64_is_no_learning_rate():
    with pytest.raises(
        ValueError, match="SGD: lr must be in the range of float64, got"
    ):
        optim.SGD([Value(1.0)], lr=10**400)

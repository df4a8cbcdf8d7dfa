"""Stop, save, load, go on: the same numbers, bit for bit; and what cannot be loaded."""

import copy
import json

import numpy as np
import pytest

import optim
from autograd_core import Value
from tests.optim.first_order_names import FIRST_ORDER
from tests.optim.landscape import START, loss

# Settings that give each optimizer all the memory it can have.
MEMORY = {
    "SGD": {"lr": 0.01, "momentum": 0.9, "dampening": 0.5},
    "Momentum": {"lr": 0.01},
    "HeavyBall": {"lr": 0.01},
    "Nesterov": {"lr": 0.01},
    "SignSGD": {"lr": 0.01},
    "RMSprop": {"momentum": 0.5, "centered": True},
    "Adam": {"amsgrad": True},
    "Lion": {"lr": 0.2, "betas": (0.95, 0.95)},
}
names = pytest.mark.parametrize("name", FIRST_ORDER)


def start(name):
    params = [Value(number) for number in START]
    groups = [{"params": params[:2]}, {"params": params[2:], "lr": 0.02}]
    return params, getattr(optim, name)(groups, **MEMORY.get(name, {}))


def train(params, optimizer, steps):
    def closure():
        optimizer.zero_grad()
        value = loss(*params)
        value.backward()
        return value

    for _ in range(steps):
        optimizer.step(closure)
    return [p.data for p in params]


@names
def test_going_on_from_a_saved_state_is_bit_identical(name):
    expected = train(*start(name), 12)
    params, optimizer = start(name)
    train(params, optimizer, 5)
    # Through JSON: what is saved is made of plain numbers, and all of it counts.
    saved = json.loads(json.dumps(optimizer.state_dict()["param_groups"]))
    state = optimizer.state_dict()["state"]
    numbers = [p.data for p in params]

    params, optimizer = start(name)
    for param, number in zip(params, numbers, strict=True):
        param.data = number
    optimizer.load_state_dict({"state": state, "param_groups": saved})
    assert train(params, optimizer, 7) == expected


@names
def test_the_memory_matters(name):
    """Without the saved state the walk is another one, else the test above is empty."""
    params, optimizer = start(name)
    train(params, optimizer, 5)
    numbers = [p.data for p in params]
    expected = train(params, optimizer, 7)
    params, optimizer = start(name)
    for param, number in zip(params, numbers, strict=True):
        param.data = number
    forgetful = train(params, optimizer, 7)
    assert (forgetful == expected) == (name == "SignSGD")


def test_settings_are_loaded_too():
    _, optimizer = start("Adam")
    optimizer.lr = 0.5
    _, other = start("Adam")
    other.load_state_dict(optimizer.state_dict())
    assert other.lr == 0.5


def test_the_saved_state_does_not_follow_the_optimizer():
    params, optimizer = start("Adam")
    train(params, optimizer, 1)
    saved = optimizer.state_dict()
    before = copy.deepcopy(saved)
    train(params, optimizer, 3)
    optimizer.lr = 0.7
    assert saved == before


def test_the_layout_is_pytorchs():
    params, optimizer = start("Adam")
    train(params, optimizer, 1)
    saved = optimizer.state_dict()
    assert saved.keys() == {"rule", "state", "param_groups"}
    assert saved["rule"] == "Adam"
    assert saved["state"].keys() == {0, 1, 2}
    entries = {"step", "exp_avg", "exp_avg_sq", "max_exp_avg_sq"}
    assert saved["state"][2].keys() == entries
    assert [group["params"] for group in saved["param_groups"]] == [[0, 1], [2]]
    assert [group["lr"] for group in saved["param_groups"]] == [1e-3, 0.02]


def test_a_copied_optimizer_moves_the_copied_parameters():
    params, optimizer = start("Adam")
    train(params, optimizer, 3)
    numbers = [p.data for p in params]
    twins, twin = copy.deepcopy((params, optimizer))
    expected = train(params, optimizer, 3)
    assert [p.data for p in twins] == numbers
    assert train(twins, twin, 3) == expected


def tampered(change):
    params, optimizer = start("Adam")
    train(params, optimizer, 1)
    saved = optimizer.state_dict()
    change(saved)
    return saved


def set_entry(saved, name, value):
    saved["state"][1][name] = value


@pytest.mark.parametrize(
    ("saved", "error", "message"),
    [
        (None, TypeError, 'expected what state_dict.. gives, a dict with "state"'),
        ({"state": {}}, TypeError, "expected what state_dict"),
        (
            start("SGD")[1].state_dict(),
            ValueError,
            "the saved state is that of SGD, this optimizer is Adam",
        ),
        (
            # A state of the same names: the rule alone tells them apart.
            optim.AdamW([Value(1.0)], amsgrad=True).state_dict(),
            ValueError,
            "the saved state is that of AdamW, this optimizer is Adam",
        ),
        (
            {
                key: start("SGD")[1].state_dict()[key]
                for key in ("state", "param_groups")
            },
            ValueError,
            "the saved settings lack eps, eps_inside_root, betas, amsgrad: they are "
            "not those of Adam",
        ),
        ({"state": {}, "param_groups": None}, TypeError, "expected what state_dict"),
        ({"state": {}, "param_groups": [{}]}, TypeError, "expected what state_dict"),
        ({"state": 1, "param_groups": []}, TypeError, "expected what state_dict"),
        (
            optim.Adam([Value(1.0), Value(1.0)]).state_dict(),
            ValueError,
            r"groups of \[2\] parameters, this one of \[2, 1\]: .* another model",
        ),
        (
            tampered(lambda saved: saved["param_groups"][0].update(foreach=True)),
            ValueError,
            "Adam has no setting 'foreach'",
        ),
        (
            tampered(lambda saved: saved["param_groups"][1].update(lr=-1)),
            ValueError,
            "Adam: lr must be finite",
        ),
        (
            tampered(lambda saved: saved["state"].pop(2)),
            ValueError,
            "the saved state of parameter 2 is missing",
        ),
        (
            tampered(lambda saved: saved["state"][1].pop("exp_avg")),
            ValueError,
            "the state of .* must have step, exp_avg, exp_avg_sq, max_exp_avg_sq; got",
        ),
        (
            tampered(lambda saved: set_entry(saved, "exp_avg", np.zeros(3))),
            ValueError,
            r"'exp_avg' must have shape \(\), got \(3,\)",
        ),
        (
            tampered(lambda saved: set_entry(saved, "exp_avg", "zero")),
            ValueError,
            "'exp_avg' must be made of numbers, got 'zero'",
        ),
        (
            tampered(lambda saved: set_entry(saved, "step", 1.5)),
            ValueError,
            "the state of parameter 1: 'step' must be a number of steps, got 1.5",
        ),
    ],
)
def test_what_cannot_be_loaded_changes_nothing(saved, error, message):
    params, optimizer = start("Adam")
    train(params, optimizer, 2)
    before = optimizer.state_dict()
    with pytest.raises(error, match=message):
        optimizer.load_state_dict(saved)
    assert optimizer.state_dict() == before


def test_look_ahead_survives_a_closure_that_fails():
    w = Value(1.0, label="w")
    optimizer = optim.Nesterov([w], lr=0.1)

    def closure():
        optimizer.zero_grad()
        value = w**2
        value.backward()
        return value

    optimizer.step(closure)
    before = w.data

    def failing():
        assert w.data != before, "the closure runs at the point ahead"
        raise ArithmeticError("no")

    with pytest.raises(ArithmeticError):
        optimizer.step(failing)
    assert w.data == before

"""Parameters without a gradient at some steps: each counts its own updates.

torch_missing_gradients.json has the steps of PyTorch; see the script beside it.
"""

import copy
import json
from pathlib import Path

import numpy as np
import pytest

import optim
from autograd_core import Tensor, Value
from optim import Optimizer
from optim.apply import compiled
from tests.optim.first_order.make_torch_missing_gradients import gradient
from tests.optim.first_order_names import FIRST_ORDER

STORED = json.loads(
    Path(__file__).with_name("torch_missing_gradients.json").read_text(encoding="utf-8")
)
cases = pytest.mark.parametrize(
    "case",
    STORED["cases"],
    ids=lambda case: f"{case['optimizer']}-{json.dumps(case['arguments'])}",
)


def as_tensors(numbers):
    return [Tensor(entries) for entries in numbers]


def as_values_and_tensors(numbers):
    """Single numbers as Values, in slots of another kind."""
    return [
        Value(*entries) if len(entries) == 1 else Tensor(entries) for entries in numbers
    ]


def make_optimizer(case, params):
    lr = case["arguments"]["lr"]
    groups = [{"params": [params[i] for i in group]} for group in STORED["groups"]]
    groups[1]["lr"] = lr / 2
    return getattr(optim, case["optimizer"])(groups, **case["arguments"])


def numbers_of(param):
    return np.ravel(param.data).tolist()


def walk(case, params, optimizer, steps):
    """The parameters after each of the steps."""
    path = []
    for step in steps:
        optimizer.zero_grad()
        for i, param in enumerate(params):
            if case["reached"][step][i]:
                entries = gradient(step, i, numbers_of(param))
                is_value = isinstance(param, Value)
                param.grad = entries[0] if is_value else np.array(entries)
        optimizer.step()
        path.append([number for param in params for number in numbers_of(param)])
    return path


@cases
@pytest.mark.parametrize("kinds", [as_tensors, as_values_and_tensors])
def test_late_frozen_and_skipped_parameters_move_as_pytorchs(case, kinds):
    params = kinds(STORED["start"])
    path = walk(case, params, make_optimizer(case, params), range(len(case["path"])))
    assert np.array(path) == pytest.approx(np.array(case["path"]), rel=1e-10, abs=1e-10)


def exported(saved, dtype=np.float64):
    """A saved state of PyTorch, its tensors as arrays."""
    state = {
        int(i): {
            name: value if name == "step" or value is None else np.array(value, dtype)
            for name, value in entries.items()
        }
        for i, entries in saved["state"].items()
    }
    return {"state": state, "param_groups": saved["param_groups"]}


@cases
def test_states_of_pytorch_with_different_steps_go_on(case):
    """Parameters that PyTorch has not moved yet have no entry in its state."""
    after = STORED["saved_after"]
    ends = np.cumsum([len(entries) for entries in STORED["start"]])
    params = as_tensors(np.split(case["path"][after - 1], ends[:-1]))
    optimizer = make_optimizer({**case, "arguments": {"lr": 1.0}}, params)
    optimizer.load_state_dict(exported(case["saved"]))
    path = walk(case, params, optimizer, range(after, len(case["path"])))
    expected = np.array(case["path"][after:])
    assert np.array(path) == pytest.approx(expected, rel=1e-10, abs=1e-10)


def test_the_first_move_of_a_late_parameter_is_the_first_of_adam():
    """m / (1 - b1) / sqrt(v / (1 - b2)) is the sign of the gradient: a step of lr."""
    a, b = Tensor([1.0]), Tensor([1.0])
    optimizer = optim.Adam([a, b], lr=0.01)
    for _ in range(500):
        optimizer.zero_grad()
        a.sum().backward()
        optimizer.step()
    optimizer.zero_grad()
    b.sum().backward()
    optimizer.step()
    assert 1 - b.item() == pytest.approx(0.01, rel=1e-6)
    state = optimizer.state_dict()["state"]
    assert (state[0]["step"], state[1]["step"]) == (500, 1)


# -- every optimizer against itself, alone ---------------------------------------------


def schedule_of(seed):
    return np.random.default_rng(seed).random((30, 6)) < 0.6


def alone(name, i, schedule):
    """Parameter i with an optimizer of its own, which steps when i has a gradient."""
    param = Tensor([0.5 + i, -0.25 * i])
    optimizer = getattr(optim, name)([param], lr=0.02)
    for step, row in enumerate(schedule):
        if row[i]:
            take_step(optimizer, [param], [i], step)
    return param.data, optimizer.state_dict()["state"][0]


def take_step(optimizer, params, indices, step):
    def closure():
        optimizer.zero_grad()
        for i, param in zip(indices, params, strict=True):
            param.grad = np.array(gradient(step, i, param.data.tolist()))
        return 0.0

    optimizer.step(closure)


@pytest.mark.parametrize("name", FIRST_ORDER)
def test_together_each_moves_as_alone_to_the_last_bit(name):
    schedule = schedule_of(3)
    params = [Tensor([0.5 + i, -0.25 * i]) for i in range(6)]
    optimizer = getattr(optim, name)(params, lr=0.02)
    for step, row in enumerate(schedule):
        indices = [i for i in range(6) if row[i]]
        take_step(optimizer, [params[i] for i in indices], indices, step)
    state = optimizer.state_dict()["state"]
    for i, param in enumerate(params):
        data, own_state = alone(name, i, schedule)
        assert param.data.tolist() == data.tolist()
        assert state[i].keys() == own_state.keys()
        for key, entry in own_state.items():
            assert np.array_equal(state[i][key], entry), key


@pytest.mark.parametrize("name", ["SGD", "Adam", "AdamW"])
def test_the_loops_and_the_rules_agree_to_the_last_bit(name, monkeypatch):
    settings = {"momentum": 0.9, "dampening": 0.5} if name == "SGD" else {}

    def run():
        params = [Tensor([0.5 + i, -0.25 * i]) for i in range(6)]
        optimizer = getattr(optim, name)(params, lr=0.02, **settings)
        for step, row in enumerate(schedule_of(5)):
            indices = [i for i in range(6) if row[i]]
            take_step(optimizer, [params[i] for i in indices], indices, step)
        return [param.data.tolist() for param in params]

    with_loops = run()
    monkeypatch.setattr(compiled, "_loops", lambda: None)
    assert run() == with_loops


# -- saving ----------------------------------------------------------------------------


def test_each_parameter_has_its_own_step_and_a_copy_goes_on_alike():
    params = [Value(1.0) for _ in range(4)]
    optimizer = optim.NAdam(params, lr=0.1)
    for count in (4, 2, 1):
        optimizer.zero_grad()
        for param in params[:count]:
            param.grad = 1.0
        optimizer.step()
    saved = optimizer.state_dict()["state"]
    assert [saved[i]["step"] for i in range(4)] == [3, 2, 1, 1]
    assert saved[2]["mu_product"] == saved[3]["mu_product"] != saved[1]["mu_product"]
    twins, twin = copy.deepcopy((params, optimizer))
    for others, mover in ((params, optimizer), (twins, twin)):
        for param in others:
            param.grad = 0.5
        mover.step()
    assert [p.data for p in twins] == [p.data for p in params]


def test_the_pass_is_one_again_when_the_steps_are_equal_again():
    """Two parameters take turns: after each round both have as many updates."""
    calls = []

    class Counted(optim.SGDRule):
        def update(self, grads, state, params):
            calls.append(len(grads))
            return super().update(grads, state, params)

    params = [Tensor([1.0, 2.0]), Tensor([3.0])]
    optimizer = Optimizer(params, Counted(lr=0.1, momentum=0.5))
    for active in ([0], [1], [0, 1]):
        optimizer.zero_grad()
        for i in active:
            params[i].grad = np.ones(params[i].shape)
        optimizer.step()
    assert calls == [2, 1, 3]


def test_a_state_that_counts_one_step_for_all_still_loads():
    """As it was saved before the steps were counted for each parameter."""
    params = [Tensor([1.0]), Tensor([2.0])]
    optimizer = optim.Adam(params, lr=0.1)
    saved = optimizer.state_dict()
    for i in range(2):
        saved["state"][i] = {
            "step": 7, "exp_avg": np.array([0.5]), "exp_avg_sq": np.array([0.25]),
        }  # fmt: skip
    optimizer.load_state_dict(saved)
    for param in params:
        param.grad = np.array([0.5])
    optimizer.step()
    # m = 0.5, v = 0.25 (0.999 + 0.001): the same average, corrected at t = 8.
    move = 0.1 * (0.5 / (1 - 0.9**8)) / (np.sqrt(0.25 / (1 - 0.999**8)) + 1e-8)
    assert [p.item() for p in params] == pytest.approx([1 - move, 2 - move], rel=1e-12)


def test_a_rule_that_fails_for_some_parameters_moves_none():
    class Fragile(optim.SGDRule):
        def update(self, grads, state, params):
            if state["step"] == 1:
                raise ArithmeticError("planted")
            return super().update(grads, state, params)

    early, late = Tensor([1.0]), Tensor([1.0])
    optimizer = Optimizer([late, early], Fragile(lr=0.1))
    early.grad = np.ones(1)
    optimizer.step()
    late.grad = np.ones(1)
    with pytest.raises(ArithmeticError, match="planted"):
        optimizer.step()
    assert (early.item(), late.item()) == (0.9, 1.0)


# -- steps without any gradient --------------------------------------------------------


def test_a_step_before_any_backward_says_so_once():
    w = Value(1.0)
    optimizer = optim.Adam([w])
    message = (
        r"Adam.step\(\) moves nothing, since no parameter has a gradient; call "
        r"loss.backward\(\) before it, on a loss that is computed from these parameters"
    )
    with pytest.warns(RuntimeWarning, match=message) as warned:
        optimizer.step()
    assert warned[0].filename == __file__
    optimizer.step()
    assert w.data == 1.0


def test_a_loop_that_clears_the_gradients_too_late_is_told():
    w = Value(1.0)
    optimizer = optim.SGD([w], lr=0.1)

    def iterate():
        (w**2).backward()
        optimizer.zero_grad()
        optimizer.step()

    iterate()  # it may be a batch that is skipped
    with pytest.warns(RuntimeWarning, match=r"cleared: call zero_grad\(\) before loss"):
        iterate()


@pytest.mark.parametrize("leaf", [Value, lambda number: Tensor([number])])
def test_legal_steps_are_silent(leaf):
    """Some gradients only; a batch left out; a gradient by hand, in place."""
    w, b = leaf(1.0), leaf(1.0)
    optimizer = optim.SGD([w, b], lr=0.1)
    (w * 2).backward()
    optimizer.step()
    for _ in range(3):
        optimizer.zero_grad()
        optimizer.step()
    assert (w.item(), b.item()) == (0.8, 1.0)
    by_hand = optim.SGD([b], lr=0.1)
    if isinstance(b, Tensor):
        b.grad[...] = 1.0
    else:
        b.grad = 1.0
    by_hand.step()
    assert b.item() == 0.9

"""Parameter groups: settings of their own, changed during training."""

import math

import numpy as np
import pytest

from autograd_core import Tensor, Value
from optim import (
    SGD,
    Adadelta,
    Adam,
    AdamW,
    Lion,
    NAdam,
    Optimizer,
    RMSprop,
    Rprop,
)


def values(count=2):
    return [Value(1.0, label=f"w{i}") for i in range(count)]


def step(optimizer, gradient=1.0):
    for param in optimizer.params:
        param.grad = gradient
    optimizer.step()


def test_each_group_moves_by_its_own_settings():
    w0, w1 = values()
    optimizer = SGD([{"params": [w0], "lr": 0.5}, {"params": [w1]}], lr=0.1)
    step(optimizer)
    assert (w0.data, w1.data) == (0.5, 0.9)


@pytest.mark.parametrize("leaf", [Value, lambda number: Tensor([number])])
def test_a_parameter_that_no_backward_reached_stays(leaf):
    """Gradients 1, none, 1 with momentum 1/2: 1 - 1/2, 1/2, 1/2 - (1 + 1/2) / 2."""
    active, idle = leaf(1.0), leaf(1.0)
    optimizer = SGD([active, idle], lr=0.5, momentum=0.5)
    path = []
    for reached in (True, False, True):
        optimizer.zero_grad()
        (active + idle if reached else active * 1.0).backward()
        optimizer.step()
        path.append((active.item(), idle.item()))
    assert path == [(0.5, 0.5), (-0.25, 0.5), (-1.125, -0.25)]
    optimizer.zero_grad()
    optimizer.step()
    assert (active.item(), idle.item()) == (-1.125, -0.25)


@pytest.mark.parametrize("make", [AdamW, Lion, NAdam, Rprop, Adadelta])
def test_weight_decay_and_memory_leave_a_frozen_parameter_alone(make):
    trained, frozen = Tensor([1.0, -2.0]), Tensor([[3.0]])
    optimizer = make([trained, frozen])
    optimizer.param_groups[0]["weight_decay"] = 0.1
    ((trained**2).sum() + (frozen**2).sum()).backward()
    optimizer.step()
    before = frozen.item(), trained.data.copy()
    optimizer.zero_grad()
    (trained**2).sum().backward()
    optimizer.step()
    assert frozen.item() == before[0]
    assert (trained.data != before[1]).all()


def test_a_gradient_written_into_the_array_counts():
    t = Tensor([1.0, 2.0])
    optimizer = SGD([t], lr=0.5)
    optimizer.zero_grad()
    t.grad[...] = [1.0, 2.0]
    optimizer.step()
    assert t.data.tolist() == [0.5, 1.0]


def test_a_group_reads_like_pytorchs_dict():
    w0, w1 = values()
    optimizer = SGD([{"params": [w0], "lr": 0.5}, {"params": w1}], lr=0.1, momentum=0.9)
    first, second = optimizer.param_groups
    assert first["params"] == [w0]
    assert second["params"] == [w1]
    assert (first["lr"], second["lr"]) == (0.5, 0.1)
    assert (first["momentum"], second["momentum"]) == (0.9, 0.9)
    assert dict(first) == {
        "params": [w0],
        "lr": 0.5,
        "weight_decay": 0.0,
        "decoupled_weight_decay": False,
        "maximize": False,
        "momentum": 0.9,
        "dampening": 0.0,
        "nesterov": False,
    }
    assert "betas" not in first
    assert len(first) == 8
    assert repr(first) == "<group of 1 parameter, lr=0.5, momentum=0.9>"
    assert repr(optimizer) == "SGD(2 parameters, 2 groups, momentum=0.9)"


def test_settings_change_as_in_programs_for_pytorch():
    w0, w1 = values()
    optimizer = SGD([{"params": [w0], "lr": 0.5}, {"params": [w1]}], lr=0.1)
    for group in optimizer.param_groups:
        group["lr"] *= 0.5
    step(optimizer)
    assert (w0.data, w1.data) == (0.75, 0.95)


def test_momentum_that_begins_later_begins_with_an_empty_memory():
    (w,) = values(1)
    optimizer = SGD([w], lr=1.0)
    step(optimizer)
    optimizer.param_groups[0]["momentum"] = 0.5
    step(optimizer)
    step(optimizer)
    assert w.data == 1.0 - 1.0 - 1.0 - 1.5


def test_a_new_rate_keeps_the_memory():
    (w,) = values(1)
    optimizer = Adam([w], lr=0.1, betas=(0.5, 0.75), eps=0.0)
    step(optimizer)
    optimizer.lr = 0.2
    state = optimizer.state_dict()["state"][0]
    assert state == {"step": 1, "exp_avg": 0.5, "exp_avg_sq": 0.25}


def test_lr_sets_all_groups():
    w0, w1 = values()
    optimizer = SGD([{"params": [w0], "lr": 0.5}, {"params": [w1]}], lr=0.1)
    assert [group["lr"] for group in optimizer.param_groups] == [0.5, 0.1]
    optimizer.lr = 0.25
    assert optimizer.lr == 0.25
    step(optimizer)
    assert (w0.data, w1.data) == (0.75, 0.75)


def test_a_group_added_later_starts_with_fresh_memory():
    w0, w1 = values()
    optimizer = SGD([w0], lr=1.0, momentum=0.5)
    step(optimizer)
    optimizer.add_param_group({"params": [w1], "lr": 0.5})
    step(optimizer)
    assert (w0.data, w1.data) == (1.0 - 1.0 - 1.5, 1.0 - 0.5)
    assert optimizer.params == [w0, w1]


def test_groups_of_a_generator():
    params = values()
    optimizer = SGD(({"params": [param]} for param in params), lr=0.5)
    assert len(optimizer.param_groups) == 2


# -- rules of one's own ----------------------------------------------------------------


class Plain:
    """A rule that is not a dataclass and keeps the last gradient itself."""

    def init(self, params):
        return {"last": np.zeros_like(params)}

    def update(self, grads, state, params):
        return params - 0.1 * (grads - state["last"]), {"last": grads}


def test_a_rule_without_settings():
    (w,) = values(1)
    optimizer = Optimizer([w], Plain())
    step(optimizer, 1.0)
    step(optimizer, 3.0)
    assert w.data == pytest.approx(1.0 - 0.1 * 1.0 - 0.1 * 2.0)
    assert optimizer.defaults == {}
    with pytest.raises(KeyError):
        print(optimizer.lr)


# -- closures --------------------------------------------------------------------------


def test_step_with_a_closure_returns_its_loss_and_moves_by_its_gradient():
    (w,) = values(1)
    optimizer = SGD([w], lr=0.25)

    def closure():
        optimizer.zero_grad()
        loss = w**2
        loss.backward()
        return loss

    assert optimizer.step(closure).data == 1.0
    assert w.data == 0.5


def test_zero_grad_takes_pytorchs_argument():
    (w,) = values(1)
    w.grad = 1.0
    SGD([w]).zero_grad(set_to_none=False)
    assert w.grad == 0.0


def test_numbers_near_the_limit_do_not_warn():
    """Warnings are errors here, and a user's may be: a step is never half done."""
    (w,) = values(1)
    optimizer = RMSprop([w])
    step(optimizer, math.inf)
    assert math.isnan(w.data)

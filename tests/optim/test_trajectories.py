"""SGD against PyTorch's numbers, and against the formula written out by hand."""

import json
import math
from pathlib import Path

import pytest

from autograd_core import Value
from optim import SGD, SGDRule

STORED = json.loads(
    Path(__file__).with_name("torch_trajectories.json").read_text(encoding="utf-8")
)


def case_name(case):
    return ",".join(f"{name}={value}" for name, value in case["arguments"].items())


def loss_gradients(x, y, z):
    """By hand, of (x^2 - y)^2 + (1 - x)^2 + tanh(y z) + z^2 / 2."""
    slope = 1 - math.tanh(y * z) ** 2
    return [
        4 * x * (x * x - y) - 2 * (1 - x),
        -2 * (x * x - y) + slope * z,
        slope * y + z,
    ]


@pytest.mark.parametrize("case", STORED["cases"], ids=case_name)
def test_twenty_steps_equal_pytorchs(case):
    x, y, z = params = [Value(number) for number in STORED["start"]]
    optimizer = SGD(params, **case["arguments"])
    for wanted in case["path"]:
        loss = (x * x - y) ** 2 + (1 - x) ** 2 + (y * z).tanh() + 0.5 * z * z
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        assert [p.data for p in params] == pytest.approx(wanted, rel=1e-10, abs=1e-10)


@pytest.mark.parametrize("case", STORED["cases"], ids=case_name)
def test_rule_on_plain_floats_equals_pytorch(case):
    rule = SGDRule(**case["arguments"])
    params = STORED["start"]
    states = [rule.init(each) for each in params]
    for wanted in case["path"]:
        grads = loss_gradients(*params)
        moved = [rule.update(*each) for each in zip(grads, states, params, strict=True)]
        params, states = zip(*moved, strict=True)
        assert list(params) == pytest.approx(wanted, rel=1e-10, abs=1e-10)


def test_every_argument_is_non_default_in_some_case():
    used = {name for case in STORED["cases"] for name in case["arguments"]}
    assert used == {"lr", "momentum", "dampening", "nesterov", "weight_decay"}


def test_momentum_closed_form_for_a_constant_gradient():
    """With g constant, v_k = g (1 - m^k) / (1 - m): sum it for the way gone."""
    lr, m, g, steps = 0.1, 0.75, 3.0, 12
    w = Value(1.0)
    optimizer = SGD([w], lr, momentum=m)
    for _ in range(steps):
        w.grad = g
        optimizer.step()
    way = sum(g * (1 - m**k) / (1 - m) for k in range(1, steps + 1))
    assert w.data == pytest.approx(1.0 - lr * way, rel=1e-13)


def test_nesterov_step_by_hand():
    """w=2, g=1, then g=3: v = 1, 0.5*1 + 3 = 3.5; moves by g + 0.5 v."""
    rule = SGDRule(lr=0.1, momentum=0.5, nesterov=True)
    w, v = rule.update(1.0, rule.init(2.0), 2.0)
    assert (w, v) == (pytest.approx(2.0 - 0.1 * 1.5), 1.0)
    w, v = rule.update(3.0, v, w)
    assert (w, v) == (pytest.approx(1.85 - 0.1 * (3.0 + 0.5 * 3.5)), 3.5)


def test_weight_decay_shrinks_by_a_constant_factor():
    w = Value(2.0)
    optimizer = SGD([w], lr=0.1, weight_decay=0.5)
    for _ in range(5):
        optimizer.step()
    assert w.data == pytest.approx(2.0 * (1 - 0.1 * 0.5) ** 5, rel=1e-14)

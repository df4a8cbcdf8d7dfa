"""Twenty steps of every rule that PyTorch has, against PyTorch's numbers."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

import optim
from autograd_core import Value
from optim import rules
from tests.optim.landscape import START, gradient, loss

STORED = json.loads(
    Path(__file__).with_name("torch_trajectories.json").read_text(encoding="utf-8")
)
EXACT = {"rel": 1e-10, "abs": 1e-10}
# PyTorch lacks these settings.
OURS = {"eps_inside_root"}
OURS_IN = {
    "SGD": {"decoupled_weight_decay"},
    "Adagrad": {"decoupled_weight_decay"},
    "Adadelta": {"decoupled_weight_decay"},
    "RMSprop": {"decoupled_weight_decay", "nesterov"},
    "Rprop": {"decoupled_weight_decay", "weight_decay"},
    "AdamW": {"decoupled_weight_decay"},
    "Adamax": {"decoupled_weight_decay"},
}


def case_name(case):
    settings = [f"{name}={value}" for name, value in case["arguments"].items()]
    return f"{case['optimizer']}({','.join(settings)})"


cases = pytest.mark.parametrize("case", STORED["cases"], ids=case_name)


def rule_of(case):
    return getattr(rules, f"{case['optimizer']}Rule")


@cases
def test_the_optimizer_walks_as_pytorchs(case):
    params = [Value(number) for number in STORED["start"]]
    optimizer = getattr(optim, case["optimizer"])(params, **case["arguments"])
    for expected in case["path"]:
        optimizer.zero_grad()
        loss(*params).backward()
        optimizer.step()
        assert [p.data for p in params] == pytest.approx(expected, **EXACT)


@cases
def test_the_rule_on_floats_walks_as_pytorchs(case):
    rule = rule_of(case)(**case["arguments"])
    params = STORED["start"]
    states = [rule.init(param) for param in params]
    for expected in case["path"]:
        grads = gradient(*params)
        updates = [
            rule.update(*arguments)
            for arguments in zip(grads, states, params, strict=True)
        ]
        params, states = zip(*updates, strict=True)
        assert {type(param) for param in params} == {float}
        assert list(params) == pytest.approx(expected, **EXACT)


@cases
def test_the_rule_on_an_array_walks_as_pytorchs(case):
    rule = rule_of(case)(**case["arguments"])
    params = np.array(STORED["start"])
    state = rule.init(params)
    for expected in case["path"]:
        params, state = rule.update(np.array(gradient(*params)), state, params)
        assert params == pytest.approx(expected, **EXACT)


def test_the_start_is_the_one_stored():
    assert STORED["start"] == START


@pytest.mark.parametrize("name", sorted({c["optimizer"] for c in STORED["cases"]}))
def test_every_setting_is_non_default_in_some_case(name):
    settings_used = {
        setting
        for case in STORED["cases"]
        if case["optimizer"] == name
        for setting in case["arguments"]
    }
    fields = {f.name for f in dataclasses.fields(getattr(rules, f"{name}Rule"))}
    assert settings_used == fields - OURS - OURS_IN.get(name, set())

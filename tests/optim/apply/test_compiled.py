"""The compiled loops of SGD and Adam: the rules' numbers, to the last bit."""

import dataclasses

import numpy as np
import pytest

from optim.apply import compiled, update
from optim.rules import AdamRule, AdamWRule, SGDRule

compiled_only = pytest.mark.skipif(
    compiled._loops() is None, reason="the plain build has no such loops"
)
DECAYS = [
    {},
    {"weight_decay": 0.1},
    {"weight_decay": 0.1, "decoupled_weight_decay": True},
    {"maximize": True, "weight_decay": 0.3},
]
RULES = [
    SGDRule(lr=0.1),
    SGDRule(lr=0.1, momentum=0.9),
    SGDRule(lr=0.1, momentum=0.9, dampening=0.3),
    SGDRule(lr=0.1, momentum=0.9, nesterov=True),
    AdamRule(lr=0.1),
    AdamRule(lr=0.1, betas=(0.5, 0.7), eps=0.1, eps_inside_root=True),
    AdamWRule(lr=0.1),
]


def start(rule, count, dtype):
    rng = np.random.default_rng(0)
    numbers = rng.normal(size=count).astype(dtype)
    grads = [(10.0**i * rng.normal(size=count)).astype(dtype) for i in (-3, 0, 3)]
    return numbers, grads, update.initial_state(rule, numbers)


@compiled_only
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("decay", DECAYS, ids=str)
@pytest.mark.parametrize("rule", RULES, ids=str)
@pytest.mark.parametrize("count", [0, 1, 7, 1001])
def test_three_steps_are_the_rules_to_the_last_bit(rule, decay, dtype, count):
    rule = dataclasses.replace(rule, **decay)
    numbers, grads, state = start(rule, count, dtype)
    expected, wanted_state = numbers.copy(), rule.init(numbers)
    for g in grads:
        before = g.copy()
        assert compiled.advance_fused(rule, g, state, numbers)
        expected, wanted_state = rule.update(g, wanted_state, expected)
        assert np.array_equal(g, before)
        assert np.array_equal(numbers, expected)
        assert state.keys() == wanted_state.keys()
        for name, value in state.items():
            assert np.array_equal(value, wanted_state[name])


@compiled_only
@pytest.mark.parametrize("threads", [1, 2, 3, 5])
def test_threads_share_the_entries(threads, monkeypatch):
    monkeypatch.setattr(compiled, "ENTRIES_PER_THREAD", 100)
    monkeypatch.setenv("OMP_NUM_THREADS", str(threads))
    rule = AdamRule(lr=0.1)
    numbers, grads, state = start(rule, 1001, np.float32)
    expected, _ = rule.update(grads[0], rule.init(numbers), numbers)
    compiled.advance_fused(rule, grads[0], state, numbers)
    assert np.array_equal(numbers, expected)
    assert state["step"] == 1


@compiled_only
def test_infinities_and_nan_are_the_rules(recwarn):
    rule = AdamRule(lr=0.1, weight_decay=0.1)
    grads = np.array([np.inf, -np.inf, np.nan, 0.0, 1e300])
    numbers, state = np.ones(5), update.initial_state(rule, np.ones(5))
    with np.errstate(all="ignore"):
        expected, _ = rule.update(grads, rule.init(numbers), numbers)
    compiled.advance_fused(rule, grads, state, numbers)
    assert np.array_equal(numbers, expected, equal_nan=True)
    assert not recwarn.list


def test_what_has_no_loop_is_left_alone():
    class Mine(SGDRule):
        pass

    for rule in (Mine(lr=0.1), AdamRule(amsgrad=True)):
        numbers, grads, state = start(rule, 5, np.float64)
        before = numbers.copy()
        assert not compiled.advance_fused(rule, grads[0], state, numbers)
        assert np.array_equal(numbers, before)
        assert state["step"] == 0


def test_the_number_of_threads_is_that_of_the_environment(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    assert compiled._threads() == 7
    for other in ("", "0", "many"):
        monkeypatch.setenv("OMP_NUM_THREADS", other)
        assert 1 <= compiled._threads() < 4096

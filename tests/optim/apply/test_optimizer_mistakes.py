"""Errors of optimizers and parameter groups: the messages, and nothing is changed."""

import math

import numpy as np
import pytest

from autograd_core import Value
from nn import MLP
from optim import SGD, Nesterov, Optimizer, SGDRule
from optim.rules import AdamRule

W = Value(1.0, label="w")


class NoDict(SGDRule):
    def init(self, params):
        return None


class WrongInit(SGDRule):
    def init(self, params):
        return {"v": np.zeros(7)}


class WrongUpdate(SGDRule):
    def update(self, grads, state, params):
        return 3.0, state


class MoreMemory(SGDRule):
    def update(self, grads, state, params):
        return params, {**state, "last": grads}


def step(rule):
    """Make a step of the parameter with the gradient 1."""
    optimizer = Optimizer([W], rule)
    (W * 1.0).backward()
    optimizer.step()


def assign(optimizer, name, value):
    optimizer.param_groups[0][name] = value


def delete(optimizer, name):
    del optimizer.param_groups[0][name]


def set_lr(optimizer, lr):
    optimizer.lr = lr


SETTINGS = [
    ({"lr": -1}, ValueError, "SGD: lr must be finite and >= 0, got -1"),
    ({"lr": math.nan}, ValueError, "SGD: lr must be finite and >= 0, got nan"),
    ({"lr": math.inf}, ValueError, "SGD: lr must be finite and >= 0, got inf"),
    ({"lr": "0.1"}, TypeError, "SGD: lr must be a number, got str '0.1'"),
    ({"lr": None}, TypeError, "SGD: lr must be a number, got NoneType None"),
    ({"lr": True}, TypeError, "SGD: lr must be a number, got bool True"),
    ({"momentum": 1.1}, ValueError, "SGD: momentum must be in [0, 1], got 1.1"),
    ({"momentum": -0.1}, ValueError, "SGD: momentum must be in [0, 1], got -0.1"),
    ({"momentum": math.nan}, ValueError, "SGD: momentum must be in [0, 1], got nan"),
    ({"dampening": 1.5}, ValueError, "SGD: dampening must be in [0, 1], got 1.5"),
    (
        {"weight_decay": -0.1},
        ValueError,
        "SGD: weight_decay must be finite and >= 0, got -0.1",
    ),
    (
        {"weight_decay": math.inf},
        ValueError,
        "SGD: weight_decay must be finite and >= 0, got inf",
    ),
    (
        {"nesterov": True},
        ValueError,
        "SGD: nesterov=True needs momentum > 0 and dampening = 0, got momentum=0.0, ",
    ),
    (
        {"nesterov": True, "momentum": 0.5, "dampening": 0.1},
        ValueError,
        "dampening = 0, got momentum=0.5, dampening=0.1",
    ),
]

PARAMETERS = [
    ([], ValueError, "no parameters to optimize: the list is empty"),
    (iter([]), ValueError, "no parameters to optimize: the list is empty"),
    (W, TypeError, "got the single Value w = 1.0; write [it]"),
    ([W, Value(2.0), W], ValueError, "parameter w = 1.0 is given twice"),
    ([W, W * 2], ValueError, "parameter 1, Value(2.0), is the result of '*'"),
    ([W, 3.0], TypeError, "parameter 1 must be a Value or Tensor, got float 3.0"),
    ("w", TypeError, "expected a list of parameters, e.g. model.parameters(); got str"),
    (3, TypeError, "expected a list of parameters, e.g. model.parameters(); got int"),
    ({"w": W}, TypeError, "expected a list of parameters, e.g. model.parameters(); "),
    ({W}, TypeError, "got a set: its order differs from run to run, so that a saved "),
    (frozenset([W]), TypeError, "got a frozenset: its order differs from run to run"),
    ([{"params": {W}}], TypeError, "got a set: its order differs from run to run"),
    (MLP(1, [1], rng=0), TypeError, "got a MLP; write model.parameters()"),
    (
        MLP(1, [1], rng=0).named_parameters(),
        TypeError,
        "parameter 0 is a tuple; write model.parameters(), not model.named_param",
    ),
    (
        [{"params": [W]}, {"params": [W]}],
        ValueError,
        "parameter w = 1.0 is given twice",
    ),
]

# Calls with an optimizer of two groups, with the rates 0.5 and 0.1.
CALLS = [
    (
        lambda optimizer: optimizer.add_param_group([]),
        TypeError,
        'a parameter group is a dict with "params", got list []',
    ),
    (
        lambda optimizer: optimizer.add_param_group({"lr": 0.1}),
        TypeError,
        'a parameter group is a dict with "params", got dict',
    ),
    (
        lambda optimizer: optimizer.add_param_group({"params": []}),
        ValueError,
        "no parameters to optimize: the list is empty",
    ),
    (
        lambda optimizer: optimizer.add_param_group({"params": [Value(1.0) * 2]}),
        ValueError,
        "only leaves can be moved",
    ),
    (
        lambda optimizer: optimizer.add_param_group(
            {"params": [Value(1.0)], "learning_rate": 1.0}
        ),
        ValueError,
        "SGD has no setting 'learning_rate'",
    ),
    (
        lambda optimizer: optimizer.add_param_group({"params": [Value(1.0)], "lr": -1}),
        ValueError,
        "SGD: lr must be finite and >= 0, got -1",
    ),
    (
        lambda optimizer: assign(optimizer, "lr", math.nan),
        ValueError,
        "SGD: lr must be finite and >= 0, got nan",
    ),
    (
        lambda optimizer: assign(optimizer, "momentum", 1.1),
        ValueError,
        "SGD: momentum must be in [0, 1], got 1.1",
    ),
    (
        lambda optimizer: assign(optimizer, "learning_rate", 0.1),
        ValueError,
        "SGD has no setting 'learning_rate'; it has lr, weight_decay, decoupled_",
    ),
    (
        lambda optimizer: assign(optimizer, "params", []),
        ValueError,
        "SGD has no setting 'params'",
    ),
    (
        lambda optimizer: delete(optimizer, "lr"),
        TypeError,
        "a parameter group keeps its 'lr'; assign another value",
    ),
    (lambda optimizer: optimizer.param_groups[0]["betas"], KeyError, "'betas'"),
    (
        lambda optimizer: optimizer.lr,
        ValueError,
        "the groups have different rates, [0.5, 0.1]; read optimizer.param_groups[i]",
    ),
    (
        lambda optimizer: set_lr(optimizer, -1.0),
        ValueError,
        "SGD: lr must be finite and >= 0, got -1.0",
    ),
    (
        lambda optimizer: optimizer.step(lambda: (W**2).backward()),
        TypeError,
        "the closure returned None; it must clear the gradients, compute the loss",
    ),
    (
        lambda optimizer: optimizer.step(W**2),
        TypeError,
        "step() takes a closure, a function without arguments; got Value ",
    ),
    (
        lambda optimizer: Nesterov([W], lr=0.1).step(),
        TypeError,
        "Nesterov takes the gradient at the point ahead: call optimizer.step(closure)",
    ),
    (
        lambda optimizer: Optimizer([W], NoDict()),
        TypeError,
        "NoDict.init must return a dict of arrays and numbers, got NoneType None",
    ),
    (
        lambda optimizer: Optimizer([W], WrongInit()),
        ValueError,
        "WrongInit.init: 'v' has shape (7,), the parameters (1,)",
    ),
    (
        lambda optimizer: step(WrongUpdate()),
        ValueError,
        "WrongUpdate.update gave parameters of shape () for (1,)",
    ),
    (
        lambda optimizer: step(MoreMemory()),
        ValueError,
        "MoreMemory.update gave a state of step, last, init one of step; both must",
    ),
]


@pytest.mark.parametrize(("settings", "error", "message"), SETTINGS)
def test_settings(settings, error, message):
    with pytest.raises(error) as caught:
        SGD([W], **{"lr": 0.1, **settings})
    assert message in str(caught.value)
    assert W.data == 1.0


@pytest.mark.parametrize(("params", "error", "message"), PARAMETERS)
def test_parameters(params, error, message):
    with pytest.raises(error) as caught:
        SGD(params, lr=0.1)
    assert message in str(caught.value)


@pytest.mark.parametrize(("call", "error", "message"), CALLS)
def test_calls(call, error, message):
    optimizer = SGD([{"params": [W], "lr": 0.5}, {"params": [Value(3.0)]}], lr=0.1)
    params, before = optimizer.params, [dict(g) for g in optimizer.param_groups]
    with pytest.raises(error) as caught:
        call(optimizer)
    assert message in str(caught.value)
    assert [dict(group) for group in optimizer.param_groups] == before
    assert optimizer.params == params
    assert [param.data for param in params] == [1.0, 3.0]


@pytest.mark.parametrize("params", [{"w": np.ones(2)}, [1.0, 2.0]])
def test_a_rule_has_no_state_of_a_tree(params):
    with pytest.raises(TypeError, match=r"float or one array, not a .*; keep a state"):
        AdamRule(lr=0.1).init(params)

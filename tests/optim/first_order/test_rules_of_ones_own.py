"""Mistakes in an update rule of one's own: what is said, and where."""

from dataclasses import dataclass

import numpy as np
import pytest

from autograd_core import Tensor
from optim import Optimizer, rules


@dataclass(frozen=True, kw_only=True)
class Unnamed(rules.GradientRule):
    def move(self, g, state, params):
        return params - self.lr * state["velocity"], state


class Undecorated(rules.GradientRule):
    momentum: float = 0.9


class Motionless(rules.GradientRule):
    pass


class OneName(rules.GradientRule):
    buffers = "velocity"


class NoProperty(rules.GradientRule):
    def buffers(self):
        return ("velocity",)


OWN = {
    "a buffer that is not named": (
        Unnamed,
        "Unnamed.move asks for state['velocity'], but its buffers are (); name it "
        "there",
    ),
    "no dataclass": (
        Undecorated,
        "Undecorated: momentum would be no setting; write @dataclass(frozen=True, "
        "kw_only=True) above the class",
    ),
    "no move": (
        Motionless,
        "Motionless has no move(self, g, state, params), which returns the new "
        "parameters and the state",
    ),
    "one name": (
        OneName,
        "OneName.buffers must be a property that gives a tuple of names, such as "
        "('velocity',), got 'velocity'",
    ),
    "no property": (
        NoProperty,
        "NoProperty.buffers must be a property that gives a tuple of names, such as "
        "('velocity',), got <bound method NoProperty.buffers of NoProperty(lr=0.1, "
        "we...",
    ),
}


@pytest.mark.parametrize(("kind", "message"), OWN.values(), ids=list(OWN))
def test_mistakes_in_a_rule_of_ones_own(kind, message):
    """Said by the rule alone, and by an optimizer that carries it."""
    for params in (2.0, np.ones(3)):
        with pytest.raises((TypeError, NotImplementedError)) as caught:
            rule = kind(lr=0.1)
            rule.update(1.0, rule.init(params), params)
        assert str(caught.value) == message
    with pytest.raises((TypeError, NotImplementedError)) as caught:
        weights = Tensor(np.ones(3))
        optimizer = Optimizer([weights], kind(lr=0.1))
        weights.sum().backward()
        optimizer.step()
    assert str(caught.value) == message


def test_an_optimizer_carries_a_rule_and_not_its_class():
    with pytest.raises(TypeError, match=r"got the class Unnamed; call it, Unnamed\("):
        Optimizer([Tensor([1.0])], Unnamed)

"""activations: what each one is, and its derivative, also where it has a kink."""

import math

import numpy as np
import pytest

import nn
from autograd_core import Tensor, Value, log_softmax, softmax


def phi(z):
    return (1 + math.erf(z / math.sqrt(2))) / 2


def s(z):
    return 1 / (1 + math.exp(-z))


# name: function, derivative
ACTIVATIONS = {
    "identity": (lambda z: z, lambda z: 1.0),
    "sign": (lambda z: (z > 0) - (z < 0), lambda z: 0.0),
    "step": (lambda z: z > 0, lambda z: 0.0),
    "sigmoid": (s, lambda z: s(z) * (1 - s(z))),
    "tanh": (math.tanh, lambda z: 1 - math.tanh(z) ** 2),
    "relu": (lambda z: max(0.0, z), lambda z: z > 0),
    "leaky_relu": (lambda z: z if z > 0 else 0.01 * z, lambda z: 1 if z > 0 else 0.01),
    "hard_tanh": (lambda z: min(1.0, max(-1.0, z)), lambda z: -1 < z < 1),
    "softplus": (lambda z: math.log(1 + math.exp(z)), s),
    "elu": (
        lambda z: z if z > 0 else math.exp(z) - 1,
        lambda z: 1 if z > 0 else math.exp(z),
    ),
    "gelu": (
        lambda z: z * phi(z),
        lambda z: phi(z) + z * math.exp(-z * z / 2) / math.sqrt(2 * math.pi),
    ),
    "silu": (lambda z: z * s(z), lambda z: s(z) + z * s(z) * (1 - s(z))),
}
POINTS = (-2.5, -1.0, -0.3, 0.0, 0.4, 1.0, 3.0)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_value_and_derivative(name):
    function, slope = ACTIVATIONS[name]
    unit = nn.Activation(name)
    tensor = Tensor(POINTS)
    outs = unit(tensor)
    outs.sum().backward()
    for i, z in enumerate(POINTS):
        value = Value(z)
        out = unit(value)
        out.backward()
        assert out.data == pytest.approx(float(function(z)), rel=1e-14, abs=1e-16)
        assert value.grad == pytest.approx(float(slope(z)), rel=1e-13, abs=1e-16)
        assert outs.data[i] == pytest.approx(out.data, rel=1e-15)
        assert tensor.grad[i] == pytest.approx(value.grad, rel=1e-15)


def test_the_example_draws_them_all(example):
    script = example("activations")
    assert set(script["NAMES"]) == set(ACTIVATIONS)
    for name, (function, slope) in ACTIVATIONS.items():
        value, derivative = script.line(f"{name}(0) =")
        assert value == pytest.approx(float(function(0.0)), abs=1e-4)
        assert derivative == pytest.approx(float(slope(0.0)), abs=1e-4)


def test_softplus_is_not_its_mirror_image():
    """One lecture prints ln(1 + e^-z); its derivative, the sigmoid, shows the slip."""
    assert nn.Softplus()([3.0]).data[0] == pytest.approx(math.log(1 + math.exp(3)))


def test_softmax_and_its_jacobian():
    z = [0.5, -1.0, 2.0]
    p = np.exp(z) / np.exp(z).sum()
    values = [Value(number) for number in z]
    outs = softmax(values)
    assert [v.data for v in outs] == pytest.approx(p, rel=1e-14)
    outs[0].backward()
    assert [v.grad for v in values] == pytest.approx(p[0] * (np.eye(3)[0] - p))
    x = Tensor(z)
    nn.Softmax()(x)[0].backward()
    assert x.grad == pytest.approx(p[0] * (np.eye(3)[0] - p))
    assert nn.LogSoftmax()(z).data == pytest.approx(np.log(p))
    assert [v.data for v in log_softmax(values)] == pytest.approx(np.log(p))


def test_the_slips_of_the_lectures():
    """relu' is no sign(x); softplus rises; hard tanh' at +-1 may be any of [0, 1]."""
    h = 1e-6
    for x, slope in ((-2.0, 0.0), (2.0, 1.0)):
        node = Value(x)
        node.relu().backward()
        assert node.grad == slope
        # The quotient decides: sign(-2) = -1 would be wrong.
        assert (max(x + h, 0) - max(x - h, 0)) / (2 * h) == pytest.approx(slope)
    node = Value(0.3)
    node.softplus().backward()
    assert node.grad == pytest.approx(Value(0.3).sigmoid().data)
    for x in (-1.0, 1.0):
        node = Value(x)
        node.hard_tanh().backward()
        sides = [(min(max(x + s, -1), 1) - x) / s for s in (-h, h)]
        assert node.grad == 0.0, "one lecture takes 1, the slope of the other side"
        assert sorted(sides) == pytest.approx([0.0, 1.0], abs=1e-6)

"""subgradient: what the engine says where a derivative does not exist."""

import math

import numpy as np
import pytest

import autograd_core as ac
import nn
from autograd_core import Tensor, Value, relu

AT_KINKS = [
    ("relu", lambda x: x.relu(), 0.0, 0.0),
    ("abs", lambda x: x.abs(), 0.0, 0.0),
    ("sign", lambda x: x.sign(), 0.0, 0.0),
    ("step", lambda x: x.step(), 0.0, 0.0),
    ("leaky_relu", lambda x: x.leaky_relu(0.1), 0.0, 0.1),
    ("elu", lambda x: x.elu(0.5), 0.0, 0.5),
    ("maximum", lambda x: x.maximum(2.0), 2.0, 0.5),
    ("minimum", lambda x: x.minimum(2.0), 2.0, 0.5),
    ("clip, low", lambda x: x.clip(-1.0, 1.0), -1.0, 0.0),
    ("clip, high", lambda x: x.clip(-1.0, 1.0), 1.0, 0.0),
    ("hard_tanh", lambda x: x.hard_tanh(), 1.0, 0.0),
    ("sqrt", lambda x: x.sqrt(), 0.0, math.inf),
    ("hypot", lambda x: x.hypot(0.0), 0.0, 0.0),
    ("x**0", lambda x: x**0, 0.0, 0.0),
]


@pytest.mark.parametrize("leaf", [Value, Tensor])
@pytest.mark.parametrize("name, f, at, expected", AT_KINKS)
def test_the_table_of_conventions(leaf, name, f, at, expected):
    x = leaf(at)
    f(x).backward()
    assert float(x.grad) == expected, name


@pytest.mark.parametrize("name, f, at, expected", AT_KINKS[:10])
def test_each_lies_between_the_slopes_on_both_sides(name, f, at, expected):
    """That is what makes it a subgradient; a jump has no slope to compare with."""
    if name in ("sign", "step"):
        return
    h = 1e-7
    value = f(Value(at)).data
    right = (f(Value(at + h)).data - value) / h
    left_slope = (value - f(Value(at - h)).data) / h
    low, high = sorted((left_slope, right))
    assert low - 1e-6 <= expected <= high + 1e-6


def test_the_hinge_at_margin_1():
    """max(0, 1 - y s): 0 where y s = 1, -y below, 0 above."""
    for score, expected in ((1.0, 0.0), (0.5, -1.0), (1.5, 0.0)):
        s = Value(score)
        nn.hinge(s, 1.0).backward()
        assert s.grad == expected


def test_ties_share():
    x = Tensor([3.0, 1.0, 3.0])
    x.max().backward()
    assert x.grad.tolist() == [0.5, 0.0, 0.5]
    values = [Value(2.0), Value(2.0), Value(7.0), Value(2.0)]
    ac.min(values).backward()
    assert [v.grad for v in values] == [1 / 3, 1 / 3, 0.0, 1 / 3]


@pytest.mark.parametrize("size", [ac.norm, ac.std])
def test_a_size_that_is_0_has_no_direction(size):
    x = Tensor(np.zeros(3))
    size(x).backward()
    assert x.grad.tolist() == [0.0, 0.0, 0.0]


def test_it_is_the_slope_that_jumps_not_the_function():
    """relu and the hinge are continuous, against a lecture; their slopes are not."""
    for f, kink in ((relu, 0.0), (lambda y: relu(1.0 - y), 1.0)):
        for h in (1e-3, 1e-6, 1e-9):
            assert abs(f(kink + h) - f(kink)) <= h * (1 + 1e-6)
            assert abs(f(kink - h) - f(kink)) <= h * (1 + 1e-6)
        slopes = []
        for h in (-1e-9, 1e-9):
            x = Value(kink + h)
            f(x).backward()
            slopes.append(x.grad)
        assert abs(slopes[1] - slopes[0]) == 1.0

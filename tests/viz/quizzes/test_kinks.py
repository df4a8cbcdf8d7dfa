"""At a kink every subgradient is right, and the quiz says what it is."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import pytest

import autograd_core as ac
from autograd_core import Value
from viz import quiz
from viz.quizzes.kinks import Kink, kink_of, local_kink

Function = Callable[[Value], Value]

# The function, where it stands, its slopes on the left and on the right by hand.
KINKS: list[tuple[str, Function, float, float, float]] = [
    ("relu", lambda x: x.relu(), 0.0, 0.0, 1.0),
    ("abs", lambda x: abs(x), 0.0, -1.0, 1.0),
    ("leaky", lambda x: x.leaky_relu(0.25), 0.0, 0.25, 1.0),
    ("elu", lambda x: x.elu(2.0), 0.0, 2.0, 1.0),
    ("hard_tanh, above", lambda x: x.hard_tanh(), 1.0, 1.0, 0.0),
    ("hard_tanh, below", lambda x: x.hard_tanh(), -1.0, 0.0, 1.0),
    ("clip, low", lambda x: x.clip(-3.0, 5.0), -3.0, 0.0, 1.0),
    ("clip, high", lambda x: x.clip(-3.0, 5.0), 5.0, 1.0, 0.0),
    ("maximum", lambda x: (2.0 * x).maximum(x + 3.0), 3.0, 1.0, 2.0),
    ("minimum", lambda x: (2.0 * x).minimum(x + 3.0), 3.0, 2.0, 1.0),
    ("max of three", lambda x: ac.max([x, -x, 3.0 * x]), 0.0, -1.0, 3.0),
    ("min of three", lambda x: ac.min([x, -x, 3.0 * x]), 0.0, 3.0, -1.0),
    ("hypot", lambda x: ac.hypot(3.0 * x, 4.0 * x), 0.0, -5.0, 5.0),
    ("scaled", lambda x: 3.0 - 2.0 * (5.0 * x).relu(), 0.0, 0.0, -10.0),
    ("two kinks", lambda x: x.relu() + 3.0 * abs(x), 0.0, -3.0, 4.0),
    ("inside", lambda x: (x.relu() + 1.0) ** 2, 0.0, 0.0, 2.0),
    ("cancels", lambda x: x.relu() - (-x).relu(), 0.0, 1.0, 1.0),
]
SMOOTH: list[tuple[str, Function, float]] = [
    ("near", lambda x: x.relu(), 1e-9),
    ("nearer", lambda x: abs(x), -1e-300),
    ("square", lambda x: x.relu() ** 2, 0.0),
    ("same", lambda x: x.relu() - x.relu(), 0.0),
    ("jump", lambda x: x.sign() + x, 0.0),
    ("floor", lambda x: ac.floor(x) + x, 2.0),
    ("vertical", lambda x: x**0.5, 0.0),
    ("elu", lambda x: x.elu(), 0.0),
    ("fast", lambda x: (1e6 * x).sin(), 1.0),
    ("rounding", lambda x: 0.1 * x + 0.2 * x - 0.3 * x, 1.0),
]


def at(f: Function, x: float) -> tuple[Value, Value]:
    leaf = Value(x, label="x")
    result = f(leaf)
    result.label = "L"
    return result, leaf


@pytest.mark.parametrize(("f", "x", "left", "right"), [k[1:] for k in KINKS])
def test_slopes_beside_a_kink(f: Function, x: float, left: float, right: float) -> None:
    root, leaf = at(f, x)
    root.backward()
    kink = kink_of(root, leaf, leaf.grad)
    assert kink is not None
    assert kink == pytest.approx((left, right), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(("f", "x"), [k[1:] for k in SMOOTH])
@pytest.mark.filterwarnings("ignore:.*gave inf:RuntimeWarning")
def test_no_kink(f: Function, x: float) -> None:
    root, leaf = at(f, x)
    root.backward()
    assert kink_of(root, leaf, leaf.grad) is None


def test_slopes_of_random_piecewise_functions() -> None:
    """Beside a knot the slopes of a sum of shifted kinks are known exactly."""
    rng = random.Random(5)
    for _ in range(40):
        knots = [float(rng.randint(-4, 4)) for _ in range(5)]
        scales = [float(rng.randint(-3, 3)) for _ in range(5)]
        x = Value(rng.choice(knots))
        root = ac.sum(
            [c * abs(x - k) for c, k in zip(scales, knots, strict=True)] + [0.5 * x]
        )
        sides = [
            0.5
            + math.fsum(
                c * (math.copysign(1.0, x.data - k) if x.data != k else side)
                for c, k in zip(scales, knots, strict=True)
            )
            for side in (-1.0, 1.0)
        ]
        root.backward()
        kink = kink_of(root, x, x.grad)
        if sides[0] == sides[1]:
            assert kink is None or tuple(kink) == tuple(sides)
        else:
            assert kink is not None
            assert tuple(kink) == tuple(sides)


def test_one_op_beside_its_kink() -> None:
    x, y = Value(2.0), Value(2.0)
    assert local_kink(x.maximum(y), 1) == Kink(0.0, 1.0)
    assert local_kink(x.minimum(y), 0) == Kink(1.0, 0.0)
    assert local_kink(ac.max([x, y, 1.0]), 0) == Kink(0.0, 1.0)
    assert local_kink(x * y, 0) is None
    assert local_kink(x.clip(2.0, 3.0), 0) == Kink(0.0, 1.0)


@pytest.mark.parametrize("answer", [0, 1, 0.5, "1/3", "0.999"])
def test_every_subgradient_is_right(answer: float | str) -> None:
    root, _ = at(lambda x: x.relu(), 0.0)
    reply = quiz(root).check("x", answer)
    assert reply.right
    assert reply.text.endswith(
        "is a subgradient. L has a kink here: its slope over x is 0.0 on the left and "
        "1.0 on the right, and any number between is one. backward() takes dL/dx = 0.0."
    )


@pytest.mark.parametrize("answer", [-0.1, 1.1, 2, "-1", "nan", "inf"])
def test_what_is_outside_is_wrong(answer: float | str) -> None:
    root, _ = at(lambda x: x.relu(), 0.0)
    assert not quiz(root).check("x", answer)


def test_the_true_slope_is_right_where_kinks_cancel() -> None:
    root, _ = at(lambda x: x.relu() - (-x).relu(), 0.0)  # x itself
    assert quiz(root).check("x", 0)
    reply = quiz(root).check("x", 1)
    assert reply.text == (
        "Right: dL/dx = 1.0. The slope of L over x is 1.0 on both sides; backward() "
        "gives 0.0, as its ops have kinks here."
    )
    assert not quiz(root).check("x", 0.5)


def test_a_kink_further_up() -> None:
    x = Value(0.0, label="x")
    y = 3.0 * x
    y.label = "y"
    L = 2.0 * abs(y)
    L.label = "L"
    q = quiz(L)
    assert q.check("y", -2)
    assert q.check("x", 5.5)
    assert not q.check("x", 6.5)
    assert q.check("n1", 2).text == "Right: dL/dn1 = 2.0"  # of abs(y): no kink in it

"""chain-rule: each node passes on upstream gradient x local derivative, and adds up."""

import math

import pytest

from autograd_core import Value, gradients
from viz import explain


def test_one_neuron_by_hand():
    """L = tanh(w x + b): dL/dw = (1 - L^2) x, dL/dx = (1 - L^2) w, dL/db = 1 - L^2."""
    w, x, b = Value(0.5), Value(2.0), Value(-1.5)
    L = (w * x + b).tanh()
    L.backward()
    slope = 1 - math.tanh(-0.5) ** 2
    for leaf, expected in ((w, slope * 2.0), (x, slope * 0.5), (b, slope)):
        assert leaf.grad == pytest.approx(expected, rel=1e-14)


def test_the_messages_of_several_uses_add_up():
    """y = x sin(x) + x^2: dy/dx = sin(x) + x cos(x) + 2 x."""
    x = Value(0.8)
    (x * x.sin() + x * x).backward()
    expected = math.sin(0.8) + 0.8 * math.cos(0.8) + 1.6
    assert x.grad == pytest.approx(expected, rel=1e-14)


def test_every_node_got_the_sum_over_its_consumers():
    """For a graph with shared parts: grad = sum of upstream x local over the edges."""
    a, b = Value(1.5, label="a"), Value(-0.5, label="b")
    c = a * b
    d = c + a
    e = c * d + b.exp()
    f = e * d
    f.backward()
    nodes = [a, b, c, d, e, e.parents[0], e.parents[1], f]
    for node in nodes[:-1]:
        total = sum(
            consumer.grad * slope
            for consumer in nodes
            for parent, slope in zip(
                consumer.parents, consumer.local_grads, strict=True
            )
            if parent is node
        )
        assert node.grad == pytest.approx(total, rel=1e-14)
    # In closed form: f = (ab (ab + a) + e^b) (ab + a).
    step = 1e-20
    shifted = complex(1.5, step)
    inner = shifted * -0.5 + shifted
    exact = ((shifted * -0.5 * inner + math.exp(-0.5)) * inner).imag / step
    assert a.grad == pytest.approx(exact, rel=1e-13)
    assert gradients(f, a) == a.grad


def test_the_ledger_shows_each_product():
    a = Value(3.0, label="a")
    L = a * a
    L.backward()
    lines = [line for line in explain(L).splitlines() if "upstream" in line]
    assert len(lines) == 2  # a is used twice
    assert all("local" in line and "3.0" in line for line in lines)
    assert lines[-1].rstrip().split("total")[1].split()[0] == "6.0"

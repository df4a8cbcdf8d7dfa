"""`backward()` on a result of leaves alone: the compiled build does it without a walk.

Each gradient is what the chain rule gives by hand.
"""

from __future__ import annotations

import math
import threading
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Tensor, Value


def test_two_leaves() -> None:
    a, b = Value(3.0), Value(-2.0)
    product = a * b
    product.backward()
    assert (product.grad, a.grad, b.grad) == (1.0, -2.0, 3.0)
    product.backward(2.0)
    assert (product.grad, a.grad, b.grad) == (2.0, -6.0, 9.0)
    assert product.has_grad and a.has_grad


def test_a_leaf_that_is_both_operands_and_a_constant() -> None:
    a = Value(3.0)
    (a * a).backward()
    (5.0 * a).backward()
    assert a.grad == 6.0 + 5.0


def test_many_leaves_one_of_them_twice() -> None:
    a, b = Value(2.0), Value(7.0)
    ac.dot([a, a, 4.0], [b, 3.0, a]).backward()
    assert (a.grad, b.grad) == (7.0 + 3.0 + 4.0, 2.0)


def test_a_result_among_many_operands_sends_its_own_gradient() -> None:
    a, b = Value(2.0), Value(7.0)
    square = b * b
    total = ac.sum([a, 1.0, square, a])
    total.backward()
    assert (a.grad, square.grad, b.grad) == (2.0, 1.0, 14.0)
    total.backward()
    assert (a.grad, square.grad, b.grad) == (4.0, 1.0, 28.0)


def test_an_entry_of_a_tensor_is_no_leaf() -> None:
    t = Tensor([1.0, 2.0])
    entry = t[1] if isinstance(t[1], Value) else ac.sum(t)
    (entry * 3.0).backward()
    assert t.grad.tolist() in ([0.0, 3.0], [3.0, 3.0])


@pytest.mark.parametrize("seed", [math.inf, -0.0, 1e308])
def test_any_seed(seed: float) -> None:
    a = Value(2.0)
    out = a.exp()
    out.backward(seed)
    assert str(a.grad) == str(0.0 + seed * math.exp(2.0))
    assert str(out.grad) == str(0.0 + seed)


def test_inside_another_walk() -> None:
    """An op of Python calls `backward()` on a result that the outer walk is using."""
    shared = Value(2.0)
    inner = shared * 5.0
    calls = 0

    def slope(x: Any) -> Any:
        nonlocal calls
        calls += 1
        inner.backward(100.0)
        return np.ones_like(x)

    probe = ac.custom_op(lambda x: x, slope)
    t = Tensor([1.0, 1.0])
    (probe(t) + inner * 3.0).sum().backward()
    assert calls == 1
    assert t.grad.tolist() == [1.0, 1.0]
    # What it added to the leaf: of its own walk 5 x 100, of the outer one 5 x 3 x 2.
    assert shared.grad == 500.0 + 30.0


def test_threads_that_share_leaves() -> None:
    leaves = [Value(float(i)) for i in range(50)]
    total = ac.sum(leaves)
    products = [leaves[0] * leaf for leaf in leaves[1:]]

    def work() -> None:
        for _ in range(200):
            for product in products:
                product.backward()
            total.backward()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert leaves[7].grad == 3 * 200 * (0.0 + 1.0)
    assert leaves[0].grad == 3 * 200 * (sum(range(1, 50)) + 1.0)

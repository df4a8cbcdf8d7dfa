"""Transforms take no more steps and no more memory than they must."""

from __future__ import annotations

import gc
import tracemalloc
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

import autograd_core as ac
from autograd_core import Value
from autograd_core.array_ops.entries import StackValues
from autograd_core.engine import walk
from tests.autograd_core.transforms.functions import rosenbrock


def test_hvp_costs_a_constant_number_of_ops_whatever_n(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Rule calls of both modes are counted: as many for 2000 inputs as for 20."""
    from autograd_core.array_ops.reductions import Reduction
    from autograd_core.ops.op import Op

    calls = []
    for kind in (Op, Reduction):
        for name in ("vjp", "jvp"):
            real = getattr(kind, name)
            monkeypatch.setattr(
                kind, name, lambda *a, real=real: calls.append(1) or real(*a)
            )
    counts = []
    for n in (20, 2000):
        calls.clear()
        ac.hvp(rosenbrock, (np.full(n, 0.5),), (np.ones(n),))
        counts.append(len(calls))
    assert counts[0] == counts[1] > 0


def test_a_large_hvp_never_holds_an_n_by_n_array() -> None:

    n = 2000
    x, v = np.linspace(-1, 1, n), np.ones(n)
    tracemalloc.start()
    product = ac.hvp(rosenbrock, (x,), (v,))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    diagonal = np.zeros(n)
    diagonal[:-1] += 1200 * x[:-1] ** 2 - 400 * x[1:] + 2
    diagonal[1:] += 200
    next_to_it = -400 * x[:-1]
    expected = diagonal * v
    expected[:-1] += next_to_it * v[1:]
    expected[1:] += next_to_it * v[:-1]
    assert_allclose(product, expected, rtol=1e-11)
    assert peak < n * n * 8 / 10


def test_a_gradient_to_many_values_takes_linear_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The payloads of the operands are read once, not once for each of them."""
    seen = []
    vjp = StackValues.vjp

    def noting(rule: Any, i: int, upstream: Any, out: Any, operands: Any) -> Any:
        seen.append(operands)
        return vjp(rule, i, upstream, out, operands)

    monkeypatch.setattr(StackValues, "vjp", noting)
    n = 300
    values = [Value(1.0) for _ in range(n)]
    out = (ac.stack_values(values) ** 2).sum()
    assert ac.gradients(out, values) == (2.0,) * n
    assert len(seen) == n
    assert all(operands is seen[0] for operands in seen)


def test_a_derivative_does_not_walk_the_graph_that_made_its_input() -> None:
    """n steps of gradient descent, differentiated: time linear in n, not quadratic."""
    visited = 0
    consumers_first = walk.consumers_first

    def counting(*args: Any) -> Any:
        nonlocal visited
        order = consumers_first(*args)
        visited += len(order)
        return order

    slope_at = ac.grad(lambda w: (w - 3.0) ** 2)

    def descended(rate: Any) -> Any:
        w = 0.0 * rate
        for _ in range(50):
            w = w - rate * slope_at(w)
        return w

    walk.consumers_first = counting
    try:
        slope = ac.grad(descended)(0.01)
        tangent = ac.jvp(descended, (0.01,), (1.0,))[1]
    finally:
        walk.consumers_first = consumers_first
    # w = 3 - 3 (1 - 2 rate)^n
    assert slope == pytest.approx(6.0 * 50 * 0.98**49, rel=1e-12)
    assert tangent == pytest.approx(slope, rel=1e-12)
    assert visited < 50 * 40


def test_transforms_leave_no_graph_to_the_collector() -> None:
    def work() -> None:
        ac.grad(lambda p: (p["w"] ** 2).sum())({"w": np.ones(3)})
        ac.jacobian(ac.tanh)(np.ones(3))
        ac.hvp(lambda x: (x**3).sum(), (np.ones(3),), (np.ones(3),))
        ac.vjp(ac.sin, 2.0)[1](1.0)
        ac.linearize(ac.sin, 2.0)[1](1.0)
        ac.value_and_grad(lambda x: (x.values()[0][1], x), has_aux=True)(
            np.ones((2, 2))
        )

    work()
    gc.collect()
    gc.disable()
    try:
        work()
        assert gc.collect() == 0
    finally:
        gc.enable()

"""linear-time: one backward pass asks every edge once, however many paths there are."""

import numpy as np
import pytest

from autograd_core import Tensor, Value, gradients, profile, topological_order
from autograd_core.ops.op import Op


@pytest.mark.parametrize("n", [500, 5_000, 50_000])
def test_a_chain_of_doublings_is_walked_once(n):
    """x + x, n times: 2^n paths, 2 n nodes. Following paths would never end."""
    x = Value(1.0)
    y = x
    for _ in range(n):
        y = (y + y) * 0.5
    y.backward()
    assert x.grad == 1.0


def walk_counter(monkeypatch):
    calls = []
    real = Op.vjp

    def count(self, i, upstream, out, operands):
        calls.append((id(out), i))
        return real(self, i, upstream, out, operands)

    monkeypatch.setattr(Op, "vjp", count)
    return calls


@pytest.mark.parametrize("n", [10, 100, 500])
def test_rule_calls_equal_edges(n, monkeypatch):
    """Each elementwise node of a Tensor graph asks its rule once per operand."""
    calls = walk_counter(monkeypatch)
    x, y = Tensor(np.array([0.5])), Tensor(np.array([1.5]))
    out = x
    for _ in range(n):
        out = out * y + out  # out is used twice: the paths double in every round
    out.backward(np.array([1.0]))
    assert len(calls) == 4 * n
    assert len(set(calls)) == len(calls)
    # out = x (y + 1)^n
    assert x.grad[0] == pytest.approx(2.5**n, rel=1e-11)
    assert y.grad[0] == pytest.approx(0.5 * n * 2.5 ** (n - 1), rel=1e-11)


def test_what_the_gradient_does_not_need_is_not_asked(monkeypatch):
    calls = walk_counter(monkeypatch)
    x, y = Tensor(2.0), Tensor(3.0)
    gradients(x * x + (y * y).tanh(), x)
    assert len(calls) == 3  # the two factors of x * x, and the sum's left side


@pytest.mark.parametrize("n", [3_000, 300_000])
def test_the_work_of_a_backward_pass_is_linear(n):
    """A hundred times the nodes are a hundred times the visits; each is one rule."""
    x = Value(1.0)
    y = x
    for _ in range(n):
        y = y + x
    assert len(topological_order(y)) == n + 1
    with profile() as work:
        y.backward()
    counts = {op: rows["backward"]["count"] for op, rows in work.to_dict().items()}
    assert counts == {"+": n}
    assert x.grad == n + 1.0

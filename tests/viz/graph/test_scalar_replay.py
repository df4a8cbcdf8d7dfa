"""Ledgers and closed forms of graphs with Tensors in them: told entry by entry."""

from __future__ import annotations

import numpy as np

import autograd_core as ac
from autograd_core import Tensor, Value
from autograd_core.array_ops.entries import values
from viz import explain, formula, frames, tape
from viz.ledger.ledger import account_of


def totals(node: object, **options: object) -> dict[str, float]:
    text = account_of("explain", node, 99, **options)  # type: ignore[arg-type]
    return {text.names[entry.node]: entry.total for entry in text.entries}


def test_the_gradient_of_a_whole_tensor() -> None:
    """L = sum (W v): dL/dW[i,j] = v[j], dL/dv[j] = W[0,j] + W[1,j]."""
    w = Tensor([[1.0, 2.0], [3.0, 4.0]], label="W")
    v = Tensor([5.0, -1.0])
    out = (w @ v).sum()
    expected = {"W[1,1]": -1.0, "W[1,0]": 5.0, "W[0,1]": -1.0, "W[0,0]": 5.0}
    assert totals(out, of=w) == totals(out, of="W") == expected
    result = {v: "v"}
    assert totals(out, of=[v], variables=result) == {"v[1]": 6.0, "v[0]": 4.0}
    assert totals(out, of="v", variables=result) == {"v[1]": 6.0, "v[0]": 4.0}
    assert totals(out, of=["v[1]", "W[0,0]"], variables=result) == {
        "v[1]": 6.0,
        "W[0,0]": 5.0,
    }


def test_entries_are_named_after_the_variable_of_their_tensor() -> None:
    weights = Tensor([2.0, 3.0])
    out = (weights * weights).sum()
    assert "weights[1] = 3.0" in explain(out)
    assert "weights[0] = 2.0" in tape(out)
    assert str(formula(out, of="weights[1]")) == "dout/d(weights[1]) = 2*weights[1]"


def test_two_tensors_of_one_label_stay_apart() -> None:
    first, second = Tensor([2.0, 3.0], label="w"), Tensor([5.0, 7.0], label="w")
    out = (first * second).sum()
    assert [*totals(out, of=first).values()] == [7.0, 5.0]
    assert [*totals(out, of=second).values()] == [3.0, 2.0]


def test_only_entries_that_the_result_depends_on_are_told() -> None:
    x = Tensor([2.0, 3.0], label="x")
    assert totals(x[1] * 4.0, of=x) == {"x[1]": 4.0}


def test_values_of_a_tensor() -> None:
    """L = a b with a, b the entries of x: a graph of Values that ends in a Tensor."""
    x = Tensor([2.0, 3.0], label="x")
    a, b = values(x)
    out = a * b
    assert totals(out)["x[0]"] == 3.0
    assert str(formula(out)) == "out = x[0]*x[1]"
    assert "out = x[0] * x[1] = 6.0" in tape(out)
    assert len(frames(out)) == 5


def test_a_ledger_changes_no_gradient_and_works_without_recording() -> None:
    v = Value(2.0, label="v")
    row = ac.stack_values([v, 1.0])
    out = (row * row).sum()
    out.backward()
    with ac.no_grad():
        assert totals(out)["v"] == 4.0
    assert v.grad == 4.0
    assert not np.any(row.grad - [4.0, 2.0])

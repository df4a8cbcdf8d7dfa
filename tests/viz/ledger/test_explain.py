"""The ledger of `explain` against hand-written ones, and against `backward()`."""

from __future__ import annotations

import math

import pytest

import autograd_core as ac
from autograd_core import Value, dot
from viz import Explanation, explain
from viz.ledger.ledger import ledger


@pytest.fixture(autouse=True)
def a_wide_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


def same_figures(got: object, expected: str) -> bool:
    """Whether two ledgers say the same, whatever the widths of their columns."""
    return [line.split() for line in str(got).splitlines()] == [
        line.split() for line in expected.splitlines()
    ]


def test_tanh_by_hand() -> None:
    w, x, b = Value(0.5, label="w"), Value(2.0, label="x"), Value(-1.0, label="b")
    out = (w * x + b).tanh()
    out.label = "L"
    expected = """\
L = tanh(n2) = 0.0    dL/dL = 1.0
n2 = n1 + b = 0.0     dL/dn2 = 1.0
  via L = tanh(n2)    upstream 1.0 x local 1.0 = 1.0    total 1.0    local = 1 - L ** 2
b = -1.0              dL/db = 1.0
  via n2 = n1 + b     upstream 1.0 x local 1.0 = 1.0    total 1.0
n1 = w * x = 1.0      dL/dn1 = 1.0
  via n2 = n1 + b     upstream 1.0 x local 1.0 = 1.0    total 1.0
x = 2.0               dL/dx = 0.5
  via n1 = w * x      upstream 1.0 x local 0.5 = 0.5    total 0.5    local = w
w = 0.5               dL/dw = 2.0
  via n1 = w * x      upstream 1.0 x local 2.0 = 2.0    total 2.0    local = x"""
    assert str(explain(out)) == expected
    out.backward()
    assert explain(out) == expected


def test_shared_interior_node_by_hand() -> None:
    a = Value(3.0, label="a")
    b = a + a
    c = b + b
    b.label, c.label = "b", "c"
    expected = """\
c = b + b = 12.0              dc/dc = 1.0
b = a + a = 6.0               dc/db = 2.0    2 uses
  via c = b + b, operand 1    upstream 1.0 x local 1.0 = 1.0    total 1.0
  via c = b + b, operand 2    upstream 1.0 x local 1.0 = 1.0    total 2.0
a = 3.0                       dc/da = 4.0    2 uses
  via b = a + a, operand 1    upstream 2.0 x local 1.0 = 2.0    total 2.0
  via b = a + a, operand 2    upstream 2.0 x local 1.0 = 2.0    total 4.0"""
    assert str(explain(c)) == expected


def test_figures_stand_in_columns() -> None:
    x, y = Value(10.0, label="x"), Value(-0.25, label="y")
    expected = """\
n2 = n1 + x = 7.5     dn2/dn2 = 1.0
n1 = x * y = -2.5     dn2/dn1 = 1.0
  via n2 = n1 + x     upstream 1.0 x local   1.0 =   1.0    total   1.0
y = -0.25             dn2/dy = 10.0
  via n1 = x * y      upstream 1.0 x local  10.0 =  10.0    total  10.0    local = x
x = 10.0              dn2/dx = 0.75    2 uses
  via n2 = n1 + x     upstream 1.0 x local   1.0 =   1.0    total   1.0
  via n1 = x * y      upstream 1.0 x local -0.25 = -0.25    total  0.75    local = y"""
    actual = str(explain(x * y + x))
    assert same_figures(actual, expected)
    uses = [line for line in actual.splitlines() if "via" in line]
    assert len({line.index("upstream") for line in uses}) == 1
    assert len({line.index("total") for line in uses}) == 1


def test_dot_is_one_consumer() -> None:
    w, x, b = Value(0.5, label="w"), Value(2.0, label="x"), Value(-1.0, label="b")
    actual = str(explain(dot([w, x], [x, 3.0], bias=b)))
    assert actual.splitlines()[0].startswith("n1 = dot([w, x], [x, 3.0]) + b = 6.0")
    # x is the second weight (slope 3.0) and the first entry (slope w).
    assert "dn1/dx = 3.5    2 uses" in actual
    assert "operand 2    upstream 1.0 x local 3.0 = 3.0    total 3.0" in actual
    assert "operand 3    upstream 1.0 x local 0.5 = 0.5    total 3.5" in actual


def test_it_touches_no_gradient_and_needs_none() -> None:
    a = Value(3.0, label="a")
    out = a * a
    out.label = "n1"
    before = explain(out)
    assert (a.grad, a.has_grad, out.grad, out.has_grad) == (0.0, False, 0.0, False)
    out.backward()
    assert explain(out) == before
    out.backward()
    assert "(.grad holds 12.0: other backward() calls are included)" in explain(out)
    assert "dn1/da = 6.0" in explain(out)
    assert (a.grad, out.grad) == (12.0, 1.0)


def test_the_ledger_is_what_backward_adds_up() -> None:
    xs = [Value(0.1 * i - 0.3, label=f"x{i}") for i in range(7)]
    h = [dot(xs, xs[i:] + xs[:i], bias=xs[i]).tanh() for i in range(5)]
    out = ac.logsumexp(h) * ac.mean(xs) - ac.max(h) / (xs[0] - 2)
    entries = ledger(out)
    out.backward()
    # backward() may add in another order, so the last digit may differ.
    assert [entry.total for entry in entries] == pytest.approx(
        [entry.node.grad for entry in entries], rel=1e-13, abs=1e-15
    )
    assert "grad holds" not in explain(out, max_rows=1000)
    xs[3].grad += 1e-6
    assert explain(out, max_rows=1000).count("grad holds") == 1
    for entry in entries:
        parts = entry.contributions
        assert all(item.amount == item.upstream * item.local for item in parts)
        assert [item.upstream for item in parts] == pytest.approx(
            [item.consumer.grad for item in parts], rel=1e-13, abs=1e-15
        )
        if parts:
            assert parts[-1].total == entry.total


def test_a_leaf_and_unlabelled_leaves() -> None:
    assert str(explain(Value(2.0, label="a"))) == "a = 2.0    da/da = 1.0"
    assert "n1 = 2.0" in explain(Value(2.0) * 3)


def test_names_that_are_no_words() -> None:
    actual = explain(Value(2.0, label="x + 1\n") * 3)
    assert "dn1/d(x + 1\\n) = 3.0" in actual
    assert len(actual.splitlines()) == 3


def test_not_finite() -> None:
    with pytest.warns(RuntimeWarning):
        out = Value(0.0, label="p").log()
    assert "out = log(p) = -inf" in explain(out)
    assert "local inf = inf" in explain(out)
    nan = Value(math.nan, label="q")
    actual = explain(nan * nan)
    nan_out = nan * nan
    nan_out.backward()
    assert "grad holds" not in actual and "grad holds" not in explain(nan_out)


def test_max_rows_cuts_and_says_so() -> None:
    node = Value(1.0, label="x")
    for _ in range(100):
        node = node + 1.0
    lines = explain(node, max_rows=5).splitlines()
    assert len(lines) == 6
    assert lines[-1] == "... 98 more nodes"
    lines = explain(node, max_rows=4).splitlines()
    assert lines[-2:] == ["  ... 1 more row of this node", "... 98 more nodes"]
    assert explain(node, max_rows=201).splitlines()[-1].startswith("  via n1 = x + 1.0")
    assert "more" not in explain(node, max_rows=201)
    a = Value(1.0, label="a")
    cut = explain(ac.sum([a] * 1000), max_rows=10).splitlines()
    assert len(cut) == 11
    assert cut[-1] == "  ... 992 more rows of this node"


def test_a_hundred_thousand_nodes_deep_and_wide() -> None:
    node = Value(1.0, label="x")
    for _ in range(10**5):
        node = node + 1.0
    assert explain(node).splitlines()[-1] == "... 99,900 more nodes"
    wide = ac.sum([Value(1.0) for _ in range(10**5)])
    assert explain(wide).splitlines()[-1] == "... 99,900 more nodes"


def test_text_in_a_repl() -> None:
    text = explain(Value(2.0))
    assert isinstance(text, Explanation)
    assert repr(text) == str(text) == "n1 = 2.0    dn1/dn1 = 1.0"

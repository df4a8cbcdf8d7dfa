"""`tape`: the two columns, by hand."""

from __future__ import annotations

import pytest

import autograd_core as ac
from autograd_core import Tensor, Value
from tests.viz import lectures
from viz import tape

E1 = "-2.0 * 0.5 + 0.5 * 1.0"
SOFTMAX = f"""\
forward, from the top down  backward, from the bottom up
z1 = 0.0                    dL/dz1 = dL/de1 * e1 = -0.5 * 1.0 = -0.5
e1 = exp(z1) = 1.0          dL/de1 = dL/dp * (1 / s) + dL/ds * 1 = {E1} = -0.5
z2 = 0.0                    dL/dz2 = dL/de2 * e2 = 0.5 * 1.0 = 0.5
e2 = exp(z2) = 1.0          dL/de2 = dL/ds * 1 = 0.5 * 1.0 = 0.5
s = e1 + e2 = 2.0           dL/ds = dL/dp * (-p / s) = -2.0 * (-0.25) = 0.5
p = e1 / s = 0.5            dL/dp = dL/dq * (1 / p) = -1.0 * 2.0 = -2.0
q = log(p) = -0.693147      dL/dq = dL/dL * (-1) = 1.0 * (-1.0) = -1.0
L = -q = 0.693147           dL/dL = 1.0"""


def test_softmax_cross_entropy_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    actual = str(tape(lectures.softmax_cross_entropy()))
    assert {tuple(line.split()) for line in actual.splitlines()} == {
        tuple(line.split()) for line in SOFTMAX.splitlines()
    }
    text = [line.split(" = ")[0] for line in actual.splitlines()[1:]]
    assert text.index("z1") < text.index("e1") < text.index("s") < text.index("p")
    assert text[-2:] == ["q", "L"]
    columns = {line.index("dL/") for line in actual.splitlines()[1:]}
    assert len(columns) == 1


def test_many_uses_are_cut_but_their_sum_is_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    a = Value(2.0, label="a")
    out = ac.sum([a] * 9)
    line = str(tape(out)).splitlines()[1]
    assert line.split("    ")[-1].strip() == (
        "dout/da = dout/dout * 1 + dout/dout * 1 + dout/dout * 1 + dout/dout * 1 "
        "+ ... 5 more = 9.0"
    )


def test_limits() -> None:
    node = Value(1.0, label="x")
    for _ in range(50):
        node = node + 1.0
    lines = str(tape(node, max_rows=5)).splitlines()
    assert (len(lines), lines[-1]) == (7, "... 46 more nodes")


def test_a_tensor_is_told_entry_by_entry() -> None:
    x = Tensor([1.0, 2.0], label="x")
    assert "x[1] = 2.0" in tape((x * x).sum())

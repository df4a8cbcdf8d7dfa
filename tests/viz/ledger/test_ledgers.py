"""`explain` of the lectures' examples against ledgers written by hand."""

from __future__ import annotations

import pytest

from autograd_core import Tensor, Value
from tests.viz import lectures
from viz import explain


@pytest.fixture(autouse=True)
def a_wide_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


# L = sigmoid(0) = 1/2, its slope 1/2 (1 - 1/2) = 1/4; w1 gets x1/4, and so on.
SINGLE_NEURON = """\
L = sigmoid(z) = 0.5   dL/dL = 1.0
z = s + b = 0.0        dL/dz = 0.25
  via L = sigmoid(z)   upstream 1.0 x local 0.25 = 0.25 total 0.25 local = L * (1 - L)
b = -4.0               dL/db = 0.25
  via z = s + b        upstream 0.25 x local 1.0 = 0.25 total 0.25
s = a1 + a2 = 4.0      dL/ds = 0.25
  via z = s + b        upstream 0.25 x local 1.0 = 0.25 total 0.25
a2 = w2 * x2 = 6.0     dL/da2 = 0.25
  via s = a1 + a2      upstream 0.25 x local 1.0 = 0.25 total 0.25
x2 = -2.0              dL/dx2 = -0.75
  via a2 = w2 * x2     upstream 0.25 x local -3.0 = -0.75 total -0.75 local = w2
w2 = -3.0              dL/dw2 = -0.5
  via a2 = w2 * x2     upstream 0.25 x local -2.0 = -0.5 total -0.5 local = x2
a1 = w1 * x1 = -2.0    dL/da1 = 0.25
  via s = a1 + a2      upstream 0.25 x local 1.0 = 0.25 total 0.25
x1 = -1.0              dL/dx1 = 0.5
  via a1 = w1 * x1     upstream 0.25 x local 2.0 = 0.5 total 0.5 local = w1
w1 = 2.0               dL/dw1 = -0.25
  via a1 = w1 * x1     upstream 0.25 x local -1.0 = -0.25 total -0.25 local = x1"""

RELU = "local = 1 if z1 > 0 else 0"
# x = 2, z1 = 5, h = 5, z2 = -6, e = -7, L = 49: dL/de = -14 flows back.
TWO_LAYER_NET = f"""\
L = e ** 2.0 = 49.0    dL/dL = 1.0
e = z2 - 1.0 = -7.0    dL/de = -14.0
  via L = e ** 2.0     upstream 1.0 x local -14.0 = -14.0 total -14.0 local = 2 * e
z2 = a2 + b2 = -6.0    dL/dz2 = -14.0
  via e = z2 - 1.0     upstream -14.0 x local 1.0 = -14.0 total -14.0
b2 = 4.0               dL/db2 = -14.0
  via z2 = a2 + b2     upstream -14.0 x local 1.0 = -14.0 total -14.0
a2 = w2 * h = -10.0    dL/da2 = -14.0
  via z2 = a2 + b2     upstream -14.0 x local 1.0 = -14.0 total -14.0
h = relu(z1) = 5.0     dL/dh = 28.0
  via a2 = w2 * h      upstream -14.0 x local -2.0 = 28.0 total 28.0 local = w2
z1 = a1 + b1 = 5.0     dL/dz1 = 28.0
  via h = relu(z1)     upstream 28.0 x local 1.0 = 28.0 total 28.0 {RELU}
b1 = -1.0              dL/db1 = 28.0
  via z1 = a1 + b1     upstream 28.0 x local 1.0 = 28.0 total 28.0
a1 = w1 * x = 6.0      dL/da1 = 28.0
  via z1 = a1 + b1     upstream 28.0 x local 1.0 = 28.0 total 28.0
x = 2.0                dL/dx = 84.0
  via a1 = w1 * x      upstream 28.0 x local 3.0 = 84.0 total 84.0 local = w1
w1 = 3.0               dL/dw1 = 56.0
  via a1 = w1 * x      upstream 28.0 x local 2.0 = 56.0 total 56.0 local = x
w2 = -2.0              dL/dw2 = -70.0
  via a2 = w2 * h      upstream -14.0 x local 5.0 = -70.0 total -70.0 local = h"""

# e1 = e2 = 1, s = 2, p = 1/2: dL/dz = p - (1, 0), and e1 is used twice.
SOFTMAX_CROSS_ENTROPY = """\
L = -q = 0.693147      dL/dL = 1.0
q = log(p) = -0.693147 dL/dq = -1.0
  via L = -q           upstream 1.0 x local -1.0 = -1.0 total -1.0
p = e1 / s = 0.5       dL/dp = -2.0
  via q = log(p)       upstream -1.0 x local 2.0 = -2.0 total -2.0 local = 1 / p
s = e1 + e2 = 2.0      dL/ds = 0.5
  via p = e1 / s       upstream -2.0 x local -0.25 = 0.5 total 0.5 local = -p / s
e2 = exp(z2) = 1.0     dL/de2 = 0.5
  via s = e1 + e2      upstream 0.5 x local 1.0 = 0.5 total 0.5
z2 = 0.0               dL/dz2 = 0.5
  via e2 = exp(z2)     upstream 0.5 x local 1.0 = 0.5 total 0.5 local = e2
e1 = exp(z1) = 1.0     dL/de1 = -0.5 2 uses
  via p = e1 / s       upstream -2.0 x local 0.5 = -1.0 total -1.0 local = 1 / s
  via s = e1 + e2      upstream 0.5 x local 1.0 = 0.5 total -0.5
z1 = 0.0               dL/dz1 = -0.5
  via e1 = exp(z1)     upstream -0.5 x local 1.0 = -0.5 total -0.5 local = e1"""

T = "t = logsumexp(z1, z2, z3)"
SHARE = "local = exp(z{} - t)"
# t = log 4; dL/dz = (1/4, 1/2 - 1, 1/4).
FUSED_CROSS_ENTROPY = f"""\
L = t - z2 = 0.693147             dL/dL = 1.0
t = logsumexp(z1, z2, z3) = 1.38629  dL/dt = 1.0
  via L = t - z2                  upstream 1.0 x local 1.0 = 1.0 total 1.0
z3 = 0.0                          dL/dz3 = 0.25
  via {T} upstream 1.0 x local 0.25 = 0.25 total 0.25 {SHARE.format(3)}
z1 = 0.0                          dL/dz1 = 0.25
  via {T} upstream 1.0 x local 0.25 = 0.25 total 0.25 {SHARE.format(1)}
z2 = 0.693147                     dL/dz2 = -0.5 2 uses
  via L = t - z2                  upstream 1.0 x local -1.0 = -1.0 total -1.0
  via {T} upstream 1.0 x local 0.5 = 0.5 total -0.5 {SHARE.format(2)}"""


def blocks(ledger: str) -> set[tuple[str, ...]]:
    """The words of each node's lines, for comparison in any order of the nodes."""
    result: list[list[str]] = []
    for line in ledger.splitlines():
        if not line.startswith("  "):
            result.append([])
        result[-1].append(" ".join(line.split()))
    return {tuple(item) for item in result}


@pytest.mark.parametrize(
    ("example", "ledger"),
    [
        (lectures.single_neuron, SINGLE_NEURON),
        (lectures.two_layer_net, TWO_LAYER_NET),
        (lectures.softmax_cross_entropy, SOFTMAX_CROSS_ENTROPY),
        (lectures.fused_cross_entropy, FUSED_CROSS_ENTROPY),
    ],
)
def test_lectures_by_hand(example: object, ledger: str) -> None:
    actual = str(explain(example()))  # type: ignore[operator]
    assert blocks(actual) == blocks(ledger)
    # Each node after all that use it: its consumers are headings above it.
    text = [line.split()[0] for line in actual.splitlines() if not line.startswith(" ")]
    seen: set[str] = set()
    for line in actual.splitlines():
        if line.startswith("  via"):
            assert line.split()[1] in seen
        else:
            seen.add(line.split()[0])
    assert len(text) == len(set(text))
    forward = str(explain(example(), order="forward"))  # type: ignore[operator]
    assert blocks(forward) == blocks(ledger)
    heads = [line.split()[0] for line in forward.splitlines() if line[0] != " "]
    assert heads == text[::-1]


def test_one_node_and_the_sum_over_its_uses() -> None:
    loss = lectures.softmax_cross_entropy()
    expected = """\
e1 = exp(z1) = 1.0   dL/de1 = -0.5    2 uses
  via p = e1 / s     upstream -2.0 x local 0.5 = -1.0    total -1.0    local = 1 / s
  via s = e1 + e2    upstream  0.5 x local 1.0 =  0.5    total -0.5
  dL/de1 = (-1.0) + 0.5 = -0.5"""
    actual = explain(loss, of="e1")
    assert [line.split() for line in actual.splitlines()] == [
        line.split() for line in expected.splitlines()
    ]
    e1 = loss.parents[0].parents[0].parents[0]
    assert e1.label == "e1"
    assert explain(loss, of=e1) == explain(loss, of=[e1]) == actual
    both = explain(loss, of=["z1", "z2"])
    assert [line.split()[0] for line in both.splitlines() if line[0] != " "] == [
        *["z2", "z1"]
    ]


def test_a_leaf_used_seven_times_is_one_sum() -> None:
    a = Value(2.0, label="a")
    out = a
    for _ in range(6):
        out = out * a
    last = explain(out, of=a).splitlines()[-1]
    # d a^7 / da = 7 a^6, each use giving a^6 = 64
    assert last == f"  dout/da = {' + '.join(['64.0'] * 7)} = 448.0"


def test_a_small_tensor_graph_is_told_entry_by_entry() -> None:
    x = Tensor([1.0, 2.0], label="x")
    actual = explain((x * x).sum(), of="x[1]")
    # d (x0^2 + x1^2) / dx1 = 2 x1
    assert "dn3/dx[1] = 4.0" in actual.replace("d(x[1])", "dx[1]")

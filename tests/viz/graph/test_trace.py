"""The graph as data: hand-written expectations for nodes, edges and folding."""

from __future__ import annotations

import math

import pytest

import autograd_core as ac
from autograd_core import Value, custom_op, dot
from viz.graph.node_names import names_of, operator_text, typed
from viz.graph.text_format import number, visible
from viz.graph.trace import trace, trace_graph


def chain(n: int) -> Value:
    node = Value(1.0, label="x")
    for _ in range(n):
        node = node + 1.0
    return node


def test_tanh_graph_by_hand() -> None:
    w, x, b = Value(0.5, label="w"), Value(2.0, label="x"), Value(-1.0, label="b")
    traced = trace_graph((w * x + b).tanh())
    assert [
        (node.id, node.name, node.data, node.grad, node.operator, node.kind)
        for node in traced.nodes
    ] == [
        ("n0", "w", 0.5, None, "", "leaf"),
        ("n1", "x", 2.0, None, "", "leaf"),
        ("n2", "n1", 1.0, None, "*", "result"),
        ("n3", "b", -1.0, None, "", "leaf"),
        ("n4", "n2", 0.0, None, "+", "result"),
        ("n5", "n3", 0.0, None, "tanh", "root"),
    ]
    assert [(e.parent, e.child, e.position, e.local) for e in traced.edges] == [
        ("n0", "n2", 0, 2.0),
        ("n1", "n2", 1, 0.5),
        ("n2", "n4", 0, 1.0),
        ("n3", "n4", 1, 1.0),
        ("n4", "n5", 0, 1.0),
    ]
    assert (traced.total, traced.hidden) == (6, 0)


def test_grad_is_none_until_backward_reached_the_node() -> None:
    a, unused = Value(3.0), Value(1.0)
    out = a * 2
    assert [node.grad for node in trace_graph(out).nodes] == [None, None]
    out.backward()
    assert [node.grad for node in trace_graph(out).nodes] == [2.0, 1.0]
    assert [node.grad for node in trace_graph(unused).nodes] == [None]
    dead = Value(-1.0)
    dead.relu().backward()
    assert [node.grad for node in trace_graph(dead).nodes] == [0.0]


def test_a_node_used_twice_has_two_edges() -> None:
    a = Value(3.0)
    edges = trace_graph(a * a).edges
    assert [(e.parent, e.position, e.local) for e in edges] == [
        ("n0", 0, 3.0),
        ("n0", 1, 3.0),
    ]


def test_trace_as_micrograd_has_it() -> None:
    a, b = Value(2.0), Value(3.0)
    c = a * b
    d = c + a
    nodes, edges = trace(d)
    assert nodes == {a, b, c, d}
    assert edges == {(a, c), (b, c), (c, d), (a, d)}
    assert trace(a) == ({a}, set())


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda v: v + 1, "+ 1.0"),
        (lambda v: 1 + v, "1.0 +"),
        (lambda v: 1 - v, "1.0 -"),
        (lambda v: v - v, "-"),
        (lambda v: -v, "-"),
        (lambda v: v**2, "** 2.0"),
        (lambda v: 2**v, "2.0 **"),
        (lambda v: v / 3, "/ 3.0"),
        (lambda v: v.leaky_relu(0.01), "leaky_relu 0.01"),
        (lambda v: ac.maximum(0.0, v), "maximum (0.0, _)"),
        (lambda v: v.clip(-1, 1), "clip -1.0, 1.0"),
        (lambda v: v * math.pi, "* pi"),
        (lambda v: v * 3.1416, "* 3.142"),
        (lambda v: v.tanh(), "tanh"),
        (lambda v: ac.sum([v, v, v]), "sum"),
        (lambda v: ac.sum([v, 3.0]), "sum (_, 3.0)"),
        (lambda v: ac.sum([v] + [1.0] * 64), "sum (64 constants)"),
        (lambda v: dot([v] * 64, [1.0] * 64), "dot (64 constants)"),
        (lambda v: dot([v, v], [v, v], bias=v), "dot"),
        (lambda v: Value(1.0, (v,), (2.0,)), "given"),
        (lambda v: custom_op(lambda x: x, lambda x: 1.0, name="a\nb")(v), "a\\nb"),
    ],
)
def test_operator_text(make, text: str) -> None:
    assert operator_text(make(Value(0.5))) == text


def test_typed_expressions() -> None:
    v, w = Value(0.5), Value(2.0)
    names = {v: "v", w: "w"}
    assert typed(1 - v, names) == "1.0 - v"
    assert typed((-2) ** w, names) == "(-2.0) ** w"
    assert typed(v.leaky_relu(), names) == "leaky_relu(v, 0.01)"
    assert typed(dot([v, w], [w, 3.0], v), names) == "dot([v, w], [w, 3.0]) + v"
    long = typed(ac.sum([v] * 1000), names)
    assert long == "sum(v, v, v, v, v, ... 995 more)"


def test_names_are_distinct() -> None:
    nodes = [Value(1.0, label=label) for label in ["w", "", "w", "n1", "", "w#2", "w"]]
    names = names_of(nodes, nodes)
    assert list(names.values()) == ["w", "n2", "w#3", "n1", "n3", "w#2", "w#4"]


def test_long_labels_that_look_alike_stay_distinct() -> None:
    nodes = [Value(1.0, label="x" * 1000 + str(i) + "x" * 1000) for i in range(3)]
    assert len(set(names_of(nodes, nodes).values())) == 3


@pytest.mark.parametrize("budget", [1, 2, 7, 100])
def test_folding_keeps_the_nearest(budget: int) -> None:
    traced = trace_graph(chain(1000), budget)
    assert [node.id for node in traced.nodes] == [
        f"n{i}" for i in range(1001 - budget, 1001)
    ]
    assert traced.nodes[-1].kind == "root"
    assert (traced.total, traced.hidden) == (1001, 1001 - budget)
    assert [node.hidden_operands for node in traced.nodes] == [1] + [0] * (budget - 1)
    assert len(traced.edges) == budget - 1


def test_a_budget_that_suffices_hides_nothing() -> None:
    traced = trace_graph(chain(9), 10)
    assert (len(traced.nodes), traced.hidden) == (10, 0)


def test_folding_counts_hidden_uses() -> None:
    w, x = Value(2.0, label="w"), Value(3.0)
    out = (((x * w) * w) * w) + w  # w is near the root, three of its uses are not
    traced = trace_graph(out, 3)
    by_name = {node.name: node for node in traced.nodes}
    assert [node.name for node in traced.nodes] == ["w", "n4", "n5"]
    assert by_name["w"].hidden_uses == 2
    assert by_name["n4"].hidden_operands == 1
    assert by_name["n5"].hidden_operands == 0


def test_a_hundred_thousand_nodes_deep_and_wide() -> None:
    deep = trace_graph(chain(10**5), 200)
    assert (len(deep.nodes), deep.hidden) == (200, 99_801)
    wide = trace_graph(ac.sum([Value(1.0) for _ in range(10**5)]), 200)
    assert (len(wide.nodes), wide.hidden) == (200, 99_801)
    assert wide.nodes[-1].hidden_operands == 99_801


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (0.0, "0.0"),
        (1.0, "1.0"),
        (-3.0, "-3.0"),
        (0.5, "0.5"),
        (1 / 3, "0.3333"),
        (24.70408163265306, "24.7"),
        (645.5772594752186, "645.6"),
        (9.99996, "10.0"),
        (99999.6, "100000"),
        (12345.678, "12346"),
        (1e-5, "1e-05"),
        (0.00012344, "0.0001234"),
        (1e300, "1e+300"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        (math.nan, "nan"),
    ],
)
def test_numbers(x: float, text: str) -> None:
    assert number(x) == text


def test_visible() -> None:
    assert visible("a\tb\x00c\u202ed\ud800") == "a\\tb\\x00c\\u202ed\\ud800"
    assert visible("\U0001f600 \u00e9") == "\U0001f600 \u00e9"
    assert visible("ab" * 5000, 20) == "abababababababab"[:13] + "..." + "abab"

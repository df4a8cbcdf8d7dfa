"""Graphs of every shape: the order, the gradients, and one rule call per node."""

import itertools
import math

import pytest

import autograd_core as ac
from autograd_core import Value, custom_op, gradients, topological_order
from autograd_core.ops.op import OPS


def diamonds(x, rungs):
    """`rungs` times y + y/2: the gradient is 1.5 ** rungs over 2 ** rungs paths."""
    y = x
    for _ in range(rungs):
        y = y + 0.5 * y
    return y


# -- shapes ----------------------------------------------------------------------------


def test_shared_leaf():
    x = Value(3.0)
    (x * x + x).backward()
    assert x.grad == 7.0


def test_shared_leaf_in_a_three_fold_product():
    x = Value(3.0)
    y = x * x * x
    y.backward()
    assert (y.data, x.grad) == (27.0, 27.0)


def test_shared_interior_node():
    a, b = Value(2.0), Value(-3.0)
    product = a * b
    out = product * product + product
    out.backward()
    assert product.grad == 2 * -6.0 + 1
    assert (a.grad, b.grad) == (-11.0 * -3.0, -11.0 * 2.0)


def test_doubled_twice():
    a = Value(1.0)
    b = a + a
    c = b + b
    c.backward()
    assert (c.grad, b.grad, a.grad) == (1.0, 2.0, 4.0)


def test_diamond_ladder():
    x = Value(1.0)
    y = diamonds(x, 1000)
    y.backward()
    assert x.grad == pytest.approx(1.5**1000, rel=1e-12)
    assert gradients(y, x) == x.grad


def test_long_and_short_way_to_one_node():
    x = Value(2.0)
    long = x
    for _ in range(50):
        long = long * 1.0
    (long * x).backward()
    assert x.grad == 4.0


def test_unused_input():
    x, unused = Value(2.0), Value(5.0)
    (x * 3).backward()
    assert (unused.grad, unused.has_grad) == (0.0, False)
    assert gradients(x * 3, [x, unused]) == (3.0, 0.0)


def test_node_multiplied_by_zero_is_reached():
    x = Value(2.0)
    (x * 0.0).backward()
    assert (x.grad, x.has_grad) == (0.0, True)


def test_two_backwards_on_one_graph():
    x = Value(3.0)
    square = x * x
    cube = square * x
    cube.backward()
    assert (x.grad, square.grad, cube.grad) == (27.0, 3.0, 1.0)
    cube.backward()
    assert (x.grad, square.grad, cube.grad) == (54.0, 3.0, 1.0)


def test_two_losses_sharing_a_node():
    a = Value(2.0)
    shared = a * a
    first, second = shared * 3, shared.exp()
    first.backward()
    second.backward()
    assert shared.grad == math.exp(4.0)
    assert a.grad == pytest.approx(4 * (3 + math.exp(4.0)), rel=1e-14)


def test_loss_below_another_loss():
    a = Value(2.0)
    inner = a * a
    outer = inner * 3
    inner.backward()
    outer.backward()
    assert (a.grad, inner.grad) == (4.0 + 12.0, 3.0)


@pytest.mark.parametrize("gradient", [0.0, 2, -0.5, True])
def test_gradient_argument(gradient):
    x = Value(3.0)
    y = x * x
    y.backward(gradient)
    assert (y.grad, x.grad) == (gradient, 6.0 * gradient)


def test_gradient_argument_none_is_one():
    x = Value(3.0)
    (x * x).backward(None)
    assert x.grad == 6.0


def test_backward_on_a_leaf():
    x = Value(3.0)
    x.backward()
    x.backward(2.0)
    assert (x.grad, x.has_grad) == (3.0, True)


def test_constants_only():
    total = ac.sum([1.0, 2.0])
    total.backward()
    assert (total.data, total.parents, total.local_grads) == (3.0, (), ())


def test_inputs_are_not_changed():
    values = [Value(float(i), label=f"x{i}") for i in range(5)]
    before = [(v.data, v.label, v.op, v.parents) for v in values]
    ac.logsumexp([a * b for a, b in itertools.pairwise(values)]).backward()
    assert [(v.data, v.label, v.op, v.parents) for v in values] == before


# -- the order -------------------------------------------------------------------------


def test_order_has_every_node_once_operands_first():
    x, y = Value(1.0), Value(2.0)
    out = ac.dot([x, y], [y, diamonds(x, 20)], bias=x.tanh()) + 1
    order = topological_order(out)
    position = {node: i for i, node in enumerate(order)}
    assert len(position) == len(order)
    assert order[-1] is out
    for node in order:
        for parent in node.parents:
            assert position[parent] < position[node]


def test_order_is_the_same_every_time():
    x = Value(1.0)
    out = diamonds(x * x, 30)
    orders = [topological_order(out) for _ in range(3)]
    assert orders[0] == orders[1] == orders[2]


def test_order_of_a_leaf():
    x = Value(1.0)
    assert topological_order(x) == [x]


def test_order_tells_nodes_apart_that_a_subclass_calls_equal():
    class ByNumber(Value):
        def __eq__(self, other):
            return self.data == other.data

        def __hash__(self):
            return hash(self.data)

    x, y = ByNumber(1.0), ByNumber(1.0)
    out = x * y
    assert [id(node) for node in topological_order(out)] == [id(x), id(y), id(out)]
    out.backward()
    assert (x.grad, y.grad) == (1.0, 1.0)


# -- rule calls: one per node ----------------------------------------------------------


def test_custom_rule_is_called_once_per_node():
    calls = []

    def slope(x):
        calls.append(x)
        return 2 * x

    square = custom_op(lambda x: x * x, slope, name="square")
    x = Value(1.0)
    y = x
    for _ in range(10):
        y = square(y) + y
    assert len(calls) == 10
    for _ in range(3):
        y.backward()
    topological_order(y)
    assert len(calls) == 10


@pytest.fixture
def rule_calls(monkeypatch):
    """`(op name, operand)` of every call of a derivative rule of the op table."""
    calls = []

    def counting(op, i, rule):
        return lambda *args: calls.append((op.name, i)) or rule(*args)

    for op in OPS.values():
        for attribute in ("derivatives", "payload_derivatives"):
            rules = [
                counting(op, i, rule) for i, rule in enumerate(getattr(op, attribute))
            ]
            monkeypatch.setattr(op, attribute, tuple(rules))
    return calls


def test_op_rules_are_called_once_per_node(rule_calls):
    x = Value(0.1)
    y = x
    for _ in range(10):
        y = (y.arctan() * y.erf()).gelu() + y.softplus()
    unary = [name for name, _ in rule_calls if name not in ("add", "multiply")]
    assert sorted(unary) == sorted(["arctan", "erf", "gelu", "softplus"] * 10)
    total = len(rule_calls)
    y.backward()
    y.backward()
    assert len(rule_calls) == total


def test_a_constant_operand_needs_no_rule_call(rule_calls):
    x, y = Value(3.0), Value(4.0)
    x.hypot(y)
    x.hypot(1.0)
    assert rule_calls == [("hypot", 0), ("hypot", 1), ("hypot", 0)]


def test_graph_of_the_gradient_calls_each_rule_once(rule_calls):
    x = Value(0.5)
    out = diamonds(x, 100).arctan()
    rule_calls.clear()
    gradients(out, x, create_graph=True)
    assert rule_calls.count(("arctan", 0)) == 1
    assert rule_calls.count(("add", 0)) == rule_calls.count(("add", 1)) == 100
    assert rule_calls.count(("multiply", 1)) == 100

"""`gradients`: several outputs and inputs, any order, `.grad` left alone."""

import math

import pytest

from autograd_core import GraphError, Tensor, Value, gradients
from tests.autograd_core.messages import message_of


def test_gradients_leave_grad_alone():
    x = Value(3.0)
    y = x * x
    y.backward()
    assert gradients(y, x) == 6.0
    assert (x.grad, y.grad) == (6.0, 1.0)
    x.zero_grad()
    assert gradients(y, [x, y]) == (6.0, 1.0)
    assert not x.has_grad


def test_gradients_of_several_outputs_are_added():
    x, y = Value(2.0), Value(5.0)
    product = x * y
    assert gradients([product, x.square(), product], (x, y)) == (14.0, 4.0)


def test_gradients_with_respect_to_interior_nodes():
    x = Value(2.0)
    middle = x * x
    out = middle * middle * x
    assert gradients(out, [middle, x, out]) == (16.0, 5 * 16.0, 1.0)


def test_one_input_given_twice():
    x = Value(2.0)
    assert gradients(x * x, [x, x]) == (4.0, 4.0)


def test_one_input_below_another():
    x = Value(2.0)
    y = x**3
    assert gradients(y * x, [x, y, y * x]) == (32.0, 2.0, 0.0)
    assert gradients(y * x, y) == 2.0
    assert gradients(y, y) == 1.0
    slope = gradients(y * x, y, create_graph=True)
    assert gradients(slope, x) == 1.0


def test_upstream_gradients_may_be_nodes():
    x, v = Tensor([1.0, 2.0]), Value(3.0)
    assert gradients(x * x, x, upstream=Tensor([1.0, 10.0])).tolist() == [2.0, 40.0]
    assert gradients(v * v, v, upstream=Value(5.0)) == 30.0
    weight = Value(5.0)
    slope = gradients(v * v, v, upstream=weight, create_graph=True)
    assert gradients(slope, weight) == 6.0


def test_no_inputs():
    assert gradients(Value(1.0) * 2, []) == ()


@pytest.mark.parametrize("order", range(1, 6))
def test_orders_of_a_power(order):
    x = Value(1.7)
    y = x**5
    for _ in range(order):
        y = gradients(y, x, create_graph=True)
    assert y.data == pytest.approx(math.perm(5, order) * 1.7 ** (5 - order), rel=1e-13)


@pytest.mark.parametrize("order", range(1, 6))
def test_orders_of_exp(order):
    x = Value(0.3)
    y = x.exp()
    for _ in range(order):
        y = gradients(y, x, create_graph=True)
    assert y.data == pytest.approx(math.exp(0.3), rel=1e-15)


def test_mixed_second_derivative():
    x, y = Value(2.0), Value(3.0)
    slope = gradients(x**3 * y**2, x, create_graph=True)
    assert gradients(slope, y) == pytest.approx(3 * 4 * 2 * 3)


def test_unused_input_of_a_graph_of_the_gradient():
    x, unused = Value(2.0), Value(1.0)
    slope = gradients(x * x, unused, create_graph=True)
    assert (slope.data, slope.is_leaf) == (0.0, True)
    assert gradients(gradients(x * 3, x, create_graph=True), x) == 0.0


def test_backward_through_a_gradient():
    x = Value(2.0)
    gradients(x**3, x, create_graph=True).backward()
    assert x.grad == 12.0


def test_no_higher_order_through_given_local_grads():
    x = Value(2.0)
    y = Value(4.0, (x,), (4.0,))
    assert gradients(y, x) == 4.0
    assert message_of(GraphError, gradients, y, x, create_graph=True) == (
        "no higher derivative through a node made as Value(data, children, "
        "local_grads): its local derivatives are plain numbers; use the op itself, or "
        "custom_op"
    )


def test_higher_orders_refuse_data_assigned_after_the_op_ran():
    x = Value(2.0, label="x")
    y = x * x
    x.data = 10.0
    assert gradients(y, x) == 4.0
    assert message_of(GraphError, gradients, y, x, create_graph=True) == (
        "gradients(create_graph=True): the data of an operand of x * x was assigned "
        "after the op ran (its local derivative was 2.0, now it is 10.0); compute it "
        "anew"
    )
    assert gradients(x * x, x, create_graph=True).data == 20.0


ODD_SECOND_DERIVATIVES = {
    "tanh": lambda x: -2 * x,
    "sigmoid": lambda x: -x / 8,
    "arcsin": lambda x: x,
    "arccos": lambda x: -x,
    "arctanh": lambda x: 2 * x,
    "arctan": lambda x: -2 * x,
}


@pytest.mark.parametrize("name", ODD_SECOND_DERIVATIVES)
@pytest.mark.parametrize("at", [1e-5, -1e-8, 1e-20])
def test_second_derivatives_keep_their_digits_near_0(name, at):
    x = Value(at)
    slope = gradients(getattr(x, name)(), x, create_graph=True)
    expected = ODD_SECOND_DERIVATIVES[name](at)
    assert gradients(slope, x) == pytest.approx(expected, rel=1e-9, abs=0)

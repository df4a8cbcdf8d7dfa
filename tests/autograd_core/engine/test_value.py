"""The attributes of a Value, and its behaviour as a Python object."""

import math
import operator
from fractions import Fraction

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Node, Value
from tests.identity import identical

# -- the number ------------------------------------------------------------------------


KINDS = (
    int,
    float,
    bool,
    Fraction,
    np.float64,
    np.float32,
    np.int64,
    np.bool_,
    np.array,
)


@pytest.mark.parametrize("number", [*(kind(1) for kind in KINDS), math.inf, 1e-300])
def test_data_is_a_float(number):
    for value in (Value(number), Value(0.0)):
        value.data = number
        assert type(value.data) is float
        assert value.item() == value.data == float(number)


def test_results_keep_their_number_when_a_leaf_changes():
    a = Value(2.0)
    b = a * 3
    a.data -= 1
    assert (a.data, b.data) == (1.0, 6.0)
    b.backward()
    assert a.grad == 3.0


def test_detach():
    a = Value(2.0, label="a")
    b = (a * a).detach()
    assert (b.data, b.is_leaf, b.parents, b is not a) == (4.0, True, (), True)
    (b * a).backward()
    assert a.grad == 4.0
    assert a.detach().label == "a"


# -- the gradient ----------------------------------------------------------------------


def test_grad_is_zero_before_backward():
    x = Value(1.0)
    assert (x.grad, x.has_grad) == (0.0, False)
    assert type(x.grad) is float


@pytest.mark.parametrize("zero", [None, 0, 0.0])
def test_assigning_zero_or_none_resets(zero):
    x = Value(1.0)
    (x * 2).backward()
    assert x.has_grad
    x.grad = zero
    assert (x.grad, x.has_grad) == (0.0, False)


def test_assigning_a_gradient():
    x = Value(1.0)
    x.grad = 2
    assert (x.grad, x.has_grad, type(x.grad)) == (2.0, True, float)
    (x * 3).backward()
    assert x.grad == 5.0
    x.grad *= 0.5
    assert x.grad == 2.5


def test_zero_grad():
    x = Value(1.0)
    (x * 2).backward()
    x.zero_grad()
    assert (x.grad, x.has_grad) == (0.0, False)


def test_every_node_of_the_graph_has_its_gradient():
    a = Value(2.0)
    b = a * 3
    c = b + 1
    c.backward()
    assert [(node.grad, node.has_grad) for node in (a, b, c)] == [
        (3.0, True),
        (1.0, True),
        (1.0, True),
    ]


# -- the graph -------------------------------------------------------------------------


def test_leaf():
    x = Value(1.0, label="x")
    assert (x.op, x.parents, x.operands, x.local_grads) == ("", (), (), ())
    assert (x.rule, x.is_leaf, x.label) == (None, True, "x")
    assert isinstance(x, Node)


def test_product():
    a, b = Value(2.0), Value(3.0)
    c = a * b
    assert (c.op, c.is_leaf, c.rule.name) == ("*", False, "multiply")
    assert identical(c.parents, (a, b))
    assert c.local_grads == (3.0, 2.0)


def test_parents_are_repeated():
    a = Value(2.0)
    b = a * a
    assert identical(b.parents, (a, a))
    assert b.local_grads == (2.0, 2.0)


@pytest.mark.parametrize(
    ("make", "operands", "slope"),
    [
        (lambda a: a + 1, ("a", 1.0), 1.0),
        (lambda a: 1 - a, (1.0, "a"), -1.0),
        (lambda a: a * 5, ("a", 5.0), 5.0),
        (lambda a: 5 * a, (5.0, "a"), 5.0),
        (lambda a: a / 4, ("a", 4.0), 0.25),
        (lambda a: 4 / a, (4.0, "a"), -1.0),
        (lambda a: a**3, ("a", 3.0), 12.0),
        (lambda a: 2**a, (2.0, "a"), 4 * math.log(2)),
        (lambda a: np.float64(5) * a, (5.0, "a"), 5.0),
    ],
)
def test_a_number_is_a_constant_of_the_node(make, operands, slope):
    a = Value(2.0)
    node = make(a)
    assert (
        tuple("a" if operand is a else operand for operand in node.operands) == operands
    )
    assert identical(node.parents, (a,))
    assert node.local_grads == pytest.approx((slope,), rel=1e-15)


def test_nary_nodes_keep_constants_apart():
    a, b = Value(2.0), Value(3.0)
    node = ac.dot([a, 1.0], [10.0, b], bias=0.5)
    assert (node.op, node.data) == ("dot", 23.5)
    assert identical(node.operands, (a, 1.0, 10.0, b, 0.5))
    assert identical(node.parents, (a, b))
    assert node.local_grads == (10.0, 1.0)


def test_given_node():
    a, b = Value(2.0), Value(3.0)
    node = Value(6.0, (a, b), (3.0, 2.0), label="product")
    assert (node.parents, node.local_grads) == ((a, b), (3.0, 2.0))
    assert (node.op, node.is_leaf, node.label) == ("", False, "product")
    node.backward(2.0)
    assert (a.grad, b.grad) == (6.0, 4.0)


def test_names_of_micrograd_and_microgpt():
    a, b = Value(2.0), Value(3.0)
    c = a * b
    assert (c._prev, c._op, c._children, c._local_grads) == (
        (a, b),
        "*",
        (a, b),
        (3, 2),
    )
    assert (set(a._prev), a._op, a._children, a._local_grads) == (set(), "", (), ())


def test_label():
    x = Value(1.0)
    assert x.label == ""
    x.label = "</svg> a\nb \N{SNOWMAN}"
    assert x.label == "</svg> a\nb \N{SNOWMAN}"


def test_what_a_node_knows_is_read_only():
    for name in ("op", "parents", "operands", "local_grads", "has_grad", "rule"):
        with pytest.raises(AttributeError):
            setattr(Value(1.0), name, None)


def test_builtin_sum():
    values = [Value(1.0), Value(2.0)]
    total = sum(values)
    total.backward()
    assert (total.data, [v.grad for v in values]) == (3.0, [1.0, 1.0])


def test_in_place_operators_make_new_nodes():
    a = Value(2.0, label="a")
    b = a
    b += Value(1.0)
    b -= 0.5
    b *= 4
    b /= 5
    b **= 2
    assert (a.data, a.label, b.data) == (2.0, "a", 4.0)
    b.backward()
    assert a.grad == pytest.approx(2 * 2.0 * 4 / 5)


def test_unary_plus_is_the_node_itself():
    a = Value(2.0)
    assert +a is a
    assert (-a).data == -2.0
    assert abs(-a).data == 2.0


# -- Python's protocols ----------------------------------------------------------------


def test_repr():
    a = Value(2.0)
    assert repr(a) == "Value(data=2.0, grad=0.0)"
    assert repr(a * 3) == "Value(data=6.0, grad=0.0, op='*')"
    b = a.tanh()
    b.label = "it's b"
    b.backward()
    assert repr(b) == f"""Value(data={b.data!r}, grad=1.0, label="it's b", op='tanh')"""
    assert str(Value(math.nan, label="n")) == "Value(data=nan, grad=0.0, label='n')"


def test_repr_does_not_walk():
    x = Value(1.0)
    for _ in range(100_000):
        x = x + 1.0
    assert len(repr(x)) < 60


def test_format():
    a = Value(2.5, label="a")
    assert f"{a:.2f}|{a:8.1e}|{a:>6}|{a:+}" == "2.50| 2.5e+00|   2.5|+2.5"
    assert f"{a}" == f"{a!s}" == repr(a)
    with pytest.raises(ValueError, match="format code"):
        f"{a:d}"


ORDERINGS = (operator.lt, operator.le, operator.gt, operator.ge)
NUMBERS = [
    1,
    2.0,
    3,
    True,
    np.float64(3),
    np.int64(2),
    np.array(1.0),
    math.nan,
    10**400,
]


@pytest.mark.parametrize("test", ORDERINGS)
@pytest.mark.parametrize("other", NUMBERS, ids=lambda n: f"{type(n).__name__}")
def test_comparisons_are_of_the_numbers(test, other):
    a = Value(2.0)
    assert test(a, other) == test(2.0, other)
    assert test(other, a) == test(other, 2.0)
    if other < 1e300:
        assert test(a, Value(other)) == test(2.0, other)


@pytest.mark.parametrize("test", (*ORDERINGS, operator.eq, operator.ne))
@pytest.mark.parametrize("other", [Value(1.0), 1, 1.0, np.float64(3), np.array(1.0)])
def test_comparisons_give_plain_bools(test, other):
    assert type(test(Value(2.0), other)) is bool
    assert type(test(other, Value(2.0))) is bool


EQUAL_TO_2 = [Value(2.0), 2, 2.0, np.float64(2), np.array(2.0), Fraction(2), True + 1]
UNLIKE_2 = [
    Value(3.0),
    3,
    math.nan,
    np.float32(2.5),
    np.array(1.0),
    True,
    "2",
    None,
    2j,
]


@pytest.mark.parametrize("other", EQUAL_TO_2 + UNLIKE_2, ids=repr)
def test_equality_compares_numbers(other):
    a = Value(2.0)
    same = any(other is number for number in EQUAL_TO_2)
    assert (a == other) is (other == a) is same
    assert (a != other) is (other != a) is not same


def test_nan_equals_nothing():
    a = Value(math.nan)
    assert (a == a, a != a, a == math.nan) == (False, True, False)


def test_hash_is_identity():
    a, twin = Value(2.0), Value(2.0)
    assert len({a, twin, a}) == 2
    a.data = 5.0
    assert {a: "a", twin: "b"}[twin] == "b"
    unequal = Value(math.nan)
    assert unequal in {unequal} and {unequal: 1}[unequal] == 1


def test_ordering_functions():
    values = [Value(x) for x in (3.0, 1.0, 2.0)]
    assert [v.data for v in sorted(values)] == [1.0, 2.0, 3.0]
    assert max(values) is values[0]
    assert min(values) is values[1]
    assert max(values[1], 1.5) == 1.5


def test_bool_is_not_zero():
    assert Value(0.5) and Value(math.nan) and Value(-math.inf)
    assert not Value(0.0) and not Value(-0.0)

"""copy, deepcopy and pickle: nodes keep their identity and their attributes."""

import copy
import dataclasses
import pickle

import pytest

import autograd_core as ac
from autograd_core import Value, topological_order
from tests.autograd_core.messages import message_of
from tests.identity import identical


class Named(Value):
    """A subclass as users write them, with attributes of its own."""

    def __init__(self, data, unit, history=()):
        super().__init__(data, label=unit)
        self.unit = unit
        self.history = list(history)


class Bare(Value):
    """A subclass with nothing new."""


class Bag:
    """An object with Values in it, as a network is."""

    def __init__(self):
        self.weights = [Value(1.0, label="w0"), Value(2.0)]
        self.tied = self.weights[0]


@dataclasses.dataclass
class Point:
    x: Value
    y: Value


# -- deepcopy --------------------------------------------------------------------------


def test_deepcopy_of_a_leaf():
    a = Value(2.0, label="a")
    a.grad = 3.0
    twin = copy.deepcopy(a)
    assert twin is not a
    assert (twin.data, twin.grad, twin.label, twin.has_grad) == (2.0, 3.0, "a", True)
    twin.data = 5.0
    assert a.data == 2.0


def test_deepcopy_of_a_graph():
    a, b = Value(2.0, label="a"), Value(3.0, label="b")
    shared = a * b
    out = ac.dot([shared, a], [shared, 2.0], bias=shared)
    twin = copy.deepcopy(out)
    order, twins = topological_order(out), topological_order(twin)
    assert len(order) == len(twins)
    assert not set(order) & set(twins)
    for node, other in zip(order, twins, strict=True):
        assert (node.data, node.op, node.label) == (other.data, other.op, other.label)
        assert node.local_grads == other.local_grads
    twin.backward()
    assert not a.has_grad
    out.backward()
    assert [n.grad for n in order] == [n.grad for n in twins]


def test_deepcopy_keeps_constants():
    a = Value(2.0)
    twin = copy.deepcopy(3 - a)
    assert twin.operands[0] == 3.0
    assert twin.local_grads == (-1.0,)


def test_deepcopy_of_a_list_keeps_shared_nodes():
    a = Value(2.0)
    b = a * a
    twins = copy.deepcopy([a, b, b * a, {"again": b}, (a,)])
    assert identical(twins[1].parents, (twins[0], twins[0]))
    assert identical(twins[2].parents, (twins[1], twins[0]))
    assert twins[3]["again"] is twins[1]
    assert twins[4][0] is twins[0]


def test_deepcopy_inside_an_object():
    twin = copy.deepcopy(Bag())
    assert twin.tied is twin.weights[0]
    assert [w.data for w in twin.weights] == [1.0, 2.0]


def test_deepcopy_and_asdict_of_a_dataclass():
    point = Point(Value(1.0), Value(2.0))
    twin = copy.deepcopy(point)
    assert (twin.x.data, twin.x is point.x) == (1.0, False)
    assert dataclasses.asdict(point)["y"].data == 2.0
    assert point == twin  # dataclasses compare their fields, nodes their numbers
    twin.x.data = 3.0
    assert point != twin
    assert dataclasses.replace(point, x=point.y).x is point.y


def test_deepcopy_honours_the_memo():
    a, other = Value(2.0), Value(7.0)
    twin = copy.deepcopy(a * 3, {id(a): other})
    assert identical(twin.parents, (other,))


def test_deepcopy_of_a_subclass():
    value = Named(2.0, "m", history=[[1]])
    out = value * 3
    twin = copy.deepcopy(out).parents[0]
    assert type(twin) is Named
    assert (twin.data, twin.unit, twin.history, twin.label) == (2.0, "m", [[1]], "m")


def test_deepcopy_of_a_subclass_copies_its_attributes():
    value = Named(2.0, "m", history=[[1]])
    twin = copy.deepcopy(value)
    twin.history[0].append(2)
    assert value.history == [[1]]


# -- copy ------------------------------------------------------------------------------


def test_shallow_copy_shares_the_parents():
    a = Value(2.0)
    b = a * a
    twin = copy.copy(b)
    assert twin is not b
    assert (twin.data, twin.op) == (4.0, "*")
    assert identical(twin.parents, (a, a))
    twin.backward()
    assert (a.grad, b.has_grad) == (4.0, False)


def test_shallow_copy_of_a_subclass():
    value = Named(2.0, "m", history=[1])
    twin = copy.copy(value)
    assert type(twin) is Named
    assert twin.history is value.history


# -- pickle ----------------------------------------------------------------------------

protocols = pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))


@protocols
def test_pickle_of_a_leaf(protocol):
    a = Value(2.0, label="a")
    a.grad = 3.0
    twin = pickle.loads(pickle.dumps(a, protocol))
    assert type(twin) is Value
    assert (twin.data, twin.grad, twin.label, twin.has_grad) == (2.0, 3.0, "a", True)


def test_pickle_keeps_has_grad():
    a = Value(2.0)
    (a * 0.0).backward()
    assert a.has_grad
    assert pickle.loads(pickle.dumps(a)).has_grad


@protocols
def test_pickle_keeps_identity(protocol):
    twin = pickle.loads(pickle.dumps(Bag(), protocol))
    assert twin.tied is twin.weights[0]
    assert twin.weights[1].data == 2.0


def test_pickle_of_subclasses():
    assert type(pickle.loads(pickle.dumps(Bare(2.0)))) is Bare
    twin = pickle.loads(pickle.dumps(Named(2.0, "m", history=[1])))
    assert (twin.data, twin.unit, twin.history, twin.label) == (2.0, "m", [1], "m")


@protocols
def test_pickle_of_a_result_is_refused(protocol):
    out = Value(2.0, label="a") * 3
    out.label = "loss"
    assert message_of(TypeError, pickle.dumps, out, protocol) == (
        "cannot pickle loss = 6.0: it is the result of an op, and a recorded graph is "
        "not pickled; pickle its leaves or v.detach()"
    )


def test_pickle_of_a_deep_graph_is_refused():
    x = Value(1.0)
    for _ in range(100_000):
        x = x + 1.0
    message = message_of(TypeError, pickle.dumps, x)
    assert message.startswith("cannot pickle Value(100001.0): ")


def test_pickle_of_a_detached_result():
    out = Value(2.0) * 3
    assert pickle.loads(pickle.dumps(out.detach())).data == 6.0

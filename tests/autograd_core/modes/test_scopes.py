"""`scope`: the nodes that it holds; values and gradients do not change."""

from __future__ import annotations

import copy
import gc
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from autograd_core import Tensor, Value, dot, gradients, no_grad, scope
from autograd_core.modes.scopes import scope_of, scopes_in
from tests.autograd_core.messages import message_of


def test_results_of_every_kind_are_noted() -> None:
    a, t = Value(2.0), Tensor([1.0, 2.0])
    with scope("part"):
        nodes = [a * 2.0, a.tanh(), dot([a], [a]), t * 2.0, t @ t, t.sum(axis=0)]
        leaf = Value(1.0)
    after = a * 3.0
    assert [scope_of(node) for node in nodes] == [("part",)] * len(nodes)
    assert scope_of(after) == scope_of(leaf) == scope_of(a) == ()
    assert scopes_in([a, nodes[0], after]) == {nodes[0]: ("part",)}


def test_scopes_nest_and_open_again() -> None:
    a = Value(2.0)
    net = scope("net")
    with net:
        first = a * 1.0
        with scope("hidden"):
            inner = a * 2.0
        second = a * 3.0
    with net, net:
        doubled = a * 4.0
    paths = [scope_of(node) for node in (first, inner, second, doubled)]
    assert paths == [("net",), ("net", "hidden"), ("net",), ("net", "net")]


def test_values_and_gradients_are_the_same() -> None:
    def loss(x: Any) -> Any:
        return (x * x).tanh() * x

    x, y = Value(0.7), Value(0.7)
    with scope("part"):
        inside = loss(x)
        inside.backward()
    outside = loss(y)
    outside.backward()
    assert (inside.data, x.grad) == (outside.data, y.grad)
    with scope("slope"):
        slope = gradients(inside, x, create_graph=True)
    assert scope_of(slope) == ("slope",)


def test_as_a_decorator() -> None:
    @scope("square")
    def square(x: Any) -> Any:
        return x * x

    @scope("pair")
    def pair(x: Any) -> Iterator[Any]:
        yield x * 1.0
        yield x * 2.0

    a = Value(2.0)
    assert scope_of(square(a)) == ("square",)
    steps = pair(a)
    first = next(steps)
    between = a * 3.0
    second = next(steps)
    assert [scope_of(node) for node in (first, between, second)] == [
        *[("pair",), (), ("pair",)]
    ]


def test_a_scope_ends_with_an_exception() -> None:
    with pytest.raises(KeyError), scope("part"):
        raise KeyError("x")
    assert scope_of(Value(1.0) * 2.0) == ()


def test_threads_have_scopes_of_their_own() -> None:
    nodes: dict[str, Any] = {}
    barrier = threading.Barrier(2)

    def work(name: str) -> None:
        with scope(name):
            barrier.wait()
            nodes[name] = Value(1.0) * 2.0
            barrier.wait()

    threads = [threading.Thread(target=work, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {name: scope_of(node) for name, node in nodes.items()} == {
        "a": ("a",),
        "b": ("b",),
    }


def test_without_recording_there_is_nothing_to_note() -> None:
    with scope("part"), no_grad():
        out = Value(2.0) * 3.0
    assert out.parents == ()


def test_a_node_is_not_kept_alive() -> None:
    with scope("part"):
        nodes = [Value(1.0) * 2.0 for _ in range(10)]
    before = len(scopes_in(nodes))
    first_three = nodes[:3]
    del nodes
    gc.collect()
    assert (before, len(scopes_in(first_three))) == (10, 3)


def test_copies_are_leaves_of_no_scope() -> None:
    with scope("part"):
        out = Value(2.0) * 3.0
    assert copy.deepcopy(out).data == 6.0
    assert scope_of(out.detach()) == ()


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        (3, TypeError, "scope: expected a name, got int 3"),
        (None, TypeError, "scope: expected a name, got NoneType None"),
        (np.str_, TypeError, "scope: expected a name, got type <class 'numpy.str_'>"),
        ("", ValueError, "scope: the name is empty"),
    ],
)
def test_wrong_names(name: Any, error: type[Exception], message: str) -> None:
    example = '; e.g. with scope("hidden"):'
    assert message_of(error, scope, name) == message + example

"""A million nodes, deep or wide: built, walked, copied and freed."""

import pytest

from autograd_core import compiled
from tests.autograd_core.fresh_interpreter import run

COPIED = 1_000_000 if compiled else 200_000

# -- chains ----------------------------------------------------------------------------


def test_chain_is_built_differentiated_and_freed():
    run("""
    x = Value(0.5)
    y = chain(x, 1_000_000)
    assert y.data == 1_000_000.5
    y.backward()
    assert x.grad == 1.0
    assert gradients(y, x) == 1.0
    order = topological_order(y)
    assert len(order) == 1_000_001 and order[0] is x and order[-1] is y
    del order
    alive = weakref.ref(y)
    del y
    assert alive() is None
    """)


def test_chain_is_copied_and_both_are_freed():
    run(f"""
    x = Value(0.5)
    y = chain(x, {COPIED})
    twin = copy.deepcopy(y)
    del y
    twin.backward()
    assert x.grad == 0.0
    assert twin.data == {COPIED} + 0.5
    del twin
    """)


def test_chain_of_nary_nodes():
    run("""
    x = Value(1.0)
    y = x
    for _ in range(200_000):
        y = ac.sum([y])
        y = ac.dot([y, x], [1.0, 0.0])
    y.backward()
    assert x.grad == 1.0
    assert gradients(y, x) == 1.0
    del y
    """)


def test_chain_of_nodes_made_by_hand():
    run("""
    x = Value(1.0)
    y = x
    for _ in range(300_000):
        y = Value(y.data, (y,), (1.0,))
    y.backward()
    assert x.grad == 1.0
    del y
    """)


def test_chain_of_a_subclass():
    run("""
    class Mine(Value):
        def __init__(self, data, children=(), local_grads=()):
            super().__init__(data, children, local_grads)
            self.note = "mine"

    x = Mine(1.0)
    y = x
    for _ in range(200_000):
        y = Mine(y.data, (y,), (1.0,))
    y.backward()
    assert x.grad == 1.0
    del y
    """)


def test_chain_of_gradient_graphs():
    run("""
    x = Value(1.0)
    slope = gradients(chain(x, 100_000) * x, x, create_graph=True)
    slope.backward()
    assert x.grad == 2.0
    del slope
    """)


def test_graph_alive_at_exit():
    run("""
    import builtins
    builtins.kept = [chain(Value(1.0), 300_000)]
    kept_here = chain(Value(1.0), 300_000)
    """)


# -- sums ------------------------------------------------------------------------------


@pytest.mark.parametrize("total", ["sum", "ac.sum"])
def test_sum_of_a_million(total):
    run(f"""
    x = Value(0.5)
    leaves = [Value(1.0) for _ in range(500_000)]
    y = {total}(leaves + [x] * 500_000)
    assert y.data == 750_000.0
    y.backward()
    assert x.grad == 500_000.0
    assert {{leaf.grad for leaf in leaves}} == {{1.0}}
    assert gradients(y, [x, leaves[7]]) == (500_000.0, 1.0)
    assert topological_order(y)[-1] is y
    x.zero_grad()
    copy.deepcopy(y).backward()
    assert not x.has_grad
    del y
    """)

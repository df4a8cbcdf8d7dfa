"""Many nodes, a million where compiled, deep or wide: built, walked, copied, freed."""

import pytest

from tests.autograd_core.fresh_interpreter import DEEP, run, run_on_a_small_stack

# -- chains ----------------------------------------------------------------------------


def test_chain_is_built_differentiated_and_freed():
    run(f"""
    x = Value(0.5)
    y = chain(x, {DEEP})
    assert y.data == {DEEP} + 0.5
    y.backward()
    assert x.grad == 1.0
    assert gradients(y, x) == 1.0
    order = topological_order(y)
    assert len(order) == {DEEP} + 1 and order[0] is x and order[-1] is y
    del order
    alive = weakref.ref(y)
    del y
    assert alive() is None
    """)


def test_chain_is_copied_and_both_are_freed():
    run(f"""
    x = Value(0.5)
    y = chain(x, {DEEP})
    twin = copy.deepcopy(y)
    del y
    twin.backward()
    assert x.grad == 0.0
    assert twin.data == {DEEP} + 0.5
    del twin
    """)


def test_chain_of_nary_nodes():
    run_on_a_small_stack("""
    x = Value(1.0)
    y = x
    for _ in range(50_000):
        y = ac.sum([y])
        y = ac.dot([y, x], [1.0, 0.0])
    y.backward()
    assert x.grad == 1.0
    assert gradients(y, x) == 1.0
    del y
    """)


def test_chain_of_nodes_made_by_hand():
    run_on_a_small_stack("""
    x = Value(1.0)
    y = x
    for _ in range(100_000):
        y = Value(y.data, (y,), (1.0,))
    y.backward()
    assert x.grad == 1.0
    del y
    """)


def test_chain_of_a_subclass():
    run_on_a_small_stack("""
    class Mine(Value):
        def __init__(self, data, children=(), local_grads=()):
            super().__init__(data, children, local_grads)
            self.note = "mine"

    x = Mine(1.0)
    y = x
    for _ in range(100_000):
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


@pytest.mark.parametrize(
    ("total", "walk"),
    [
        ("sum", "assert topological_order(y)[-1] is y"),
        ("ac.sum", "x.zero_grad(); copy.deepcopy(y).backward(); assert not x.has_grad"),
    ],
    ids=["operators", "one node"],
)
def test_sum_of_a_million(total, walk):
    half = DEEP // 2
    run(f"""
    x = Value(0.5)
    leaves = [Value(1.0) for _ in range({half})]
    y = {total}(leaves + [x] * {half})
    assert y.data == 1.5 * {half}
    y.backward()
    assert x.grad == {half}
    assert {{leaf.grad for leaf in leaves}} == {{1.0}}
    assert gradients(y, [x, leaves[7]]) == ({half}, 1.0)
    {walk}
    del y
    """)

"""Graphs are freed at once, from any thread, and nothing is left behind."""

import textwrap
import weakref

from autograd_core import Value
from tests.autograd_core.fresh_interpreter import DEEP, run, run_on_a_small_stack

TANGLE = """
import random

def tangle(n, seed):
    draw = random.Random(seed)
    nodes = [Value(draw.uniform(-1, 1)) for _ in range(10)]
    for _ in range(n):
        a, b, c = (nodes[-draw.randint(1, min(300, len(nodes)))] for _ in range(3))
        kind = draw.randrange(5)
        if kind == 0:
            node = 0.5 * a + 0.5 * b
        elif kind == 1:
            node = (a * b).tanh()
        elif kind == 2:
            node = ac.dot([a, b], [c, 0.5], bias=a).tanh()
        elif kind == 3:
            node = ac.sum([a, b, c]).tanh()
        else:
            node = Value(b.data, (b, c), (1.0, 0.0))
        nodes.append(node)
    return nodes
"""


def test_deep_graphs_inside_a_tangled_network():
    run_on_a_small_stack(f"""
    {textwrap.indent(TANGLE, "    ").strip()}

    for seed in range(3):
        nodes = tangle(20_000, seed)
        x = Value(1.0)
        nodes.append(ac.sum([nodes[-1], chain(x, 50_000), *nodes[-50:]]))
        nodes.append(chain(nodes[-1], 50_000))
        nodes[-1].backward()
        assert x.has_grad
        random.Random(seed).shuffle(nodes)
        while len(nodes) > 1000:
            nodes.pop()
        last = nodes.pop()
        del nodes, x
        last.backward()
        del last
    """)


def test_freed_from_a_thread_with_a_small_stack():
    run(f"""
    threading.stack_size(STACK * 1024)
    x = Value(1.0)
    held = [chain(x, {DEEP}), chain(ac.sum([chain(x, 100_000)] * 3), 100_000)]

    def free():
        held.pop().backward()
        held.pop().backward()

    thread = threading.Thread(target=free)
    thread.start()
    thread.join()
    assert not held and x.grad == 4.0
    """)


def test_many_threads_freeing_at_once():
    run("""
    import sys
    sys.setswitchinterval(1e-6)
    shared = chain(Value(1.0), 20_000)

    def work():
        for _ in range(20):
            y = chain(shared, 3_000)
            twin = ac.sum([y, y, chain(y, 1_000)])
            del y
            del twin

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    alive = weakref.ref(shared)
    del shared
    assert alive() is None
    """)


def test_weakref_callback_that_builds_and_frees_while_freeing():
    run("""
    seen = []

    def callback(ref):
        chain(Value(1.0), 3_000).backward()
        seen.append(ref)

    y = Value(1.0)
    refs = []
    for i in range(20_000):
        y = y * 1.0
        if i % 100 == 0:
            refs.append(weakref.ref(y, callback))
    alive = weakref.ref(y)
    del y
    assert len(seen) == 200 and alive() is None
    """)


# -- memory ----------------------------------------------------------------------------


def test_no_growth_and_nothing_for_the_collector():
    run("""
    parameters = [Value(0.1 * i) for i in range(20)]

    def step():
        loss = Value(0.0)
        for p, q in zip(parameters, parameters[1:]):
            loss = loss + (p * q).tanh() + ac.dot([p, q], [q, 1.0], bias=p).exp()
        loss.backward()
        gradients(loss, parameters[0], create_graph=True).backward()
        copy.deepcopy(loss).backward()
        for p in parameters:
            p.zero_grad()

    def bytes_in_use():
        assert gc.collect() == 0  # it also empties Python's lists of free tuples
        return tracemalloc.get_traced_memory()[0]

    gc.collect()
    gc.disable()
    tracemalloc.start()
    for _ in range(20):
        step()
    before = bytes_in_use()
    for _ in range(200):
        step()
    # One node left behind per step would be 20,000 bytes. Python 3.10 keeps a frame of
    # each function, in all 10,000 bytes.
    assert bytes_in_use() - before < 15_000
    """)


def test_a_graph_dies_at_once():
    a = Value(2.0)
    b = a * a
    c = b.tanh()
    loss = c + b
    loss.backward()
    refs = [weakref.ref(node) for node in (b, c, loss)]
    del b, c
    assert all(ref() is not None for ref in refs)
    del loss
    assert [ref() for ref in refs] == [None] * 3
    assert a.grad != 0.0

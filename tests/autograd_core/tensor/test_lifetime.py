"""Tensors copied, pickled, shared by threads, in deep chains, and freed."""

from __future__ import annotations

import copy
import pickle
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Tensor, Value, gradients, topological_order
from tests.autograd_core.fresh_interpreter import run, run_on_a_small_stack
from tests.autograd_core.messages import message_of

# -- copy and pickle -------------------------------------------------------------------


class Named(Tensor):
    """A subclass as users write them, with an attribute of its own."""

    def __init__(self, data: Any, unit: str = "") -> None:
        super().__init__(data, label=unit)
        self.unit = unit


def test_deepcopy_of_a_leaf() -> None:
    a = Tensor([1.0, 2.0], dtype="float32", label="a")
    a.grad = [3.0, 4.0]
    for twin in (copy.deepcopy(a), copy.copy(a), pickle.loads(pickle.dumps(a))):
        assert (twin.data.tolist(), twin.dtype) == ([1.0, 2.0], np.float32)
        assert (twin.grad.tolist(), twin.label, twin.has_grad) == ([3, 4], "a", True)
        assert twin.grad.dtype == np.float32 and twin.is_leaf
        twin.data[0] = twin.grad[0] = 9.0
        assert (a.data[0], a.grad[0]) == (1.0, 3.0)
        twin.zero_grad()
        (twin * 2.0).sum().backward()
        assert twin.grad.tolist() == [2.0, 2.0]
    leaf = pickle.loads(pickle.dumps(Tensor(1.0)))
    assert not leaf.has_grad and leaf.shape == ()


def graph_of_both_kinds() -> tuple[Any, Any, Any]:
    """Values and Tensors in one graph, with something used twice."""
    x, v = Tensor([[1.0, 2.0], [3.0, 4.0]], label="x"), Value(0.5, label="v")
    a, b = x.sum(0).values()
    shared = ac.stack_values([a * v, b, 2.0]).tanh()
    return x, v, (shared * shared).sum() + v * x[0, 0]


def test_deepcopy_of_a_graph() -> None:
    x, v, out = graph_of_both_kinds()
    out.backward()
    twin = copy.deepcopy(out)
    order, twins = topological_order(out), topological_order(twin)
    assert len(order) == len(twins) and not set(order) & set(twins)
    for node, other in zip(order, twins, strict=True):
        assert (node.op, node.label) == (other.op, other.label)
        assert np.array_equal(node.data, other.data)
        assert np.array_equal(node.grad, other.grad)
        if isinstance(node, Tensor):
            assert not np.shares_memory(node.data, other.data)
    before = x.grad.copy(), v.grad
    for other in twins:
        other.zero_grad()
    twin.backward()
    by_label = {node.label: node for node in twins if node.label}
    assert (
        np.array_equal(by_label["x"].grad, before[0])
        and by_label["v"].grad == before[1]
    )
    assert np.array_equal(x.grad, before[0])


def test_a_subclass_keeps_its_attributes() -> None:
    a = Named([1.0], "metre")
    for twin in (copy.deepcopy(a), copy.copy(a), pickle.loads(pickle.dumps(a))):
        assert (type(twin), twin.unit, twin.label) == (Named, "metre", "metre")
    assert type(a * 2) is Tensor


def test_a_recorded_graph_is_not_pickled() -> None:
    out = Tensor([1.0], label="x") * 2
    message = message_of(TypeError, pickle.dumps, out)
    assert message.startswith("cannot pickle Tensor of shape (1,): it is the result of")
    assert pickle.loads(pickle.dumps(out.detach())).data.tolist() == [2.0]


def test_detach_and_numpy_leave_the_graph() -> None:
    x = Tensor([1.0, 2.0], dtype="float32", label="x")
    apart, plain = x.detach(), x.numpy()
    assert (apart.label, apart.dtype, apart.is_leaf) == ("x", np.float32, True)
    apart.data[0] = plain[0] = 9.0
    assert x.data[0] == 1.0
    (apart * x).sum().backward()
    assert x.grad.tolist() == [9.0, 2.0]


# -- threads ---------------------------------------------------------------------------


def test_no_gradient_is_lost_between_threads() -> None:
    """8 threads add (i + 1) * x to the same two leaves, 50 times each."""
    w, b = Tensor(np.ones(4)), Tensor(0.5)
    x = np.array([1.0, 2.0, 3.0, 4.0])
    barrier = threading.Barrier(8)

    def work(i: int) -> None:
        barrier.wait()
        for _ in range(50):
            loss = ((w * x + b) * (i + 1.0)).sum() + b.values() * 1.0
            loss.backward()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert w.grad.tolist() == [50 * 36.0 * node for node in x]
    assert b.grad.item() == 50 * (36.0 * 4 + 8)


def test_threads_have_graphs_of_their_own() -> None:
    def work(i: int) -> list[float]:
        x = Tensor([float(i), 1.0])
        for _ in range(30):
            x.zero_grad()
            (x**3).sum().backward()
        return x.grad.tolist()

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(work, range(6))) == [[3.0 * i * i, 3.0] for i in range(6)]


# -- deep graphs -----------------------------------------------------------------------

CHAINS = {
    "operators": "y = y * 1.0 + 0.0",
    "functions": "y = ac.maximum(y, -1e9)",
    "methods": "y = y.reshape(1, 1).reshape(1)",
    "many operands": "y = ac.concatenate([y[:0], y])",
    "both kinds": "y = ac.stack_values([y.values()[0] * 1.0])",
}


@pytest.mark.parametrize("step", CHAINS.values(), ids=CHAINS)
def test_a_deep_chain_is_built_walked_copied_and_freed(step: str) -> None:
    """Without recursion, and without the cyclic garbage collector."""
    run_on_a_small_stack(f"""
    from autograd_core import Tensor
    gc.disable()
    x = y = Tensor([0.5])
    for _ in range(10_000):
        {step}
    out = y.sum()
    del y
    out.backward()
    assert x.grad.tolist() == [1.0]
    assert gradients(out, x).tolist() == [1.0]
    twin = copy.deepcopy(out)
    alive = weakref.ref(out), weakref.ref(twin)
    del out
    twin.backward()
    del twin
    assert [ref() for ref in alive] == [None, None]
    """)


def test_a_deep_graph_of_gradients_is_freed() -> None:
    run("""
    from autograd_core import Tensor
    gc.disable()
    x = y = Tensor([0.5])
    for _ in range(30_000):
        y = y * x + 0.5
    slope = gradients(y.sum(), x, create_graph=True)
    slope.sum().backward()
    alive = weakref.ref(slope)
    del y, slope
    assert alive() is None
    """)


def test_a_deep_graph_is_freed_in_a_thread_with_a_small_stack() -> None:
    run("""
    from autograd_core import Tensor
    threading.stack_size(STACK * 1024)
    x = Tensor([0.5])
    held = [x]
    for _ in range(100_000):
        held[0] = held[0] * 1.0

    def free():
        held.pop().sum().backward()

    thread = threading.Thread(target=free)
    thread.start()
    thread.join()
    assert not held and x.grad.tolist() == [1.0]
    """)


def test_a_graph_dies_at_once() -> None:
    x = Tensor([1.0, 2.0])
    y = x * x
    z = ac.concatenate([y, y.tanh()])
    out = z.sum()
    out.backward()
    slopes = gradients(out, [x], create_graph=True)
    refs = [weakref.ref(node) for node in (y, z, out, slopes[0])]
    del y, z, slopes
    assert all(ref() is not None for ref in refs[:3]) and refs[3]() is None
    del out
    assert [ref() for ref in refs] == [None] * 4
    assert x.grad.all()


def test_no_memory_is_left_behind() -> None:
    """Training steps of every kind of op, with the collector off."""
    run("""
    import numpy as np
    from autograd_core import Tensor, detect_anomaly, no_grad
    W, b, v = Tensor(np.ones((20, 20)) * 0.01), Tensor(np.zeros(20)), Value(0.1)
    x = np.ones((10, 20))

    def step():
        h = (x @ W + b).tanh()
        parts = ac.concatenate([h, ac.pad(h[:, :5], ((0, 0), (0, 15)))])
        loss = ac.logsumexp(parts, 1).mean() + ac.norm(W) * v + h.values()[0][0]
        loss.backward()
        slope = gradients(loss, W, create_graph=True)
        (slope * slope).sum().backward()
        copy.deepcopy(loss).backward()
        ac.jacobian(lambda w: w @ w)(np.eye(2))
        ac.hvp(lambda w: (w @ w).sum(), (np.eye(2),), (np.eye(2),))
        with detect_anomaly():
            (W @ W).sum().backward()
        with no_grad():
            x @ W + b
        for each in (W, b, v):
            each.zero_grad()

    def bytes_in_use():
        assert gc.collect() == 0
        return tracemalloc.get_traced_memory()[0]

    gc.collect()
    gc.disable()
    tracemalloc.start()
    for _ in range(5):
        step()
    before = bytes_in_use()
    for _ in range(50):
        step()
    # One array left behind per step would be 160,000 bytes.
    assert bytes_in_use() - before < 50_000
    """)

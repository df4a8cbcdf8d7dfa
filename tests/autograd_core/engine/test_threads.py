"""Threads and forks: no gradient is lost, and no walk is stopped for ever."""

import os

import pytest

import autograd_core as ac
from autograd_core import Value, gradients
from tests.autograd_core.fresh_interpreter import run
from tests.autograd_core.threads import in_threads


def test_no_gradient_is_lost():
    w, b = Value(3.0), Value(1.0)
    rounds, n = 200, 8

    def work(i):
        for _ in range(rounds):
            loss = Value(0.0)
            for x in range(5):
                loss = loss + (w * float(x) + b) * (i + 1.0)
            loss.backward()

    in_threads(work, n)
    weights = n * (n + 1) / 2
    assert w.grad == rounds * weights * (0 + 1 + 2 + 3 + 4)
    assert b.grad == rounds * weights * 5


def test_no_gradient_is_lost_through_nary_nodes():
    ws = [Value(float(i)) for i in range(6)]
    rounds, n = 200, 6

    def work(i):
        for _ in range(rounds):
            ac.sum([ac.dot(ws, [1.0] * 6), *ws, ac.mean(ws) * 6.0]).backward()

    in_threads(work, n)
    assert {w.grad for w in ws} == {3.0 * rounds * n}


def test_losses_that_share_a_graph():
    x = Value(2.0)
    shared = x
    for _ in range(20):
        shared = shared * 1.0
    losses = [shared * (i + 1.0) for i in range(6)]
    rounds = 200

    def work(i):
        for _ in range(rounds):
            losses[i].backward()

    in_threads(work, 6)
    assert x.grad == rounds * 21.0


def test_gradients_while_backward_runs():
    x = Value(2.0)
    y = (x * x).tanh() * x
    expected = gradients(y, x)

    def work(i):
        for _ in range(300):
            if i % 2:
                y.backward()
            else:
                assert gradients(y, x) == expected
                slope = gradients(y, x, create_graph=True)
                assert slope.data == pytest.approx(expected, rel=1e-14)

    in_threads(work, 4)
    assert x.grad == pytest.approx(600 * expected, rel=1e-12)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_fork_in_the_middle_of_a_walk_can_walk():
    run("""
    import os, signal, time, warnings
    warnings.simplefilter("ignore", DeprecationWarning)
    y = chain(Value(1.0), 200_000)
    stopped = threading.Event()

    def walk():
        while not stopped.is_set():
            y.backward()

    walker = threading.Thread(target=walk)
    walker.start()
    codes = []
    for _ in range(3):
        time.sleep(0.01)
        child = os.fork()
        if not child:
            signal.alarm(5)
            (Value(2.0) * 3.0).backward()
            os._exit(0)
        codes.append(os.waitpid(child, 0)[1])
    stopped.set()
    walker.join()
    assert codes == [0, 0, 0], codes
    """)

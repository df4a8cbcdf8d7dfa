"""Threads and tasks: no gradient is lost, and a mode stays where it was set."""

import asyncio
import contextvars
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

import autograd_core as ac
from autograd_core import NonFiniteError, Value, detect_anomaly, gradients, no_grad
from tests.autograd_core.fresh_interpreter import run


@pytest.fixture
def busy_switching():
    """Let threads change places as often as the interpreter can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def in_threads(work, n):
    """`work(0)` ... `work(n - 1)`, at once; errors come out."""
    barrier = threading.Barrier(n)

    def start(i):
        barrier.wait()
        return work(i)

    with ThreadPoolExecutor(n) as pool:
        return list(pool.map(start, range(n)))


# -- gradients -------------------------------------------------------------------------


def test_no_gradient_is_lost(busy_switching):
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


def test_no_gradient_is_lost_through_nary_nodes(busy_switching):
    ws = [Value(float(i)) for i in range(6)]
    rounds, n = 200, 6

    def work(i):
        for _ in range(rounds):
            ac.sum([ac.dot(ws, [1.0] * 6), *ws, ac.mean(ws) * 6.0]).backward()

    in_threads(work, n)
    assert {w.grad for w in ws} == {3.0 * rounds * n}


def test_losses_that_share_a_graph(busy_switching):
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


def test_gradients_beside_backward(busy_switching):
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


# -- modes -----------------------------------------------------------------------------


def test_no_grad_stays_in_its_thread():
    inside, seen = threading.Event(), threading.Event()
    a = Value(2.0)

    def pausing():
        with no_grad():
            inside.set()
            assert seen.wait(10)
            return (a * 2).parents

    with ThreadPoolExecutor(1) as pool:
        paused = pool.submit(pausing)
        assert inside.wait(10)
        out = a * 3
        assert out.parents == (a,)
        out.backward()
        assert gradients(out, a, create_graph=True).data == 3.0
        seen.set()
        assert paused.result() == ()
    assert a.grad == 3.0


def test_a_new_thread_records():
    a = Value(2.0)
    with no_grad(), ThreadPoolExecutor(1) as pool:
        assert pool.submit(lambda: (a * 2).parents).result() == (a,)
        assert (a * 2).parents == ()


def test_detect_anomaly_stays_in_its_thread():
    def log_of_zero():
        with pytest.warns(RuntimeWarning, match="gave -inf"):
            return Value(0.0).log().data

    with detect_anomaly():
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(log_of_zero).result() == float("-inf")
        with pytest.raises(NonFiniteError):
            Value(0.0).log()


def test_one_decorated_function_in_many_threads(busy_switching):
    a = Value(2.0)

    @no_grad()
    def predict(depth):
        return predict(depth - 1) if depth else a * 2

    def work(i):
        for depth in range(100):
            assert predict(depth % 5).parents == ()
            assert (a * 2).parents == (a,)

    in_threads(work, 6)


def test_one_mode_object_in_many_threads(busy_switching):
    a, mode = Value(2.0), no_grad()

    def work(i):
        for _ in range(300):
            with mode:
                with mode:
                    pass
                assert (a * 2).parents == ()
            assert (a * 2).parents == (a,)

    in_threads(work, 6)


# -- forks -----------------------------------------------------------------------------


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


# -- tasks and contexts ----------------------------------------------------------------


def test_no_grad_stays_in_its_task():
    a = Value(2.0)

    async def pausing():
        with no_grad():
            await asyncio.sleep(0.001)
            return (a * 2).parents

    async def recording():
        seen = []
        for _ in range(20):
            await asyncio.sleep(0.0002)
            seen.append((a * 2).parents)
        return seen

    async def main():
        return await asyncio.gather(pausing(), recording(), pausing())

    first, seen, second = asyncio.run(main())
    assert first == second == ()
    assert seen == [(a,)] * 20


def test_a_decorated_coroutine_runs_inside():
    a = Value(2.0)

    @no_grad()
    async def pausing():
        await asyncio.sleep(0)
        return (a * 2).parents

    @no_grad()
    async def stream():
        yield (a * 2).parents
        await asyncio.sleep(0)
        yield (a * 2).parents

    async def collect():
        return [parents async for parents in stream()]

    assert asyncio.run(pausing()) == ()
    assert asyncio.run(collect()) == [(), ()]
    assert (a * 2).parents == (a,)


def test_a_decorated_async_generator_is_sent_to_thrown_into_and_closed():
    ends = []

    @no_grad()
    async def echo():
        try:
            item = yield (Value(2.0) * 2).parents
            try:
                yield item
            except KeyError:
                yield "caught"
        finally:
            ends.append((Value(2.0) * 2).parents)

    async def main():
        generator = echo()
        items = [await anext(generator), await generator.asend("sent")]
        items.append(await generator.athrow(KeyError()))
        with pytest.raises(StopAsyncIteration):
            await anext(generator)
        generator = echo()
        await anext(generator)
        await generator.aclose()
        return items

    assert asyncio.run(main()) == [(), "sent", "caught"]
    assert ends == [(), ()]


def test_a_task_started_inside_no_grad_is_inside_while_the_block_lasts():
    a = Value(2.0)

    async def child():
        return (a * 2).parents

    async def main():
        with no_grad():
            return await asyncio.create_task(child())

    assert asyncio.run(main()) == ()


def test_a_mode_ends_with_its_block_in_a_copied_context_too():
    a = Value(2.0)
    with no_grad():
        context = contextvars.copy_context()
    assert context.run(lambda: (a * 2).parents) == (a,)
    with detect_anomaly():
        assert context.run(lambda: (a * 2).parents) == (a,)


def test_a_block_may_end_in_another_thread():
    a = Value(2.0)

    def paused():
        with no_grad():
            yield

    def close_elsewhere():
        generator = paused()
        next(generator)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(generator.close).result()
            assert pool.submit(lambda: (a * 2).parents).result() == (a,)
        assert (a * 2).parents == (a,)
        with detect_anomaly():
            assert (a * 2).parents == (a,)

    contextvars.copy_context().run(close_elsewhere)

"""Modes stay in the thread or task that set them, and end with their block."""

import asyncio
import contextvars
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from autograd_core import (
    NonFiniteError,
    Value,
    detect_anomaly,
    gradients,
    no_grad,
)
from tests.autograd_core.threads import in_threads
from tests.identity import identical

# -- threads ---------------------------------------------------------------------------


def test_no_grad_stays_in_its_thread():
    inside, checked = threading.Event(), threading.Event()
    a = Value(2.0)

    def pausing():
        with no_grad():
            inside.set()
            assert checked.wait(10)
            return (a * 2).parents

    with ThreadPoolExecutor(1) as pool:
        paused = pool.submit(pausing)
        assert inside.wait(10)
        out = a * 3
        assert identical(out.parents, (a,))
        out.backward()
        assert gradients(out, a, create_graph=True).data == 3.0
        checked.set()
        assert paused.result() == ()
    assert a.grad == 3.0


def test_a_new_thread_records():
    a = Value(2.0)
    with no_grad(), ThreadPoolExecutor(1) as pool:
        assert pool.submit(lambda: (a * 2).parents).result() == (a,)
        assert (a * 2).parents == ()


def test_detect_anomaly_stays_in_its_thread():
    def log_of_zero():
        with pytest.warns(RuntimeWarning) as caught:
            out = Value(0.0).log()
        assert str(caught[0].message) == "log(Value(0.0)) gave -inf"
        return out.data

    with detect_anomaly():
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(log_of_zero).result() == float("-inf")
        with pytest.raises(NonFiniteError):
            Value(0.0).log()


def test_one_decorated_function_in_many_threads():
    a = Value(2.0)

    @no_grad()
    def predict(depth):
        return predict(depth - 1) if depth else a * 2

    def work(i):
        for depth in range(100):
            assert predict(depth % 5).parents == ()
            assert identical((a * 2).parents, (a,))

    in_threads(work, 6)


def test_one_mode_object_in_many_threads():
    a, mode = Value(2.0), no_grad()

    def work(i):
        for _ in range(300):
            with mode:
                with mode:
                    pass
                assert (a * 2).parents == ()
            assert identical((a * 2).parents, (a,))

    in_threads(work, 6)


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
        assert identical((a * 2).parents, (a,))
        with detect_anomaly():
            assert identical((a * 2).parents, (a,))

    contextvars.copy_context().run(close_elsewhere)


# -- tasks and contexts ----------------------------------------------------------------


def test_no_grad_stays_in_its_task():
    a = Value(2.0)

    async def pausing():
        with no_grad():
            await asyncio.sleep(0.001)
            return (a * 2).parents

    async def recording():
        parents = []
        for _ in range(20):
            await asyncio.sleep(0.0002)
            parents.append((a * 2).parents)
        return parents

    async def main():
        return await asyncio.gather(pausing(), recording(), pausing())

    first, parents, second = asyncio.run(main())
    assert first == second == ()
    assert len(parents) == 20 and all(identical(pair, (a,)) for pair in parents)


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
    assert identical(context.run(lambda: (a * 2).parents), (a,))
    with detect_anomaly():
        assert identical(context.run(lambda: (a * 2).parents), (a,))

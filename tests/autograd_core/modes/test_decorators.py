"""Modes as decorators: of functions, generators and coroutines."""

import asyncio

import pytest

from autograd_core import Value, detect_anomaly, no_grad
from tests.autograd_core.messages import message_of
from tests.identity import identical


def test_decorator():
    a = Value(2.0)

    @no_grad()
    def double(x):
        """Docs stay."""
        return x * 2

    assert double(a).parents == ()
    assert (double.__name__, double.__doc__) == ("double", "Docs stay.")
    assert identical((a * 2).parents, (a,))


def test_decorator_without_parentheses_is_refused():
    for mode in (no_grad, detect_anomaly):
        name = mode.__name__
        assert message_of(TypeError, mode, abs) == (
            f"{name} takes no arguments: write @{name}() or with {name}()"
        )


def test_a_decorated_generator_runs_inside():
    a = Value(2.0)

    @no_grad()
    def results():
        yield a * 2
        yield a * 3

    generator = results()
    assert next(generator).parents == ()
    assert identical((a * 2).parents, (a,))
    assert [out.parents for out in generator] == [()]


def test_a_decorated_generator_is_sent_to_thrown_into_and_closed():
    ends = []

    @no_grad()
    def echo():
        try:
            item = yield (Value(2.0) * 2).parents
            try:
                yield item
            except KeyError:
                yield "caught"
            return "returned"
        finally:
            ends.append((Value(2.0) * 2).parents)

    generator = echo()
    assert next(generator) == ()
    assert generator.send("sent") == "sent"
    assert generator.throw(KeyError()) == "caught"
    with pytest.raises(StopIteration) as stop:
        next(generator)
    assert stop.value.value == "returned"
    generator = echo()
    next(generator)
    generator.close()
    assert ends == [(), ()]


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
    assert identical((a * 2).parents, (a,))


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

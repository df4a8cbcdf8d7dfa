"""Functions that pause, run inside a mode: coroutines and generators of both kinds.

The mode holds while the function runs, not while its caller does between two items. So
each run up to the next pause gets a block of its own.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

NewMode = Callable[[], AbstractContextManager[Any]]


def inside_mode(new_mode: NewMode, function: Any) -> Any:
    """A function that runs inside a mode; None if it cannot pause on its way.

    Args:
        new_mode: gives a new block of the mode.
        function: what is decorated.
    """
    if inspect.iscoroutinefunction(function):
        return _coroutine(new_mode, function)
    if inspect.isasyncgenfunction(function):
        return _async_generator(new_mode, function)
    if inspect.isgeneratorfunction(function):
        return _generator(new_mode, function)
    return None


def _coroutine(new_mode: NewMode, function: Any) -> Any:
    @functools.wraps(function)
    async def inside(*args: Any, **kwargs: Any) -> Any:
        with new_mode():
            return await function(*args, **kwargs)

    return inside


def _generator(new_mode: NewMode, function: Any) -> Any:
    @functools.wraps(function)
    def inside(*args: Any, **kwargs: Any) -> Iterator[Any]:
        generator = function(*args, **kwargs)
        resume, argument = generator.send, None
        while True:
            with new_mode():
                try:
                    item = resume(argument)
                except StopIteration as stop:
                    return stop.value
            try:
                resume, argument = generator.send, (yield item)
            except BaseException as error:  # GeneratorExit, when it is closed, too
                resume, argument = generator.throw, error

    return inside


def _async_generator(new_mode: NewMode, function: Any) -> Any:
    @functools.wraps(function)
    async def inside(*args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        generator = function(*args, **kwargs)
        resume, argument = generator.asend, None
        while True:
            with new_mode():
                try:
                    item = await resume(argument)
                except StopAsyncIteration:
                    return
            try:
                resume, argument = generator.asend, (yield item)
            except BaseException as error:
                resume, argument = generator.athrow, error

    return inside

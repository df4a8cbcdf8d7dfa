"""Random numbers drawn by a function that should draw none: found by their state."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograd_core.messages.errors import GraphError

_DEPTH = 4
_MOST = 300
"""How deep, and how many objects, the search for generators looks at."""


class Draws:
    """The states of the generators that a function can reach, before it is called."""

    def __init__(self, f: Callable[..., Any], *arguments: Any) -> None:
        pending: list[tuple[Any, int]] = [(f, 0), (arguments, 0)]
        self.generators: dict[int, Any] = {}
        seen: set[int] = set()
        while pending and len(seen) < _MOST:
            thing, depth = pending.pop(0)
            if id(thing) in seen:
                continue
            seen.add(id(thing))
            if isinstance(thing, (np.random.Generator, np.random.RandomState)):
                self.generators[id(thing)] = thing
            elif depth < _DEPTH:
                pending += [(part, depth + 1) for part in _parts(thing)]
        self.before = self._states()

    def _states(self) -> list[Any]:
        states = [repr(_state(x)) for x in self.generators.values()]
        _, keys, *rest = np.random.get_state()
        return [*states, (hash(np.asarray(keys).tobytes()), *rest)]

    def refuse(self) -> None:
        """Raise where one of the generators was drawn from.

        Raises:
            GraphError: with the remedy.
        """
        if self._states() != self.before:
            raise GraphError(
                "vmap: the function drew random numbers, once for all examples. Draw "
                "them before and map over them: vmap(f)(xs, rng.normal(size=(n, ...)))"
            )


def _state(generator: Any) -> Any:
    if isinstance(generator, np.random.Generator):
        return generator.bit_generator.state
    return [hash(np.asarray(part).tobytes()) for part in generator.get_state()[1:]]


def _parts(thing: Any) -> Iterator[Any]:
    """What a function, a bound method, a partial or a container holds."""
    if isinstance(thing, functools.partial):
        yield from (thing.func, thing.args, thing.keywords)
    elif isinstance(thing, (tuple, list)):
        yield from thing[:20]
    elif isinstance(thing, dict):
        yield from [*thing.values()][:20]
    elif isinstance(thing, np.ndarray):
        return
    elif callable(thing):
        yield getattr(thing, "__wrapped__", None)
        yield getattr(thing, "__self__", None)
        yield getattr(thing, "__defaults__", None)
        yield getattr(thing, "__kwdefaults__", None)
        for cell in getattr(thing, "__closure__", None) or ():
            try:
                yield cell.cell_contents
            except ValueError:  # a name that has no value yet
                continue
        code = getattr(thing, "__code__", None)
        names = getattr(thing, "__globals__", {})
        yield from [
            names[name] for name in getattr(code, "co_names", ()) if name in names
        ]
        if not isinstance(thing, type):
            yield getattr(thing, "__dict__", None)

"""Whole steps in the compiled build: one pass over the arrays, long ones in threads."""

from __future__ import annotations

import functools
import importlib
import importlib.util
import itertools
import os
import threading
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from autograd_core import compiled

# Starting a thread takes as long as some hundred thousand parameters do.
ENTRIES_PER_THREAD = 1 << 19


class Loop(NamedTuple):
    """A loop of `optim.apply.fused` that does one update of a rule.

    Attributes:
        name: the function in `optim.apply.fused`.
        buffers: the arrays of the state that it changes.
        scalars: the numbers that it takes after the range of entries.
    """

    name: str
    buffers: tuple[Any, ...]
    scalars: tuple[float, ...]


Choice = TypeVar("Choice", bound=Callable[[Any, dict[str, Any]], Loop | None])

_CHOICES: dict[type, Callable[[Any, dict[str, Any]], Loop | None]] = {}


def one_pass(*rules: type) -> Callable[[Choice], Choice]:
    """Declare a function `(rule, state) -> Loop or None` as the choice of a loop.

    It holds for these very classes: a subclass may update in another way.
    """

    def register(choice: Choice) -> Choice:
        _CHOICES.update(dict.fromkeys(rules, choice))
        return choice

    return register


def advance_fused(rule: Any, grads: Any, state: dict[str, Any], numbers: Any) -> bool:
    """One update of flat arrays in place, if there is a compiled loop for the rule.

    Args:
        rule: any rule; those with a loop have declared it by `one_pass`.
        grads, state, numbers: as for `optim.apply.update.advance`.

    Returns:
        Whether it was done; if not, nothing is changed.

    >>> import numpy as np
    >>> from optim.rules import LionRule
    >>> advance_fused(LionRule(), np.zeros(1), {"step": 0}, np.zeros(1))
    False
    """
    choice = _CHOICES.get(type(rule))
    selected = None if choice is None or _loops() is None else choice(rule, state)
    if selected is None:
        return False
    name, buffers, scalars = selected
    sign = -1.0 if rule.maximize else 1.0
    coupled = 0.0 if rule.decoupled_weight_decay else rule.weight_decay
    shrink = 1 - rule.lr * rule.weight_decay if rule.decoupled_weight_decay else 1.0
    loop, count = _loop(name, numbers.dtype), len(numbers)
    arrays, settings = (numbers, grads, *buffers), (*scalars, sign, coupled, shrink)
    if count < 2 * ENTRIES_PER_THREAD:
        loop(*arrays, 0, count, *settings)
    else:
        _in_threads(lambda start, stop: loop(*arrays, start, stop, *settings), count)
    state["step"] += 1
    return True


@functools.cache
def _loops() -> Any:
    """The compiled loops; None in the plain build."""
    spec = importlib.util.find_spec("optim.apply.fused")
    if not compiled or spec is None or (spec.origin or "").endswith(".py"):
        return None
    return importlib.import_module("optim.apply.fused")


@functools.cache
def _loop(name: str, dtype: Any) -> Any:
    """A loop for arrays of one dtype: to find it at each call would take longer."""
    c_type = {"float32": "float", "float64": "double"}[dtype.name]
    return getattr(_loops(), name)[c_type]


def _in_threads(loop: Any, count: int) -> None:
    """`loop(start, stop)` for all entries, in parts of equal size side by side."""
    threads = max(1, min(_threads(), count // ENTRIES_PER_THREAD))
    ends = [count * i // threads for i in range(threads + 1)]
    others = [
        threading.Thread(target=loop, args=part)
        for part in itertools.pairwise(ends[1:])
    ]
    for thread in others:
        thread.start()
    loop(ends[0], ends[1])
    for thread in others:
        thread.join()


def _threads() -> int:
    """The number of threads: OMP_NUM_THREADS, or one per processor."""
    setting = os.environ.get("OMP_NUM_THREADS", "")
    if setting.isdigit() and int(setting):
        return int(setting)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

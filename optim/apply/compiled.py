"""Whole steps in the compiled build: one pass over the arrays, long ones in threads."""

from __future__ import annotations

import functools
import importlib
import importlib.util
import itertools
import os
import threading
from typing import Any

from autograd_core import compiled
from optim.rules import AdamRule, AdamWRule, SGDRule

# Starting a thread takes as long as some hundred thousand parameters do.
ENTRIES_PER_THREAD = 1 << 19


def advance_fused(rule: Any, grads: Any, state: dict[str, Any], numbers: Any) -> bool:
    """One update of flat arrays in place, if there is a compiled loop for the rule.

    Args:
        rule: any rule; loops exist for SGD and Adam.
        grads, state, numbers: as for `optim.apply.update.advance`.

    Returns:
        Whether it was done; if not, nothing is changed.

    >>> import numpy as np
    >>> from optim.rules import LionRule
    >>> advance_fused(LionRule(), np.zeros(1), {"step": 0}, np.zeros(1))
    False
    """
    loops = _loops()
    prepare = _PREPARE.get(type(rule))
    if loops is None or prepare is None:
        return False
    prepared = prepare(rule, state)
    if prepared is None:
        return False
    name, buffers, scalars = prepared
    sign = -1.0 if rule.maximize else 1.0
    coupled = 0.0 if rule.decoupled_weight_decay else rule.weight_decay
    shrink = 1 - rule.lr * rule.weight_decay if rule.decoupled_weight_decay else 1.0
    loop = functools.partial(getattr(loops, name), numbers, grads, *buffers)
    _in_threads(
        lambda start, stop: loop(start, stop, *scalars, sign, coupled, shrink),
        len(numbers),
    )
    state["step"] += 1
    return True


@functools.cache
def _loops() -> Any:
    """The compiled loops; None in the plain build."""
    spec = importlib.util.find_spec("optim.apply.fused")
    if not compiled or spec is None or (spec.origin or "").endswith(".py"):
        return None
    return importlib.import_module("optim.apply.fused")


def _sgd(rule: Any, state: dict[str, Any]) -> Any:
    if not rule.momentum:
        return "sgd", (), (rule.lr,)
    share = 1.0 if state["step"] == 0 else 1 - rule.dampening
    return (
        "momentum",
        (state["momentum_buffer"],),
        (rule.lr, rule.momentum, share, rule.nesterov),
    )


def _adam(rule: Any, state: dict[str, Any]) -> Any:
    if rule.amsgrad:
        return None
    (b1, b2), t = rule.betas, state["step"] + 1
    eps, inside = (0.0, rule.eps) if rule.eps_inside_root else (rule.eps, 0.0)
    return (
        "adam",
        (state["exp_avg"], state["exp_avg_sq"]),
        (rule.lr / (1 - b1**t), b1, 1 - b1, b2, 1 - b2, 1 - b2**t, eps, inside),
    )


# By the very class: a subclass may move otherwise.
_PREPARE = {SGDRule: _sgd, AdamRule: _adam, AdamWRule: _adam}


def _in_threads(loop: Any, count: int) -> None:
    """`loop(start, stop)` for all entries, in parts of equal size side by side."""
    threads = min(_threads(), count // ENTRIES_PER_THREAD)
    if threads < 2:
        loop(0, count)
        return
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
    """How many threads to use: OMP_NUM_THREADS, or one per processor."""
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    if wanted.isdigit() and int(wanted):
        return int(wanted)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

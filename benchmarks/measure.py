"""Timing and memory of one engine, in pieces small enough to trust."""

from __future__ import annotations

import gc
import statistics
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple


class Cost(NamedTuple):
    """Nanoseconds per node."""

    build: float
    backward: float
    free: float

    @property
    def total(self) -> float:
        """All three together."""
        return self.build + self.backward + self.free


def cost_per_node(make: Callable[[], Any], nodes: int, rounds: int) -> Cost:
    """The median round's cost of building a graph, its backward pass and its release.

    The cyclic collector stays on, as in a user's program; what it does on its own
    lands where it happens, mostly in `build`.
    """
    clock = time.perf_counter_ns
    samples = []
    for _ in range(rounds):
        gc.collect()
        start = clock()
        root = make()
        build_end = clock()
        root.backward()
        backward_end = clock()
        del root
        free_end = clock()
        samples.append(
            Cost(
                (build_end - start) / nodes,
                (backward_end - build_end) / nodes,
                (free_end - backward_end) / nodes,
            )
        )
    return sorted(samples, key=lambda cost: cost.total)[len(samples) // 2]


def microseconds(call: Callable[[], Any], repeat: int, rounds: int = 7) -> float:
    """The median over rounds of the mean time of `call`."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter_ns()
        for _ in range(repeat):
            call()
        times.append((time.perf_counter_ns() - start) / repeat / 1e3)
    return statistics.median(times)


def peak_bytes(make: Callable[[], Any]) -> int:
    """Bytes that a graph and its backward pass hold at most.

    Call it first thing in a fresh process: the engine keeps freed nodes for the next
    graph, and those would not be counted.
    """
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    root = make()
    root.backward()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak - before


def resident_megabytes() -> float:
    """The memory this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def with_deep_stack(work: Callable[[], Any]) -> Any:
    """Run `work` where a recursive engine can recurse a million deep."""
    sys.setrecursionlimit(10**8)
    threading.stack_size(1 << 29)
    result: list[Any] = []
    thread = threading.Thread(target=lambda: result.append(work()))
    thread.start()
    thread.join()
    threading.stack_size(0)
    return result[0]

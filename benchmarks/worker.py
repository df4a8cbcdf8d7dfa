"""One engine's process: `python -m benchmarks.worker WORKLOAD ENGINE [CALLS]`.

It prepares the program and says what the first calls gave; then it times as many calls
as each line of its input asks for. `benchmarks.rounds` starts it and speaks to it. With
a number it makes so many calls and no more, for a profiler that counts instructions.
"""

from __future__ import annotations

import contextlib
import json
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from benchmarks.engines import ENGINES
from benchmarks.workloads import find

STACK_BYTES = 1 << 29
WARM_UP = 0.3
STATUS = Path("/proc/self/status")


def serve(name: str, engine: str, requests: TextIO, answers: TextIO) -> None:
    """Prepare the program, then answer one request a line."""

    def answer(**content: Any) -> None:
        print(json.dumps(content), file=answers, flush=True)

    workload = find(name)
    ENGINES[engine].load()
    keep_memory()
    before = resident("VmRSS")
    call = workload.programs[engine]()
    end = time.perf_counter() + WARM_UP
    results = [plain(call()) for _ in range(workload.gate)]
    warm_up(call, end)
    answer(results=results)
    for turn, line in enumerate(requests):
        repeat = int(line)
        if not repeat:
            break
        answer(seconds=seconds(call, repeat, 8 * (turn % 15)))
    peak = resident("VmHWM")
    known = peak is not None and before is not None and workload.in_process
    answer(memory=peak - before if known else None)


def repeat_calls(name: str, engine: str, count: int) -> None:
    """Prepare the program and call it; two runs of different counts differ by calls."""
    ENGINES[engine].load()
    call = find(name).programs[engine]()
    for _ in range(count):
        call()


def seconds(call: Callable[[], Any], repeat: int, depth: int) -> float:
    """The mean time of a call, made `depth` Python frames further down.

    Python takes memory for its frames in pieces of 16 kB; a loop that happens to cross
    the end of one asks for it and gives it back in each call, which takes longer than a
    small step. So each turn is timed at another depth, and the median is of the usual.
    """
    if depth:
        return seconds(call, repeat, depth - 1)
    start = time.perf_counter()
    for _ in range(repeat):
        call()
    return (time.perf_counter() - start) / repeat


def warm_up(call: Callable[[], Any], end: float) -> None:
    """Call it until what a program does in its first calls is done, or until `end`."""
    for _ in range(200):
        if time.perf_counter() > end:
            break
        call()


def keep_memory() -> None:
    """Let the allocator of C keep what is freed, as after loading a data set.

    A small process gives its last pages back to the system after every step, or not, by
    the chance of addresses: glibc stops that when a large array has been freed.
    """
    np.empty(31 << 20, np.uint8)


def plain(result: Any) -> list[float]:
    """What a call gave as a flat list of floats."""
    return np.ravel(np.asarray(result, float)).tolist()


def resident(field: str) -> int | None:
    """Bytes of memory that the process holds (VmRSS) or held at most (VmHWM)."""
    if not STATUS.exists():
        return None
    for line in STATUS.read_text().splitlines():
        if line.startswith(f"{field}:"):
            return 1024 * int(line.split()[1])
    return None


def main() -> None:
    """Serve on standard input and output; what an engine prints goes to the errors."""
    answers, requests = sys.stdout, sys.stdin
    # micrograd walks a graph by recursion.
    sys.setrecursionlimit(10**8)
    threading.stack_size(STACK_BYTES)
    with contextlib.redirect_stdout(sys.stderr):
        name, engine, *count = sys.argv[1:]
        work: Callable[[], None]
        if count:
            work = partial(repeat_calls, name, engine, int(count[0]))
        else:
            work = partial(serve, name, engine, requests, answers)
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()


if __name__ == "__main__":
    main()

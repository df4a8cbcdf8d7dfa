"""Compiled functions against the engine and NumPy by hand, as ratios in one process.

python benchmarks/compiled.py

Calls are interleaved, and the shortest time of each counts: the speed of a shared
machine swings, and the shortest times see the least of it.
"""

from __future__ import annotations

import gc
import itertools
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np

import autograd_core as ac
from autograd_core import Value
from benchmarks.graphs import readme_expression
from benchmarks.workloads.scalar_steps import DIGITS, MOONS, batch, by_hand


def shortest(calls: dict[str, tuple[Callable[[], Any], int]], rounds: int) -> Any:
    """The shortest mean time in us of each call, by name."""
    best = dict.fromkeys(calls, float("inf"))
    for _ in range(rounds):
        for name, (call, repeat) in calls.items():
            start = time.perf_counter()
            for _ in range(repeat):
                call()
            seconds = (time.perf_counter() - start) / repeat
            best[name] = min(best[name], seconds * 1e6)
    return best


def network(widths: list[int], fused: bool, activation: str) -> tuple[Any, int]:
    """A network's output as a function, by operators or dot, and its nodes."""
    rng = np.random.default_rng(0)
    layers = [
        [[Value(float(x)) for x in rng.normal(size=n + 1) / n**0.5] for _ in range(m)]
        for n, m in itertools.pairwise(widths)
    ]

    def neuron(row: list[Value], x: list[Any]) -> Any:
        if fused:
            return getattr(ac.dot(row[:-1], x, row[-1]), activation)()
        total = row[-1]
        for w, entry in zip(row, x, strict=False):
            total = total + w * entry
        return getattr(total, activation)()

    def f(x: list[Any]) -> Any:
        for layer in layers:
            x = [neuron(row, x) for row in layer]
        return ac.sum(x) if fused else sum(x[1:], x[0])

    x = [0.01 + 0.1 * i for i in range(widths[0])]
    return lambda: f(x), len(ac.topological_order(f(x)))


def one_input() -> None:
    a, b = Value(-4.0), Value(2.0)
    compiled = ac.compile(readme_expression)
    report(
        "README expression",
        lambda: readme_expression(a, b).backward(),
        lambda: compiled(a, b).backward(),
        len(ac.topological_order(readme_expression(a, b))),
        100,
    )
    for widths, activation in (
        ([40, 100, 100, 40, 1], "tanh"),
        ([20, 60, 60, 1], "relu"),
        ([10, 30, 30, 1], "relu"),
    ):
        for fused in (False, True):
            f, nodes = network(widths, fused, activation)
            g = ac.compile(f)
            name = f"{'-'.join(map(str, widths))} {activation}, "
            name += "dot" if fused else "operators"
            start = time.perf_counter()
            for _ in range(3):
                f().backward()
            eager = (time.perf_counter() - start) / 3
            start = time.perf_counter()
            tape = g.record(())
            build = tape_seconds(g, tape)
            report(
                name, lambda f=f: f().backward(), lambda g=g: g().backward(), nodes, 1
            )
            print(f"    build {build / eager:.0f} eager steps")


def tape_seconds(function: Any, recorded: Any) -> float:
    """How long it takes to make a program of a recorded run."""
    from autograd_core.replay.arguments import spec_of
    from autograd_core.replay.structures import Tape

    gc.disable()  # as where a function makes its program
    start = time.perf_counter()
    tape = Tape(recorded, spec_of(()), None)  # type: ignore[arg-type]
    seconds = time.perf_counter() - start
    del tape  # a function keeps it
    gc.enable()
    return seconds


def report(name: str, eager: Any, replay: Any, nodes: int, repeat: int) -> None:
    """Print the factor of a replay over the engine, and its time for each node."""
    for _ in range(70):
        replay()
    best = shortest({"eager": (eager, repeat), "replay": (replay, repeat)}, 150)
    factor = best["eager"] / best["replay"]
    print(
        f"{name}: {nodes} nodes, eager {best['eager']:.1f} us, replay "
        f"{best['replay']:.2f} us, {factor:.1f}x, "
        f"{best['replay'] * 1e3 / nodes:.2f} ns a node"
    )


def rows() -> None:
    """Whole steps over the rows of a batch, the programs of the suite."""
    for name, program in (
        ("moons 2-16-16-1 relu, 100 rows", MOONS),
        ("moons 2-16-16-1 tanh, 100 rows", MOONS._replace(activation="tanh")),
        ("digits 64-24-8-10 tanh, 32 rows", DIGITS),
    ):
        step = batch(program)
        for _ in range(70):
            step()
        report_rows(name, step, by_hand(program))


def report_rows(name: str, step: Any, hand: Any) -> None:
    """Print the time of a whole step as a share of that of NumPy by hand."""
    best = shortest({"compiled": (step, 5), "hand": (hand, 5)}, 400)
    share = best["compiled"] / best["hand"]
    print(
        f"{name}: compiled {best['compiled']:.1f} us, NumPy by hand "
        f"{best['hand']:.1f} us, {share:.2f}x"
    )


if __name__ == "__main__":
    one_input()
    rows()

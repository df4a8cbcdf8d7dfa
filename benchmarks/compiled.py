"""Compiled functions against the engine and NumPy by hand, as ratios in one process.

python benchmarks/compiled.py

Calls are interleaved, and the shortest time of each counts: the speed of a shared
machine swings, and the shortest times see the least of it.
"""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np

import autograd_core as ac
import nn
import optim
from autograd_core import Value


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


def readme(a: Any, b: Any) -> Any:
    """The expression of micrograd's README."""
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    return g + 10.0 / f


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

    x = [0.1] * widths[0]
    return lambda: f(x), len(ac.topological_order(f(x)))


def one_input() -> None:
    a, b = Value(-4.0), Value(2.0)
    compiled = ac.compile(readme)
    report(
        "README expression",
        lambda: readme(a, b).backward(),
        lambda: compiled(a, b).backward(),
        len(ac.topological_order(readme(a, b))),
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

    start = time.perf_counter()
    Tape(recorded, spec_of(()), None)  # type: ignore[arg-type]
    return time.perf_counter() - start


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


def hand_step(
    sizes: list[int], activation: str, X: Any, loss: Callable[[Any], Any], lr: float
) -> Callable[[], None]:
    """A step of a network by NumPy: loss, gradient and SGD."""
    rng = np.random.default_rng(1)
    Ws = [rng.normal(size=pair) / pair[0] ** 0.5 for pair in itertools.pairwise(sizes)]
    bs = [np.zeros(n) for n in sizes[1:]]
    last = len(Ws) - 1

    def step() -> None:
        acts = [X]
        for i, (W, b) in enumerate(zip(Ws, bs, strict=True)):
            z = acts[-1] @ W
            z += b
            if i < last:
                z = (
                    np.tanh(z, out=z)
                    if activation == "tanh"
                    else np.maximum(z, 0, out=z)
                )
            acts.append(z)
        _, g = loss(acts[-1])
        for i in range(last, -1, -1):
            gW, gb = acts[i].T @ g, g.sum(0)
            if i:
                g = g @ Ws[i].T
                if activation == "tanh":
                    g *= 1 - acts[i] * acts[i]
                else:
                    g *= acts[i] > 0
            gW *= lr
            gb *= lr
            Ws[i] -= gW
            bs[i] -= gb

    return step


def compiled_step(model: Any, loss_of: Any, *columns: Any, lr: float = 0.01) -> Any:
    """A step of a compiled function over rows, with SGD."""
    optimizer = optim.SGD(model.parameters(), lr=lr)

    def step() -> None:
        optimizer.zero_grad()
        loss_of.batch(*columns).backward()
        optimizer.step()

    for _ in range(70):
        step()
    return step


def rows() -> None:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(100, 2))
    y = np.sign(X[:, 0] * X[:, 1])

    def hinge(out: Any) -> Any:
        s = out[:, 0]
        m = 1 - y * s
        return np.maximum(m, 0).mean(), (-y * (m > 0) / 100)[:, None]

    def squared(out: Any) -> Any:
        d = out[:, 0] - y
        return (d * d).mean(), (d * (2 / 100))[:, None]

    for activation, loss in (("relu", hinge), ("tanh", squared)):
        model = nn.MLP(2, [16, 16, 1], activation, rng=0)
        if loss is hinge:
            loss_of = ac.compile(lambda x, t, model=model: (1 - t * model(x)).relu())
        else:
            loss_of = ac.compile(lambda x, t, model=model: (model(x) - t) ** 2)
        report_rows(
            f"moons 2-16-16-1 {activation}, 100 rows",
            compiled_step(model, loss_of, X, y),
            hand_step([2, 16, 16, 1], activation, X, loss, 0.01),
        )
    X, labels = rng.normal(size=(32, 64)), rng.integers(0, 10, 32)
    hot = np.eye(10)[labels]

    def cross_entropy(z: Any) -> Any:
        z = z - z.max(1, keepdims=True)
        p = np.exp(z)
        p /= p.sum(1, keepdims=True)
        return -np.log(p[np.arange(32), labels]).mean(), (p - hot) / 32

    model = nn.MLP(64, [24, 8, 10], "tanh", rng=0)
    loss_of = ac.compile(lambda x, t: nn.cross_entropy(model(x), t))
    report_rows(
        "digits 64-24-8-10 tanh, 32 rows",
        compiled_step(model, loss_of, X, labels),
        hand_step([64, 24, 8, 10], "tanh", X, cross_entropy, 0.01),
    )


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

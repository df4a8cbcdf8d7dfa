"""Tensors beside the same arithmetic by hand in NumPy, and beside HIPS autograd.

Run it with `python benchmarks/tensor_engine.py [--quick]`. NumPy by hand is the limit:
what is above it is the cost of recording and walking the graph.
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import autograd
import autograd.numpy as anp
import numpy as np
from rich.console import Console
from rich.table import Table
from threadpoolctl import threadpool_limits

import autograd_core as ac
from autograd_core import Tensor

console = Console(width=100)


def interleaved(
    calls: dict[str, Callable[[], Any]], repeat: int, rounds: int
) -> dict[str, list[float]]:
    """Microseconds of each call in each round.

    The calls take turns within a round, so that a slow moment of the machine falls on
    all of them alike: compare them round by round.
    """
    times: dict[str, list[float]] = {name: [] for name in calls}
    for call in calls.values():
        call()
    for _ in range(rounds):
        for name, call in calls.items():
            started = time.perf_counter_ns()
            for _ in range(repeat):
                call()
            times[name].append((time.perf_counter_ns() - started) / repeat / 1e3)
    return times


def layer(batch: int, n_in: int, n_out: int) -> dict[str, Callable[[], Any]]:
    """`(x @ W + b).tanh().sum()`, forward and backward, in float32."""
    rng = np.random.default_rng(0)
    x_data = rng.standard_normal((batch, n_in)).astype(np.float32)
    w_data = (0.05 * rng.standard_normal((n_in, n_out))).astype(np.float32)
    b_data = np.zeros(n_out, np.float32)

    def by_hand() -> Any:
        out = np.tanh(x_data @ w_data + b_data)
        total = out.sum()
        upstream = 1.0 - out * out
        return total, x_data.T @ upstream, upstream @ w_data.T, upstream.sum(axis=0)

    x, w, b = Tensor(x_data), Tensor(w_data), Tensor(b_data)

    def ours() -> Any:
        for leaf in (x, w, b):
            leaf.zero_grad()
        loss = (x @ w + b).tanh().sum()
        loss.backward()
        return loss.item(), w.grad, x.grad, b.grad

    slopes = autograd.value_and_grad(
        lambda w, x, b: anp.sum(anp.tanh(anp.dot(x, w) + b)), (0, 1, 2)
    )

    def hips() -> Any:
        total, gradients = slopes(w_data, x_data, b_data)
        return (total, *gradients)

    for other in (ours, hips):
        for mine, right in zip(other(), by_hand(), strict=True):
            np.testing.assert_allclose(mine, right, rtol=1e-3, atol=1e-4)
    return {"NumPy by hand": by_hand, "autograd_core": ours, "HIPS autograd": hips}


def network(batch: int, sizes: tuple[int, ...]) -> dict[str, Callable[[], Any]]:
    """Loss and gradients of a relu network with softmax and cross entropy, float32."""
    rng = np.random.default_rng(0)
    x_data = rng.standard_normal((batch, sizes[0])).astype(np.float32)
    picked = (np.arange(batch), rng.integers(sizes[-1], size=batch))
    shapes = list(itertools.pairwise(sizes))
    weights = [
        (rng.standard_normal(shape) / np.sqrt(shape[0])).astype(np.float32)
        for shape in shapes
    ]
    biases = [np.zeros(shape[1], np.float32) for shape in shapes]
    ws, bs = [Tensor(w) for w in weights], [Tensor(b) for b in biases]

    def by_hand() -> Any:
        inputs = [x_data]
        for k, (w, b) in enumerate(zip(weights, biases, strict=True)):
            z = inputs[-1] @ w + b
            inputs.append(np.maximum(z, 0) if k < len(weights) - 1 else z)
        logits = inputs.pop()
        logits = logits - logits.max(axis=1, keepdims=True)
        exps = np.exp(logits)
        sums = exps.sum(axis=1, keepdims=True)
        loss = (np.log(sums[:, 0]) - logits[picked]).mean()
        delta = exps / sums
        delta[picked] -= 1
        delta /= batch
        gradients = []
        for w, a in zip(reversed(weights), reversed(inputs), strict=True):
            gradients += [delta.sum(axis=0), a.T @ delta]
            delta = (delta @ w.T) * (a > 0)
        return loss, gradients[1]

    def ours() -> Any:
        out: Any = x_data
        for k, (w, b) in enumerate(zip(ws, bs, strict=True)):
            w.zero_grad()
            b.zero_grad()
            out = out @ w + b
            if k < len(ws) - 1:
                out = out.relu()
        loss = -ac.mean(ac.log_softmax(out)[picked])
        loss.backward()
        return loss.item(), ws[-1].grad

    for mine, right in zip(ours(), by_hand(), strict=True):
        np.testing.assert_allclose(mine, right, rtol=1e-3, atol=1e-4)
    return {"NumPy by hand": by_hand, "autograd_core": ours}


def compare(programs: list[Any], rounds: int, threads: int) -> None:
    """Print one table: medians over the rounds, of times and of their ratios."""
    title = f"us, medians of {rounds} rounds, {threads} BLAS thread(s)"
    table = Table(title=title, title_justify="left")
    for name in ("program", "NumPy by hand", "ours", "ratio", "above", "HIPS autograd"):
        table.add_column(name, justify="left" if name == "program" else "right")
    for name, calls, repeat in programs:
        with threadpool_limits(threads):
            times = interleaved(calls, repeat, rounds)
        hand, mine = times["NumPy by hand"], times["autograd_core"]
        hips = times.get("HIPS autograd")
        pairs = list(zip(mine, hand, strict=True))
        table.add_row(
            name,
            f"{statistics.median(hand):.1f}",
            f"{statistics.median(mine):.1f}",
            f"{statistics.median(a / b for a, b in pairs):.2f}x",
            f"{statistics.median(a - b for a, b in pairs):.1f}",
            f"{statistics.median(hips):.1f}" if hips else "",
        )
    console.print(table)


def main() -> None:
    """Print a table with one BLAS thread and one with all of them.

    One thread shows the cost of recording. With more, the matrix products of both sides
    shrink, and swing with whatever else the machine does.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    rounds = 11 if parser.parse_args().quick else 101
    programs = [
        ("tanh layer 64 x 784 -> 128", layer(64, 784, 128), 10),
        ("tanh layer 2 x 16 -> 16", layer(2, 16, 16), 300),
        ("784-128-10, batch 64", network(64, (784, 128, 10)), 10),
        ("2-16-16-1, batch 100", network(100, (2, 16, 16, 2)), 100),
    ]
    for threads in sorted({1, os.cpu_count() or 1}):
        compare(programs, rounds, threads)
    console.print(f"compiled: {ac.compiled}, NumPy {np.__version__}, float32")


if __name__ == "__main__":
    main()

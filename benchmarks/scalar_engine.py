"""micrograd and autograd_core side by side: time, memory, growth with size.

Run it with `python benchmarks/scalar_engine.py [--quick]`.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import graphs
import measure
import micrograd.engine
import training

import autograd_core
import nn
from autograd_core import Value
from tests.drop_in import micrograd_style

PEER = micrograd.engine.Value
console = Console(width=100)


def table(title: str, *columns: str) -> Table:
    """An empty table with one text column and numbers to the right of it."""
    result = Table(title=title, title_justify="left")
    for i, column in enumerate(columns):
        result.add_column(column, justify="left" if i == 0 else "right")
    return result


def per_node(rounds: int, chain_nodes: int) -> None:
    """Nanoseconds per node on a 40,000-node network and on one long chain."""
    result = table(
        "ns per node", "graph, engine", "build", "backward", "free", "total", "ratio"
    )
    for name, make, nodes, n_rounds in (
        ("network 40,000", graphs.network, 40_000, rounds),
        (f"chain {chain_nodes:,}", graphs.chain, chain_nodes, 3),
    ):
        totals = {}
        for engine, value in (("micrograd", PEER), ("autograd_core", Value)):
            cost = measure.with_deep_stack(
                lambda v=value, m=make, n=nodes, r=n_rounds: measure.cost_per_node(
                    lambda: m(v, n), n, r
                )
            )
            totals[engine] = cost.total
            ratio = f"{totals['micrograd'] / cost.total:.1f}x"
            numbers = [f"{number:,.1f}" for number in (*cost, cost.total)]
            result.add_row(f"{name}, {engine}", *numbers, ratio)
    console.print(result)


def expressions() -> None:
    """Microseconds for whole small expressions, built, differentiated and freed."""
    result = table("us per expression", "expression", "micrograd", "ours", "ratio")
    for name, make in (
        ("seven ops", graphs.seven_ops),
        (
            "micrograd's README",
            lambda value: micrograd_style.readme_expression(value)[2],
        ),
    ):
        peer = measure.microseconds(lambda m=make: m(PEER).backward(), 2000)
        ours = measure.microseconds(lambda m=make: m(Value).backward(), 2000)
        result.add_row(name, f"{peer:.2f}", f"{ours:.2f}", f"{peer / ours:.1f}x")
    console.print(result)


def training_steps(rounds: int) -> None:
    """Milliseconds per training step, the same weights and losses in both engines."""
    result = table("ms per training step", "program", "micrograd", "ours", "ratio")
    moons = "moons, 2-16-16-1, 100 points, "
    sizes = (2, [16, 16, 1])
    programs: list[tuple[str, Callable[[], Any], Callable[[], Any]]] = [
        (
            moons + "import changed",
            training.moons_step(PEER, micrograd_style.MLP(PEER, *sizes)),
            training.moons_step(Value, micrograd_style.MLP(Value, *sizes)),
        ),
        (
            moons + "nn.MLP",
            training.moons_step(PEER, micrograd_style.MLP(PEER, *sizes)),
            training.moons_step(Value, same_weights(nn.MLP(*sizes, "relu"))),
        ),
        (
            "transformer, 4,192 parameters",
            training.transformer_step(training.with_exp_and_log(PEER)),
            training.transformer_step(Value),
        ),
    ]
    for name, peer_step, step in programs:
        first, second = peer_step(), step()
        if abs(first - second) > 1e-9 * abs(first):
            raise SystemExit(f"{name}: the losses differ, {first} and {second}")
        peer_time = measure.microseconds(peer_step, 1, rounds) / 1e3
        our_time = measure.microseconds(step, 1, 4 * rounds) / 1e3
        ratio = f"{peer_time / our_time:.0f}x"
        result.add_row(name, f"{peer_time:,.1f}", f"{our_time:.2f}", ratio)
    console.print(result)


def same_weights(model: nn.MLP) -> nn.MLP:
    """The model with the weights that the drop-in program draws."""
    program_model = micrograd_style.MLP(Value, 2, [16, 16, 1])
    for ours, theirs in zip(
        model.parameters(), program_model.parameters(), strict=True
    ):
        ours.data = theirs.data
    return model


def import_time() -> None:
    """Milliseconds of `import autograd_core` beyond NumPy's own."""
    times = []
    for _ in range(7):
        report = subprocess.run(
            [sys.executable, "-X", "importtime", "-c", "import numpy, autograd_core"],
            capture_output=True,
            text=True,
            check=True,
        ).stderr.splitlines()
        (line,) = [row for row in report if row.endswith("| autograd_core")]
        times.append(int(line.split("|")[1]) / 1e3)
    console.print(f"import, beyond NumPy's: {statistics.median(times):.1f} ms")


def growth(largest: int) -> None:
    """Cost per node against the size of the graph."""
    result = table("autograd_core, ns per node by size", "nodes", "network", "chain")
    columns: dict[str, list[float]] = {"network": [], "chain": []}
    nodes = 1000
    while nodes <= largest:
        rounds = max(5, 300_000 // nodes)
        network = measure.cost_per_node(
            lambda n=nodes: graphs.network(Value, n), nodes, rounds
        )
        chain = measure.cost_per_node(
            lambda n=nodes: graphs.chain(Value, n), nodes, rounds
        )
        columns["network"].append(network.total)
        columns["chain"].append(chain.total)
        result.add_row(f"{nodes:,}", f"{network.total:.1f}", f"{chain.total:.1f}")
        nodes *= 10
    ratios = [f"{max(column) / min(column):.2f}x" for column in columns.values()]
    result.add_row("largest / smallest", *ratios)
    console.print(result)


def peak_bytes_per_node(engine: str, graph: str) -> float:
    """Peak bytes per node of a 40,000-node graph, measured in a fresh process."""
    program = (
        f"import sys; sys.path[:0] = {[str(ROOT), str(ROOT / 'benchmarks')]!r}\n"
        f"import graphs, measure; from {engine} import Value\n"
        f"make = lambda: graphs.{graph}(Value, 40_000)\n"
        "measured = lambda: measure.peak_bytes(make)\n"
        "print(measure.with_deep_stack(measured))"
    )
    command = [sys.executable, "-c", program]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(result.stdout) / 40_000


def memory(rounds: int) -> None:
    """Bytes per node, and what is left after many graphs."""
    result = table("peak bytes per node, 40,000 nodes", "graph", "micrograd", "ours")
    for graph in ("network", "chain"):
        peer = peak_bytes_per_node("micrograd.engine", graph)
        ours = peak_bytes_per_node("autograd_core", graph)
        result.add_row(graph, f"{peer:,.0f}", f"{ours:.0f}")
    console.print(result)
    for _ in range(10):
        graphs.network(Value, 40_000).backward()
    before = measure.resident_megabytes()
    for _ in range(rounds):
        graphs.network(Value, 40_000).backward()
    after = measure.resident_megabytes()
    console.print(
        f"resident memory after 10 rounds of build, backward, free: {before:.1f} MB; "
        f"after {rounds:,} more: {after:.1f} MB"
    )


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, smaller")
    quick = parser.parse_args().quick
    build = "compiled" if autograd_core.compiled else "plain"
    console.print(f"autograd_core {autograd_core.__version__}, {build} build")
    import_time()
    per_node(rounds=3 if quick else 9, chain_nodes=10**5 if quick else 10**6)
    expressions()
    training_steps(rounds=2 if quick else 5)
    growth(largest=10**5 if quick else 10**6)
    memory(rounds=100 if quick else 1000)


if __name__ == "__main__":
    main()

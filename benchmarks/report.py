"""The results as a Markdown table and as JSON."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import autograd_core
from benchmarks.engines import ENGINES
from benchmarks.rounds import Timing
from benchmarks.workload import Workload

HERE = Path(__file__).parent
START, END = "<!-- last run -->", "<!-- end of the last run -->"
HEADER = """\
| program | engine | time | ± | ratio | memory |
|---|---|--:|--:|--:|--:|
"""
CPU_INFO = Path("/proc/cpuinfo")


def rows(workload: Workload, timings: Sequence[Timing]) -> str:
    """The lines of the table for one workload; its title stands in the first."""
    (reference,) = [t.median for t in timings if t.engine == workload.reference]
    lines = []
    for i, timing in enumerate(timings):
        cells = [
            workload.title if i == 0 else "",
            ENGINES[timing.engine].title,
            time_text(timing.median, workload.nodes),
            f"{100 * timing.spread:.0f} %",
            f"{ratio_text(timing.median / reference)}x",
            "" if timing.memory is None else f"{timing.memory / 1e6:.1f} MB",
        ]
        lines.append(f"| {' | '.join(cells)} |\n")
    return "".join(lines)


def time_text(seconds: float, nodes: int) -> str:
    """A time in a unit that suits it, of a node if their number is given.

    >>> time_text(0.0125, 0), time_text(2e-3, 40_000)
    ('12.5 ms', '50 ns a node')
    """
    if nodes:
        return f"{ratio_text(seconds / nodes * 1e9)} ns a node"
    for factor, unit in ((1.0, "s"), (1e3, "ms"), (1e6, "us")):
        if seconds * factor >= 1.0:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e6:.2g} us"


def ratio_text(ratio: float) -> str:
    """A ratio with three digits, large ones in full."""
    return f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.3g}"


def about(engines: Sequence[str], threads: int, quick: bool) -> dict[str, Any]:
    """What the run was made with."""
    packages = {ENGINES[engine].package: ENGINES[engine] for engine in engines}
    return {
        "date": date.today().isoformat(),
        "processor": processor(),
        "processors": os.cpu_count(),
        "threads": threads,
        "python": platform.python_version(),
        "build": "compiled" if autograd_core.compiled else "plain",
        "quick": quick,
        "versions": {name: engine.version for name, engine in packages.items()},
    }


def processor() -> str:
    """The name of the processor."""
    if CPU_INFO.exists():
        for line in CPU_INFO.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def about_text(run: dict[str, Any]) -> str:
    """A paragraph of it."""
    versions = ", ".join(f"{name} {v}" for name, v in sorted(run["versions"].items()))
    kind = "a quick run" if run["quick"] else "a full run"
    return (
        f"{run['date']}, {kind}: {run['processor']}, {run['processors']} processors, "
        f"{run['threads']} thread(s) for each engine; Python {run['python']}, the "
        f"{run['build']} build; {versions}.\n"
    )


def as_json(
    run: dict[str, Any], results: Sequence[tuple[Workload, Sequence[Timing]]]
) -> str:
    """All numbers of all rounds."""
    programs = [
        {
            "name": workload.name,
            "title": workload.title,
            "reference": workload.reference,
            "nodes": workload.nodes,
            "engines": {
                timing.engine: {"seconds": timing.seconds, "memory": timing.memory}
                for timing in timings
            },
        }
        for workload, timings in results
    ]
    return json.dumps({"run": run, "programs": programs}, indent=1) + "\n"


def write(
    run: dict[str, Any],
    results: Sequence[tuple[Workload, Sequence[Timing]]],
    folder: Path = HERE,
) -> None:
    """Put the table into README.md, and all numbers into results.json."""
    table = HEADER + "".join(rows(*result) for result in results)
    readme = folder / "README.md"
    text = readme.read_text("utf-8")
    before, _, rest = text.partition(START)
    after = rest.partition(END)[2]
    middle = f"{START}\n{about_text(run)}\n{table}{END}"
    readme.write_text(f"{before}{middle}{after}", "utf-8")
    (folder / "results.json").write_text(as_json(run, results), "utf-8")

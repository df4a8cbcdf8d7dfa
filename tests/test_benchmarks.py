"""The benchmark suite: its gate, its table, and one small run of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from benchmarks import report
from benchmarks.engines import ENGINES
from benchmarks.rounds import GateError, Timing, check_results
from benchmarks.workload import Workload
from benchmarks.workloads import WORKLOADS, find

ROOT = Path(__file__).parents[1]
WORKLOAD = Workload("one", "a program", {}, reference="numpy", tolerance=1e-9)


def worker(name: str, *results: list[float]) -> Any:
    return SimpleNamespace(name=name, results=list(results))


@pytest.mark.parametrize(
    ("results", "agree"),
    [
        ([[1.0, 2.0]], True),
        ([[1.0, 2.0 + 1e-10]], True),
        ([[1.0, 2.0 + 1e-7]], False),
        ([[1.0]], False),
        ([[1.0, np.nan]], False),
    ],
)
def test_the_gate(results: list[list[float]], agree: bool) -> None:
    workers = [worker("ours", [1.0, 2.0]), worker("theirs", *results)]
    if agree:
        check_results(WORKLOAD, workers)
        return
    with pytest.raises(GateError, match=r"call 1: ours gave .*, theirs"):
        check_results(WORKLOAD, workers)


def test_the_table_and_the_numbers(tmp_path: Path) -> None:
    timings = [
        Timing("numpy", [1e-6, 2e-6, 3e-6], 2_000_000),
        Timing("eager", [4e-3, 4e-3, 4e-3]),
    ]
    assert report.rows(WORKLOAD, timings) == (
        "| a program | NumPy by hand | 2 us | 25 % | 1x | 2.0 MB |\n"
        "|  | autograd_core, Values | 4 ms | 0 % | 2,000x |  |\n"
    )
    run = report.about(["numpy", "eager"], 1, True)
    assert run["versions"]["numpy"] == np.__version__
    readme = (ROOT / "benchmarks" / "README.md").read_text("utf-8")
    (tmp_path / "README.md").write_text(readme, "utf-8")
    for _ in range(2):
        report.write(run, [(WORKLOAD, timings)], tmp_path)
    text = (tmp_path / "README.md").read_text("utf-8")
    assert text.count("| a program |") == 1 and "a quick run" in text
    assert text.startswith(readme.partition(report.START)[0])
    numbers = json.loads((tmp_path / "results.json").read_text("utf-8"))
    (program,) = numbers["programs"]
    assert program["engines"]["numpy"]["seconds"] == [1e-6, 2e-6, 3e-6]


def test_programs_name_engines_and_their_reference() -> None:
    names = [workload.name for workload in WORKLOADS]
    assert len(set(names)) == len(names)
    for workload in WORKLOADS:
        assert set(workload.programs) <= set(ENGINES), workload.name
        assert workload.reference in workload.programs, workload.name


@pytest.mark.parametrize(
    "name",
    [
        "readme",
        "moons",
        "digits",
        "mlp-moons",
        "mlp-digits",
        "hvp",
        "jacobian",
        "per-sample",
    ],
)
def test_engines_agree(name: str) -> None:
    """Those that the tests can count on; a run of the suite asks all of them."""
    workload = find(name)
    here = {"eager", "compiled", "batch", "tensor", "numpy", "autograd"}
    calls = {e: make() for e, make in workload.programs.items() if e in here}
    assert len(calls) >= 2
    for _ in range(2):
        results = {engine: np.ravel(call()) for engine, call in calls.items()}
        first = next(iter(results.values()))
        for engine, result in results.items():
            np.testing.assert_allclose(result, first, rtol=1e-9, err_msg=engine)


def test_a_run() -> None:
    command = [sys.executable, "-m", "benchmarks", "--quick", "--only", "step-sgd"]
    command += ["--engines", "tensor"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "| optimizer step, sgd, 100,000 parameters, float32 |" in done.stdout

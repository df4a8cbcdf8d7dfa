"""Every program against every engine that is installed: `python -m benchmarks`.

Each engine runs in a process of its own, with as many threads as the others. They take
turns, so that a slow moment of the machine falls on all of them; the table has medians,
half the distance of the quartiles, and the ratio to one of them. Before the timing all
must have computed the same numbers.
"""

from __future__ import annotations

import argparse
import os
import sys

from benchmarks import report
from benchmarks.engines import ENGINES
from benchmarks.rounds import FULL, QUICK, GateError, measure
from benchmarks.workloads import WORKLOADS

THREAD_SETTINGS = (
    *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"),
    *("VECLIB_MAXIMUM_THREADS", "NUMEXPR_NUM_THREADS"),
)


def options() -> argparse.Namespace:
    """The command line."""
    names = [workload.name for workload in WORKLOADS]
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--only",
        nargs="+",
        choices=names,
        metavar="PROGRAM",
        help=f"some of the programs: {', '.join(names)}",
    )
    parser.add_argument(
        "--engines",
        nargs="+",
        choices=list(ENGINES),
        metavar="ENGINE",
        help=f"some of the engines: {', '.join(ENGINES)}",
    )
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    parser.add_argument(
        "--threads", type=int, default=1, help="of each engine, 1 by default"
    )
    parser.add_argument(
        "--write",
        action="store_true",
        help="put the table into benchmarks/README.md, all numbers into results.json",
    )
    return parser.parse_args()


def set_threads(count: int) -> None:
    """Tell the libraries of the processes to be started how many threads to use."""
    os.environ.update(dict.fromkeys(THREAD_SETTINGS, str(count)))
    if count == 1:
        os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
    os.environ["JAX_PLATFORMS"] = "cpu"
    # With it an import would translate every module again, as no user's does.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def main() -> int:
    """Measure, print, and write; 1 if engines did not agree."""
    chosen = options()
    set_threads(chosen.threads)
    installed = [name for name in ENGINES if ENGINES[name].installed]
    asked = chosen.engines or list(ENGINES)
    engines = [name for name in asked if name in installed]
    missing = {ENGINES[n].package for n in asked} - {
        ENGINES[n].package for n in engines
    }
    if missing:
        print(f"not installed, left out: {', '.join(sorted(missing))}\n")
    run = report.about(engines, chosen.threads, chosen.quick)
    print(f"{report.about_text(run)}\n{report.HEADER}", end="", flush=True)
    results, failures = [], []
    for workload in WORKLOADS:
        if chosen.only and workload.name not in chosen.only:
            continue
        present = [
            name
            for name in workload.programs
            if name in engines or (name == workload.reference and name in installed)
        ]
        try:
            timings = measure(workload, present, QUICK if chosen.quick else FULL)
        except GateError as error:
            failures.append(f"{workload.name}: {error}")
            continue
        results.append((workload, timings))
        print(report.rows(workload, timings), end="", flush=True)
    for failure in failures:
        print(f"\nFAILED {failure}", file=sys.stderr)
    if chosen.write and not failures:
        report.write(run, results)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

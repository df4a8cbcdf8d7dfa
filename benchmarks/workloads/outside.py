"""What surrounds the arithmetic: the import, and a drawing."""

from __future__ import annotations

import subprocess
import sys

from benchmarks import graphs
from benchmarks.engines import ENGINES
from benchmarks.workload import Call, Workload


def importing(engine: str) -> Call:
    """A fresh interpreter that imports the package."""
    modules = {"micrograd": "micrograd.engine", "autograd": "autograd.numpy"}
    package = ENGINES[engine].package
    command = [sys.executable, "-c", f"import {modules.get(package, package)}"]
    return lambda: float(subprocess.run(command, check=True).returncode)


def drawing() -> Call:
    """The graph of the README expression as SVG."""
    import viz
    from autograd_core import Value

    def call() -> float:
        a, b = Value(-4.0, label="a"), Value(2.0, label="b")
        root = graphs.readme_expression(a, b)
        root.backward()
        return float("</svg>" in viz.draw(root).svg())

    return call


PACKAGES = ("eager", "numpy", "micrograd", "autograd", "torch", "jax", "casadi")
WORKLOADS = [
    Workload(
        "import",
        "start of Python and the import",
        {engine: lambda engine=engine: importing(engine) for engine in PACKAGES},
        reference="eager",
        gate=1,
        in_process=False,
    ),
    Workload(
        "drawing",
        "drawing of the README expression, SVG",
        {"eager": drawing},
        reference="eager",
        gate=1,
    ),
]

"""The programs that are timed, one file a kind."""

from __future__ import annotations

from benchmarks.workload import Workload
from benchmarks.workloads import (
    derivatives,
    mlp_steps,
    optimizer_steps,
    outside,
    per_sample,
    scalar_graphs,
    scalar_steps,
)

WORKLOADS: list[Workload] = [
    *scalar_graphs.WORKLOADS,
    *scalar_steps.WORKLOADS,
    *mlp_steps.WORKLOADS,
    *optimizer_steps.WORKLOADS,
    *derivatives.WORKLOADS,
    *per_sample.WORKLOADS,
    *outside.WORKLOADS,
]


def find(name: str) -> Workload:
    """The workload of a name."""
    return {workload.name: workload for workload in WORKLOADS}[name]

"""A step of SGD, momentum and Adam: ns per parameter, beside PyTorch's and the memory.

Run it with `python benchmarks/optimizers.py [--quick]`. PyTorch is compared with where
it can be imported; it is in no extra of this project.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
import threading
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import measure

import autograd_core
import optim
from autograd_core import Tensor

HAS_TORCH = importlib.util.find_spec("torch") is not None
# Weight and bias of two layers.
TENSORS = 4
# How many floats a step loads and stores per parameter: parameter, gradient, memory.
CASES: dict[str, tuple[str, dict[str, Any], int]] = {
    "SGD": ("SGD", {"lr": 1e-3}, 3),
    "momentum": ("SGD", {"lr": 1e-3, "momentum": 0.9}, 5),
    "Adam": ("Adam", {}, 7),
}
console = Console(width=110)


def per_parameter(step: Callable[[], Any], count: int, quick: bool) -> float:
    """Nanoseconds per parameter of a step, the median of several rounds."""
    repeat = max(1, min(2000, (10**7 if quick else 5 * 10**7) // count))
    step()
    step()
    rounds = 3 if quick else 7
    return measure.microseconds(step, repeat, rounds) * 1e3 / count


def ours(
    name: str, settings: dict[str, Any], count: int, dtype: Any
) -> Callable[[], Any]:
    """A step of this project's optimizer."""
    rng = np.random.default_rng(0)
    params = [
        Tensor(rng.standard_normal(count // TENSORS).astype(dtype))
        for _ in range(TENSORS)
    ]
    optimizer = getattr(optim, name)(params, **settings)
    for param in params:
        param.grad = rng.standard_normal(count // TENSORS).astype(dtype)
    return optimizer.step


def pytorch(
    name: str, settings: dict[str, Any], count: int, dtype: Any, kind: str
) -> Callable[[], Any]:
    """A step of PyTorch's optimizer, `fused` or `foreach`."""
    import torch

    of_torch = getattr(torch, np.dtype(dtype).name)
    params = [
        torch.randn(count // TENSORS, dtype=of_torch, requires_grad=True)
        for _ in range(TENSORS)
    ]
    for param in params:
        param.grad = torch.randn_like(param)
    return getattr(torch.optim, name)(params, **settings, **{kind: True}).step


def bandwidth(count: int, dtype: Any, quick: bool) -> float:
    """Nanoseconds to load or store one float, from copies in all processors."""
    threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    source = np.ones(count, dtype)
    target = np.empty_like(source)
    ends = [count * i // threads for i in range(threads + 1)]

    def copy(start: int, stop: int) -> None:
        np.copyto(target[start:stop], source[start:stop])

    def copy_all() -> None:
        others = [
            threading.Thread(target=copy, args=pair) for pair in pairwise(ends[1:])
        ]
        for other in others:
            other.start()
        copy(ends[0], ends[1])
        for other in others:
            other.join()

    if count < 10**6:  # in the cache; a thread would cost more than it saves
        return per_parameter(lambda: np.copyto(target, source), count, quick) / 2
    return per_parameter(copy_all, count, quick) / 2


def compare(dtype: Any, counts: list[int], quick: bool) -> None:
    """A table for one dtype."""
    result = Table(
        title=f"ns per parameter, {np.dtype(dtype).name}", title_justify="left"
    )
    columns = ["ours", "fused", "foreach", "ours / fused", "memory limit"]
    for i, column in enumerate(["step", *columns]):
        result.add_column(column, justify="left" if i == 0 else "right")
    for count in counts:
        float_time = bandwidth(count, dtype, quick)
        for case, (name, settings, floats) in CASES.items():
            mine = per_parameter(ours(name, settings, count, dtype), count, quick)
            row = [f"{case}, {count:,}", f"{mine:.3f}"]
            if HAS_TORCH:
                peers = [
                    per_parameter(
                        pytorch(name, settings, count, dtype, kind), count, quick
                    )
                    for kind in ("fused", "foreach")
                ]
                row += [*(f"{peer:.3f}" for peer in peers), f"{mine / peers[0]:.2f}"]
            else:
                row += ["no torch", "no torch", ""]
            result.add_row(*row, f"{floats * float_time:.3f}")
    console.print(result)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--float64", action="store_true", help="float64 as well")
    options = parser.parse_args()
    build = "compiled" if autograd_core.compiled else "plain"
    console.print(f"autograd_core {autograd_core.__version__}, {build} build")
    for dtype in [np.float32, *([np.float64] if options.float64 else [])]:
        compare(dtype, [10**3, 10**5, 10**7], options.quick)

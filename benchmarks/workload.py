"""A workload: the same program for several engines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Call = Callable[[], Any]
"""One repetition of a program; it returns a number or numbers, for the gate."""


def training_step(optimizer: Any, loss_of: Callable[[], Any]) -> Call:
    """A step of `optim` or `torch.optim`: it returns the loss before the step."""

    def step() -> float:
        optimizer.zero_grad()
        loss = loss_of()
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


@dataclass(frozen=True)
class Workload:
    """A program that every engine is timed on.

    Attributes:
        name: what `--only` selects.
        title: what the table prints.
        programs: by engine what prepares its program; it runs in the engine's process.
        reference: the engine whose time is 1 in the column of ratios.
        tolerance: how much results may differ from the reference's, relative.
        nodes: what times are divided by: the number of nodes; 0 for the whole call.
        gate: how many calls are compared before the timing starts.
        in_process: whether the work is done in the engine's process, which then knows
            the memory.
    """

    name: str
    title: str
    programs: dict[str, Callable[[], Call]]
    reference: str
    tolerance: float = 1e-9
    nodes: int = 0
    gate: int = 3
    in_process: bool = True

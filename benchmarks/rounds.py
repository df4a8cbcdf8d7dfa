"""Rounds: one process an engine, timed in turns; and the gate before them."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.engines import ENGINES
from benchmarks.workload import Workload

ROOT = Path(__file__).parent.parent
# Threads of a pool spin a while after their work; the next engine is timed after that.
REST = 0.05


@dataclass(frozen=True)
class Effort:
    """How long is measured.

    Attributes:
        rounds: how often each engine has its turn.
        turn: seconds that a turn lasts about, if one call is not longer.
        patience: seconds after which a slow engine has no more turns.
    """

    rounds: int
    turn: float
    patience: float


FULL = Effort(rounds=11, turn=0.1, patience=12.0)
QUICK = Effort(rounds=3, turn=0.03, patience=3.0)


@dataclass
class Timing:
    """What was measured of one engine.

    Attributes:
        engine: its key in `ENGINES`.
        seconds: of a call, one number a round.
        memory: peak bytes beyond those after the import; None where that is not known.
    """

    engine: str
    seconds: list[float] = field(default_factory=list)
    memory: int | None = None

    @property
    def median(self) -> float:
        """The median of the rounds, in seconds."""
        return statistics.median(self.seconds)

    @property
    def spread(self) -> float:
        """Half the distance of the quartiles, as a share of the median."""
        low, high = np.percentile(self.seconds, (25, 75))
        return float(high - low) / 2 / self.median


class GateError(Exception):
    """The engines did not compute the same numbers."""


class Worker:
    """The process of one engine.

    Raises:
        GateError: it ended instead of answering.
    """

    def __init__(self, workload: Workload, engine: str) -> None:
        self.timing = Timing(engine)
        self.name = f"{workload.name}, {ENGINES[engine].title}"
        command = [sys.executable, "-m", "benchmarks.worker", workload.name, engine]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        self.results: list[Any] = self._answer()["results"]
        self._repeat = 1
        self._spent = 0.0

    def take_turn(self, effort: Effort) -> None:
        """Time one round, unless the engine has used up its time."""
        if self._spent > effort.patience and len(self.timing.seconds) >= 2:
            return
        seconds = self._time()
        if not self.timing.seconds and seconds < effort.turn / 2:
            # The first turn only says how many calls fill the others.
            self._repeat = max(1, round(effort.turn / max(seconds, 1e-9)))
            if self._repeat > 100:
                seconds = self._time()
                self._repeat = max(1, round(effort.turn / max(seconds, 1e-9)))
            seconds = self._time()
        self.timing.seconds.append(seconds)

    def end(self) -> None:
        """Ask for the memory, and let the process end."""
        self.timing.memory = self._answer("0")["memory"]
        self._process.wait()

    def kill(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.wait()

    def _time(self) -> float:
        seconds = self._answer(str(self._repeat))["seconds"]
        self._spent += seconds * self._repeat
        return seconds

    def _answer(self, request: str | None = None) -> Any:
        assert self._process.stdin and self._process.stdout
        if request is not None:
            self._process.stdin.write(f"{request}\n")
            self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise GateError(f"{self.name}: the process ended, see its errors above")
        return json.loads(line)


def measure(workload: Workload, engines: list[str], effort: Effort) -> list[Timing]:
    """The timings of a workload, one for each engine, in the order of its programs.

    Args:
        workload: the program.
        engines: those of its engines that are installed.
        effort: how long.

    Raises:
        GateError: results differ.
    """
    workers: list[Worker] = []
    try:
        for engine in engines:
            workers.append(Worker(workload, engine))
        check_results(workload, workers)
        for _ in range(effort.rounds):
            for worker in workers:
                time.sleep(REST)
                worker.take_turn(effort)
        for worker in workers:
            worker.end()
    except BaseException:
        for worker in workers:
            worker.kill()
        raise
    return [worker.timing for worker in workers]


def check_results(workload: Workload, workers: list[Worker]) -> None:
    """Raise if an engine's first calls gave other numbers than the first engine's."""
    first = workers[0]
    for other in workers[1:]:
        for call, (mine, its) in enumerate(
            zip(first.results, other.results, strict=True), 1
        ):
            scale = np.max(np.abs(mine), initial=1e-300)
            close = len(mine) == len(its) and np.allclose(
                mine, its, rtol=workload.tolerance, atol=workload.tolerance * scale
            )
            if not close:
                raise GateError(
                    f"call {call}: {first.name} gave {mine[:3]}, {other.name} {its[:3]}"
                )

"""The common part of the fuzzers: seeds, shrinking, counts, and the command line.

A case is a list of small mutations. One that fails is shrunk: mutations are left out as
long as the rest still fails, so that what is printed is what matters.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Case = list[Any]


class Fuzzer(Protocol):
    """What is fuzzed: it makes cases, and tries them."""

    name: str

    def case(self, rng: random.Random) -> Case:
        """A list of mutations, whose repr can be pasted into a program."""
        ...

    def run(self, case: Case) -> str:
        """Try a case; what came of it in a word, such as "refused".

        Raises:
            Exception: the case found a fault.
        """
        ...


@dataclass
class Failure:
    """A case that found a fault, and the smallest one that still does."""

    fuzzer: str
    seed: int
    message: str
    case: Case

    def __str__(self) -> str:
        return (
            f"{self.fuzzer}, seed {self.seed}: {self.message}\n"
            f"  minimal case: {pasteable(self.case)}"
        )


def pasteable(thing: Any) -> str:
    """The repr of a case, with long repetitions written as a product.

    >>> pasteable(["x+" * 300, ("cut", 5)])
    "['x+' * 300, ('cut', 5)]"
    """
    if isinstance(thing, (list, tuple)):
        opening, closing = "[]" if isinstance(thing, list) else "()"
        comma = "," if closing == ")" and len(thing) == 1 else ""
        return f"{opening}{', '.join(map(pasteable, thing))}{comma}{closing}"
    if isinstance(thing, str) and len(thing) > 100:
        for length in range(1, 5):
            unit, count = thing[:length], len(thing) // length
            if thing == unit * count:
                return f"{unit!r} * {count}"
    return repr(thing)


def case_of(fuzzer: Fuzzer, seed: int) -> Case:
    """The case of a seed, which depends on nothing else."""
    return fuzzer.case(random.Random(f"{fuzzer.name} {seed}"))


def fault(fuzzer: Fuzzer, case: Case) -> str:
    """What is wrong when a case is tried; "" if nothing is."""
    try:
        fuzzer.run(case)
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:600]
    return ""


def shrunk(fuzzer: Fuzzer, case: Case) -> Case:
    """The case without the mutations that the fault does not need."""
    size = len(case)
    while size:
        size = min(size, len(case)) // 2 or 1
        for start in range(0, len(case), size):
            shorter = case[:start] + case[start + size :]
            if fault(fuzzer, shorter):
                case = shorter
                break
        else:
            if size == 1:
                return case
            continue
        size = len(case)
    return case


def search(
    fuzzer: Fuzzer, count: int, seed: int = 0, most: int = 10
) -> tuple[Counter[str], list[Failure]]:
    """Try the cases of `count` seeds.

    Returns:
        What came of them, and the failures, `most` at most.
    """
    outcomes: Counter[str] = Counter()
    failures: list[Failure] = []
    for number in range(seed, seed + count):
        case = case_of(fuzzer, number)
        try:
            outcomes[fuzzer.run(case)] += 1
        except Exception:
            outcomes["FAILED"] += 1
            small = shrunk(fuzzer, case)
            failures.append(Failure(fuzzer.name, number, fault(fuzzer, small), small))
            if len(failures) == most:
                break
    return outcomes, failures


def command(
    program: str, fuzzers: Iterable[Fuzzer], argv: Sequence[str] | None = None
) -> int:
    """Run fuzzers from the command line; 1 if a fault was found.

    Args:
        program: what is typed, for the help and the lines to replay.
        fuzzers: those to choose from.
        argv: the arguments; those of the process by default.
    """
    by_name = {fuzzer.name: fuzzer for fuzzer in fuzzers}
    parser = argparse.ArgumentParser(prog=program)
    parser.add_argument("--count", type=int, default=1000, help="cases of each fuzzer")
    parser.add_argument("--seed", type=int, default=0, help="the first of the seeds")
    parser.add_argument("--only", choices=by_name, action="append", help="this fuzzer")
    arguments = parser.parse_args(argv)
    failed = False
    for name in arguments.only or by_name:
        start = time.perf_counter()
        outcomes, failures = search(by_name[name], arguments.count, arguments.seed)
        counts = ", ".join(
            f"{count:,} {word}" for word, count in outcomes.most_common()
        )
        seconds = time.perf_counter() - start
        print(f"{name}: {sum(outcomes.values()):,} cases in {seconds:.0f} s: {counts}")
        for failure in failures:
            print(failure)
            print(f"  again: {program} --only {name} --count 1 --seed {failure.seed}")
        failed |= bool(failures)
    return int(failed)

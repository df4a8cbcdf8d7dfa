"""The command: `python -m tests.fuzz.programs --count 100000 --seed 0`."""

from __future__ import annotations

import argparse
import importlib.util
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress

from tests.fuzz.programs.case import Case
from tests.fuzz.programs.checks import Failure, failures, same_failure
from tests.fuzz.programs.corpus import CORPUS, record
from tests.fuzz.programs.generator import FEATURES, Program, draw_program
from tests.fuzz.programs.reference import (
    Numbers,
    at_a_kink,
    by_convention,
    torch_numbers,
)
from tests.fuzz.programs.shrinker import shrink
from tests.fuzz.programs.ways import WAYS

ALWAYS = ("backward", "gradients of gradients")
OTHERS = 3
"""How many of the other ways a program is run, drawn by its seed."""


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz.programs",
        description="Random programs, compared with PyTorch. Features: "
        f"{', '.join(FEATURES)}. Ways: {', '.join(WAYS)}.",
    )
    parser.add_argument("--count", type=int, default=1000, help="programs to run")
    parser.add_argument("--seed", type=int, default=0, help="of the first program")
    parser.add_argument("--only", default="", help="features and ways, by comma")
    parser.add_argument("--without", default="", help="features and ways, by comma")
    parser.add_argument("--most", type=int, default=5, help="failures to print")
    parser.add_argument("--record", action="store_true", help=f"write {CORPUS.name}")
    parser.add_argument("--all-ways", action="store_true", help="every way each time")
    args = parser.parse_args(arguments)
    names = {name: _names(parser, getattr(args, name)) for name in ("only", "without")}
    args.features = _chosen(FEATURES, **names)
    args.ways = _chosen(tuple(WAYS), **names)
    return args


def _names(parser: argparse.ArgumentParser, text: str) -> set[str]:
    names = set(filter(None, text.split(",")))
    unknown = names - set(FEATURES) - set(WAYS)
    if unknown:
        parser.error(f"no feature or way is called {', '.join(sorted(unknown))}")
    return names


def _chosen(names: Sequence[str], only: set[str], without: set[str]) -> tuple[str, ...]:
    """Those of `only`, or all if it names none of this sort."""
    first = [name for name in names if name in only] or names
    return tuple(name for name in first if name not in without)


def ways_of(seed: int, args: argparse.Namespace) -> list[str]:
    """The ways that the program of a seed is run."""
    if args.all_ways:
        return list(args.ways)
    others = [name for name in args.ways if name not in ALWAYS]
    drawn = random.Random(seed).sample(others, min(OTHERS, len(others)))
    return [name for name in ALWAYS if name in args.ways] + drawn


def report(seed: int, program: Program, failure: Failure) -> str:
    """The failure with the smallest program that shows it."""

    def fails(candidate: Program) -> bool:
        case = Case.of(candidate)
        try:
            numbers = torch_numbers(case)
        except (RuntimeError, NameError):  # a step needed what was taken out
            return False
        return (
            numbers.finite
            and same_failure(case, numbers, failure)
            and not at_a_kink(case, numbers)
            and not by_convention(case, failure)
        )

    case = Case.of(shrink(program, fails))
    numbers = torch_numbers(case)
    small = next(failures(case, numbers, [failure.way.name]), failure)
    reference = getattr(numbers, small.way.expects)
    features = ", ".join(case.features) or "its inputs"
    return "\n".join(
        [
            f"# seed {seed}: {small.way.name} of {features}",
            *(f"# {line}" for line in f"{small.kind}: {small.message}".splitlines()),
            case.script(small.way),
            "# reference: " + str(reference).replace("\n", " "),
            "",
        ]
    )


def check(seed: int, args: argparse.Namespace, counts: Counter[str]) -> None:
    """One program; its first failure is printed, if there are not too many yet."""
    program = draw_program(seed, args.features)
    case = Case.of(program)
    ways = ways_of(seed, args)
    step = any(WAYS[name].expects == "next_gradient" for name in ways)
    numbers: Numbers = torch_numbers(case, step=step)
    counts["programs"] += 1
    counts["steps"] += len(program.steps)
    if not numbers.finite:
        counts["not finite by PyTorch"] += 1
        return
    counts["checks"] += len(ways)
    for failure in failures(case, numbers, ways):
        if at_a_kink(case, numbers):
            counts["at a kink"] += 1
            return
        if by_convention(case, failure):
            counts[f"{failure.kind} where PyTorch has a convention"] += 1
            return
        kind = f"FAILED: {failure.way.name}: {failure.kind}"
        counts["failed"] += 1
        counts[kind] += 1
        if counts[kind] == 1 and counts["printed"] < args.most:
            counts["printed"] += 1
            print(report(seed, program, failure), flush=True)
        return


def main() -> int:
    args = options()
    if importlib.util.find_spec("torch") is None:
        sys.exit("the reference is PyTorch: pip install torch")
    if args.record:
        record(range(args.seed, args.seed + args.count))
        return 0
    start = time.process_time()
    counts: Counter[str] = Counter()
    # Ctrl-C ends a long run with the counts so far.
    with suppress(KeyboardInterrupt):
        for seed in range(args.seed, args.seed + args.count):
            check(seed, args, counts)
    seconds = time.process_time() - start
    for name, number in counts.items():
        print(f"{name:48} {number}")
    print(f"{counts['programs'] / seconds:.0f} programs per second of CPU")
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())

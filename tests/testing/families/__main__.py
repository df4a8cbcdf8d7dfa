"""Verdicts on right gradients and on gradients that are off by 1 %.

`python -m tests.testing.families --count 200` prints a table: how many right gradients
pass, are left open, are blamed; how many wrong ones of those that differences can see
are caught.
"""

from __future__ import annotations

import argparse
import statistics
import time

from tests.testing.families.cancelling import CANCELLING
from tests.testing.families.case import (
    NO_FORMULA,
    ON_NODES,
    ON_NUMBERS,
    Family,
    cases,
    check,
    is_visible,
)
from tests.testing.families.staircases import STAIRCASES
from tests.testing.families.zeros import ZEROS

ON_BOTH = (ON_NODES, ON_NUMBERS, NO_FORMULA)
_OFF = 0.01


def ways_of(family: Family) -> tuple[str, ...]:
    """The ways in which a family can be asked about."""
    return (ON_NUMBERS,) if family in STAIRCASES else ON_BOTH


def line(family: Family, way: str, count: int, seed: int, verbose: bool) -> str:
    """One line of the table."""
    passed = open_ = blamed = visible = caught = 0
    costs, start = [], time.perf_counter()
    for i, case in enumerate(cases(family, count, seed)):
        right = check(case, way)
        passed += right.ok
        open_ += not right.ok and right.verdict.name == "UNRESOLVED"
        blamed += not right.ok and right.verdict.name != "UNRESOLVED"
        costs.append(right.evaluations / max(len(right.rows), 1))
        if verbose and not right.ok:
            print(f"--- {family.__name__} {i}\n{right}")
        if is_visible(case):
            wrong = check(case, way, _OFF)
            visible += 1
            caught += not wrong.ok and wrong.verdict.name != "UNRESOLVED"
            if verbose and (wrong.ok or wrong.verdict.name == "UNRESOLVED"):
                print(f"--- {family.__name__} {i}, 1 % off\n{wrong}")
    cost = statistics.median(costs)
    seconds = time.perf_counter() - start
    return (
        f"{family.__name__:26} {way:10} {passed:5} {open_:5} {blamed:6}    "
        f"{caught:5} of {visible:4} {cost:6.0f} {seconds:6.1f} s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.testing.families")
    parser.add_argument("--count", type=int, default=200, help="cases of each family")
    parser.add_argument("--only", default="", help="families, by name")
    parser.add_argument("--ways", default="", help="of asking, by name")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--verbose", action="store_true", help="print what fails")
    args = parser.parse_args()
    print(
        f"{'family':26} {'way':10} {'pass':>5} {'open':>5} blamed    caught 1 %  calls"
    )
    for family in (*CANCELLING, *STAIRCASES, *ZEROS):
        if args.only and family.__name__ not in args.only.split(","):
            continue
        for way in ways_of(family):
            if args.ways in way:
                text = line(family, way, args.count, args.seed, args.verbose)
                print(text, flush=True)


if __name__ == "__main__":
    main()

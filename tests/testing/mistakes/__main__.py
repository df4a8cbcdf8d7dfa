"""The rates of what the tester says of right gradients, and of mistakes in them.

python -m tests.testing.mistakes [--table right|wrong] [--half 0|1] [--show]
"""

import argparse
import collections
import statistics

from tests.testing.mistakes.rates import MODES, PLACES, outcomes, outcomes_of_right


def right_table(arguments):
    """Of right gradients, at points of all kinds: how many pass, and at what cost."""
    print(
        f"{'':26} right  passed  open  blamed  calls for each input: median, most",
        flush=True,
    )
    for mode in MODES:
        for place in PLACES:
            results = list(
                outcomes_of_right(mode, place, arguments.half, arguments.only)
            )
            counts = collections.Counter(result.result for result in results)
            calls = [result.calls for result in results] or [0]
            print(
                f"{mode + ', ' + place:26} {len(results):5}  {counts['passed']:6}  "
                f"{counts['open']:4}  {counts['blamed']:6}  "
                f"{statistics.median(calls):27.0f}, {max(calls):4.0f}",
                flush=True,
            )
            for result in results if arguments.show else ():
                if not result.ok:
                    print(f"  {result.verdict} {result.name}")


def mistakes_table(arguments):
    """Of wrong gradients: how many are caught, and how many hints are right."""
    print(
        f"{'':12} mistakes  caught  open  accepted  calls  "
        "hints: right  vague  none  misleading"
    )
    for mode in MODES:
        results = list(outcomes(mode, arguments.half, arguments.only))
        caught = collections.Counter(result.result for result in results)
        counts = collections.Counter(result.kind for result in results)
        n = max(1, len(results))
        shares = [counts[kind] / n for kind in ("right", "vague", "none", "misleading")]
        calls = statistics.median([result.calls for result in results] or [0])
        print(
            f"{mode:12} {len(results):8}  {caught['blamed']:6}  {caught['open']:4}  "
            f"{caught['passed']:8}  {calls:5.0f}         "
            + "  ".join(f"{x:6.1%}" for x in shares)
        )
        for result in results if arguments.show else ():
            if result.kind != "right":
                print(f"  {result.kind:10} {result.name}: {result.mistake}")
                for hint in result.hints:
                    print(f"    {hint}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--half", type=int, choices=(0, 1), help="every other function")
    parser.add_argument("--show", action="store_true", help="print what is not right")
    parser.add_argument("--only", default="", help="functions with this in their name")
    parser.add_argument("--table", choices=("right", "wrong"), help="one of the two")
    arguments = parser.parse_args()
    if arguments.table != "wrong":
        right_table(arguments)
    if arguments.table != "right":
        mistakes_table(arguments)


if __name__ == "__main__":
    main()

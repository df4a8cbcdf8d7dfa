"""The rates of right, missing and misleading hints over the corpus of mistakes.

python -m tests.testing.mistakes [--half 0|1] [--show]
"""

import argparse
import collections

from tests.testing.mistakes.rates import MODES, outcomes


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--half", type=int, choices=(0, 1), help="every other function")
    parser.add_argument("--show", action="store_true", help="print what is not right")
    parser.add_argument("--only", default="", help="functions with this in their name")
    arguments = parser.parse_args()
    print(f"{'':12} mistakes  right  vague  none  misleading")
    for mode in MODES:
        results = list(outcomes(mode, arguments.half, arguments.only))
        counts = collections.Counter(result.kind for result in results)
        n = max(1, len(results))
        shares = [counts[kind] / n for kind in ("right", "vague", "none", "misleading")]
        print(f"{mode:12} {len(results):8}  " + "  ".join(f"{x:6.1%}" for x in shares))
        for result in results if arguments.show else ():
            if result.kind != "right":
                print(f"  {result.kind:10} {result.name}: {result.mistake}")
                for hint in result.hints:
                    print(f"    {hint}")


if __name__ == "__main__":
    main()

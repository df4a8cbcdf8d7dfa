"""Print what every op gives at special points, and how much of it is wrong.

python -m tests.special_points            what is not simply true
python -m tests.special_points --all      everything
python -m tests.special_points power abs  some ops
"""

from __future__ import annotations

import sys
from collections import Counter

from tests.special_points.scan import cases, scan


def main(arguments: list[str]) -> int:
    """The number of findings that are finite and wrong."""
    names = [name for name in arguments if name != "--all"]
    chosen = [case for case in cases() if not names or case.name in names]
    counts: Counter[str] = Counter()
    for finding in scan(chosen):
        counts[finding.verdict] += 1
        if finding.verdict not in ("true", "outside") or "--all" in arguments:
            print(finding)
    print(", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items())))
    print(f"finite and wrong: {counts['WRONG']}")
    return counts["WRONG"]


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1:])))

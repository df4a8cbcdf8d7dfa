"""Programs with PyTorch's numbers, stored, so that the tests need no PyTorch.

`python -m tests.fuzz.programs --record --seed 0 --count 260` wrote them.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from tests.fuzz.programs.case import Case
from tests.fuzz.programs.generator import draw_program
from tests.fuzz.programs.reference import Numbers, at_a_kink, torch_numbers

Stored = tuple[int, Case, Numbers]
"""`(seed, case, numbers)` of a program."""

CORPUS = Path(__file__).with_name("corpus.json.gz")


def record(seeds: Iterable[int]) -> None:
    """Write the programs of the seeds, but for those at a kink."""
    entries = []
    for seed in seeds:
        case = Case.of(draw_program(seed))
        numbers = torch_numbers(case)
        if not numbers.finite or at_a_kink(case, numbers):
            continue
        lists = {name: _shortened(row) for name, row in vars(numbers).items()}
        fields = {name: getattr(case, name) for name in Case.__dataclass_fields__}
        entries.append({"seed": seed, "case": fields, "numbers": lists})
    text = json.dumps(entries, separators=(",", ":"))
    CORPUS.write_bytes(gzip.compress(text.encode(), mtime=0))


def _shortened(numbers: Any) -> Any:
    """Lists of numbers, with the digits that a comparison needs."""
    if isinstance(numbers, list) or numbers.ndim:
        return [_shortened(entry) for entry in numbers]
    return float(f"{numbers:.12g}")


@cache
def stored() -> list[Stored]:
    """All programs of the file."""
    entries = json.loads(gzip.decompress(CORPUS.read_bytes()))
    return [
        (
            entry["seed"],
            Case(**entry["case"]),
            Numbers(
                **{
                    name: [np.array(x) for x in row]
                    for name, row in entry["numbers"].items()
                }
            ),
        )
        for entry in entries
    ]

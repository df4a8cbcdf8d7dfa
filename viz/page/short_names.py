"""Short mathematical names for nodes with long ones: `l0.n1.w0`, `w01`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_NUMBERED = re.compile(r"([^\W\d_])\w*\.(\d+)(?=\.|$)")
_INDEX = re.compile(r"\[(\d+(?:, ?\d+)*)\]")


def short_names(names: Sequence[str]) -> list[str]:
    """A short form of each name, no two equal; a name without one stays as it is.

    A word and its number become a letter and the number, `layers.0` is `l0`. An index
    loses its brackets, `w[0,1]` is `w01`; above 9 it keeps the comma, `w[1,12]` is
    `w1,12`. A form that two names would share, or that another node has as its name,
    is not used.

    Args:
        names: the names of the nodes of a graph, all different.

    >>> short_names(["layers.0.neurons.1.w.0", "layers.0.neurons.1.b", "x[3]", "L"])
    ['l0.n1.w0', 'l0.n1.b', 'x3', 'L']
    >>> short_names(["w[1]", "w1"])
    ['w[1]', 'w1']
    """
    shorter = [_shortened(name) for name in names]
    counts = Counter(
        [*shorter, *(n for n, s in zip(names, shorter, strict=True) if n != s)]
    )
    return [
        name if counts[short] > 1 else short
        for name, short in zip(names, shorter, strict=True)
    ]


def _shortened(name: str) -> str:
    return _INDEX.sub(_joined, _NUMBERED.sub(r"\1\2", name.replace("][", ",")))


def _joined(match: re.Match[str]) -> str:
    numbers = re.split(r", ?", match[1])
    return ("" if all(len(number) == 1 for number in numbers) else ",").join(numbers)

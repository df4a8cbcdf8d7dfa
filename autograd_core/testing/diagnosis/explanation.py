"""An explanation of a wrong gradient, and which of several to tell."""

from __future__ import annotations

import cmath
from collections.abc import Hashable, Sequence
from typing import NamedTuple

_SAME = 1e-4
"""The relative difference up to which a factor is the same at two points."""


NEEDS_TWO_POINTS = 7.0
"""From this rank on, an explanation says nothing unless it holds at two points."""


class Explanation(NamedTuple):
    """A mistake that would give the wrong gradient.

    Attributes:
        rank: how unspecific it is; of several the lowest is told.
        key: what the mistake is, the same at every point.
        hint: the sentence.
        inputs: the positions of the inputs that it explains.
        number: the factor in it, if there is one; it must be the same at every point.
            Two numbers, if it is complex.
    """

    rank: float
    key: Hashable
    hint: str
    inputs: frozenset[int]
    number: complex = 1.0


def that_hold(
    explanations: Sequence[Explanation], elsewhere: Sequence[Explanation]
) -> list[Explanation]:
    """The explanations that are found at another point, too.

    >>> two = Explanation(1, "factor", "2x", frozenset([0]), 2.0)
    >>> that_hold([two], [two._replace(number=2.5)])
    []
    """
    return [
        explanation
        for explanation in explanations
        if any(
            other.key == explanation.key
            and cmath.isclose(other.number, explanation.number, rel_tol=_SAME)
            for other in elsewhere
        )
    ]


def best_of(
    explanations: Sequence[Explanation], wrong_inputs: Sequence[int]
) -> list[Explanation]:
    """One explanation for each wrong input; one for all of them, if there is one.

    Args:
        explanations: all that hold; of equal rank the first is taken.
        wrong_inputs: the inputs in trouble.
    """
    remaining = set(wrong_inputs)
    picked: list[Explanation] = []
    while remaining:
        useful = [x for x in explanations if x.inputs & remaining]
        if not useful:
            break
        best = min(useful, key=lambda x: (-len(x.inputs & remaining), x.rank))
        picked.append(best)
        remaining -= best.inputs
    return sorted(picked, key=lambda x: min(x.inputs))

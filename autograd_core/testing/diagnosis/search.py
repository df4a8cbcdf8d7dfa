"""The search for what a wrong gradient is due to: by the graph, by the arrays alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from autograd_core.messages.types import Array
from autograd_core.testing.diagnosis.array_mistakes import array_mistakes
from autograd_core.testing.diagnosis.edges import edge_explanations
from autograd_core.testing.diagnosis.explanation import (
    NEEDS_TWO_POINTS,
    Explanation,
    best_of,
    that_hold,
)
from autograd_core.testing.diagnosis.factors import (
    factor_reason,
    is_same,
    ratio_text,
)
from autograd_core.testing.diagnosis.formula_repair import repair_explanations
from autograd_core.testing.diagnosis.graph_constants import (
    GraphConstants,
    constants_of,
)
from autograd_core.testing.diagnosis.invariance import invariance_mistakes
from autograd_core.testing.diagnosis.mismatch import (
    Mismatch,
    mismatch_nearby,
)
from autograd_core.testing.diagnosis.partial_mistakes import partial_mistakes
from autograd_core.testing.diagnosis.tables import tables
from autograd_core.testing.diagnosis.term_mistakes import (
    THE_VALUE,
    common_ratio,
    term_mistakes,
)

_VAGUE = 3.85
"""From this rank on, an explanation leaves room for a better one."""

_TOLERANCE = 1e-3
"""A factor this near to 1 is that of a solver's tolerance, not a mistake."""


def likely_mistakes(mismatch: Mismatch) -> list[str]:
    """A hint for each input in trouble, or one for all, where a mistake explains it.

    What is found must hold at another point nearby too, if f and the formula can be
    asked there.

    Args:
        mismatch: the gradients at one point.
    """
    explanations = _explanations(mismatch)
    nearby = mismatch_nearby(mismatch)
    if nearby is not None and explanations:
        explanations = that_hold(explanations, _explanations(nearby, explanations))
    elif nearby is None:
        # Error bars of a staircase leave room for much.
        limit = _VAGUE if mismatch.problem.is_staircase else NEEDS_TWO_POINTS
        explanations = [x for x in explanations if x.rank < limit]
    picks = best_of(explanations, mismatch.wrong_inputs)
    explained = {i for x in picks for i in x.inputs if x.rank < _VAGUE}
    if not explained.issuperset(mismatch.wrong_inputs):
        explanations += _repairs(mismatch, nearby)
        picks = best_of(explanations, mismatch.wrong_inputs)
    return [x.hint for x in picks]


def _repairs(mismatch: Mismatch, nearby: Mismatch | None) -> list[Explanation]:
    """Changes of the formula that set it right, at both points."""
    if any(x is None or x.is_sample for x in mismatch.inputs):
        return []
    with np.errstate(all="ignore"):
        explanations = list(repair_explanations(mismatch))
        if nearby is None or not explanations:
            return explanations
        keys = {x.key for x in explanations}
        return that_hold(explanations, list(repair_explanations(nearby, keys)))


def _explanations(
    mismatch: Mismatch, found: Sequence[Explanation] | None = None
) -> list[Explanation]:
    """Everything that fits at one point, in no order.

    Args:
        mismatch: the gradients there.
        found: what fits at another point; the costly others are left out.
    """
    wrong = mismatch.wrong_inputs
    if not wrong:
        return []
    out = mismatch.engine.out
    constants = None if out is None else constants_of(out)
    with np.errstate(all="ignore"):
        explanations = [*_common(mismatch, constants), *_by_arrays(mismatch)]
    if out is not None:
        explanations += edge_explanations(mismatch, found)
    return explanations


def _common(
    mismatch: Mismatch, constants: GraphConstants | None
) -> Iterator[Explanation]:
    """One factor for every input in trouble, or for one of them."""
    wrong = mismatch.wrong_inputs
    ratios: dict[int, float] = {}
    for i in wrong:
        x = mismatch.inputs[i]
        ratio = None if x is None else common_ratio(x)
        if x is not None and not x.wrong.any():
            ratio = 0.0
        if ratio is not None:
            ratios[i] = ratio
    first = ratios.get(wrong[0])
    joint = first is not None and all(
        i in ratios and is_same(ratios[i], first) for i in wrong
    )
    size = sum(np.size(x.at) for i in wrong if (x := mismatch.inputs[i]) is not None)
    if joint and first is not None:
        the = "every failing component is" if size > 1 else "it is"
        yield from _of_ratio(the, first, constants, frozenset(wrong), size)
        return
    for i, ratio in ratios.items():
        x = mismatch.inputs[i]
        assert x is not None
        the = f"the gradient of {x.name} is"
        yield from _of_ratio(the, ratio, constants, frozenset([i]), x.wrong.size)


def _of_ratio(
    the: str,
    ratio: float,
    constants: GraphConstants | None,
    inputs: frozenset[int],
    size: int,
) -> Iterator[Explanation]:
    if ratio == 0.0:
        the = "the gradient is" if the.startswith(("it", "every")) else the
        hint = (
            f"{the} exactly 0: a dead relu, a term left out, or a gradient that was "
            "reset or overwritten (`=`) instead of added to (`+=`)"
        )
        yield Explanation(0.5, ("zero", inputs), hint, inputs)
        return
    if abs(ratio - 1.0) < _TOLERANCE:
        return
    if constants is not None and len(inputs) > 1:
        # A 2 that is a factor of one input does not explain the others.
        constants = constants._replace(factors=constants.factors - {2.0})
    reason = factor_reason(ratio, constants)
    key = ("ratio", inputs)
    if reason:
        rank = 4.0 if "constant of f" in reason else 1.0
        if constants is not None and "a sum, not" in reason:
            # A constant of f, left out, would be the better explanation if it fits.
            rank = 3.5 if round(abs(1 / ratio)) in constants.factors else 1.0
        hint = f"{the} {ratio_text(ratio)} -> {reason}"
        yield Explanation(rank, key, hint, inputs, ratio)
    elif size > 1:
        hint = f"{the} {ratio_text(ratio)} -> a common factor is wrong"
        yield Explanation(6.0, key, hint, inputs, ratio)


def _by_arrays(mismatch: Mismatch) -> Iterator[Explanation]:
    """What the arrays alone show of each input in trouble."""
    formula = mismatch.formula
    arrays = mismatch.inputs if formula is None else tables(mismatch, formula)
    for i, x in enumerate(arrays):
        if x is None or not x.is_wrong or not x.is_comparable:
            continue
        if x.is_sample:
            continue
        scalars = _scalars(mismatch)
        for rank, key, hint, number in (
            *array_mistakes(x),
            *term_mistakes(x, scalars, _vectors(mismatch, i)),
            *invariance_mistakes(x),
            *partial_mistakes(x),
        ):
            inputs = frozenset([i])
            yield Explanation(rank, ("array", key, i), hint, inputs, number)


def _vectors(mismatch: Mismatch, i: int) -> dict[str, Array]:
    """Other inputs, which a factor of each row or column may be."""
    return {
        x.name: x.at
        for k, x in enumerate(mismatch.inputs)
        if k != i and x is not None and x.at.size > 1
    }


def _scalars(mismatch: Mismatch) -> dict[str, float]:
    """Numbers that a factor may be made of: f itself, inputs of one number, lengths."""
    scalars = {THE_VALUE: mismatch.value}
    for x in mismatch.inputs:
        if x is not None and x.at.size == 1:
            scalars[x.name] = float(x.at.reshape(()))
        elif x is not None:
            scalars[f"norm({x.name})"] = float(np.linalg.norm(x.at))
            scalars[f"sum({x.name})"] = float(np.sum(x.at))
    return {name: number for name, number in scalars.items() if number}

"""The kind of mistake, read off how the wrong gradient differs from the right one."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from autograd_core.engine.node import Node
from autograd_core.messages.types import Array
from autograd_core.testing.diagnosis.array_hints import array_hints
from autograd_core.testing.diagnosis.graph_constants import (
    GraphConstants,
    constants_of,
)
from autograd_core.testing.diagnosis.missing_path import missing_path
from autograd_core.testing.diagnosis.verdict import MATCH, Row, Verdict, close
from autograd_core.testing.diagnosis.wrong_factor import missing_factor
from autograd_core.testing.diagnosis.wrong_op import wrong_op
from autograd_core.testing.function.autodiff import Autodiff

_MOST_HINTS = 2

_LARGEST_FACTOR = 10_000
"""Ratios above this are taken for a coincidence, not for a whole number."""


def hints_for(
    rows: Sequence[Row],
    engine: Autodiff,
    leaf: Node | None = None,
    arrays: tuple[Array | None, Array | None] = (None, None),
) -> list[str]:
    """Likely causes of the mismatch, the likeliest first, at most two.

    Several explanations may fit one wrong number, so hints are in the order of how
    unlikely it is that they hold by chance, the more specific first:

    1. a gradient that is exactly 0, two components that are exchanged, a wrong op of
       the graph: those are facts, not guesses;
    2. a path that is missing: the difference is one of the contributions;
    3. a common factor of -1, 2, 1/2 or n with a reason in the graph;
    4. an operation on the whole array, such as a transpose;
    5. a missing factor of the chain rule: of many candidates one fits;
    6. any other common factor or term: true as it stands, and the least specific.

    Args:
        rows: the components that fail, the worst first.
        engine: what the engine did.
        leaf: the leaf of the worst component.
        arrays: the whole wrong and right gradient of its input, where they are known.
    """
    worst, out = rows[0], engine.out
    certain = _certain(worst)
    if certain is not None:
        return certain
    by_formula = worst.verdict is Verdict.FORMULA_WRONG
    similar = _like_worst(rows)
    # A path or a factor is one of the way to a single input, in first derivatives.
    same_input = [row for row in similar if row.input == worst.input and row.order == 1]
    several_inputs = len(similar) > len(same_input)
    swapped = _swapped(similar)
    hints = _zero(similar) + (swapped if len(similar) == 2 else [])
    if not by_formula:
        hints = wrong_op(out) or hints
    constants = None if out is None else constants_of(out)
    ratio = _common_ratio(similar)
    mean_or_sum = _mean_or_sum(ratio, len(similar), constants)
    common = _sign_or_two(ratio, len(similar), constants) + mean_or_sum
    if several_inputs:
        # What holds for several inputs is not a matter of the way to one of them.
        common = common or _same_term(similar)
        hints = hints or common
    if not by_formula or not same_input:
        leaf = None
    path: list[str] = []
    if leaf is not None and out is not None:
        path = missing_path(same_input, out, leaf)
    hints = hints or path or common
    wrong, right = arrays
    if wrong is not None and right is not None and np.ndim(wrong) and not mean_or_sum:
        hints += array_hints(worst.input, wrong, right)
    explained = bool(path) or (bool(hints) and several_inputs)
    if leaf is not None and out is not None and not explained:
        hints += missing_factor(same_input, out, leaf)
    # The least specific hints: after others they would only repeat them.
    return (
        hints[:_MOST_HINTS]
        or swapped
        or _any_factor(ratio, len(similar), constants)
        or _same_term(similar)
    )


def _like_worst(rows: Sequence[Row]) -> list[Row]:
    """The rows that fail as the worst one does.

    At a kink a formula is wrong outside an interval, by however much.
    """
    verdict = rows[0].verdict
    similar = [row for row in rows if row.verdict is verdict]
    if verdict is Verdict.FORMULA_WRONG:
        similar = [row for row in similar if row.numeric.kink is None]
    return similar


def _certain(worst: Row) -> list[str] | None:
    """The hint that needs no comparison; [] if there cannot be one, None to look on."""
    if worst.verdict is Verdict.DETACHED:
        misses = "is 0" if worst.autodiff == 0.0 else "misses a part"
        return [
            f"autodiff {misses} because the graph is cut: .data, .item(), float() or "
            "detach() on the way; compute with the nodes themselves"
        ]
    if worst.wrong is None or math.isinf(worst.wrong):
        return []
    if worst.numeric.kink is not None and worst.verdict is Verdict.FORMULA_WRONG:
        return []  # any number outside the interval is wrong, by however much
    if math.isnan(worst.wrong):
        return ["the gradient is nan: 0/0, inf - inf, or the log of a negative number"]
    return None


def _common_ratio(rows: Sequence[Row]) -> float | None:
    """wrong / right if it is the same for all rows."""
    if any(row.wrong is None or row.right == 0.0 for row in rows):
        return None
    ratio = float(rows[0].wrong or 0.0) / rows[0].right
    if any(not row.explained_by(ratio * row.right) for row in rows):
        return None
    return ratio


def _zero(rows: Sequence[Row]) -> list[str]:
    if any(row.wrong != 0.0 for row in rows):
        return []
    return [
        "the gradient is exactly 0: a dead relu, a term left out, or a gradient that "
        "was reset or overwritten (`=`) instead of added to (`+=`)"
    ]


def _sign_or_two(
    ratio: float | None, rows: int, constants: GraphConstants | None
) -> list[str]:
    """The two commonest factors."""
    if ratio is None:
        return []
    if close(ratio, -1.0, MATCH):
        return [f"{_subject(rows)} -1x -> the sign is wrong"]
    if close(ratio, 0.5, MATCH):
        is_square = constants is None or 2 in constants.exponents
        reason = ": d(r**2)/dr = 2*r" if is_square else ""
        return [f"{_subject(rows)} 0.5x -> a factor 2 is missing{reason}"]
    if close(ratio, 2.0, MATCH):
        is_half = constants is None or constants.halved
        reasons = ["a 1/2 in f, d(r**2/2)/dr = r"] if is_half else []
        if constants is not None and 2 in constants.term_counts:
            reasons.append("a mean over 2")
        reason = f": {', or '.join(reasons)}" if reasons else ""
        return [f"{_subject(rows)} 2x -> a factor 2 too much{reason}"]
    return []


def _mean_or_sum(
    ratio: float | None, rows: int, constants: GraphConstants | None
) -> list[str]:
    """Mean against sum, over a number of terms that there are."""
    n, sign = _whole_number(ratio)
    if not n or ratio is None:
        return []
    if constants is not None and n not in constants.term_counts:
        return []
    if abs(ratio) > 1:
        reason = f"{sign}{n}x -> a 1/{n} is missing: a mean over {n}, not a sum"
    else:
        reason = f"{sign}1/{n}x -> divided by {n} too often: a sum, not a mean"
    return [f"{_subject(rows)} {reason}"]


def _any_factor(
    ratio: float | None, rows: int, constants: GraphConstants | None
) -> list[str]:
    """Any other common factor."""
    if ratio is None or ratio in (0.0, 1.0):
        return []
    n, sign = _whole_number(ratio)
    if not n:
        text = f"{_subject(rows)} {ratio:.6g}x -> a common factor is wrong"
        return [text] if rows > 1 else []
    if abs(ratio) > 1:
        return [f"{_subject(rows)} {sign}{n}x -> a factor {n} too much"]
    is_power = constants is not None and n in constants.exponents
    reason = f": d(u**{n})/du = {n}*u**{n - 1}" if is_power else ""
    return [f"{_subject(rows)} {sign}1/{n}x -> a factor {n} is missing{reason}"]


def _whole_number(ratio: float | None) -> tuple[int, str]:
    """`(n, sign)` for a ratio of n or 1/n from 3 on, else 0."""
    if not ratio:
        return 0, ""
    size = abs(ratio) if abs(ratio) > 1 else 1 / abs(ratio)
    n = round(size) if size <= _LARGEST_FACTOR else 0
    is_whole = n >= 3 and close(size, n, MATCH)
    return (n if is_whole else 0), "-" if ratio < 0 else ""


def _subject(rows: int) -> str:
    return "every failing component is" if rows > 1 else "it is"


def _swapped(rows: Sequence[Row]) -> list[str]:
    """Two components in each other's place."""
    for i, row in enumerate(rows):
        for other in rows[i + 1 :]:
            if row.explained_by(other.right) and other.explained_by(row.right):
                return [f"{row.where} and {other.where} are in each other's place"]
    return []


def _same_term(rows: Sequence[Row]) -> list[str]:
    """The same amount off everywhere: a term is missing."""
    if len(rows) < 2:
        return []
    amounts = [row.right - row.wrong for row in rows if row.wrong is not None]
    if all(close(amount, amounts[0], MATCH) for amount in amounts):
        return [f"every failing component lacks the same term, {amounts[0]:.6g}"]
    return []

"""What kind of mistake is it? Read off the shape of the mismatch."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.testing.diagnosis.array_hints import array_hints
from autograd_core.testing.diagnosis.graph_constants import Facts, facts_of
from autograd_core.testing.diagnosis.missing_path import missing_path
from autograd_core.testing.diagnosis.verdict import MATCH, Row, Verdict, close
from autograd_core.testing.diagnosis.wrong_factor import missing_factor
from autograd_core.testing.diagnosis.wrong_op import wrong_op
from autograd_core.testing.function.autodiff import Autodiff


def hints_for(
    rows: Sequence[Row],
    engine: Autodiff,
    leaf: Any = None,
    arrays: tuple[Any, Any] = (None, None),
) -> list[str]:
    """Likely causes of the mismatch, the likeliest first, at most two.

    Args:
        rows: the components that fail, the worst first.
        engine: what the engine did.
        leaf: the leaf of the worst component.
        arrays: the whole wrong and right gradient of its input, where they are known.
    """
    worst = rows[0]
    plain = _plainly(worst)
    if plain is not None:
        return plain
    mine = [row for row in rows if row.verdict is worst.verdict]
    if worst.verdict is Verdict.FORMULA_WRONG:
        mine = [row for row in mine if row.numeric.kink is None]
    same = [row for row in mine if row.input == worst.input and row.order == 1]
    formula = worst.verdict is Verdict.FORMULA_WRONG
    swapped = _swapped(mine)
    found = _zero(mine) + (swapped if len(mine) == 2 else [])
    if not formula:
        found = wrong_op(engine.out) or found
    facts = None if engine.out is None else facts_of(engine.out)
    ratio = _ratios(mine)
    counted = _counted(ratio, len(mine), facts)
    common = _sign_or_two(ratio, len(mine), facts) + counted
    if len(mine) > len(same):
        # What holds for several inputs is no matter of the way to one of them.
        common = common or _shifted(mine)
        found = found or common
    if leaf is None or engine.out is None or not formula or not same:
        leaf = None
    path = missing_path(same, engine.out, leaf) if leaf is not None else []
    found = found or path or common
    wrong, right = arrays
    if wrong is not None and right is not None and np.ndim(wrong) and not counted:
        found += array_hints(worst.input, wrong, right)
    if leaf is not None and not path and not (found and len(mine) > len(same)):
        found += missing_factor(same, engine.out, leaf)
    # What says less than those, and would only repeat them in other words.
    return found[:2] or swapped or _factor(ratio, len(mine), facts) or _shifted(mine)


def _plainly(worst: Row) -> list[str] | None:
    """The hint that needs no comparison; [] if none can be had, None to look on."""
    if worst.verdict is Verdict.DETACHED:
        misses = "is 0" if worst.autodiff == 0.0 else "misses a part"
        return [
            f"autodiff {misses} because the graph is cut: .data, .item(), float() or "
            "detach() on the way; compute with the nodes themselves"
        ]
    if worst.wrong is None or math.isinf(worst.wrong):
        return []
    if worst.numeric.kink is not None and worst.verdict is Verdict.FORMULA_WRONG:
        return []  # any number outside the interval; how far tells nothing
    if math.isnan(worst.wrong):
        return ["the gradient is nan: 0/0, inf - inf, or the log of a negative number"]
    return None


def _ratios(rows: Sequence[Row]) -> float | None:
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


def _sign_or_two(ratio: float | None, rows: int, facts: Facts | None) -> list[str]:
    """The two commonest factors."""
    if ratio is None:
        return []
    if close(ratio, -1.0, MATCH):
        return [f"{_many(rows)} -1x -> the sign is wrong"]
    if close(ratio, 0.5, MATCH):
        square = ": d(r**2)/dr = 2*r" if facts is None or 2 in facts.exponents else ""
        return [f"{_many(rows)} 0.5x -> a factor 2 is missing{square}"]
    if close(ratio, 2.0, MATCH):
        half = facts is None or facts.halved
        reasons = ["a 1/2 in f, d(r**2/2)/dr = r"] if half else []
        if facts is not None and 2 in facts.counts:
            reasons.append("a mean over 2")
        why = f": {', or '.join(reasons)}" if reasons else ""
        return [f"{_many(rows)} 2x -> a factor 2 too much{why}"]
    return []


def _counted(ratio: float | None, rows: int, facts: Facts | None) -> list[str]:
    """Mean against sum, over a number of terms that there are."""
    n, sign = _whole(ratio)
    if not n or ratio is None or (facts is not None and n not in facts.counts):
        return []
    if abs(ratio) > 1:
        why = f"{sign}{n}x -> a 1/{n} is missing: a mean over {n}, not a sum"
    else:
        why = f"{sign}1/{n}x -> divided by {n} too often: a sum, not a mean"
    return [f"{_many(rows)} {why}"]


def _factor(ratio: float | None, rows: int, facts: Facts | None) -> list[str]:
    """Any other common factor."""
    if ratio is None or ratio in (0.0, 1.0):
        return []
    n, sign = _whole(ratio)
    if not n:
        text = f"{_many(rows)} {ratio:.6g}x -> a common factor is wrong"
        return [text] if rows > 1 else []
    if abs(ratio) > 1:
        return [f"{_many(rows)} {sign}{n}x -> a factor {n} too much"]
    power = f": d(u**{n})/du = {n}*u**{n - 1}" if facts and n in facts.exponents else ""
    return [f"{_many(rows)} {sign}1/{n}x -> a factor {n} is missing{power}"]


def _whole(ratio: float | None) -> tuple[int, str]:
    """`(n, sign)` for a ratio of n or 1/n from 3 on, else 0."""
    if not ratio:
        return 0, ""
    size = abs(ratio) if abs(ratio) > 1 else 1 / abs(ratio)
    n = round(size) if size <= 10_000 else 0
    whole = n >= 3 and close(size, n, MATCH)
    return (n if whole else 0), "-" if ratio < 0 else ""


def _many(rows: int) -> str:
    return "every failing component is" if rows > 1 else "it is"


def _swapped(rows: Sequence[Row]) -> list[str]:
    """Two components in each other's place."""
    for i, row in enumerate(rows):
        for other in rows[i + 1 :]:
            if row.explained_by(other.right) and other.explained_by(row.right):
                return [f"{row.where} and {other.where} are in each other's place"]
    return []


def _shifted(rows: Sequence[Row]) -> list[str]:
    """The same amount off everywhere: a term is missing."""
    if len(rows) < 2:
        return []
    amounts = [row.right - row.wrong for row in rows if row.wrong is not None]
    if all(close(each, amounts[0], MATCH) for each in amounts):
        return [f"every failing component lacks the same term, {amounts[0]:.6g}"]
    return []

"""What kind of mistake is it? Read off the shape of the mismatch."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.testing.array_hints import array_hints
from autograd_core.testing.blame import wrong_op
from autograd_core.testing.leaves import Autodiff
from autograd_core.testing.paths import missing_factor, missing_path
from autograd_core.testing.verdict import MATCH, Row, Verdict, close


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
    if worst.verdict is Verdict.DETACHED:
        return [
            "autodiff is 0 because the graph is cut: .data, .item(), float() or "
            "detach() on the way; compute with the nodes themselves"
        ]
    if worst.wrong is None or math.isinf(worst.wrong):
        return []
    if math.isnan(worst.wrong):
        return ["the gradient is nan: 0/0, inf - inf, or the log of a negative number"]
    mine = [row for row in rows if row.verdict is worst.verdict]
    same = [row for row in mine if row.input == worst.input and row.order == 1]
    formula = worst.verdict is Verdict.FORMULA_WRONG
    found = [] if formula else wrong_op(engine.out)
    found += _zero(mine)
    graph_tells = leaf is not None and engine.out is not None and formula and same
    if graph_tells:
        found += missing_path(same, engine.out, leaf)
    ratio = _ratios(mine)
    found += _sign_or_two(ratio, len(mine))
    wrong, right = arrays
    if wrong is not None and right is not None and np.ndim(wrong):
        found += array_hints(worst.input, wrong, right)
    if graph_tells:
        found += missing_factor(same, engine.out, leaf)
    found += _count(ratio, len(mine)) + _swapped(mine) + _shifted(mine)
    return found[:2]


def _ratios(rows: Sequence[Row]) -> float | None:
    """wrong / right if it is the same for all rows."""
    pairs = [(row.wrong, row.right) for row in rows]
    ratios = [w / r for w, r in pairs if w is not None and r != 0.0]
    if not ratios or len(ratios) < len(rows):
        return None
    if any(abs(each - ratios[0]) > MATCH * abs(ratios[0]) for each in ratios):
        return None
    return ratios[0]


def _zero(rows: Sequence[Row]) -> list[str]:
    if any(row.wrong != 0.0 for row in rows):
        return []
    return [
        "the gradient is exactly 0: a dead relu, a term left out, or a gradient that "
        "was reset or overwritten (`=`) instead of added to (`+=`)"
    ]


def _sign_or_two(ratio: float | None, rows: int) -> list[str]:
    """The two commonest factors."""
    if ratio is None:
        return []
    if close(ratio, -1.0, MATCH):
        return [f"{_many(rows)} -1x -> the sign is wrong"]
    if close(ratio, 0.5, MATCH):
        return [f"{_many(rows)} 0.5x -> a factor 2 is missing: d(r**2)/dr = 2*r"]
    if close(ratio, 2.0, MATCH):
        return [
            f"{_many(rows)} 2x -> a factor 2 too much: a 1/2 in f, d(r**2/2)/dr = r"
        ]
    return []


def _count(ratio: float | None, rows: int) -> list[str]:
    """Mean against sum, or any other common factor."""
    if ratio is None or abs(ratio) in (0.0, 1.0) or _sign_or_two(ratio, rows):
        return []
    size = abs(ratio) if abs(ratio) > 1 else 1 / abs(ratio)
    n = round(size)
    sign = "-" if ratio < 0 else ""
    if 3 <= n <= 10_000 and close(size, n, MATCH):
        if abs(ratio) > 1:
            return [
                f"{_many(rows)} {sign}{n}x -> a 1/{n} is missing: a mean over {n}, not "
                "a sum"
            ]
        return [
            f"{_many(rows)} {sign}1/{n}x -> divided by {n} too often: a sum, not a mean"
        ]
    if rows > 1:
        return [f"{_many(rows)} {ratio:.6g}x -> a common factor is wrong"]
    return []


def _many(rows: int) -> str:
    return "every failing component is" if rows > 1 else "it is"


def _swapped(rows: Sequence[Row]) -> list[str]:
    """Two components in each other's place."""
    for i, row in enumerate(rows):
        for other in rows[i + 1 :]:
            if row.wrong is None or other.wrong is None:
                continue
            crossed = close(row.wrong, other.right, MATCH)
            if crossed and close(other.wrong, row.right, MATCH):
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

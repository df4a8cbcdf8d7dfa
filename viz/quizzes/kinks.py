"""Slopes on both sides of a kink: every number between them is a subgradient.

The page computes the same ones, see `viz/page/kinks.js`.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from autograd_core import Node, topological_order
from autograd_core.extend import edges as edges_of
from autograd_core.extend import payload_of
from viz.graph.text_format import number
from viz.ledger.explain import DIGITS
from viz.quizzes.answers import Guess

NUDGE = 2.0**-50
"""A step beside a number, relative to it; at 0 it is `TINY`."""
TINY = 1e-300
JUMP = 1e-9
GAP = 1e-4
SMALLEST = 1e-12
"""Slopes this near are equal: what is left of numbers that cancel."""

_PICKS: dict[str, Callable[[Sequence[float]], float]] = {
    **dict.fromkeys(("max", "maximum", "fmax"), max),
    **dict.fromkeys(("min", "minimum", "fmin"), min),
}


class Kink(NamedTuple):
    """The slopes on the left and on the right of a point where they differ."""

    left: float
    right: float

    def holds(self, value: float, slack: float = 0.0) -> bool:
        """Return whether a number is between the slopes, that is, a subgradient.

        >>> Kink(0.0, 1.0).holds(0.5), Kink(1.0, -1.0).holds(1.2)
        (True, False)
        """
        low, high = sorted(self)
        return low - slack <= value <= high + slack


def kink_of(root: Any, node: Any, gradient: float) -> Kink | None:
    """Return the slopes of a result beside the point where a node stands.

    They are the directional derivatives in forward mode. At a kink the op's own one is
    taken on the side to which its operands move: relu at 0 is `max(t, 0)` for a tangent
    `t`, a maximum of equal numbers is that of their tangents.

    Args:
        root: the result, a Value.
        node: what it is differentiated with respect to.
        gradient: the one that `backward()` computes.

    Returns:
        None where both slopes are that gradient, or where one of them is not finite.

    >>> from autograd_core import Value
    >>> x = Value(0.0)
    >>> kink_of(3 * x.relu(), x, 0.0), kink_of(x * x, x, 0.0)
    (Kink(left=0.0, right=3.0), None)
    >>> kink_of(x.relu() - (-x).relu(), x, 0.0)
    Kink(left=1.0, right=1.0)
    """
    order = topological_order(root)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        below, above = (sign * _pushed(order, node, sign) for sign in (-1.0, 1.0))
    return _kink(below, above, gradient)


def kink_text(
    kink: Kink, beside: tuple[str, str], name: str, right: str, guess: Guess
) -> str:
    """Return what is right at a kink, in a sentence or two.

    Args:
        kink: the slopes.
        beside: the names of the result and of the node.
        name: of the derivative.
        right: the number that `backward()` computes, as text.
        guess: the answer.

    >>> kink_text(Kink(0.0, 1.0), ("L", "x"), "dL/dx", "0.0", Guess(0.5, 0.0))[:46]
    '0.5 is a subgradient. L has a kink here: its s'
    """
    below, above = (number(slope, DIGITS) for slope in kink)
    typed = number(guess.value, DIGITS)
    result, node = beside
    if not _differ(*kink):
        return (
            f"{name} = {typed}. The slope of {result} over {node} is {below} on both "
            f"sides; backward() gives {right}, as its ops have kinks here."
        )
    return (
        f"{typed} is a subgradient. {result} has a kink here: its slope over {node} is "
        f"{below} on the left and {above} on the right, and any number between is one. "
        f"backward() takes {name} = {right}."
    )


def local_kink(consumer: Any, position: int) -> Kink | None:
    """Return the slopes of one op beside its operand number `position`.

    >>> from autograd_core import Value
    >>> x = Value(0.0)
    >>> local_kink(abs(x), 0), local_kink(x + 1.0, 0)
    (Kink(left=-1.0, right=1.0), None)
    """
    tangents = [0.0] * len(consumer.operands)
    slopes: dict[float, float] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for sign in (-1.0, 1.0):
            tangents[position] = sign
            slopes[sign] = sign * _tangent_of(consumer, tangents)
    return _kink(slopes[-1.0], slopes[1.0], _slopes(consumer)[position])


def _kink(below: float, above: float, gradient: float) -> Kink | None:
    if not (math.isfinite(below) and math.isfinite(above)):
        return None
    smooth = not _differ(below, above) and not _differ(below, gradient)
    return None if smooth else Kink(below + 0.0, above + 0.0)  # + 0.0: no -0.0


def _differ(one: float, other: float) -> bool:
    return abs(one - other) > GAP * max(abs(one), abs(other)) + SMALLEST


def _pushed(order: Sequence[Any], node: Any, sign: float) -> float:
    """Return the tangent of the last node if that of one node is `sign`."""
    tangents: dict[Any, float] = {node: sign}
    for result in order:
        if result is not node and not result.is_leaf:
            own = _own_tangents(result, tangents)
            if any(own):
                tangents[result] = _tangent_of(result, own)
    return tangents.get(order[-1], 0.0)


def _own_tangents(node: Any, tangents: Mapping[Any, float]) -> list[float]:
    return [
        tangents.get(operand, 0.0) if isinstance(operand, Node) else 0.0
        for operand in node.operands
    ]


def _tangent_of(node: Any, tangents: Sequence[float]) -> float:
    """Return the directional derivative of one op at its operands."""
    numbers = [payload_of(x) if isinstance(x, Node) else x for x in node.operands]
    name = node.rule.name
    if name in _PICKS:
        return _pick(_PICKS[name], numbers, tangents)
    if name == "clip":
        low, low_tangent = _bounded(max, numbers[:2], tangents[:2])
        return _bounded(min, (low, numbers[2]), (low_tangent, tangents[2]))[1]
    slopes = _slopes(node)
    smooth = _total(slopes, tangents)
    if not node.rule.recomputes or not math.isfinite(smooth):
        return smooth
    largest = max(map(abs, tangents))
    beside = [
        x + (abs(x) * NUDGE or TINY) * tangent / largest if tangent else x
        for x, tangent in zip(numbers, tangents, strict=True)
    ]
    out, there = node.rule.evaluate(beside, [bool(tangent) for tangent in tangents])
    size = abs(payload_of(node)) + max(map(abs, numbers)) + 16 * TINY / JUMP
    if not abs(out - payload_of(node)) <= JUMP * size:
        return smooth  # a jump, or out of the domain
    slope = _total(there, tangents)
    return slope if math.isfinite(slope) and _differ(slope, smooth) else smooth


def _slopes(node: Any) -> list[float]:
    """Return the local derivative for each operand, 0 for a constant."""
    slopes = [0.0] * len(node.operands)
    for position, _, local in edges_of(node):
        slopes[position] = local
    return slopes


def _total(slopes: Sequence[float], tangents: Sequence[float]) -> float:
    pairs = zip(slopes, tangents, strict=True)
    return sum(slope * tangent for slope, tangent in pairs if tangent)


def _pick(
    pick: Callable[[Sequence[float]], float],
    numbers: Sequence[float],
    tangents: Sequence[float],
) -> float:
    """Return the largest (or smallest) tangent of the operands that are the result."""
    top = pick(numbers)
    pairs = zip(numbers, tangents, strict=True)
    return pick([tangent for x, tangent in pairs if x == top] or [math.nan])


def _bounded(
    pick: Callable[[Sequence[float]], float],
    numbers: Sequence[float],
    tangents: Sequence[float],
) -> tuple[float, float]:
    return pick(numbers), _pick(pick, numbers, tangents)

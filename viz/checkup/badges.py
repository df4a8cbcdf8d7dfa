"""What is wrong with a node, or worth knowing: blocked, saturated, not finite, shared.

The page has the same badges, see `viz/page/health.js`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from autograd_core.extend import edges as edges_of
from autograd_core.extend import payload_of

SATURATED = 0.05
"""An activation whose local derivative is smaller lets next to nothing through."""

SQUASHING = frozenset(
    (
        "tanh",
        "sigmoid",
        "arctan",
        "erf",
        "elu",
        "gelu",
        "silu",
        "softplus",
        "leaky_relu",
    )
)
"""Activations that are called saturated where they are nearly flat."""

_CLOSED = {
    "relu": "relu is closed: its input is not above 0",
    "hard_tanh": "hard_tanh is outside (-1, 1)",
    "clip": "clip is outside its bounds",
    **dict.fromkeys(("multiply", "dot"), "the other factors are 0"),
}
_FLAT = ("sign", "step", "heaviside", "floor", "ceil", "trunc", "rint")


def badges_of(node: Any, gradient: float, uses: int) -> dict[str, str]:
    """Return the badges of a node, each with its reason.

    Args:
        node: of a graph of Values.
        gradient: d result / d node.
        uses: how many nodes use it.

    >>> from autograd_core import Value
    >>> badges_of(Value(-2.0, label="x").relu(), 1.0, 1)
    {'blocked': 'relu is closed: its input is not above 0'}
    >>> badges_of(Value(3.0).tanh(), 1.0, 2)["saturated"]
    '|local derivative| of tanh is 0.009866, below 0.05'
    """
    badges: dict[str, str] = {}
    locals_ = [local for _, _, local in edges_of(node)]
    numbers = {"data": payload_of(node), "grad": gradient}
    wrong = [name for name, x in numbers.items() if not math.isfinite(x)]
    if not all(map(math.isfinite, locals_)):
        wrong.append("local derivative")
    if wrong:
        badges["not finite"] = f"its {' and '.join(wrong)} {_are(wrong)} inf or nan"
    elif locals_ and not any(locals_):
        badges["blocked"] = _reason(node.rule.name)
    elif is_saturated(node, locals_):
        badges["saturated"] = (
            f"|local derivative| of {node.rule.name} is {abs(locals_[0]):.4g}, below "
            f"{SATURATED}"
        )
    if uses > 1:
        badges["shared"] = f"{uses} uses: their contributions add up"
    return badges


def is_saturated(node: Any, locals_: Sequence[float]) -> bool:
    """Return whether an activation is nearly flat where it stands."""
    return (
        node.rule is not None
        and node.rule.name in SQUASHING
        and bool(locals_)
        and 0.0 < abs(locals_[0]) < SATURATED
    )


def _reason(name: str) -> str:
    if name in _FLAT:
        return f"{name} is flat: its slope is 0"
    return _CLOSED.get(name, "all its local derivatives are 0")


def _are(names: Sequence[str]) -> str:
    return "are" if len(names) > 1 else "is"

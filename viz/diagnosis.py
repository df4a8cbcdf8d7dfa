"""What a wrong gradient would be right for: the sign, a factor, a use left out."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from autograd_core.operands import short_repr
from viz.ledger import Account, Contribution, Entry
from viz.naming import typed
from viz.text import gradient_name

_FACTORS = (
    (2.0, "It is twice the right number: a factor 2 too much."),
    (0.5, "It is half the right number: a factor 2 is missing, as of d(x**2)/dx."),
    (-2.0, "The sign is wrong, and there is a factor 2 too much."),
    (-0.5, "The sign is wrong, and a factor 2 is missing."),
)


class Guess(NamedTuple):
    """An answer: a number, and how far the right one may be from it."""

    value: float
    slack: float

    def is_(self, right: float) -> bool:
        """Whether the answer means this number.

        >>> Guess(0.33, 0.005).is_(1 / 3), Guess(0.33, 0.005).is_(0.34)
        (True, False)
        """
        if not math.isfinite(right) or not math.isfinite(self.value):
            both_nan = math.isnan(self.value) and math.isnan(right)
            return self.value == right or both_nan
        return abs(self.value - right) <= self.slack + 1e-12 * abs(right)


def read_guess(answer: Any) -> Guess:
    """An answer as it was typed: right if it is in the digits that it has.

    Args:
        answer: a number, or a text such as `0.39`, `1e-3` or `1/3`.

    Raises:
        TypeError: it is neither.
        ValueError: a text that is no number.

    >>> read_guess("1/4").value, read_guess("0.3").is_(0.29)
    (0.25, True)
    """
    if isinstance(answer, str):
        text = answer.strip().replace(",", ".")
        try:
            over, slash, under = text.partition("/")
            value = float(over) / float(under) if slash else float(text)
        except (ValueError, ZeroDivisionError):
            raise ValueError(f"{short_repr(answer, 40)} is no number") from None
        exact = 1e-9 * abs(value)
        return Guess(value, exact if slash else _half_last_digit(text, value))
    if isinstance(answer, bool) or not hasattr(answer, "__float__"):
        raise TypeError(
            f"quiz: the answer must be a number, got {type(answer).__name__} "
            f"{short_repr(answer, 40)}"
        )
    value = float(answer)
    return Guess(value, _half_last_digit(repr(value), value))


def diagnosis(told: Account, entry: Entry, guess: Guess) -> str:
    """What a wrong answer forgot, in a sentence.

    Args:
        told: the ledger.
        entry: of the node whose gradient was asked for.
        guess: the wrong answer.

    >>> from autograd_core import Value
    >>> from viz.ledger import account
    >>> a = Value(3.0, label="a")
    >>> told = account("quiz", a * a, 9, found={})
    >>> diagnosis(told, told.entries[1], Guess(3.0, 0.0))[:48]
    'That is what comes back through n1 = a * a alone'
    """
    right, uses = entry.total, entry.contributions
    if right and guess.is_(-right):
        return "The size is right, the sign is not."
    found = _left_out(told, entry, guess) if len(uses) > 1 else ""
    for each in uses:
        found = found or _one_factor(told, each, guess)
    if found:
        return found
    name = told.names[entry.node]
    if guess.is_(entry.node.data):
        return f"That is the value of {name}, not its gradient."
    for factor, text in _FACTORS:
        if guess.is_(right * factor):
            return text
    if guess.is_(0.0):
        return f"It is not 0: a change of {name} does change the result."
    return "That is not it. A hint shows the product to compute."


def _left_out(told: Account, entry: Entry, guess: Guess) -> str:
    """Whether one of several uses was forgotten, or is all there is."""
    name, uses = told.names[entry.node], entry.contributions
    for each in uses:
        if guess.is_(each.amount):
            return (
                f"That is what comes back through {_made(told, each)} alone. {name} is "
                f"used {len(uses)} times, and what comes back adds up."
            )
    for each in uses:
        if guess.is_(entry.total - each.amount):
            return f"What comes back through {_made(told, each)} is missing."
    return ""


def _one_factor(told: Account, each: Contribution, guess: Guess) -> str:
    """Whether only one of the two factors was given, or their sum."""
    upstream = gradient_name(told, each.consumer)
    if guess.is_(each.local):
        return (
            f"That is the local derivative of {_made(told, each)} alone: multiply it "
            f"by the upstream gradient, {upstream}."
        )
    if guess.is_(each.upstream):
        return (
            f"That is the upstream gradient, {upstream}: multiply it by the local "
            f"derivative of {_made(told, each)}."
        )
    if guess.is_(each.upstream + each.local):
        return "That is upstream + local: the chain rule multiplies them."
    return ""


def _made(told: Account, each: Contribution) -> str:
    consumer = each.consumer
    return f"{told.names[consumer]} = {typed(consumer, told.names)}"


def _half_last_digit(text: str, value: float) -> float:
    """Half a unit of the last digit, but at most 5 % of the number."""
    mantissa, _, exponent = text.lower().partition("e")
    try:
        unit = 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))
    except (ValueError, OverflowError):  # inf, nan, 1e999
        return 0.0
    return min(0.5000001 * unit, 0.05 * abs(value)) + 1e-9 * abs(value)

"""Numbers as typed by hand: `0.79`, `-3`, `.5`, `1e-3`, `0,5`, `1/3`, `0.5*2 - 1`.

The page reads the same ones, see `viz/page/numbers.js`.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from autograd_core.extend import short_repr

LONGEST = 200
SUCH_AS = "such as 0.79, -3, 1e-3, 1/3 or 0.5*2"
CLOSE = 0.005
"""The relative tolerance for a product of rounded numbers."""

_WORDS = {"inf": math.inf, "infinity": math.inf, "\u221e": math.inf, "nan": math.nan}
_SIGNS = str.maketrans(
    {"\u2212": "-", "\u2013": "-", "\u00d7": "*", "\u00b7": "*", "\u00f7": "/"}
)
_NUMBER = r"(?:[0-9]+(?:\.[0-9]*|(?:,[0-9]+)+)?|[.,][0-9]+)(?:e[-+]?[0-9]+)?"
_TOKEN = re.compile(rf"{_NUMBER}|[-+*/()]|\S")
_MARKS = frozenset("+-*/()")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+")
_OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


class Guess(NamedTuple):
    """An answer: a number and its tolerance, from the digits that were typed."""

    value: float
    slack: float

    def is_(self, right: float) -> bool:
        """Return whether the answer means this number.

        >>> Guess(0.33, 0.005).is_(1 / 3), Guess(0.33, 0.005).is_(0.34)
        (True, False)
        """
        if not math.isfinite(right) or not math.isfinite(self.value):
            both_nan = math.isnan(self.value) and math.isnan(right)
            return self.value == right or both_nan
        return abs(self.value - right) <= self.slack + 1e-12 * abs(right)


@dataclass(frozen=True)
class Reply:
    """The verdict on an answer; true if the answer is right.

    Attributes:
        right: whether the answer is right.
        text: why, or what is wrong with it.
    """

    right: bool
    text: str

    def __bool__(self) -> bool:
        return self.right

    def __repr__(self) -> str:
        return self.text


def read_guess(answer: Any) -> Guess:
    """Read an answer as it was typed; it is right if the digits that it has are.

    Args:
        answer: a number, or a text such as `0.39`, `1e-3`, `1/3` or `0.5*2`.

    Raises:
        TypeError: it is neither.
        ValueError: a text that is not a number.

    >>> read_guess("1/4").value, read_guess("0.3").is_(0.29)
    (0.25, True)
    """
    if isinstance(answer, str):
        return _read(answer)
    # The size: float() of an array of several numbers has an error of its own.
    single = getattr(answer, "size", 1) == 1 and getattr(answer, "ndim", 0) == 0
    if isinstance(answer, bool) or not hasattr(answer, "__float__") or not single:
        raise TypeError(
            f"quiz: the answer must be a number, got {type(answer).__name__} "
            f"{short_repr(answer, 40)}"
        )
    value = float(answer)
    return Guess(value, _half_last_digit(repr(value), value))


def _read(answer: str) -> Guess:
    """Read a text, with the signs and decimal commas that people type."""
    plain = answer.strip().lower().translate(_SIGNS)
    word = _WORDS.get(plain.lstrip("+-")) if plain[1:2] not in ("+", "-") else None
    if word is not None:
        return Guess(-word if plain.startswith("-") else word, 0.0)
    refusal = f"{short_repr(answer, 40)} is not a number"
    if len(plain) > LONGEST:
        raise ValueError(refusal)
    tokens = _TOKEN.findall(plain)
    for token in tokens:
        if _THOUSANDS.fullmatch(token):
            decimal, integer = token.replace(",", ".", 1), token.replace(",", "")
            raise ValueError(
                f"{token} could be {decimal} or {integer}: write a decimal point"
            )
    numbers = [
        token.replace(",", ".")
        for token in tokens
        if token[-1].isdecimal() or token[-1] == "."
    ]
    try:
        value = _evaluate_tokens(tokens)
    except (SyntaxError, ValueError):
        raise ValueError(f"{refusal} {SUCH_AS}") from None
    except ZeroDivisionError:
        raise ValueError(f"{refusal}: it divides by 0") from None
    if not math.isfinite(value):
        raise ValueError(f"{refusal}: it is too large")
    if len(numbers) == 1 and "/" not in tokens:
        return Guess(value, _half_last_digit(_with_point(numbers[0]), value))
    exact = all(float(_with_point(number)).is_integer() for number in numbers)
    return Guess(value, (1e-9 if exact else CLOSE) * abs(value))


def _evaluate_tokens(tokens: list[str]) -> float:
    """Return the value of a sum of products of numbers."""
    parts = [
        token if token in _MARKS else f"({float(_with_point(token))!r})"
        for token in tokens
    ]
    # An overflow is written inf, which would be a name.
    text = " ".join(parts).replace("inf", "1e999")
    return _evaluate(ast.parse(text, mode="eval").body)


def _with_point(token: str) -> str:
    """Return a number with a decimal point in place of a comma."""
    return token.replace(",", ".", 1)


def _evaluate(node: ast.expr) -> float:
    """Return the value of a syntax tree of floats, + - * and /."""
    if isinstance(node, ast.Constant) and isinstance(node.value, float):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.UAdd, ast.USub)):
        inner = _evaluate(node.operand)
        return -inner if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return _OPERATORS[type(node.op)](_evaluate(node.left), _evaluate(node.right))
    raise ValueError("neither a number nor a sum of products")


def _half_last_digit(text: str, value: float) -> float:
    """Return half a unit of the last digit, but at most 5 % of the number."""
    mantissa, _, exponent = text.lower().partition("e")
    try:
        unit = 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))
    except (ValueError, OverflowError):  # inf, nan, 1e999
        return 0.0
    return min(0.5000001 * unit, 0.05 * abs(value)) + 1e-9 * abs(value)

"""The part of printing a term that all languages share: precedence and the walk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from viz.symbolic.term import Term

INFIX = {
    "add": "+",
    "subtract": "-",
    "multiply": "*",
    "divide": "/",
    "power": "**",
}
COMPARISONS = ("<", "<=", ">", ">=", "==", "and", "or")
MORE = "\u2026"
"""The name of what is left out of a long sum."""

# How tightly each kind of term holds together.
CHOICE, LOGIC, COMPARED, SUM, PRODUCT, SIGN, POWER, WHOLE = range(8)
_STRENGTH = {
    "where": CHOICE,
    "and": LOGIC,
    "or": LOGIC,
    "add": SUM,
    "subtract": SUM,
    "multiply": PRODUCT,
    "divide": PRODUCT,
    "negative": SIGN,
    "power": POWER,
}
_LEAST = {
    "add": (SUM, SUM),
    "subtract": (SUM, PRODUCT),
    "multiply": (PRODUCT, SIGN),
    "divide": (PRODUCT, POWER),
    "power": (WHOLE, SIGN),
    "negative": (SIGN,),
    "where": (LOGIC, LOGIC, CHOICE),
    "and": (COMPARED, COMPARED),
    "or": (COMPARED, COMPARED),
}

PrintOne = Callable[["Term", list[str], list[int]], str]
"""Writes a term from the texts of its parts and the strength of each part."""


def printed(term: Term, print_one: PrintOne) -> str:
    """Write a term from its parts upward, without recursion.

    Args:
        term: what to write.
        print_one: the syntax of the language.
    """
    texts: dict[int, str] = {}
    stack = [term]
    while stack:
        current = stack[-1]
        parts: list[Term] = [] if is_atom(current) else list(current.parts)
        waiting = [part for part in parts if id(part) not in texts]
        if waiting:
            stack += waiting
            continue
        stack.pop()
        part_texts = [texts[id(part)] for part in parts]
        strengths = [strength_of(part) for part in parts]
        texts[id(current)] = print_one(current, part_texts, strengths)
    return texts[id(term)]


def is_atom(term: Term) -> bool:
    """Whether a term is a name or a number, so that its parts are not terms."""
    return term.head in ("name", "number")


def strength_of(term: Term) -> int:
    """How tightly a term holds together, from `CHOICE` to `WHOLE`."""
    if term.head == "number":
        return SIGN if term.parts[0] < 0 else WHOLE
    if term.head in COMPARISONS:
        return _STRENGTH.get(term.head, COMPARED)
    return _STRENGTH.get(term.head, WHOLE)


def least_strengths(term: Term) -> Sequence[int]:
    """How strong each part must be to stand without parentheses."""
    default = (SUM, SUM) if term.head in COMPARISONS else (CHOICE,) * len(term.parts)
    return _LEAST.get(term.head, default)


def grouped(term: Term, parts: Sequence[str], strengths: Sequence[int]) -> list[str]:
    """The texts of the parts, in parentheses where they are needed."""
    return [
        part if strength >= least else f"({part})"
        for part, strength, least in zip(
            parts, strengths, least_strengths(term), strict=True
        )
    ]

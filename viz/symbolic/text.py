"""Terms as text in Python's syntax."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from viz.graph.text_format import constant_text
from viz.symbolic.printing import COMPARISONS, INFIX, grouped, printed

if TYPE_CHECKING:
    from viz.symbolic.term import Term

_WORD = re.compile(r"[\w.#\[\]',]+")


def text_of(term: Term) -> str:
    """A term in Python's syntax.

    >>> from viz.symbolic.term import Term
    >>> x, y = Term("name", "x"), Term("name", "y")
    >>> text_of((x + y) * 2.0), text_of(x - (y - 1.0)), text_of((-x) ** 2.0)
    ('(x + y) * 2', 'x - (y - 1)', '(-x) ** 2')
    >>> text_of(Term("where", x > 0.0, Term("number", 1.0), Term("number", 0.0)))
    '1 if x > 0 else 0'
    """
    return printed(term, _text_one)


def word(name: str) -> str:
    """A name as it stands in an expression: in parentheses unless it is one word.

    >>> word("layers.0.w[1]"), word("a + b")
    ('layers.0.w[1]', '(a + b)')
    """
    return name if _WORD.fullmatch(name) else f"({name})"


def _text_one(term: Term, parts: list[str], strengths: list[int]) -> str:
    head = term.head
    if head == "name":
        return word(term.parts[0])
    if head == "number":
        return constant_text(term.parts[0], factor=True).removesuffix(".0")
    operands = grouped(term, parts, strengths)
    if head in INFIX:
        return f"{operands[0]} {INFIX[head]} {operands[1]}"
    if head == "negative":
        return f"-{operands[0]}"
    if head in COMPARISONS:
        return f"{operands[0]} {head} {operands[1]}"
    if head == "where":
        return f"{operands[1]} if {operands[0]} else {operands[2]}"
    arguments = [
        part[1:-1] if argument.head == "number" and part[0] == "(" else part
        for argument, part in zip(term.parts, parts, strict=True)
    ]
    return f"{head}({', '.join(arguments)})"

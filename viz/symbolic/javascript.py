"""Terms as JavaScript, for the page that computes in the browser."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from viz.symbolic.printing import COMPARED, COMPARISONS, INFIX, grouped, printed

if TYPE_CHECKING:
    from viz.symbolic.term import Term

_OPERATORS = {"==": "===", "and": "&&", "or": "||"}


def javascript_of(term: Term) -> str:
    """A term as a JavaScript expression that gives a number.

    An op is a call of the function of its name, as is a power: `Math.pow` is not
    IEEE 754's. A comparison counts as 1 or 0.

    >>> from viz.symbolic.term import Term
    >>> x, y = Term("name", "x"), Term("name", "y")
    >>> javascript_of((x + 1.0) * Term("cos", y)), javascript_of(x**2.0 - math.inf)
    ('(x + 1) * cos(y)', 'power(x, 2) - Infinity')
    >>> javascript_of((x > 0.0) & (x <= y)), javascript_of(0.5 * (x > y))
    ('+(x > 0 && x <= y)', '0.5 * (x > y)')
    >>> javascript_of(Term("where", x, x, Term("where", y > 0.0, y, -y)))
    'x !== 0 ? x : y > 0 ? y : -y'
    """
    text = printed(term, _javascript_one)
    return f"+({text})" if term.head in COMPARISONS else text


def javascript_number(x: float) -> str:
    """A number as JavaScript reads it, all digits kept.

    >>> [javascript_number(x) for x in (0.1, 2, float("-inf"), float("nan"))]
    ['0.1', '2', '-Infinity', 'NaN']
    """
    if math.isfinite(x):
        return repr(float(x)).removesuffix(".0")
    return "NaN" if math.isnan(x) else "Infinity" if x > 0 else "-Infinity"


def _javascript_one(term: Term, parts: list[str], strengths: list[int]) -> str:
    head = term.head
    if head == "name":
        return str(term.parts[0])
    if head == "number":
        return javascript_number(term.parts[0])
    operands = grouped(term, parts, strengths)
    if head == "negative":
        return f"-{operands[0]}"
    if head in COMPARISONS:
        return f"{operands[0]} {_OPERATORS.get(head, head)} {operands[1]}"
    if head in INFIX and head != "power":
        return f"{operands[0]} {INFIX[head]} {operands[1]}"
    if head == "where":
        condition = operands[0]
        if term.parts[0].head not in COMPARISONS:
            condition = parts[0] if strengths[0] > COMPARED else f"({parts[0]})"
            condition += " !== 0"
        return f"{condition} ? {operands[1]} : {operands[2]}"
    return f"{head}({', '.join(parts)})"

"""Expressions with cases, as of max or relu, in words."""

from __future__ import annotations

from typing import Any

from autograd_core.extend import require

_MOST_CASES = 4
"""More cases than this are not written out."""


def in_words(expression: Any) -> str:
    """A SymPy expression as text, its cases as `a where x > 0, else b`.

    Args:
        expression: with or without `Piecewise`.

    Returns:
        The text; "" where there are too many cases to read.

    >>> import sympy as sp
    >>> x, y = sp.symbols("x y", real=True)
    >>> in_words(y * sp.Piecewise((1, x > 0), (0, True)))
    'y where x > 0, else 0'
    >>> in_words(sp.Piecewise((x, sp.Ne(y, 0)), (0, True)))
    'x where y != 0, else 0'
    """
    sp = require("sympy", "symbolic")
    if not expression.has(sp.Piecewise):
        return str(expression)
    folded = sp.piecewise_fold(expression)
    if not isinstance(folded, sp.Piecewise):
        return "" if folded.has(sp.Piecewise) else str(folded)
    if len(folded.args) > _MOST_CASES or any(
        x.has(sp.Piecewise) for x, _ in folded.args
    ):
        return ""
    parts = []
    for value, condition in folded.args:
        if condition == sp.true:
            parts.append(f"else {value}")
        else:
            parts.append(f"{value} where {_condition(sp, condition)}")
    return ", ".join(parts)


def in_line(expression: Any) -> str:
    """The same with each choice in its place, in parentheses.

    >>> import sympy as sp
    >>> x, y = sp.symbols("x y", real=True)
    >>> in_line(y * sp.Piecewise((1, x > 0), (0, True)))
    'y*(1 if x > 0 else 0)'
    """
    sp = require("sympy", "symbolic")
    printer = type("Printer", (sp.StrPrinter,), {"_print_Piecewise": _choice})
    return str(printer().doprint(expression))


def _choice(printer: Any, expression: Any) -> str:
    parts = []
    for value, condition in expression.args:
        text = printer._print(value)
        words = _compared(condition) or printer._print(condition)
        words = words.replace(" & ", " and ").replace(" | ", " or ")
        parts.append(text if condition == True else f"{text} if {words}")  # noqa: E712
    return f"({' else '.join(parts)})"


def _condition(sp: Any, condition: Any) -> str:
    word = {sp.And: " and ", sp.Or: " or "}.get(condition.func)
    if word is None:
        return _compared(condition) or str(condition)
    return word.join(_compared(part) or str(part) for part in condition.args)


def _compared(condition: Any) -> str:
    """An equation, or its denial, with a sign for it; "" for other conditions."""
    sign = getattr(condition, "rel_op", "")
    return f"{condition.lhs} {sign} {condition.rhs}" if sign in ("==", "!=") else ""

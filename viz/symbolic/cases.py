"""SymPy's expressions as the rest of viz writes them, with cases in words."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any

from autograd_core.extend import require
from viz.graph.latex_text import escaped
from viz.symbolic.latex import LATEX_FUNCTIONS

_MOST_CASES = 4
"""More cases than this are not written out."""
_NAMES = {
    "Abs": "abs",
    "Max": "max",
    "Min": "min",
    **{f"a{name}": f"arc{name}" for name in ("sin", "cos", "tan")},
    **{f"a{name}": f"arc{name}" for name in ("sinh", "cosh", "tanh")},
}
"""Functions that SymPy calls otherwise."""


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
    >>> in_words(sp.Max(abs(x), sp.asin(y)))
    'max(abs(x), arcsin(y))'
    """
    sp = require("sympy", "symbolic")
    whole = folded(expression)
    if not whole.has(sp.Piecewise):
        return in_line(whole)
    if not isinstance(whole, sp.Piecewise):
        return ""
    parts = []
    for value, condition in whole.args:
        if condition == sp.true:
            parts.append(f"else {in_line(value)}")
        else:
            parts.append(f"{in_line(value)} where {in_line(condition)}")
    return ", ".join(parts)


def in_line(expression: Any) -> str:
    """The same with each choice in its place, in parentheses.

    >>> import sympy as sp
    >>> x, y = sp.symbols("x y", real=True)
    >>> in_line(y * sp.Piecewise((1, x > 0), (0, True)))
    'y*(1 if x > 0 else 0)'
    """
    sp = require("sympy", "symbolic")
    return str(_printer(sp.StrPrinter, _TEXT).doprint(expression))


def in_latex(expression: Any, names: Mapping[Any, str]) -> str:
    r"""A SymPy expression as LaTeX.

    Args:
        expression: with or without `Piecewise`.
        names: the LaTeX of symbols.

    >>> import sympy as sp
    >>> x = sp.Symbol("x", real=True)
    >>> in_latex(sp.Piecewise((sp.Abs(x), x > 0), (0, True)), {})
    '\\begin{cases} \\left|{x}\\right| & \\text{if } x > 0 \\\\ 0 & \\text{else} \\end{cases}'
    """  # noqa: E501
    require("sympy", "symbolic")
    settings = {"symbol_names": names, "inv_trig_style": "full"}
    latex = importlib.import_module("sympy.printing.latex")
    printer = _printer(latex.LatexPrinter, _LATEX, settings)
    return str(printer.doprint(folded(expression)))


def folded(expression: Any) -> Any:
    """The expression as one list of cases, if there are few enough to read."""
    sp = require("sympy", "symbolic")
    if not expression.has(sp.Piecewise):
        return expression
    whole = sp.piecewise_fold(expression)
    if not isinstance(whole, sp.Piecewise):
        return expression if whole.has(sp.Piecewise) else whole
    is_short = len(whole.args) <= _MOST_CASES
    nested = any(value.has(sp.Piecewise) for value, _ in whole.args)
    return whole if is_short and not nested else expression


def _printer(
    base: Any, methods: Mapping[str, Callable[..., str]], settings: Any = None
) -> Any:
    return type("Printer", (base,), dict(methods))(settings)


def _choice(printer: Any, expression: Any) -> str:
    parts = []
    for value, condition in expression.args:
        text, words = printer._print(value), printer._print(condition)
        parts.append(text if condition == True else f"{text} if {words}")  # noqa: E712
    return f"({' else '.join(parts)})"


def _function(printer: Any, expression: Any) -> str:
    name = expression.func.__name__
    return f"{_NAMES.get(name, name)}({printer.stringify(expression.args, ', ')})"


def _relation(printer: Any, expression: Any) -> str:
    left, right = printer._print(expression.lhs), printer._print(expression.rhs)
    return f"{left} {expression.rel_op} {right}"


def _joined(word: str) -> Callable[..., str]:
    def write(printer: Any, expression: Any) -> str:
        return word.join(map(printer._print, expression.args))

    return write


def _latex_choice(printer: Any, expression: Any) -> str:
    rows = []
    for value, condition in expression.args:
        words = rf"\text{{if }} {printer._print(condition)}"
        if condition == True:  # noqa: E712
            words = r"\text{else}"
        rows.append(f"{printer._print(value)} & {words}")
    lines = r" \\ ".join(rows)
    return rf"\begin{{cases}} {lines} \end{{cases}}"


_TEXT = {
    "_print_Piecewise": _choice,
    "_print_Function": _function,
    "_print_Max": _function,
    "_print_Min": _function,
    "_print_Abs": _function,
    "_print_Relational": _relation,
    "_print_And": _joined(" and "),
    "_print_Or": _joined(" or "),
}
_LATEX = {
    "_print_Piecewise": _latex_choice,
    "_hprint_Function": lambda printer, name: (
        LATEX_FUNCTIONS.get(name) or rf"\operatorname{{{escaped(name)}}}"
    ),
}

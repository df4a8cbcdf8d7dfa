"""Terms as LaTeX."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from viz.graph.latex_text import GREEK, escaped
from viz.graph.text_format import CONSTANTS, number
from viz.symbolic.printing import (
    COMPARISONS,
    INFIX,
    MORE,
    WHOLE,
    least_strengths,
    printed,
)

if TYPE_CHECKING:
    from viz.symbolic.term import Term

_NUMBERED = re.compile(r"([^\W\d_]+?)_?(\d+)")
_PLAIN_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*")
LATEX_FUNCTIONS = {
    **{name: rf"\{name}" for name in ("exp", "log", "sin", "cos", "tan")},
    **{name: rf"\{name}" for name in ("sinh", "cosh", "tanh", "max", "min")},
    "arcsin": r"\arcsin",
    "arccos": r"\arccos",
    "arctan": r"\arctan",
    "sigmoid": r"\sigma",
}
_LATEX_COMPARISONS = {
    "==": "=",
    "<=": r"\le",
    ">=": r"\ge",
    "and": r"\land",
    "or": r"\lor",
}
_LATEX_CONSTANTS = {
    "e": "e",
    "pi": r"\pi",
    "2*pi": r"\left(2 \pi\right)",
    "pi/2": r"\frac{\pi}{2}",
    "sqrt(2)": r"\sqrt{2}",
    "sqrt(pi)": r"\sqrt{\pi}",
    "sqrt(2*pi)": r"\sqrt{2 \pi}",
}
_LETTERS = {name: letter for letter, name in GREEK.items()} | {"epsilon": "", "phi": ""}


def latex_of(term: Term) -> str:
    r"""A term as LaTeX, for a formula.

    >>> from viz.symbolic.term import Term
    >>> x, w = Term("name", "x1"), Term("name", "omega")
    >>> print(latex_of(1.0 - Term("tanh", w * x) ** 2.0))
    1 - \tanh\left(\omega x_{1}\right)^{2}
    >>> print(latex_of(-x / (x + w)))
    \frac{-x_{1}}{x_{1} + \omega}
    """
    return printed(term, _latex_one)


def latex_name(name: str) -> str:
    r"""A name in a formula: a letter, a Greek letter, with an index, or a word.

    >>> [latex_name(name) for name in ("w", "x_12", "theta1", "loss", "a b_c")]
    ['w', 'x_{12}', '\\theta_{1}', '\\mathit{loss}', '\\text{a b\\_c}']
    """
    numbered = _NUMBERED.fullmatch(name)
    letter, index = numbered.groups() if numbered else (name, "")
    if len(letter) == 1 and letter.isascii():
        symbol = letter if letter.isalpha() else ""
    else:
        symbol = rf"\{GREEK[letter]}" if letter in GREEK else ""
        symbol = rf"\{letter}" if letter in _LETTERS else symbol
    if symbol:
        return f"{symbol}_{{{index}}}" if index else symbol
    if _PLAIN_WORD.fullmatch(name):
        return rf"\mathit{{{name}}}"
    return rf"\text{{{escaped(name)}}}"


def latex_number(x: float, digits: int = 6) -> str:
    r"""A number in a formula.

    >>> [latex_number(x) for x in (2.0, -0.5, 1e-05, float("inf"))]
    ['2', '-0.5', '10^{-5}', '\\infty']
    """
    text = number(x, digits)
    if text in ("inf", "-inf"):
        return text.replace("inf", r"\infty")
    if text == "nan":
        return r"\text{nan}"
    text = text.removesuffix(".0")
    mantissa, _, exponent = text.partition("e")
    if not exponent:
        return text
    power = f"10^{{{int(exponent)}}}"
    if mantissa in ("1", "-1"):
        return mantissa[:-1] + power
    return rf"{mantissa} \cdot {power}"


def _latex_one(term: Term, parts: list[str], strengths: list[int]) -> str:
    head = term.head
    if head == "name":
        return r"\cdots" if term.parts[0] == MORE else latex_name(term.parts[0])
    if head == "number":
        return _latex_constant(term.parts[0])
    if head == "divide":
        return rf"\frac{{{parts[0]}}}{{{parts[1]}}}"
    operands = [
        part if strength >= least or of.head == "divide" else _bracketed(part)
        for of, part, strength, least in zip(
            term.parts, parts, strengths, least_strengths(term), strict=True
        )
    ]
    if head == "power":
        base = parts[0] if strengths[0] == WHOLE else _bracketed(parts[0])
        return f"{base}^{{{parts[1]}}}"
    if head == "multiply":
        return _latex_product(term, operands)
    if head in ("add", "subtract"):
        return f"{operands[0]} {INFIX[head]} {operands[1]}"
    if head == "negative":
        return f"-{operands[0]}"
    if head in COMPARISONS:
        return f"{operands[0]} {_LATEX_COMPARISONS.get(head, head)} {operands[1]}"
    if head == "where":
        return _latex_choice(parts)
    inside = ", ".join(parts)
    if head == "sqrt":
        return rf"\sqrt{{{inside}}}"
    if head in ("abs", "absolute"):
        return rf"\left|{inside}\right|"
    name = LATEX_FUNCTIONS.get(head) or rf"\operatorname{{{escaped(head)}}}"
    return rf"{name}\left({inside}\right)"


def _latex_constant(x: float) -> str:
    name = _LATEX_CONSTANTS.get(CONSTANTS.get(abs(x), ""))
    if name is None:
        return latex_number(x)
    return f"-{name}" if x < 0 else name


def _bracketed(part: str) -> str:
    return rf"\left({part}\right)"


def _latex_product(term: Term, operands: list[str]) -> str:
    """A product without a sign; with a dot between numbers and long names."""
    heads = [part.head for part in term.parts]
    words = [r"\mathit" in part or r"\text" in part for part in operands]
    dot = heads[1] == "number" or any(words)
    return (
        rf"{operands[0]} \cdot {operands[1]}" if dot else f"{operands[0]} {operands[1]}"
    )


def _latex_choice(parts: list[str]) -> str:
    condition, yes, no = parts
    rows = rf"{yes} & \text{{if }} {condition} \\ {no} & \text{{else}}"
    return rf"\begin{{cases}} {rows} \end{{cases}}"

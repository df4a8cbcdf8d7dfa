"""How terms are written: as text in Python's syntax, and as LaTeX."""

from __future__ import annotations

import re
from collections.abc import Callable

from viz.graph.latex_text import GREEK, escaped
from viz.graph.text_format import number
from viz.symbolic.term import COMPARISONS, INFIX, MORE, Term

# How tightly each kind of term holds together.
_CHOICE, _LOGIC, _COMPARED, _SUM, _PRODUCT, _SIGN, _POWER, _WHOLE = range(8)
_STRENGTH = {
    "where": _CHOICE,
    "and": _LOGIC,
    "or": _LOGIC,
    "add": _SUM,
    "subtract": _SUM,
    "multiply": _PRODUCT,
    "divide": _PRODUCT,
    "negative": _SIGN,
    "power": _POWER,
}
_WORD = re.compile(r"[\w.#\[\]',]+")
_NUMBERED = re.compile(r"([^\W\d_]+?)_?(\d+)")
_PLAIN_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_LATEX_FUNCTIONS = {
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
_LETTERS = {name: letter for letter, name in GREEK.items()} | {"epsilon": "", "phi": ""}

Write = Callable[[Term, int], str]


def text_of(term: Term) -> str:
    """A term in Python's syntax.

    >>> x, y = Term("name", "x"), Term("name", "y")
    >>> text_of((x + y) * 2.0), text_of(x - (y - 1.0)), text_of((-x) ** 2.0)
    ('(x + y) * 2', 'x - (y - 1)', '(-x) ** 2')
    >>> text_of(Term("where", x > 0.0, Term("number", 1.0), Term("number", 0.0)))
    '1 if x > 0 else 0'
    """
    return _written(term, _text_one)


def latex_of(term: Term) -> str:
    r"""A term as LaTeX, for a formula.

    >>> x, w = Term("name", "x1"), Term("name", "omega")
    >>> print(latex_of(1.0 - Term("tanh", w * x) ** 2.0))
    1 - \tanh\left(\omega x_{1}\right)^{2}
    >>> print(latex_of(-x / (x + w)))
    \frac{-x_{1}}{x_{1} + \omega}
    """
    return _written(term, _latex_one)


def word(name: str) -> str:
    """A name as it stands in an expression: in parentheses unless it is one word.

    >>> word("layers.0.w[1]"), word("a + b")
    ('layers.0.w[1]', '(a + b)')
    """
    return name if _WORD.fullmatch(name) else f"({name})"


def latex_name(name: str) -> str:
    r"""A name in a formula: a letter, a Greek letter, with an index, or a word.

    >>> [latex_name(each) for each in ("w", "x_12", "theta1", "loss", "a b_c")]
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


def _written(term: Term, one: Callable[[Term, list[str], list[int]], str]) -> str:
    """A term written from its parts upward, without recursion."""
    done: dict[int, str] = {}
    stack = [term]
    while stack:
        each = stack[-1]
        parts = [] if each.head in ("name", "number") else list(each.parts)
        waiting = [part for part in parts if id(part) not in done]
        if waiting:
            stack += waiting
            continue
        stack.pop()
        written = [done[id(part)] for part in parts]
        done[id(each)] = one(each, written, [_strength(part) for part in parts])
    return done[id(term)]


def _strength(term: Term) -> int:
    if term.head == "number":
        return _SIGN if term.parts[0] < 0 else _WHOLE
    if term.head in COMPARISONS:
        return _STRENGTH.get(term.head, _COMPARED)
    return _STRENGTH.get(term.head, _WHOLE)


def _text_one(term: Term, parts: list[str], strengths: list[int]) -> str:
    head = term.head
    if head == "name":
        return word(term.parts[0])
    if head == "number":
        return number(term.parts[0]).removesuffix(".0")
    held = [
        part if strength >= least else f"({part})"
        for part, strength, least in zip(parts, strengths, _least(term), strict=True)
    ]
    if head in INFIX:
        return f"{held[0]} {INFIX[head]} {held[1]}"
    if head == "negative":
        return f"-{held[0]}"
    if head in COMPARISONS:
        return f"{held[0]} {head} {held[1]}"
    if head == "where":
        return f"{held[1]} if {held[0]} else {held[2]}"
    return f"{head}({', '.join(parts)})"


def _least(term: Term) -> list[int]:
    """How strong each part must be to stand without parentheses."""
    least = {
        "add": [_SUM, _SUM],
        "subtract": [_SUM, _PRODUCT],
        "multiply": [_PRODUCT, _SIGN],
        "divide": [_PRODUCT, _POWER],
        "power": [_WHOLE, _SIGN],
        "negative": [_SIGN],
        "where": [_LOGIC, _LOGIC, _CHOICE],
        "and": [_COMPARED, _COMPARED],
        "or": [_COMPARED, _COMPARED],
    }
    if term.head in COMPARISONS:
        return least.get(term.head, [_SUM, _SUM])
    return least.get(term.head, [_CHOICE] * len(term.parts))


def _latex_one(term: Term, parts: list[str], strengths: list[int]) -> str:
    head = term.head
    if head == "name":
        return r"\cdots" if term.parts[0] == MORE else latex_name(term.parts[0])
    if head == "number":
        return latex_number(term.parts[0])
    if head == "divide":
        return rf"\frac{{{parts[0]}}}{{{parts[1]}}}"
    held = [
        part if strength >= least or of.head == "divide" else _bracketed(part)
        for of, part, strength, least in zip(
            term.parts, parts, strengths, _least(term), strict=True
        )
    ]
    if head == "power":
        base = parts[0] if strengths[0] == _WHOLE else _bracketed(parts[0])
        return f"{base}^{{{parts[1]}}}"
    if head == "multiply":
        return _latex_product(term, held)
    if head in ("add", "subtract"):
        return f"{held[0]} {INFIX[head]} {held[1]}"
    if head == "negative":
        return f"-{held[0]}"
    if head in COMPARISONS:
        return f"{held[0]} {_LATEX_COMPARISONS.get(head, head)} {held[1]}"
    if head == "where":
        return _latex_choice(parts)
    inside = ", ".join(parts)
    if head == "sqrt":
        return rf"\sqrt{{{inside}}}"
    if head in ("abs", "absolute"):
        return rf"\left|{inside}\right|"
    name = _LATEX_FUNCTIONS.get(head) or rf"\operatorname{{{escaped(head)}}}"
    return rf"{name}\left({inside}\right)"


def _bracketed(part: str) -> str:
    return rf"\left({part}\right)"


def _latex_product(term: Term, held: list[str]) -> str:
    """Side by side, but for two numbers and for long names, which need a dot."""
    heads = [part.head for part in term.parts]
    words = [r"\mathit" in part or r"\text" in part for part in held]
    dot = heads[1] == "number" or any(words)
    return rf"{held[0]} \cdot {held[1]}" if dot else f"{held[0]} {held[1]}"


def _latex_choice(parts: list[str]) -> str:
    condition, yes, no = parts
    rows = rf"{yes} & \text{{if }} {condition} \\ {no} & \text{{else}}"
    return rf"\begin{{cases}} {rows} \end{{cases}}"

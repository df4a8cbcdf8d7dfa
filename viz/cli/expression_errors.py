"""Errors about expressions: why a part is refused, and where it stands in the text."""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Sequence
from functools import reduce

from autograd_core.extend import OPS
from viz.cli.command import short_message

SIGNS = {
    "\u00d7": "*",
    "\u00b7": "*",
    "\u00f7": "/",
    "\u2212": "-",
    "\u00b2": "**2",
    "\u00b3": "**3",
}
"""Signs of mathematics that Python writes otherwise."""


class ExpressionError(ValueError):
    """An expression that cannot be used; the message points at the place."""

    def __init__(self, message: str) -> None:
        super().__init__(short_message(message))


_REFUSALS: dict[type[ast.AST], str] = {
    ast.Subscript: "no subscripts: name each variable, e.g. x1",
    ast.BoolOp: "no and, or; for a choice use where(c, x, y)",
    ast.Compare: "no comparisons; for a kink use relu, step, maximum or minimum",
    ast.List: "a list stands only inside sum, mean, max, min, logsumexp or dot",
    ast.Tuple: "a comma stands only between the arguments of a function",
    ast.Starred: "no * in front of an argument",
}

_MODULES = ("np", "numpy", "math", "torch", "jnp", "ac", "autograd_core")
"""Before a function in programs, as in np.sin(x)."""
_OTHER_NAMES = ("pi", "e", "abs", "sum", "mean", "max", "min", "dot")


def refusal(node: ast.expr) -> str:
    """Return why a node of the syntax tree is not allowed.

    >>> refusal(ast.parse("x ^ 2", mode="eval").body)
    'a power is written **'
    """
    if isinstance(node, ast.Constant):
        return f"only real numbers can stand here, not {node.value!r:.30}"
    if isinstance(node, ast.BinOp):
        power = isinstance(node.op, ast.BitXor)
        return "a power is written **" if power else "the operators are + - * / **"
    if isinstance(node, ast.Attribute):
        reason = "no attributes: a dot belongs in numbers only"
        if node.attr not in {*OPS, *_OTHER_NAMES}:
            return reason
        owner = ast.unparse(node.value)
        plain = node.attr if owner in _MODULES else f"{node.attr}({owner})"
        return f"{reason}; for {ast.unparse(node)} write {plain}"
    condition = _condition(node)
    if condition:
        reason = "no and, or, not"
        if isinstance(node, ast.Compare):
            reason = "no comparisons; for a kink use relu, step, maximum or minimum"
        return f"{reason}; for {ast.unparse(node)} write {condition}"
    if isinstance(node, ast.UnaryOp):
        return "the only signs are - and +"
    if isinstance(node, ast.Lambda):
        return f"no lambda: write what it gives, {ast.unparse(node.body)}"
    if isinstance(node, ast.IfExp):
        parts = [
            _condition(node.test) or "c",
            ast.unparse(node.body),
            ast.unparse(node.orelse),
        ]
        return f"no if, else; write where({', '.join(parts)})"
    return _REFUSALS.get(type(node), "only numbers, variables, operators and functions")


def _condition(node: ast.expr) -> str:
    """A condition as an expression, 1 where it holds, else 0; "" if it is none."""
    if isinstance(node, ast.Compare):
        operands = [node.left, *node.comparators]
        pairs = zip(operands, node.ops, operands[1:], strict=False)
        return _product([_step(*pair) for pair in pairs])
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        inner = _condition(node.operand)
        return inner and f"1 - {_bracketed(inner)}"
    if not isinstance(node, ast.BoolOp):
        return ""
    parts = [_condition(part) for part in node.values]
    if isinstance(node.op, ast.And) or not all(parts):
        return _product(parts)
    return reduce(lambda one, other: f"maximum({one}, {other})", parts)


def _product(parts: Sequence[str]) -> str:
    """All conditions together; "" if one is none."""
    if len(parts) == 1 or not all(parts):
        return parts[0] if all(parts) else ""
    return " * ".join(map(_bracketed, parts))


def _bracketed(condition: str) -> str:
    return f"({condition})" if condition.startswith("1 - ") else condition


def _step(first: ast.expr, sign: ast.cmpop, second: ast.expr) -> str:
    """A comparison as a step; "" for one that has no such form."""
    if isinstance(sign, ast.NotEq):
        return f"1 - {_step(first, ast.Eq(), second)}"
    if isinstance(sign, ast.Eq):
        limits = (ast.LtE(), ast.GtE())
        return _product([_step(first, limit, second) for limit in limits])
    if not isinstance(sign, (ast.Lt, ast.LtE, ast.Gt, ast.GtE)):
        return ""
    # step(0) is 0: "at least" is "not below".
    before = "1 - " if isinstance(sign, (ast.LtE, ast.GtE)) else ""
    if isinstance(sign, (ast.Lt, ast.GtE)):
        first, second = second, first
    difference: ast.expr = ast.BinOp(first, ast.Sub(), second)
    if _is_zero(second):
        difference = first
    elif _is_zero(first):
        difference = ast.UnaryOp(ast.USub(), second)
    return f"{before}step({ast.unparse(difference)})"


def _is_zero(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == 0


def syntax_fault(text: str, error: SyntaxError) -> tuple[str, int]:
    """Why Python cannot read an expression, with the remedy, and the column.

    >>> syntax_fault("2x", SyntaxError("invalid", ("", 1, 1, "2x")))
    ('a product needs its sign: 2*x', 0)
    """
    column = (error.offset or 1) - 1
    reserved = reserved_word(text)
    if reserved:
        word, column = reserved
        return (
            f"{word} is a word of Python's and cannot be the name of a variable; "
            f"write {word[:3]} or {word}_"
        ), column
    if re.match(r"[\d.]+[^\W\d]", text[column:]):
        return "a product needs its sign: 2*x", column
    if text[column : column + 1] in SIGNS:
        return f"for {text[column]} write {SIGNS[text[column]]}", column
    if re.match(r"\s*\w+\s*=[^=]", text):
        return "write the expression alone, without a name and =", 0
    if error.msg.startswith("invalid syntax") and re.search(r"\w +\w", text):
        return "a product needs its sign: w*x, a function parentheses: sin(x)", column
    return error.msg, column


def reserved_word(text: str) -> tuple[str, int] | None:
    """The first word of Python that stands where a name should, and its column.

    >>> reserved_word("lambda*w**2"), reserved_word("w*x")
    (('lambda', 0), None)
    """
    for word in re.finditer(r"[^\W\d]\w*", text):
        if keyword.iskeyword(word[0]):
            return word[0], word.start()
    return None


def error_at(text: str, node: ast.expr | None, message: str) -> ExpressionError:
    """Return the error with a caret below a node of the syntax tree, if there is one.

    >>> tree = ast.parse("x + y", mode="eval").body
    >>> print(error_at("x + y", tree.right, "no value for y"))
    no value for y
      x + y
          ^
    """
    if node is None:
        return error_at_column(text, None, message)
    # ast counts columns in bytes.
    column = len(text.encode()[: node.col_offset].decode(errors="ignore"))
    return error_at_column(text, column, message)


def error_at_column(text: str, column: int | None, message: str) -> ExpressionError:
    """Return the error with the text around a column, and a caret below the column.

    >>> print(error_at_column("2x", 0, "a product needs its sign: 2*x"))
    a product needs its sign: 2*x
      2x
      ^
    """
    start = max(0, (column or 0) - 40)
    excerpt = text[start : start + 70]
    lead = "..." if start else ""
    tail = "..." if start + 70 < len(text) else ""
    lines = [message, f"  {lead}{excerpt}{tail}"]
    if column is not None:
        lines.append(" " * (2 + len(lead) + column - start) + "^")
    return ExpressionError("\n".join(lines))

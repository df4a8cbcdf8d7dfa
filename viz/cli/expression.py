"""Expressions typed by a user, read with `ast` against a whitelist, never evaluated.

Only what stands in the tables below gets through; everything else is refused with
the place in the text.
"""

from __future__ import annotations

import ast
import math
import re
import unicodedata
import warnings
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import autograd_core
from autograd_core import Value
from autograd_core.extend import OPS, as_float

LONGEST = 20_000
DEEPEST = 90

CONSTANTS = {"pi": math.pi, "e": math.e}
OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "add",
    ast.Sub: "subtract",
    ast.Mult: "multiply",
    ast.Div: "divide",
    ast.Pow: "power",
}
FUNCTIONS: dict[str, Callable[..., Any]] = {**OPS, "abs": OPS["absolute"]}
LIST_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sum": autograd_core.sum,
    "mean": autograd_core.mean,
    "max": autograd_core.max,
    "min": autograd_core.min,
    "logsumexp": autograd_core.logsumexp,
    "dot": autograd_core.dot,
}
_NAMES = [*FUNCTIONS, *LIST_FUNCTIONS]


class ExpressionError(ValueError):
    """An expression that cannot be used; the message points at the place."""


def parse_expression(text: str, variables: Mapping[str, Any]) -> Value:
    """The graph of an expression.

    Each variable becomes one leaf labelled with its name, however often it is used.
    Parts without a variable are computed at once, as floats.

    Args:
        text: numbers, variables, `pi`, `e`, + - * / **, parentheses, functions of
            `autograd_core` such as `tanh(x)`, and over lists sum, mean, max, min,
            logsumexp and dot, as in `dot([w1, w2], [x1, x2])`.
        variables: the number of each variable.

    Returns:
        The result, ready for `backward()`.

    Raises:
        ExpressionError: anything else in the text, an unknown or unused variable, or
            no variable at all.
        TypeError: `text` is no string, or a variable no number.

    >>> L = parse_expression("tanh(w*x + b)", {"w": 0.5, "x": 2, "b": -1})
    >>> L.backward()
    >>> [(leaf.label, leaf.grad) for leaf in L.parents[0].parents if leaf.label]
    [('b', 1.0)]
    """
    if not isinstance(text, str):
        got = type(text).__name__
        raise TypeError(f"expected the expression as a string, got {got}")
    text = " ".join(text.split())
    leaves = _leaves(text, variables)
    result = _Reader(text, leaves).read(_tree(text))
    if not isinstance(result, Value):
        raise _error(text, None, f"no variable in it, only the number {result!r}")
    return result


def expression_function(text: str, names: Sequence[str]) -> Callable[..., Any]:
    """An expression as a function of its variables, which are given by name.

    Of numbers it gives a number, of Values a Value.

    Args:
        text: as for `parse_expression`; a number alone will do.
        names: of the variables; not all of them must be in the expression.

    Returns:
        The function; it takes all variables.

    Raises:
        ExpressionError: the text is none of an expression, or names another variable.

    >>> f = expression_function("x**2 + 1", ["x", "y"])
    >>> f(x=3.0, y=0.0), f(x=Value(3.0), y=Value(0.0)).op
    (10.0, '+')
    """
    text = " ".join(text.split())
    tree = _tree(text)
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}

    def function(**values: Any) -> Any:
        leaves = {name: values[name] for name in names if name in found}
        return _Reader(text, leaves).read(tree)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        function(**dict.fromkeys(names, 1.0))
    return function


class _Reader:
    """Turns a syntax tree into a graph, with a stack in place of recursion."""

    def __init__(self, text: str, leaves: dict[str, Value]) -> None:
        self.text = text
        self.leaves = leaves
        self.used: set[str] = set()
        self.todo: list[tuple[Callable[[ast.expr], None], ast.expr]] = []
        self.done: list[Any] = []

    def read(self, tree: ast.expr) -> Any:
        """The value of the whole expression; every variable must be in it."""
        self.todo.append((self.open, tree))
        while self.todo:
            step, node = self.todo.pop()
            step(node)
        unused = [name for name in self.leaves if name not in self.used]
        if unused:
            raise _error(
                self.text,
                None,
                f"{_listing(unused)} given but not in the expression; leave it out",
            )
        return self.done.pop()

    def open(self, node: ast.expr) -> None:
        """Look at a node for the first time: its parts go on the stack."""
        if isinstance(node, ast.Constant):
            self.done.append(self.constant(node))
        elif isinstance(node, ast.Name):
            self.done.append(self.name(node))
        elif isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
            self.later(self.operate, node, [node.left, node.right])
        elif isinstance(node, ast.UnaryOp) and isinstance(
            node.op, (ast.USub, ast.UAdd)
        ):
            self.later(self.negate, node, [node.operand])
        elif isinstance(node, ast.Call):
            self.open_call(node)
        else:
            raise _error(self.text, node, _refusal(node))

    def later(
        self, step: Callable[[Any], None], node: ast.expr, parts: list[ast.expr]
    ) -> None:
        """Do `step` once the parts, from left to right, are done."""
        self.todo.append((step, node))
        self.todo += [(self.open, part) for part in reversed(parts)]

    def constant(self, node: ast.Constant) -> float:
        """A number, as a float."""
        if type(node.value) not in (int, float):
            raise _error(self.text, node, _refusal(node))
        try:
            return float(node.value)  # type: ignore[arg-type]
        except OverflowError:
            raise _error(self.text, node, "a number too large for a float") from None

    def name(self, node: ast.Name) -> Any:
        """The leaf of a variable, or a constant."""
        if node.id in self.leaves:
            self.used.add(node.id)
            return self.leaves[node.id]
        if node.id in CONSTANTS:
            return CONSTANTS[node.id]
        if node.id in _NAMES:
            message = f"{node.id} is a function: write {node.id}(...)"
        else:
            message = f"no value for {node.id}: give it, e.g. {node.id}=2"
            message += _suggestion(node.id, [*self.leaves, *CONSTANTS])
        raise _error(self.text, node, message)

    def operate(self, node: ast.BinOp) -> None:
        """A binary operator on the last two results."""
        right, left = self.done.pop(), self.done.pop()
        self.done.append(OPS[OPERATORS[type(node.op)]](left, right))

    def negate(self, node: ast.UnaryOp) -> None:
        """A sign in front of the last result."""
        operand = self.done.pop()
        self.done.append(-operand if isinstance(node.op, ast.USub) else operand)

    def open_call(self, node: ast.Call) -> None:
        """Check a call; its arguments go on the stack."""
        function = node.func
        if not isinstance(function, ast.Name):
            raise _error(self.text, function, _refusal(function))
        if function.id not in _NAMES:
            message = f"unknown function {function.id}"
            message += _suggestion(function.id, _NAMES)
            raise _error(self.text, function, message)
        if node.keywords:
            at = node.keywords[0].value
            raise _error(self.text, at, "give arguments in order, without names")
        parts: list[ast.expr] = []
        for argument in node.args:
            entries = isinstance(argument, ast.List) and function.id in LIST_FUNCTIONS
            parts += argument.elts if entries else [argument]  # type: ignore[attr-defined]
        self.later(self.call, node, parts)

    def call(self, node: ast.Call) -> None:
        """A function on the last results, as many as it has arguments."""
        arguments: list[Any] = []
        for argument in reversed(node.args):
            if isinstance(argument, ast.List):
                arguments.append(self.take(len(argument.elts)))
            else:
                arguments += self.take(1)
        arguments.reverse()
        name = node.func.id  # type: ignore[attr-defined]
        if name in ("max", "min") and len(arguments) > 1:
            arguments = [arguments]  # max(a, b), as in Python
        function = {**FUNCTIONS, **LIST_FUNCTIONS}[name]
        try:
            result = function(*arguments)
        except (TypeError, ValueError) as error:
            raise _error(self.text, node, str(error)) from None
        if name in LIST_FUNCTIONS and not result.parents:
            result = result.item()  # of numbers only: a number
        self.done.append(result)

    def take(self, n: int) -> list[Any]:
        """The last n results, in order."""
        taken = self.done[len(self.done) - n :]
        del self.done[len(self.done) - n :]
        return taken


def _tree(text: str) -> ast.expr:
    """The syntax tree of a text that is neither too long nor too deep."""
    if not text:
        raise ExpressionError('the expression is empty; write e.g. "tanh(w*x + b)"')
    if len(text) > LONGEST:
        raise _error(text, None, f"longer than {LONGEST:,} characters")
    depth = 0
    for place, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if depth > DEEPEST:
            message = f"more than {DEEPEST} parentheses inside each other"
            raise _pointed(text, place, message)
        if character == "#" or not character.isprintable():
            raise _pointed(text, place, f"unexpected character {character!r}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # e.g. about 2(x), refused below
            return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        place = (error.offset or 1) - 1
        said = error.msg
        if re.match(r"[\d.]+[^\W\d]", text[place:]):
            said = "a product needs its sign: 2*x"
        raise _pointed(text, place, f"not an expression ({said})") from None
    except (RecursionError, MemoryError):
        message = "too deep: use parentheses, or sum([...]) for a long sum"
        raise _error(text, None, message) from None
    except ValueError as error:
        raise _error(text, None, str(error)) from None


def _leaves(text: str, variables: Mapping[str, Any]) -> dict[str, Value]:
    leaves: dict[str, Value] = {}
    for name, given in variables.items():
        if not isinstance(name, str) or not name.isidentifier():
            raise _error(text, None, f"{name!r} cannot be the name of a variable")
        # Python reads names in this form of Unicode.
        name = unicodedata.normalize("NFKC", name)
        leaves[name] = Value(as_float(given, f"variable {name}"), label=name)
    return leaves


_REFUSALS: dict[type[ast.AST], str] = {
    ast.Attribute: "no attributes: a dot belongs in numbers only",
    ast.Subscript: "no subscripts: name each variable, e.g. x1",
    ast.Lambda: "no lambdas",
    ast.Compare: "no comparisons; for a kink use relu, step, maximum or minimum",
    ast.BoolOp: "no and, or; for a choice use where(c, x, y)",
    ast.IfExp: "no if, else; for a choice use where(c, x, y)",
    ast.List: "a list stands only inside sum, mean, max, min, logsumexp or dot",
    ast.Tuple: "a comma stands only between the arguments of a function",
    ast.Starred: "no * in front of an argument",
}


def _refusal(node: ast.expr) -> str:
    """Why a node of the syntax tree is not allowed."""
    if isinstance(node, ast.Constant):
        return f"only real numbers can stand here, not {node.value!r:.30}"
    if isinstance(node, ast.BinOp):
        power = isinstance(node.op, ast.BitXor)
        return "a power is written **" if power else "the operators are + - * / **"
    if isinstance(node, ast.UnaryOp):
        return "the only signs are - and +"
    return _REFUSALS.get(type(node), "only numbers, variables, operators and functions")


def _suggestion(name: str, known: list[str]) -> str:
    if name == "ln":
        return "; did you mean log?"
    close = get_close_matches(name.lower(), known, n=2, cutoff=0.6)
    return f"; did you mean {' or '.join(close)}?" if close else ""


def _listing(names: list[str]) -> str:
    return f"{', '.join(names)} {'is' if len(names) == 1 else 'are'}"


def _error(text: str, node: ast.expr | None, message: str) -> ExpressionError:
    if node is None:
        return _pointed(text, None, message)
    # ast counts columns in bytes.
    place = len(text.encode()[: node.col_offset].decode(errors="ignore"))
    return _pointed(text, place, message)


def _pointed(text: str, place: int | None, message: str) -> ExpressionError:
    """The error with the text around the place, and a caret under the place."""
    start = max(0, (place or 0) - 40)
    shown = text[start : start + 70]
    lead = "..." if start else ""
    tail = "..." if start + 70 < len(text) else ""
    lines = [message, f"  {lead}{shown}{tail}"]
    if place is not None:
        lines.append(" " * (2 + len(lead) + place - start) + "^")
    return ExpressionError("\n".join(lines))

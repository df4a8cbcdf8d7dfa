"""A parser of expressions typed by a user: `ast` against a whitelist, never `eval`.

Only what the tables below list is accepted; everything else is refused, with its place
in the text.
"""

from __future__ import annotations

import ast
import math
import unicodedata
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import autograd_core
from autograd_core import Value
from autograd_core.extend import OPS, as_float
from viz.cli.expression_errors import ExpressionError as ExpressionError
from viz.cli.expression_errors import (
    error_at,
    error_at_column,
    refusal,
    syntax_fault,
)
from viz.cli.suggestions import suggestion

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


def parse_expression(text: str, variables: Mapping[str, Any]) -> Value:
    """Return the graph of an expression.

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
        TypeError: `text` is not a string, or a variable is not a number.

    >>> L = parse_expression("tanh(w*x + b)", {"w": 0.5, "x": 2, "b": -1})
    >>> L.backward()
    >>> [(leaf.label, leaf.grad) for leaf in L.parents[0].parents if leaf.label]
    [('b', 1.0)]
    """
    if not isinstance(text, str):
        kind = type(text).__name__
        raise TypeError(f"expected the expression as a string, got {kind}")
    text = " ".join(text.split())
    leaves = _leaves(text, variables)
    result = _Reader(text, leaves).read(_tree(text))
    if not isinstance(result, Value):
        raise error_at(text, None, f"no variable in it, only the number {result!r}")
    return result


def expression_function(text: str, names: Sequence[str]) -> Callable[..., Any]:
    """Return an expression as a function of its variables, which are keywords.

    Of numbers it gives a number, of Values a Value.

    Args:
        text: as for `parse_expression`; a number alone will do.
        names: of the variables; not all of them must be in the expression.

    Returns:
        The function; it takes all variables.

    Raises:
        ExpressionError: the text is not an expression, or it names another variable.

    >>> f = expression_function("x**2 + 1", ["x", "y"])
    >>> f(x=3.0, y=0.0), f(x=Value(3.0), y=Value(0.0)).op
    (10.0, '+')
    """
    text = " ".join(text.split())
    tree = _tree(text)
    identifiers = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}

    def function(**values: Any) -> Any:
        leaves = {name: values[name] for name in names if name in identifiers}
        return _Reader(text, leaves).read(tree)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        function(**dict.fromkeys(names, 1.0))
    return function


class _Reader:
    """Turn a syntax tree into a graph, with a stack in place of recursion."""

    def __init__(self, text: str, leaves: dict[str, Value]) -> None:
        self.text = text
        self.leaves = leaves
        self.names_read: set[str] = set()
        self.steps: list[tuple[Callable[[ast.expr], None], ast.expr]] = []
        self.results: list[Any] = []

    def read(self, tree: ast.expr) -> Any:
        """Return the value of the whole expression; every variable must be in it."""
        self.steps.append((self.open, tree))
        while self.steps:
            step, node = self.steps.pop()
            step(node)
        unused = [name for name in self.leaves if name not in self.names_read]
        if unused:
            raise error_at(
                self.text,
                None,
                f"{_listing(unused)} given but not in the expression; leave it out",
            )
        return self.results.pop()

    def open(self, node: ast.expr) -> None:
        """Visit a node for the first time: its parts go on the stack."""
        if isinstance(node, ast.Constant):
            self.results.append(self.constant(node))
        elif isinstance(node, ast.Name):
            self.results.append(self.name(node))
        elif isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
            self.later(self.operate, node, [node.left, node.right])
        elif isinstance(node, ast.UnaryOp) and isinstance(
            node.op, (ast.USub, ast.UAdd)
        ):
            self.later(self.negate, node, [node.operand])
        elif isinstance(node, ast.Call):
            self.open_call(node)
        else:
            raise error_at(self.text, node, refusal(node))

    def later(
        self, step: Callable[[Any], None], node: ast.expr, parts: list[ast.expr]
    ) -> None:
        """Schedule `step` for after the parts, from left to right."""
        self.steps.append((step, node))
        self.steps += [(self.open, part) for part in reversed(parts)]

    def constant(self, node: ast.Constant) -> float:
        """Return a number as a float."""
        if type(node.value) not in (int, float):
            raise error_at(self.text, node, refusal(node))
        try:
            return float(node.value)  # type: ignore[arg-type]
        except OverflowError:
            raise error_at(self.text, node, "a number too large for a float") from None

    def name(self, node: ast.Name) -> Any:
        """Return the leaf of a variable, or a constant."""
        if node.id in self.leaves:
            self.names_read.add(node.id)
            return self.leaves[node.id]
        if node.id in CONSTANTS:
            return CONSTANTS[node.id]
        if node.id in _NAMES:
            message = f"{node.id} is a function: write {node.id}(...)"
        else:
            message = f"no value for {node.id}: give it, e.g. {node.id}=2"
            unread = [name for name in self.leaves if name not in self.names_read]
            message += suggestion(node.id, [*unread, *self.leaves, *CONSTANTS])
        raise error_at(self.text, node, message)

    def operate(self, node: ast.BinOp) -> None:
        """Apply a binary operator to the last two results."""
        y, x = self.results.pop(), self.results.pop()
        self.results.append(OPS[OPERATORS[type(node.op)]](x, y))

    def negate(self, node: ast.UnaryOp) -> None:
        """Apply a sign to the last result."""
        operand = self.results.pop()
        self.results.append(-operand if isinstance(node.op, ast.USub) else operand)

    def open_call(self, node: ast.Call) -> None:
        """Check a call; its arguments go on the stack."""
        function = node.func
        if not isinstance(function, ast.Name):
            raise error_at(self.text, function, refusal(function))
        if function.id not in _NAMES:
            message = f"unknown function {function.id}"
            message += suggestion(function.id, _NAMES)
            raise error_at(self.text, function, message)
        if node.keywords:
            value = node.keywords[0].value
            raise error_at(self.text, value, "give arguments in order, without names")
        parts: list[ast.expr] = []
        for argument in node.args:
            is_list = isinstance(argument, ast.List) and function.id in LIST_FUNCTIONS
            parts += argument.elts if is_list else [argument]  # type: ignore[attr-defined]
        self.later(self.call, node, parts)

    def call(self, node: ast.Call) -> None:
        """Apply a function to the last results, as many as it has arguments."""
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
            raise error_at(self.text, node, str(error)) from None
        if name in LIST_FUNCTIONS and not result.parents:
            result = result.item()  # of numbers only: a number
        self.results.append(result)

    def take(self, n: int) -> list[Any]:
        """Take the last n results off the stack; return them in order."""
        split = len(self.results) - n
        results = self.results[split:]
        del self.results[split:]
        return results


def _tree(text: str) -> ast.expr:
    """Return the syntax tree of a text that is neither too long nor too deep."""
    if not text:
        raise ExpressionError('the expression is empty; write e.g. "tanh(w*x + b)"')
    if len(text) > LONGEST:
        raise error_at(text, None, f"longer than {LONGEST:,} characters")
    depth = 0
    for column, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if depth > DEEPEST:
            message = f"more than {DEEPEST} parentheses inside each other"
            raise error_at_column(text, column, message)
        if character == "#" or not character.isprintable():
            raise error_at_column(text, column, f"unexpected character {character!r}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # e.g. about 2(x), refused below
            return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        reason, column = syntax_fault(text, error)
        raise error_at_column(text, column, f"not an expression ({reason})") from None
    except (RecursionError, MemoryError):
        message = "too deep: use parentheses, or sum([...]) for a long sum"
        raise error_at(text, None, message) from None
    except ValueError as error:
        raise error_at(text, None, str(error)) from None


def _leaves(text: str, variables: Mapping[str, Any]) -> dict[str, Value]:
    leaves: dict[str, Value] = {}
    for name, number in variables.items():
        if not isinstance(name, str) or not name.isidentifier():
            raise error_at(text, None, f"{name!r} cannot be the name of a variable")
        # Python reads names in this form of Unicode.
        name = unicodedata.normalize("NFKC", name)
        leaves[name] = Value(as_float(number, f"variable {name}"), label=name)
    return leaves


def _listing(names: list[str]) -> str:
    return f"{', '.join(names)} {'is' if len(names) == 1 else 'are'}"

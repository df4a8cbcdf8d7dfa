"""Expressions of names: a local derivative before numbers are put in.

The derivative of an op is written once, in operators and ops; fed with terms it yields
a term. Only where its form is chosen for accuracy, as for tanh, does the one from the
textbook stand in `viz.symbolic.textbook`; a test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from autograd_core import Node
from autograd_core.extend import DOT, MAX, MIN, Op
from viz.graph.node_names import NO_NAME
from viz.symbolic.printing import COMPARISONS, INFIX, MORE
from viz.symbolic.text import text_of
from viz.symbolic.textbook import TEXTBOOK, cross_entropy_slope, is_cross_entropy

MAX_OPERANDS = 6
"""Longest list of operands that is written out; of longer ones the first."""
MAX_CLASSES = 10
"""A softmax over more classes than this is not written out."""


class Term:
    """A name, a number, or an op applied to other terms.

    Args:
        head: "name", "number", the name of an op, or a comparison.
        parts: the name, the number, or the operands.

    >>> x, y = Term("name", "x"), Term("name", "y")
    >>> x * y + 0.0, -(2.0 * x) ** 1.0, (x > y) & (x < 3.0)
    (x * y, -(2 * x), x > y and x < 3)
    """

    __slots__ = ("head", "parts")
    __array_ufunc__ = None

    def __init__(self, head: str, *parts: Any) -> None:
        self.head = head
        self.parts = parts

    @staticmethod
    def _apply(rule: Any, operands: Sequence[Any]) -> Any:
        """An op applied to terms, as Values record it."""
        name = rule.name
        if name in INFIX:
            return _OPERATORS[name](*operands)
        if name == "negative":
            return -term(operands[0])
        if name == "square":
            return term(operands[0]) ** 2.0
        if name == "reciprocal":
            return 1.0 / term(operands[0])
        return Term(name, *map(term, operands))

    def __add__(self, other: Any) -> Term:
        return _add(self, term(other))

    def __radd__(self, other: Any) -> Term:
        return _add(term(other), self)

    def __sub__(self, other: Any) -> Term:
        return _subtract(self, term(other))

    def __rsub__(self, other: Any) -> Term:
        return _subtract(term(other), self)

    def __mul__(self, other: Any) -> Term:
        return _multiply(self, term(other))

    def __rmul__(self, other: Any) -> Term:
        return _multiply(term(other), self)

    def __truediv__(self, other: Any) -> Term:
        return _divide(self, term(other))

    def __rtruediv__(self, other: Any) -> Term:
        return _divide(term(other), self)

    def __pow__(self, other: Any) -> Term:
        return _power(self, term(other))

    def __rpow__(self, other: Any) -> Term:
        return _power(term(other), self)

    def __neg__(self) -> Term:
        if self.head == "number":
            return term(-self.parts[0])
        return self.parts[0] if self.head == "negative" else Term("negative", self)

    def __lt__(self, other: Any) -> Term:
        return Term("<", self, term(other))

    def __le__(self, other: Any) -> Term:
        return Term("<=", self, term(other))

    def __gt__(self, other: Any) -> Term:
        return Term(">", self, term(other))

    def __ge__(self, other: Any) -> Term:
        return Term(">=", self, term(other))

    def __and__(self, other: Any) -> Term:
        if self.head == ">=" and other.head == "<=" and self.parts == other.parts:
            return Term("==", *self.parts)
        return Term("and", self, term(other))

    def __or__(self, other: Any) -> Term:
        return Term("or", self, term(other))

    def __bool__(self) -> bool:
        raise TypeError("a term has no truth value: its names have no numbers here")

    def __repr__(self) -> str:
        return text_of(self)

    def names(self) -> set[str]:
        """The names that occur in the term.

        >>> sorted((Term("name", "x") * Term("name", "y") + 1.0).names())
        ['x', 'y']
        """
        names: set[str] = set()
        stack = [self]
        while stack:
            current = stack.pop()
            if current.head == "name":
                names.add(current.parts[0])
            elif current.head != "number":
                stack += current.parts
        return names


def term(thing: Any) -> Term:
    """A number as a term; a term as it is."""
    return thing if isinstance(thing, Term) else Term("number", float(thing))


def local_term(node: Any, position: int, names: dict[Node, str]) -> Term | None:
    """d node / d operand as an expression of the names of the node and its operands.

    Args:
        node: a result.
        position: which operand, from 0.
        names: of the node and its operands.

    Returns:
        None where there is no such expression: for a derivative given as a number, or
        a custom op whose derivative is not written in operators and ops.

    >>> from autograd_core import Value
    >>> w, x = Value(2.0), Value(3.0)
    >>> out = w * x
    >>> local_term(out, 0, {w: "w", x: "x", out: "out"})
    x
    """
    rule = node.rule
    out = Term("name", names[node])
    operands = Operands(node, names)
    if isinstance(rule, Op):
        forms = TEXTBOOK.get(rule.name, rule.derivatives)
        derivative = term(forms[position](out, *operands))
    elif rule in (MAX, MIN):
        return None
    elif is_cross_entropy(rule):
        if rule.shape[-1] > MAX_CLASSES:
            return None
        derivative = term(cross_entropy_slope(rule, position, operands))
    else:
        try:
            derivative = term(rule.local_grad(position, out, operands))
        except Exception:  # the user's function may raise any exception
            return None
    if derivative.head in COMPARISONS:
        return Term("where", derivative, term(1.0), term(0.0))
    return derivative


def made_of(node: Any, names: dict[Node, str]) -> Term:
    """The expression that computed a result, in its operands.

    >>> from autograd_core import Value, dot
    >>> w, x = Value(2.0), Value(3.0)
    >>> made_of(dot([w], [x], bias=x), {w: "w", x: "x"})
    w * x + x
    """
    operands = Operands(node, names)
    ellipsis = Term("name", MORE)
    if node.rule is DOT:
        n = len(operands) // 2
        count = n if n <= MAX_OPERANDS else MAX_OPERANDS // 2
        total = operands[0] * operands[n] if n else term(0.0)
        for i in range(1, count):
            total = Term("add", total, operands[i] * operands[n + i])
        total = total if count == n else Term("add", total, ellipsis)
        return total + operands[2 * n] if len(operands) % 2 else total
    if isinstance(node.rule, Op) and node.rule.name in (*INFIX, "negative"):
        return Term(node.rule.name, *operands)
    if len(operands) > MAX_OPERANDS:
        return Term(node.op or NO_NAME, *operands[: MAX_OPERANDS - 1], ellipsis)
    return Term(node.op or NO_NAME, *operands)


class Operands(Sequence[Any]):
    """The operands of a node as terms, each built on access."""

    def __init__(self, node: Any, names: dict[Node, str]) -> None:
        self.operands = node.operands
        self.names = names

    def __len__(self) -> int:
        return len(self.operands)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self._term(operand) for operand in self.operands[place]]
        return self._term(self.operands[place])

    def _term(self, operand: Any) -> Term:
        if isinstance(operand, Node):
            return Term("name", self.names[operand])
        return term(operand)


def _add(x: Term, y: Term) -> Term:
    if is_number(x, 0.0):
        return y
    if is_number(y, 0.0):
        return x
    return _computed("add", x, y)


def _subtract(x: Term, y: Term) -> Term:
    if is_number(y, 0.0):
        return x
    if is_number(x, 0.0):
        return -y
    return _computed("subtract", x, y)


def _multiply(x: Term, y: Term) -> Term:
    for factor, cofactor in ((x, y), (y, x)):
        if is_number(factor, 0.0):
            return factor
        if is_number(factor, 1.0):
            return cofactor
        if is_number(factor, -1.0):
            return -cofactor
    return _computed("multiply", x, y)


def _divide(x: Term, y: Term) -> Term:
    if is_number(y, 1.0):
        return x
    if is_number(y, 0.0):
        return Term("divide", x, y)
    return _computed("divide", x, y)


def _power(x: Term, y: Term) -> Term:
    if is_number(y, 1.0):
        return x
    if is_number(y, 0.0):
        return term(1.0)
    return Term("power", x, y)


def is_number(term_: Term, number: float | None = None) -> bool:
    """Whether a term is a number, or this number.

    >>> is_number(term(2.0)), is_number(term(2.0), 3.0)
    (True, False)
    """
    return term_.head == "number" and (number is None or term_.parts[0] == number)


def _computed(name: str, x: Term, y: Term) -> Term:
    """An op of two terms; of two numbers their number."""
    if not is_number(x) or not is_number(y):
        return Term(name, x, y)
    a, b = x.parts[0], y.parts[0]
    if name == "add":
        return term(a + b)
    if name == "subtract":
        return term(a - b)
    return term(a * b if name == "multiply" else a / b)


_OPERATORS: dict[str, Callable[[Any, Any], Term]] = {
    "add": lambda x, y: term(x) + y,
    "subtract": lambda x, y: term(x) - y,
    "multiply": lambda x, y: term(x) * y,
    "divide": lambda x, y: term(x) / y,
    "power": lambda x, y: term(x) ** y,
}

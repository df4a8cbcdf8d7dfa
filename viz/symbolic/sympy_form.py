"""The nodes of a graph as SymPy expressions of its leaves."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from autograd_core import Node
from autograd_core.extend import (
    DOT,
    LOGSUMEXP,
    MAX,
    MEAN,
    MIN,
    SUM,
    describe,
    edges,
    require,
)
from viz.graph.text_format import CONSTANTS
from viz.symbolic.cases import in_latex
from viz.symbolic.latex import latex_name
from viz.symbolic.printing import COMPARISONS
from viz.symbolic.term import Term, local_term, term
from viz.symbolic.text import word

LARGEST = 2000
"""The largest number of operators and names of a closed form."""
_SIMPLE = 1000
"""A number becomes a fraction if its denominator is at most this."""


class Algebra:
    """The nodes of a graph as SymPy expressions of its leaves."""

    def __init__(self, order: list[Any], names: dict[Node, str]) -> None:
        self.sympy = require("sympy", "symbolic")
        self.order = order
        self.names = names
        self.symbols = {
            node: self.sympy.Symbol(word(names[node]), real=True)
            for node in order
            if node.is_leaf
        }
        self.sizes: dict[Any, int] = {}
        self.forms: dict[Node, Any] = {}
        for node in order:
            self.forms[node] = self.symbols.get(node) or self.checked(self.form(node))

    def form(self, node: Any) -> Any:
        """A result in terms of the leaves."""
        sp, rule = self.sympy, node.rule
        operands = [self.operand(operand) for operand in node.operands]
        n = len(operands) // 2
        if rule is DOT:
            products = [w * x for w, x in zip(operands, operands[n:], strict=False)]
            bias = operands[2 * n] if len(operands) % 2 else 0
            return sp.Add(*products[:n], bias)
        if rule is SUM:
            return sp.Add(*operands)
        if rule is MEAN:
            return sp.Add(*operands) / len(operands)
        if rule is LOGSUMEXP:
            return sp.log(sp.Add(*map(sp.exp, operands)))
        if rule in (MAX, MIN):
            return (sp.Max if rule is MAX else sp.Min)(*operands)
        return self.applied(rule.name, operands)

    def gradient(self, root: Any, target: Any) -> Any:
        """d root / d target: backward over the graph, in expressions."""
        totals: dict[Node, Any] = {root: self.sympy.Integer(1)}
        below = {target}
        for node in self.order:
            if any(parent in below for parent in node.parents):
                below.add(node)
        for node in reversed(self.order):
            if node is target or node not in totals:
                continue
            for position, parent, _ in edges(node):
                if parent in below:
                    contribution = totals[node] * self.local(node, position)
                    totals[parent] = self.checked(totals.get(parent, 0) + contribution)
        return self.sympy.factor_terms(totals.get(target, self.sympy.Integer(0)))

    def local(self, node: Any, position: int) -> Any:
        """A local derivative in terms of the leaves."""
        sp = self.sympy
        if node.rule in (MAX, MIN):
            own = self.operand(node.operands[position])
            if own in map(self.operand, node.operands[:position]):
                return sp.Integer(0)  # given twice, it is still one summand
            # Not own == Max(...), which SymPy rearranges beyond recognition.
            relation = sp.Ge if node.rule is MAX else sp.Le
            others = [x for x in map(self.operand, node.operands) if x != own]
            is_extreme = sp.And(*[relation(own, x) for x in others])
            return sp.Piecewise((1, is_extreme), (0, True))
        derivative = local_term(node, position, self.names)
        if derivative is None:
            raise ValueError(
                f"formula: the local derivative of {describe(node)}, made by "
                f"{node.op or 'Value(data, children, local_grads)'}, is a number and "
                "not an expression; use explain"
            )
        forms = {self.names[node]: self.forms[node]}
        for operand in node.operands:
            if isinstance(operand, Node):
                forms[self.names[operand]] = self.operand(operand)
        return self.converted(derivative, forms)

    def converted(self, expression: Term, forms: dict[str, Any]) -> Any:
        """A term as a SymPy expression; its names stand for the given forms."""
        if expression.head == "name":
            return forms[expression.parts[0]]
        if expression.head == "number":
            return self.number(expression.parts[0])
        parts = [self.converted(part, forms) for part in expression.parts]
        return self.applied(expression.head, parts)

    def operand(self, operand: Any) -> Any:
        """An operand of an op: the form of a node, or a constant."""
        if isinstance(operand, Node):
            return self.forms[operand]
        return self.number(term(operand).parts[0])

    def number(self, x: float) -> Any:
        """A float as e, pi or a simple fraction where it is one."""
        sp = self.sympy
        name = CONSTANTS.get(abs(x))
        if name is not None:
            return sp.sympify(name, {"e": sp.E}) * (-1 if x < 0 else 1)
        if not abs(x) < 1e9:
            return sp.Float(x)
        simple = Fraction(x).limit_denominator(_SIMPLE)
        return sp.Rational(simple) if float(simple) == x else sp.Float(x)

    def readable(self, expression: Any) -> Any:
        """The expression with decimals for the long fractions of computed constants."""
        sp = self.sympy
        fractions = expression.atoms(sp.Rational)
        return expression.xreplace(
            {
                fraction: sp.Float(fraction)
                for fraction in fractions
                if fraction.q > _SIMPLE
            }
        )

    def applied(self, name: str, parts: list[Any]) -> Any:
        """An op of the table, or a comparison, on SymPy expressions."""
        sp = self.sympy
        if name in COMPARISONS:
            return _comparison(sp, name, parts)
        functions = _functions(sp)
        if name != "where":
            parts = [_as_number(sp, part) for part in parts]
        if name in functions:
            return functions[name](*parts)
        return sp.Function(word(name))(*parts)

    def checked(self, expression: Any) -> Any:
        """The expression, if it is short enough to read.

        Raises:
            ValueError: it is not.
        """
        if self.size(expression) > LARGEST:
            raise ValueError(
                f"formula: the closed form has more than {LARGEST:,} operators and "
                "names: explain shows the same step by step"
            )
        return expression

    def size(self, expression: Any) -> int:
        """Count the operators and names of an expression when it is written out."""
        stack = [expression]
        while stack:
            current = stack[-1]
            waiting = [part for part in current.args if part not in self.sizes]
            if waiting and current not in self.sizes:
                stack += waiting
                continue
            stack.pop()
            self.sizes[current] = 1 + sum([self.sizes[part] for part in current.args])
        return self.sizes[expression]

    def latex(self, expression: Any) -> str:
        """The LaTeX of an expression, with the names as they stand in all formulas."""
        names = {
            symbol: latex_name(self.names[node])
            for node, symbol in self.symbols.items()
        }
        return in_latex(expression, names)


def _functions(sp: Any) -> dict[str, Callable[..., Any]]:
    """The ops that SymPy knows; all others stay functions of their name."""
    return {
        "add": lambda x, y: x + y,
        "subtract": lambda x, y: x - y,
        "multiply": lambda x, y: x * y,
        "divide": lambda x, y: x / y,
        "power": lambda x, y: x**y,
        "negative": lambda x: -x,
        "square": lambda x: x**2,
        "reciprocal": lambda x: 1 / x,
        "hypot": lambda x, y: sp.sqrt(x**2 + y**2),
        "expm1": lambda x: sp.exp(x) - 1,
        "log1p": lambda x: sp.log(1 + x),
        "absolute": sp.Abs,
        "maximum": sp.Max,
        "minimum": sp.Min,
        "where": lambda condition, x, y: sp.Piecewise(
            (x, _holds(sp, condition)), (y, True)
        ),
        **{name: getattr(sp, name) for name in ("exp", "log", "sqrt", "sin", "cos")},
        **{name: getattr(sp, name) for name in ("tan", "sinh", "cosh", "tanh", "sign")},
        **{f"arc{name}": getattr(sp, f"a{name}") for name in ("sin", "cos", "tan")},
        **{f"arc{name}": getattr(sp, f"a{name}") for name in ("sinh", "cosh", "tanh")},
        **{name: getattr(sp, name) for name in ("erf", "erfc")},
    }


def _as_number(sp: Any, part: Any) -> Any:
    """A comparison in a sum or a product is 1 or 0."""
    return sp.Piecewise((1, part), (0, True)) if _is_condition(sp, part) else part


def _is_condition(sp: Any, part: Any) -> bool:
    # A symbol is a Boolean of SymPy, too.
    return isinstance(part, sp.logic.boolalg.Boolean) and not isinstance(part, sp.Expr)


def _holds(sp: Any, condition: Any) -> Any:
    """A condition: a comparison as it is, a number where it is not 0."""
    return condition if _is_condition(sp, condition) else sp.Ne(condition, 0)


def _comparison(sp: Any, name: str, parts: list[Any]) -> Any:
    operands = [_holds(sp, part) for part in parts] if name in ("and", "or") else parts
    return {
        "<": sp.Lt,
        "<=": sp.Le,
        ">": sp.Gt,
        ">=": sp.Ge,
        "==": sp.Eq,
        "and": sp.And,
        "or": sp.Or,
    }[name](*operands)

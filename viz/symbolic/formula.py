"""`formula`: a gradient as one expression in the leaves, by the chain rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograd_core import Node, topological_order
from autograd_core.extend import explained
from viz.graph.node_names import factor, names_of
from viz.graph.scalar_replay import Replay, replay
from viz.graph.screen import equation_lines, screen_width
from viz.graph.selection import checked_result, nodes_of_requests, requested_nodes
from viz.graph.variable_names import names_around, names_in
from viz.symbolic.cases import in_line, in_words
from viz.symbolic.latex import latex_name
from viz.symbolic.sympy_form import Algebra


class Formula(str):
    """A closed form: its text, its LaTeX and its SymPy expression.

    Printed, a long one breaks into lines as wide as the screen.

    Attributes:
        expression: the right side, for SymPy.

    >>> Formula("dL/dw", "", None, "x", "x")
    dL/dw = x
    """

    def __new__(
        cls, name: str, latex_name: str, expression: Any, text: str, latex: str
    ) -> Formula:
        self = super().__new__(cls, f"{name} = {text}")
        self.expression = expression
        self._latex = f"{latex_name} = {latex}"
        return self

    expression: Any
    _latex: str

    def latex(self) -> str:
        r"""The equation as LaTeX, for a formula.

        >>> Formula("a", "a", None, "b/c", r"\frac{b}{c}").latex()
        'a = \\frac{b}{c}'
        """
        return self._latex

    def __str__(self) -> str:
        """The text in lines as wide as the screen."""
        return "\n".join(equation_lines(self[:], screen_width()))

    def __repr__(self) -> str:
        return str(self)

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self._latex}$"


@explained
def formula(
    node: Node,
    of: Any = None,
    *,
    simplify: bool = False,
    names: Mapping[str, Any] | None = None,
) -> Formula:
    """The closed form of d node / d of, in the names of the leaves.

    It is what the chain rule gives: the local derivatives of all ops on all paths,
    multiplied along each path and added up. Kinks of ops are ignored.

    Args:
        node: the result to differentiate.
        of: a node below it, or its name; None for the result itself.
        simplify: whether SymPy looks for a shorter form, which may take long.
        names: variables to name nodes after; by default those of the caller.

    Returns:
        Text that a REPL shows as it is; `.latex()` is its LaTeX.

    Raises:
        TypeError: `node` is not a Value or Tensor, or `of` not a node.
        ValueError: `of` is not in the graph, an op has no closed form, or the form
            would be too long to read.
        MissingExtra: SymPy is not installed.

    >>> from autograd_core import Value
    >>> w, x, b = (Value(0.5, label=name) for name in ("w", "x", "b"))
    >>> L = (w * x + b).tanh()
    >>> formula(L, of=w)
    dL/dw = x*(1 - tanh(b + w*x)**2)
    >>> print(formula(L, of=w).latex().partition(" = ")[2])
    x \\left(1 - \\tanh^{2}{\\left(b + w x \\right)}\\right)
    """
    variables = names_around() if names is None else names_in(names)
    checked_result("formula", node)
    scalars = replay("formula", node, variables)
    root = scalars.root
    order = topological_order(root)
    node_names = names_of(order, set(order), scalars.variables)
    algebra = Algebra(order, node_names)
    if of is None:
        name, latex = node_names[root], latex_name(node_names[root])
        expression = algebra.forms[root]
    else:
        target = _target(of, scalars, order, node_names)
        name = f"d{factor(node_names[root])}/d{factor(node_names[target])}"
        over, under = latex_name(node_names[root]), latex_name(node_names[target])
        latex = rf"\frac{{\partial {over}}}{{\partial {under}}}"
        expression = algebra.gradient(root, target)
    if simplify:
        expression = algebra.sympy.simplify(expression)
    expression = algebra.readable(expression)
    text = in_words(expression) or in_line(expression)
    return Formula(name, latex, expression, text, algebra.latex(expression))


def _target(
    of: Any, scalars: Replay, order: list[Any], node_names: dict[Node, str]
) -> Node:
    """The node with respect to which to differentiate.

    Raises:
        TypeError: `of` is neither a node nor a name.
        ValueError: it is not in the graph, or has several entries.
    """
    if isinstance(of, (list, tuple)):
        raise TypeError(
            "formula: of must be one node or its name, not several; call it for each: "
            "[formula(L, of=leaf) for leaf in leaves]"
        )
    requests = requested_nodes("formula", [of], scalars, order)
    targets = nodes_of_requests("formula", requests, order, scalars.variables)
    if len(targets) > 1:
        raise ValueError(
            f"formula: of has {len(targets)} entries, and each has its own formula; "
            f'choose one of them, such as of="{node_names[targets[0]]}"'
        )
    return targets[0]

"""`Rule`: what every kind of op says of itself, once.

A node keeps the rule that made it. Whoever differentiates, draws, explains or checks a
graph asks the rule, and does not ask which kind of rule it is.

The derivatives are written in operators and ops. Fed payloads (floats, arrays) they
give payloads; fed nodes, the graph of the gradient; fed terms, a formula.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograd_core.messages.errors import GraphError


class Rule:
    """How a result is computed from its operands, and how it is differentiated.

    A subclass defines `array`, and either `local_grad` (then `vjp` and `jvp` follow) or
    `vjp` and `jvp` themselves. One whose nodes are Values defines `local_grad`.

    Attributes:
        name: NumPy's name of the function, or the user's.
        symbol: what diagrams and `repr` print.
        infix: whether the symbol is written between its operands.
        elementwise: whether an entry of the result depends on the same entry of each
            operand only, so that its derivative is one array of the result's shape.
        recomputes: whether `value` can be asked for the result at other numbers; not so
            for a node whose local derivatives the user gave.
    """

    __slots__: tuple[str, ...] = ()
    name: str
    infix = False
    elementwise = False
    recomputes = True

    @property
    def symbol(self) -> str:
        """What diagrams print: the name, if there is no sign for it."""
        return self.name

    @property
    def settings(self) -> dict[str, Any]:
        """What the op was called with beside its operands: `{"axis": 0}`."""
        names = [n for n in type(self).__slots__ if not n.startswith("_")]
        return {name: getattr(self, name) for name in names if name != "name"}

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.settings.items())
        return f"<op {self.name!r}{' ' if shown else ''}{shown}>"

    # -- the value -------------------------------------------------------------------

    def value(self, *numbers: float) -> float:
        """The result at floats."""
        return float(self.array(*numbers))

    def array(self, *operands: Any) -> Any:
        """The result at plain arrays and floats; what NumPy would give."""
        raise NotImplementedError

    def on_values(self, *operands: Any) -> Any:
        """The result on object arrays of Values, entry by entry, to be drawn.

        Raises:
            GraphError: the op has no form on Values.
        """
        raise GraphError(f"to_scalar_graph: the op {self.name} has no form on Values")

    # -- the derivatives -------------------------------------------------------------

    def local_grad(self, i: int, out: Any, operands: Sequence[Any]) -> Any:
        """d out / d operand `i`, at payloads or as an expression of nodes.

        Raises:
            GraphError: there is no derivative of this order.
        """
        raise NotImplementedError

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        """What operand `i` is sent: upstream gradient times Jacobian.

        It may still have the shape that broadcasting gave the operand.
        """
        slope = self.local_grad(i, out, operands)
        return product(upstream, slope)

    def jvp(self, tangents: Sequence[Any], out: Any, operands: Sequence[Any]) -> Any:
        """Jacobian times tangents; a tangent that is None is 0."""
        slopes = [
            None if tangent is None else self.local_grad(i, out, operands)
            for i, tangent in enumerate(tangents)
        ]
        return weighted_sum(tangents, slopes)


def product(factor: Any, slope: Any) -> Any:
    """factor x slope; a factor that is the number 1 makes no node of its own."""
    if type(slope) is float and slope == 1.0:
        return factor
    if type(factor) is float and factor == 1.0:
        return slope
    return factor * slope


def weighted_sum(tangents: Sequence[Any], slopes: Sequence[Any]) -> Any:
    """Sum of tangent x slope over the tangents that are not None."""
    total = None
    for tangent, slope in zip(tangents, slopes, strict=True):
        if tangent is not None:
            term = product(tangent, slope)
            total = term if total is None else total + term
    return total

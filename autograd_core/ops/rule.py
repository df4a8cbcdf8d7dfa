"""`Rule`: what every kind of op defines, once.

A node keeps the rule that made it. Code that differentiates, draws, explains or checks
a graph calls the methods of the rule, and does not test which kind of rule it is.

The derivatives are written in operators and ops. Fed payloads (floats, arrays) they
give payloads; fed nodes, the graph of the gradient; fed terms, a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from autograd_core.messages.errors import GraphError
from autograd_core.messages.types import Operand, Operands, Tangents


class Rule:
    """How a result is computed from its operands, and how it is differentiated.

    A subclass whose nodes are Values defines `local_grad`; one that works on arrays
    defines `array`, and `vjp` and `jvp` where they do not follow from `local_grad`.

    Attributes:
        name: NumPy's name of the function, or the user's.
        symbol: what diagrams and `repr` print.
        infix: whether the symbol is written between its operands.
        elementwise: whether an entry of the result depends on the same entry of each
            operand only, so that its derivative is one array of the result's shape.
        recomputes: whether `value` can compute the result at other numbers; not so for
            ops over sequences, and for nodes recorded by hand.
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
    def settings(self) -> dict[str, object]:
        """What the op was called with beside its operands: `{"axis": 0}`."""
        names = [n for n in type(self).__slots__ if not n.startswith("_")]
        return {name: getattr(self, name) for name in names if name != "name"}

    def __repr__(self) -> str:
        text = ", ".join(f"{name}={value!r}" for name, value in self.settings.items())
        return f"<op {self.name!r}{' ' if text else ''}{text}>"

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

    def batched(self, operands: Sequence[Any], mapped: Sequence[bool]) -> Any:
        """The op at a batch of examples, in ops; None if it is to run for each of them.

        An elementwise op needs no such rule: it broadcasts.

        Args:
            operands: those that differ from example to example have one more axis, for
                the examples, in front.
            mapped: which of them do.

        Returns:
            The results, with the axis of the examples in front.
        """
        return None

    def evaluate(
        self, numbers: Sequence[float], are_nodes: Sequence[bool]
    ) -> tuple[float, list[float]]:
        """The value at floats, and the local derivatives for nodes (else 0)."""
        out = self.value(*numbers)
        slopes: list[Any] = [
            self.local_grad(i, out, numbers) if is_node else 0.0
            for i, is_node in enumerate(are_nodes)
        ]
        return out, [float(slope) for slope in slopes]

    def evaluate_one(self, x: float) -> tuple[float, float]:
        """The value and the derivative of an op of one operand."""
        out, slopes = self.evaluate((x,), (True,))
        return out, slopes[0]

    def expressions(
        self, operands: Sequence[Any]
    ) -> tuple[Operand, Sequence[Operand]] | None:
        """The value and the local derivatives in ops of the table, on symbols.

        None if only `evaluate` can give them: a compiled program calls it then.
        """
        return None

    # -- the derivatives -------------------------------------------------------------

    def local_grad(self, i: int, out: Operand, operands: Operands) -> Operand:
        """d out / d operand `i`, at payloads or as an expression of nodes.

        Raises:
            GraphError: there is no derivative of this order.
        """
        raise NotImplementedError

    def at(self, out: Operand, operands: Operands) -> Rule:
        """The rule for one use at these operands, payloads or nodes.

        What all its derivatives share is computed once, here.
        """
        return self

    def vjp(
        self, i: int, upstream: Operand, out: Operand, operands: Operands
    ) -> Operand:
        """What operand `i` is sent: upstream gradient times Jacobian.

        It may have the shape after broadcasting; the caller sums it down.
        """
        slope = self.local_grad(i, out, operands)
        return product(upstream, slope)

    def vjp_into(
        self, i: int, upstream: Any, operands: Operands, gradient: Any
    ) -> bool:
        """Write what operand `i` is sent, at plain arrays, over `gradient`.

        Returns:
            Whether it was done; if not, nothing is changed, and `vjp` gives it.
        """
        return False

    def jvp(self, tangents: Sequence[Any], out: Operand, operands: Operands) -> Operand:
        """Jacobian times tangents; a tangent that is None is 0."""
        slopes = [
            None if tangent is None else self.local_grad(i, out, operands)
            for i, tangent in enumerate(tangents)
        ]
        return weighted_sum(tangents, slopes)


at_kinks: Callable[[Operand, Operand], Operand] | None = None
"""How to multiply while a node that jumps is alive; see `ops.kinks`."""


def product(factor: Operand, slope: Operand) -> Operand:
    """factor x slope; a factor of 1 makes no node: the graph of a gradient is small."""
    if type(slope) is float and slope == 1.0:
        return factor
    if type(factor) is float and factor == 1.0:
        return slope
    if at_kinks is not None:
        return at_kinks(factor, slope)
    return factor * slope


def weighted_sum(tangents: Tangents, slopes: Tangents) -> Operand:
    """Sum of tangent x slope over the tangents that are not None."""
    total: Any = None
    for tangent, slope in zip(tangents, slopes, strict=True):
        if tangent is not None and slope is not None:
            term = product(tangent, slope)
            total = term if total is None else total + term
    return total

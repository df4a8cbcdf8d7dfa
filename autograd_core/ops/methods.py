"""What a node has beside its fields: the elementwise ops, and Python's protocols.

What an op does, and what it does at its kinks, stands in its block.
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from autograd_core import ops
from autograd_core.messages.operands import describe, is_tensor
from autograd_core.messages.types import ArrayLike, Scalar
from autograd_core.ops.operators import compare, in_place, rounds, truth

if TYPE_CHECKING:
    from typing_extensions import Self


class NodeMethods:
    """One line here serves Value and Tensor alike."""

    __slots__ = ()
    __array_priority__ = 1000.0

    # -- the ops ---------------------------------------------------------------------

    def exp(self) -> Self:
        """Exponential, e^x; d/dx = e^x."""
        return ops.exp(self)

    def expm1(self) -> Self:
        """e^x - 1, accurate near 0; d/dx = e^x."""
        return ops.expm1(self)

    def log(self) -> Self:
        """Natural logarithm; d/dx = 1/x."""
        return ops.log(self)

    def log1p(self) -> Self:
        """log(1 + x), accurate near 0; d/dx = 1/(1 + x)."""
        return ops.log1p(self)

    def sqrt(self) -> Self:
        """Square root; d/dx = 1/(2 sqrt(x))."""
        return ops.sqrt(self)

    def square(self) -> Self:
        """Square, x^2; d/dx = 2x."""
        return ops.square(self)

    def reciprocal(self) -> Self:
        """Reciprocal, 1/x; d/dx = -1/x^2."""
        return ops.reciprocal(self)

    def sin(self) -> Self:
        """Sine; d/dx = cos(x)."""
        return ops.sin(self)

    def cos(self) -> Self:
        """Cosine; d/dx = -sin(x)."""
        return ops.cos(self)

    def tan(self) -> Self:
        """Tangent; d/dx = 1 + tan(x)^2."""
        return ops.tan(self)

    def arcsin(self) -> Self:
        """Inverse sine; d/dx = 1/sqrt(1 - x^2)."""
        return ops.arcsin(self)

    def arccos(self) -> Self:
        """Inverse cosine; d/dx = -1/sqrt(1 - x^2)."""
        return ops.arccos(self)

    def arctan(self) -> Self:
        """Inverse tangent; d/dx = 1/(1 + x^2)."""
        return ops.arctan(self)

    def sinh(self) -> Self:
        """Hyperbolic sine; d/dx = cosh(x)."""
        return ops.sinh(self)

    def cosh(self) -> Self:
        """Hyperbolic cosine; d/dx = sinh(x)."""
        return ops.cosh(self)

    def tanh(self) -> Self:
        """Hyperbolic tangent; d/dx = 1 - tanh(x)^2."""
        return ops.tanh(self)

    def arcsinh(self) -> Self:
        """Inverse hyperbolic sine; d/dx = 1/sqrt(1 + x^2)."""
        return ops.arcsinh(self)

    def arccosh(self) -> Self:
        """Inverse hyperbolic cosine; d/dx = 1/sqrt(x^2 - 1)."""
        return ops.arccosh(self)

    def arctanh(self) -> Self:
        """Inverse hyperbolic tangent; d/dx = 1/(1 - x^2)."""
        return ops.arctanh(self)

    def sigmoid(self) -> Self:
        """Logistic sigmoid, s(x) = 1/(1 + e^-x); d/dx = s(x) (1 - s(x))."""
        return ops.sigmoid(self)

    def softplus(self) -> Self:
        """Softplus, ln(1 + e^x); d/dx = s(x)."""
        return ops.softplus(self)

    def relu(self) -> Self:
        """max(x, 0); d/dx = 1 for x > 0, else 0."""
        return ops.relu(self)

    def gelu(self) -> Self:
        """Gaussian error linear unit, x Phi(x); d/dx = Phi(x) + x phi(x)."""
        return ops.gelu(self)

    def silu(self) -> Self:
        """Sigmoid linear unit, x s(x); d/dx = s(x) (1 + x (1 - s(x)))."""
        return ops.silu(self)

    def hard_tanh(self) -> Self:
        """x cut off at -1 and 1; d/dx = 1 inside (-1, 1), else 0."""
        return ops.hard_tanh(self)

    def sign(self, at_zero: float = 0.0) -> Self:
        """Sign: -1 or 1, and `at_zero` at 0; d/dx = 0."""
        return ops.sign(self, at_zero)

    def step(self, at_zero: float = 0.0) -> Self:
        """1 for x > 0, 0 for x < 0, and `at_zero` at 0; d/dx = 0."""
        return ops.step(self, at_zero)

    def erf(self) -> Self:
        """Error function; d/dx = 2/sqrt(pi) e^(-x^2)."""
        return ops.erf(self)

    def erfc(self) -> Self:
        """1 - erf(x); d/dx = -2/sqrt(pi) e^(-x^2)."""
        return ops.erfc(self)

    def abs(self) -> Self:
        """Absolute value; d/dx = sign(x), 0 at 0."""
        return ops.absolute(self)

    def absolute(self) -> Self:
        """Absolute value; d/dx = sign(x), 0 at 0."""
        return ops.absolute(self)

    def leaky_relu(self, slope: Self | Scalar = 0.01) -> Self:
        """x for x > 0, else slope * x; d/dx = 1 or slope."""
        return ops.leaky_relu(self, slope)

    def elu(self, alpha: Self | Scalar = 1.0) -> Self:
        """x for x > 0, else alpha (e^x - 1); d/dx = 1 or alpha e^x."""
        return ops.elu(self, alpha)

    def power(self, other: Self | ArrayLike) -> Self:
        """Power, x^y; d/dx = y x^(y-1), d/dy = x^y log(x)."""
        return ops.power(self, other)

    def hypot(self, other: Self | ArrayLike) -> Self:
        """Length of (x, y), sqrt(x^2 + y^2); d/dx = x/out, d/dy = y/out."""
        return ops.hypot(self, other)

    def maximum(self, other: Self | ArrayLike) -> Self:
        """The larger of x and y; a tie splits the gradient."""
        return ops.maximum(self, other)

    def minimum(self, other: Self | ArrayLike) -> Self:
        """The smaller of x and y; a tie splits the gradient."""
        return ops.minimum(self, other)

    def clip(
        self, min: Self | ArrayLike | None = None, max: Self | ArrayLike | None = None
    ) -> Self:
        """x cut off at both bounds, None for no bound; d/dx = 1 inside, else 0."""
        return ops.clip(self, min, max)

    def where(self, x: Self | ArrayLike, y: Self | ArrayLike) -> Self:
        """x where this node is not 0, else y; this node gets no gradient."""
        return ops.where(self, x, y)

    def conjugate(self) -> Self:
        """This node: it is real. NumPy asks for it in `np.std` and the like."""
        return self

    def __abs__(self) -> Self:
        return ops.absolute(self)

    # -- in place: `p -= 0.1 * p.grad`

    def __iadd__(self, other: object) -> Self:
        return in_place(self, other, operator.add, "+=")

    def __isub__(self, other: object) -> Self:
        return in_place(self, other, operator.sub, "-=")

    def __imul__(self, other: object) -> Self:
        return in_place(self, other, operator.mul, "*=")

    def __itruediv__(self, other: object) -> Self:
        return in_place(self, other, operator.truediv, "/=")

    def __ipow__(self, other: object) -> Self:
        return in_place(self, other, operator.pow, "**=")

    def __imatmul__(self, other: object) -> Self:
        return in_place(self, other, operator.matmul, "@=")

    # -- Python's, NumPy's and micrograd's names

    @property
    def _prev(self: Any) -> tuple[Any, ...]:
        return self.parents

    @property
    def _children(self: Any) -> tuple[Any, ...]:
        return self.parents

    @property
    def _local_grads(self: Any) -> tuple[Any, ...]:
        return self.local_grads

    @property
    def _op(self: Any) -> str:
        return self.op

    def _backward(self: Any) -> None:
        # micrograd's step of the chain rule, for a graph that is walked by hand.
        if not all(isinstance(node.data, float) for node in (self, *self.parents)):
            raise TypeError(
                f"{describe(self)}._backward() is micrograd's step between Values; "
                "with Tensors call backward()"
            )
        for parent, slope in zip(self.parents, self.local_grads, strict=True):
            parent.grad += slope * self.grad

    def __dir__(self) -> list[str]:
        """The attributes, without those that only say what to write instead."""
        return [name for name in object.__dir__(self) if hasattr(self, name)]

    def __format__(self: Any, spec: str) -> str:
        return format(self._payload(), spec) if spec else repr(self)

    def __bool__(self: Any) -> bool:
        """Whether the number is not 0, as for a float."""
        return truth(self)

    def __hash__(self) -> int:
        """By identity: two live nodes never have one hash.

        So a set, or the keys of a dict, tell nodes apart without a call of `==`.
        """
        return id(self) >> 4

    def __eq__(self, other: object) -> Any:
        """Whether the numbers are equal: a bool, or an array of them for a Tensor."""
        return compare(self, other, operator.eq)

    def __ne__(self, other: object) -> Any:
        return compare(self, other, operator.ne)

    def __lt__(self, other: object) -> Any:
        return compare(self, other, operator.lt)

    def __le__(self, other: object) -> Any:
        return compare(self, other, operator.le)

    def __gt__(self, other: object) -> Any:
        return compare(self, other, operator.gt)

    def __ge__(self, other: object) -> Any:
        return compare(self, other, operator.ge)

    def __pos__(self) -> Self:
        """This node, unchanged."""
        return self

    # Python's operators that have no derivative here.

    def __floordiv__(self, other: object) -> Any:
        raise rounds(self, other, "//")

    def __rfloordiv__(self, other: object) -> Any:
        raise rounds(other, self, "//")

    def __mod__(self, other: object) -> Any:
        raise rounds(self, other, "%")

    def __rmod__(self, other: object) -> Any:
        raise rounds(other, self, "%")

    def __divmod__(self, other: object) -> Any:
        raise rounds(self, other, "divmod")

    def __rdivmod__(self, other: object) -> Any:
        raise rounds(other, self, "divmod")

    def __round__(self, digits: object = None) -> Any:
        raise rounds(self, digits, "round")

    def __float__(self) -> float:
        # Of `array[0] = t` with a Tensor, which is a sequence, NumPy says "setting an
        # array element with a sequence", and shows this error only as its cause.
        filling = "; to fill an array, stack([t, u, ...])" if is_tensor(self) else ""
        raise TypeError(
            f"float({describe(self)}) would silently leave the graph: use v.item() for "
            "the plain number, and v.exp() or autograd_core.exp(v) for math.exp(v)"
            f"{filling}"
        )

    def __int__(self) -> int:
        raise TypeError(
            f"int({describe(self)}) would silently leave the graph: use int(v.item())"
        )

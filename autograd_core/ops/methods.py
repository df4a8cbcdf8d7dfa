"""The elementwise ops as methods and operators of a node.

What an op does, and what it does at its kinks, stands in its block.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from autograd_core import ops
from autograd_core.messages.types import ArrayLike, Integer, Scalar
from autograd_core.ops.protocols import Protocols
from autograd_core.ops.rounding import rounded

if TYPE_CHECKING:
    from typing_extensions import Self


class NodeMethods(Protocols):
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

    def exp2(self) -> Self:
        """Power of two, 2^x; d/dx = 2^x log(2)."""
        return ops.exp2(self)

    def log2(self) -> Self:
        """Logarithm to base 2; d/dx = 1/(x log(2))."""
        return ops.log2(self)

    def log10(self) -> Self:
        """Logarithm to base 10; d/dx = 1/(x log(10))."""
        return ops.log10(self)

    def cbrt(self) -> Self:
        """Cube root; d/dx = 1/(3 cbrt(x)^2)."""
        return ops.cbrt(self)

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

    def floor(self) -> Self:
        """The largest whole number not above x; d/dx = 0."""
        return ops.floor(self)

    def ceil(self) -> Self:
        """The smallest whole number not below x; d/dx = 0."""
        return ops.ceil(self)

    def trunc(self) -> Self:
        """The whole part of x; d/dx = 0."""
        return ops.trunc(self)

    def rint(self) -> Self:
        """The nearest whole number, of two the even one; d/dx = 0."""
        return ops.rint(self)

    def round(self, decimals: Integer = 0) -> Self:
        """Rounded to some decimals, as `np.round`; d/dx = 0."""
        return rounded(self, decimals)

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

    def fmax(self, other: Self | ArrayLike) -> Self:
        """The larger of x and y, of nan and a number the number."""
        return ops.fmax(self, other)

    def fmin(self, other: Self | ArrayLike) -> Self:
        """The smaller of x and y, of nan and a number the number."""
        return ops.fmin(self, other)

    def arctan2(self, x: Self | ArrayLike) -> Self:
        """The angle of the point (x, this); d/dx = -y/(x^2 + y^2)."""
        return ops.arctan2(self, x)

    def logaddexp(self, other: Self | ArrayLike) -> Self:
        """log(e^x + e^y); d/dx = s(x - y), s the sigmoid."""
        return ops.logaddexp(self, other)

    def logaddexp2(self, other: Self | ArrayLike) -> Self:
        """log2(2^x + 2^y); d/dx = s((x - y) log(2)), s the sigmoid."""
        return ops.logaddexp2(self, other)

    def floor_divide(self, other: Self | ArrayLike) -> Self:
        """The quotient rounded down, x // y; d/dx = 0."""
        return ops.floor_divide(self, other)

    def remainder(self, other: Self | ArrayLike) -> Self:
        """x % y, with the sign of y; d/dx = 1, d/dy = -(x // y)."""
        return ops.remainder(self, other)

    def fmod(self, other: Self | ArrayLike) -> Self:
        """The remainder with the sign of x; d/dx = 1, d/dy = -trunc(x / y)."""
        return ops.fmod(self, other)

    def heaviside(self, other: Self | ArrayLike) -> Self:
        """0 below 0, y there, 1 above; d/dx = 0."""
        return ops.heaviside(self, other)

    def clip(
        self, min: Self | ArrayLike | None = None, max: Self | ArrayLike | None = None
    ) -> Self:
        """x cut off at both bounds, None for no bound; d/dx = 1 inside, else 0."""
        return ops.clip(self, min, max)

    def where(self, x: Self | ArrayLike, y: Self | ArrayLike) -> Self:
        """x where this node is not 0, else y; this node gets no gradient.

        Raises:
            TypeError: x is a condition, which other libraries take first.
        """
        if isinstance(x, bool) or getattr(x, "dtype", None) == np.bool_:
            raise TypeError(
                "x.where(a, b) is a where x is not 0; of a condition write "
                "where(condition, x, b)"
            )
        return ops.where(self, x, y)

    def conjugate(self) -> Self:
        """This node: it is real. NumPy asks for it in `np.std` and the like."""
        return self

    def __abs__(self) -> Self:
        return ops.absolute(self)

    # -- operators that round

    def __floordiv__(self, other: Self | ArrayLike) -> Self:
        return ops.floor_divide(self, other)

    def __rfloordiv__(self, other: Self | ArrayLike) -> Self:
        return ops.floor_divide(other, self)

    def __mod__(self, other: Self | ArrayLike) -> Self:
        return ops.remainder(self, other)

    def __rmod__(self, other: Self | ArrayLike) -> Self:
        return ops.remainder(other, self)

    def __divmod__(self, other: Self | ArrayLike) -> tuple[Self, Self]:
        return ops.floor_divide(self, other), ops.remainder(self, other)

    def __rdivmod__(self, other: Self | ArrayLike) -> tuple[Self, Self]:
        return ops.floor_divide(other, self), ops.remainder(other, self)

    def __floor__(self) -> Self:
        return ops.floor(self)

    def __ceil__(self) -> Self:
        return ops.ceil(self)

    def __trunc__(self) -> Self:
        return ops.trunc(self)

    def __round__(self, digits: Integer | None = None) -> Self:
        """Rounded to some decimals; a node, not an int, also without `digits`."""
        return rounded(self, digits or 0)

"""Numbers of as many digits as are needed, for the references of the op table.

NumPy's and SciPy's functions of them are mpmath's: what is not real is nan.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np

NAN = mpmath.mpf("nan")

_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "absolute": abs,
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
    "negative": operator.neg,
    "power": mpmath.power,
    "square": lambda x: x * x,
    # Far out mpmath takes long, or does not find that it is 0.
    "exp": lambda x: mpmath.exp(x) if x > -1e6 else mpmath.mpf(0),
    "expm1": lambda x: mpmath.expm1(x) if x > -1e6 else mpmath.mpf(-1),
    "erfc": lambda x: mpmath.erfc(x) if x < 1e6 else mpmath.mpf(0),
    "arcsin": mpmath.asin,
    "arccos": mpmath.acos,
    "arctan": mpmath.atan,
    "arcsinh": mpmath.asinh,
    "arccosh": mpmath.acosh,
    "arctanh": mpmath.atanh,
    "trunc": lambda x: mpmath.floor(x) if x > 0 else mpmath.ceil(x),
    "rint": mpmath.nint,
    "greater": operator.gt,
    "less": operator.lt,
    "greater_equal": operator.ge,
    "less_equal": operator.le,
}


@functools.lru_cache(maxsize=100_000)
def _called(name: str, operands: tuple[Any, ...], digits: int) -> Any:
    """The function of mpmath, whose results the precision belongs to."""
    function = _FUNCTIONS.get(name) or getattr(mpmath, name)
    try:
        result = function(*operands)
    except (ValueError, ZeroDivisionError, OverflowError):
        return Number(NAN)
    return result if isinstance(result, bool) else Number(result)


class Number:
    """A real number of many digits, or nan."""

    def __init__(self, value: Any) -> None:
        if isinstance(value, mpmath.mpc):
            is_real = abs(value.imag) <= abs(value.real) * mpmath.mpf(10) ** (
                20 - mpmath.mp.dps
            )
            value = value.real if is_real else NAN
        self.value = mpmath.mpf(value)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *operands: Any) -> Any:
        return _called(ufunc.__name__, tuple(map(value_of, operands)), mpmath.mp.dps)

    @property
    def real(self) -> Number:
        return self

    def mean(self, **_: Any) -> Number:
        return self


def value_of(thing: Any) -> Any:
    """The number of mpmath behind a Number, a float, or an array of one of them."""
    if isinstance(thing, np.ndarray):
        thing = thing[()]
    return thing.value if isinstance(thing, Number) else mpmath.mpf(float(thing))


def _operator(ufunc: np.ufunc, swapped: bool = False) -> Callable[..., Any]:
    def method(self: Number, other: Any) -> Any:
        operands = (other, self) if swapped else (self, other)
        return self.__array_ufunc__(ufunc, "__call__", *operands)

    return method


for _name, _ufunc in {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "truediv": np.divide,
    "pow": np.power,
}.items():
    setattr(Number, f"__{_name}__", _operator(_ufunc))
    setattr(Number, f"__r{_name}__", _operator(_ufunc, swapped=True))
for _name, _ufunc in {
    "lt": np.less,
    "le": np.less_equal,
    "gt": np.greater,
    "ge": np.greater_equal,
}.items():
    setattr(Number, f"__{_name}__", _operator(_ufunc))
Number.__neg__ = lambda self: Number(-self.value)  # type: ignore[attr-defined]
Number.__abs__ = lambda self: Number(abs(self.value))  # type: ignore[attr-defined]

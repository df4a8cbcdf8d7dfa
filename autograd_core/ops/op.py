"""The record of one op: its name, its value and its local derivatives.

An op is defined once. Its derivatives are expressions in operators and other ops,
so the same line yields a number, an array or the graph of the gradient, depending
on what it is fed.
"""

from __future__ import annotations

import importlib
import inspect
import math
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, overload

import numpy as np

from autograd_core.messages.keywords import keyword_advice
from autograd_core.messages.numbers import float_of, is_number
from autograd_core.messages.operands import wrong_operand
from autograd_core.messages.types import (
    Array,
    NodeLike,
    Operand,
    Operands,
    Payload,
    Tangents,
)
from autograd_core.ops.object_arrays import entrywise, holds_nodes
from autograd_core.ops.rule import Rule
from autograd_core.ops.rule import product as product
from autograd_core.ops.rule import weighted_sum as weighted_sum

NodeT = TypeVar("NodeT", bound=NodeLike)

Derivative = Callable[..., Any]
"""`(out, x, y, ...) -> d out / d operand`, on floats, arrays, nodes and terms alike."""

OPS: dict[str, Op] = {}
"""Every elementwise op by its (NumPy) name."""

_AUXILIARY: dict[str, Op] = {}
"""Ops that only derivatives are made of."""

_ARITHMETIC_FAULTS = (ValueError, OverflowError, ZeroDivisionError)
_FLOAT64 = np.dtype(np.float64)
_EMPTY = inspect.Parameter.empty
_CORRECTLY_ROUNDED = (np.add, np.subtract, np.multiply, np.divide, np.negative, np.sqrt)
"""What IEEE 754 leaves no choice of: numbers and arrays agree to the last bit."""


class _Signature:
    """The signature of an op, read when it is first asked for: few are.

    A `__getattr__` would do the same, but make every other attribute slower.
    """

    def __get__(self, op: Any, kind: type) -> inspect.Signature:
        if op is None:  # that of the class is of its `__init__`
            raise AttributeError("__signature__")
        op.__signature__ = inspect.signature(op.scalar, eval_str=True)
        return op.__signature__


def _applied(derivative: Derivative, out: Operand, operands: Operands) -> Any:
    """A derivative; inf or nan where Python's floats would raise, as 1.0 / 0.0 does.

    NumPy's floats divide by zero and overflow as IEEE 754 says.
    """
    try:
        return derivative(out, *operands)
    except _ARITHMETIC_FAULTS:
        with np.errstate(all="ignore"):
            wide = [np.float64(x) if type(x) is float else x for x in (out, *operands)]
            return derivative(*wide)


class Op(Rule):
    """An elementwise function `out = op(x, y, ...)` that knows its derivatives.

    Call it like a function: on numbers it gives a number, on arrays an array, and on
    Values it records a node of the graph. On an array of Values, and on a Value beside
    an array, it gives an array with a node for each entry.

    Attributes:
        name: NumPy's name of the function.
        symbol: what diagrams and `repr` print, `*` for multiply.
        infix: whether the symbol is written between its operands.
        arity: how many operands it takes.
        has_defaults: whether some may be left out; None stands for the default.

    >>> from autograd_core import sin
    >>> sin.name, sin.arity, round(sin(1.0), 6)
    ('sin', 1, 0.841471)
    """

    elementwise = True
    symbol: str = ""
    __signature__: Any = _Signature()

    def __init__(
        self,
        forward: Callable[..., float],
        symbol: str,
        array: Callable[..., Array],
        derivatives: Sequence[Derivative],
        infix: bool = False,
        payload_derivatives: Sequence[Derivative] | None = None,
    ) -> None:
        self.name = forward.__name__.rstrip("_")
        self.symbol = symbol
        self.infix = infix
        self.arity = len(derivatives)
        self.scalar = forward
        self.vectorized = array
        self.array: Callable[..., Any] = self._array
        if array in _CORRECTLY_ROUNDED:
            self.array = array
        self.derivatives = tuple(derivatives)
        self.payload_derivatives = tuple(payload_derivatives or ())
        self.__name__ = self.name
        self.__qualname__ = self.name
        self.__module__ = forward.__module__
        self.__doc__ = forward.__doc__
        self.has_defaults = bool(forward.__defaults__)

    def __repr__(self) -> str:
        return f"<op {self.name!r}>"

    def __reduce__(self) -> tuple[Callable[..., Op], tuple[str, str]]:
        return (_op_named, (self.name, self.__module__))

    @overload
    def __call__(
        self, x: NodeT, *others: NodeT | Payload | None, **named: Any
    ) -> NodeT: ...
    @overload
    def __call__(
        self, x: float | np.ndarray[Any, Any], y: NodeT, *others: Any, **named: Any
    ) -> NodeT: ...
    @overload
    def __call__(self, x: float, *others: float | None, **named: Any) -> float: ...
    @overload
    def __call__(self, x: Array, *others: Payload | None, **named: Any) -> Array: ...
    @overload
    def __call__(self, *operands: Any, **named: Any) -> Any: ...
    def __call__(self, *operands: Any, **named: Any) -> Any:
        """The value of the op at `operands`; recorded when one of them is a node."""
        complete = len(operands) == self.arity and not named
        if not complete or (self.has_defaults and any(x is None for x in operands)):
            operands = self._bind(operands, named)
        if len(operands) == 1 and type(operands[0]) is float:
            # Derivatives call ops on plain floats: the shortest way for those.
            return self.value(operands[0])
        plain = True
        for operand in operands:
            kind = type(operand)
            if kind is not float and kind is not int and kind is not bool:
                record = getattr(kind, "_apply", None)
                if record is not None:
                    return record(self, operands)
                plain = False
        if plain:
            return self.value(*[float_of(x, self, operands) for x in operands])
        return self._call_on_arrays(operands)

    def _call_on_arrays(self, operands: tuple[Any, ...]) -> Any:
        for operand in operands:
            if isinstance(operand, (np.ndarray, np.generic, list, tuple)):
                try:
                    arrays = [self._as_array(x, operands) for x in operands]
                except TypeError:
                    if holds_nodes(operands):
                        return entrywise(self, operands)
                    raise
                out = self.array(*arrays)
                # np.where and the like make a 0-d array of NumPy's scalars.
                return out[()] if isinstance(out, np.ndarray) and not out.ndim else out
        for operand in operands:
            if not is_number(operand):
                raise TypeError(f"{self.name}: {wrong_operand(operand)}")
        return self.value(*[float_of(x, self, operands) for x in operands])

    def _array(self, *operands: Any) -> Any:
        """The op at arrays; at single float64 numbers what it gives for floats.

        The vectorized functions of NumPy and math's differ in the last bits.
        """
        for x in operands:
            if type(x) is not float and (x.ndim or x.dtype is not _FLOAT64):
                return self.vectorized(*operands)
        try:
            out = self.scalar(*map(float, operands))
        except _ARITHMETIC_FAULTS:
            return self.vectorized(*operands)
        # NumPy knows when to warn of an inf or nan.
        return np.float64(out) if math.isfinite(out) else self.vectorized(*operands)

    def value(self, *numbers: float) -> float:
        """The op at floats; IEEE results where Python would raise (log 0 = -inf)."""
        try:
            return self.scalar(*numbers)
        except _ARITHMETIC_FAULTS:
            with np.errstate(all="ignore"):
                return float(self.vectorized(*map(np.float64, numbers)))

    def evaluate_one(self, x: float) -> tuple[float, float]:
        """The value and the derivative of an op of one operand."""
        derivative = (self.payload_derivatives or self.derivatives)[0]
        try:
            out = self.scalar(x)
            return out, float(derivative(out, x))
        except _ARITHMETIC_FAULTS:
            out = self.value(x)
            return out, float(_applied(derivative, out, (x,)))

    def evaluate(
        self, numbers: Sequence[float], are_nodes: Sequence[bool]
    ) -> tuple[float, list[float]]:
        """The value, and d out / d operand for each operand that is a node (else 0)."""
        out = self.value(*numbers)
        derivatives = self.payload_derivatives or self.derivatives
        slopes = [
            float(_applied(derivative, out, numbers)) if is_node else 0.0
            for derivative, is_node in zip(derivatives, are_nodes, strict=True)
        ]
        return out, slopes

    def local_grad(self, i: int, out: Operand, operands: Operands) -> Operand:
        """d out / d operand `i` as an expression of nodes, for higher orders."""
        return _applied(self.derivatives[i], out, operands)

    def on_values(self, *operands: Any) -> Any:
        """The op on every entry."""
        return np.frompyfunc(self, len(operands), 1)(*operands)

    def vjp(
        self, i: int, upstream: Operand, out: Operand, operands: Operands
    ) -> Operand:
        """upstream gradient x local derivative, for operand `i`, on arrays or nodes."""
        slope = _applied(self._derivatives_at(out)[i], out, operands)
        return product(upstream, slope)

    def jvp(self, tangents: Tangents, out: Operand, operands: Operands) -> Operand:
        """Sum of local derivative x tangent; a tangent that is None is 0."""
        slopes = [
            _applied(derivative, out, operands) if tangent is not None else None
            for derivative, tangent in zip(
                self._derivatives_at(out), tangents, strict=True
            )
        ]
        return weighted_sum(tangents, slopes)

    def _derivatives_at(self, out: Operand) -> tuple[Derivative, ...]:
        """The derivatives for a result that is an array, or a node."""
        on_arrays = type(out) is np.ndarray
        return (on_arrays and self.payload_derivatives) or self.derivatives

    def _bind(
        self, operands: tuple[object, ...], named: dict[str, object]
    ) -> tuple[object, ...]:
        try:
            arguments = self.__signature__.bind(*operands, **named)
        except TypeError as error:
            advice = keyword_advice(named, self.__signature__.parameters)
            call = f"{self.name}{self.__signature__}"
            raise TypeError(f"{call}: {error}{advice}") from None
        arguments.apply_defaults()
        parameters = self.__signature__.parameters.values()
        return tuple(
            parameter.default if x is None and parameter.default is not _EMPTY else x
            for x, parameter in zip(arguments.args, parameters, strict=True)
        )

    def _as_array(self, operand: object, operands: tuple[object, ...]) -> Payload:
        if isinstance(operand, (float, int)):
            # A number never changes the dtype of the arrays beside it.
            return float_of(operand, self, operands)
        array = np.asarray(operand)
        if array.dtype.kind not in "fiub":
            entries = f"apply it to each entry: [{self.name}(v) for v in values]"
            remedy = (
                entries if array.dtype.kind == "O" else "it takes float or int arrays"
            )
            raise TypeError(
                f"{self.name}: expected real numbers, got {type(operand).__name__} of "
                f"dtype {array.dtype}; {remedy}"
            )
        if array.dtype.kind != "f":
            # Integers would truncate 1/2 and wrap around at 255.
            array = array.astype(np.float64)
        return array if array.ndim else array[()]


class Jump(Op):
    """An op of one operand that jumps at 0; its value there can be chosen.

    With another value than the op's own, where(x, op(x), at_zero) is recorded.
    """

    def __call__(self, *operands: Any, **named: Any) -> Any:
        """The op at an operand: `op(x)` or `op(x, at_zero)`."""
        if len(operands) == 1 and not named:
            return super().__call__(*operands)
        x, at_zero = self._bind(operands, named)
        if not is_number(at_zero):
            raise TypeError(
                f"{self.name}: at_zero must be a number, the value at 0, got "
                f"{type(at_zero).__name__}"
            )
        out = super().__call__(x)
        value: Any = float(at_zero)  # type: ignore[arg-type]
        return out if value == 0.0 else OPS["where"](x, out, value)


def jump(array: Callable[..., Array]) -> Callable[[Callable[..., float]], Op]:
    """Turn a scalar function that is flat but for a jump at 0 into an op of the table.

    Args:
        array: the same function for NumPy arrays.

    Returns:
        The decorator.
    """

    def decorate(forward: Callable[..., float]) -> Op:
        op = Jump(forward, forward.__name__, array, [lambda out, x: 0.0])
        x = next(iter(op.__signature__.parameters.values()))
        at_zero = inspect.Parameter(
            "at_zero", x.POSITIONAL_OR_KEYWORD, default=0.0, annotation=float
        )
        op.__signature__ = op.__signature__.replace(parameters=[x, at_zero])
        OPS[op.name] = op
        return op

    return decorate


def elementwise(
    symbol: str,
    array: Callable[..., Array],
    *derivatives: Derivative,
    infix: bool = False,
    payload_derivatives: Sequence[Derivative] | None = None,
    auxiliary: bool = False,
) -> Callable[[Callable[..., float]], Op]:
    """Turn a scalar function into an `Op` of the table.

    Args:
        symbol: what diagrams print.
        array: the same function for NumPy arrays.
        derivatives: one for each operand, `(out, x, y, ...) -> d out / d operand`,
            written with operators, comparisons and ops only, so that it runs on
            floats, arrays and nodes.
        infix: whether the symbol stands between the operands.
        payload_derivatives: the same derivatives for numbers and arrays only, where
            there is a faster way; a test holds them equal to `derivatives`.
        auxiliary: whether it is one that only derivatives are made of.

    Returns:
        The decorator.
    """

    def decorate(forward: Callable[..., float]) -> Op:
        op = Op(forward, symbol, array, derivatives, infix, payload_derivatives)
        (_AUXILIARY if auxiliary else OPS)[op.name] = op
        return op

    return decorate


def number_like(x: Any, *others: Any) -> Any:
    """A float as an array of the dtype of the arrays beside it; an array as it is.

    NumPy's functions make a float64 of a float, and that would widen float32.

    >>> number_like(0.5, 2.0, np.zeros(3, "float32")).dtype
    dtype('float32')
    """
    if type(x) is float:
        for other in others:
            if type(other) is not float and other.dtype.kind == "f":
                return np.asarray(x, other.dtype)
    return x


def is_zero(x: Operand) -> Any:
    """Whether x == 0, for payloads, nodes and printed terms alike."""
    return (x >= 0) & (x <= 0)


def _op_named(name: str, module: str = "") -> Op:
    """The op that a pickled graph names; `module` has it, if few programs load it."""
    if module and name not in OPS and name not in _AUXILIARY:
        importlib.import_module(module)
    return OPS.get(name) or _AUXILIARY[name]

"""Changes of one operation of a formula that may set it right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograd_core.messages.types import Array
from autograd_core.testing.diagnosis.formula_trace import Change, Operation

_SYMBOLS = {
    "add": "+",
    "subtract": "-",
    "multiply": "*",
    "divide": "/",
    "matmul": "@",
    "power": "**",
}


class Repair(NamedTuple):
    """A change of one operation.

    Attributes:
        rank: how unlikely it is that this was forgotten.
        key: what is changed.
        text: what the line must do, and what that mistake is.
        change: of its result.
    """

    rank: float
    key: str
    text: str
    change: Change


def repairs(operation: Operation, counts: Sequence[int]) -> Iterator[Repair]:
    """The changes of one operation, the likeliest first.

    Args:
        operation: what NumPy did.
        counts: numbers of terms that a sum or mean may be over.
    """
    yield from _of_signs(operation)
    yield from _of_terms(operation)
    yield from _of_places(operation)
    yield from _of_factors(operation, counts)
    yield from _of_powers(operation)


def factor_repairs(
    operation: Operation, before: Sequence[Operation]
) -> Iterator[Repair]:
    """Factors that are missing: values from before, and derivatives at them."""
    shape = operation.result.shape
    values: list[Array] = []
    of_tanh, of_sigmoid = (
        f", the derivative of {name}" * any(other.name == function for other in before)
        for name, function in (("tanh", "tanh"), ("sigmoid", "exp"))
    )
    for other in before:
        value = other.result
        if value.shape != shape or any(np.array_equal(value, x) for x in values):
            continue
        values.append(value)
        name = f"`{other.line[0]}`" if other.line[0] else f"its {_noun(other)}"
        for rank, key, text, factor in (
            (
                4.1,
                "tanh",
                f"1 - h**2 with h of {name}{of_tanh}",
                1 - value**2,
            ),
            (
                4.1,
                "sigmoid",
                f"s*(1 - s) with s of {name}{of_sigmoid}",
                value * (1 - value),
            ),
            (
                4.1,
                "mask",
                f"the mask {name} > 0, as the derivative of relu",
                (value > 0) * 1.0,
            ),
            (4.2, "value", f"the value of {name}", value),
            (4.3, "inverse", f"1 over the value of {name}", 1 / value),
        ):
            if not np.all(np.isfinite(factor)) or np.all(factor == factor.ravel()[0]):
                continue
            missing = (
                f"its {_noun(operation)} is multiplied by {text}: a factor is missing"
            )
            yield Repair(rank, f"{key}_{len(values)}", missing, _scaled(factor))


def _of_signs(operation: Operation) -> Iterator[Repair]:
    name = operation.name
    if name == "add" and len(operation.operands) == 2:
        text = "the `+` is a `-`: a sign is wrong"
        yield Repair(3.9, "minus", text, lambda x, r: x[0] - x[1])
        text = "the first term of the `+` has a `-`: a sign is wrong"
        yield Repair(3.95, "minus_first", text, lambda x, r: x[1] - x[0])
    elif name == "subtract" and len(operation.operands) == 2:
        text = "the `-` is a `+`: a sign is wrong"
        yield Repair(3.9, "plus", text, lambda x, r: x[0] + x[1])
    text = f"its {_noun(operation)} has the other sign: a sign is wrong"
    yield Repair(4.0, "sign", text, lambda x, r: -r)


def _of_terms(operation: Operation) -> Iterator[Repair]:
    """A term or a factor that is too much."""
    if len(operation.operands) != 2:
        return
    name, shape = operation.name, operation.result.shape
    for i, place in enumerate(("first", "second")):
        fits = np.shape(operation.operands[i]) == shape
        if not fits:
            continue
        if name in ("add", "subtract"):
            text = f"the {place} term of the `{_SYMBOLS[name]}` alone is used"
            yield Repair(
                4.3,
                f"term_{i}",
                f"{text}: a term is too much",
                _operand(i, -1.0 if i and name == "subtract" else 1.0),
            )
        if name in ("multiply", "divide") and not (name == "divide" and i):
            text = f"the {place} operand of the `{_SYMBOLS[name]}` alone is used"
            yield Repair(
                4.2,
                f"operand_{i}",
                f"{text}: a factor too much",
                _operand(i),
            )
    if name == "multiply":
        text = "the `*` is a `/`: a factor is the wrong way round"
        yield Repair(4.4, "over", text, lambda x, r: x[0] / x[1])
    if name == "divide":
        text = "the `/` is a `*`: a factor is the wrong way round"
        yield Repair(4.4, "times", text, lambda x, r: x[0] * x[1])
        text = "what is below the `/` is squared: the derivative of 1/y is -1/y**2"
        yield Repair(4.2, "squared", text, lambda x, r: r / x[1])
    if name == "multiply":
        for i, place in enumerate(("first", "second")):
            text = f"the {place} factor of the `*` counts twice: its square is due"
            yield Repair(4.5, f"square_{i}", text, _squaring(i))


def _of_places(operation: Operation) -> Iterator[Repair]:
    """Transposes, axes, orders."""
    name, operands, shape = operation.name, operation.operands, operation.result.shape
    if name in ("matmul", "dot", "inner") and len(operands) == 2:
        a, b = operands
        product = np.matmul
        for key, first, second, noun in (
            ("first", _turned(a), b, "the first matrix"),
            ("second", a, _turned(b), "the second matrix"),
            ("both", _turned(b), _turned(a), "the product"),
        ):
            if first is None or second is None or not _conform(first, second, shape):
                continue
            text = f"{noun} of the `@` is transposed: .T is missing or too much"
            yield Repair(3.9, f"transpose_{key}", text, _turning(product, key))
    if name == "outer" and len(shape) == 2 and shape[0] == shape[1]:
        text = (
            "the outer product is transposed: a transpose, .T, is missing or too much"
        )
        yield Repair(4.0, "transpose_outer", text, lambda x, r: r.T)
    if len(shape) == 2 and shape[0] == shape[1] and name not in ("matmul", "outer"):
        text = f"its {_noun(operation)} is transposed: a transpose, .T, is missing"
        yield Repair(4.4, "transpose", text, lambda x, r: r.T)


def _turned(array: Any) -> Any:
    return np.swapaxes(array, -1, -2) if np.ndim(array) >= 2 else None


def _conform(a: Any, b: Any, shape: tuple[int, ...]) -> bool:
    try:
        return np.shape(np.matmul(a, b)) == shape
    except ValueError:
        return False


def _turning(product: Any, key: str) -> Change:
    def change(x: Sequence[Any], r: Any) -> Any:
        if key == "both":
            return product(_turned(x[1]), _turned(x[0]))
        first = _turned(x[0]) if key == "first" else x[0]
        second = _turned(x[1]) if key == "second" else x[1]
        return product(first, second)

    return change


def _of_factors(operation: Operation, counts: Sequence[int]) -> Iterator[Repair]:
    noun = _noun(operation)
    yield Repair(
        4.1,
        "double",
        f"its {noun} is doubled: a factor 2 is missing",
        _scaled(2.0),
    )
    yield Repair(
        4.2, "half", f"its {noun} is halved: a factor 2 too much", _scaled(0.5)
    )
    for n in counts:
        text = (
            f"its {noun} is divided by {n}: a 1/{n} is missing, as of a mean over {n}"
        )
        yield Repair(4.3, f"mean_{n}", text, _scaled(1 / n))
        text = f"its {noun} is multiplied by {n}: divided by {n} too often"
        yield Repair(4.4, f"sum_{n}", text, _scaled(n))


def _of_powers(operation: Operation) -> Iterator[Repair]:
    name = operation.name
    if name == "power" or name == "square":
        for step, word in ((1, "more"), (-1, "less")):
            text = f"the exponent of the power is 1 {word}: the power is wrong"
            yield Repair(4.2, f"exponent_{step}", text, _powered(step))
        yield Repair(4.6, "root", "the power is left out", lambda x, r: x[0] + 0.0 * r)
    elif len(operation.operands) == 1 and name in ("exp", "log", "sqrt", "tanh"):
        text = f"{name} is left out"
        yield Repair(4.4, "left_out", text, lambda x, r: x[0])
        text = f"{name} is taken once more"
        yield Repair(4.6, "again", text, _again(getattr(np, name)))
    if name == "exp":
        yield Repair(
            4.3,
            "exp_of_minus",
            "exp has the other sign inside: a sign is wrong",
            lambda x, r: 1 / r,
        )
    if name in ("sin", "cos"):
        other = {"sin": np.cos, "cos": np.sin}[name]
        text = f"{name} is {'cos' if name == 'sin' else 'sin'}: its derivative is meant"
        yield Repair(4.2, "cofunction", text, _applied(other))
        change = _applied(other, -1.0)
        yield Repair(4.25, "minus_cofunction", text + ", and a sign", change)


def _scaled(factor: Any) -> Change:
    return lambda x, r: r * factor


def _operand(i: int, sign: float = 1.0) -> Change:
    return lambda x, r: sign * x[i]


def _squaring(i: int) -> Change:
    return lambda x, r: r * x[i]


def _powered(step: int) -> Change:
    return lambda x, r: r * x[0] ** float(step)


def _applied(f: Any, sign: float = 1.0) -> Change:
    return lambda x, r: sign * f(x[0])


def _again(f: Any) -> Change:
    return lambda x, r: f(r)


def _noun(operation: Operation) -> str:
    name = operation.name
    if name in _SYMBOLS:
        return f"`{_SYMBOLS[name]}`"
    return {"add.reduce": "sum", "outer": "outer product"}.get(name, name)

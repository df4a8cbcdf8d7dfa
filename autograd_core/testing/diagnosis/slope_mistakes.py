"""Mistakes in the local derivative of an elementwise op."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from autograd_core.engine.node import Node, payload_of, rule_of
from autograd_core.messages.types import Payload
from autograd_core.testing.diagnosis.graph_text import operand_text, text_of

_UNREMARKABLE = (0.0, 1.0, 2.0, 0.5)
"""Factors that occur everywhere: that one of them fits explains nothing."""

SLOPES = {
    "tanh": "1 - h**2 with h = tanh(u)",
    "sigmoid": "s*(1 - s) with s = sigmoid(u)",
    "exp": "exp(u)",
    "log": "1/u",
    "sqrt": "1/(2*sqrt(u))",
    "sin": "cos(u)",
    "cos": "-sin(u)",
    "square": "2*u",
    "absolute": "sign(u)",
    "softplus": "sigmoid(u)",
    "arctan": "1/(1 + u**2)",
    "log1p": "1/(1 + u)",
    "reciprocal": "-1/u**2",
}
"""Derivatives, for hints."""


class Mistake(NamedTuple):
    """A mistake at one operand of a result.

    Attributes:
        rank: how unspecific it is.
        key: what it is.
        hint: the sentence.
        parent: the node that is sent something else.
        change: what it is sent, minus what it must be sent.
    """

    rank: float
    key: str
    hint: str
    parent: Node
    change: Payload


def _sigmoid(x: Any) -> Any:
    return 0.5 * (1.0 + np.tanh(0.5 * x))


Slope = Callable[[Any, Any], Any]

_OTHER_SLOPES: dict[str, tuple[tuple[str, Slope], ...]] = {
    "tanh": (
        (
            "1 - h is used, where 1 - h**2 is due: the square is missing",
            lambda u, out: 1 - out,
        ),
        ("h*(1 - h), that of sigmoid, is used", lambda u, out: out * (1 - out)),
        (
            "it is taken at its result, not its argument",
            lambda u, out: 1 - np.tanh(out) ** 2,
        ),
        (
            "1 - h**2 is a formula of its result, which here got its argument",
            lambda u, out: 1 - u * u,
        ),
        ("1 + h**2 is used: its sign is wrong", lambda u, out: 1 + out * out),
    ),
    "sigmoid": (
        ("s alone is used: the factor (1 - s) is missing", lambda u, out: out),
        ("1 - s alone is used: the factor s is missing", lambda u, out: 1 - out),
        ("1 - s**2, that of tanh, is used", lambda u, out: 1 - out * out),
        (
            "it is taken at its result, not its argument",
            lambda u, out: _sigmoid(out) * (1 - _sigmoid(out)),
        ),
        (
            "s*(1 - s) is a formula of its result, which here got its argument",
            lambda u, out: u * (1 - u),
        ),
        ("s*(1 + s) is used: its sign is wrong", lambda u, out: out * (1 + out)),
    ),
    "relu": (
        (
            "the gradient passes where u <= 0: the condition is the wrong way round",
            lambda u, out: np.asarray(u <= 0, float),
        ),
        ("the result itself is used, where 1 is due", lambda u, out: out),
    ),
    "leaky_relu": (
        (
            "that of relu is used, 0 to the left",
            lambda u, out: np.asarray(u > 0, float),
        ),
    ),
    "elu": (
        (
            "that of relu is used, 0 to the left",
            lambda u, out: np.asarray(u > 0, float),
        ),
    ),
    "exp": (
        ("exp(u) is its result, which here got its argument", lambda u, out: u),
        ("u*exp(u) is used: exp(u) has no power to lower", lambda u, out: u * out),
    ),
    "log": (
        ("u is used, where 1/u is due", lambda u, out: u),
        ("log(u) itself is used, where 1/u is due", lambda u, out: out),
        ("1/u**2 is used, where 1/u is due", lambda u, out: 1 / (u * u)),
    ),
    "sqrt": (
        ("sqrt(u) is used, where 1/(2*sqrt(u)) is due", lambda u, out: out),
        ("sqrt(u)/2 is used, where 1/(2*sqrt(u)) is due", lambda u, out: out / 2),
        ("1/(2*u) is used: the root is missing", lambda u, out: 0.5 / u),
    ),
    "sin": (
        ("sin(u) is used, where cos(u) is due", lambda u, out: out),
        ("-sin(u) is used, where cos(u) is due", lambda u, out: -out),
        ("cos is taken of its result", lambda u, out: np.cos(out)),
    ),
    "cos": (
        ("cos(u) is used, where -sin(u) is due", lambda u, out: out),
        ("-cos(u) is used, where -sin(u) is due", lambda u, out: -out),
    ),
    "square": (
        ("u**2 is used: the power is not lowered", lambda u, out: out),
        ("2*u**2 is used: the power is not lowered", lambda u, out: 2 * out),
    ),
    "softplus": (
        (
            "s*(1 - s) is used: the derivative of softplus is sigmoid itself",
            lambda u, out: _sigmoid(u) * (1 - _sigmoid(u)),
        ),
        ("sigmoid(-u) is used, where sigmoid(u) is due", lambda u, out: _sigmoid(-u)),
    ),
    "absolute": (
        ("u itself is used, where sign(u) is due", lambda u, out: u),
        ("|u| itself is used, where sign(u) is due", lambda u, out: out),
    ),
    "arctan": (
        ("1/(1 + u) is used: the square is missing", lambda u, out: 1 / (1 + u)),
        ("1/sqrt(1 + u**2) is used", lambda u, out: 1 / np.sqrt(1 + u * u)),
    ),
    "log1p": (("1/u is used, where 1/(1 + u) is due", lambda u, out: 1 / u),),
    "reciprocal": (("-1/u is used, where -1/u**2 is due", lambda u, out: -1 / u),),
}


def slope_mistakes(node: Node, upstream: Payload) -> Iterator[Mistake]:
    """Mistakes in the local derivatives of an elementwise op."""
    name, text = rule_of(node).name, text_of(node)
    edges = list(zip(node._edges(), node.local_grads, strict=True))
    for (i, parent, _), slope in edges:

        def sends(
            rank: float,
            key: str,
            hint: str,
            wrong: Any,
            i: int = i,
            parent: Node = parent,
            slope: Any = slope,
        ) -> Mistake:
            change = parent._unbroadcast(upstream * wrong - upstream * slope)
            return Mistake(rank, f"{key}_{i}", hint, parent, change)

        if not _is_constant(slope, _UNREMARKABLE):
            yield from _factor_mistakes(sends, text, name, slope)
        yield from _gates(sends, text, upstream, slope)
        for number, (mistake, other) in enumerate(_OTHER_SLOPES.get(name, ())):
            if len(edges) == 1 or i == 0:
                wrong = other(_array(parent), _array(node))
                hint = f"the derivative of {text}: {mistake}"
                yield sends(3.2, f"other_{number}", hint, wrong)
        if len(node.operands) == 2:
            yield from _of_two(sends, node, i, slope)
        if name == "multiply" and not _is_constant(payload_of(parent)):
            hint = (
                f"a factor {operand_text(parent)} too much: the derivative of {text}, "
                "once too often"
            )
            yield sends(5.0, "raised", hint, slope * parent.data)


def _factor_mistakes(
    sends: Callable[..., Mistake], text: str, name: str, slope: Any
) -> Iterator[Mistake]:
    """The local derivative left out, or taken twice."""
    formula = f", {SLOPES[name]}" if name in SLOPES else ""
    number = _number(slope)
    factor = f"a factor {number:.6g}" if number is not None else "a factor"
    missing = f"{factor} is missing: the derivative of {text}{formula}"
    yield sends(3.0, "missing", missing, 1.0)
    # Of x * y the derivative is a matter of the place, not of a factor.
    twice = f"{factor} too much: the derivative of {text} counts once"
    yield sends(3.6, "twice", twice, slope * slope)
    if number is not None and number < 0:
        omission = f"a factor {-number:.6g} is missing: the derivative of {text}"
        yield sends(3.4, "missing_size", omission, -1.0)
    if number is not None and number:
        inverse = f"a factor {number:.6g} is applied the wrong way round: {text}"
        yield sends(3.8, "inverse", inverse, 1.0 / number)


def _gates(
    sends: Callable[..., Mistake], text: str, upstream: Payload, slope: Any
) -> Iterator[Mistake]:
    """A mask in the wrong place: of the upstream gradient, or the other way round."""
    is_mask = np.size(slope) > 1 and np.all((slope == 0) | (slope == 1))
    if not is_mask or np.all(slope == slope.ravel()[0]):
        return
    hint = f"the mask of {text} is that of the upstream gradient, not of its argument"
    yield sends(3.2, "upstream_mask", hint, np.asarray(upstream > 0, float))
    hint = f"the mask of {text} is the wrong way round"
    yield sends(3.3, "other_mask", hint, 1.0 - slope)
    hint = f"the mask of {text} is missing: the gradient passes everywhere"
    yield sends(2.9, "no_mask", hint, 1.0)


def _of_two(
    sends: Callable[..., Mistake], node: Node, i: int, slope: Any
) -> Iterator[Mistake]:
    """Mistakes in products, quotients and powers."""
    name, text = rule_of(node).name, text_of(node)
    x, y = map(_array, node.operands)
    own, other = (operand_text(x) for x in (node.operands[i], node.operands[1 - i]))
    if name == "multiply":
        hint = f"the derivative of {text} by {own} is {other}, not {own} itself"
        yield sends(3.2, "own", hint, y if i else x)
    elif name == "divide" and i == 1:
        hint = f"the derivative of {text} by {own} has {own} squared below: "
        yield sends(3.2, "square", f"{hint}-x/y**2, not -x/y", slope * y)
        yield sends(
            3.3, "above", f"{hint}the numerator is missing", -np.sign(x) / (y * y)
        )
        yield sends(3.4, "one_over", f"{hint}-x/y**2, not 1/y", 1 / y)
    elif name == "divide":
        hint = f"the derivative of {text} by {own} is 1/({other}), not {other}"
        yield sends(3.3, "inverse", hint, y)
    elif name == "power" and i == 0:
        hint = f"the derivative of {text}: the power is not lowered"
        yield sends(3.1, "not_lowered", hint, slope * x)
        hint = (
            f"the derivative of {text}: the power is not lowered, and is not a factor"
        )
        yield sends(3.2, "as_it_is", hint, _array(node))
        hint = f"the derivative of {text}: the power is lowered twice"
        yield sends(3.3, "lowered_twice", hint, slope / x)
        hint = f"the derivative of {text}: the exponent is missing as a factor"
        yield sends(3.1, "no_exponent", hint, slope / y)


def _array(operand: Any) -> Any:
    """The payload with NumPy's arithmetic: 1/0 is inf."""
    return np.asarray(payload_of(operand), np.float64)[()]


def _number(slope: Any) -> float | None:
    array = np.asarray(slope)
    if array.size and np.all(array == array.ravel()[0]):
        return float(array.ravel()[0])
    return None


def _is_constant(slope: Any, of: tuple[float, ...] | None = None) -> bool:
    """Whether it is one number everywhere: any, or one of some in size."""
    number = _number(slope)
    if number is None:
        return False
    return of is None or not math.isfinite(number) or abs(number) in of

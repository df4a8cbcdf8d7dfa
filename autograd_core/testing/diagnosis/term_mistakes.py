"""What is added to the right gradient, or multiplies it, as the arrays alone show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from autograd_core.messages.types import Array
from autograd_core.testing.diagnosis.array_mistakes import (
    ArrayMistake,
    axis_text,
    subject,
)
from autograd_core.testing.diagnosis.explanation import NEEDS_TWO_POINTS
from autograd_core.testing.diagnosis.factors import is_same
from autograd_core.testing.diagnosis.mismatch import InputGradient

_SLACK = 1e-6

_FEWEST = 3
"""Factors that lie in a range not by chance."""

_FEWEST_SIGNS = 6
"""Entries whose signs are those of something else not by chance."""

THE_VALUE = "f(...)"
"""The value of the function, among numbers that a factor may be made of."""


def term_mistakes(
    x: InputGradient, scalars: Mapping[str, float], vectors: Mapping[str, Array]
) -> Iterator[ArrayMistake]:
    """Terms that are missing or too much, factors that differ from entry to entry.

    Args:
        x: a gradient.
        scalars: numbers that a factor may be made of, by name: f, other inputs.
        vectors: other inputs, which a factor of each row or column may be.
    """
    if not x.is_comparable:
        return
    yield from _of_scalars(x, scalars)
    if x.wrong.size < 2:
        return
    yield from _added(x)
    if x.wrong.shape == x.at.shape and not x.result_axes:
        yield from _proportional(x)
    yield from _factor_of_each(x, vectors)


def _added(x: InputGradient) -> Iterator[ArrayMistake]:
    """The same amount everywhere, or along an axis."""
    off, the = x.wrong - x.right, subject(x)
    amount = float(off.ravel()[0])
    if x.explained_by(x.right + amount):
        hint = f"every failing component lacks the same term, {-amount:.6g}"
        yield ArrayMistake(5.0, "constant", hint)
        return
    weights = np.exp(1j * np.arange(off.size)).reshape(off.shape)
    hint = (
        f"{the} is off by amounts that do not depend on the point: the derivative of a "
        f"term that is linear in {x.name}, or piecewise (relu, hinge), is missing or "
        "wrong"
    )
    yield ArrayMistake(NEEDS_TWO_POINTS, "linear", hint, complex(np.sum(off * weights)))
    for axis in range(x.wrong.ndim if x.wrong.ndim > 1 else 0):
        if x.wrong.shape[axis] < 2:
            continue
        common = off.mean(axis, keepdims=True)
        if np.count_nonzero(common) > 1 and x.explained_by(x.right + common):
            hint = (
                f"{the} is off by the same amount all along {axis_text(x, axis)}: what "
                "is summed over that axis on the way, as by softmax or a mean, is "
                "missing or wrong"
            )
            yield ArrayMistake(4.5, f"constant_{axis}", hint)


def _proportional(x: InputGradient) -> Iterator[ArrayMistake]:
    """A mistake in proportion to the input, to its sign or to its powers."""
    off, at = x.wrong - x.right, x.at
    for key, multiple, penalty, term in (
        ("x", x.name, f"(c/2)*sum({x.name}**2)", at),
        ("sign", f"sign({x.name})", f"c*sum(|{x.name}|)", np.sign(at)),
        ("cube", f"{x.name}**3", f"(c/4)*sum({x.name}**4)", at**3),
    ):
        if _is_parallel(x.right, term):
            continue  # then it is a factor as well
        size = float(np.sum(term * term))
        c = float(np.sum(off * term)) / size if size else 0.0
        if c and np.any(term != term.ravel()[0]) and x.explained_by(x.right + c * term):
            verb = "too much" if c > 0 else "missing"
            hint = (
                f"the gradient of {x.name} is off by {c:.6g} * {multiple}: the "
                f"derivative of a regulariser {penalty} is {verb}, c = {abs(c):.6g}"
            )
            yield ArrayMistake(3.3, f"regulariser_{key}", hint, c)
            if key == "sign" and at.size < _FEWEST_SIGNS:
                continue
            hint = (
                f"the gradient of {x.name} is off by a multiple of {multiple} itself: "
                "the derivative of its length, or of a normalisation, is missing"
            )
            yield ArrayMistake(4.0, f"along_{key}", hint)


def _is_parallel(array: Array, term: Array) -> bool:
    """Whether one array is a multiple of another."""
    # Squares of the numbers themselves may overflow, or be 0.
    a, b = (x / (np.max(np.abs(x), initial=0.0) or 1.0) for x in (array, term))
    return float(np.sum(a * b)) ** 2 >= (1 - 1e-9) * float(np.sum(a**2) * np.sum(b**2))


def _of_scalars(
    x: InputGradient, scalars: Mapping[str, float]
) -> Iterator[ArrayMistake]:
    """One factor everywhere, that changes from point to point with a number."""
    ratio = common_ratio(x)
    if ratio is None or is_same(abs(ratio), 1.0):
        return
    for name, number in scalars.items():
        for power in (1, 2, 3, 4, -1, -2, -3, -4):
            for scale in (1.0, 2.0, 0.5):
                for sign in (1.0, -1.0):
                    # wrong * number**power * scale = right
                    if not number or not is_same(
                        ratio * float(np.float64(number) ** power) * scale * sign, 1.0
                    ):
                        continue
                    yield _scalar_mistake(x, name, power, scale, sign)


def _scalar_mistake(
    x: InputGradient, name: str, power: int, scale: float, sign: float
) -> ArrayMistake:
    factor = name if abs(power) == 1 else f"{name}**{abs(power)}"
    text = (
        f"a factor {factor} is missing"
        if power > 0
        else f"a division by {factor} is missing"
    )
    if scale != 1.0:
        text += f", and a factor {scale:g}"
    if sign < 0:
        text += ", and the sign is wrong"
    why = ""
    if name == THE_VALUE:
        why = ": the outer derivative, as of exp, log, sqrt or a power of it"
    rank = 3.6 + 0.1 * abs(power) + 0.3 * (scale != 1.0) + 0.2 * (sign < 0)
    hint = f"{text} in the gradient of {x.name}{why}"
    return ArrayMistake(rank, f"scalar_{name}_{power}_{scale}_{sign}", hint)


def _factor_of_each(
    x: InputGradient, vectors: Mapping[str, Array]
) -> Iterator[ArrayMistake]:
    """A factor for each entry, each row or each column."""
    the, wrong, right = subject(x), x.wrong, x.right
    usable = np.all(wrong[right != 0] != 0) and np.all(wrong[right == 0] == 0)
    if not usable or np.count_nonzero(right) < 2:
        return
    ratio = np.divide(wrong, right, out=np.ones_like(wrong), where=right != 0)
    if np.all(np.abs(ratio / ratio.ravel()[0] - 1) < 1e-6):
        return
    if x.wrong.shape == x.at.shape and not x.result_axes:
        yield from _factor_of_input(x, right)
        for name, array in vectors.items():
            if array.shape == right.shape and x.explained_by(right / array):
                hint = f"a factor {name} is missing in {the}, entry by entry"
                yield ArrayMistake(3.6, f"factor_{name}", hint)
            if array.shape == right.shape and x.explained_by(right * array):
                hint = f"a factor {name} too much in {the}, entry by entry"
                yield ArrayMistake(3.65, f"much_{name}", hint)
    for axis in range(wrong.ndim if wrong.ndim == 2 else 0):
        if wrong.shape[axis] < 2:
            continue
        common = np.median(ratio, axis=axis, keepdims=True)
        is_unit = np.abs(common - 1.0) < _SLACK  # then not each has a factor
        if np.any(is_unit) or not x.explained_by(common * right):
            continue
        # Ratios along axis 0 are those of the columns.
        line = "row" if axis == 1 else "column"
        inverse = 1 / common.ravel()
        range_text = _activation(inverse)
        for name, vector in vectors.items():
            pairs = ((0.0, name, vector), (0.2, f"1/{name}", 1 / vector))
            for rank, text, factor in pairs:
                if vector.size == inverse.size and np.allclose(inverse, factor, 1e-5):
                    hint = f"a factor {text} is missing in {the}, one for each {line}"
                    yield ArrayMistake(3.0 + rank, f"factor_{text}", hint)
                if vector.size == inverse.size and np.allclose(
                    1 / inverse, factor, 1e-5
                ):
                    hint = f"a factor {text} too much in {the}, one for each {line}"
                    yield ArrayMistake(3.1 + rank, f"much_{text}", hint)
        hint = f"{the} has a wrong factor of its own in each {line}{range_text}"
        yield ArrayMistake(4.2, f"of_each_{line}", hint)


def _activation(missing: Array) -> str:
    """The range that missing factors lie in, if it is that of a known derivative."""
    if missing.size < _FEWEST or np.ptp(missing) < _SLACK:
        return ""
    if np.all((missing > 0) & (missing <= 0.25 + _SLACK)):
        return (
            ": what is missing is between 0 and 1/4, as the derivative of a sigmoid, "
            "s*(1 - s)"
        )
    if np.all((missing > 0) & (missing <= 1 + _SLACK)):
        return (
            ": what is missing is between 0 and 1, as the derivative of tanh, 1 - "
            "h**2, or of another activation"
        )
    return ""


def _factor_of_input(x: InputGradient, right: Array) -> Iterator[ArrayMistake]:
    """A factor that is a function of the entry of the input."""
    at, name = x.at, x.name
    sigmoid = 0.5 * (1 + np.tanh(0.5 * at))
    for rank, missing, factor in (
        (2.4, f"{name}", at),
        (2.6, f"{name}**2", at**2),
        (2.6, f"exp({name})", np.exp(at)),
        (2.6, f"exp(-{name})", np.exp(-at)),
        (2.5, f"1 - tanh({name})**2, the derivative of tanh", 1 - np.tanh(at) ** 2),
        (
            2.5,
            f"s*(1 - s), the derivative of s = sigmoid({name})",
            sigmoid * (1 - sigmoid),
        ),
        (2.6, f"s = sigmoid({name})", sigmoid),
        (2.6, f"1 - s with s = sigmoid({name})", 1 - sigmoid),
        (2.6, f"cos({name})", np.cos(at)),
        (2.6, f"1/(2*sqrt({name}))", 0.5 / np.sqrt(at)),
        (2.6, f"{name}*(1 - {name})", at * (1 - at)),
        (2.6, f"1 - {name}**2", 1 - at**2),
        (2.6, f"sign({name})", np.sign(at)),
    ):
        if np.all(np.isfinite(factor)) and np.all(factor):
            for sign, minus in ((1.0, ""), (-1.0, "-")):
                if x.explained_by(sign * right / factor):
                    hint = f"a factor {minus}{missing} is missing in the gradient of "
                    hint += name
                    yield ArrayMistake(rank + 1.2, f"missing_{minus}{missing}", hint)
                elif x.explained_by(sign * right * factor):
                    hint = f"a factor {minus}{missing} too much in the gradient of "
                    hint += name
                    yield ArrayMistake(rank + 1.25, f"much_{minus}{missing}", hint)


def common_ratio(x: InputGradient) -> float | None:
    """wrong / right if it is the same for all components, else None."""
    k = np.unravel_index(int(np.argmax(np.abs(x.right))), x.right.shape)
    if not x.right.size or not x.right[k]:
        return None
    ratio = float(x.wrong[k] / x.right[k])
    return ratio if ratio and x.explained_by(ratio * x.right) else None

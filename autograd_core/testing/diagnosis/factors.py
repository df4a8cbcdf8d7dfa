"""Factors by which a gradient is off, named for what they usually are."""

from __future__ import annotations

import math
from collections.abc import Iterator

from autograd_core.testing.diagnosis.graph_constants import GraphConstants

_LARGEST = 10_000
"""Ratios above this are taken for a coincidence, not for a whole number."""

_SAME = 1e-5

_KNOWN = (
    (math.pi / 180, "degrees, where radians are due"),
    (math.log(10), "the logarithm to base 10 has the derivative 1/(x ln 10)"),
    (math.log(2), "the logarithm to base 2 has the derivative 1/(x ln 2)"),
    (math.sqrt(2), "a factor sqrt(2)"),
    (2 * math.pi, "a factor 2 pi"),
    (math.pi, "a factor pi"),
    (math.sqrt(2 * math.pi), "a factor sqrt(2 pi)"),
)


def is_same(x: float, y: float) -> bool:
    """Whether two factors are the same."""
    return math.isclose(x, y, rel_tol=_SAME)


def ratio_text(ratio: float) -> str:
    """A factor as a hint writes it.

    >>> ratio_text(-1 / 3), ratio_text(0.5), ratio_text(5.0)
    ('-1/3x', '0.5x', '5x')
    """
    n = round(1 / ratio) if ratio and abs(1 / ratio) <= _LARGEST else 0
    if abs(n) >= 3 and is_same(ratio * n, 1.0):
        return f"{'-' if n < 0 else ''}1/{abs(n)}x"
    if abs(ratio) <= _LARGEST and is_same(ratio, round(ratio)):
        return f"{round(ratio)}x"
    return f"{ratio:.6g}x"


def factor_text(ratio: float, constants: GraphConstants | None = None) -> str:
    """A factor and what it is, if that is known.

    >>> factor_text(-1.0), factor_text(1.7)
    ('-1x: the sign is wrong', '1.7x')
    >>> factor_text(0.5)
    '0.5x: a factor 2 is missing, perhaps that of a square, d(r**2)/dr = 2*r'
    """
    reason = factor_reason(ratio, constants)
    return ratio_text(ratio) + (f": {reason}" if reason else "")


def factor_reason(ratio: float, constants: GraphConstants | None = None) -> str:
    """What a factor is usually due to, `""` if nothing is known.

    Args:
        ratio: the wrong gradient over the right one.
        constants: those of f, None without a graph.

    >>> factor_reason(4.0)
    'a 1/4 is missing, perhaps a mean over 4, not a sum'
    """
    if is_same(ratio, -1.0):
        return "the sign is wrong"
    sign = "the sign is wrong, and " if ratio < 0 else ""
    for reason in _reasons(abs(ratio), constants):
        return sign + reason
    return ""


def _reasons(size: float, constants: GraphConstants | None) -> Iterator[str]:
    """What a positive factor is due to, the likeliest first."""
    yield from _two(size, constants)
    n, over = _whole(size), _whole(1 / size)
    as_of = ", perhaps" if constants is None else ":"  # no graph tells
    if n and (constants is None or n in constants.means):
        yield f"a 1/{n} is missing{as_of} a mean over {n}, not a sum"
    if n and constants is not None and n in constants.divisors:
        yield f"a 1/{n} is missing: a mean over {n}, or a constant of f"
    if over and constants is not None and over in constants.exponents:
        yield f"a factor {over} is missing: d(u**{over})/du = {over}*u**{over - 1}"
    if over and (constants is None or over in constants.sums | constants.means):
        is_factor = constants is not None and float(over) in constants.factors
        or_constant = ", or a constant of f" * is_factor
        yield f"divided by {over} too often{as_of} a sum, not a mean{or_constant}"
    yield from _of_counts(size, constants)
    for constant, name in _KNOWN:
        for factor, fault in ((constant, "too much"), (1 / constant, "missing")):
            if is_same(size, factor):
                yield f"{name} ({fault})"
    if constants is not None and constants.multiplies_by(size) and size != 1.0:
        yield f"{max(size, 1 / size):.6g} or its inverse is a constant of f"


def _two(size: float, constants: GraphConstants | None) -> Iterator[str]:
    """The commonest factors."""
    if is_same(size, 0.5):
        reason = ""
        if constants is None:
            reason = ", perhaps that of a square, d(r**2)/dr = 2*r"
        elif 2 in constants.exponents:
            or_constant = ", or a 2 that f multiplies by" * (2.0 in constants.factors)
            reason = f": d(r**2)/dr = 2*r{or_constant}"
        yield f"a factor 2 is missing{reason}"
    if is_same(size, 2.0):
        reasons = []
        if constants is None or constants.halved:
            reasons.append("a 1/2 in f, d(r**2/2)/dr = r")
        if constants is not None and 2 in constants.means:
            reasons.append("a mean over 2")
        as_of = ", perhaps" if constants is None else ":"
        text = f"{as_of} {', or '.join(reasons)}" if reasons else ""
        yield f"a factor 2 too much{text}"


def _of_counts(size: float, constants: GraphConstants | None) -> Iterator[str]:
    """Factors made of a number of terms."""
    if constants is None:
        return
    for n in sorted(constants.means):
        if n > 2 and is_same(size, n / 2):
            yield f"2/{n} is missing: a factor 2 of a square, and a mean over {n}"
        if is_same(size, 2 * n):
            yield f"{2 * n}x is 2 and {n}: a mean over {n} and a 1/2 of f"
    for n in sorted(constants.means | constants.sums):
        if n > 1 and is_same(size, math.sqrt(n)):
            yield f"a factor sqrt({n}) too much"
        if n > 1 and is_same(size * math.sqrt(n), 1.0):
            yield f"a factor sqrt({n}) is missing"
        divides = {n - 1, n} & (constants.means | constants.divisors)
        if n > 2 and divides and is_same(size, n / (n - 1)):
            yield f"divided by {n - 1}, where {n} is due"
        if n > 2 and divides and is_same(size, (n - 1) / n):
            yield f"divided by {n}, where {n - 1} is due"


def _whole(number: float) -> int:
    """The number from 3 on if it is whole, else 0."""
    n = round(number) if number <= _LARGEST else 0
    return n if n >= 3 and is_same(number, n) else 0

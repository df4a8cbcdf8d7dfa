"""Bounds of the inputs: f is not called outside of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from autograd_core.messages.operands import short_repr
from autograd_core.messages.types import Array, Payload
from autograd_core.testing.function.inputs import Arguments


class Bounds:
    """The lowest and highest values of each input.

    Args:
        bounds: None; `(low, high)`, each a number or an array, None or infinite where
            there is no bound; SciPy's list of such pairs, one for each entry of the one
            input, or its `Bounds`; or a dict of those by input.
        arguments: the arguments of f.
        payloads: the point, an input each.

    Raises:
        TypeError: they are made in another way.
        ValueError: the point is outside of them, or they do not fit an input.
    """

    def __init__(
        self, bounds: Any, arguments: Arguments, payloads: Sequence[Payload]
    ) -> None:
        self._pairs: dict[int, tuple[Array, Array]] = {}
        if bounds is None:
            return
        if not isinstance(bounds, (dict, list, str, tuple)):  # an array, a zip
            bounds = list(bounds) if isinstance(bounds, Iterable) else bounds
        names = [x.name for x in arguments.inputs]
        specs = _by_input(bounds, arguments, names)
        for i, spec in specs.items():
            low, high = _pair(spec, np.shape(payloads[i]), names[i])
            self._pairs[i] = (low, high)
            outside = (payloads[i] < low) | (payloads[i] > high)
            for entry in np.argwhere(outside)[:1]:
                index = tuple(map(int, entry))
                where = f"{names[i]}{list(index) if index else ''}"
                x, a, b = np.asarray(payloads[i])[index], low[index], high[index]
                raise ValueError(
                    f"bounds: the point is outside of them: {where} is {x:g}, and its "
                    f"bounds are {a:g} and {b:g}"
                )

    def __bool__(self) -> bool:
        return bool(self._pairs)

    def contain(self, payloads: Sequence[Any]) -> bool:
        """Whether a point is within the bounds."""
        return all(
            bool(np.all(np.real(payloads[i]) >= low))
            and bool(np.all(np.real(payloads[i]) <= high))
            for i, (low, high) in self._pairs.items()
        )

    def holds(self, i: int, entry: tuple[int, ...]) -> bool:
        """Whether the bounds of one entry of an input are equal, so it cannot move."""
        if i not in self._pairs:
            return False
        low, high = self._pairs[i]
        return bool(low[entry] == high[entry])

    def inwards(self, line: Array, payloads: Sequence[Payload]) -> Array:
        """A direction, all inputs in a row, turned so that it stays within the bounds.

        At a bound it points away from it; what cannot move stands still.
        """
        if not self._pairs:
            return line
        parts, start = [], 0
        for i, payload in enumerate(payloads):
            part = line[start : start + np.size(payload)]
            start += np.size(payload)
            if i in self._pairs:
                x = np.ravel(payload)
                low, high = map(np.ravel, self._pairs[i])
                part = np.where(x == high, -np.abs(part), part)
                part = np.where(x == low, np.abs(part), part)
                part = np.where(low == high, 0.0, part)
            parts.append(part)
        return np.concatenate(parts)


def _by_input(bounds: Any, arguments: Arguments, names: list[str]) -> dict[int, Any]:
    """What is given for each input, by its position."""
    if not isinstance(bounds, dict):
        return dict.fromkeys(range(len(names)), bounds)
    specs = {}
    for key, spec in bounds.items():
        inputs = {
            i
            for i, x in enumerate(arguments.inputs)
            if key in (x.name, arguments.arguments[x.argument].name)
        }
        if not inputs:
            raise ValueError(
                f"bounds: no input {key!r}; the inputs are {', '.join(names)}"
            )
        specs.update(dict.fromkeys(sorted(inputs), spec))
    return specs


def _pair(spec: Any, shape: tuple[int, ...], name: str) -> tuple[Array, Array]:
    """The lower and the upper bound of each entry of an input."""
    if hasattr(spec, "lb") and hasattr(spec, "ub"):
        low, high = spec.lb, spec.ub
    elif not isinstance(spec, (tuple, list)) or not len(spec):
        raise TypeError(
            "bounds: expected (low, high), a list of such pairs or a dict of them by "
            f"input, got {short_repr(spec)}"
        )
    elif _is_pairs(spec, shape):
        low, high = zip(*spec, strict=True)
        low, high = (low, high) if shape else (low[0], high[0])
    elif len(spec) == 2:
        low, high = spec
    else:
        raise ValueError(
            f"bounds: expected (low, high) for {name}, or one pair for each of its "
            f"entries, got {short_repr(spec)}"
        )
    lower, upper = _limit(low, -np.inf, shape, name), _limit(high, np.inf, shape, name)
    if not np.all(lower <= upper):  # nan is neither
        raise ValueError(
            f"bounds: those of {name} must have the lower one first and no nan, got "
            f"{short_repr(spec)}"
        )
    return lower, upper


def _is_pairs(spec: Sequence[Any], shape: tuple[int, ...]) -> bool:
    """Whether these are SciPy's pairs, one for each entry of a vector.

    `([0, 0], [1, 1])`, as in `scipy.optimize.least_squares`, is the lower and the upper
    bound of two entries.
    """
    if len(shape) > 1 or len(spec) != int(np.prod(shape)):
        return False
    if isinstance(spec, tuple) and not isinstance(spec[0], tuple):
        return False
    return all(np.ndim(pair) == 1 and len(pair) == 2 for pair in spec)


def _limit(limit: Any, none: float, shape: tuple[int, ...], name: str) -> Array:
    """One bound as an array of the shape of its input; None is no bound."""
    if limit is None:
        limit = none
    if isinstance(limit, (tuple, list)):
        limit = [none if number is None else number for number in limit]
    try:
        array = np.asarray(limit, np.float64)
        return np.broadcast_to(array, shape)
    except (TypeError, ValueError):
        raise ValueError(
            f"bounds: {short_repr(limit)} does not fit {name} of shape {shape}"
        ) from None

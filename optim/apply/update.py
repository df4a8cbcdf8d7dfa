"""One update of long flat arrays, in slices that fit in the processor's cache."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.extend import short_repr
from optim.apply.compiled import advance_fused

# Large arrays are updated in slices of this many entries, so that what a rule computes
# on the way stays in the processor's cache.
BLOCK = 16_384


def is_array(value: Any) -> bool:
    """Return whether an entry of a state is an array, one number per parameter."""
    return isinstance(value, np.ndarray) and value.ndim > 0


def initial_state(rule: Any, numbers: Any) -> dict[str, Any]:
    """`rule.init(numbers)`, checked; its arrays are the caller's to change.

    Raises:
        TypeError: the state is not a dict of arrays and numbers.
        ValueError: an array in it is of another shape.
    """
    state = rule.init(numbers)
    if not isinstance(state, dict):
        raise TypeError(
            f"{type(rule).__name__}.init must return a dict of arrays and numbers, got "
            f"{type(state).__name__} {short_repr(state)}"
        )
    for name, value in state.items():
        if is_array(value) and value.shape != numbers.shape:
            raise ValueError(
                f"{type(rule).__name__}.init: {name!r} has shape {value.shape}, the "
                f"parameters {numbers.shape}"
            )
    return {name: np.array(v) if is_array(v) else v for name, v in state.items()}


def advance(rule: Any, grads: Any, state: dict[str, Any], numbers: Any) -> None:
    """One update of flat arrays: `numbers` and `state` are changed in place.

    Raises:
        ValueError: the rule gave something of another shape, or a state of other names;
            nothing is changed, if the arrays fit in one block.
    """
    if advance_fused(rule, grads, state, numbers):
        return
    # An infinite gradient is applied like any other; NumPy need not warn of it, or
    # stop half-way where warnings are errors.
    with np.errstate(all="ignore"):
        news: dict[str, Any] = {}
        for start in range(0, len(numbers), BLOCK):
            part = slice(start, start + BLOCK)
            old = {n: v[part] if is_array(v) else v for n, v in state.items()}
            new_numbers, news = _pair(
                rule, rule.update(grads[part], old, numbers[part])
            )
            if np.shape(new_numbers) != numbers[part].shape:
                raise ValueError(
                    f"{type(rule).__name__}.update gave parameters of shape "
                    f"{np.shape(new_numbers)} for {numbers[part].shape}"
                )
            if news.keys() != old.keys():
                raise ValueError(
                    f"{type(rule).__name__}.update gave a state of {', '.join(news)}, "
                    f"init one of {', '.join(old)}; both must give the same names"
                )
            for name, value in old.items():
                if is_array(value):
                    value[...] = news[name]
            numbers[part] = new_numbers
    state.update({n: v for n, v in news.items() if not is_array(state.get(n))})


def _pair(rule: Any, result: Any) -> tuple[Any, Any]:
    """What a rule gave, checked: an array of two parameters would unpack as well."""
    if not isinstance(result, tuple) or len(result) != 2:
        raise TypeError(
            f"{type(rule).__name__}: an update gives a pair, the new parameters and "
            f"the state, got {type(result).__name__}; write `return params, state`"
        )
    return result

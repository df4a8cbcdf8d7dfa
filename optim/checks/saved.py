"""Checks of saved states: every field before any of them is used."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import numpy as np

from autograd_core.extend import short_repr
from optim.checks.settings import Check


def saved_fields(where: str, saved: Any, checks: Mapping[str, Check]) -> dict[str, Any]:
    """The fields of a saved state, each as its check returns it.

    Raises:
        ValueError: it is not a dict with exactly these fields, or one of them is wrong;
            the message opens with `where` and names the field.

    >>> from optim.checks.ranges import count
    >>> saved_fields("Scheduler", {"steps": -1}, {"steps": count})
    Traceback (most recent call last):
    ValueError: Scheduler: steps must be at least 0, got -1
    >>> saved_fields("Scheduler", {}, {"steps": count})
    Traceback (most recent call last):
    ValueError: Scheduler: expected a dict of steps, got one that lacks steps
    """
    names = ", ".join(sorted(checks))
    if not isinstance(saved, dict):
        raise ValueError(
            f"{where}: expected a dict of {names}, got {type(saved).__name__} "
            f"{short_repr(saved)}"
        )
    for fault, others in (
        ("lacks", [name for name in checks if name not in saved]),
        ("has", [name for name in saved if name not in checks]),
    ):
        if others:
            listed = ", ".join(short_repr(name).strip("'") for name in others[:5])
            raise ValueError(
                f"{where}: expected a dict of {names}, got one that {fault} {listed}"
            )
    fields = {}
    for name, check in checks.items():
        try:
            fields[name] = check(name, saved[name])
        except (TypeError, ValueError) as error:
            raise ValueError(f"{where}: {error}") from None
    return fields


def optional(check: Check) -> Check:
    """None, or what passes another check.

    >>> from optim.checks.ranges import any_number
    >>> optional(any_number)("best", None)
    """
    return lambda name, value: None if value is None else check(name, value)


def anything(name: str, value: Any) -> Any:
    """Whatever it is; somebody else checks it.

    >>> anything("fixed", None)
    """
    return value


def a_dict(name: str, value: Any) -> dict[Any, Any]:
    """A dict.

    >>> a_dict("model", [])
    Traceback (most recent call last):
    TypeError: model must be a dict, got list []
    """
    return _of_kind(dict, "dict", name, value)


def list_of(check: Check) -> Check:
    """A list whose members pass another check.

    >>> from optim.checks.ranges import any_number
    >>> list_of(any_number)("values", [1.0, "x"])
    Traceback (most recent call last):
    TypeError: values[1] must be a number, got str 'x'
    """

    def checked(name: str, value: Any) -> list[Any]:
        members = _of_kind(list, "list", name, value)
        return [check(f"{name}[{i}]", member) for i, member in enumerate(members)]

    return checked


def dict_of(check: Check) -> Check:
    """A dict by texts whose values pass another check.

    >>> from optim.checks.ranges import any_number
    >>> dict_of(any_number)("sums", {"loss": None})
    Traceback (most recent call last):
    TypeError: sums['loss'] must be a number, got NoneType None
    """

    def checked(name: str, value: Any) -> dict[str, Any]:
        members = _of_kind(dict, "dict", name, value)
        for key in members:
            _of_kind(str, "string", f"{name}: a name in it", key)
        return {
            key: check(f"{name}[{short_repr(key)}]", member)
            for key, member in members.items()
        }

    return checked


def array_of_numbers(name: str, value: Any) -> Any:
    """An array of real numbers.

    >>> array_of_numbers("weights", [1.0])
    Traceback (most recent call last):
    TypeError: weights must be an array of numbers, got list [1.0]
    """
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "biuf":
        raise TypeError(
            f"{name} must be an array of numbers, got {type(value).__name__} "
            f"{short_repr(value)}"
        )
    return value


def rng_state(rng: np.random.Generator) -> Check:
    """A state that `rng` can be set to.

    >>> rng = np.random.default_rng(0)
    >>> state = rng.bit_generator.state
    >>> rng_state(rng)("rng", state) == state
    True
    >>> rng_state(rng)("rng", {**state, "has_uint32": 7})
    Traceback (most recent call last):
    ValueError: rng must be a state of PCG64; its has_uint32 is 7
    """

    def checked(name: str, value: Any) -> Any:
        kind = type(rng.bit_generator).__name__
        trial = copy.deepcopy(rng.bit_generator)
        fault = _misfit(trial.state, value)
        if not fault:
            try:
                trial.state = value
                fault = "" if _same(trial.state, value) else "other than it can be"
            except (TypeError, ValueError, OverflowError, KeyError) as error:
                fault = str(error)
        if fault:
            raise ValueError(f"{name} must be a state of {kind}; {fault}")
        return value

    return checked


def _misfit(sample: Any, state: Any, where: str = "it") -> str:
    """What differs in kind between two states of a generator; "" if nothing does."""
    if isinstance(sample, dict):
        if not isinstance(state, dict) or state.keys() != sample.keys():
            return f"{where} must have {', '.join(sample)}"
        faults = [_misfit(sample[key], state[key], f"its {key}") for key in sample]
        # An index beyond its array would be read from anywhere in memory.
        lengths = {"pos": "key", "buffer_pos": "buffer"}
        for index, array in lengths.items():
            if not any(faults) and index in state:
                inside = 0 <= state[index] <= len(state[array])
                faults.append("" if inside else f"its {index} is {state[index]}")
        if not any(faults) and state.get("has_uint32", 0) not in (0, 1):
            faults.append(f"its has_uint32 is {state['has_uint32']}")
        return next(filter(None, faults), "")
    if isinstance(sample, np.ndarray):
        alike = isinstance(state, np.ndarray) and (
            (state.shape, state.dtype) == (sample.shape, sample.dtype)
        )
        return "" if alike else f"{where} must be an array of shape {sample.shape}"
    if type(state) is not type(sample) or (isinstance(sample, str) and state != sample):
        return f"{where} is {short_repr(state)}"
    return ""


def _same(first: Any, second: Any) -> bool:
    if isinstance(first, dict):
        return all(_same(first[key], second[key]) for key in first)
    return bool(np.array_equal(first, second))


def _of_kind(kind: type, title: str, name: str, value: Any) -> Any:
    if not isinstance(value, kind):
        raise TypeError(
            f"{name} must be a {title}, got {type(value).__name__} {short_repr(value)}"
        )
    return value

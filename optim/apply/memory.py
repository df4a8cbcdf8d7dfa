"""What a rule remembers of parameters: flat arrays, and numbers of each parameter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_core.extend import describe, short_repr
from optim.apply.flat_params import Slots
from optim.apply.update import advance, initial_state, is_array


@dataclass
class Cohort:
    """Parameters whose numbers are the same, such as `step`: one update moves them.

    Attributes:
        members: their positions in the slots, in order.
        numbers: what the rule remembers beside arrays.
    """

    members: list[int]
    numbers: dict[str, Any]


class Memory:
    """The state of a rule for the parameters of one slots.

    A parameter without a gradient stays out of an update, which its `step` does not
    count then. So the numbers of a state belong to each parameter. Those that have the
    same are a cohort; mostly all are, and then an update is one pass over the arrays.

    Args:
        rule: any rule.
        slots: where the parameters are.
    """

    def __init__(self, rule: Any, slots: Slots) -> None:
        state = initial_state(rule, slots.numbers())
        self._slots = slots
        self._names = list(state)
        self._arrays = {name: v for name, v in state.items() if is_array(v)}
        # While there is one cohort: the state of all, which an update changes in place.
        self._whole: dict[str, Any] | None = state
        self._parts: list[Cohort] = []

    def advance(self, rule: Any) -> None:
        """One update of the parameters that have a gradient."""
        slots = self._slots
        numbers, gradients, idle = slots.taken()
        if idle is None and self._whole is not None:
            advance(rule, gradients, self._whole, numbers)
        else:
            resting = idle or [False] * len(slots.params)
            self._advance_parts(rule, numbers, gradients, resting)
        slots.store(numbers)

    def _advance_parts(
        self, rule: Any, numbers: Any, gradients: Any, idle: list[bool]
    ) -> None:
        """One update cohort by cohort; all of them, or none if one fails."""
        cohorts: list[Cohort] = []
        moved: list[tuple[Any, Any, dict[str, Any]]] = []
        for cohort in self._cohorts:
            active = [i for i in cohort.members if not idle[i]]
            resting = [i for i in cohort.members if idle[i]]
            if resting:
                cohorts.append(Cohort(resting, cohort.numbers))
            if active:
                entries = self._slots.entries(active)
                part, state = numbers[entries], self._state_at(entries, cohort)
                advance(rule, gradients[entries], state, part)
                cohorts.append(Cohort(active, self._numbers_of(state)))
                moved.append((entries, part, state))
        for entries, part, state in moved:
            numbers[entries] = part
            for name, array in self._arrays.items():
                array[entries] = state[name]
        self._regroup(cohorts)

    def ahead(self, rule: Any, numbers: Any) -> Any:
        """Where the gradient is to be taken, as a new flat array."""
        if self._whole is not None:
            return rule.ahead(self._whole, numbers)
        result = numbers.copy()
        for cohort in self._cohorts:
            entries = self._slots.entries(cohort.members)
            state = self._state_at(entries, cohort)
            result[entries] = rule.ahead(state, numbers[entries])
        return result

    def adopt(self, old: Memory) -> None:
        """Take over what another memory of the same parameters has of these names."""
        (fresh,) = self._cohorts
        cohorts = old._cohorts
        self._arrays |= {
            name: array for name, array in old._arrays.items() if name in self._arrays
        }
        self._regroup(
            Cohort(
                cohort.members,
                {
                    name: cohort.numbers.get(name, v)
                    for name, v in fresh.numbers.items()
                },
            )
            for cohort in cohorts
        )

    def saved(self) -> list[dict[str, Any]]:
        """The state of each parameter: numbers, and copies of arrays."""
        numbers: dict[int, dict[str, Any]] = {}
        for cohort in self._cohorts:
            numbers |= dict.fromkeys(cohort.members, cohort.numbers)
        parts = {name: self._slots.split(v.copy()) for name, v in self._arrays.items()}
        return [
            {
                name: parts[name][i] if name in parts else numbers[i][name]
                for name in self._names
            }
            for i in range(len(self._slots.params))
        ]

    def load(self, saved: list[dict[str, Any]]) -> None:
        """Take the state of each parameter, as `saved` gives it, checked.

        Raises:
            ValueError: a name, a shape or a number does not fit. Nothing is changed.
        """
        (fresh,) = self._cohorts
        arrays: dict[str, list[Any]] = {name: [] for name in self._arrays}
        cohorts = []
        for i, (param, entries) in enumerate(
            zip(self._slots.params, saved, strict=True)
        ):
            where = f"the state of {describe(param)}"
            _check_names(where, self._names, entries)
            for name, parts in arrays.items():
                _check_entry(where, name, np.shape(param.data), entries[name])
                parts.append(np.ravel(entries[name]))
            numbers = {
                name: _checked_number(where, name, first, entries[name])
                for name, first in fresh.numbers.items()
            }
            cohorts.append(Cohort([i], numbers))
        for name, parts in arrays.items():
            self._arrays[name] = np.concatenate(parts).astype(self._arrays[name].dtype)
        self._regroup(cohorts)

    @property
    def _cohorts(self) -> list[Cohort]:
        if self._whole is None:
            return self._parts
        members = list(range(len(self._slots.params)))
        return [Cohort(members, self._numbers_of(self._whole))]

    def _regroup(self, cohorts: Iterable[Cohort]) -> None:
        """Keep the cohorts, those of the same numbers as one."""
        self._parts, self._whole = _merged(cohorts), None
        if len(self._parts) == 1:
            self._whole = {**self._arrays, **self._parts[0].numbers}

    def _state_at(self, entries: Any, cohort: Cohort) -> dict[str, Any]:
        """The state of a cohort, its arrays copied."""
        arrays = {name: array[entries] for name, array in self._arrays.items()}
        return {**arrays, **cohort.numbers}

    def _numbers_of(self, state: dict[str, Any]) -> dict[str, Any]:
        return {name: v for name, v in state.items() if name not in self._arrays}


def _merged(cohorts: Iterable[Cohort]) -> list[Cohort]:
    """The cohorts, those of the same numbers as one."""
    by_numbers: dict[str, Cohort] = {}
    for cohort in cohorts:
        key = repr(cohort.numbers)  # they are any numbers, hashable or not
        if key in by_numbers:
            by_numbers[key].members += cohort.members
        else:
            by_numbers[key] = Cohort([*cohort.members], cohort.numbers)
    for cohort in by_numbers.values():
        cohort.members.sort()
    return list(by_numbers.values())


def _check_names(where: str, names: list[str], entries: Any) -> None:
    if not isinstance(entries, dict) or entries.keys() != set(names):
        shown = list(entries) if isinstance(entries, dict) else entries
        raise ValueError(
            f"{where} must have {', '.join(names)}; got {short_repr(shown)}"
        )


def _check_entry(where: str, name: str, shape: tuple[int, ...], entry: Any) -> None:
    if np.shape(entry) != shape:
        raise ValueError(
            f"{where}: {name!r} must have shape {shape}, got {np.shape(entry)}"
        )
    if np.asarray(entry).dtype.kind not in "fiu":
        raise ValueError(
            f"{where}: {name!r} must be made of numbers, got {short_repr(entry)}"
        )


def _checked_number(where: str, name: str, first: Any, entry: Any) -> Any:
    """A saved number, of the kind that it is before the first update."""
    _check_entry(where, name, (), entry)
    number = np.asarray(entry).item()
    if isinstance(first, int):
        if number != number // 1 or number < 0:
            raise ValueError(
                f"{where}: {name!r} counts updates; it must be an integer >= 0, got "
                f"{short_repr(number)}"
            )
        return int(number)
    return float(number)

"""Parameter groups: parameters that share settings, and their states."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, MutableMapping
from typing import Any

import numpy as np

from autograd_core.extend import describe, plural, short_repr
from optim.apply.flat_params import Slots, slots_for
from optim.apply.rule import GradientRule
from optim.apply.update import advance, initial_state, is_array


class ParamGroup(MutableMapping[str, Any]):
    """Parameters that share their settings; reads and writes like PyTorch's dicts.

    `group["params"]` are the parameters, `group["lr"]` and the like the settings of the
    rule. A setting is checked when it is assigned and holds from the next step on.

    Args:
        params: leaves, checked.
        rule: the rule that moves them.
    """

    def __init__(self, params: list[Any], rule: Any) -> None:
        self._params = params
        self._rule = rule
        self._slots = slots_for(params)
        self._states = [initial_state(rule, slots.numbers()) for slots in self._slots]

    @property
    def rule(self) -> Any:
        """The rule that moves the parameters of this group."""
        return self._rule

    @rule.setter
    def rule(self, rule: Any) -> None:
        if not _same_memory(self._rule, rule):
            # Buffers that both rules have keep their values.
            new_states = [initial_state(rule, slots.numbers()) for slots in self._slots]
            self._states = [
                {name: old.get(name, value) for name, value in new.items()}
                for old, new in zip(self._states, new_states, strict=True)
            ]
        self._rule = rule

    @property
    def settings(self) -> dict[str, Any]:
        """The settings of the rule, by name."""
        return settings_of(self._rule)

    @property
    def title(self) -> str:
        """The name of the rule, for messages."""
        return title_of(self._rule)

    @property
    def looks_ahead(self) -> bool:
        """Whether the rule needs the gradient at another point than the parameters."""
        ahead = getattr(type(self._rule), "ahead", GradientRule.ahead)
        return ahead is not GradientRule.ahead

    # -- a step ----------------------------------------------------------------------

    def step(self) -> None:
        """Move the parameters once, by the gradients as they are now."""
        for slots, state in zip(self._slots, self._states, strict=True):
            numbers, idle = slots.numbers(), slots.idle()
            if idle is None:
                advance(self._rule, slots.gradients(), state, numbers)
            elif not idle.all():
                arrays = [numbers, *filter(is_array, state.values())]
                old_values = [array[idle] for array in arrays]
                advance(self._rule, slots.gradients(), state, numbers)
                for array, old in zip(arrays, old_values, strict=True):
                    array[idle] = old
            slots.store(numbers)

    def look_ahead(self) -> list[Any]:
        """Move the parameters to where the gradient is to be taken.

        Returns:
            Where they were, for `go_to`.
        """
        before = [slots.numbers().copy() for slots in self._slots]
        for slots, state, numbers in zip(
            self._slots, self._states, before, strict=True
        ):
            slots.store(self._rule.ahead(state, numbers))
        return before

    def go_to(self, numbers: list[Any]) -> None:
        """Move the parameters to where they were."""
        for slots, flat in zip(self._slots, numbers, strict=True):
            slots.store(flat)

    # -- saving ----------------------------------------------------------------------

    def saved_states(self) -> list[dict[str, Any]]:
        """The state of each parameter: numbers, and copies of arrays."""
        of_param: dict[int, dict[str, Any]] = {id(param): {} for param in self._params}
        for slots, state in zip(self._slots, self._states, strict=True):
            for name, value in state.items():
                parts = [value] * len(slots.params)
                if is_array(value):
                    parts = slots.split(value.copy())
                for param, part in zip(slots.params, parts, strict=True):
                    of_param[id(param)][name] = part
        return [of_param[id(param)] for param in self._params]

    def joined_states(self, rule: Any, saved: list[Any]) -> list[dict[str, Any]]:
        """The reverse of `saved_states`, checked against `rule`; changes nothing.

        Raises:
            ValueError: a name, a shape or a number does not fit.
        """
        of_param = dict(zip(map(id, self._params), saved, strict=True))
        return [
            _join_states(
                initial_state(rule, slots.numbers()),
                slots,
                [of_param[id(param)] for param in slots.params],
            )
            for slots in self._slots
        ]

    def restore(self, rule: Any, states: list[dict[str, Any]]) -> None:
        """Go on from there, with states as `joined_states` gives them."""
        self._rule, self._states = rule, states

    # -- the interface of a dict -----------------------------------------------------

    def __getitem__(self, key: str) -> Any:
        if key == "params":
            return self._params
        if key in self.settings:
            return self.settings[key]
        raise KeyError(key)

    def __setitem__(self, key: str, value: Any) -> None:
        self.rule = changed_rule(self._rule, {key: value})

    def __delitem__(self, key: str) -> None:
        raise TypeError(f"a parameter group keeps its {key!r}; assign another value")

    def __iter__(self) -> Iterator[str]:
        return iter(["params", *self.settings])

    def __len__(self) -> int:
        return 1 + len(self.settings)

    def __repr__(self) -> str:
        words = [plural(len(self._params), "parameter")]
        return f"<group of {', '.join(words + shown_settings(self._rule))}>"


def _same_memory(rule: Any, other: Any) -> bool:
    """Return whether two rules have states of the same names."""
    if isinstance(rule, GradientRule) and type(rule) is type(other):
        return rule.buffers == other.buffers
    first, second = [
        initial_state(candidate, np.zeros(1)) for candidate in (rule, other)
    ]
    return first.keys() == second.keys()


def title_of(rule: Any) -> str:
    """The name of a rule in messages: `Adam` for an `AdamRule`.

    >>> from optim.rules import AdamRule
    >>> title_of(AdamRule())
    'Adam'
    """
    return getattr(rule, "title", type(rule).__name__)


def settings_of(rule: Any) -> dict[str, Any]:
    """The fields of a rule, by name; {} for a rule that is not a dataclass.

    >>> from optim.rules import LionRule
    >>> settings_of(LionRule(lr=0.5))["lr"]
    0.5
    """
    if not dataclasses.is_dataclass(rule):
        return {}
    return {field.name: getattr(rule, field.name) for field in dataclasses.fields(rule)}


def shown_settings(rule: Any) -> list[str]:
    """The settings as a call would write them, without the ones that are usual.

    >>> from optim.rules import AdamRule
    >>> shown_settings(AdamRule(amsgrad=True))
    ['lr=0.001', 'amsgrad=True']
    """
    if not dataclasses.is_dataclass(rule):
        return [repr(rule)]
    values = {field: getattr(rule, field.name) for field in dataclasses.fields(rule)}
    return [
        f"{field.name}={value!r}"
        for field, value in values.items()
        if field.name == "lr" or value != field.default
    ]


def changed_rule(rule: Any, changes: dict[str, Any]) -> Any:
    """The rule with other settings.

    Raises:
        ValueError: a setting is unknown, or a value is out of its range.
        TypeError: a value is of the wrong kind.

    >>> from optim.rules import LionRule
    >>> changed_rule(LionRule(), {"learning_rate": 0.1})
    Traceback (most recent call last):
    ValueError: Lion has no setting 'learning_rate'; it has lr, weight_decay, ...
    """
    settings = settings_of(rule)
    for name in changes:
        if name not in settings:
            raise ValueError(
                f"{title_of(rule)} has no setting {short_repr(name)}; it has "
                f"{', '.join(settings) or 'none'}"
            )
    return dataclasses.replace(rule, **changes) if changes else rule


def _join_states(
    template: dict[str, Any], slots: Slots, saved: list[dict[str, Any]]
) -> dict[str, Any]:
    """Join the states of parameters; `template` has the names and shapes."""
    for param, entries in zip(slots.params, saved, strict=True):
        _check_entries(template, param, entries)
    state: dict[str, Any] = {}
    for name, value in template.items():
        values = [entries[name] for entries in saved]
        if is_array(value):
            flat = np.concatenate([np.ravel(part) for part in values])
            state[name] = flat.astype(value.dtype)
        elif any(number != values[0] for number in values):
            raise ValueError(
                f"{name!r} differs within a group: {short_repr(values)}; here all "
                "parameters of a group are moved together"
            )
        else:
            state[name] = type(value)(values[0])
    return state


def _check_entries(template: dict[str, Any], param: Any, entries: Any) -> None:
    where = f"the state of {describe(param)}"
    if not isinstance(entries, dict) or entries.keys() != template.keys():
        raise ValueError(
            f"{where} must have {', '.join(template)}; got {list(entries)}"
        )
    for name, value in template.items():
        entry, shape = entries[name], np.shape(param.data) if is_array(value) else ()
        if np.shape(entry) != shape:
            raise ValueError(
                f"{where}: {name!r} must have shape {shape}, got {np.shape(entry)}"
            )
        if np.asarray(entry).dtype.kind not in "fiu":
            raise ValueError(
                f"{where}: {name!r} must be made of numbers, got {short_repr(entry)}"
            )

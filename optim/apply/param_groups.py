"""Parameter groups: parameters that share settings, and their states."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator, MutableMapping
from typing import Any

import numpy as np

from autograd_core.extend import keyword_advice, plural, short_repr
from optim.apply.flat_params import slots_for
from optim.apply.memory import Memory
from optim.apply.rule import GradientRule
from optim.apply.torch_states import state_from_torch
from optim.apply.update import initial_state


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
        self._memories = [Memory(rule, slots) for slots in self._slots]

    @property
    def rule(self) -> Any:
        """The rule that moves the parameters of this group."""
        return self._rule

    @rule.setter
    def rule(self, rule: Any) -> None:
        if not _same_memory(self._rule, rule):
            # Buffers that both rules have keep their values.
            memories = [Memory(rule, slots) for slots in self._slots]
            for memory, old in zip(memories, self._memories, strict=True):
                memory.adopt(old)
            self._memories = memories
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
        kind: Any = type(self._rule)
        return _looks_ahead(kind)

    # -- a step ----------------------------------------------------------------------

    def step(self) -> None:
        """Move the parameters once, by the gradients as they are now."""
        for memory in self._memories:
            memory.advance(self._rule)

    def idle(self) -> bool:
        """Whether no parameter of the group has a gradient."""
        return all(all(slots.idle() or [False]) for slots in self._slots)

    def zero_grad(self) -> bool:
        """Let no parameter have a gradient; whether one had."""
        had = [slots.forget() for slots in self._slots]
        return any(had)

    def look_ahead(self) -> list[Any]:
        """Move the parameters to where the gradient is to be taken.

        Returns:
            Where they were, for `go_to`.
        """
        before = [slots.numbers().copy() for slots in self._slots]
        for slots, memory, numbers in zip(
            self._slots, self._memories, before, strict=True
        ):
            slots.store(memory.ahead(self._rule, numbers))
        return before

    def go_to(self, numbers: list[Any]) -> None:
        """Move the parameters to where they were."""
        for slots, flat in zip(self._slots, numbers, strict=True):
            slots.store(flat)

    # -- saving ----------------------------------------------------------------------

    def saved_states(self) -> list[dict[str, Any]]:
        """The state of each parameter: numbers, and copies of arrays."""
        of_param: dict[int, dict[str, Any]] = {}
        for slots, memory in zip(self._slots, self._memories, strict=True):
            of_param |= dict(zip(map(id, slots.params), memory.saved(), strict=True))
        return [of_param[id(param)] for param in self._params]

    def loaded_memories(
        self, rule: Any, saved: list[Any], from_torch: bool
    ) -> list[Memory]:
        """The reverse of `saved_states`, checked against `rule`; changes nothing.

        Args:
            rule: what is to move the parameters.
            saved: the state of each parameter.
            from_torch: whether PyTorch saved it.

        Raises:
            ValueError: a name, a shape or a number does not fit.
        """
        of_param = dict(zip(map(id, self._params), saved, strict=True))
        memories = []
        for slots in self._slots:
            memory = Memory(rule, slots)
            entries = [of_param[id(param)] for param in slots.params]
            if from_torch:
                first = zip(entries, memory.saved(), strict=True)
                entries = [state_from_torch(*pair) for pair in first]
            memory.load(entries)
            memories.append(memory)
        return memories

    def restore(self, rule: Any, memories: list[Memory]) -> None:
        """Go on from there, with memories as `loaded_memories` gives them."""
        self._rule, self._memories = rule, memories

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


@functools.cache
def _looks_ahead(kind: Any) -> bool:
    ahead = getattr(kind, "ahead", GradientRule.ahead)
    return ahead is not GradientRule.ahead


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


def changed_rule(
    rule: Any, changes: dict[str, Any], beside: tuple[str, ...] = ()
) -> Any:
    """The rule with other settings.

    Args:
        rule: the rule.
        changes: the settings, by name.
        beside: what the caller takes besides settings, for the message.

    Raises:
        ValueError: a setting is unknown, or a value is out of its range.
        TypeError: a value is of the wrong kind.

    >>> from optim.rules import LionRule
    >>> changed_rule(LionRule(), {"learning_rate": 0.1})
    Traceback (most recent call last):
    ValueError: Lion has no setting 'learning_rate'; it has lr, ...; write lr=
    """
    settings = settings_of(rule)
    for name in changes:
        if name not in settings:
            raise ValueError(
                f"{title_of(rule)} has no setting {short_repr(name)}; it has "
                f"{', '.join(settings) or 'none'}"
                f"{keyword_advice([name], [*settings, *beside])}"
            )
    return dataclasses.replace(rule, **changes) if changes else rule

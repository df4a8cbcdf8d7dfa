"""States that PyTorch's optimizers saved, in the form of the ones here."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

# What says in PyTorch how a step is computed, not what; and what its schedulers leave.
_ONLY_THERE = {
    *("foreach", "fused", "capturable", "differentiable"),
    *("initial_lr", "max_lr", "min_lr", "max_momentum", "base_momentum"),
}

UNKNOWN_TO_TORCH = frozenset(
    ("eps_inside_root", "decoupled_weight_decay", "nesterov", "weight_decay")
)
"""Settings that some or all of its optimizers lack; without them a step is the same."""


def is_from_torch(state_dict: dict[str, Any]) -> bool:
    """Whether PyTorch saved it: its optimizers do not write the name of their rule.

    >>> is_from_torch({"state": {}, "param_groups": []})
    True
    """
    return "rule" not in state_dict


def settings_from_torch(
    saved: dict[str, Any], settings: Container[str]
) -> dict[str, Any]:
    """The saved settings of a group, without those that only PyTorch has.

    Args:
        saved: what PyTorch saved.
        settings: the names of the settings of the group here.

    >>> settings_from_torch({"lr": 0.1, "fused": None}, ["lr"])
    {'lr': 0.1}
    """
    return {
        name: value
        for name, value in saved.items()
        if name in settings or name not in _ONLY_THERE
    }


def state_from_torch(entries: Any, first: dict[str, Any]) -> Any:
    """What PyTorch remembers of one parameter, as the rule here remembers it.

    Args:
        entries: what PyTorch saved; None for a parameter that it has not moved yet.
        first: the state before the first update.

    >>> state_from_torch(None, {"step": 0})
    {'step': 0}
    >>> state_from_torch({"momentum_buffer": 0.5}, {"step": 0, "momentum_buffer": 0.0})
    {'step': 1, 'momentum_buffer': 0.5}
    """
    if entries is not None and not isinstance(entries, dict):
        return entries
    saved = {
        name: value for name, value in (entries or {}).items() if value is not None
    }
    if not saved:
        return first
    # PyTorch's SGD counts no steps: it has a buffer from the first one on.
    return saved if "step" in saved or "step" not in first else {"step": 1, **saved}

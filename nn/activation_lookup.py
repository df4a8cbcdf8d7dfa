"""Activations by name: any op of the table that works on one operand."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable
from typing import Any

from autograd_core import Value
from autograd_core.op import OPS, Op

_ALIASES = {"abs": "absolute"}
_SPELLINGS = {"relu": "ReLU", "elu": "ELU", "gelu": "GELU", "silu": "SiLU"}


def known_activations() -> list[str]:
    """The names `find_activation` knows, in alphabetical order.

    >>> "tanh" in known_activations(), "maximum" in known_activations()
    (True, False)
    """
    return sorted(name for name in OPS if _takes_one(name))


def find_op(choice: Any) -> Any:
    """The op or function that `choice` names; None for no activation.

    Raises:
        TypeError: `choice` is no name and no function.
        ValueError: no op has this name.

    >>> find_op("relu"), find_op(Value.relu), find_op("linear")
    (<op 'relu'>, <op 'relu'>, None)
    >>> find_op("rleu")
    Traceback (most recent call last):
    ValueError: unknown activation 'rleu'; did you mean 'relu'? ...
    """
    if choice is None or choice is False or choice in ("linear", "identity"):
        return None
    if isinstance(choice, str):
        name = _ALIASES.get(choice, choice)
        if name in OPS and _takes_one(name):
            return OPS[name]
        raise ValueError(_unknown(choice))
    if callable(choice) and not isinstance(choice, type):
        name = getattr(choice, "__name__", "")
        is_method = name in OPS and getattr(Value, name, None) is choice
        return OPS[name] if is_method else choice
    raise TypeError(
        "activation: expected the name of an op, a function Value -> Value, or "
        f"None, got {choice!r}; e.g. 'tanh'"
    )


def find_activation(choice: Any) -> Callable[[Value], Value] | None:
    """The function of a Value that `choice` names, as `find_op` finds it.

    For an op it is the method of Value: calling that costs least.

    >>> find_activation("relu")(Value(-2.0)).data
    0.0
    """
    found = find_op(choice)
    return getattr(Value, found.name) if isinstance(found, Op) else found


def activation_name(activation: Any) -> str:
    """How a neuron's repr spells its activation: `Tanh`, `ReLU`, `Linear`.

    >>> activation_name(Value.leaky_relu), activation_name(None)
    ('LeakyReLU', 'Linear')
    """
    if activation is None:
        return "Linear"
    name = getattr(activation, "__name__", type(activation).__name__)
    if not name.isidentifier():  # <lambda>
        return "Custom"
    parts = [
        _SPELLINGS.get(part, part[:1].upper() + part[1:]) for part in name.split("_")
    ]
    return "".join(parts)


def check_activation_gave(activation: Any, out: Any) -> None:
    """Refuse an activation that leaves the graph: no gradient would reach the weights.

    Raises:
        TypeError: `out` is no Value.
    """
    if not isinstance(out, Value):
        name = getattr(activation, "__name__", repr(activation))
        raise TypeError(
            f"activation {name} gave {type(out).__name__} {out!r} instead of a Value, "
            "so no gradient would pass; compute it with operators and functions of "
            "autograd_core"
        )


def _takes_one(name: str) -> bool:
    parameters = inspect.signature(OPS[name]).parameters.values()
    needed = [each for each in parameters if each.default is each.empty]
    return len(needed) == 1 and hasattr(Value, name)


def _unknown(choice: str) -> str:
    known = known_activations()
    close = difflib.get_close_matches(
        choice.lower(), [*known, "linear", "identity"], n=1
    )
    hint = f"; did you mean {close[0]!r}?" if close else ";"
    return (
        f"unknown activation {choice!r}{hint} known are linear, {', '.join(known)}, "
        "and any function Value -> Value"
    )

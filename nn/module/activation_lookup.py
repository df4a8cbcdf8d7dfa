"""Activations by name: any op of the table that works on one operand."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core import Node, Value
from autograd_core.extend import OPS, Op, short_repr
from nn.module.module import Module

DEFAULT_ACTIVATION = "tanh"
"""The activation of hidden layers, unless another one is chosen."""

_ALIASES = {"abs": "absolute", "swish": "silu"}
_NUMBERS = (np.ndarray, np.generic, float, int)
_SPELLINGS = {"relu": "ReLU", "elu": "ELU", "gelu": "GELU", "silu": "SiLU"}


def known_activations() -> list[str]:
    """The names `find_activation` knows, in alphabetical order.

    >>> "tanh" in known_activations(), "maximum" in known_activations()
    (True, False)
    """
    return sorted(name for name in OPS if _takes_one(name))


def find_op(choice: Any) -> Any:
    """The op or function that `choice` names, or is the module of; None for none.

    Raises:
        TypeError: `choice` is no name and no function.
        ValueError: no op has this name.

    >>> find_op("relu"), find_op(Value.relu), find_op("linear")
    (<op 'relu'>, <op 'relu'>, None)
    >>> find_op("rleu")
    Traceback (most recent call last):
    ValueError: unknown activation 'rleu'; did you mean 'relu'? ...
    """
    if isinstance(choice, Module):
        choice = getattr(choice, "choice", choice)
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
    remedy = (
        f"call it: {choice.__name__}()" if isinstance(choice, type) else "e.g. 'tanh'"
    )
    raise TypeError(
        "activation: expected the name of an op, a function Value -> Value, or "
        f"None, got {choice!r}; {remedy}"
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
    if isinstance(getattr(activation, "__self__", None), Module):
        return type(activation.__self__).__name__
    if not name.isidentifier():  # <lambda>
        return "Custom"
    parts = [
        _SPELLINGS.get(part, part[:1].upper() + part[1:]) for part in name.split("_")
    ]
    return "".join(parts)


def check_activation_gave(activation: Any, out: Any, x: Any) -> None:
    """Refuse an activation that leaves the graph: no gradient would reach the weights.

    Raises:
        TypeError: `out` is no node though `x` is one, or no numbers at all.
    """
    if isinstance(out, type(x) if isinstance(x, Node) else (Node, *_NUMBERS)):
        return
    name = getattr(activation, "__name__", repr(activation))
    kind = type(x).__name__ if isinstance(x, Node) else "array"
    shown = "" if isinstance(out, np.ndarray) else f" {short_repr(out)}"
    raise TypeError(
        f"activation {name} gave {type(out).__name__}{shown} instead of "
        f"{'an' if kind == 'array' else 'a'} {kind}, so no gradient would pass; "
        "compute it with operators and functions of autograd_core"
    )


def _takes_one(name: str) -> bool:
    parameters = inspect.signature(OPS[name]).parameters.values()
    needed = [each for each in parameters if each.default is each.empty]
    return len(needed) == 1 and hasattr(Value, name)


def _unknown(choice: str) -> str:
    known = known_activations()
    if choice in ("softmax", "log_softmax"):
        return (
            f"activation {choice!r} needs a whole row, so no neuron has it: end a "
            f"network of Tensors with it, nn.mlp([...], out_activation={choice!r}), or "
            "train the logits with cross_entropy, which needs no softmax"
        )
    close = difflib.get_close_matches(
        choice.lower(), [*known, "linear", "identity"], n=2
    )
    close = close[:1] if choice.lower() in close else close
    hint = f"; did you mean {' or '.join(map(repr, close))}?" if close else ";"
    return (
        f"unknown activation {choice!r}{hint} known are linear, {', '.join(known)}, "
        "and any function Value -> Value"
    )

"""Activations by name: every op of one operand."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core import Node, Value
from autograd_core.extend import OPS, Op, short_repr
from nn.checks.other_names import ACTIVATIONS, spelling
from nn.module.module import Module

DEFAULT_ACTIVATION = "tanh"
"""The activation of hidden layers, unless another one is chosen."""

_ALIASES = {"abs": "absolute", "swish": "silu"}
_NUMBERS = (np.ndarray, np.generic, float, int)
_SPELLINGS = {"relu": "ReLU", "elu": "ELU", "gelu": "GELU", "silu": "SiLU"}


def known_activations() -> list[str]:
    """The names that `find_activation` accepts, in alphabetical order.

    >>> "tanh" in known_activations(), "maximum" in known_activations()
    (True, False)
    """
    return sorted(name for name in OPS if _takes_one(name))


def find_op(choice: Any) -> Callable[..., Any] | None:
    """The op or function of an activation, from its name, function or module.

    Returns:
        None for the identity: None, False, "linear" and "identity".

    Raises:
        TypeError: `choice` is neither a name nor a function.
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
    """The function of a Value for a choice that `find_op` takes.

    For an op it is the method of Value, which is the fastest to call.

    >>> find_activation("relu")(Value(-2.0)).data
    0.0
    """
    op = find_op(choice)
    return getattr(Value, op.name) if isinstance(op, Op) else op


def activation_name(activation: Any) -> str:
    """The name of an activation in a neuron's repr: `Tanh`, `ReLU`, `Linear`.

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


def check_activation_output(activation: Any, out: Any, x: Any) -> None:
    """Refuse an activation that leaves the graph: no gradient would reach the weights.

    Raises:
        TypeError: `x` is a node and `out` is not one, or `out` is not a number.
    """
    if isinstance(out, type(x) if isinstance(x, Node) else (Node, *_NUMBERS)):
        return
    name = getattr(activation, "__name__", repr(activation))
    kind = type(x).__name__ if isinstance(x, Node) else "array"
    result = "" if isinstance(out, np.ndarray) else f" {short_repr(out)}"
    raise TypeError(
        f"activation {name} gave {type(out).__name__}{result} instead of "
        f"{'an' if kind == 'array' else 'a'} {kind}, so no gradient would pass; "
        "compute it with operators and functions of autograd_core"
    )


def _takes_one(name: str) -> bool:
    parameters = inspect.signature(OPS[name]).parameters.values()
    required = [
        parameter for parameter in parameters if parameter.default is parameter.empty
    ]
    return len(required) == 1 and hasattr(Value, name)


def _unknown(choice: str) -> str:
    names = known_activations()
    if choice in ("softmax", "log_softmax"):
        return (
            f"activation {choice!r} needs a whole row, so no neuron has it: end a "
            f"network of Tensors with it, nn.mlp([...], out_activation={choice!r}), or "
            "train the logits with cross_entropy, which needs no softmax"
        )
    spelled = {spelling(name): name for name in (*names, "linear", "identity")}
    close = difflib.get_close_matches(spelling(choice), spelled, n=2)
    close = close[:1] if spelling(choice) in close else close
    right = " or ".join(repr(spelled[name]) for name in close)
    hint = f"did you mean {right}? " if close else ""
    if choice in ACTIVATIONS:
        hint = ACTIVATIONS[choice]
        hint += "; " if "ac." not in hint else ", ac being autograd_core; "
    return (
        f"unknown activation {choice!r}; {hint}known are linear, {', '.join(names)}, "
        "and any function Value -> Value"
    )

"""The activation module for a name, a function or another module."""

from __future__ import annotations

import copy
from typing import Any

from autograd_core.extend import Op
from nn.layers.activations import (
    ELU,
    Activation,
    LeakyReLU,
    LogSoftmax,
    NamedActivation,
    Softmax,
)
from nn.layers.jumps import Sign, Step
from nn.module.activation_lookup import find_op

_BY_OP: dict[str, Any] = {cls.name: cls for cls in NamedActivation.__subclasses__()}
_BY_OP |= {"leaky_relu": LeakyReLU, "elu": ELU, "sign": Sign, "step": Step}
_OF_ROWS = {"softmax": Softmax, "log_softmax": LogSoftmax}


def activation_module(choice: Any) -> Activation | None:
    """The module for an activation: a name, a function or a module, as for `Neuron`.

    A module is copied, so that one activation can serve in several places of a network.

    Returns:
        None for the identity.

    >>> activation_module("relu"), activation_module("sin"), activation_module(None)
    (ReLU(), Activation('sin'), None)
    >>> activation_module("softmax"), activation_module(LeakyReLU(0.1))
    (Softmax(axis=-1), LeakyReLU(negative_slope=0.1))
    """
    # The activation of a neuron may be a method of a module.
    module = getattr(choice, "__self__", choice)
    if isinstance(module, Activation):
        return copy.copy(module)
    if isinstance(choice, str) and choice in _OF_ROWS:
        return _OF_ROWS[choice]()
    op = find_op(choice)
    if op is None:
        return None
    if isinstance(op, Op):
        return _BY_OP[op.name]() if op.name in _BY_OP else Activation(op.name)
    return Activation(op)

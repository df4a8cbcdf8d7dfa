"""A module as a function of its parameters, for transforms."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from autograd_core import Node, Tensor, Value
from autograd_core.extend import explained, is_number, real_array, short_repr
from nn.module.checked_module import checked_module
from nn.module.module import Module
from nn.module.parameter_tree import parts_of
from nn.module.state_dict import listed
from nn.module.title import title


@explained
def functional_call(
    module: Module, parameters: Mapping[str, Any], args: Any, kwargs: Any = None
) -> Any:
    """The output of a module with these parameters in place of its own.

    The module stays as it is: a copy is called, whose other parameters, buffers and
    generators are the module's own. So transforms differentiate by all parameters:
    `grad(lambda p: loss(functional_call(model, p, x), y))(dict(state))`.

    Args:
        module: of which a copy is called; statistics that the call updates, as those
            of BatchNorm, are lost.
        parameters: numbers, arrays or nodes by the names of `named_parameters()`. Those
            of frozen modules get gradients too, if they are given.
        args: the input, or a tuple of all of them.
        kwargs: a dict of arguments with names.

    Returns:
        What the module returns.

    Raises:
        TypeError: `module` is not a module, or a parameter not numbers.
        ValueError: there is no parameter of a name, or its shape differs.

    >>> import numpy as np
    >>> from autograd_core import grad
    >>> from nn import Linear
    >>> layer = Linear(2, 1, rng=0)
    >>> parameters = {"weight": np.array([[1.0], [2.0]]), "bias": np.zeros(1)}
    >>> slopes = grad(lambda p: functional_call(layer, p, [3.0, 4.0]).sum())(parameters)
    >>> slopes["weight"].tolist(), slopes["bias"].tolist()
    ([[3.0], [4.0]], [1.0])
    """
    where = "functional_call"
    checked_module(module, where)
    if not isinstance(parameters, Mapping):
        raise TypeError(
            f"{where}: expected a dict of parameters by name, got "
            f"{type(parameters).__name__} {short_repr(parameters)}"
        )
    own = dict(module.named_parameters(frozen=True))
    unknown = parameters.keys() - own.keys()
    if unknown:
        raise ValueError(
            f"{where}: {title(module)} has no parameter {listed(sorted(unknown))}; its "
            f"own: {listed(list(own))}"
        )
    new = {
        id(own[name]): _like(own[name], given, f"{where}: {name}")
        for name, given in parameters.items()
    }
    twin = _copy_with(module, {id(old): old for old in own.values()} | new, new.keys())
    inputs = args if isinstance(args, tuple) else (args,)
    return twin(*inputs, **(kwargs or {}))


def _like(old: Any, given: Any, where: str) -> Any:
    """What takes the place of a parameter: a node, of the same kind and shape."""
    if not isinstance(given, Node):
        if isinstance(old, Value) and is_number(given):
            return Value(given)
        given = Tensor(real_array(given, where), dtype=getattr(old, "dtype", float))
    shapes = [getattr(node, "shape", ()) for node in (old, given)]  # () of a Value
    if shapes[0] != shapes[1]:
        raise ValueError(f"{where} must have shape {shapes[0]}, got {shapes[1]}")
    return given


def _copy_with(module: Module, memo: dict[int, Any], given: Any) -> Module:
    """A copy of a module in which other things stand for its parameters, by their id.

    Whatever holds no parameters is not copied: generators go on, arrays stay.
    """
    shared: dict[int, Any] = {}
    modules = module.modules()
    for part in modules:
        for thing in vars(part).values():
            if not isinstance(thing, (Module, Node)) and parts_of(thing) is None:
                shared[id(thing)] = thing
    twin = copy.deepcopy(module, shared | memo)
    for part, copied in zip(modules, twin.modules(), strict=True):
        if part.frozen and any(id(x) in given for x in vars(part).values()):
            copied.frozen = False  # else its parameters would be constants
    return twin

"""Names and shapes that PyTorch gives to the parameters of a network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from nn.module.module import Module


def torch_names(module: Module) -> dict[str, tuple[str, bool]]:
    """For each parameter and buffer its name in PyTorch, and if it is transposed there.

    In PyTorch's order, which has the buffers of a module beside its parameters. The
    layers of a `Sequential` have their numbers as names, without `layers.`.

    >>> from nn import Linear, Sequential
    >>> torch_names(Sequential(Linear(2, 3)))
    {'layers.0.weight': ('0.weight', True), 'layers.0.bias': ('0.bias', False)}
    """
    modules: dict[str, Any] = dict(module.named_modules())
    prefixes = {"": ""}
    for name in modules:
        if name:
            prefixes[name] = _joined(modules, prefixes, name)
    named = [*module.named_parameters(frozen=True), *module.named_buffers()]
    names: dict[str, dict[str, tuple[str, bool]]] = {name: {} for name in modules}
    for name, _ in named:
        owner = _owner(modules, name)
        key = name.rpartition(".")[2]
        transposed = key in modules[owner].transposed_in_torch
        names[owner][name] = (_joined(modules, prefixes, name), transposed)
    return {key: value for part in names.values() for key, value in part.items()}


def is_of_torch(array: Any) -> bool:
    """Return whether an entry of a state is a Tensor of PyTorch, or its `numpy()`.

    >>> is_of_torch([1.0])
    False
    """
    while array is not None:
        if type(array).__module__.partition(".")[0] == "torch":
            return True
        # What an array shares its memory with.
        array = array.base if isinstance(array, np.ndarray) else None
    return False


def _owner(modules: dict[str, Any], name: str) -> str:
    """The name of the innermost other module around a name."""
    while name:
        name = name.rpartition(".")[0]
        if name in modules:
            return name
    return ""


def _joined(modules: dict[str, Any], prefixes: dict[str, str], name: str) -> str:
    owner = _owner(modules, name)
    rest = name[len(owner) :].lstrip(".")
    left_out = modules[owner].left_out_in_torch
    if left_out and rest.startswith(f"{left_out}."):
        rest = rest[len(left_out) + 1 :]
    return f"{prefixes[owner]}.{rest}".lstrip(".")

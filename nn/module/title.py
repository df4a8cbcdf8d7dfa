"""The name of a module in messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd_core.extend import plural

if TYPE_CHECKING:
    from nn.module.module import Module


def title(module: Module) -> str:
    """The name of a module in messages: its place in the network, and its repr.

    >>> from nn import MLP, mlp
    >>> title(MLP(2, [3, 1]).layers[1]), title(mlp([2, 3, 1]).layers[2])
    ('layers.1 (Layer of 1 neuron)', 'layers.2 Linear(3 -> 1)')
    """
    place = module._place
    neurons = getattr(module, "neurons", None)
    if neurons is not None:
        layer = f"Layer of {plural(len(neurons), 'neuron')}"
        return f"{place} ({layer})" if place else layer
    text = repr(module)
    long = chr(10) in text or len(text) > 60
    return f"{place} {type(module).__name__ if long else text}".lstrip()

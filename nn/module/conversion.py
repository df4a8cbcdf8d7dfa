"""Conversion between networks of single Values and of Tensors, by kind of network."""

from __future__ import annotations

from functools import singledispatch
from typing import Any


@singledispatch
def converted(network: Any, *settings: Any) -> Any:
    """The same network on the other kind of node, with the same weights.

    `nn.scalar.convert` registers a conversion for each kind of network. It imports both
    kinds, so neither can import it: their methods call this function instead.

    Raises:
        TypeError: there is no conversion for this kind.

    >>> from nn import mlp
    >>> converted(mlp([2, 1, 1], rng=0))
    MLP of [Layer of [TanhNeuron(2)], Layer of [LinearNeuron(1)]]
    """
    raise TypeError(f"there is no conversion of {type(network).__name__}")

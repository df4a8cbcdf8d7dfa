"""`Contents`: what a module holds, parameters, buffers and other modules, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core.extend import real_array
from nn.module.parameter_tree import Tree

if TYPE_CHECKING:
    from nn.module.module import Module


class Contents:
    """The half of `Module` that looks through what it holds.

    >>> from nn import MLP
    >>> [name for name, _ in MLP(1, [1], rng=0).named_parameters()]
    ['layers.0.neurons.0.w.0', 'layers.0.neurons.0.b']
    """

    frozen: bool = False
    _buffer_names: tuple[str, ...] = ()
    _for_inference_only: bool = False
    """It holds numbers that are neither parameters nor buffers: no saving them."""

    def parameters(self) -> list[Any]:
        """The parameters to train, in the order in which they were assigned.

        Those of frozen modules are left out.
        """
        return [entry[0] for entry in Tree(self, Contents).entries(frozen=False)]

    def named_parameters(self, *, frozen: bool = False) -> list[tuple[str, Any]]:
        """Pairs of dotted name, such as `layers.0.neurons.3.w.1`, and parameter.

        Args:
            frozen: include those of frozen modules.
        """
        return [
            (f"{prefix}{key}", each)
            for each, prefix, key, _ in Tree(self, Contents).entries(frozen)
        ]

    def modules(self) -> list[Module]:
        """This module and all below it, each once, owners before what they hold."""
        return [module for _, module in self.named_modules()]

    def named_modules(self) -> list[tuple[str, Module]]:
        """Pairs of dotted name, such as `layers.0`, and module; this one is `""`."""
        return Tree(self, Contents).modules

    def named_children(self) -> list[tuple[str, Module]]:
        """Pairs of name and module for those that this one holds itself."""
        found: list[tuple[str, Module]] = []
        inside: set[int] = {id(self)}
        for name, module in self.named_modules():
            if id(module) not in inside:
                found.append((name, module))
                inside |= {id(below) for below in module.modules()}
        return found

    def register_buffer(self, name: str, array: Any) -> None:
        """Keep an array that is saved with the parameters but not trained.

        It is the attribute `name`, for instance a running mean; assign to it later.

        Raises:
            TypeError: it is no array of numbers.
            ValueError: `name` is no identifier, or taken by something else.
        """
        numbers = real_array(array, f"{type(self).__name__}: buffer {name!r}")
        if not name.isidentifier() or getattr(self, name, None) is not None:
            raise ValueError(
                f"{type(self).__name__}: {name!r} cannot name a buffer; use an "
                "identifier that is no attribute yet"
            )
        setattr(self, name, numbers)
        self._buffer_names = (*self._buffer_names, name)

    def remove_buffer(self, name: str) -> None:
        """Forget a buffer; the attribute goes back to what the class says.

        Raises:
            ValueError: there is no such buffer.
        """
        if name not in self._buffer_names:
            raise ValueError(
                f"{type(self).__name__} has no buffer {name!r}; it has "
                f"{', '.join(self._buffer_names) or 'none'}"
            )
        delattr(self, name)
        self._buffer_names = tuple(n for n in self._buffer_names if n != name)

    def buffers(self) -> list[Any]:
        """The arrays of `register_buffer`, of this module and all below it."""
        return [buffer for _, buffer in self.named_buffers()]

    def named_buffers(self) -> list[tuple[str, Any]]:
        """Pairs of dotted name, such as `layers.1.running_mean`, and array."""
        return [
            (f"{place}.{name}" if place else name, getattr(module, name))
            for place, module in self.named_modules()
            for name in module._buffer_names
        ]

    def num_parameters(self, *, frozen: bool = True) -> int:
        """How many numbers the parameters have together.

        Args:
            frozen: count those of frozen modules too.

        >>> from nn import MLP
        >>> MLP(2, [3, 1]).num_parameters()
        13
        """
        named = self.named_parameters(frozen=frozen)
        return sum(int(np.size(parameter.data)) for _, parameter in named)

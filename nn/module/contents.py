"""`Contents`: access to the parameters, buffers and modules inside a module."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core.extend import real_array
from nn.module.parameter_tree import Tree

if TYPE_CHECKING:
    from nn.module.module import Module


class Contents:
    """The part of `Module` that lists and counts what a module holds.

    >>> from nn import MLP
    >>> [name for name, _ in MLP(1, [1], rng=0).named_parameters()]
    ['layers.0.neurons.0.w.0', 'layers.0.neurons.0.b']
    """

    frozen: bool = False
    frozen_statistics: bool = False
    _buffer_names: tuple[str, ...] = ()
    transposed_in_torch: tuple[str, ...] = ()
    """Its parameters that PyTorch's module of this kind stores transposed."""
    left_out_in_torch: str = ""
    """Its attribute whose name is not part of PyTorch's names."""
    _for_inference_only: bool = False
    """It holds numbers that are neither parameters nor buffers, so it is not saved."""

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
            (f"{prefix}{key}", parameter)
            for parameter, prefix, key, _ in Tree(self, Contents).entries(frozen)
        ]

    def modules(self) -> list[Module]:
        """This module and all below it, each once, outer modules first."""
        return [module for _, module in self.named_modules()]

    def named_modules(self) -> list[tuple[str, Module]]:
        """Pairs of dotted name, such as `layers.0`, and module; this one is `""`."""
        return Tree(self, Contents).modules

    def named_children(self) -> list[tuple[str, Module]]:
        """Pairs of name and module for the modules directly below this one."""
        children: list[tuple[str, Module]] = []
        inside: set[int] = {id(self)}
        for name, module in self.named_modules():
            if id(module) not in inside:
                children.append((name, module))
                inside |= {id(inner) for inner in module.modules()}
        return children

    def register_buffer(self, name: str, array: Any) -> None:
        """Store an array that is saved with the parameters but not trained.

        It is the attribute `name`, for instance a running mean; assign to it later.

        Raises:
            TypeError: it is not an array of numbers.
            ValueError: `name` is not an identifier, or taken by something else.
        """
        numbers = real_array(array, f"{type(self).__name__}: buffer {name!r}")
        if not name.isidentifier() or getattr(self, name, None) is not None:
            raise ValueError(
                f"{type(self).__name__}: {name!r} cannot name a buffer; use an "
                "identifier that is not an attribute yet"
            )
        setattr(self, name, numbers)
        self._buffer_names = (*self._buffer_names, name)

    def remove_buffer(self, name: str) -> None:
        """Delete a buffer; an attribute of the class with this name is visible again.

        Raises:
            ValueError: the module has no buffer of this name.
        """
        if name not in self._buffer_names:
            raise ValueError(
                f"{type(self).__name__} has no buffer {name!r}; it has "
                f"{', '.join(self._buffer_names) or 'none'}"
            )
        delattr(self, name)
        self._buffer_names = tuple(
            other for other in self._buffer_names if other != name
        )

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
        """The number of entries of all parameters together.

        Args:
            frozen: count those of frozen modules too.

        >>> from nn import MLP
        >>> MLP(2, [3, 1]).num_parameters()
        13
        """
        named = self.named_parameters(frozen=frozen)
        return sum(int(np.size(parameter.data)) for _, parameter in named)

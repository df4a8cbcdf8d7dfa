"""Containers: modules one after the other, and residual blocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from autograd_core import Tensor
from autograd_core.extend import Array, short_repr
from nn.layers.inputs import array_input
from nn.module.checked_module import checked_module
from nn.module.conversion import converted
from nn.module.module import Module
from nn.module.tensor_module import TensorModule, run
from nn.module.title import title

if TYPE_CHECKING:
    from nn.scalar.neuron import MLP


class Sequential(TensorModule):
    """Modules one after the other; the output of each is the input of the next.

    Args:
        *layers: modules, or one list of them.

    Raises:
        TypeError: a layer is not a module.

    >>> from nn import Linear, Tanh
    >>> model = Sequential(Linear(2, 3), Tanh(), Linear(3, 1))
    >>> model
    Sequential(
      (layers.0): Linear(2 -> 3)
      (layers.1): Tanh()
      (layers.2): Linear(3 -> 1)
    )
    >>> len(model), model[1]
    (3, Tanh())
    """

    left_out_in_torch = "layers"

    def __init__(self, *layers: Any) -> None:
        if len(layers) == 1 and isinstance(layers[0], (list, tuple)):
            layers = tuple(layers[0])
        self.layers = [_checked_layer(layer) for layer in layers]

    def forward(self, x: Any) -> Tensor | Array:
        """The output of the last module."""
        for layer in self.layers:
            x = run(layer, x)
        return x

    def append(self, layer: Module) -> Sequential:
        """Add one more module at the end.

        Returns:
            The module itself.

        Raises:
            TypeError: it is not a module.
        """
        self.layers.append(_checked_layer(layer))
        self.label_parameters()
        return self

    def to_scalar(self) -> MLP:
        """The same network on single Values, an `MLP`, with the same weights.

        Raises:
            ValueError: a layer is neither Linear nor an activation of single numbers,
                or they do not alternate.

        >>> from nn import mlp
        >>> model = mlp([2, 3, 1], rng=0)
        >>> scalar = model.to_scalar()
        >>> bool(abs(scalar([1.0, 2.0]).data - model([1.0, 2.0]).data[0]) < 1e-15)
        True
        """
        return converted(self)

    def __len__(self) -> int:
        return len(self.layers)

    def __iter__(self) -> Iterator[Module]:
        return iter(self.layers)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            part = Sequential()
            # Assigned, not passed to the constructor, which would rename the layers:
            # messages still name them by their place in self.
            part.layers = self.layers[index]
            return part
        try:
            return self.layers[index]
        except IndexError:
            raise IndexError(
                f"{title(self)}: there is no layer {index}; it has {len(self)} layers, "
                f"counted from 0"
            ) from None
        except TypeError:
            raise TypeError(
                f"{title(self)}: layers are found by their number or a slice, got "
                f"{type(index).__name__} {short_repr(index)}"
            ) from None

    def __setitem__(self, index: int, layer: Module) -> None:
        """Put a module in the place of one; an optimizer of before goes on without it.

        Raises:
            TypeError: `layer` is not a module, or `index` no whole number.
            IndexError: there is no such layer.
        """
        if isinstance(index, slice):
            raise TypeError(f"{title(self)}: replace one layer at a time")
        self[index]  # raises if there is none
        self.layers[index] = _checked_layer(layer)
        self.label_parameters()

    def _parts(self) -> list[tuple[str, Module]]:
        """All layers, also one that occurs twice."""
        return [(f"layers.{i}", layer) for i, layer in enumerate(self.layers)]


class Residual(TensorModule):
    """x + f(x): the difference from the identity is learned.

    Args:
        *layers: f, the modules one after the other.

    Raises:
        TypeError: a layer is not a module.

    >>> from nn import Linear
    >>> Residual(Linear(4, 4, rng=0))([[1.0, 2.0, 3.0, 4.0]]).shape
    (1, 4)

    Source: He, Zhang, Ren and Sun, Deep Residual Learning for Image Recognition, 2016.
    """

    def __init__(self, *layers: Any) -> None:
        self.inner = Sequential(*layers)

    def forward(self, x: Any) -> Tensor | Array:
        """x + f(x).

        Raises:
            ValueError: f(x) has another shape than x.
        """
        x = array_input(x, self)
        out = run(self.inner, x)
        if out.shape != x.shape:
            raise ValueError(
                f"{title(self)}: x + f(x) needs f(x) of the shape of x, {x.shape}, got "
                f"{out.shape}"
            )
        return x + out


def _checked_layer(layer: Any) -> Module:
    remedy = "; Activation(function) makes a module of a function"
    if isinstance(layer, str):
        remedy = f"; write Activation({layer!r})"
    elif isinstance(layer, dict):
        remedy = "; write Sequential(*layers.values()): layers have numbers"
    elif isinstance(layer, type):
        remedy = f"; call it: {layer.__name__}()"
    return checked_module(layer, "Sequential", expected="modules", remedy=remedy)

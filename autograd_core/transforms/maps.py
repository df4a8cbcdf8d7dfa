"""A transform called inside functions of `vmap`: its inputs, one for each example.

Inside the boxes of `vmap` is an ordinary graph; the walks of a transform are on that.
The seeds of all examples are pulled back, or pushed forward, at once.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.engine.node import Node
from autograd_core.modes import active_maps
from autograd_core.tensor.tensor import Tensor
from autograd_core.transforms.leaf import input_of_run
from autograd_core.transforms.pytree import Leaf


class Maps:
    """The runs of `vmap` that a transform is called in; mostly none."""

    __slots__ = ("levels",)

    def __init__(self) -> None:
        self.levels = active_maps.levels()

    def below(self, leaf: Any) -> Any:
        """What is inside the boxes; with the axes of the examples if it is in none."""
        for level in reversed(self.levels):
            leaf = level.inner(leaf)
        return leaf

    def above(self, leaf: Any) -> Any:
        """An array or node with the axes of the examples, inside boxes again."""
        for level in self.levels:
            leaf = level.box(leaf)
        return leaf

    def input(self, leaf: Leaf) -> Node:
        """The input of a run for an argument, with the axes of the examples.

        An argument that is the same for all examples is an input for each of them, as
        each has its own derivative: a view that repeats it, which takes no memory.
        """
        if not self.levels:
            return input_of_run(leaf)
        if isinstance(leaf, Node):
            return input_of_run(self.below(leaf))
        node: Node = self.below(Tensor(np.asarray(leaf)))
        return node

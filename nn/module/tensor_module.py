"""`TensorModule`: the base class of all layers that work on whole arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core import Tensor
from nn.module.module import Module


class TensorModule(Module):
    """A module whose outputs are Tensors, whatever it is called with.

    Inside a `Sequential` an array stays an array until a parameter meets it: what is no
    Tensor gets no gradient, and costs none.

    >>> from nn import ReLU
    >>> ReLU()([-1.0, 2.0])
    Tensor([0., 2.], grad=[0., 0.])
    """

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The result of `forward`, a Tensor; forward hooks see it on its way."""
        out = super().__call__(*args, **kwargs)
        return Tensor(out) if isinstance(out, (np.ndarray, np.generic)) else out


def run(module: Module, x: Any) -> Any:
    """What a module inside another gives: an array may stay one.

    >>> from nn import ReLU
    >>> run(ReLU(), np.array([-1.0, 2.0]))
    array([0., 2.])
    """
    if isinstance(module, TensorModule):
        return Module.__call__(module, x)
    return module(x)


def dtype_text(parameter: Any) -> str:
    """What a repr adds for a dtype other than float64."""
    return "" if parameter.dtype == np.float64 else f", dtype={parameter.dtype}"

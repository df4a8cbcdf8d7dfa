"""`TensorModule`: the base class of all layers that work on whole arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core import Tensor
from autograd_core.extend import payload_of
from nn.module.module import Module


class TensorModule(Module):
    """A module whose outputs are Tensors, also for plain arrays.

    Inside a `Sequential` an array stays an array up to the first layer with parameters:
    an array takes no part in the graph and costs no gradient.

    >>> from nn import ReLU
    >>> ReLU()([-1.0, 2.0])
    Tensor([0., 2.], grad=[0., 0.])
    """

    def __call__(self, *args: Any, **kwargs: Any) -> Tensor:
        """The result of `forward` as a Tensor, after the forward hooks."""
        out = Module.__call__(self, *args, **kwargs)
        return Tensor(out) if isinstance(out, (np.ndarray, np.generic)) else out

    if TYPE_CHECKING:

        def parameters(self) -> list[Tensor]: ...
        def named_parameters(
            self, *, frozen: bool = False
        ) -> list[tuple[str, Tensor]]: ...

    def _operand(self, parameter: Any) -> Any:
        """A parameter as an operand: a constant if the module is frozen, None if None.

        So a frozen module takes part in no gradient.
        """
        return payload_of(parameter) if self.frozen else parameter


def run(module: Module, x: Any) -> Any:
    """The output of a module inside another one; an array may stay an array.

    >>> from nn import ReLU
    >>> run(ReLU(), np.array([-1.0, 2.0]))
    array([0., 2.])
    """
    if not isinstance(module, TensorModule):
        return module(x)
    # What Module.__call__ does, without a call for each of many small layers.
    out = module.forward(x)
    if module._forward_hooks:
        out = module._hooked((x,), out)
    return out


def dtype_text(parameter: Any) -> str:
    """The end of a repr for a dtype other than float64."""
    return "" if parameter.dtype == np.float64 else f", dtype={parameter.dtype}"

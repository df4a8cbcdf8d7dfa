"""The outputs of a network for many samples."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core import Value, no_grad
from autograd_core.extend import Array, explained
from nn.checks.arguments import checked_width
from nn.checks.numbers import numbers_of, refuse_tuple_of_tensors
from nn.module.checked_module import checked_module
from nn.module.module import Module
from nn.module.title import title


@explained
def predict(module: Module, X: Any, batch_size: int = 256) -> Array:
    """The outputs of `module` for all samples, in evaluation mode and without a graph.

    Args:
        module: of Tensors, called with batches; or of Values, called with each sample.
        X: samples, shape (samples, ...).
        batch_size: the number of samples in one call.

    Returns:
        An array of shape (samples, ...).

    Raises:
        TypeError: `module` is not a module, or X is not an array of numbers.
        ValueError: there are no samples, or `batch_size` < 1.

    >>> from nn import MLP
    >>> model = MLP(2, [3, 1], rng=0)
    >>> predict(model, [[0.0, 1.0], [1.0, 0.0]]).shape
    (2,)
    """
    checked_module(module, "predict")
    size = checked_width(batch_size, "predict", "batch_size")
    inputs = numbers_of(X, "predict")
    if inputs.ndim < 1 or not len(inputs):
        raise ValueError(
            "predict: X must have shape (samples, ...) with at least one sample, got "
            f"{inputs.shape}"
        )
    modes = [(part, part.training) for part in module.modules()]
    module.eval()
    try:
        with no_grad():
            if _takes_one_sample(module):
                outs = [numbers_of([module(x)], "predict") for x in inputs]
            else:
                outs = [
                    _outputs(module, inputs[i : i + size])
                    for i in range(0, len(inputs), size)
                ]
    finally:
        for part, mode in modes:
            part.training = mode
    return np.concatenate(outs)


def _outputs(module: Module, batch: Array) -> Array:
    out = module(batch)
    refuse_tuple_of_tensors(out, f"predict: {title(module)}")
    return numbers_of(out, "predict")


def _takes_one_sample(module: Module) -> bool:
    named = module.named_parameters(frozen=True)
    return any(isinstance(parameter, Value) for _, parameter in named)

"""How the errors of a network change from layer to layer on their way back."""

from __future__ import annotations

import functools
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from autograd_core import Tensor, gradients, jacobian
from autograd_core.extend import payload_of, short_repr
from nn.layers.containers import Sequential
from nn.layers.linear import Linear
from nn.module.checked_module import checked_module
from nn.module.module import Module
from nn.scalar.neuron import MLP


def delta_norms(
    model: Module, loss: Callable[..., Any], x: Any, y: Any = None
) -> dict[str, float]:
    """The length of the error of each layer, |delta_l| with delta_l = dE/dz_l.

    z_l is the output of Linear layer l, before the activation, for all samples of x
    together. From layer to layer delta is multiplied by a Jacobian, so its length is
    what vanishes or explodes. That of dE/dW_l = delta_l a^T, see `gradient_norms`, may
    hide it: where deltas grow backwards, activations a often grow forwards.

    Args:
        model: a network with Linear layers, or an `MLP` of Values.
        loss: `loss(outputs)`, or with `y` given `loss(outputs, y)`; one number.
        x: one sample, or a batch.
        y: targets.

    Returns:
        The norms by the names of the layers, from the first to the last one.

    Raises:
        TypeError: `model` is not a module, or the loss does not give a node.
        ValueError: no Linear layer is called.

    >>> from nn import mlp, squared_error
    >>> model = mlp([2, 3, 1], "sigmoid", rng=0)
    >>> norms = delta_norms(model, squared_error, [1.0, -1.0], [2.0])
    >>> list(norms), norms["layers.0"] < norms["layers.2"]
    (['layers.0', 'layers.2'], True)

    Source: Glorot and Bengio, Understanding the difficulty of training deep
    feedforward neural networks, 2010; Pascanu, Mikolov, Bengio, On the difficulty of
    training recurrent neural networks, 2013.
    """
    network = _on_tensors(checked_module(model, "delta_norms"))
    outputs: list[tuple[str, Any]] = []
    linears = {
        module: name
        for name, module in network.named_modules()
        if isinstance(module, Linear)
    }

    def keep(module: Module, inputs: Any, out: Any) -> None:
        outputs.append((linears[module], out))  # type: ignore[index]

    removers = [linear.register_forward_hook(keep) for linear in linears]
    try:
        result = network(x)
    finally:
        for remove in removers:
            remove()
    if not outputs:
        raise ValueError("delta_norms: the model calls no Linear layer")
    error = loss(result) if y is None else loss(result, y)
    if not isinstance(error, Tensor):
        raise TypeError(
            "delta_norms: the loss must be a Tensor computed from the outputs, got "
            f"{type(error).__name__} {short_repr(error)}"
        )
    deltas = gradients(error, [out for _, out in outputs])
    names = _names(model, [name for name, _ in outputs])
    return {
        name: float(np.linalg.norm(delta))
        for name, delta in zip(names, deltas, strict=True)
    }


def jacobian_norms(model: Module, x: Any) -> dict[str, float]:
    """The largest stretch of each layer at one sample, |da_l / da_(l-1)|.

    That is the largest singular value of J_l = diag(f'(z_l)) W_l. The length of a
    gradient is multiplied by it at most, on its way back through the layer; factors
    below 1 at each of many layers make it vanish, above 1 they allow it to explode.

    Args:
        model: a `Sequential` of Linear layers and activations, or an `MLP` of Values.
        x: one sample, shape (features,).

    Returns:
        The norms by the names of the Linear layers, from the first to the last one.

    Raises:
        TypeError: `model` is not a module.
        ValueError: it is no sequence of Linear layers and activations.

    >>> from nn import mlp
    >>> norms = jacobian_norms(mlp([2, 3, 1], "sigmoid", rng=0), [1.0, -1.0])
    >>> max(norms.values()) < 1.0
    True

    Source: Pascanu, Mikolov, Bengio, On the difficulty of training recurrent neural
    networks, 2013.
    """
    network = _on_tensors(checked_module(model, "jacobian_norms"))
    layers = list(network.layers) if isinstance(network, Sequential) else []
    starts = [i for i, layer in enumerate(layers) if isinstance(layer, Linear)]
    if not starts or starts[0]:
        raise ValueError(
            "jacobian_norms: expected a Sequential that begins with a Linear layer, "
            f"got {type(model).__name__}"
        )
    a = np.asarray(x, np.float64)
    stretches = []
    for start, end in pairwise([*starts, len(layers)]):
        block = functools.partial(_called, layers[start:end])
        stretches.append(float(np.linalg.norm(payload_of(jacobian(block)(a)), 2)))
        a = payload_of(block(a))
    names = _names(model, [f"layers.{start}" for start in starts])
    return dict(zip(names, stretches, strict=True))


def _called(layers: list[Module], x: Any) -> Any:
    """The output of layers, one after the other."""
    for layer in layers:
        x = layer(x)
    return x


def _on_tensors(model: Module) -> Any:
    return model.to_tensor() if isinstance(model, MLP) else model


def _names(model: Module, names: list[str]) -> list[str]:
    """The names in the model itself, which for an MLP have no activations between."""
    if isinstance(model, MLP):
        return [f"layers.{i}" for i in range(len(names))]
    return names

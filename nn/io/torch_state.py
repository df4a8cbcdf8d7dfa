"""The state of a network by the names and shapes that PyTorch uses."""

from __future__ import annotations

from typing import Any

from nn.layers.containers import Sequential
from nn.layers.embedding import Embedding
from nn.layers.linear import Linear, effective_weight
from nn.layers.norms import BatchNorm1d, LayerNorm
from nn.module.title import title
from nn.scalar.neuron import MLP


def to_torch_state_dict(module: Any) -> dict[str, Any]:
    """The state with the names and shapes of the same `torch.nn.Sequential`.

    `torch_model.load_state_dict({k: torch.from_numpy(v) for k, v in state.items()})`
    then gives the same network. PyTorch stores the weight of a Linear transposed.

    Args:
        module: a `Sequential`, or an `MLP` of Values.

    Returns:
        Arrays by names such as `0.weight`.

    Raises:
        TypeError: a layer has no counterpart in a `torch.nn.Sequential`.

    >>> from nn import mlp
    >>> state = to_torch_state_dict(mlp([2, 3, 1]))
    >>> [(name, array.shape) for name, array in state.items()]
    [('0.weight', (3, 2)), ('0.bias', (3,)), ('2.weight', (1, 3)), ('2.bias', (1,))]
    """
    network = module.to_tensor() if isinstance(module, MLP) else module
    if type(network) is not Sequential:
        raise TypeError(
            "to_torch_state_dict: expected a Sequential or an MLP, got "
            f"{type(network).__name__}"
        )
    state: dict[str, Any] = {}
    for i, layer in enumerate(network):
        if type(layer) is Sequential:
            inner = to_torch_state_dict(layer)
        elif isinstance(layer, Linear):
            inner = {"weight": effective_weight(layer).T.copy()}
            inner |= {} if layer.bias is None else {"bias": layer.bias.data.copy()}
        elif isinstance(layer, _SAME_IN_TORCH) or not layer.state_dict():
            inner = layer.state_dict()
        else:
            raise TypeError(
                f"to_torch_state_dict: {title(layer)} has no counterpart in a "
                "torch.nn.Sequential"
            )
        state |= {f"{i}.{name}": array for name, array in inner.items()}
    return state


_SAME_IN_TORCH = (BatchNorm1d, LayerNorm, Embedding)
